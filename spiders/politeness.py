"""robots.txt as RFC 9309 has it, with Crawl-delay; and AutoThrottle that never goes below that delay."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from outputs.fetched import Link
from spiders.optout import AI_ROBOTS, signals_of_robots


class Robots(RobotsTxtMiddleware):
    """Obeys robots.txt: its rules, its delay, its sitemaps; where it cannot be read for now, nothing is asked."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self.opt_out: dict[str, tuple[str, ...]] = {}

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Stop a request that must not be made."""
        if rp is None:
            request.meta["robots_unreachable"] = True
            raise IgnoreRequest("robots.txt cannot be read for now, so nothing may be asked (RFC 9309, 2.3.1.4)")
        request.meta["robots_opt_out"] = self.opt_out.get(urlsplit(request.url).netloc, ())
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            request.meta["robots_forbidden"] = True
            raise

    async def _parse_robots(self, resp: Response, netloc: str, request: Request) -> None:
        if resp.status >= 500 or resp.status == 429:
            self._robots_error(IgnoreRequest(f"answered {resp.status}"), netloc)
            return
        if resp.status != 200:  # no rules; what stands on an error page is none
            resp = resp.replace(body=b"")
        await super()._parse_robots(resp, netloc, request)
        parser = self._parsers[netloc]
        self.opt_out[netloc] = signals_of_robots(
            resp.body.decode("utf-8", "replace"),
            [(robot, parser.allowed(f"{request.url}", robot)) for robot in AI_ROBOTS] if resp.body else [],
        )
        delay = parser.crawl_delay(self.crawler.settings["USER_AGENT"])
        if delay:
            self._slow_down(netloc, delay)
        links = [Link(url, "sitemap", urlsplit(url).netloc) for url in parser.rp.sitemaps]
        site = self.crawler.spider.site
        self.crawler.engine.scheduler.add([link for link in links if site.covers(link.url) and site.article])

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        super()._robots_error(exc, netloc)
        del self._parsers[netloc]  # the next request asks for robots.txt again

    def _slow_down(self, netloc: str, delay: float) -> None:
        downloader = self.crawler.engine.downloader
        # Kept for the slot that Scrapy makes anew after a minute without requests.
        downloader.per_slot_settings[netloc] = {"delay": delay, "concurrency": 1, "jitter": 0.0}
        if slot := downloader.slots.get(netloc):
            slot.delay, slot.concurrency, slot.jitter = max(slot.delay, delay), 1, 0.0


class Throttle(AutoThrottle):
    """AutoThrottle above the floor that robots.txt sets."""

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        key, slot = self._get_slot(request, spider)
        floor = self.crawler.engine.downloader.per_slot_settings.get(key or "", {}).get("delay", 0.0)
        if slot is not None:
            slot.delay = max(slot.delay, floor)
