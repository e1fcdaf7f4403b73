"""A private-use character that was dropped on the way, two bytes of which no sign is left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cleaners.chinese.gbk import char_codes
from cleaners.repair.shear.costs import COST_DROPPED, TWICE_BAD
from cleaners.repair.shear.moves.segment import Segment
from cleaners.repair.shear.reading import Move, Reading
from cleaners.repair.shear.tokens import Token


class Ahead(NamedTuple):
    """The next two bytes that were not lost. byte: what pairs; after: the one behind it, -1 where the token ends."""

    byte: int
    after: int

    @property
    def waits(self) -> bool:
        """Whether the second is a lead byte."""
        return self.after >= 0x81

    @property
    def alone(self) -> str:
        """The character that the second is by itself, '' if it is a lead byte or absent."""
        return "" if self.after >= 0x81 or self.after < 0 else "€" if self.after == 0x80 else chr(self.after)


def dropped(segment: Segment, reading: Reading, token: Token, ahead: Ahead, twice: bool = True) -> Iterator[Reading]:
    """A character (x y) dropped between the pending byte and the next: (pending x) and (y byte) were characters.

    twice: whether two may have been dropped in a row.
    """
    if segment.page.budget.ended:  # the reading will not be used
        return
    found = segment.ranking.around_dropped(reading, ahead.byte)
    if twice and (not found or found[0][0] < TWICE_BAD):
        found += segment.ranking.around_two_dropped(reading, ahead.byte)
    alone = ahead.alone
    folded_alone = segment.fold(alone)
    for value, folded, chars in found:
        last_two = ahead.byte << 8 | ahead.after if ahead.after >= 0 else char_codes().get(chars[-1], ahead.byte)
        move = Move(chars + alone, folded + folded_alone, value, last_two, ahead.waits, guessed=True)
        yield reading.went_on(token, move, COST_DROPPED)
