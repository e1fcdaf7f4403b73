"""What a corpus holds and what was left out of it, counted while it is made."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from outputs.quality import tenth
from outputs.record_types import Record

#: Copies of an article from which on they are counted together.
MANY = 5


@dataclass(slots=True)
class Tally:
    """Counts; what stands in a Counter is in the words of the records.

    copies: newest versions of pages that were read. articles: that are in the corpus. merged: those of several copies.
    clusters: number of copies → articles. confidence: by tenths, ``0.9`` for 0.9 up to 1. left_out: why → how many;
    those of copies and those of articles apart. opted_out: signals of pages that are in the corpus all the same.
    """

    copies: int = 0
    articles: int = 0
    merged: int = 0
    characters: int = 0
    clusters: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    scripts: Counter[str] = field(default_factory=Counter)
    confidence: Counter[str] = field(default_factory=Counter)
    sites: Counter[str] = field(default_factory=Counter)
    opted_out: Counter[str] = field(default_factory=Counter)
    copies_left_out: Counter[str] = field(default_factory=Counter)
    articles_left_out: Counter[str] = field(default_factory=Counter)

    def take(self, record: Record, copies: int) -> None:
        """Count an article that is in the corpus.

        >>> tally = Tally()
        >>> tally.take({"id": "url:1", "url": "", "text": "文章", "quality": {"confidence": 1.0}}, copies=7)
        >>> tally.characters, dict(tally.clusters), dict(tally.confidence), tally.merged
        (2, {'5 and more': 1}, {'0.9': 1}, 1)
        """
        self.articles += 1
        self.merged += copies > 1
        self.characters += len(record.get("text", ""))
        self.clusters[str(copies) if copies < MANY else f"{MANY} and more"] += 1
        self.verdicts[record.get("verdict", {}).get("kind", "")] += 1
        self.languages[record.get("language", "")] += 1
        self.scripts[record.get("script", "")] += 1
        self.confidence[f"{tenth(record.get('quality', {}).get('confidence', 0.0)) / 10:.1f}"] += 1
        self.sites[record.get("site", "")] += 1
        self.opted_out.update(record.get("opt_out", ()))

    def as_json(self) -> dict[str, Any]:
        """It as an object of JSON, the most frequent first."""
        counts = {name: getattr(self, name) for name in self.__slots__}
        return {name: dict(n.most_common()) if isinstance(n, Counter) else n for name, n in counts.items()}
