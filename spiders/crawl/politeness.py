"""robots.txt as RFC 9309 has it, with Crawl-delay; AutoThrottle that never goes below that delay; redirects."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from outputs.state.fetched import Link
from spiders.crawl.components import frontier_of, site_of
from spiders.crawl.limits import overruns
from spiders.crawl.limits.answers import is_for_rules
from spiders.crawl.limits.robots import RobotsLimits, kept
from spiders.crawl.opt_out import AI_ROBOTS, signals_of_robots
from spiders.crawl.request_errors import NotAsked, RefusedRequest, reason_of
from spiders.crawl.scrapy_private import (
    AutoThrottleWithFloor,
    RobotsMiddleware,
    directive_of,
    reserve_delay,
    reserved_delay,
    sitemaps_of,
)


class Robots(RobotsMiddleware):
    """Obeys robots.txt: its rules, its delay, its sitemaps; where it cannot be read for now, nothing is asked."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.opt_out: dict[str, tuple[str, ...]] = {}
        self.unreadable: dict[str, Exception] = {}
        self.longest_delay = crawler.settings.getfloat("CRAWL_DELAY_MOST")
        self.too_long: dict[str, float] = {}
        self.limits = RobotsLimits.of(crawler.settings)
        self.robots = (crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"], *AI_ROBOTS)
        crawler.signals.connect(self.received, signals.bytes_received)

    def check(self, rules: RobotParser | None, request: Request) -> None:
        """Stop a request that must not be made; also while the rules are not known (RFC 9309, 2.3.1.4)."""
        netloc = urlsplit(request.url).netloc
        if rules is None:
            error = self.unreadable.get(netloc)
            if isinstance(error, NotAsked | RefusedRequest):
                raise error
            reason = reason_of(error) if error else "no answer"
            raise IgnoreRequest(f"{reason}, so that its robots.txt cannot be read and nothing may be asked")
        request.meta["robots_opt_out"] = self.opt_out.get(netloc, ())
        try:
            super().check(rules, request)
        except IgnoreRequest:
            request.meta["forbidden"] = True
            raise
        if delay := self.too_long.get(netloc):
            frontier_of(self.crawler).spare(request, netloc, delay)

    def received(self, data: bytes, request: Request) -> None:
        """Scrapy's signal: some of an answer has come. Of a robots.txt no more than can be of use is waited for."""
        if is_for_rules(request):
            request.meta["received"] = request.meta.get("received", 0) + len(data)
            if request.meta["received"] > self.limits.bytes:
                raise StopDownload(fail=False)

    def rules_text(self, response: Response) -> bytes:
        """What is used of a 200, no rules for other answers; an error that will pass raises IgnoreRequest."""
        if response.status >= 500 or response.status == 429:
            raise IgnoreRequest(f"answered {response.status}")
        found = kept(response.body if response.status == 200 else b"", self.robots, self.limits, directive_of)
        for kind in found.cut:
            overruns.count(self.crawler, response.url, kind)
        return found.text

    def rules_read(self, request: Request, rules: RobotParser, text: bytes) -> None:
        """Note the signals against use of the texts, keep to the delay, put the sitemaps into the frontier."""
        netloc = urlsplit(request.url).netloc
        self.opt_out[netloc] = signals_of_robots(
            text.decode("utf-8", "replace"),
            [(robot, rules.allowed(request.url, robot)) for robot in AI_ROBOTS] if text else [],
        )
        delay = rules.crawl_delay(self.crawler.settings["USER_AGENT"]) or 0.0
        if delay > self.longest_delay:
            self.too_long[netloc] = delay
        elif delay:
            reserve_delay(self.crawler, netloc, delay)
        links = [Link(url, "sitemap", urlsplit(url).netloc) for url in sitemaps_of(rules)]
        site = site_of(self.crawler)
        frontier_of(self.crawler).found([link for link in links if site.covers(link.url) and site.article])

    def rules_unreadable(self, netloc: str, error: Exception) -> None:
        """Keep the reason for the requests that are stopped by it."""
        self.unreadable[netloc] = error


class Throttle(AutoThrottleWithFloor):
    """AutoThrottle above the delay that a host's robots.txt asks for."""

    def floor(self, host: str) -> float:
        """Seconds that ``Robots`` reserved for the host."""
        return reserved_delay(self.crawler, host)


class Redirect(RedirectMiddleware):
    """Redirects, each in the queue of the host it leads to, and none to what was taken down."""

    def handle_referer(self, request: Request, response: Response) -> None:
        """No page is told where we come from."""

    def process_response(self, request: Request, response: Response, *args: Any) -> Request | Response:
        """The redirected request; the answer itself where it redirects nowhere."""
        result = super().process_response(request, response, *args)
        if isinstance(result, Request):
            if frontier_of(self.crawler).forgot(site_of(self.crawler).canonical(result.url)):
                request.meta["forbidden"] = True
                raise IgnoreRequest("it leads to a page that was taken down")
            if "download_slot" in result.meta:  # robots.txt has none
                result.meta["download_slot"] = urlsplit(result.url).netloc
        return result
