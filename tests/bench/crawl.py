"""How fast a crawl is, beside a bare Scrapy spider that only downloads the same pages: ``python -m tests.bench.crawl``.

Both ask the same server for the same pages with the same concurrency and politeness off, one after the other. Ours
archives, remembers, discovers the pages by itself, and cleans beside it in its own processes; its time ends with the
last page archived, as the cleaning of a night's crawl goes on beside it. ``--memory`` compares the peak memory of the
crawling process after 2 000 and after 20 000 pages.
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
            "CONCURRENT_REQUESTS": int(sys.argv[2]), "CONCURRENT_REQUESTS_PER_DOMAIN": int(sys.argv[2])}
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


def bare(url: str, pages: int, folder: Path) -> float:
    """Pages a second of the bare spider."""
    listed = folder / "urls.txt"
    listed.write_text("\n".join(url + path for path in Synthetic(pages).paths))
    done = subprocess.run(
        [sys.executable, "-c", BARE, str(listed), str(CONCURRENCY)], capture_output=True, text=True, check=True
    )
    number, seconds = json.loads(done.stdout.splitlines()[-1])
    assert number == pages, done.stderr
    return number / seconds


def ours(url: str, pages: int, folder: Path) -> tuple[float, int]:
    """Pages a second of a run until the last page is archived; the peak memory of the crawling process in bytes."""
    data = folder / "data"
    line = command(
        data,
        *("run", "mirror", "-a", f"domains={url.removeprefix('http://')}"),
        CONCURRENT_REQUESTS=CONCURRENCY,
        CLEANING_WORKERS=0,
        MEMUSAGE_CHECK_INTERVAL_SECONDS=1,
        CONCURRENT_REQUESTS_PER_DOMAIN=CONCURRENCY,
    )
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True)
    with sqlite3.connect(data / "state" / "state.db") as db:
        number, first, last = db.execute("SELECT COUNT(*), MIN(fetched), MAX(fetched) FROM pages").fetchone()
        emitted = db.execute("SELECT COUNT(*) FROM pages WHERE status = 1").fetchone()[0]
    peak = re.findall(r"'memusage/max': (\d+)", (data / "state" / "log" / "jingkan.log").read_text(encoding="utf-8"))[
        -1
    ]
    assert number == pages, f"{number} of {pages} pages\n{done.stderr}"
    print(f"  ours: {number} pages, {emitted} records, {last - first:.1f} s")
    return number / (last - first), int(peak)


def throughput(pages: int) -> float:
    """Our pages a second as a share of the bare spider's."""
    with server(pages) as url, tempfile.TemporaryDirectory() as folder:
        plain = bare(url, pages, Path(folder))
        mine, _ = ours(url, pages, Path(folder))
    print(f"bare {plain:.0f} pages/s, ours {mine:.0f} pages/s: {mine / plain:.2f} ×")
    return mine / plain


def memory(few: int = 2_000, many: int = 20_000) -> float:
    """The peak memory after many pages as a share of that after few."""
    peaks = []
    for pages in (few, many):
        with server(pages) as url, tempfile.TemporaryDirectory() as folder:
            peaks.append(ours(url, pages, Path(folder))[1])
    first, last = (f"{peak / 2**20:.0f} MB" for peak in peaks)
    print(f"peak {first} after {few} pages, {last} after {many}: {peaks[1] / peaks[0]:.2f} ×")
    return peaks[1] / peaks[0]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--memory", action="store_true")
    chosen = parser.parse_args()
    sys.exit(0 if (memory() <= 1.1 if chosen.memory else throughput(chosen.pages) >= 0.7) else 1)
