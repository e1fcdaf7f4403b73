"""Which of the characters that the bytes allow go best with what was read before.

Each ranking is made once for a state of the search, whichever reading, segment or round of the page asks, and again
where the page has taught the scorer meanwhile.
Equal scores are told apart by what stands next in the row: the folded text or the code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import heappush, heappushpop, nlargest
from typing import NamedTuple, TypeVar

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
FIRSTS = 2
BEFORE_NONE = 6  # of the character before a pair that is none

_Entry = TypeVar("_Entry", bound=tuple[str, ...] | Candidate | tuple[str, str, int, float, float])
Gap = tuple[float, str, str]  # log probability less what is strange, folded, as it stands


class Listable(NamedTuple):
    """A character that may be listed. code: lead << 8 | trail; cost: of taking it for listed."""

    code: int
    char: str
    folded: str
    cost: float


class Ranking:
    """The candidates on one page, the likeliest first."""

    def __init__(self, page: PageEvidence) -> None:
        self._page = page
        self._budget = page.budget
        self._each = page.scorer.each
        self._fold = page.scorer.model.fold
        self._once = page.scorer.once
        self._listable: dict[str, list[Listable]] = {}

    def partners(self, reading: Reading, among: frozenset[int] | None = None) -> list[Move]:
        """The pending byte with a trail byte that was lost; one of ``among`` where they are known."""
        pending, history = reading.pending, reading.history
        opened = pending == 0xA1 and quoted(reading.path)  # “ is A1B0, ” is A1B1
        return self._once(
            ("partners", pending, history, opened, among),
            lambda: self._partners(pending, history, opened, among),
        )

    def _partners(self, pending: int, history: str, opened: bool, among: frozenset[int] | None) -> list[Move]:
        chars = by_lead().get(pending, [])
        if among is not None:
            chars = [entry for entry in chars if entry[2] in among]
        scored = (
            (value - unpaired(char, opened), folded, char, trail)
            for value, folded, char, trail in self._likely(history, chars)
        )
        return [Move(char, folded, value, pending << 8 | trail) for value, folded, char, trail in nlargest(FAN, scored)]

    def leads(self, history: str, trails: frozenset[int]) -> list[int]:
        """Lead bytes of characters that end in one of ``trails``."""
        return self._once(("leads", history, trails), lambda: self._leads(history, trails))

    def _leads(self, history: str, trails: frozenset[int]) -> list[int]:
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
        last, absent = history[-1:], self._page.absent
        chars = [entry for entry in chars if entry[1] not in absent]
        self._budget.take(len(chars))
        first = list(zip(model().after(last, [entry[0] for entry in chars]), chars, strict=True))
        if len(first) > WIDE:
            on_page = self._page.scorer.seen(last)
            near = nlargest(WIDE, first)
            first = near + [pair for pair in first if pair[1][0] in on_page and pair not in near] if on_page else near
        return [(value, *entry) for value, entry in self._behind(history, [entry for _, entry in first])]

    def _behind(self, history: str, found: Sequence[_Entry]) -> Iterator[tuple[float, _Entry]]:
        """The log probability of each of many candidates, which begin with a folded character, with the candidate."""
        return zip(self._each(history, [entry[0] for entry in found]), found, strict=True)

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
        return self._once(("both lost", pending, history, pinyin), lambda: self._both_lost(pending, history, pinyin))

    def _both_lost(self, pending: int, history: str, pinyin: str) -> list[Move]:
        strange, pairs = self._page.strange, pair_chars()
        listable = self.listable(pinyin)
        self._budget.take(len(listable))
        found: list[tuple[str, str, int, float, float]] = []
        for code, char, folded, cost in listable:
            if pending < 0:
                found.append((folded, char, code, cost, 0.0))
                continue
            first = pairs[pending << 8 | code >> 8]
            if first != INVALID and code & 0xFF >= 0x81:
                found.append((self._fold(first), first, code, cost, strange(first)))
        scored = (
            (value - cost - COST_TWO_LOST - more, code, char, folded, pending >= 0)
            for value, (folded, char, code, cost, more) in self._behind(history, found)
        )
        return [Move(char, folded, value, code, waits) for value, code, char, folded, waits in nlargest(FAN, scored)]

    def dropped_before(self, reading: Reading, pinyin: str) -> list[Move]:
        """A private-use character (x first) dropped before a lost byte: (pending x), and the listed (first lost).

        上海吳淞口 one off, 谏虾?wú)淞口 : A385 was dropped, C7 lost; with BA they are 海 (BAA3) and 吳 (85C7).
        """
        pending, history = reading.pending, reading.history
        return self._once(
            ("dropped before", pending, history, pinyin), lambda: self._dropped_before(pending, history, pinyin)
        )

    def _dropped_before(self, pending: int, history: str, pinyin: str) -> list[Move]:
        best: list[tuple[float, str, str, int]] = []  # a heap: the worst of those kept stands first
        score, strange = self._page.scorer.score, self._page.strange
        candidates = by_lead().get(pending, ())
        self._budget.take(len(candidates))
        firsts = sorted(((score(first, history), first, before, x) for first, before, x in candidates), reverse=True)
        # What is behind a first character only costs: no pair is better than it alone, less what the second costs.
        for cost, code, char, folded in self._by_cost(pinyin):
            cells = zone_partners().get(code >> 8, frozenset())
            for alone, first, before, x in firsts:
                if len(best) == FAN and alone - cost < best[0][0]:
                    break
                if x in cells:
                    self._budget.take(1)
                    value = score(first + folded, history) - cost - strange(before)
                    entry = (value, first + folded, before + char, code)
                    if len(best) < FAN:
                        heappush(best, entry)
                    else:
                        heappushpop(best, entry)
        return [Move(chars, folded, value, code, guessed=True) for value, folded, chars, code in nlargest(FAN, best)]

    def _by_cost(self, pinyin: str) -> list[tuple[float, int, str, str]]:
        """(cost, code, character, folded) of every character that reads so behind a dropped one, the cheapest first."""
        strange = self._page.strange
        return sorted(
            (cost + COST_DROPPED + strange(char), code, char, folded)
            for code, char, folded, cost in self.listable(pinyin)
        )

    def around_dropped(self, reading: Reading, byte: int) -> list[Gap]:
        """A private-use character (x y) dropped before a byte: the characters (pending x) and (y byte)."""
        pending, history = reading.pending, reading.history
        return self._once(("dropped", pending, history, byte), lambda: self._around_dropped(pending, history, byte))

    def _around_dropped(self, pending: int, history: str, byte: int) -> list[Gap]:
        each, absent = self._each, self._page.absent
        context = history[2 - SPAN :]
        looked_up = around_gap(pending, byte)
        self._budget.take_once((pending, byte), looked_up.steps)
        self._budget.take(2 * looked_up.kept)
        found = []
        alone = each(history, [folded for folded, _, _ in looked_up.firsts])
        for value, (folded, seconds, pairs) in zip(alone, looked_up.firsts, strict=True):
            for behind, folded2, chars in zip(each(context + folded, seconds), seconds, pairs, strict=True):
                total = value + behind
                if chars[0] in absent or chars[1] in absent:
                    total -= COST_OTHER_SCRIPT
                found.append((total, folded + folded2, chars))
        return nlargest(GAPS, found)

    def around_two_dropped(self, reading: Reading, byte: int) -> list[Gap]:
        """Two private-use characters dropped in a row: of the character between them no byte is left."""
        pending, history = reading.pending, reading.history
        return self._once(
            ("two dropped", pending, history, byte), lambda: self._around_two_dropped(pending, history, byte)
        )

    def _around_two_dropped(self, pending: int, history: str, byte: int) -> list[Gap]:
        strange = self._page.strange
        self._budget.take(len(by_lead().get(pending, ())))
        before = [entry for entry in by_lead().get(pending, ()) if entry[2] in ZONE_LEADS]
        firsts = nlargest(
            FIRSTS, ((value - strange(entry[1]), *entry) for value, entry in self._behind(history, before))
        )
        found = []
        for value, folded, char, x in firsts:
            context = (history + folded)[1 - SPAN :]
            looked_up = two_after(folded, x, byte)
            self._budget.take_once((folded, x, byte), looked_up.steps)
            self._budget.take(len(looked_up.gaps))
            for rest, chars in looked_up.gaps:
                total = value + self._page.scorer.score(rest, context) - COST_DROPPED - sum(map(strange, chars))
                found.append((total, folded + rest, char + chars))
        return nlargest(TWO_GAPS, found)

    def before_no_character(self, reading: Reading, following: int) -> list[Move]:
        """A pair (x y) that is no character: (pending x) is one, and so is (y following), y waits."""
        pending, history = reading.pending, reading.history
        return self._once(
            ("no character", pending, history, following),
            lambda: self._before_no_character(pending, history, following),
        )

    def _before_no_character(self, pending: int, history: str, following: int) -> list[Move]:
        strange, cells = self._page.strange, lost_pairs()
        self._budget.take(len(by_lead().get(pending, ())) + len(by_trail().get(following, ())))
        before = [entry for entry in by_lead().get(pending, ()) if entry[2] in cells]
        firsts = nlargest(
            BEFORE_NONE, ((value - strange(entry[1]), *entry) for value, entry in self._behind(history, before))
        )
        found = []
        for value, folded, char, lead in firsts:
            behind = [entry for entry in by_trail().get(following, ()) if entry[2] in cells[lead]]
            for log, (_, char2, y) in self._behind((history + folded)[1 - SPAN :], behind):
                found.append((value + log - strange(char2), value, lead, char, folded, y))
        return [
            Move(char, folded, value, lead << 8 | y, waits=True, guessed=True)
            for _, value, lead, char, folded, y in nlargest(FAN, found)
        ]
