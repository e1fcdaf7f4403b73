"""A number → a relation, a page that it holds for, and what differs from what must come of it."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from cleaners import clean
from tests.relations.change import Changed
from tests.relations.sample import Cleaner, Sample, content
from tests.relations.table import KNOWN, RELATIONS, Known, Relation

#: Another one draws other pages and changes; a new relation does so too.
SEED = 15


@dataclass(frozen=True)
class Draw:
    number: int
    relation: Relation
    sample: Sample

    @property
    def name(self) -> str:
        return f"draw {self.number}: {self.relation.name}, {self.sample.name}"

    @property
    def known(self) -> Known | None:
        """The known failure that it is one of."""
        return next((known for known in KNOWN if known.covers(self.relation, self.sample)), None)

    @property
    def changed(self) -> Changed:
        return self.relation.change(self.sample, random.Random(f"{SEED} change {self.number}"))

    def differences(self, cleaner: Cleaner = clean) -> list[str]:
        """The fields that are not what must come of the change, one line each; empty: the relation holds."""
        changed, fold = self.changed, self.relation.fold
        want = self.relation.expected(_before(self.sample, cleaner), *changed.told)
        got = content(changed.sample, cleaner)
        found = {name: (_told(want[name], fold), _told(got[name], fold)) for name in want}
        return [f"{name}: {_where(*sides)}" for name, sides in found.items() if sides[0] != sides[1]]


def draw(number: int, pages: Sequence[Sample]) -> Draw:
    """The same for the same number, pages and table; the relations take turns.

    The page is the first of all in a drawn order that the relation holds for: a page for which it comes to hold, or
    does no more, changes few draws.
    """
    drawn = _drawn(tuple(pages))
    relation, held = drawn[number % len(drawn)]
    order = random.Random(f"{SEED} page {number}").sample(pages, len(pages))
    return Draw(number, relation, next(page for page in order if page.name in held))


@cache
def _drawn(pages: tuple[Sample, ...]) -> tuple[tuple[Relation, frozenset[str]], ...]:
    """Each relation that holds for some of the pages, with their names."""
    held = {relation: frozenset(page.name for page in pages if relation.holds(page)) for relation in RELATIONS}
    return tuple((relation, names) for relation, names in held.items() if names)


@cache
def _before(sample: Sample, cleaner: Cleaner) -> dict[str, Any]:
    return content(sample, cleaner)


def _told(value: object, fold: Any) -> str:
    return fold(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _where(want: str, got: str) -> str:
    """Both sides from shortly before the place where they part.

    >>> _where("甲乙丙", "甲乙丁")
    "'甲乙丙' became '甲乙丁'"
    """
    at = next((i for i, (a, b) in enumerate(zip(want, got, strict=False)) if a != b), min(len(want), len(got)))
    start = max(0, at - 12)
    return f"{want[start : at + 48]!r} became {got[start : at + 48]!r}"
