"""Addresses that a person named, asked for one at a time, and each host left alone for a while in between."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from cleaners import Page
from spiders.one_page import fetch

#: Seconds between two pages of a host: a crawl's DOWNLOAD_DELAY.
DELAY = 0.5
#: Addresses that may be named at once, by hand: for more there is the crawl, which heeds robots.txt, tries again and
#: remembers.
MOST = 100


class Asking:
    """Asks for pages. waits: called with the host and the seconds before each wait."""

    def __init__(self, user_agent: str, waits: Callable[[str, float], None] = lambda host, seconds: None) -> None:
        self.user_agent, self.waits = user_agent, waits
        self.asked: dict[str, float] = {}

    def __call__(self, address: str) -> Page:
        """The page at an address, redirects followed. Raises Unreadable where there is none."""
        host = _host(address)
        if (left := self.asked.get(host, -DELAY) + DELAY - time.monotonic()) > 0:
            self.waits(host, left)
            time.sleep(left)
        try:
            page = fetch(address, self.user_agent)
            self.asked[_host(page.url)] = time.monotonic()  # a redirect's end was asked as well
            return page
        finally:
            self.asked[host] = time.monotonic()


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # said when it is fetched
        return ""
