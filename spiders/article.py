"""The one spider that every site is: it asks for pages, and says of each answer what it is and where it leads."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from cleaners import Page
from outputs.state.fetched import Fetched, Link, Outcome
from spiders.crawl.components import frontier_of
from spiders.crawl.limits import overruns
from spiders.crawl.limits.sitemaps import SitemapLimits, SitemapTree, slices
from spiders.crawl.limits.urls import PageLinks, UrlLimits
from spiders.crawl.opt_out import signals_of
from spiders.crawl.request_errors import NotAsked, RefusedRedirect, RefusedRequest, reason_of
from spiders.guard.addresses import NOBODY, Named, named_by
from spiders.guard.words import ASTRAY
from spiders.hyperlinks import Hyperlinks, hyperlinks
from spiders.site import Site

#: Answers that ask for a pause; the frontier decides how long.
HELD = (429, 503)
GONE = (404, 410)


class ArticleSpider(Spider):
    """A site is a subclass with ``name`` and ``site``; nothing else is needed.

    -a domains=a.com,b.org puts these domains in place of the site's own, each started at its front page.
    """

    site = Site()
    #: Arguments the site cannot do without, each as ``name=what it is``.
    needs: tuple[str, ...] = ()
    #: What a list of URLs names beyond the public net, see ``named``.
    listed: Named = NOBODY
    #: What is taken of one page.
    url_limits = UrlLimits()

    def __init__(self, name: str | None = None, domains: str = "", **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        given = {"domains": domains, **kwargs}  # scrapyd adds `_job`, which the next run must not get
        self.args = {key: value for key, value in given.items() if isinstance(value, str) and value and key[0] != "_"}
        if domains:
            names = tuple(filter(None, (each.strip().lower() for each in domains.split(","))))
            start = tuple(f"http://{each}/" for each in names)
            self.site = replace(self.site, domains=names, start=start)
        self.link = lru_cache(maxsize=1024)(self._link)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """How Scrapy makes a spider."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.url_limits = UrlLimits.of(crawler.settings)
        return spider

    @cached_property
    def sitemaps(self) -> SitemapTree:
        """The sitemaps that this crawl's sitemaps have named."""
        return SitemapTree(SitemapLimits.of(self.settings))

    @property
    def named(self) -> Named:
        """What a person named for this crawl beyond the public net, where nothing else is asked."""
        return _named_by((*self.site.domains, *self.site.start, *self.site.sitemaps)) | self.listed

    async def start(self) -> AsyncIterator[Any]:
        """The site's own pages and sitemaps, asked at every run; the frontier adds what else is due."""
        for url in self.site.start:
            yield Request(url, meta={"kind": self.site.kind(self.site.canonical(url)) or "list"})
        for url in self.site.sitemaps:
            yield Request(url, meta={"kind": "sitemap"})

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Fetched]:
        """One answer: what it means, and the links it brings."""
        outcome, taken = self._outcome(response), PageLinks(self.url_limits, response.url)
        yield self._fetched(response, outcome, self._wanted(response, taken) if outcome == "page" else (), taken)

    async def parse_sitemap(self, response: Response, **kwargs: Any) -> AsyncIterator[Fetched]:
        """As ``parse``, for a sitemap: read in slices, between which the event loop goes on."""
        outcome, found = self._outcome(response), list[Link]()
        taken = PageLinks(self.url_limits, response.url)
        if outcome == "page":
            try:
                for links in self._sitemap(response, taken):
                    found += links
                    await asyncio.sleep(0)
            except Exception:
                self._unreadable(response)
        yield self._fetched(response, outcome, tuple(found), taken)

    def _outcome(self, response: Response) -> Outcome:
        outcome = _outcome(response.status)
        astray = outcome == "page" and self.site.domains and not self.site.covers(response.url)
        return "failed" if astray else outcome  # the site sends its readers to another one

    def _fetched(self, response: Response, outcome: Outcome, links: tuple[Link, ...], taken: PageLinks) -> Fetched:
        meta = response.meta
        return Fetched(
            self.name,
            meta["host"],
            meta["url"],
            meta["kind"],
            outcome,
            datetime.now(UTC),
            final=response.url,
            status=response.status,
            headers=_headers(response),
            body=response.body,
            prior_digest=meta["digest"],
            prior_seen=meta["last_seen"],
            links=links,
            left_out=taken.left_out,
            opt_out=signals_of(response, meta.get("robots_opt_out", ())),
            retry_at=meta.get("retry_at", 0.0),
            error=_failure(response, outcome),
        )

    def _wanted(self, response: Response, taken: PageLinks) -> tuple[Link, ...]:
        try:
            return tuple(filter(frontier_of(self.crawler).wanted, self.links(response, taken)))
        except Exception:
            self._unreadable(response)
            return ()

    def _unreadable(self, response: Response) -> None:
        """What breaks a parser is archived all the same, and the run says that it was partial."""
        self.logger.exception("The links of %s cannot be read", response.url)
        self.crawler.stats.inc_value("spider_exceptions/count")

    def _sitemap(self, response: Response, taken: PageLinks) -> Iterator[list[Link]]:
        """The links of a sitemap that are wanted, each once, slice by slice; what is cut is counted."""
        wanted, seen, parent = frontier_of(self.crawler).wanted, set[str](), response.meta["url"]
        for part in slices(response.body, self.sitemaps.limits):
            links = [link for link in self._links(part.addresses, taken, seen) if wanted(link)]
            refusals = [self.sitemaps.refusal(parent, link) if link.kind == "sitemap" else None for link in links]
            for cut in (part.cut, *refusals):
                if cut:
                    overruns.count(self.crawler, response.url, cut)
            yield [link for link, refused in zip(links, refusals, strict=True) if not refused]

    def failed(self, failure: Failure) -> Iterator[Fetched]:
        """No answer: the request was forbidden, put off, refused, cut off or too slow; or it was not made at all."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        assert failure.value is not None  # it is what was raised
        if isinstance(failure.value, NotAsked):
            frontier_of(self.crawler).give_back(request)
            return
        meta = request.meta
        led = meta.get("redirect_times") or isinstance(failure.value, RefusedRedirect)
        outcome: Outcome = "forbidden" if meta.get("forbidden") else "held" if meta.get("retry_at") else "failed"
        yield Fetched(
            self.name,
            meta["host"],
            meta["url"],
            meta["kind"],
            outcome,
            datetime.now(UTC),
            final=request.url if led else "",
            retry_at=meta.get("retry_at", 0.0),
            error=f"{ASTRAY if led and isinstance(failure.value, RefusedRequest) else ''}{reason_of(failure.value)}",
        )

    def links(self, response: Response, taken: PageLinks | None = None) -> Iterator[Link]:
        """The links of a page that lead to the site's articles and lists, each once, within limits.

        taken: counts what is left out.
        """
        taken = taken or PageLinks(self.url_limits, response.url)
        return self._links(taken.first(_hyperlinks(response, taken)), taken, set())

    def _links(self, urls: Iterable[str], taken: PageLinks, seen: set[str]) -> Iterator[Link]:
        for url in taken.short(urls):
            link = self.link(url)
            if link is not None and link.url not in seen:
                seen.add(link.url)
                if taken.sound(link):
                    yield link

    def _link(self, url: str) -> Link | None:
        if url.startswith(("http://", "https://")):
            try:
                canonical = self.site.canonical(url)
            except ValueError:  # "http://[", "http://a:b/": not an address, whatever the page says
                return None
            kind = self.site.kind(canonical)
            if not kind and canonical.endswith((".xml", ".xml.gz")) and "sitemap" in canonical:
                kind = "sitemap" if self.site.covers(canonical) else ""
            if kind:  # a sitemap has tens of thousands of links, to one host
                return Link(canonical, kind, sys.intern(urlsplit(canonical).netloc))
        return None

    def rules_json(self) -> str:
        """The site's rules as the state keeps them for the workers."""
        rules = self.site.rules
        return json.dumps({"body": rules.body, "title": rules.title, "drop": rules.drop}, ensure_ascii=False)


@lru_cache  # every link of a page asks
def _named_by(entries: tuple[str, ...]) -> Named:
    return named_by(entries)


def _outcome(status: int) -> Outcome:
    if status == 200:
        return "page"
    if status == 304:
        return "unchanged"
    if status in GONE:
        return "gone"
    return "held" if status in HELD else "failed"


def _failure(response: Response, outcome: Outcome) -> str:
    """Why an answer is of no use, in one clause; ``""`` where it is."""
    if outcome == "failed" and response.status == 200:
        return f"it sends its readers to {response.url}"
    return f"answered {response.status}" if outcome in ("failed", "gone") else ""


def _headers(response: Response) -> tuple[tuple[str, str], ...]:
    pairs = ((name, value) for name, values in response.headers.items() for value in values)
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in pairs)


def _hyperlinks(response: Response, taken: PageLinks) -> Hyperlinks:
    content_type = (response.headers.get("content-type") or b"").decode("latin-1")
    return hyperlinks(Page(response.url, taken.beginning(response.body), content_type))
