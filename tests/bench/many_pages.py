"""How fast many pages are cleaned: ``python -m tests.bench.many_pages [--pages N]``.

A folder of synthetic pages is cleaned by ``scrapy clean FOLDER --out FILE``, in two processes and one that hands over
and writes; beside it, by two processes that know nothing of each other and clean half of the pages each, one page after
the other. Both with Python's start in it, in turns, and the best of some rounds counts. On a machine that is busy with
other work the processor time, of all processes together, says more than the rate: both are given, as shares of what the
two separate processes do. The peak memory is that of all processes together, what they share counted in each, looked at
several times a second, with a tenth of the pages and with all. Both sync what they wrote, and neither's end waits for a
look at the memory.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench.processes import children, children_time, resident
from tests.conftest import ROOT
from tests.mirror import Synthetic

ROUNDS = 3
BAR = 0.9  # of the rate of two separate processes
#: A process that cleans what it is given, one page after the other, and writes the records to a file.
ALONE = """
import os, sys
from outputs import jsonl
from spiders.one_page import cleaned, load
with open(sys.argv[1], "wb") as out:
    for name in sys.stdin.read().splitlines():
        article, record = cleaned(name, load(name))
        out.write(jsonl.line(record))
    out.flush()
    os.fsync(out.fileno())
"""


def write_pages(folder: Path, number: int) -> list[Path]:
    """So many pages in a folder, in the order of their names."""
    content = Synthetic(number)
    folder.mkdir()
    paths = []
    for n, path in enumerate(content.paths):
        resource = content.resource(path)
        assert resource
        paths.append(folder / f"{n:06}.html")
        paths[-1].write_bytes(resource.body)
    return paths


def ours(folder: Path, out: Path) -> tuple[float, int]:
    """(seconds, peak memory in bytes) of the command."""
    line = [sys.executable, "-m", "scrapy", "clean", str(folder), "--out", str(out), "-s", "CLEANING_WORKERS=2"]
    began = time.monotonic()
    with subprocess.Popen(line, cwd=ROOT, stderr=subprocess.DEVNULL) as running, ThreadPoolExecutor(1) as other:
        peak = other.submit(peak_memory, running)
        assert running.wait() == 0
        return time.monotonic() - began, peak.result()


def peak_memory(running: subprocess.Popen[bytes]) -> int:
    """The most bytes that a process and its children were seen to have in memory, until it has ended."""
    peak = 0
    while running.returncode is None:
        peak = max(peak, sum(map(resident, [running.pid, *children(running.pid)])))
        time.sleep(0.2)
    return peak


def separate(pages: list[Path], folder: Path) -> float:
    """Seconds of two processes that clean half of the pages each."""
    began, started = time.monotonic(), []
    for n in range(2):
        line = [sys.executable, "-c", ALONE, str(folder / f"half-{n}.jsonl")]
        process = subprocess.Popen(line, cwd=ROOT, stdin=subprocess.PIPE)
        assert process.stdin
        process.stdin.write("\n".join(map(str, pages[n::2])).encode())
        process.stdin.close()
        started.append(process)
    assert [process.wait() for process in started] == [0, 0]
    return time.monotonic() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    args = parser.parse_args()
    # As where it is installed: the first of all runs compiles the modules, and no later one does.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few = folder / "few"
        write_pages(few, max(args.pages // 10, 1))
        pages = write_pages(folder / "many", args.pages)
        _, small = ours(few, folder / "few.jsonl")
        taken, peaks, alone, cost, cost_alone = [], [], [], [], []
        for n in range(args.rounds):
            before = children_time()
            seconds, peak = ours(folder / "many", folder / f"{n}.jsonl")
            taken.append(seconds)
            peaks.append(peak)
            between = children_time()
            alone.append(separate(pages, folder))
            cost.append(between - before)
            cost_alone.append(children_time() - between)
        halves = sorted(line for n in range(2) for line in (folder / f"half-{n}.jsonl").read_bytes().splitlines())
        assert sorted((folder / "0.jsonl").read_bytes().splitlines()) == halves, "not the same records"
    rate = min(alone) / min(taken)
    print(
        f"{args.pages} pages: {args.pages / min(taken):.0f}/s, two separate processes {args.pages / min(alone):.0f}/s"
    )
    print(f"  {rate:.2f} × their rate  (bar: ≥ {BAR:.2f} ×)")
    print(
        f"  {min(cost_alone) / min(cost):.2f} × as many pages for the same processor time: "
        f"{min(cost):.1f} s, theirs {min(cost_alone):.1f} s  (bar: ≥ {BAR:.2f} ×)"
    )
    print(f"  peak memory {max(peaks) >> 20} MB, {small >> 20} MB with a tenth of the pages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
