"""How far a copy's text is to be trusted, and where it is not: what a record says of its own repairs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.repair import UNDECIDED
from outputs.corpus.merging.folding import folded
from outputs.quality import COSMETIC
from outputs.record_types import Record, Repair

# What a copy's word counts where copies differ; by hand, tuned with characters.MARGIN on tests/corpus/hard_copies.py.
SOUND = 4.0  # of a copy without damage: as much as two damaged ones that agree, and then the model tells
AS_PRINTED = 2.0  # of a damaged copy where nothing was repaired
REPAIRED = (
    1.0  # where a repair wrote what stands there: times how sure it was. Two of one table agree, and may be wrong
)

#: A repair's shorter text is found in too many places.
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Doubt:
    """A stretch of text that a repair wrote: its place in characters, and how sure the repair was, 0 to 1."""

    start: int
    end: int
    sure: float


def is_sound(record: Record) -> bool:
    """Whether nothing had to be repaired in a copy, and nothing was left undecided.

    Entities and characters without a width lose nothing whoever undoes them.
    """
    quality = record["quality"]
    return (
        not quality["undecided"] and not quality["repaired"] and all(r["kind"] in COSMETIC for r in record["repairs"])
    )


def is_lost(text: str) -> bool:
    """Whether a character of the text stayed undecidable.

    >>> is_lost("工\ufffd"), is_lost("工会")
    (True, False)
    """
    return UNDECIDED in text


def holds_lost(value: object) -> bool:
    """Whether a field's value, whatever its form, holds an undecidable character."""
    return is_lost(value) if isinstance(value, str) else is_lost(json.dumps(value, ensure_ascii=False))


def doubts(text: str, repairs: list[Repair]) -> list[Doubt]:
    """Where in a record's text its repairs stand, as far as they can be found.

    A repair's place is one in the page, which is not at hand; but repairs come in the page's order, and so each is
    looked for behind the one before.

    >>> edit: Repair = {"where": 9, "before": "?嵶", "after": "打實", "kind": "shear", "sure": 0.5}
    >>> doubts("實打实做好", [edit])
    [Doubt(start=1, end=3, sure=0.5)]
    """
    return list(_found(folded(text), [r for r in repairs if r["kind"] not in COSMETIC]))


def _found(text: str, repairs: list[Repair]) -> Iterator[Doubt]:
    place = 0
    for repair in repairs:
        for line in filter(None, folded(repair["after"]).split("\n")):
            after = line.strip()
            if len(after) < _SHORTEST:
                continue
            start = text.find(after, place)
            if start >= 0:
                yield Doubt(start, start + len(after), repair["sure"])
                # A short one may have been met too early, before its own place: what follows is looked for from there.
                place = start + len(after) if len(after) >= 2 * _SHORTEST else place
