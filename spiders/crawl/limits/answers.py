"""What one answer over HTTP may cost: its head, its framing, its body and the encodings around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import BaseSettings

from spiders.crawl.limits import overruns
from spiders.crawl.limits.bodies import Bodies
from spiders.crawl.limits.overruns import Kind, Overrun


@dataclass(frozen=True, slots=True)
class AnswerLimits:
    """The settings ``LIMIT_…`` of an answer.

    head_bytes, head_lines: of the head, with all interim answers (1xx) before it. head_seconds: until it is whole.
    framing: bytes of a body that are none of its content: chunk sizes, extensions and trailers.
    """

    head_bytes: int
    head_lines: int
    head_seconds: float
    framing: int

    @classmethod
    def of(cls, settings: BaseSettings) -> AnswerLimits:
        """Those of a crawl."""
        return cls(
            head_bytes=settings.getint("LIMIT_HEAD_BYTES"),
            head_lines=settings.getint("LIMIT_HEAD_LINES"),
            head_seconds=settings.getfloat("LIMIT_HEAD_SECONDS"),
            framing=settings.getint("LIMIT_FRAMING_BYTES"),
        )


class Tally:
    """What one answer has cost until now. Each method raises Overrun where that is more than the limits."""

    def __init__(self, limits: AnswerLimits) -> None:
        self.limits = limits
        self.lines = self.head = self.received = self.content = 0

    def line(self, length: int) -> None:
        """A line of the head has come, the status line and those of interim answers too.

        >>> tally = Tally(AnswerLimits(head_bytes=9, head_lines=2, head_seconds=1.0, framing=9))
        >>> tally.line(8)
        >>> tally.line(0)
        Traceback (most recent call last):
        ...
        spiders.crawl.limits.overruns.Overrun: the head of its answer is too large, see LIMIT_HEAD_…
        """
        self.lines += 1
        self.head += length + 1
        if self.lines > self.limits.head_lines or self.head > self.limits.head_bytes:
            raise Overrun("head")

    def framed(self) -> None:
        """Some bytes of the body have come, and what they hold of content was counted."""
        if self.received - self.content > self.limits.framing:
            raise Overrun("framing")


def is_for_rules(request: Request) -> bool:
    """Whether a request is for a robots.txt, by Scrapy's own mark."""
    return bool(request.meta.get("dont_obey_robotstxt"))


class Decompression(HttpCompressionMiddleware):
    """Scrapy's, which stops at DOWNLOAD_MAXSIZE, for so many encodings around each other.

    A robots.txt is asked for as it is, and whatever its size, for of a larger one the beginning is read.
    """

    def __init__(self, *, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self.crawler, self.most = crawler, crawler.settings.getint("LIMIT_ENCODINGS")
        self.bodies = Bodies.of(crawler)

    def process_request(self, request: Request, *args: Any) -> Request | Response | None:
        """Say which encodings are understood."""
        if is_for_rules(request):
            request.headers.setdefault("Accept-Encoding", "identity")
            request.meta["download_maxsize"] = 0  # no limit: it is cut while it comes
        return super().process_request(request, *args)

    async def process_response(  # type: ignore[override]  # Scrapy waits for those of middlewares
        self, request: Request, response: Response, *args: Any
    ) -> Request | Response:
        """The answer without its encodings, when there is room for it. Raises Overrun, counted."""
        request.meta.pop("download_maxsize", None)
        said = b",".join(response.headers.getlist("Content-Encoding"))
        encodings = [name for name in said.split(b",") if name.strip().lower() not in (b"", b"identity")]
        if len(encodings) > self.most:
            raise self._counted(request, "encodings")
        if encodings:
            await self.bodies.room()
        try:
            found = super().process_response(request, response, *args)
        except IgnoreRequest as error:  # it grew over DOWNLOAD_MAXSIZE
            raise self._counted(request, "body") from error
        if isinstance(found, Response) and found is not response:
            self.bodies.hold(found)
        return found

    def _counted(self, request: Request, kind: Kind) -> Overrun:
        overruns.count(self.crawler, request.url, kind)
        return Overrun(kind)
