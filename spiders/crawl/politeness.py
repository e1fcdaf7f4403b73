"""robots.txt as RFC 9309 has it, with Crawl-delay; AutoThrottle that never goes below that delay; redirects."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from outputs.state.fetched import Link
from spiders.crawl.opt_out import AI_ROBOTS, signals_of_robots
from spiders.crawl.request_errors import why


class Robots(RobotsTxtMiddleware):
    """Obeys robots.txt: its rules, its delay, its sitemaps; where it cannot be read for now, nothing is asked."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self.opt_out: dict[str, tuple[str, ...]] = {}
        self.unreadable: dict[str, str] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The host's rules; None where they cannot be read for now, and the next request asks for them again."""
        parser = await super().robot_parser(request)
        if parser is None:
            self._parsers.pop(urlsplit(request.url).netloc, None)
        return parser

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Stop a request that must not be made; also while the rules are not known (RFC 9309, 2.3.1.4)."""
        if rp is None:
            reason = self.unreadable.get(urlsplit(request.url).netloc, "no answer")
            raise IgnoreRequest(f"{reason}, so that its robots.txt cannot be read and nothing may be asked")
        request.meta["robots_opt_out"] = self.opt_out.get(urlsplit(request.url).netloc, ())
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            request.meta["forbidden"] = True
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
        self.unreadable[netloc] = why(exc)
        super()._robots_error(exc, netloc)

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


class Redirect(RedirectMiddleware):
    """Redirects, each in the queue of the host it leads to, and none to what was taken down."""

    def handle_referer(self, request: Request, response: Response) -> None:
        """No page is told where we come from."""

    def process_response(self, request: Request, response: Response, *args: Any) -> Request | Response:
        """The redirected request; the answer itself where it redirects nowhere."""
        result = super().process_response(request, response, *args)
        if isinstance(result, Request):
            if self.crawler.engine.scheduler.forgot(self.crawler.spider.site.canonical(result.url)):
                request.meta["forbidden"] = True
                raise IgnoreRequest("it leads to a page that was taken down")
            if "download_slot" in result.meta:  # robots.txt has none
                result.meta["download_slot"] = urlsplit(result.url).netloc
        return result
