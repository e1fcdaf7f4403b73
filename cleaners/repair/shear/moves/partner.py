"""A lead byte that lost its partner: what the partner may have been, and what ends with it."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.repair.shear.moves.segment import Segment
from cleaners.repair.shear.path import on, unclosed
from cleaners.repair.shear.reading import Reading
from cleaners.repair.shear.tokens import Token


def completed(
    segment: Segment, reading: Reading, token: Token, cost: float, among: frozenset[int] | None = None
) -> Iterator[Reading]:
    """The pending byte with each likely partner, one of ``among`` where they are known; then in step."""
    for move in segment.ranking.partners(reading, among):
        yield reading.went_on(token, move, cost)


def ended(segment: Segment, reading: Reading) -> Reading:
    """A reading in step where its paragraph ends."""
    score = reading.score + segment.scorer.score("\n", reading.history) - unclosed(reading.path)
    return reading._replace(score=score, history="\n", last_two=0x0A0A)


def ended_by_tag(segment: Segment, reading: Reading, token: Token) -> Reading:
    """A reading in step at a tag whose < was swallowed: what stands before ends there, like a paragraph."""
    return ended(segment, reading)._replace(last_two=0x0A3C, path=on(reading.path, token.number, "<"))
