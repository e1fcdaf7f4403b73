"""What each kind of attack costs a crawl: ``python -m tests.bench.attacks [--only KIND]``.

A crawl of one host with good pages, and beside it one of the same host with an attack: seconds, the most memory of a
process, and the longest time for which the event loop of the crawl was kept, as asyncio's debug mode tells it (what
took less than a tenth of a second is not told). That mode makes the loop slower, so that the bar is on the safe side.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cleaners.patterns import regex
from tests.attacks.answers import ANSWERS, SLOW_ANSWERS
from tests.attacks.host import AttackHost, attacked, path, whole
from tests.attacks.runs import MEMORY, PATIENT, crawl
from tests.attacks.sitemaps import robots_of_many, sitemap_bomb
from tests.attacks.structures import STRUCTURES
from tests.repair.expensive import expensive

#: Seconds for which nothing may keep the event loop: what issue 17 promises.
LONGEST = 1.0
_KEPT = regex(r"Executing <.*> took (\d+\.\d+) seconds")
LARGE_LIST = 100_000


@dataclass(frozen=True)
class Kind:
    """A kind of attack: what the host has on its front page, and what is done to the host."""

    attacks: tuple[str, ...] = ()
    arm: Callable[[AttackHost], None] = lambda host: None
    settings: tuple[tuple[str, object], ...] = ()


def _robots(host: AttackHost) -> None:
    host.robots = whole(robots_of_many(host.url, [], []), "text/plain")


def _bomb(host: AttackHost) -> None:
    host.robots = whole(f"User-agent: *\nSitemap: {host.url}/sitemap.xml.gz\n".encode(), "text/plain")
    bomb = sitemap_bomb([host.url + good for good in host.good])
    host.pages = {"/sitemap.xml.gz": whole(bomb, "application/gzip")}


def _entries(host: AttackHost) -> None:
    """A text sitemap: the most addresses in the fewest bytes."""
    host.robots = whole(f"User-agent: *\nSitemap: {host.url}/sitemap.xml\n".encode(), "text/plain")
    lines = "".join(f"{host.url}/page/2026/0404/{n}.shtml\n" for n in range(LARGE_LIST))
    host.pages = {"/sitemap.xml": whole(lines.encode(), "text/xml")}


def _links(host: AttackHost) -> None:
    links = "".join(f'<a href="/page/2026/0404/{number}.shtml">文</a>' for number in range(LARGE_LIST))
    good = "".join(f'<a href="{each}">文</a>' for each in host.good)
    host.pages = {"/": whole(f"<html><body>{good}{links}".encode())}


def _tags(host: AttackHost) -> None:
    """A page of 15 MB of tags, and links behind each."""
    host.pages = _beside(host, "tags", b"<html><body>" + b"<p><a href=x>" * 1_200_000)


def _damaged(host: AttackHost) -> None:
    spent = expensive("a break behind each character", 900)
    page = f"<h1>浅说分词</h1><p>{'分词是第一步，后面的都要靠它。' * 40}</p><p>{spent}</p>"
    host.pages = _beside(host, "damaged", page.encode())


def _beside(host: AttackHost, name: str, page: bytes) -> dict[str, bytes]:
    """A page of that name, and a front page that links to it and to the good ones."""
    links = "".join(f'<a href="{each}">文</a>' for each in (path(name), *host.good))
    return {"/": whole(f"<html><body>{links}".encode()), path(name): whole(page)}


KINDS = {
    "good pages alone": Kind(),
    "answers": Kind(tuple(name for name in ANSWERS if name not in SLOW_ANSWERS)),
    "answers that drip": Kind(tuple(SLOW_ANSWERS), settings=(("DOWNLOAD_TIMEOUT", PATIENT),)),
    "structures of pages": Kind(tuple(STRUCTURES)),
    "robots.txt of 100 000 rules": Kind(arm=_robots),
    "sitemap of 600 MB": Kind(arm=_bomb),
    "sitemap of 100 000 addresses": Kind(arm=_entries),
    "page of 100 000 links": Kind(arm=_links),
    "page of 15 MB of tags": Kind(arm=_tags),
    "expensive text": Kind(arm=_damaged),
}


@dataclass(frozen=True)
class Cost:
    """What a crawl took. kept: the longest time of the event loop, in seconds; 0 for less than a tenth."""

    seconds: float
    memory: int
    kept: float


def cost(kind: Kind) -> Cost:
    """A crawl of a host with that kind of attack."""
    with tempfile.TemporaryDirectory() as folder, attacked(*kind.attacks) as host:
        kind.arm(host)
        began = time.monotonic()
        settings = {"PAGES_PER_RUN": 150} | dict(kind.settings)
        ran = crawl(Path(folder), [host], **settings)
        return Cost(time.monotonic() - began, ran.memory, max(_kept(ran.log), default=0.0))


def _kept(log: str) -> Iterator[float]:
    for found in _KEPT.finditer(log):
        yield float(found[1])


def main() -> None:
    """Print a row for each kind."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="kinds whose name holds this")
    args = parser.parse_args()
    os.environ["PYTHONASYNCIODEBUG"] = "1"
    print(f"{'':30} seconds  memory  event loop kept  (bars: {MEMORY >> 20} MB, {LONGEST:g} s)")
    for name, kind in KINDS.items():
        if args.only in name:
            found = cost(kind)
            over = "  over" * (found.memory > MEMORY or found.kept > LONGEST)
            print(f"{name:30} {found.seconds:5.1f} s {found.memory >> 20:4} MB  {found.kept:6.2f} s{over}", flush=True)


if __name__ == "__main__":
    main()
