"""The differential check: what was learned of a host's boilerplate must not cost its articles a field.

Of each site and run some pages are cleaned with what was learned and without. Where a field is lost on too many of a
host's, what was learned of it is put aside: kept in the state, not used, and its pages are cleaned again without it. No
more is learned of such a host, for the same pages would teach the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from zlib import crc32

from cleaners.lines.fields import FIELDS
from outputs.cleaning.workers import Cleaned, Task

#: One page in so many is checked, and of each site and run so many at least, or all: two percent of the work. By hand.
EVERY, LEAST = 50, 20
#: Share of a host's checked pages that may lose a field. By hand: one of twenty may be an odd page.
MOST_LOST = 0.05
_ORDER = ("id", *(row.name for row in FIELDS))


@dataclass(frozen=True, slots=True)
class Finding:
    """A host whose articles lose fields to what was learned of it. why: which, and on how many of its pages."""

    host: int
    why: str


@dataclass(slots=True)
class _Tally:
    """How many of a host's pages were checked, and on how many each field was lost. judged: at ``LEAST``."""

    checked: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    judged: bool = False

    def why(self) -> str:
        """Which fields are lost on too many pages, for a person; ``""`` for none.

        >>> _Tally(20, Counter(doi=2, clc=1)).why()
        'of 20 pages checked, doi is lost on 2 (10 %)'
        """
        too_often = [name for name in _ORDER if self.lost[name] > MOST_LOST * self.checked]
        shares = (f"{name} is lost on {self.lost[name]} ({self.lost[name] / self.checked:.0%})" for name in too_often)
        said = ", ".join(shares).replace("%)", " %)")
        return f"of {self.checked} pages checked, {said}" if said else ""


class Sample:
    """Which of a run's pages are checked, and what came of it, host by host."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.hosts: dict[int, _Tally] = {}

    def takes(self, site: str, url: str) -> bool:
        """Whether a page is checked: the first of its site and run, then those that their address draws.

        >>> sample = Sample()
        >>> sum(sample.takes("a", f"http://a.example/{n}") for n in range(1020))
        38
        """
        taken = self.taken[site] < LEAST or crc32(url.encode("utf-8", "replace")) % EVERY == 0
        self.taken[site] += taken
        return taken

    def seen(self, task: Task, cleaned: Cleaned) -> None:
        """Take what came of a page; of one that was not checked nothing did."""
        if cleaned.lost is not None:
            tally = self.hosts.setdefault(task.page.host, _Tally())
            tally.checked += 1
            tally.lost.update(cleaned.lost)

    @property
    def due(self) -> bool:
        """Whether enough is known of some host to judge it now: the sooner, the fewer of its pages are wrong."""
        return any(tally.checked >= LEAST and not tally.judged for tally in self.hosts.values())

    def findings(self) -> list[Finding]:
        """The hosts whose articles lose fields, by all that was checked so far; each is told once."""
        found = [Finding(host, why) for host, tally in self.hosts.items() if (why := tally.why())]
        for finding in found:
            del self.hosts[finding.host]
        for tally in self.hosts.values():
            tally.judged = tally.checked >= LEAST
        return found
