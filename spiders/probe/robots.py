"""What a site says to robots: robots.txt and the sitemaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from protego import Protego
from scrapy.utils.sitemap import Sitemap

from cleaners import Page
from spiders.one_page import Unreadable
from spiders.probe.addresses import Matches

Fetch = Callable[[str], Page]


@dataclass(frozen=True, slots=True)
class Robots:
    """What robots.txt says to us. status: ``found``, or why it cannot be read. delay: seconds, 0 if not given."""

    status: str
    allowed: bool = True
    delay: float = 0.0
    sitemaps: tuple[str, ...] = ()


def rules_or_status(url: str, fetch: Fetch) -> Protego | Robots:
    """The rules of a page's host, or a Robots whose status says why they cannot be read."""
    try:
        page = fetch(urljoin(url, "/robots.txt"))
    except Unreadable as error:
        return Robots(f"none ({str(error).split(': ', 1)[-1]})")
    if b"<html" in page.body[:2000].lower():
        return Robots("none (a page stands in its place)")
    return Protego.parse(page.body.decode("utf-8", "replace"))


def robots_of(rules: Protego, url: str, agent: str) -> Robots:
    """What the rules say to ``agent`` of a page."""
    return Robots("found", rules.can_fetch(url, agent), float(rules.crawl_delay(agent) or 0), tuple(rules.sitemaps))


def sitemaps(
    robots: Robots, url: str, slowly: Callable[[str], Page | None], matches: Matches | None
) -> Iterator[tuple[str, int, int]]:
    """(address, entries, articles among them) of up to three sitemaps of robots.txt, or of the usual place."""
    for address in robots.sitemaps[:3] or (urljoin(url, "/sitemap.xml"),):
        page = slowly(address)
        if page is None or b"<html" in page.body[:2000].lower():
            continue
        try:
            sitemap = Sitemap(page.body)
            entries = [entry["loc"] for entry in sitemap]
        except (StopIteration, ValueError, SyntaxError):  # lxml's XMLSyntaxError is a SyntaxError
            continue
        if sitemap.type in ("urlset", "sitemapindex"):
            yield address, len(entries), sum(bool(matches and matches(entry)) for entry in entries)
