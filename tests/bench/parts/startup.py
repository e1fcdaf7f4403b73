"""How long it takes to start: the commands, the library, and the first line that is repaired."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench.part import Column, Part
from tests.conftest import ROOT
from tests.mirror import Synthetic

ROUNDS = 15
PYTHON, IMPORT, REPAIR = "python -c pass", "import cleaners", "first repair"
VERSION, JINGKAN, CLEAN = "scrapy version", "jingkan --version", "scrapy clean small.html"

#: Ends a process without giving its memory back bit by bit, which nobody waits for who goes on.
AT_ONCE = "import os; os._exit(0)"

#: Rows and what is run, ``small.html`` in the place of a page with two paragraphs.
COMMANDS: dict[str, tuple[str, ...]] = {
    PYTHON: ("-c", "pass"),
    IMPORT: ("-c", f"import cleaners; {AT_ONCE}"),
    REPAIR: ("-c", f"from cleaners import repair; repair('面對面、實打?qū)嵶龊眯滦蝿菹氯罕姽ぷ?/h1>'); {AT_ONCE}"),
    VERSION: ("-m", "scrapy", "version"),
    JINGKAN: ("-m", "spiders.console", "--version"),
    CLEAN: ("-m", "scrapy", "clean", "small.html"),
}

COLUMNS = (
    Column("processor", "s", False, 3),
    Column("time", "s", False, 3),
    Column("memory", "MB", False, 0),
)

NOTE = f"""\
Each row is a process of its own, Python's start in it, all in turns after a first round that is not counted and \
leaves the modules compiled; medians. {REPAIR}: the import, and a damaged line with all that it needs; both end at \
once. Memory: the peak resident size. Bars, in processor time: {IMPORT} at most 0.14 s, {CLEAN} at most 0.4 s more \
than {VERSION}, {REPAIR} at most 0.3 s more than {IMPORT}."""

#: Runs a command and says what it took. A process of its own, for Linux counts to a process's peak what the one that
#: started it had in memory (seen: 300 MB for `pass`), and this one is as small as any Python.
STARTER = """
import json, resource, subprocess, sys, time
began = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
seconds = time.perf_counter() - began
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([used.ru_utime + used.ru_stime, seconds, used.ru_maxrss * 1024 / 1e6]))
"""


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds of processors and by the clock, and the peak resident MB, of one process."""

    processor: float
    seconds: float
    megabytes: float


def measure(rounds: int = ROUNDS, commands: Mapping[str, Sequence[str]] = COMMANDS) -> Part:
    with tempfile.TemporaryDirectory(prefix="jingkan-bench-") as name:
        page = Path(name, "small.html")
        page.write_bytes(_small())
        lines = {
            row: [sys.executable, *(str(page) if part == page.name else part for part in line)]
            for row, line in commands.items()
        }
        starts: dict[str, list[Start]] = {row: [] for row in lines}
        for _ in range(1 + rounds):
            for row, line in lines.items():
                starts[row].append(started(line))
    return part({row: found[1:] for row, found in starts.items()})


def _small() -> bytes:
    content = Synthetic(1, paragraphs=2)
    made = content.resource(content.path(0))
    assert made
    return made.body


def started(line: Sequence[str]) -> Start:
    """One process, from its start to its end."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    starter = [sys.executable, "-I", "-S", "-c", STARTER, *line]
    done = subprocess.run(starter, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True)
    return Start(*json.loads(done.stdout))


def part(starts: Mapping[str, Sequence[Start]]) -> Part:
    """The medians of some starts of each."""
    return Part(
        name="startup",
        title="Start",
        pages=f"{max(map(len, starts.values()))} starts of each",
        columns=COLUMNS,
        rows={
            row: {
                "processor": median(start.processor for start in found),
                "time": median(start.seconds for start in found),
                "memory": median(start.megabytes for start in found),
            }
            for row, found in starts.items()
        },
        note=NOTE,
    )
