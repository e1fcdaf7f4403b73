"""How time and memory of a run, of cleaning again and of the corpus grow with what there is."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.crawl import ours, server
from tests.bench.part import Column, Part
from tests.bench.processes import Taken, taken
from tests.corpus import scale
from tests.crawl.runner import command

#: Pages that are crawled and cleaned again, and records that a corpus is made of.
PAGES, RECORDS = (1_000, 5_000, 20_000), (10_000, 100_000)

COLUMNS = (
    Column("time", "s", False, 1),
    Column("speed", "pages/s", True, 0),
    Column("processor", "ms / page", False, 2),
    Column("memory", "MB", False, 0),
)

NOTE = """\
Run: `scrapy run` on an empty folder, a host that answers at once, no politeness, all cores cleaning. Reclean: \
`scrapy reclean --all` on what that run has left. Corpus: `scrapy corpus` on records of which half are copies, \
ten times as many the second time; a page is a record there. Processor time of all processes, with Python's \
start in it, by the page; memory: the most that all processes together were seen to have, so that what grows \
with the size shows."""


def measure(pages: Sequence[int] = PAGES, records: Sequence[int] = RECORDS) -> Part:
    return part([*(row for number in pages for row in _crawled(number)), *map(_corpus, records)])


def _crawled(pages: int) -> Iterator[tuple[str, int, Taken]]:
    """(what was done, pages, what it took) of a run, and of cleaning its pages again."""
    with tempfile.TemporaryDirectory(prefix="jingkan-bench-") as name:
        with server(pages) as url:
            yield "run", pages, ours(url, pages, Path(name)).taken
        yield "reclean", pages, taken(command(Path(name, "data"), "reclean", "--all", CLEANING_WORKERS=0))


def _corpus(records: int) -> tuple[str, int, Taken]:
    with tempfile.TemporaryDirectory(prefix="jingkan-bench-") as name:
        scale.write(Path(name), records)
        return "corpus", records, taken(command(Path(name, "data"), "corpus"))


def part(found: Sequence[tuple[str, int, Taken]]) -> Part:
    """A row for each command and size, the sizes of a command below each other."""
    order = list(dict.fromkeys(what for what, _, _ in found))
    return Part(
        name="growth",
        title="Growth with the number of pages",
        pages="synthetic pages of 9 kB; for the corpus records of 10 kB from a seeded model of the language",
        columns=COLUMNS,
        rows={
            f"{what}, {number:,} {'records' if what == 'corpus' else 'pages'}": {
                "time": each.seconds,
                "speed": number / each.seconds,
                "processor": 1000 * each.processor / number,
                "memory": each.megabytes,
            }
            for what, number, each in sorted(found, key=lambda row: (order.index(row[0]), row[1]))
        },
        note=NOTE,
    )
