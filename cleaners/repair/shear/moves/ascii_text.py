"""ASCII and white space: as they stand, or the partner of the byte that waits."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.chinese.gbk import INVALID, pair_chars
from cleaners.repair.shear.costs import BAD, COST_SILENT
from cleaners.repair.shear.moves.dropped import Ahead, dropped
from cleaners.repair.shear.moves.partner import completed
from cleaners.repair.shear.moves.plain import literal, paired, widened
from cleaners.repair.shear.moves.segment import Segment
from cleaners.repair.shear.reading import Reading
from cleaners.repair.shear.tokens import Token

# Characters of a token that are taken for full-width ones, one after another: no page has more than a few. Each is a
# copy of the rest, so that a token longer than this is taken so for fewer. By hand.
MOST_WIDENED = 500


def space(segment: Segment, reading: Reading, token: Token) -> Iterator[Reading]:
    """White space, which ends a pending lead byte without any ?."""
    if reading.pending < 0:
        yield literal(segment, reading, token)
        return
    for done in completed(segment, reading, token, 0.0):
        yield literal(segment, done, token)


def ascii_text(segment: Segment, reading: Reading, token: Token) -> Iterator[Reading]:
    """ASCII, of which the first character may be the partner of the byte that waits.

    Where full-width ASCII was made narrow the first may have been such a character, and then the second, and so on.
    """
    if reading.pending < 0:
        yield literal(segment, reading, token)
        return
    length = len(token.text)
    tried: list[tuple[Reading, Token]] = []
    for _ in range(min(length, max(1, MOST_WIDENED**2 // length))):
        yield from _partner(segment, reading, token)
        tried.append((reading, token))
        done = widened(segment, reading, token)
        if done is None:
            break
        if len(token.text) == 1:
            yield done
            break
        reading, token = done, token._replace(text=token.text[1:])
    if segment.page.silent:
        for reading, token in reversed(tried):
            if token.text[0] < "@":
                for done in completed(segment, reading, token, COST_SILENT):
                    yield literal(segment, done, token)


def _partner(segment: Segment, reading: Reading, token: Token) -> Iterator[Reading]:
    """The token's first character as the partner of the byte that waits, if the two make a character."""
    code = ord(token.text[0])
    char = pair_chars()[reading.pending << 8 | code]
    if char == INVALID:
        return
    done = paired(segment, reading, token, char, code)
    yield literal(segment, done, token, 1)
    if segment.page.dropped:
        for gap in dropped(segment, reading, token, Ahead(code, -1), twice=done.score - reading.score < BAD):
            yield literal(segment, gap, token, 1)
