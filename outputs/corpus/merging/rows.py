"""The body out of its copies': rows of passages that are one another's copies, and what each row becomes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from cleaners.junk.recurring import SHORTEST
from cleaners.repair import UNDECIDED
from outputs.corpus.merging import characters
from outputs.corpus.merging.alignment import ANCHOR, align, similarity
from outputs.corpus.merging.characters import Merged, Reading
from outputs.corpus.merging.folding import folded
from outputs.corpus.merging.passages import Passage

#: ``recurs(host, paragraph)``: whether a paragraph stands on the host's other articles, too.
Recurs = Callable[[str, str], bool]

Row = dict[int, Passage]  # copy → its passage

#: What a stretch must have to be looked for in other rows: a shorter one may stand anywhere.
LONG = 12
#: How alike two long passages are that stand elsewhere on one page than on another: by hand, two copies of which
#: each has three characters in a hundred wrong and some lost are alike to 0.9.
MOVED = 0.85


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
    bodies = [replace(body, passages=_marked(body, recurs)) for body in bodies]
    rows = _without_remains(_rows(bodies), bodies)
    kept = _without_foreign(rows, bodies, recurs)
    standing = [next(iter(_trusted(row, bodies)))[1].folded for row in kept]
    return [_outcome(row, bodies, _foreign(i, standing, bodies, recurs)) for i, row in enumerate(kept)]


def _marked(body: Body, recurs: Recurs) -> list[Passage]:
    return [
        replace(p, recurs=recurs(body.host, p.text), last=number == len(body.passages))
        for number, p in enumerate(body.passages, 1)
    ]


def _rows(bodies: Sequence[Body]) -> list[Row]:
    rows: list[Row] = [{0: passage} for passage in bodies[0].passages]
    for number, body in islice(enumerate(bodies), 1, None):
        rows = _with(rows, number, body.passages)
    return rows


def _with(rows: Sequence[Row], number: int, passages: Sequence[Passage]) -> list[Row]:
    """The rows and the passages of one copy more.

    Two rows of which no copy has both have no order of their own, and this copy may have them in the other one. So what
    found no place in a row is looked for in the rows that this copy is missing in, and its order is taken where no
    other says otherwise. Where one says otherwise, they are two lines of one form, as a programme has them for every
    session; only what is long and the same but for damage is a passage that a page shows elsewhere.
    """
    pairs = align([row[min(row)] for row in rows], passages)
    free = {left: rows[left] for left, right in pairs if left is not None and right is None}
    order: list[tuple[int | None, Row]] = []
    for left, right in pairs:
        if left is not None:
            order.append((left, rows[left] if right is None else {**rows[left], number: right}))
        elif right is not None:
            order.append((None, {number: right}))
    for place, (left, row) in enumerate(order):
        if left is not None:
            continue
        passage = row[number]

        def between(other: int, place: int = place) -> list[tuple[int | None, Row]]:
            old = next(i for i, (it, _) in enumerate(order) if it == other)
            return order[min(old, place) + 1 : max(old, place)]

        def fits(other: int, passage: Passage = passage) -> float:
            alike = _alike(free[other], passage)
            if not alike or _is_moved(free[other], passage):
                return alike
            known = rows[other].keys()
            ordered = (it for _, it in between(other) if number in it and not it[number].recurs)
            return 0.0 if any(not it.keys().isdisjoint(known) for it in ordered) else alike

        same = max(free, key=fits, default=None)
        if same is None or not fits(same):
            continue
        whole = {**free.pop(same), number: passage}
        old = next(i for i, (other, _) in enumerate(order) if other == same)
        follows = all(it.keys().isdisjoint(rows[same]) for _, it in between(same))
        order[place if follows else old] = (same, whole)
        order[old if follows else place] = (_GONE, {})
    return [row for _, row in order if row]


_GONE = -1  # the place of a row that moved


def _is_moved(row: Row, passage: Passage) -> bool:
    """Whether a passage is a row's wherever it stands: long, with the same numbers, and the same but for damage."""
    one, other = row[min(row)].folded, passage.folded
    if min(len(one), len(other)) < ANCHOR or similarity(one, other) < MOVED:
        return False
    return UNDECIDED in one + other or _numbers(one) == _numbers(other)


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def _alike(row: Row, passage: Passage) -> float:
    return similarity(row[min(row)].folded, passage.folded)


def _without_remains(rows: Sequence[Row], bodies: Sequence[Body]) -> list[Row]:
    """The rows without what a cut left of a passage that others have: a copy's last one, and too short to be paired."""
    ends = {number: body.passages[-1] for number, body in enumerate(bodies) if body.passages}
    shown = [(row, row[min(row)].folded) for row in rows]

    def is_remains(row: Row) -> bool:
        number, passage = next(iter(row.items()))
        return (
            len(row) == 1
            and passage is ends[number]
            and any(other is not row and text.startswith(passage.folded) for other, text in shown)
        )

    return [row for row in rows if not is_remains(row)]


def _without_foreign(rows: Sequence[Row], bodies: Sequence[Body], recurs: Recurs) -> list[Row]:
    """The rows without those that are a host's own: they recur on the host of each copy that has them.

    A short one goes only from one copy alone, is no heading, and must be shown to be the host's by another host,
    where it neither stands in this article nor in others: 结语 stands in articles of every host. That it is missing
    there tells nothing where that copy ends before it, unless nothing but such rows follow.
    """
    last = {number: i for i, row in enumerate(rows) for number in row}
    kept: list[Row] = []
    for i in reversed(range(len(rows))):
        row = rows[i]
        if all(passage.recurs for passage in row.values()):
            text = row[min(row)].text
            hosts = {bodies[number].host for number in row}
            others = (
                body.host
                for number, body in enumerate(bodies)
                if number not in row and body.host not in hosts and (last.get(number, -1) > i or not kept)
            )
            is_lone_line = len(row) == 1 and row[min(row)].level is None
            if len(text) >= SHORTEST or (is_lone_line and any(not recurs(host, text) for host in others)):
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
