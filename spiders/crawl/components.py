"""Our own parts of a running crawl by their types: Scrapy knows them as any spider and any scheduler."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from scrapy import Request
from scrapy.crawler import Crawler

from outputs.state.fetched import Link
from spiders.site import Site


@runtime_checkable
class UrlFrontier(Protocol):
    """What the spider and the middlewares ask of the frontier, which stands above them and is not imported here."""

    def add(self, links: Sequence[Link]) -> int:
        """Put URLs into the frontier that a person named; how many hosts have something new."""

    def found(self, links: Sequence[Link]) -> None:
        """Put in URLs that a site named, as far as there is room."""

    def wanted(self, link: Link) -> bool:
        """Whether this machine may ask for a URL."""

    def forgot(self, url: str) -> bool:
        """Whether a canonical URL was taken down."""

    def spare(self, request: Request, host: str, delay: float) -> None:
        """Let one request through to a host that asks for so many seconds between two, more than a run keeps, where it
        was not asked for so long. Raises IgnoreRequest for any other."""

    def give_back(self, request: Request) -> None:
        """A request was not made: its URL is as due as before."""


def frontier_of(crawler: Crawler) -> UrlFrontier:
    """The frontier of a crawl. Raises TypeError where the setting SCHEDULER names something else."""
    scheduler = crawler.engine.scheduler
    if not isinstance(scheduler, UrlFrontier):
        raise TypeError(f"the scheduler is no frontier but {type(scheduler).__name__}: leave SCHEDULER as it is")
    return scheduler


def site_of(crawler: Crawler) -> Site:
    """The site that a crawl's spider declares. Raises TypeError where it is no ArticleSpider."""
    site = getattr(crawler.spider, "site", None)
    if not isinstance(site, Site):
        raise TypeError(f"{type(crawler.spider).__name__} declares no site: derive it from ArticleSpider")
    return site
