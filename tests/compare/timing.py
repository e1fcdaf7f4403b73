"""Processor time of whole processes on both sides, taking turns. It judges nothing."""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import median

from tests.bench.repair import pages as damaged_texts
from tests.compare.pages import Sample, write
from tests.compare.side import WORKER, Side, finish, python, running

#: Real pages that are cleaned, most of them sound, and the folder of damaged fragments that are repaired.
CLEANED = ("articles", "journals", "hijacked")
DAMAGED = "shear"
RUNS = 7


@dataclass(frozen=True, slots=True)
class Workload:
    """What is measured. command: a process that does it on either side."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of each run, in turn. again: the side of before once more, which shows how far equal code differs."""

    name: str
    before: tuple[float, ...]
    after: tuple[float, ...]
    again: tuple[float, ...]


def workloads(samples: Sequence[Sample], folder: Path) -> Iterator[Workload]:
    """The three workloads, their pages and texts written below ``folder``; without pages there is none of cleaning.

    Each page and each text comes once: a second time a cache would be measured.
    """
    yield Workload("import cleaners", tuple(python("-c", "import cleaners")))
    once = {sample.page.body: sample for sample in samples if sample.folder != DAMAGED}
    if once:
        pages = write(once.values(), folder / "timed")
        yield Workload(f"clean, {len(once)} pages", tuple(python(WORKER, "clean", pages)))
    fragments = [sample.page.body.decode() for sample in samples if sample.folder == DAMAGED]
    texts = list(dict.fromkeys(chain(fragments, *damaged_texts().values())))
    file = folder / "texts.json"
    file.write_text(json.dumps(texts), "utf-8")
    yield Workload(f"repair, {len(texts)} texts", tuple(python(WORKER, "repair", file)))


def seconds(side: Side, command: Sequence[str]) -> float:
    """Processor time, user and system, of one process and its children. Raises Unrunnable where it fails."""
    start = resource.getrusage(resource.RUSAGE_CHILDREN)
    with running(side, command) as child:
        finish(side, child)
    end = resource.getrusage(resource.RUSAGE_CHILDREN)
    return end.ru_utime - start.ru_utime + end.ru_stime - start.ru_stime


def measure(workload: Workload, before: Side, after: Side, runs: int) -> Times:
    """So many runs of each side, after one of each that is not counted.

    The side of before stands between the two it is compared with, and every other time they change places: what slows
    the machine down for a while slows all three.
    """
    for side in (before, after):
        seconds(side, workload.command)
    taken: dict[str, list[float]] = {"before": [], "after": [], "again": []}
    order = [("after", after), ("before", before), ("again", before)]
    for _ in range(runs):
        for name, side in order:
            taken[name].append(seconds(side, workload.command))
        order.reverse()
    return Times(workload.name, *(tuple(taken[name]) for name in ("before", "after", "again")))


HEADER = f"{'':20}  {'before':>8}  {'after':>8}  {'after / before':19}  before / before"


def row(times: Times) -> str:
    """Medians in seconds, then the ratios of neighbouring runs: least, median, greatest. ``HEADER`` names the columns.

    >>> print(row(Times("all", (1.0, 2.0, 1.0), (1.0, 1.0, 1.0), (1.0, 2.0, 1.5))))
    all                    1.000 s   1.000 s  0.500  1.000  1.000  1.000  1.000  1.500
    """
    columns = [f"{times.name:20}", f"{median(times.before):6.3f} s", f"{median(times.after):6.3f} s"]
    for other in (times.after, times.again):
        ratios = [b / a for a, b in zip(times.before, other, strict=True)]
        columns.append("  ".join(f"{value:5.3f}" for value in (min(ratios), median(ratios), max(ratios))))
    return "  ".join(columns)
