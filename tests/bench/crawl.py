"""A crawl, watched: ours, and a bare Scrapy spider that only downloads the same pages.

All ask the same server for the same pages with the same concurrency and politeness off. Ours archives, remembers,
discovers the pages by itself, and cleans beside it in its own processes. ``make bench PART=crawl`` has the two side by
side; this module, run, has what a crawl holds:

``python -m tests.bench.crawl --memory``: what each process holds after 2 000 and after 20 000 pages of one run.
``--frontier``: two million URLs put into the state file, how long a claim takes and what is in memory then.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from outputs.state.database import State
from outputs.state.fetched import Link
from outputs.state.revisit import seen_again
from outputs.state.urls import add_links, claim
from spiders.crawl.url_queue import CLAIM
from tests.bench.processes import Taken, children, resident, taken
from tests.conftest import ROOT
from tests.crawl.runner import command
from tests.mirror import Synthetic

CONCURRENCY = 16

BARE = """
import json, sys
from scrapy import Spider
from scrapy.crawler import CrawlerProcess

class Bare(Spider):
    name = "bare"
    start_urls = open(sys.argv[1]).read().split()
    def parse(self, response):
        pass

settings = {"LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False,
            "CONCURRENT_REQUESTS": int(sys.argv[2]), "CONCURRENT_REQUESTS_PER_DOMAIN": int(sys.argv[2]),
            "CONCURRENT_ITEMS": int(sys.argv[3])}
process = CrawlerProcess(settings)
crawler = process.create_crawler(Bare)
process.crawl(crawler)
process.start()
stats = crawler.stats.get_stats()
print(json.dumps([stats["response_received_count"], stats["elapsed_time_seconds"]]))
"""


@contextmanager
def server(pages: int) -> Iterator[str]:
    """The synthetic mirror in a process of its own; its address."""
    line = [sys.executable, "-m", "tests.mirror", "--ports", "0", "--synthetic", str(pages)]
    with subprocess.Popen(line, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdin is not None
        try:
            yield process.stdout.readline().split()[0].rstrip("/")
        finally:
            process.stdin.close()


@dataclass(frozen=True, slots=True)
class Held:
    """Resident bytes of each process, by what it is, when so many pages were fetched and so many of them cleaned."""

    fetched: int
    cleaned: int
    resident: dict[str, int]


@dataclass(frozen=True, slots=True)
class Crawled:
    """A crawl that is over.

    rate: pages a second by Scrapy's own clock, from the spider's opening to its closing; ours closes when the last page
    is safe, and what is not cleaned by then is cleaned after it. held: as the crawl went on, of ours.
    """

    pages: int
    rate: float
    taken: Taken
    held: tuple[Held, ...] = ()


def bare(url: str, pages: int, folder: Path, items: int) -> Crawled:
    """Download all pages, and nothing else. items: CONCURRENT_ITEMS, for as many tasks start with each page."""
    listed, out = folder / "urls.txt", list[str]()
    listed.write_text("\n".join(url + path for path in Synthetic(pages).paths))
    line = [sys.executable, "-c", BARE, str(listed), str(CONCURRENCY), str(items)]
    whole = taken(line, lambda said, _: out.append(said))
    number, seconds = json.loads(out[-1])
    assert number == pages, out
    return Crawled(pages, number / seconds, whole)


def ours(url: str, pages: int, folder: Path) -> Crawled:
    """Crawl and clean all pages into ``folder/data``."""
    data, held = folder / "data", list[Held]()

    def heard(said: str, pid: int) -> None:  # "   12 s  4711 pages fetched (412/s), 3000 wait for cleaning, 0 cleaned"
        if found := re.search(r"(\d+) pages fetched .*, (\d+) wait", said):
            fetched, waiting = map(int, found.groups())
            held.append(Held(fetched, fetched - waiting, memory_of(pid)))

    line = command(
        data,
        *("run", "mirror", "-a", f"domains={url.removeprefix('http://')}"),
        CONCURRENT_REQUESTS=CONCURRENCY,
        CLEANING_WORKERS=0,
        CONCURRENT_REQUESTS_PER_DOMAIN=CONCURRENCY,
    )
    whole = taken(line, heard)
    with sqlite3.connect(data / "state" / "state.db") as db:
        number = db.execute("SELECT COUNT(*) FROM pages WHERE status = 1").fetchone()[0]
    assert number == pages, f"{number} records of {pages} pages"
    log = (data / "state" / "log" / "jingkan.log").read_text(encoding="utf-8")
    rate = pages / float(re.findall(r"'elapsed_time_seconds': ([\d.]+)", log)[-1])
    return Crawled(pages, rate, whole, tuple(held))


def memory_of(pid: int) -> dict[str, int]:
    """Resident bytes of a run's processes: the crawl, the cleaning, its largest worker."""
    found: dict[str, int] = {}
    for name, ids in (
        ("crawl", [pid]),
        ("cleaning", children(pid)),
        ("worker", [w for c in children(pid) for w in children(c)]),
    ):
        found[name] = max(map(resident, ids), default=0)
    return found


def memory(few: int = 2_000, many: int = 20_000) -> float:
    """What a process holds after many pages as a share of that after few, in one run; the largest share.

    The crawl's pages are those fetched, the others' those cleaned.
    """
    with server(many) as url, tempfile.TemporaryDirectory() as folder:
        held = ours(url, many, Path(folder)).held
    shares = []
    for name, done in (("crawl", "fetched"), ("cleaning", "cleaned"), ("worker", "cleaned")):
        pages = attrgetter(done)
        ends = (
            next(one for one in held if pages(one) >= few),
            max((one for one in held if one.resident[name]), key=pages),
        )
        first, last = (one.resident[name] for one in ends)
        shares.append(last / first)
        print(
            f"{name}: {first >> 20} MB after {pages(ends[0])} pages, {last >> 20} MB after {pages(ends[1])}:"
            f" {shares[-1]:.2f} ×, at most {max(one.resident[name] for one in held) >> 20} MB"
        )
    return max(shares)


def frontier(urls: int) -> float:
    """Put so many URLs of a thousand hosts into a state file and claim some; the longest claim in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        state, started = State(Path(folder) / "state.db"), time.monotonic()
        resident = own_memory()
        for first in range(0, urls, 10_000):
            numbers = range(first, min(first + 10_000, urls))
            links = [
                Link(f"http://{n % 1000}.example/page/2020/0101/{n}.shtml", "article", f"{n % 1000}.example")
                for n in numbers
            ]
            with state.transaction() as db:
                add_links(db, "s", 0, links, float(first))
        took, size = time.monotonic() - started, (Path(folder) / "state.db").stat().st_size
        print(f"{urls} URLs in {took:.0f} s, {size / urls:.0f} bytes each on disk")
        longest = 0.0
        for host in range(1, 201):
            started = time.monotonic()
            rows, _ = claim(state, host, float(urls), seen_again(0.0, all_due=False), CLAIM)
            longest = max(longest, time.monotonic() - started)
            assert len(rows) == CLAIM
        more = (own_memory() - resident) >> 20
        print(f"{CLAIM} claimed in {longest * 1000:.1f} ms at most; {more} MB more in memory than before")
        state.close()
    return longest


def own_memory() -> int:
    """The largest resident size this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--memory", action="store_true")
    which.add_argument("--frontier", action="store_true")
    chosen = parser.parse_args()
    fine = memory() <= 1.1 if chosen.memory else frontier(2_000_000) < 0.1
    sys.exit(0 if fine else 1)
