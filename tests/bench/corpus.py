"""What `scrapy corpus` takes: ``python -m tests.bench.corpus [--records N]``, or ``make scale``.

Seeded records with known truth (``tests.corpus.scale``), a tenth of them and all of them: time, processor time, the
most memory that all processes take together, and how many pairs of copies are put together rightly. Bars: for 100 000
records 10 minutes on two cores, 700 MB, and 12 times what a tenth takes; recall 0.97, precision 0.995.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from outputs.corpus.articles import tables
from outputs.corpus.duplicates import Duplicates
from tests.conftest import ROOT
from tests.corpus import scale
from tests.crawl.runner import command

SECONDS, MEGABYTES, GROWTH, RECALL, PRECISION = 600, 700, 12, 0.97, 0.995


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds by the clock and of processors, and MB, of a command with all its processes."""

    seconds: float
    processor: float
    megabytes: float


def taken(line: list[str]) -> Taken:
    """Run a command and look at the memory of all its processes ten times a second."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    child = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL)
    most, over = 0.0, threading.Event()

    def watch() -> None:
        nonlocal most
        while not over.wait(0.1):
            most = max(most, sum(map(_held, _family(child.pid))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = child.wait()
    over.set()
    watcher.join()
    assert code == 0, line
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Taken(time.monotonic() - started, used, most / 1e6)


def _family(pid: int) -> Iterator[int]:
    yield pid
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in path.read_text().split():
                yield from _family(int(child))
        except OSError:  # it has ended
            continue


def _held(pid: int) -> float:
    """Bytes of memory that a process has, its share of what it has in common with others (Linux, proc(5))."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return 1024.0 * next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))


def score(folder: Path) -> scale.Score:
    """How rightly the copies were put together, of the pairs that the truth tells."""
    with (folder / "truth.jsonl").open(encoding="utf-8") as lines:
        works = {(each["site"], each["url"]): each["work"] for each in map(json.loads, lines)}
    with Duplicates(tables(folder / "data")) as duplicates:
        return scale.score(duplicates.clusters(), works)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=100_000)
    args = parser.parse_args()
    print(f"{'records':>8}  {'seconds':>8}  {'processor':>9}  {'MB':>6}  {'recall':>7}  {'precision':>9}")
    rows: list[Taken] = []
    with tempfile.TemporaryDirectory(prefix="jingkan-scale-") as name:
        for count in (args.records // 10, args.records):
            folder = Path(name, str(count))
            scale.write(folder, count)
            row, found = taken(command(folder / "data", "corpus")), score(folder)
            rows.append(row)
            print(
                f"{count:8}  {row.seconds:8.1f}  {row.processor:9.1f}  {row.megabytes:6.0f}"
                f"  {found.recall:7.4f}  {found.precision:9.4f}",
                flush=True,
            )
    growth = rows[1].seconds / rows[0].seconds
    print(f"{growth:.1f} times as long for ten times as many (bar: {GROWTH})")
    bars = f"{SECONDS} s, {MEGABYTES} MB, recall {RECALL}, precision {PRECISION}"
    print(f"Bars for 100 000 on two cores ({os.cpu_count()} here): {bars}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
