"""Decodes one damaged segment: a beam search over what its bytes allow, token by token, and what the best changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cleaners.repair.shear.beam import BEAM, prune
from cleaners.repair.shear.costs import COST_LITERAL, COST_NO_PARTNER
from cleaners.repair.shear.moves.ascii_text import ascii_text, space
from cleaners.repair.shear.moves.insertion import lost, whole
from cleaners.repair.shear.moves.partner import completed, ended
from cleaners.repair.shear.moves.plain import literal
from cleaners.repair.shear.moves.question_mark import question_mark
from cleaners.repair.shear.moves.segment import Segment
from cleaners.repair.shear.moves.wide import wide
from cleaners.repair.shear.page.evidence import PageEvidence
from cleaners.repair.shear.path import texts
from cleaners.repair.shear.reading import START, Reading
from cleaners.repair.shear.tokens import Kind, Token

# What each kind of token may have been, one reading at a time. ``wide`` takes all readings together.
MOVES: dict[Kind, Callable[[Segment, Reading, Token], Iterator[Reading]]] = {
    "ascii": ascii_text,
    "space": space,
    "mark": question_mark,
    "lost": lost,
    "whole": whole,
}
LOSSES: tuple[Kind, ...] = ("mark", "lost")  # where bytes may have been lost


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a segment read differently from how it stands there.

    margin, gain: how far the next reading of the segment, and the segment as it stands, are behind. sheared: whether
    anything but whole insertions is read differently.
    """

    start: int
    end: int
    text: str
    margin: float
    sheared: bool
    gain: float


def decode(text: str, page: PageEvidence) -> list[Run]:
    """What the best reading of a segment changes, one run for each stretch of changed tokens.

    Empty if the bytes contradict every reading, or if the page has too many losses.
    """
    segment = Segment(text, page)
    best = _best(segment)
    if best is None:
        return []
    gain = best.value - _as_it_stands(segment)
    read = texts(best.path)
    found: list[Run] = []
    for token in segment.tokens:
        after = read.get(token.number, token.text)
        if after == token.text:
            continue
        sheared = token.kind != "whole"
        start = token.start
        if found and found[-1].end == start:
            last = found.pop()
            start, after, sheared = last.start, last.text + after, last.sheared or sheared
        found.append(Run(start, token.end, after, best.margin, sheared, gain))
    return found


def _best(segment: Segment) -> Reading | None:
    """The best reading of the whole segment, in step at its end; None if there is none."""
    effort = segment.page.effort
    readings = [START]
    for token in segment.tokens:
        if token.kind in LOSSES and not effort.lose():
            return None
        if token.kind == "wide":
            readings = prune(wide(segment, readings, token), BEAM)
        else:
            move = MOVES[token.kind]
            readings = prune([new for old in readings for new in move(segment, old, token)], effort.beam)
        if not readings:
            return None
    finished = prune([new for old in readings for new in _finished(segment, old)])
    return finished[0] if finished else None


def _finished(segment: Segment, reading: Reading) -> Iterator[Reading]:
    """A reading at the segment's end, where a byte that waits has lost its partner."""
    if reading.pending < 0:
        yield ended(segment, reading)
    else:
        for done in completed(segment, reading, segment.tokens[-1], COST_NO_PARTNER):
            yield ended(segment, done)


def _as_it_stands(segment: Segment) -> float:
    """The value of the segment unchanged, with the cost of each sheared insertion that stands there by itself."""
    reading = START
    for token in segment.tokens:
        reading = literal(segment, reading, token)
        if token.kind == "lost":
            reading = reading.less(COST_LITERAL)
    return reading.value + segment.scorer.score("\n", reading.history)
