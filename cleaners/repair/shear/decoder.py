"""Sheared runs: text whose bytes are read one off, brought back by searching over what the bytes allow.

A damaged segment is a row of tokens. Between the points where bytes were lost everything is determined: in step, the
text is what stands there; one off, it is the same bytes paired the other way. So a *reading* of the segment is its
state after a token (the lead byte that waits for its partner, if any; the last two bytes; the last characters) and
its score; readings branch only where a byte was lost, and those that agree in their state are merged (Viterbi).
A language model scores what was read, ``scorer.py``; the bytes decide first.

What one ``?`` can be: a lead byte that swallowed an ASCII byte (``(`` of an insertion, ``<`` of a tag, a digit …) or
lost its partner at a break or at the text's end; a pair without character; two lead bytes that both passes cost; or a
question mark. White space ends a run without a sign, and private-use characters may have been dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from heapq import nlargest

from cleaners.chinese.gbk import INVALID, char_codes, encode, lost_pairs, pair_chars
from cleaners.chinese.language_model import model
from cleaners.chinese.readings import codes_read, reads
from cleaners.repair.edits import UNDECIDED
from cleaners.repair.insertion import INSERTION, spelled
from cleaners.repair.shear.candidates import (
    ZONE_LEADS,
    around_gap,
    by_lead,
    by_trail,
    lost_twice,
    two_after,
    zone_partners,
)
from cleaners.repair.shear.path import on, quoted, unclosed, unpaired
from cleaners.repair.shear.reading import BEAM, Reading, prune
from cleaners.repair.shear.scorer import SPAN, Scorer
from cleaners.repair.shear.tokens import TAG_REST, Token, tokens

FEW = 5  # readings kept once a page has shown PLENTY of losses
PLENTY = 2_000  # losses on a page; a long article under a table of 140 characters has about 1000
TOO_MANY = 8_000  # losses after which a page is hostile, and what is left of it stays as it stands
NEAR = 7.0  # how far behind the best a reading may be for dropped characters to be looked for in it
WIDE = 24  # candidates for a lost byte that are scored in full, after a first look with one character of history
FAN = 10  # candidates kept of what one lost byte may have been
BAD = -5.5  # log probability of a character below which one may have been dropped before it
TWICE_BAD = -11.0  # log probability of two characters below which two may have been dropped in a row

# Costs in natural log units of what may have happened, from how often the process does it.
COST_DROPPED = 2.5
COST_BREAK = 1.0
COST_LONE_BREAK = 7.0  # on a page that shows no insertion inside a character
COST_SWALLOWED = 2.0
COST_NO_CHARACTER = 1.5
COST_TWO_LOST = 5.0
COST_LITERAL = 14.0  # that pinyin with a swallowed parenthesis stands there by itself
COST_REAL_BEFORE_MARK = 4.0  # that an ASCII question mark stands before a full-width mark by itself
COST_OTHER_SCRIPT = 5.0
COST_WIDE = 12.0  # a full-width letter or digit on a page that writes none: half a comma and half a character
COST_SILENT = 4.0
COST_NARROW_MARK = 4.0  # an ASCII comma where the page writes full-width ones beside Chinese
INDENTED = -0.5  # log probability of a second full-width space where a paragraph begins
GAIN_PARTNER = 4.0  # of a swallowed bracket that a closing one ahead waits for

# What stands after a digit: 000年, .5, %, and 635 kVA of 9 635, ） of （1）
NUMBER_REST = re.compile(r"[0-9.%年月日個多余～—–）)-]|\s[0-9]{3}(?![0-9])")
RANGE = "～~—–%"  # 5～9天, 30% : before them nothing but a digit can be gone
# 2015-05-18, 2015年 : no digit stands before a year
YEAR_REST = re.compile(r"(?:19|20)[0-9]{2}(?:年|[-(（,;:]|\.(?![0-9]))")
MARKS = "，。；！？、"
NARROW_MARKS = ",;!?。、"
ENDS = "。”！？；：…）"  # what a paragraph ends with
# ASCII that may have been swallowed with a lead byte, beside digits, tags and insertions
SWALLOWED = "(.-/%,:[\"';+=&"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a segment read differently from how it stands there.

    margin, gain: how far the next reading of the segment, and the segment as it stands, are behind.
    """

    start: int
    end: int
    text: str
    margin: float
    sheared: bool
    gain: float = 0.0


