"""The pages that a probe asks for and looks into: in one time for all, and none that takes too much to look into."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from cleaners import Page
from spiders.guard.addresses import Named
from spiders.guard.limits import LIMITS, Clock, Limits, OverLimit, megabytes
from spiders.one_page import Unreadable, fetch
from spiders.settings import LIMIT_ROBOTS_BYTES

Fetch = Callable[[str], Page]

#: Of a page that BeautifulSoup reads: bytes (the largest page at hand has 2 MB; made of attributes, they take 200 MB),
#: tags (50 000 take 2 s and 50 MB), and tags in one another (lxml's own bound, without which 2 000 take 7 s): November
#: 2026.
PAGE_BYTES, PAGE_TAGS, PAGE_DEPTH = 2 << 20, 50_000, 256
#: Of a sitemap: its 50 000 entries (sitemaps.org) have 10 tags each; a million elements take 130 MB (November 2026).
SITEMAP_TAGS = 500_000
#: Of a robots.txt: what the crawl reads.
ROBOTS_BYTES = LIMIT_ROBOTS_BYTES


def asker(agent: str, named: Named, limits: Limits = LIMITS) -> Fetch:
    """Fetches pages, each within the limits, as long as there is time for all; Unreadable is raised after that."""
    clock = Clock(limits.survey)

    def ask(address: str) -> Page:
        try:
            whole = min(limits.whole, clock.left())
        except OverLimit as error:
            raise Unreadable(address, f"not asked for: the {limits.survey:g} s that a probe has are over") from error
        return fetch(address, agent, named=named, limits=replace(limits, whole=whole))

    return ask


def few_tags(page: Page, most: int) -> Page:
    """The page. Raises Unreadable where it has more tags than so many.

    >>> few_tags(Page("https://a.example/", b"<p>" * 9), most=8)
    Traceback (most recent call last):
    ...
    spiders.one_page.Unreadable: https://a.example/: has more than 8 tags: too many to look into
    """
    if page.body.count(b"<") > most:
        raise Unreadable(page.url, f"has more than {most:,} tags: too many to look into")
    return page


def small(page: Page) -> Page:
    """The page. Raises Unreadable where it is too large for BeautifulSoup."""
    if len(page.body) > PAGE_BYTES:
        raise Unreadable(page.url, f"is larger than {megabytes(PAGE_BYTES)}: too much to look into")
    return few_tags(page, PAGE_TAGS)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reader:
    """Looks into pages of a site one after the other, ``wait`` seconds between them, where they are allowed.

    unread: why there was nothing to look into, a sentence for each such page.
    """

    fetch: Fetch
    allowed: Callable[[str], bool]
    wait: float
    unread: list[str] = field(default_factory=list)

    def look(self, url: str, into: Callable[[Page], T]) -> T | None:
        """What is found in a page, None where it is not allowed or cannot be read."""
        time.sleep(self.wait)
        if not self.allowed(url):
            return None
        try:
            return into(self.fetch(url))
        except Unreadable as error:
            self.unread.append(str(error))
            return None
