"""What is looked at after each run, site by site, against the runs before: spidermon's monitors over our own counts."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any

from spidermon import Monitor, MonitorRunner, MonitorSuite

from outputs.run import MONITOR, OK, PARTIAL
from outputs.state import hosts, runs
from outputs.state.database import State
from outputs.state.runs import RunKind
from spiders.runs.progress import no_article

#: Runs before this one that are compared with, and how many there must be.
TRAIL, ENOUGH_RUNS = 7, 3
#: Pages below which a share says nothing.
ENOUGH_PAGES = 20
#: A host whose pages turned is taken over: so many, and this share of those looked at.
TAKEN_PAGES, TAKEN_SHARE = 3, 0.5
#: Share of a site's articles that may turn bad in a run, one by one, before someone should look.
TURNED_SHARE = 0.01

Counts = Mapping[str, int]


def good(counts: Counts) -> int:
    """Articles that came, or were found as they were."""
    return sum(counts.get(name, 0) for name in ("new", "changed", "unchanged"))


def asked(counts: Counts) -> int:
    """Articles that were asked for and answered one way or the other."""
    return good(counts) + sum(counts.get(name, 0) for name in ("gone", "failed", "rejected", "quarantined"))


def share(counts: Counts, part: str) -> float:
    """The share of emitted records of which ``part`` was counted."""
    return counts.get(part, 0) / max(counts.get("emitted", 0), 1)


class AskingMonitor(Monitor):  # type: ignore[misc]  # spidermon has no types
    """Looks at what was asked for. Like the other, it compares ``data.counts``, of this run, with ``data.before``, of
    the crawls before.
    """

    def test_yield(self) -> None:
        """New, changed and unchanged together against the trailing median: a quiet night is no alarm."""
        before = [good(counts) for counts in self.data.before if asked(counts)]
        if len(before) < ENOUGH_RUNS:
            self.skipTest("too few runs to compare with")
        usual, now = median(before), good(self.data.counts)
        # A night when little was due is measured by what was due; one when nothing answered by what is usual.
        expected = min(usual, asked(self.data.counts)) if self.data.counts.get("fetched") else usual
        if expected >= 10 and now < expected / 2:
            self.fail(f"only {now} articles where {expected:.0f} could be expected (median {usual:.0f})")

    def test_errors(self) -> None:
        """The share of pages that could not be fetched."""
        failed, total = self.data.counts.get("failed", 0), asked(self.data.counts)
        if failed >= 10 and failed / total > 0.2:
            self.fail(f"{failed} of {total} pages could not be fetched")


class CleaningMonitor(Monitor):  # type: ignore[misc]  # spidermon has no types
    """Looks at what the pages gave, wherever they came from."""

    def test_fields(self) -> None:
        """Each field's coverage: a site that changed its pages loses authors or abstracts first."""
        earlier = _sum(self.data.before)
        if min(self.data.counts.get("emitted", 0), earlier.get("emitted", 0)) < ENOUGH_PAGES:
            self.skipTest("too few records")
        lost = [
            f"{name.removeprefix('has:')} {share(earlier, name):.0%} → {share(self.data.counts, name):.0%}"
            for name in sorted(earlier)
            if name.startswith("has:") and share(earlier, name) >= 0.3
            if share(self.data.counts, name) < share(earlier, name) / 2
        ]
        if lost:
            self.fail(f"fields are missing that were there before: {', '.join(lost)}")

    def test_verdicts(self) -> None:
        """The share of pages that are no articles."""
        now, earlier = self.data.counts, _sum(self.data.before)
        if min(asked(now), asked(earlier)) < ENOUGH_PAGES:
            self.skipTest("too few pages")
        bad, was = no_article(now) / asked(now), no_article(earlier) / asked(earlier)
        if bad > was + 0.3:
            self.fail(f"{bad:.0%} of the pages are no articles, {was:.0%} before")

    def test_takeover(self) -> None:
        """Pages whose verdict turned: the domain, or a part of it, has changed hands."""
        if self.data.taken:
            self.fail("taken over, quarantined, the last good texts are kept: " + "; ".join(self.data.taken))
        turned, total = self.data.counts.get("quarantined", 0), asked(self.data.counts)
        if turned and turned >= TURNED_SHARE * total:
            self.fail(f"{turned} of {total} articles turned into something else; their last good texts are kept")


#: What is looked at after a run of each kind: one that cleans the archive again has asked nobody for anything.
MONITORS: Mapping[RunKind, list[type[Monitor]]] = {
    "crawl": [AskingMonitor, CleaningMonitor],
    "reclean": [CleaningMonitor],
    "takedown": [],
}


def watch(state: State, run: str, site: str) -> list[str]:
    """Look at a site after a run; what is wrong, one sentence each. Hosts that were taken over are quarantined."""
    looked_at = MONITORS[runs.run(state, run).kind]
    if not looked_at:
        return []
    before = runs.earlier(state, run, site, (OK, PARTIAL, MONITOR), TRAIL)
    data: dict[str, Any] = {
        "counts": runs.counts(state, run, site),
        "before": [runs.counts(state, earlier, site) for earlier in before],
        "taken": quarantine(state, run, site),
    }
    result = MonitorRunner().run(MonitorSuite(name=site, monitors=looked_at), **data)
    wrong = [item for item in result.monitor_results if item.status in ("FAIL", "ERROR")]
    return [f"{site}: {item.reason or item.error}" for item in wrong]


def set_aside(state: State) -> list[str]:
    """What to tell of hosts whose boilerplate was put aside, in this run or in one that was killed before it could."""
    return [
        f"{site}: what was learned of the boilerplate of {host} costs its articles fields: {why}. It is put aside, and"
        " the pages it was used on are cleaned again without it"
        for site, host, why in hosts.tell_set_aside(state)
    ]


def quarantine(state: State, run: str, site: str) -> list[str]:
    """Close the hosts whose pages turned in this run; each with what turned, for a person."""
    taken = []
    for host in hosts.turned(state, run, site):
        if host.turned >= TAKEN_PAGES and host.turned >= TAKEN_SHARE * host.asked:
            why = f"{host.turned} of {host.asked} articles turned in run {run}"
            taken.append(f"{host.name} ({why}; one {host.reason})")
            hosts.quarantine(state, host.id, why)
    return taken


def _sum(before: list[Counts]) -> dict[str, int]:
    total: dict[str, int] = {}
    for counts in before:
        for name, n in counts.items():
            total[name] = total.get(name, 0) + n
    return total