@dataclass(slots=True)
class Sheet:
    """What is known of the page while its segments are decoded.

    table: insertions seen after a character that reads so, (character, pinyin) -> how often.
    proven: the page has an insertion inside a character, so the process has been at work.
    dropped: private-use characters may have been dropped on the way. narrow: full-width ASCII was made narrow.
    silent: lost lead bytes leave no ``?``. absent: characters that this page's script does not use.
    budget: searches for dropped characters that the page still gets; only a hostile page uses it up.
    losses: places where bytes were lost, so far. narrow_marks: ASCII punctuation that stands beside Chinese here.
    """

    scorer: Scorer
    table: dict[tuple[str, str], int] = field(default_factory=dict)
    proven: bool = False
    dropped: bool = True
    narrow: bool = False
    silent: bool = False
    absent: frozenset[str] = frozenset()
    budget: int = 12_000
    losses: int = 0
    narrow_marks: frozenset[str] = frozenset(SWALLOWED)


class Decoder:
    """Decodes one segment; see the module."""

    def __init__(self, sheet: Sheet, text: str) -> None:
        self.sheet = sheet
        self.text = text
        self.tokens = tokens(text, MARKS if sheet.silent else "")
        self.scorer = sheet.scorer
        self.fold = model().fold
        self.pairs = pair_chars()
        self.marks = MARKS + NARROW_MARKS if sheet.narrow else MARKS
        self._inner: dict[str, float] = {}
        self._steps: dict[str, Callable[[Reading, int, Token], Iterator[Reading]]] = {
            "ascii": self._ascii,
            "space": self._space,
            "mark": self._mark,
            "lost": self._lost,
            "whole": self._whole,
        }
        # What readings share: found once for a state, whichever reading asks.
        self._partners: dict[tuple[int, str, bool, frozenset[int] | None], list[tuple[float, str, str, int]]] = {}
        self._listed: dict[str, list[tuple[int, str, str, float]]] = {}
        self._both: dict[tuple[int, str, str], list[tuple[float, int, str, str, bool]]] = {}
        self._pairs_before: dict[tuple[int, str, str], list[tuple[float, str, str, int]]] = {}

    def best(self) -> Reading:
        """The best reading of the whole segment, in step at its end."""
        readings = [Reading(0.0, -1, "\n", 0x0A0A, None)]
        for index, token in enumerate(self.tokens):
            if token.kind == "wide":
                readings = prune(self._wides(readings, index, token))
            else:
                step = self._steps[token.kind]
                if token.kind in ("mark", "lost"):
                    self.sheet.losses += 1
                    if self.sheet.losses > TOO_MANY:
                        return Reading(0.0, -1, "", 0, None)
                beam = BEAM if self.sheet.losses < PLENTY else FEW
                readings = prune([new for old in readings for new in step(old, index, token)], beam)
            if not readings:  # the bytes contradict every reading: as it stands
                return Reading(0.0, -1, "", 0, None)
        finished = [new for old in readings for new in self._finish(old)] if self.tokens else readings
        return prune(finished)[0] if finished else Reading(0.0, -1, "", 0, None)

    def runs(self) -> list[Run]:
        """What the best reading changes, one run for each stretch of changed tokens."""
        reading = self.best()
        gain = reading.value - self._as_it_stands()
        texts: dict[int, str] = {}
        path = reading.path
        while path is not None:
            path, index, text, _, _ = path
            texts[index] = text + texts.get(index, "")
        found: list[Run] = []
        for index, token in enumerate(self.tokens):
            text = texts.get(index, token.text)
            if text == token.text:
                continue
            sheared = token.kind != "whole"
            if found and found[-1].end == token.start:
                last = found.pop()
                found.append(
                    Run(last.start, token.end, last.text + text, reading.margin, last.sheared or sheared, gain)
                )
            else:
                found.append(Run(token.start, token.end, text, reading.margin, sheared, gain))
        return found

    def _as_it_stands(self) -> float:
        """Score of the segment unchanged."""
        reading = Reading(0.0, -1, "\n", 0x0A0A, None)
        for index, token in enumerate(self.tokens):
            reading = self._literal(reading, index, token)
            if token.kind == "lost":
                reading = reading._replace(score=reading.score - COST_LITERAL)
        return reading.value + self._score("\n", reading.history)

    # -- how each kind of token is read ------------------------------------------------------------------------------

    def _wides(self, readings: list[Reading], index: int, token: Token) -> list[Reading]:
        """Characters that are not ASCII: as they stand where in step, else paired the other way."""
        raw = encode(token.text)
        in_step = [old for old in readings if old.pending < 0]
        if raw is None:
            return [self._literal(old, index, token) for old in in_step]
        one_off = [old for old in readings if old.pending >= 0]
        gaps = []
        if self.sheet.dropped and raw[0] >= 0x81:
            # In step, yet of a run that the first pass shifted: read as one off from its own first byte.
            gaps = [old._replace(pending=raw[0]) for old in in_step if old.shadow]
            in_step = [old for old in in_step if not old.shadow]
        folded = self.fold(token.text)
        found = [
            Reading(
                old.score + self._score(folded, old.history),
                -1,
                (old.history + folded)[1 - SPAN :],
                raw[-2] << 8 | raw[-1] if len(raw) > 1 else raw[-1],
                on(old.path, index, token.text),
                old.margin,
            )
            for old in in_step
        ]
        if self.sheet.silent and token.text[0] in MARKS:  # a break before the mark, of which no ? tells
            for old in one_off:
                found.extend(self._literal(done, index, token) for done in self._completed(old, index, COST_SILENT))
        if gaps:
            found.extend(self._paired_with_gaps(gaps, index, raw[1:], token))
        if one_off and self.sheet.dropped:
            found.extend(self._paired_with_gaps(one_off, index, raw, token))
        else:
            found.extend(self._one_off(old, index, raw, token) for old in one_off)
        return found

    def _one_off(self, old: Reading, index: int, raw: bytes, token: Token) -> Reading:
        """The token's bytes paired the other way, from the pending byte on."""
        text, pending = self._pair(old.pending, raw, token)
        folded = self.fold(text)
        last = old.bytes2 & 0xFF if len(raw) < 2 else raw[-2]
        strange = sum(map(self._strange, self.sheet.absent.intersection(text)))
        return Reading(
            old.score + self._score(folded, old.history) - strange,
            pending,
            (old.history + folded)[1 - SPAN :],
            last << 8 | raw[-1],
            on(old.path, index, text),
            old.margin,
        )

    def _pair(self, pending: int, raw: bytes, token: Token) -> tuple[str, int]:
        """Text of pending + raw, and the byte that then waits."""
        pairs, out = self.pairs, []
        place, lead = 0, pending
        size = len(raw)
        while place < size:
            byte = raw[place]
            if lead < 0:  # back in step: the rest stands as it is
                if byte < 0x81:
                    out.append("€" if byte == 0x80 else chr(byte))
                else:
                    lead = byte
                place += 1
                continue
            out.append(pairs[lead << 8 | byte])
            place += 1
            lead = -1
            if place < size and raw[place] >= 0x81:
                lead = raw[place]
                place += 1
        return "".join(out), lead

    def _paired_with_gaps(self, states: list[Reading], index: int, raw: bytes, token: Token) -> Iterator[Reading]:
        """As ``_one_off``, where private-use characters may have been dropped between the token's characters."""
        place, size = 0, len(raw)
        pairs, log = self.pairs, self.scorer.log
        while place < size and states:
            following: list[Reading] = []
            floor = max(state.score for state in states) - NEAR
            byte = raw[place]
            after = raw[place + 1] if place + 1 < size else -1
            for state in states:
                if state.pending < 0:
                    following.append(self._rest_in_step(state, index, raw, place))
                    continue
                char = pairs[state.pending << 8 | byte]
                folded = self.fold(char)
                value = log(state.history + folded) - self._strange(char)
                pending = after if after >= 0x81 else -1
                text = char + (chr(after) if 0 <= after < 0x80 else "€" if after == 0x80 else "")
                if len(text) > 1:
                    value += log((state.history + folded)[1 - SPAN :] + self.fold(text[1]))
                following.append(
                    Reading(
                        state.score + value,
                        pending,
                        (state.history + self.fold(text))[1 - SPAN :],
                        (byte << 8 | after) if after >= 0 else (state.bytes2 & 0xFF) << 8 | byte,
                        on(state.path, index, text),
                        state.margin,
                    )
                )
                if state.score >= floor and (value < BAD or state.pending == 0xA3):
                    best = state.score >= floor + NEAR - 1.0
                    following.extend(self._dropped(state, index, byte, text, pending, after, best))
            # A state back in step has read the token to its end.
            ended = [s for s in following if s.pending == -2]
            states = prune([s for s in following if s.pending != -2], 10)
            yield from (s._replace(pending=-1) for s in ended)
            place += 2
        yield from states

    def _rest_in_step(self, state: Reading, index: int, raw: bytes, place: int) -> Reading:
        text, _ = self._pair(-1, raw[place:], self.tokens[index])
        folded = self.fold(text)
        return Reading(
            state.score + self._score(folded, state.history),
            -2,
            (state.history + folded)[1 - SPAN :],
            raw[-2] << 8 | raw[-1],
            on(state.path, index, text),
            state.margin,
        )

    def _dropped(
        self, state: Reading, index: int, byte: int, text: str, pending: int, after: int, best: bool = True
    ) -> Iterator[Reading]:
        """A private-use character (x y) dropped before this byte: (pending x) and (y byte) are the characters."""
        if self.sheet.budget <= 0:
            return
        self.sheet.budget -= 1
        log, history, absent = self.scorer.log, state.history, self.sheet.absent
        context = history[2 - SPAN :]
        found = []
        for folded, folded2, chars in around_gap(state.pending, byte):
            value = log(history + folded) + log(context + folded + folded2)
            if chars[0] in absent or chars[1] in absent:
                value -= COST_OTHER_SCRIPT
            found.append((value, folded + folded2, chars))
        found = nlargest(6, found)
        if best and (not found or found[0][0] < TWICE_BAD) and self.sheet.budget >= 10:
            self.sheet.budget -= 10
            found += self._dropped_twice(history, state.pending, byte)
        for value, folded, chars in found:
            yield Reading(
                state.score + value - COST_DROPPED,
                pending,
                (history + folded + self.fold(text[1:]))[1 - SPAN :],
                (byte << 8 | after) if after >= 0 else char_codes().get(chars[-1], byte),
                on(state.path, index, chars + text[1:]),
                state.margin,
            )

    def _dropped_twice(self, history: str, pending: int, byte: int) -> list[tuple[float, str, str]]:
        """Two private-use characters dropped in a row: of the character between them no byte is left."""
        log, found = self.scorer.log, []
        firsts = nlargest(
            4,
            (
                (log(history + folded) - self._strange(char), folded, char, x)
                for folded, char, x in by_lead().get(pending, ())
                if x in ZONE_LEADS
            ),
        )
        for value, folded, char, x in firsts:
            context = (history + folded)[1 - SPAN :]
            for rest, chars in two_after(folded, x, byte):
                total = value + self.scorer.score(rest, context) - COST_DROPPED - sum(map(self._strange, chars))
                found.append((total, folded + rest, char + chars))
        return nlargest(3, found)

    def _ascii(self, old: Reading, index: int, token: Token) -> Iterator[Reading]:
        if old.pending < 0:
            yield self._literal(old, index, token)
            return
        code = ord(token.text[0])
        if 0x40 <= code < 0x7F:
            char = self.pairs[old.pending << 8 | code]
            if char != INVALID:
                done = self._emit(old, index, char, self.fold(char), code)
                yield self._literal(done, index, token, 1)
                if self.sheet.dropped and (old.pending == 0xA3 or done.score - old.score < BAD):
                    for gap in self._dropped(old, index, code, token.text[:1], -1, -1):
                        yield self._literal(gap, index, token, 1)
        if self.sheet.narrow:
            yield from self._widened(old, index, token)
        if self.sheet.silent and code < 0x40:
            for done in self._completed(old, index, COST_SILENT):
                yield self._literal(done, index, token)

    def _widened(self, old: Reading, index: int, token: Token) -> Iterator[Reading]:
        """ASCII that was a full-width character (A3, code + 80) before widths were folded."""
        char = self.pairs[old.pending << 8 | 0xA3]
        if char == INVALID:
            return
        code = ord(token.text[0]) | 0x80
        done = self._emit(old, index, char, self.fold(char), 0xA3)._replace(pending=code, bytes2=0xA300 | code)
        if len(token.text) == 1:
            yield done
        else:
            yield from self._ascii(done, index, token._replace(text=token.text[1:]))

    def _space(self, old: Reading, index: int, token: Token) -> Iterator[Reading]:
        if old.pending < 0:
            yield self._literal(old, index, token)
        else:
            for done in self._completed(old, index, 0.0):
                yield self._literal(done, index, token)

    def _whole(self, old: Reading, index: int, token: Token) -> Iterator[Reading]:
        pinyin = spelled(token.text)
        listed = self.pairs[old.bytes2] if old.bytes2 >= 0x8140 else INVALID
        if reads(listed, pinyin) and (self.sheet.proven or old.pending >= 0):
            yield old._replace(path=on(old.path, index, ""))
            if old.pending < 0:
                done = self._literal(old, index, token)
                yield done._replace(score=done.score - COST_LITERAL)
            return
        if old.pending < 0:
            yield self._literal(old, index, token)
        if self.sheet.silent:
            for new in self._inside(old, index, pinyin):
                yield new._replace(score=new.score - COST_SILENT)

    def _lost(self, old: Reading, index: int, token: Token) -> Iterator[Reading]:
        yield from self._inside(old, index, spelled(token.text))
        if old.pending < 0:
            done = self._literal(old, index, token)
            yield done._replace(score=done.score - COST_LITERAL)

    def _inside(self, old: Reading, index: int, pinyin: str) -> Iterator[Reading]:
        """An insertion after a byte that was lost: with the byte before, it makes a listed character that reads so."""
        last = old.bytes2 & 0xFF
        if self.sheet.narrow and 0x20 < last < 0x7F and old.pending < 0:
            last |= 0x80  # 稱:?he)l(fa)明 : the colon was a full-width one (A3BA), and BA with 他's first byte is 核
        for code, char, folded, cost in self._listable(pinyin):
            if code >> 8 == last:
                if old.pending >= 0:
                    new = self._emit(old, index, char, folded, code & 0xFF)
                    yield new._replace(score=new.score - cost)
                elif code & 0xFF >= 0x81:
                    path = on(old.path, index, "")
                    yield old._replace(score=old.score - cost, pending=code & 0xFF, bytes2=code, path=path)
        yield from self._both_lost(old, index, pinyin)
        if old.pending >= 0 and self.sheet.dropped:
            yield from self._dropped_before(old, index, pinyin)

    def _listable(self, pinyin: str) -> list[tuple[int, str, str, float]]:
        """(code, character, folded, what it costs to take it for listed) of the characters that read so."""
        found = self._listed.get(pinyin)
        if found is None:
            chars = [(code, self.pairs[code]) for code in codes_read(pinyin)]
            found = [(code, char, self.fold(char), self._unlisted(char, pinyin)) for code, char in chars]
            self._listed[pinyin] = found
        return found

    def _dropped_before(self, old: Reading, index: int, pinyin: str) -> Iterator[Reading]:
        """A private-use character (x first) dropped before the lost byte: (pending x) stands before the listed one.

        上海吳淞口 one off, 谏虾?wú)淞口 : A385 was dropped, C7 lost; with BA they are 海 (BAA3) and 吳 (85C7).
        """
        for value, both, chars, code in self._hidden(old.pending, old.history, pinyin):
            yield Reading(
                old.score + value, -1, (old.history + both)[1 - SPAN :], code, on(old.path, index, chars), old.margin
            )

    def _hidden(self, pending: int, history: str, pinyin: str) -> list[tuple[float, str, str, int]]:
        """(score, both folded, both as they are, code of the second) of the likeliest for ``_dropped_before``."""
        key = (pending, history, pinyin)
        found = self._pairs_before.get(key)
        if found is None:
            scored = []
            for code, char, folded, cost in self._listable(pinyin):
                cells, cost = zone_partners().get(code >> 8, frozenset()), cost + COST_DROPPED + self._strange(char)
                for first, before, x in by_lead().get(pending, ()):
                    if x in cells:
                        value = self._score(first + folded, history) - cost - self._strange(before)
                        scored.append((value, first + folded, before + char, code))
            found = self._pairs_before[key] = nlargest(FAN, scored)
        return found

    def _both_lost(self, old: Reading, index: int, pinyin: str) -> Iterator[Reading]:
        """Both bytes of the listed character lost in one ``?``, one in each pass."""
        key = (old.pending, old.history, pinyin)
        found = self._both.get(key)
        if found is None:
            scored = []
            log, history = self.scorer.log, old.history
            for code, char, folded, cost in self._listable(pinyin):
                if old.pending < 0:
                    scored.append((log(history + folded) - cost - COST_TWO_LOST, code, char, folded, False))
                else:
                    first = self.pairs[old.pending << 8 | code >> 8]
                    if first != INVALID and code & 0xFF >= 0x81:
                        folded = self.fold(first)
                        value = log(history + folded) - cost - COST_TWO_LOST - self._strange(first)
                        scored.append((value, code, first, folded, True))
            found = self._both[key] = nlargest(FAN, scored)
        for value, code, char, folded, waits in found:
            yield Reading(
                old.score + value,
                code & 0xFF if waits else -1,
                (old.history + folded)[1 - SPAN :],
                code,
                on(old.path, index, char),
                old.margin,
            )

    def _mark(self, old: Reading, index: int, token: Token) -> Iterator[Reading]:
        following = self.text[token.end : token.end + 1]
        if old.pending < 0:
            done = self._literal(old, index, token)
            if following and following in self.marks and self.sheet.proven:
                done = done._replace(score=done.score - (1.0 if self.sheet.narrow else COST_REAL_BEFORE_MARK))
            if self.sheet.proven and old.history != "\n" and TAG_REST.match(self.text, token.end):
                yield done._replace(score=done.score - COST_LITERAL)
                yield from self._gone_before_tag(old, index)
                return
            yield done
            if following and following in self.marks + "?":
                yield from self._broken(old, index, token)
            return
        twice = index > 0 and self.tokens[index - 1].kind == "mark" and self._waits_since(old, index - 1)
        if not following or following in self.marks or following == "?":
            partners = lost_twice(following) if twice else None
            for done in self._completed(old, index, 0.0 if not following else 1.0, partners):
                yield done._replace(shadow=bool(following))
        if self.sheet.narrow:
            yield from self._widened(old, index, token)
        if following and not twice:
            yield from self._swallowed(old, index, token)
            yield from self._without_character(old, index)

    def _waits_since(self, old: Reading, index: int) -> bool:
        """Whether the pending byte is one that the token at ``index`` stands for."""
        return old.path is not None and old.path[1] == index and not old.path[2]

    def _gone_before_tag(self, old: Reading, index: int) -> Iterator[Reading]:
        """A mark whose bytes went in both passes, and the < of a tag with the second: 值守少?/p> = 值守少。</p>."""
        for mark in ENDS:
            value = self.scorer.log(old.history + self.fold(mark)) - COST_TWO_LOST
            yield self._ended(
                old._replace(
                    score=old.score + value,
                    history=(old.history + self.fold(mark))[1 - SPAN :],
                    path=on(old.path, index, mark),
                ),
                index,
            )

    def _broken(self, old: Reading, index: int, token: Token) -> Iterator[Reading]:
        """A lead byte in step that lost its partner at a break; the mark's own first byte is that partner."""
        rest = self.text[token.end : token.end + 4].lstrip("?")
        narrowed = self.sheet.narrow and self.text[token.end] == "?"  # a full-width question mark made narrow
        if not narrowed and (not rest or rest[0] not in self.marks):
            return
        mark = self.text[token.end]
        trails = {0xA1} if mark in "。、" else {0xA1, 0xA3} if mark == "?" else {0xA3}
        cost = COST_BREAK if self.sheet.proven else COST_LONE_BREAK
        if mark == "?":
            cost += 1.5
        found: dict[int, float] = {}
        for trail in trails:
            for value, _, _, lead in self._likely(old.history, by_trail().get(trail, ())):
                if value > found.get(lead, -99.0):
                    found[lead] = value
        if old.history.endswith("\n") and 0xA1 in trails:
            found[0xA1] = max(found.get(0xA1, -99.0), INDENTED)  # 　　（一） broken before A1A3: its second space
        for _, lead in nlargest(FAN * 2, ((value, lead) for lead, value in found.items())):
            yield old._replace(
                score=old.score - cost,
                pending=lead,
                bytes2=(old.bytes2 & 0xFF) << 8 | lead,
                path=on(old.path, index, ""),
            )

    def _completed(
        self, old: Reading, index: int, cost: float, partners: frozenset[int] | None = None
    ) -> Iterator[Reading]:
        """The pending byte gets a lost partner, one of ``partners`` where they are known."""
        opened = old.pending == 0xA1 and quoted(old.path)  # “ is A1B0, ” is A1B1
        key = (old.pending, old.history, opened, partners)
        found = self._partners.get(key)
        if found is None:
            chars = by_lead().get(old.pending, [])
            if partners is not None:
                chars = [entry for entry in chars if entry[2] in partners]
            scored = (
                (value - unpaired(char, opened), folded, char, trail)
                for value, folded, char, trail in self._likely(old.history, chars)
            )
            found = self._partners[key] = nlargest(FAN, scored)
        for value, folded, char, trail in found:
            yield Reading(
                old.score + value - cost,
                -1,
                (old.history + folded)[1 - SPAN :],
                old.pending << 8 | trail,
                on(old.path, index, char),
                old.margin,
            )

    def _likely(self, history: str, chars: Iterable[tuple[str, str, int]]) -> list[tuple[float, str, str, int]]:
        """(score, folded, character, byte) of the characters that go best with the history."""
        last, quick, log, absent = history[-1:], model().log, self.scorer.log, self.sheet.absent
        first = [(quick(last + entry[0]), entry) for entry in chars if entry[1] not in absent]
        if len(first) > WIDE:
            on_page = self.scorer.seen(last)
            near = nlargest(WIDE, first)
            first = near + [pair for pair in first if pair[1][0] in on_page and pair not in near] if on_page else near
        return [(log(history + folded), folded, char, byte) for _, (folded, char, byte) in first]

    def _swallowed(self, old: Reading, index: int, token: Token) -> Iterator[Reading]:
        """The lost partner took an ASCII byte with it: of a tag, a number, a bracket …"""
        rest = self.text[token.end : token.end + 330]
        if TAG_REST.match(rest):
            for done in self._completed(old, index, 0.0):
                yield self._ended(done, index)
            return
        year = YEAR_REST.match(rest)
        candidates = "" if rest[0] in RANGE else SWALLOWED
        chars = [
            (char, gain if char in self.sheet.narrow_marks else gain - COST_NARROW_MARK)
            for char in candidates
            if (gain := _stands(char, rest)) is not None and not (year and char in ":;")
        ]
        if not year and NUMBER_REST.match(rest):
            chars.append(("0", 0.0))
        for done in self._completed(old, index, COST_SWALLOWED):
            for char, gain in chars:
                value = self.scorer.log(done.history + char) + gain
                yield done._replace(
                    score=done.score + value,
                    history=(done.history + char)[1 - SPAN :],
                    bytes2=(done.bytes2 & 0xFF) << 8 | ord(char),
                    path=on(done.path, index, UNDECIDED if char == "0" else char),
                )

    def _ended(self, done: Reading, index: int) -> Reading:
        """A reading at a tag whose < was swallowed: what stands before ends there, like a paragraph."""
        score = done.score + self._score("\n", done.history) - unclosed(done.path)
        return done._replace(score=score, history="\n", bytes2=0x0A3C, path=on(done.path, index, "<"))

    def _without_character(self, old: Reading, index: int) -> Iterator[Reading]:
        """The ? is a pair (x y) without a character: (pending x) is a true character, and y waits for a byte."""
        upcoming = encode(self.tokens[index + 1].text[:1]) if index + 1 < len(self.tokens) else None
        if not upcoming or upcoming[0] < 0x40:
            return
        log, cells = self.scorer.log, lost_pairs()
        firsts = nlargest(
            6,
            (
                (log(old.history + folded) - self._strange(char), folded, char, trail)
                for folded, char, trail in by_lead().get(old.pending, ())
                if trail in cells
            ),
        )
        found = []
        for value, folded, char, lead in firsts:
            context = (old.history + folded)[1 - SPAN :]
            for folded2, char2, waiting in by_trail().get(upcoming[0], ()):
                if waiting in cells[lead]:
                    found.append(
                        (value + log(context + folded2) - self._strange(char2), value, lead, char, folded, waiting)
                    )
        for _, value, lead, char, folded, waiting in nlargest(FAN, found):
            yield Reading(
                old.score + value - COST_NO_CHARACTER,
                waiting,
                (old.history + folded)[1 - SPAN :],
                lead << 8 | waiting,
                on(old.path, index, char),
                old.margin,
            )

    def _finish(self, old: Reading) -> Iterator[Reading]:
        done = [old] if old.pending < 0 else self._completed(old, len(self.tokens) - 1, 1.0)
        for reading in done:
            score = reading.score + self._score("\n", reading.history) - unclosed(reading.path)
            yield reading._replace(score=score, history="\n", bytes2=0x0A0A)

    # -- small parts -------------------------------------------------------------------------------------------------

    def _literal(self, old: Reading, index: int, token: Token, skip: int = 0) -> Reading:
        """The token as it stands, without its first ``skip`` characters."""
        text = token.text[skip:]
        if not text:
            return old
        folded = self.fold(text)
        if len(folded) > 12 and token.kind == "ascii":  # long ASCII says nothing about the Chinese around it
            score = self._score(folded[:6], old.history) + self._score(folded[-6:], folded[-10:-6])
        else:
            score = self._score(folded, old.history)
        if folded[0] == old.history[-1:] and folded[0] in "0a\n":
            folded = folded[1:]
        return Reading(
            old.score + score,
            -1,
            (old.history + folded)[1 - SPAN :],
            ((old.bytes2 & 0xFF) << 8 | ord(text[0]) & 0xFF) if len(text) == 1 else ord(text[-1]) & 0x7F,
            on(old.path, index, text),
            old.margin,
        )

    def _emit(self, old: Reading, index: int, char: str, folded: str, last: int) -> Reading:
        return Reading(
            old.score + self.scorer.log(old.history + folded) - self._strange(char),
            -1,
            (old.history + folded)[1 - SPAN :],
            (old.bytes2 & 0xFF) << 8 | last,
            on(old.path, index, char),
            old.margin,
        )

    def _score(self, folded: str, history: str) -> float:
        """Score of folded text, the part that does not see the history remembered."""
        if len(folded) <= SPAN:
            return self.scorer.score(folded, history)
        inner = self._inner.get(folded)
        if inner is None:
            inner = self._inner[folded] = self.scorer.score(folded[SPAN - 1 :], folded[: SPAN - 1])
        return inner + self.scorer.score(folded[: SPAN - 1], history)

    def _strange(self, char: str) -> float:
        if char not in self.sheet.absent:
            return 0.0
        return COST_WIDE if char > "\uff00" else COST_OTHER_SCRIPT

    def _unlisted(self, char: str, pinyin: str) -> float:
        """What it costs to take a character for listed: nothing if the page lists it, more the rarer it is."""
        if (char, pinyin) in self.sheet.table:
            return 0.0
        return 1.5 + min(6.0, max(0.0, -5.0 - model().log(self.fold(char)))) + self._strange(char)


def _stands(char: str, rest: str) -> float | None:
    """What a swallowed ASCII character gains by what follows, None where it makes no sense.

    An opening bracket needs its partner; a partner that nothing in the rest opens needs it. A comma stands before a
    year, or before no digit.

    >>> _stands("(", "弗 5:20)。"), _stands("(", "見(圖2)。"), _stands("(", "見圖(tú)")
    (4.0, -4.0, None)
    >>> _stands(",", "見圖"), _stands(",", "2015-05-18"), _stands(",", "1.3千克")
    (0.0, 0.0, -4.0)
    """
    if char not in "([":
        return -GAIN_PARTNER if char == "," and rest[:1].isdigit() and not YEAR_REST.match(rest) else 0.0
    opening, closing = ("(（", ")）") if char == "(" else ("[［", "]］")
    depth, closed = 0, False
    for place, near in enumerate(INSERTION.sub("", rest[:200])[:60]):
        if near in opening:
            depth += 1
        elif near in closing:
            if not depth:
                return GAIN_PARTNER if place else None
            depth, closed = depth - 1, True
    return -GAIN_PARTNER if closed else None
