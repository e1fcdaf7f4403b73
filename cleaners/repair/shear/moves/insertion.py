"""Insertions: whole, ``(guān)``, or with their parenthesis swallowed, ``?qū)``."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.chinese.gbk import INVALID, pair_chars
from cleaners.chinese.readings import reads
from cleaners.repair.insertion import spelled
from cleaners.repair.shear.costs import COST_LITERAL, COST_SILENT
from cleaners.repair.shear.moves.plain import literal, paired
from cleaners.repair.shear.moves.segment import Segment
from cleaners.repair.shear.path import on
from cleaners.repair.shear.reading import Reading
from cleaners.repair.shear.tokens import Token


def whole(segment: Segment, reading: Reading, token: Token) -> Iterator[Reading]:
    """An insertion with both parentheses: no part of the text if the two bytes before it read so, else as it stands."""
    page, pinyin = segment.page, spelled(token.text)
    if not page.proven and annotates(segment, reading, token):
        yield beside(reading, token)
        return
    if reads(_listed(reading), pinyin):
        yield reading.without(token)
        if reading.pending < 0:
            yield literal(segment, reading, token).less(COST_LITERAL)
        return
    if reading.pending < 0:
        yield literal(segment, reading, token)
    if page.silent:
        for new in _inside(segment, reading, token, pinyin):
            yield new.less(COST_SILENT)


def _listed(reading: Reading) -> str:
    """The character that the last two bytes make."""
    return pair_chars()[reading.last_two] if reading.last_two >= 0x8140 else INVALID


def annotates(segment: Segment, reading: Reading, token: Token) -> bool:
    """Whether an insertion reads as the character does that stands before it, and that is left as it stands: a hand may
    have put it there, 規(guī), as no hand puts ,F(xiàn) for 。現."""
    stands = segment.text[token.start - 1 : token.start]
    as_it_stands = reading.pending < 0 and reading.history[-1:] == segment.fold(stands)
    return as_it_stands and reads(stands, spelled(token.text))


def beside(reading: Reading, token: Token) -> Reading:
    """The reading after an insertion that stands beside the text: what follows goes on from what stood before."""
    return reading._replace(path=on(reading.path, token.number, token.text))


def lost(segment: Segment, reading: Reading, token: Token) -> Iterator[Reading]:
    """An insertion whose parenthesis was swallowed: inside a character, or as it stands."""
    yield from _inside(segment, reading, token, spelled(token.text))
    if reading.pending < 0:
        yield literal(segment, reading, token).less(COST_LITERAL)


def _inside(segment: Segment, reading: Reading, token: Token, pinyin: str) -> Iterator[Reading]:
    """An insertion after a byte that was lost: with the byte before, it makes a listed character that reads so."""
    last = reading.last_two & 0xFF
    if segment.narrow and 0x20 < last < 0x7F and reading.pending < 0:
        last |= 0x80  # 稱:?he)l(fa)明 : the colon was a full-width one (A3BA), and BA with 他's first byte is 核
    for code, char, _, cost in segment.ranking.listable(pinyin):
        if code >> 8 == last:
            if reading.pending >= 0:
                yield paired(segment, reading, token, char, code & 0xFF).less(cost)
            elif code & 0xFF >= 0x81:
                yield reading.waiting(token, code, cost)
    for move in segment.ranking.both_lost(reading, pinyin):
        yield reading.went_on(token, move)
    if reading.pending >= 0 and segment.page.dropped:
        for move in segment.ranking.dropped_before(reading, pinyin):
            yield reading.went_on(token, move)
