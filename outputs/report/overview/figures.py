"""The crawl in numbers: its runs from their manifests; hosts, failures and what gave no record from the state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path

from outputs import manifest
from outputs.failed_urls import FailedUrl
from outputs.manifest import Manifest
from outputs.report import words
from outputs.report.words import Label
from outputs.state import answers, hosts, pages, runs
from outputs.state.database import State, has_content
from outputs.state.hosts import HostFigures, TakenOver

#: Failed URLs that are shown; by hand: the file of each run, ``failed.jsonl``, has them all.
SHOWN = 200


@dataclass(frozen=True, slots=True)
class RunFigures:
    """A run that is over. seconds: that it lasted. The counts are pages; fetched: all answers."""

    id: str
    kind: str
    started: datetime
    seconds: float
    exit: int
    fetched: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    failed: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class CrawlFigures:
    """What the runs came to. failed: the first URLs that failed; reasons: of all of them → how many. rejections: the
    pages without a record, by the head of the reason. notes: what is missing, and why."""

    runs: Sequence[RunFigures] = ()
    hosts: Sequence[HostFigures] = ()
    taken_over: Sequence[TakenOver] = ()
    failed: Sequence[FailedUrl] = ()
    reasons: Counter[str] = field(default_factory=Counter)
    rejections: Mapping[str, int] = field(default_factory=dict)
    notes: Sequence[Label] = ()


def crawl_figures(data: Path, site: str = "") -> CrawlFigures:
    """The figures of a site, or of all. A run may be on: what it has committed counts.

    Raises StateError, DatabaseError where the state cannot be used.
    """
    past, notes = _runs(data, site)
    path = data / "state" / "state.db"
    if not has_content(path):
        return CrawlFigures(past, notes=(*notes, words.NO_STATE))
    with closing(State(path, read_only=True)) as state:
        if state.outdated:
            return CrawlFigures(past, notes=(*notes, words.OLD_STATE))
        if open_runs := len(runs.unfinished(state)):
            notes.append(words.NO_MANIFEST.filled(open_runs))
        sites = [site] if site else list(runs.known_sites(state))
        failed = chain.from_iterable(_failed(state, name) for name in sites)
        return CrawlFigures(
            runs=past,
            hosts=hosts.figures(state, site),
            taken_over=hosts.taken_over(state, site),
            failed=list(islice(failed, SHOWN)),
            reasons=answers.failure_reasons(state, site),
            rejections=pages.rejections(state, site),
            notes=notes,
        )


def _runs(data: Path, site: str) -> tuple[list[RunFigures], list[Label]]:
    """The runs, of a site or of all, the oldest first; of each manifest that cannot be read, a note."""
    found, notes = list[RunFigures](), list[Label]()
    for path in sorted((data / "runs").glob("*/manifest.json")):
        try:
            read = manifest.read(path)
            if not site or site in read["sites"]:
                found.append(run_figures(read, site))
        except (ValueError, TypeError, AttributeError, LookupError):
            notes.append(words.DAMAGED_MANIFEST.filled(f"runs/{path.parent.name}/{path.name}"))
    return sorted(found, key=lambda run: run.started), notes


def run_figures(read: Manifest, site: str = "") -> RunFigures:
    """A manifest in figures: of one site where it tells them apart, else of all its sites.

    Raises ValueError, TypeError, AttributeError, LookupError where it holds something else.
    """
    counts: Mapping[str, object] = read
    if site and "by_site" in read:
        counts = read["by_site"][site]["counts"]
    started, finished = (datetime.fromisoformat(when).astimezone(UTC) for when in (read["started"], read["finished"]))
    return RunFigures(
        id=str(read["run_id"]),
        kind=str(read.get("kind", "crawl")),  # those of before there were others do not say it
        started=started,
        seconds=(finished - started).total_seconds(),
        exit=int(read["exit"]),
        **{name: int(str(counts.get(name, 0))) for name in COUNTS},
    )


COUNTS = ("fetched", "new", "changed", "unchanged", "gone", "failed", "rejected")


def _failed(state: State, site: str) -> list[FailedUrl]:
    found = islice(answers.failed_urls(state, site, since=0.0), SHOWN)
    return [
        {"url": url, "site": site, "reason": reason, "tries": tries, "next_try": day(due) if due else ""}
        for url, reason, tries, due in found
    ]


def day(when: float) -> str:
    """A time in seconds since 1970, in UTC.

    >>> day(0)
    '1970-01-01 00:00'
    """
    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%d %H:%M")
