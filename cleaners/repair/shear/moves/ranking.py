"""Which of the characters that the bytes allow go best with what was read before.

Each ranking is made once for a state of the search and kept while its segment is decoded, whichever reading asks.
Equal scores are told apart by what stands next in the row: the folded text or the code.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nlargest
from typing import NamedTuple

from cleaners.chinese.gbk import INVALID, lost_pairs, pair_chars
from cleaners.chinese.language_model import model
from cleaners.chinese.readings import codes_read
from cleaners.repair.shear.costs import COST_DROPPED, COST_OTHER_SCRIPT, COST_TWO_LOST, INDENTED
from cleaners.repair.shear.moves.candidates import (
    ZONE_LEADS,
    Candidate,
    around_gap,
    by_lead,
    by_trail,
    two_after,
    zone_partners,
)
from cleaners.repair.shear.page.evidence import PageEvidence
from cleaners.repair.shear.page.scorer import SPAN
from cleaners.repair.shear.path import quoted, unpaired
from cleaners.repair.shear.reading import Move, Reading

# By hand, with the costs of costs.py: how many candidates are kept.
FAN = 10  # of what one lost byte may have been
LEADS = 60  # of what a break may have taken: the likeliest by themselves are not those that go best with what follows
WIDE = 24  # for a lost byte, scored in full after a first look with one character of history
GAPS = 6  # of the two characters around a dropped one
TWO_GAPS = 3  # of the three or four around two dropped ones, after the likeliest FIRSTS of the first
FIRSTS = 4
BEFORE_NONE = 6  # of the character before a pair that is none

Gap = tuple[float, str, str]  # log probability less what is strange, folded, as it stands


class Listable(NamedTuple):
    """A character that may be listed. code: lead << 8 | trail; cost: of taking it for listed."""

    code: int
    char: str
    folded: str
    cost: float


class Ranking:
    """The candidates of one segment, the likeliest first."""

    def __init__(self, page: PageEvidence) -> None:
        self._page = page
        self._budget = page.budget
        self._log = page.scorer.log
        self._fold = page.scorer.model.fold
        self._partners: dict[tuple[int, str, bool, frozenset[int] | None], list[Move]] = {}
        self._listable: dict[str, list[Listable]] = {}
        self._both_lost: dict[tuple[int, str, str], list[Move]] = {}
        self._dropped_before: dict[tuple[int, str, str], list[Move]] = {}

    def partners(self, reading: Reading, among: frozenset[int] | None = None) -> list[Move]:
        """The pending byte with a trail byte that was lost; one of ``among`` where they are known."""
        pending, history = reading.pending, reading.history
        opened = pending == 0xA1 and quoted(reading.path)  # “ is A1B0, ” is A1B1
        key = (pending, history, opened, among)
        found = self._partners.get(key)
        if found is None:
            chars = by_lead().get(pending, [])
            if among is not None:
                chars = [entry for entry in chars if entry[2] in among]
            scored = (
                (value - unpaired(char, opened), folded, char, trail)
                for value, folded, char, trail in self._likely(history, chars)
            )
            found = self._partners[key] = [
                Move(char, folded, value, pending << 8 | trail) for value, folded, char, trail in nlargest(FAN, scored)
            ]
        return found

    def leads(self, history: str, trails: set[int]) -> list[int]:
        """Lead bytes of characters that end in one of ``trails``."""
        best: dict[int, float] = {}
        for trail in trails:
            for value, _, _, lead in self._likely(history, by_trail().get(trail, ())):
                if value > best.get(lead, -99.0):
                    best[lead] = value
        if history.endswith("\n") and 0xA1 in trails:
            best[0xA1] = max(best.get(0xA1, -99.0), INDENTED)  # 　　（一） broken before A1A3: its second space
        return [lead for _, lead in nlargest(LEADS, ((value, lead) for lead, value in best.items()))]

    def _likely(self, history: str, chars: Iterable[Candidate]) -> list[tuple[float, str, str, int]]:
        """(score, folded, character, byte) of the characters that go best with the history, in no order."""
        last, quick, log, absent = history[-1:], model().log, self._log, self._page.absent
        first = [(quick(last + entry[0]), entry) for entry in chars if entry[1] not in absent]
        self._budget.take(len(first))
        if len(first) > WIDE:
            on_page = self._page.scorer.seen(last)
            near = nlargest(WIDE, first)
            first = near + [pair for pair in first if pair[1][0] in on_page and pair not in near] if on_page else near
        return [(log(history + folded), folded, char, byte) for _, (folded, char, byte) in first]

    def listable(self, pinyin: str) -> list[Listable]:
        """Every character that reads so, by code."""
        found = self._listable.get(pinyin)
        if found is None:
            chars = [(code, pair_chars()[code]) for code in codes_read(pinyin)]
            found = self._listable[pinyin] = [
                Listable(code, char, self._fold(char), self._page.unlisted(char, pinyin)) for code, char in chars
            ]
        return found

    def both_lost(self, reading: Reading, pinyin: str) -> list[Move]:
        """A listed character that reads so, of which both bytes are gone, one in each pass.

        Where a byte waits, the listed character's first byte is its partner, and the second waits.
        """
        pending, history = reading.pending, reading.history
        key = (pending, history, pinyin)
        found = self._both_lost.get(key)
        if found is None:
            scored: list[tuple[float, int, str, str, bool]] = []
            log, strange, pairs = self._log, self._page.strange, pair_chars()
            self._budget.take(len(self.listable(pinyin)))
            for code, char, folded, cost in self.listable(pinyin):
                if pending < 0:
                    scored.append((log(history + folded) - cost - COST_TWO_LOST, code, char, folded, False))
                    continue
                first = pairs[pending << 8 | code >> 8]
                if first != INVALID and code & 0xFF >= 0x81:
                    folded = self._fold(first)
                    value = log(history + folded) - cost - COST_TWO_LOST - strange(first)
                    scored.append((value, code, first, folded, True))
            found = self._both_lost[key] = [
                Move(char, folded, value, code, waits) for value, code, char, folded, waits in nlargest(FAN, scored)
            ]
        return found

    def dropped_before(self, reading: Reading, pinyin: str) -> list[Move]:
        """A private-use character (x first) dropped before a lost byte: (pending x), and the listed (first lost).

        上海吳淞口 one off, 谏虾?wú)淞口 : A385 was dropped, C7 lost; with BA they are 海 (BAA3) and 吳 (85C7).
        """
        pending, history = reading.pending, reading.history
        key = (pending, history, pinyin)
        found = self._dropped_before.get(key)
        if found is None:
            scored: list[tuple[float, str, str, int]] = []
            score, strange = self._page.scorer.score, self._page.strange
            for code, char, folded, cost in self.listable(pinyin):
                self._budget.take(len(by_lead().get(pending, ())))
                cells, cost = zone_partners().get(code >> 8, frozenset()), cost + COST_DROPPED + strange(char)
                for first, before, x in by_lead().get(pending, ()):
                    if x in cells:
                        value = score(first + folded, history) - cost - strange(before)
                        scored.append((value, first + folded, before + char, code))
            found = self._dropped_before[key] = [
                Move(chars, folded, value, code, guessed=True) for value, folded, chars, code in nlargest(FAN, scored)
            ]
        return found

    def around_dropped(self, reading: Reading, byte: int) -> list[Gap]:
        """A private-use character (x y) dropped before a byte: the characters (pending x) and (y byte)."""
        log, history, absent = self._log, reading.history, self._page.absent
        context = history[2 - SPAN :]
        looked_up = around_gap(reading.pending, byte)
        self._budget.take_once((reading.pending, byte), looked_up.steps)
        self._budget.take(2 * len(looked_up.gaps))
        found = []
        for folded, folded2, chars in looked_up.gaps:
            value = log(history + folded) + log(context + folded + folded2)
            if chars[0] in absent or chars[1] in absent:
                value -= COST_OTHER_SCRIPT
            found.append((value, folded + folded2, chars))
        return nlargest(GAPS, found)

    def around_two_dropped(self, reading: Reading, byte: int) -> list[Gap]:
        """Two private-use characters dropped in a row: of the character between them no byte is left."""
        log, history, strange = self._log, reading.history, self._page.strange
        self._budget.take(len(by_lead().get(reading.pending, ())))
        firsts = nlargest(
            FIRSTS,
            (
                (log(history + folded) - strange(char), folded, char, x)
                for folded, char, x in by_lead().get(reading.pending, ())
                if x in ZONE_LEADS
            ),
        )
        found = []
        for value, folded, char, x in firsts:
            context = (history + folded)[1 - SPAN :]
            looked_up = two_after(folded, x, byte)
            self._budget.take_once((folded, x, byte), looked_up.steps)
            self._budget.take(len(looked_up.gaps))
            for rest, _, chars in looked_up.gaps:
                total = value + self._page.scorer.score(rest, context) - COST_DROPPED - sum(map(strange, chars))
                found.append((total, folded + rest, char + chars))
        return nlargest(TWO_GAPS, found)

    def before_no_character(self, reading: Reading, following: int) -> list[Move]:
        """A pair (x y) that is no character: (pending x) is one, and so is (y following), y waits."""
        log, strange, cells = self._log, self._page.strange, lost_pairs()
        history = reading.history
        self._budget.take(len(by_lead().get(reading.pending, ())) + len(by_trail().get(following, ())))
        firsts = nlargest(
            BEFORE_NONE,
            (
                (log(history + folded) - strange(char), folded, char, trail)
                for folded, char, trail in by_lead().get(reading.pending, ())
                if trail in cells
            ),
        )
        found = []
        for value, folded, char, lead in firsts:
            context = (history + folded)[1 - SPAN :]
            for folded2, char2, y in by_trail().get(following, ()):
                if y in cells[lead]:
                    total = value + log(context + folded2) - strange(char2)
                    found.append((total, value, lead, char, folded, y))
        return [
            Move(char, folded, value, lead << 8 | y, waits=True, guessed=True)
            for _, value, lead, char, folded, y in nlargest(FAN, found)
        ]
