"""Decodes one damaged segment: a beam search over what its bytes allow, token by token, and what the best changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cleaners.repair.shear.beam import BEAM, prune
from cleaners.repair.shear.costs import COST_LITERAL, COST_NO_PARTNER
from cleaners.repair.shear.moves.ascii_text import ascii_text, space
from cleaners.repair.shear.moves.insertion import annotates, beside, lost, whole
from cleaners.repair.shear.moves.partner import completed, ended
from cleaners.repair.shear.moves.plain import literal
from cleaners.repair.shear.moves.question_mark import question_mark
from cleaners.repair.shear.moves.segment import Segment
from cleaners.repair.shear.moves.wide import wide
from cleaners.repair.shear.page.evidence import PageEvidence
from cleaners.repair.shear.page.scorer import SPAN
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
UNRIVALLED = 99.0  # the margin of a stretch that was read in one way only


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a segment read differently from how it stands there.

    margin: how far the next reading of the stretch is behind. gain: how far the segment as it stands is. sheared:
    whether anything but whole insertions is read differently. marked: the text with U+FFFD for each character that was
    guessed, because no byte of it is left.
    """

    start: int
    end: int
    text: str
    margin: float
    sheared: bool
    gain: float
    marked: str

    @property
    def guessed(self) -> bool:
        """Whether anything in it was guessed."""
        return self.marked != self.text


def decode(text: str, page: PageEvidence, narrow: bool) -> list[Run]:
    """What the best reading of a segment changes, one run for each stretch of changed tokens.

    narrow: whether the segment's full-width ASCII was made narrow.
    Empty if the bytes contradict every reading, or if the page's budget has ended.
    """
    segment = Segment(text, page, narrow)
    best = _best(segment)
    if best is None:
        return []
    gain = best.value - _as_it_stands(segment)
    read, marked, margins = texts(best.path), texts(best.path, marked=True), _margins(best)
    return [
        Run(
            tokens[0].start,
            tokens[-1].end,
            "".join(read.get(token.number, token.text) for token in tokens),
            min(margins.get(n, UNRIVALLED) for n in _where_doubted(segment, read, tokens)),
            any(token.kind != "whole" for token in tokens),
            gain,
            "".join(marked.get(token.number, token.text) for token in tokens),
        )
        for tokens in _changed(segment, read)
    ]


def _changed(segment: Segment, read: dict[int, str]) -> Iterator[list[Token]]:
    """The stretches of tokens that are read differently from how they stand."""
    stretch: list[Token] = []
    for token in segment.tokens:
        if read.get(token.number, token.text) != token.text:
            stretch.append(token)
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _where_doubted(segment: Segment, read: dict[int, str], stretch: list[Token]) -> Iterator[int]:
    """The tokens at which readings that differ in a stretch come together: its own, and as many behind it as a state of
    the search remembers."""
    for token in stretch:
        yield token.number
    length = 0
    for number in range(stretch[-1].number + 1, len(segment.tokens)):
        yield number
        length += len(read.get(number, segment.tokens[number].text))
        if length >= SPAN:
            return
    yield len(segment.tokens)


def _margins(best: Reading) -> dict[int, float]:
    """By token how far the nearest other reading was behind of those that came together with the best there."""
    closest: dict[int, float] = {}
    doubt = best.doubts
    while doubt is not None:
        closest[doubt.token] = min(doubt.margin, closest.get(doubt.token, UNRIVALLED))
        doubt = doubt.earlier
    return closest


def _best(segment: Segment) -> Reading | None:
    """The best reading of the whole segment, in step at its end; None if there is none."""
    budget = segment.page.budget
    readings = [START]
    for token in segment.tokens:
        if budget.ended:
            return None
        if token.kind == "wide":
            readings = prune(wide(segment, readings, token), budget)
        else:
            move = MOVES[token.kind]
            waiting = BEAM if token.kind == "mark" else 0
            readings = prune([new for old in readings for new in move(segment, old, token)], budget, waiting=waiting)
        if not readings:
            return None
    finished = prune([new for old in readings for new in _finished(segment, old)], budget)
    return finished[0] if finished and not budget.ended else None


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
        if token.kind == "whole" and annotates(segment, reading, token):
            reading = beside(reading, token)
            continue
        reading = literal(segment, reading, token)
        if token.kind == "lost":
            reading = reading.less(COST_LITERAL)
    return reading.value + segment.scorer.score("\n", reading.history)
