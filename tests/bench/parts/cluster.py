"""An archive cleaned again by one machine, and the same by the executors of many, here on this one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.crawl import ours, server
from tests.bench.part import Column, Part
from tests.bench.processes import Taken, taken
from tests.conftest import ROOT
from tests.crawl.runner import command

#: The interpreter that has datatrove and Ray: `make cluster`.
PYTHON = ROOT / ".venv-cluster" / "bin" / "python"
PAGES = 5_000
WORKERS = 2
LOCAL, RAY = "cluster, local", "cluster, ray"
#: Bytes of an archive, so small that there are some for each worker; a crawl's are of a gigabyte.
ARCHIVE = 3 << 19

COLUMNS = (
    Column("speed", "pages/s", True, 0),
    Column("processor", "ms / page", False, 2),
    Column("memory", "MB", False, 0),
)

NOTE = f"""\
`scrapy reclean --all` cleans with as many processes as there are cores; `python -m outputs.cluster` with \
{WORKERS} workers, by the rules that `reclean --rules` writes. All give the same records (a test compares them). \
The executors are started and ended within the time, Ray some 15 s, and each share is a process of its own, half a \
second: what a second machine brings is one more of the same, for shares have nothing in common but the folder. \
Processor time of all processes, but of Ray's, which are no children of the command, nobody counts it; memory: \
the most that all processes together were seen to have."""


def measure(pages: int = PAGES) -> Part:
    return part(pages, dict(_cleaned(pages)))


def _cleaned(pages: int) -> Iterator[tuple[str, Taken | None]]:
    """What each way of cleaning the same archives took; None where `make cluster` was not called."""
    with tempfile.TemporaryDirectory(prefix="jingkan-bench-") as made:
        folder = Path(made)
        data, rules = folder / "data", str(folder / "rules.json")
        with server(pages) as url:
            ours(url, pages, folder, ARCHIVE_BYTES=ARCHIVE)
        taken(command(data, "reclean", "--rules", rules))
        archives = [str(path) for path in sorted(data.glob("*/archive/*.warc.gz"))]
        assert len(archives) >= 2 * WORKERS, archives
        yield "reclean", taken(command(data, "reclean", "--all", CLEANING_WORKERS=0))
        for name, executor in ((LOCAL, "local"), (RAY, "ray")):
            line = [str(PYTHON), "-m", "outputs.cluster", *archives, "--rules", rules, "--workers", str(WORKERS)]
            line += ["--executor", executor, "--out", str(folder / executor)]
            yield name, taken(line) if PYTHON.exists() else None


def part(pages: int, found: dict[str, Taken | None]) -> Part:
    """A row for each way."""
    return Part(
        name="cluster",
        title="An archive cleaned again, by one machine's own command and by the executors of many",
        pages=f"{pages:,} synthetic pages of 9 kB, all on this machine",
        columns=COLUMNS,
        rows={
            name: {
                "speed": each and pages / each.seconds,
                "processor": each and (None if name == RAY else 1000 * each.processor / pages),
                "memory": each and each.megabytes,
            }
            for name, each in found.items()
        },
        note=NOTE,
    )
