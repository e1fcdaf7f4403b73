"""What one page may put into the frontier: so many links, and addresses that do not grow with every click.

What a host may have waiting in all is ``outputs/state/admission``'s; its numbers come from the settings here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from outputs.state.admission.room import Room
from outputs.state.fetched import Link
from spiders.crawl.limits.overruns import HOSTS_TOLD, by_host
from spiders.hyperlinks import Hyperlinks

#: Why a link is left out, as the run's counts (``limits/…``) and its summary say it.
BYTES, LINKS = "ends of pages", "links of one page"
LENGTH, DEPTH, REPEATS = "long addresses", "deep paths", "paths that repeat themselves"


@dataclass(frozen=True, slots=True)
class UrlLimits:
    """bytes: of a page, in which links are looked for. links: of one page; a sitemap has a limit of its own.
    length: characters of an address. segments: of its path. repeats: times that a segment may stand in a path, where
    it is no number."""

    bytes: int = 2 << 20
    links: int = 10_000
    length: int = 2083
    segments: int = 16
    repeats: int = 3

    @classmethod
    def of(cls, settings: BaseSettings) -> UrlLimits:
        """Those of a crawl."""
        return cls(
            bytes=settings.getint("LIMIT_LINK_BYTES"),
            links=settings.getint("LIMIT_PAGE_LINKS"),
            length=settings.getint("LIMIT_URL_LENGTH"),
            segments=settings.getint("LIMIT_PATH_SEGMENTS"),
            repeats=settings.getint("LIMIT_SEGMENT_REPEATS"),
        )


def room_of(settings: BaseSettings) -> Room:
    """What the project's settings allow a host."""
    return Room(
        articles=settings.getint("LIMIT_WAITING_ARTICLES"),
        lists=settings.getint("LIMIT_WAITING_LISTS"),
        alike=settings.getint("LIMIT_WAITING_ALIKE"),
        barren=settings.getint("LIMIT_BARREN_LISTS"),
        barren_alike=settings.getint("LIMIT_BARREN_ALIKE"),
        hosts=settings.getint("LIMIT_NEW_HOSTS"),
    )


def overgrown(url: str, limits: UrlLimits) -> str:
    """Why an address is one of a trap that grows with every click; ``""`` where it is not.

    >>> overgrown("http://a.example/a/b/a/b/a/b/a/1.html", UrlLimits(repeats=3))
    'paths that repeat themselves'
    >>> overgrown("http://a.example/1/2/3/4", UrlLimits(segments=3))
    'deep paths'
    >>> overgrown("http://a.example/1", UrlLimits(length=9))
    'long addresses'

    Days, volumes and issues may be the same number:

    >>> overgrown("http://a.example/2011/11/11/11/11.html", UrlLimits(repeats=3))
    ''
    """
    if len(url) > limits.length:
        return LENGTH
    segments = [segment for segment in urlsplit(url).path.split("/") if segment]
    if len(segments) > limits.segments:
        return DEPTH
    words = Counter(segment for segment in segments if not segment.isdigit())
    return REPEATS if any(n > limits.repeats for n in words.values()) else ""


class PageLinks:
    """The links that are taken of one page. left_out: (host, limit) → those that are not."""

    def __init__(self, limits: UrlLimits, page: str) -> None:
        """page: the address of the page, whose host is counted where no link has been read yet."""
        self.limits, self.host = limits, urlsplit(page).netloc
        self.left_out: Counter[tuple[str, str]] = Counter()

    def beginning(self, body: bytes) -> bytes:
        """The part of a page in which links are looked for; that there is more is counted, once a page."""
        if len(body) > self.limits.bytes:
            self.left_out[self.host, BYTES] += 1
        return body[: self.limits.bytes]

    def first(self, found: Hyperlinks) -> Iterator[str]:
        """The first so many addresses; the others are counted and not looked at."""
        if (others := len(found) - self.limits.links) > 0:
            self.left_out[self.host, LINKS] += others
        if found.unread:
            self.left_out[self.host, LENGTH] += found.unread
        return islice(found, self.limits.links)

    def short(self, found: Iterable[str]) -> Iterator[str]:
        """The addresses that are not too long to be looked at."""
        for url in found:
            if len(url) <= self.limits.length:
                yield url
            else:
                self.left_out[self.host, LENGTH] += 1

    def sound(self, link: Link) -> bool:
        """Whether a link's address has not grown over the limits."""
        why = overgrown(link.url, self.limits)
        if why:
            self.left_out[link.host, why] += 1
        return not why


def told(site: str, refused: Mapping[tuple[str, str], int]) -> list[str]:
    """What a summary says of the links of a site that were left out: those with the most first, a sentence each.

    refused: (host, limit) → links.

    >>> told("x", {("a.example", DEPTH): 3, ("b.example", "lists waiting"): 9})
    ['b.example: 9 links left out (lists waiting 9)', 'a.example: 3 links left out (deep paths 3)']
    """
    hosts = by_host((host, limit, n) for (host, limit), n in refused.items())
    most = sorted(hosts.items(), key=lambda each: -each[1].total())
    lines = [
        f"{host}: {limits.total()} links left out ({', '.join(f'{limit} {n}' for limit, n in limits.most_common())})"
        for host, limits in most[:HOSTS_TOLD]
    ]
    if others := most[HOSTS_TOLD:]:
        links = sum(limits.total() for _, limits in others)
        lines.append(f"{site}: {links} links left out at {len(others)} more hosts")
    return lines
