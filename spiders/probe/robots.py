"""What a site says to robots: robots.txt and the sitemaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from protego import Protego
from scrapy.utils.sitemap import Sitemap

from cleaners.html.addresses import absolute
from spiders.guard.limits import megabytes
from spiders.one_page import Unreadable
from spiders.probe.addresses import Matches
from spiders.probe.pages import ROBOTS_BYTES, SITEMAP_TAGS, Fetch, Reader, few_tags


@dataclass(frozen=True, slots=True)
class Robots:
    """What robots.txt says to us. status: ``found`` and how far, or why it cannot be read. delay: seconds, or 0."""

    status: str
    allowed: bool = True
    delay: float = 0.0
    sitemaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a host. status: how far they were read."""

    parsed: Protego
    status: str = "found"


def rules_or_status(url: str, fetch: Fetch) -> Rules | Robots:
    """The rules of a page's host, or a Robots whose status says why they cannot be read."""
    try:
        page = fetch(absolute(url, "/robots.txt"))
    except Unreadable as error:
        return Robots(f"none ({str(error).split(': ', 1)[-1]})")
    if b"<html" in page.body[:2000].lower():
        return Robots("none (a page stands in its place)")
    text = page.body
    if len(text) <= ROBOTS_BYTES:
        return Rules(Protego.parse(text.decode("utf-8", "replace")))
    text = text[: text.rfind(b"\n", 0, ROBOTS_BYTES) + 1]  # a line that is cut in the middle says nothing
    return Rules(Protego.parse(text.decode("utf-8", "replace")), f"found, read up to {megabytes(ROBOTS_BYTES)}")


def robots_of(rules: Rules, url: str, agent: str) -> Robots:
    """What the rules say to ``agent`` of a page."""
    said = rules.parsed
    return Robots(rules.status, said.can_fetch(url, agent), float(said.crawl_delay(agent) or 0), tuple(said.sitemaps))


def sitemaps(robots: Robots, url: str, reader: Reader, matches: Matches | None) -> Iterator[tuple[str, int, int]]:
    """(address, entries, articles among them) of up to three sitemaps of robots.txt, or of the usual place."""
    for address in robots.sitemaps[:3] or (absolute(url, "/sitemap.xml"),):
        page = reader.look(address, lambda page: few_tags(page, SITEMAP_TAGS))
        if page is None or b"<html" in page.body[:2000].lower():
            continue
        try:
            sitemap = Sitemap(page.body)
            entries = [entry["loc"] for entry in sitemap]
        except (StopIteration, ValueError, SyntaxError):  # lxml's XMLSyntaxError is a SyntaxError
            continue
        if sitemap.type in ("urlset", "sitemapindex"):
            yield address, len(entries), sum(bool(matches and matches(entry)) for entry in entries)
