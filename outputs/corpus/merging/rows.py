"""The body out of its copies': rows of passages that are one another's copies, and what each row becomes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from outputs.corpus.merging import characters
from outputs.corpus.merging.alignment import align
from outputs.corpus.merging.characters import Merged, Reading
from outputs.corpus.merging.folding import folded
from outputs.corpus.merging.passages import Passage

#: ``recurs(host, paragraph)``: whether a paragraph stands on the host's other articles, too.
Recurs = Callable[[str, str], bool]

Row = dict[int, Passage]  # copy → its passage

#: What a stretch must have to be looked for in other rows: a shorter one may stand anywhere.
LONG = 12


@dataclass(frozen=True, slots=True)
class Body:
    """One copy's. passages: in its order. sound: whether the copy is undamaged. host: the page's, lower case."""

    passages: Sequence[Passage]
    sound: bool
    host: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A passage of the merged body, how its text came about, and the copies that have it."""

    passage: Passage
    merged: Merged
    copies: tuple[int, ...]


def merge_bodies(bodies: Sequence[Body], recurs: Recurs) -> list[Outcome]:
    """The merged body; the first one is the pivot, the others are in order of trust.

    A passage that one copy alone has stays, unless it recurs on that copy's host and the others show that it is
    the host's.
    """
    rows = _rows(bodies)
    kept = _without_foreign(rows, bodies, recurs)
    standing = [next(iter(_trusted(row, bodies)))[1].folded for row in kept]
    return [_outcome(row, bodies, _foreign(i, standing, bodies, recurs)) for i, row in enumerate(kept)]


def _rows(bodies: Sequence[Body]) -> list[Row]:
    rows: list[Row] = [{0: passage} for passage in bodies[0].passages]
    for number, body in islice(enumerate(bodies), 1, None):
        shown = [row[min(row)] for row in rows]
        there = {passage.folded for passage in shown}
        fresh: list[Row] = []
        for left, right in align(shown, body.passages):
            if left is None and right is not None:
                if right.folded not in there:  # else it was only moved
                    fresh.append({number: right})
            elif left is not None:
                fresh.append(rows[left] if right is None else {**rows[left], number: right})
        rows = fresh
    return rows


def _without_foreign(rows: Sequence[Row], bodies: Sequence[Body], recurs: Recurs) -> list[Row]:
    """The rows without those that are a host's own.

    Such a row recurs on the host of each copy that has it, and on another host it neither stands in this article nor
    in others: 结语 stands in articles of every host. That it is missing there tells nothing where that copy ends
    before it, unless nothing but such rows follow.
    """
    last = {number: i for i, row in enumerate(rows) for number in row}
    kept: list[Row] = []
    for i in reversed(range(len(rows))):
        row = rows[i]
        hosts = {bodies[number].host for number in row}
        text = row[min(row)].text
        others = {
            body.host
            for number, body in enumerate(bodies)
            if number not in row and body.host not in hosts and (last.get(number, -1) > i or not kept)
        }
        if (
            others
            and all(recurs(bodies[number].host, passage.text) for number, passage in row.items())
            and not all(recurs(host, text) for host in others)
        ):
            continue
        kept.append(row)
    return kept[::-1]


def _trusted(row: Row, bodies: Sequence[Body]) -> list[tuple[int, Passage]]:
    """The passages of a row, the sound copies' first, the pivot first among these."""
    return sorted(row.items(), key=lambda item: (not bodies[item[0]].sound, item[0]))


def _outcome(row: Row, bodies: Sequence[Body], foreign: characters.Foreign) -> Outcome:
    readings = [Reading(number, bodies[number].sound, passage) for number, passage in _trusted(row, bodies)]
    merged = characters.merged(readings, foreign)
    first = readings[0].passage
    return Outcome(replace(first, text=merged.text, folded=""), merged, tuple(sorted(row)))


def _foreign(
    place: int, standing: Sequence[str], bodies: Sequence[Body], recurs: Recurs
) -> Callable[[str, tuple[int, ...]], bool]:
    """Whether a stretch of a row's passage is another row's, or its hosts' own."""

    def foreign(text: str, copies: tuple[int, ...]) -> bool:
        form = folded(text).strip()
        if len(form) >= LONG and any(form in other for i, other in enumerate(standing) if i != place):
            return True
        return bool(copies) and all(recurs(bodies[number].host, text.strip()) for number in copies)

    return foreign
