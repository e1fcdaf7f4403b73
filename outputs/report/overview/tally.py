"""The records in numbers, counted as they pass: none is kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from outputs.corpus.copies import Copy
from outputs.quality import tenth
from outputs.record_types import Content, Record

#: Fields whose coverage is told: what an article says, in the order of the record.
FIELDS = tuple(Content.__annotations__)
#: Characters of a journal's name by which it is counted: a field may hold a page, and names are kept. The longest of
#: the pages at hand has 42 (November 2026).
NAME = 80

_YEAR = re.compile(r"(?:1[89]|20)\d\d")


@dataclass(slots=True)
class Tally:
    """Counts of records. places: (journal, year) → records, ``""`` for what is not named. confidence: by tenths, 9 for
    0.9 up to 1. removed, repaired: step or kind → how often; in_…: → in how many records."""

    records: int = 0
    sites: Counter[str] = field(default_factory=Counter)
    places: Counter[tuple[str, str]] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    confidence: Counter[int] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    in_removed: Counter[str] = field(default_factory=Counter)
    repaired: Counter[str] = field(default_factory=Counter)
    in_repaired: Counter[str] = field(default_factory=Counter)

    def take(self, copy: Copy) -> None:
        """Count a record. One that an older release wrote may lack fields."""
        record = copy.record
        self.records += 1
        self.sites[copy.site] += 1
        self.places[(" ".join(record.get("journal", "").split())[:NAME], year(record))] += 1
        self.fields.update(name for name in FIELDS if record.get(name))
        self.verdicts[record.get("verdict", {}).get("kind", "")] += 1
        self.confidence[tenth(record.get("quality", {}).get("confidence", 0.0))] += 1
        counts = record.get("counts", {})
        for once, often, said in (
            (self.in_removed, self.removed, counts.get("removed", {})),
            (self.in_repaired, self.repaired, counts.get("repaired", {})),
        ):
            once.update(said.keys())
            often.update(said)

    def of(self, copies: Iterable[Copy]) -> Iterator[Copy]:
        """The copies as they come, each counted when it passes."""
        for copy in copies:
            self.take(copy)
            yield copy

    @property
    def journals(self) -> Counter[str]:
        """Journal → records."""
        return _summed((journal, n) for (journal, _), n in self.places.items())

    @property
    def years(self) -> Counter[str]:
        """Year → records."""
        return _summed((of, n) for (_, of), n in self.places.items())

    @property
    def spans(self) -> dict[str, tuple[str, str]]:
        """Journal → the first and the last year of its records, of those that have any.

        >>> Tally(places=Counter({("学报", "2009"): 1, ("学报", "2011"): 4, ("学报", ""): 1, ("", ""): 1})).spans
        {'学报': ('2009', '2011')}
        """
        found = dict[str, tuple[str, str]]()
        for journal, of in self.places:
            if of:
                first, last = found.get(journal, (of, of))
                found[journal] = (min(first, of), max(last, of))
        return found


def year(record: Record) -> str:
    """The year of an article's issue, else that of its publication; ``""`` where neither names one.

    >>> year({"year": "", "published": "2016-04-11"}), year({"year": "二〇一六"}), year({"year": "3016"})
    ('2016', '', '')
    """
    found = map(_YEAR.match, (record.get("year", ""), record.get("published", "")))
    return next((match[0] for match in found if match), "")


def _summed(counts: Iterable[tuple[str, int]]) -> Counter[str]:
    total = Counter[str]()
    for name, n in counts:
        total[name] += n
    return total
