"""Our crawl beside a bare Scrapy spider that only downloads the same pages."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

from tests.bench.crawl import CONCURRENCY, Crawled, bare, ours, server
from tests.bench.part import OURS, Column, Part

#: Bare spiders, and the CONCURRENT_ITEMS of each.
BARE = {"a bare Scrapy spider": 100, "a bare Scrapy spider, tuned": 1}
PAGES, ROUNDS = 3_000, 3

#: Of one crawl, what a column shows.
FIGURES: dict[Column, Callable[[Crawled], float]] = {
    Column("downloaded", "pages/s", True, 0): lambda one: one.rate,
    Column("whole", "pages/s", True, 0): lambda one: one.pages / one.taken.seconds,
    Column("processor, crawling", "s / 1 000 pages", False, 2): lambda one: 1000 * one.taken.alone / one.pages,
    Column("processor, all", "s / 1 000 pages", False, 2): lambda one: 1000 * one.taken.processor / one.pages,
    Column("memory", "MB", False, 0): lambda one: one.taken.megabytes,
}

NOTE = f"""\
All ask a server on the same machine for the same pages, {CONCURRENCY} at a time, with no politeness, in turns; \
medians. The bare spider has Scrapy's defaults, is given the list of the pages and throws away what it \
downloads; tuned, it starts one task for each page instead of a hundred (CONCURRENT_ITEMS), as ours does. Ours \
finds the pages by itself in lists, looks before each request whether the address may be asked for, keeps every \
answer in a WARC archive and every page in a state that survives `kill -9`, bounds what an answer may cost, and \
cleans each page into a record in processes of its own, on the same cores. Downloaded: from the spider's opening \
to its closing, by Scrapy's own clock; whole: from the command's start until everything is written, by ours with \
all pages cleaned. Processor time of the crawling process alone, and of all processes; memory: the most that all \
processes together were seen to have."""


def measure(pages: int = PAGES, rounds: int = ROUNDS) -> Part:
    crawls: dict[str, list[Crawled]] = {name: [] for name in (OURS, *BARE)}
    for _ in range(rounds):
        with server(pages) as url, tempfile.TemporaryDirectory(prefix="jingkan-bench-") as name:
            for row, items in BARE.items():
                crawls[row].append(bare(url, pages, Path(name), items))
            crawls[OURS].append(ours(url, pages, Path(name)))
    return part(pages, crawls)


def part(pages: int, crawls: dict[str, list[Crawled]]) -> Part:
    """The medians of some crawls of each."""
    return Part(
        name="crawl",
        title="A crawl of one host that answers at once",
        pages=f"{pages:,} synthetic pages of 9 kB, {len(crawls[OURS])} times",
        columns=tuple(FIGURES),
        rows={
            name: {column.name: median(map(figure, each)) for column, figure in FIGURES.items()}
            for name, each in crawls.items()
        },
        note=NOTE,
    )
