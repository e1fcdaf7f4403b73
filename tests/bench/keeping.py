"""How long it takes to keep what was crawled: ``python -m tests.bench.keeping [--pages N]``.

Many synthetic pages are crawled once; then each command that goes over the whole data folder is run by itself on a copy
of it, as a user would run it. Processor seconds of the command and its children, with Python's start in them, beside
what mere decompression of the same archives takes, so that the figures of two machines can be told apart.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.crawl import ours, server
from tests.bench.processes import children_time
from tests.conftest import ROOT
from tests.crawl.runner import command, records

# What is run; `forget` is given one page of those crawled.
COMMANDS: dict[str, tuple[str, ...]] = {
    "doctor": ("doctor",),
    "doctor --deep": ("doctor", "--deep"),
    "doctor --rebuild": ("doctor", "--rebuild"),
    "reclean --all": ("reclean", "--all"),
    "forget": ("forget",),
}


def timed(data: Path, line: tuple[str, ...]) -> tuple[float, float]:
    """(processor seconds, seconds) of one command on a data folder."""
    before, started = children_time(), time.monotonic()
    done = subprocess.run(command(data, *line), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return children_time() - before, time.monotonic() - started


def decompression(data: Path) -> tuple[float, int]:
    """(processor seconds to decompress every archive, their bytes when decompressed)."""
    started, size = time.process_time(), 0
    for path in data.rglob("*.warc.gz"):
        with gzip.open(path) as file:
            while part := file.read(1 << 20):
                size += len(part)
    return time.process_time() - started, size


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=3000)
    pages = parser.parse_args().pages
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with server(pages) as url:
            ours(url, pages, folder)
        crawled, copy = folder / "data", folder / "copy"
        taken = records(crawled)[0]["url"]
        bare, size = decompression(crawled)
        print(f"{pages} pages, {size >> 20} MB in archives; to decompress them takes {bare:.1f} s")
        for label, line in COMMANDS.items():
            shutil.copytree(crawled, copy)
            processor, elapsed = timed(copy, (*line, taken) if label == "forget" else line)
            print(
                f"  {label:17s} {processor:6.1f} s of processor time, {elapsed:6.1f} s in all,"
                f" {processor / bare:6.1f} × decompression",
                flush=True,
            )
            shutil.rmtree(copy)
    return 0


if __name__ == "__main__":
    sys.exit(main())
