"""All that a crawl uses of Scrapy's private parts, behind public names. Read in Scrapy 2.19.0.

A private name may go with any release, so ``pyproject.toml`` has an upper bound for Scrapy, and
``tests/crawl/test_scrapy_private.py`` names each one used here with the signature it had when it was read. No other
module of ``spiders`` uses a private name of Scrapy's, which a test proves as well.

Slots: Scrapy's downloader keeps for each host a slot with the delay between two requests. It makes the slot at the
first request, and anew after a minute without any. ``Downloader.slots`` and ``Downloader.per_slot_settings`` have
public names and no documentation, so they are wrapped, too.
"""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from functools import partial
from time import monotonic
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

from protego._protego import _extract_directive
from scrapy import Request, Spider
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import DownloadTimeoutError
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser, RobotParser
from twisted.internet.endpoints import HostnameEndpoint, TCP4ClientEndpoint
from twisted.python.failure import Failure
from twisted.web.client import HTTPConnectionPool

from spiders.crawl.limits import overruns
from spiders.crawl.limits.answers import AnswerLimits, Tally
from spiders.crawl.limits.bodies import Bodies, Transfer, Wire
from spiders.crawl.limits.deadline import Deadline
from spiders.crawl.limits.overruns import Overrun
from spiders.crawl.request_errors import NotAsked, RefusedRequest, overrun_of
from spiders.guard.addresses import NOBODY, Named, Refused, refusal_at, refusal_of

#: Scrapy's stats: requests that were refused, by kind; and whether one went through a proxy, which resolves its name.
REFUSED, BY_NAME_ALONE = "refused/", "by_name_alone"
#: The key in a request's meta of the task that waits for its answer.
_DOWNLOAD = "download"
#: The key that Scrapy's handler sets when a head has come.
_HEAD_CAME = "download_latency"
#: The key of the seconds that Scrapy's handler gives an answer.
_SECONDS = "download_timeout"
#: The transfer of the request that a connection is being asked for.
_transfer: ContextVar[Transfer] = ContextVar("transfer")


def ask_again(crawler: Crawler) -> None:
    """Have the engine ask the scheduler for a request now; nothing happens before the crawl begins or after it ends.

    By itself the engine asks when a request comes back and every five seconds. Scrapy has no public way to tell it
    that something has become due.
    """
    slot = crawler.engine._slot
    if slot is not None:
        slot.nextcall.schedule()


def slot_delay(crawler: Crawler, host: str) -> float:
    """Seconds between two requests to a host: what its slot keeps now, or would get if it were made now.

    Scrapy's settings give the delay that was configured; AutoThrottle and robots.txt change it in the slot alone.
    """
    downloader = crawler.engine.downloader
    if slot := downloader.slots.get(host):
        return slot.delay
    return float(downloader.per_slot_settings.get(host, {}).get("delay", downloader._delay))


def reserved_delay(crawler: Crawler, host: str) -> float:
    """The seconds that ``reserve_delay`` set for a host, or the setting DOWNLOAD_SLOTS; 0 where neither did."""
    return float(crawler.engine.downloader.per_slot_settings.get(host, {}).get("delay", 0.0))


def reserve_delay(crawler: Crawler, host: str, delay: float) -> None:
    """Ask a host for one page at a time from now on, at least ``delay`` seconds apart and without jitter.

    Scrapy reads DOWNLOAD_SLOTS once, before any robots.txt is known, and has no public way to change a slot later.
    """
    downloader = crawler.engine.downloader
    # For the slot that is made anew after a minute without requests.
    downloader.per_slot_settings[host] = {"delay": delay, "concurrency": 1, "jitter": 0.0}
    if slot := downloader.slots.get(host):
        slot.delay, slot.concurrency, slot.jitter = max(slot.delay, delay), 1, 0.0


class Queued(NamedTuple):
    """A host whose next request waits in the downloader for the delay to be over. seconds: that are left of it."""

    host: str
    seconds: float


def queued(crawler: Crawler) -> list[Queued]:
    """The hosts whose requests wait for nothing but the delay between two; empty before the crawl begins."""
    if crawler.engine is None:
        return []
    return [
        Queued(host, max(slot.lastseen + slot.delay - monotonic(), 0.0))
        for host, slot in crawler.engine.downloader.slots.items()
        if slot.queue and not slot.transferring
    ]


def on_the_wire(crawler: Crawler) -> int:
    """How many requests were sent and are not answered yet."""
    if crawler.engine is None:
        return 0
    return sum(len(slot.transferring) for slot in crawler.engine.downloader.slots.values())


def is_closing(crawler: Crawler) -> bool:
    """Whether the spider is being closed, for whatever reason. There is no signal before all requests are done."""
    slot = crawler.engine._slot
    return slot is not None and slot.closing is not None


def is_told_to_stop(crawler: Crawler) -> bool:
    """Whether the spider is being closed because a signal came. Scrapy tells the reason when all requests are done."""
    return crawler.engine._stopping and is_closing(crawler)


def drop_queued(crawler: Crawler, error: Exception) -> int:
    """Have every request fail that waits in the downloader for its turn; how many.

    A spider that is being closed waits for all its requests, also for those that were not sent yet: with a delay of a
    day between two requests to a host, for a day.
    """
    dropped = 0
    for slot in crawler.engine.downloader.slots.values():
        while slot.queue:
            _, answer = slot.queue.popleft()
            answer.errback(error)
            dropped += 1
    return dropped


class GuardedReactor:
    """The reactor for the connections to one host: each is made to an IP address that was checked, or not at all.

    Here, and not where the name is resolved: what stands here is what is connected to.
    """

    def __init__(self, reactor: Any, host: str, port: int, named: Named) -> None:
        self.reactor, self.host, self.port, self.named = reactor, host, port, named

    def __getattr__(self, name: str) -> Any:
        return getattr(self.reactor, name)

    def connectTCP(self, host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        """Twisted's. host: an IP address. Raises Refused."""
        if why := refusal_at(self.host, self.port, host, self.named):
            raise Refused(why)
        return self.reactor.connectTCP(host, port, *args, **kwargs)


class BoundedParser(_LenientHTTPClientParser):
    """Scrapy's parser of one answer, which gives up where its head or its framing costs more than the limits.

    Twisted's own bounds a line of the head, a chunk's size and the trailers, but neither how many lines nor how many
    interim answers (1xx) there are, nor how small the chunks. It is made by Twisted and given its class later, so that
    it has no ``__init__``; an exception ends it, which the answer then fails with.
    """

    tally: Tally
    transfer: Transfer | None

    def lineReceived(self, line: bytes) -> None:
        """A line of the head."""
        self.tally.line(len(line))
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:
        """A line of more than 16 kB, at which Twisted would close the connection without a word."""
        raise Overrun("head")

    def switchToBodyMode(self, decoder: Any) -> None:
        """The head is over. decoder: takes the framing from the body."""
        deliver = decoder.dataCallback

        def counted(data: bytes) -> None:
            self.tally.content += len(data)
            if self.transfer:
                self.transfer.received(len(data), cast("Wire", self.transport))
            deliver(data)

        decoder.dataCallback = counted
        super().switchToBodyMode(decoder)  # type: ignore[no-untyped-call]

    def rawDataReceived(self, data: bytes) -> None:
        """Some of the body, as it came over the wire."""
        self.tally.received += len(data)
        super().rawDataReceived(data)  # type: ignore[no-untyped-call]
        self.tally.framed()


class BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Scrapy's connection, each of whose answers is parsed by a BoundedParser and has its head within some seconds."""

    def __init__(self, quiescent: Any, reactor: Any, limits: AnswerLimits) -> None:
        super().__init__(quiescent)  # type: ignore[no-untyped-call]
        self.reactor, self.limits = reactor, limits

    def request(self, request: Any) -> Any:
        """Twisted's: send a request; its answer once the head is there."""
        answer = super().request(request)
        parser: Any = self._parser
        parser.__class__, parser.tally = BoundedParser, Tally(self.limits)
        parser.transfer = getattr(request, "transfer", None)  # none where a proxy is asked for a tunnel
        silence = Failure(Overrun("silence"))  # type: ignore[no-untyped-call]
        timer = self.reactor.callLater(self.limits.head_seconds, self._giveUp, silence)

        def in_time(result: Any) -> Any:
            if timer.active():
                timer.cancel()
            return result

        return answer.addBoth(in_time)

    def _giveUp(self, reason: Failure) -> None:
        transport: Any = self.transport
        super()._giveUp(reason)  # type: ignore[no-untyped-call]
        if isinstance(reason.value, Overrun):  # with TLS, a connection that is being closed would still be read from
            transport.abortConnection()


class Entered(NamedTuple):
    """A connection for one request, to which it gives the transfer that its answer is entered in the ledger as.

    It stands on the request, for Twisted asks anew over another connection where a kept one turns out to be closed.
    """

    connection: Any
    transfer: Transfer

    def request(self, request: Any) -> Any:
        """Twisted's."""
        request.transfer = self.transfer
        return self.connection.request(request)


class BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes a pool's connections."""

    def __init__(self, reactor: Any, limits: AnswerLimits, quiescent: Any, metadata: Any) -> None:
        super().__init__(quiescent, metadata)  # type: ignore[no-untyped-call]
        self.reactor, self.limits = reactor, limits

    def buildProtocol(self, addr: Any) -> BoundedProtocol:
        """Twisted's."""
        return BoundedProtocol(self._quiescentCallback, self.reactor, self.limits)


class GuardedPool(HTTPConnectionPool):
    """Twisted's pool, whose new connections go through a GuardedReactor, but those to a proxy; all are bounded."""

    def __init__(self, reactor: Any, like: HTTPConnectionPool, crawler: Crawler, limits: AnswerLimits) -> None:
        super().__init__(reactor, persistent=like.persistent)  # type: ignore[no-untyped-call]
        self.maxPersistentPerHost = like.maxPersistentPerHost
        self._factory = partial(BoundedFactory, reactor, limits)  # type: ignore[assignment]
        self.crawler = crawler

    def getConnection(self, key: Any, endpoint: Any) -> Any:
        """A connection for one request. key: Scrapy's, scheme, host and port first, or ``http-proxy``."""
        inner = getattr(endpoint, "_wrappedEndpoint", endpoint)  # with TLS, the endpoint is in another one
        proxied = key[0] == b"http-proxy" or isinstance(inner, TCP4ClientEndpoint)  # which is Scrapy's tunnel
        if not proxied:
            if not isinstance(inner, HostnameEndpoint):
                raise TypeError(f"{type(inner).__name__} is an endpoint that cannot be guarded: nothing is asked")
            inner._reactor = GuardedReactor(inner._reactor, key[1].decode("ascii"), key[2], named_in(self.crawler))
        connection: Any = super().getConnection(key, endpoint)
        if transfer := _transfer.get(None):
            connection.addCallback(Entered, transfer)
        return connection


def named_in(crawler: Crawler) -> Named:
    """What a person named for this crawl; nothing where its spider is none of ours."""
    named = getattr(crawler.spider, "named", NOBODY)
    return named if isinstance(named, Named) else NOBODY


class GuardedHttp(HTTP11DownloadHandler):
    """Scrapy's handler of http and https: it asks for nothing that may not be asked for, and can be cancelled.

    A request's download can be cancelled, which closes its connection. All requests come through here: those for
    pages, for where they redirect to, for robots.txt and for sitemaps.
    """

    def __init__(self, crawler: Crawler) -> None:
        from twisted.internet import reactor  # which Scrapy has chosen by now

        super().__init__(crawler)
        self.reactor, self.bodies = reactor, Bodies.of(crawler)
        self._pool = GuardedPool(reactor, self._pool, crawler, AnswerLimits.of(crawler.settings))

    async def download_request(self, request: Request) -> Response:
        """The answer. Raises RefusedRequest or Overrun, and counts it; NotAsked where ``cancel_downloads`` came first.

        DOWNLOAD_TIMEOUT is for connection, head and body together, so that none can drip longer, but for the time in
        which the answer waits for room, see ``Bodies``.
        """
        stats = self._crawler.stats
        assert stats is not None  # there are some from the start
        try:
            if why := refusal_of(request.url, named_in(self._crawler)):
                raise Refused(why)
            if request.meta.get("proxy"):
                stats.set_value(BY_NAME_ALONE, True)
            request.meta.pop(_HEAD_CAME, None)  # of where it was redirected from
            return await self.answer(request)
        except Refused as refused:
            stats.inc_value(REFUSED + refused.refusal.kind)
            raise RefusedRequest(refused.refusal) from refused
        except Exception as error:
            if overrun := overrun_of(error, began=_HEAD_CAME in request.meta):
                overruns.count(self._crawler, request.url, overrun.kind)
                raise overrun from error
            raise

    async def answer(self, request: Request) -> Response:
        """Scrapy's, whose own timer cannot be stopped: it is set so late that ours comes first."""
        settings, seconds = self._crawler.settings, request.meta.get(_SECONDS)
        limit = float(seconds or settings.getfloat("DOWNLOAD_TIMEOUT"))
        # Whoever waits does so for those that were large before, each of which has its time.
        request.meta[_SECONDS] = limit * (2 + settings.getint("CONCURRENT_REQUESTS"))
        deadline = Deadline(self.reactor, limit, lambda: request.meta[_DOWNLOAD].cancel())
        transfer = Transfer(self.bodies, deadline)
        _transfer.set(transfer)
        request.meta[_DOWNLOAD] = download = asyncio.ensure_future(super().download_request(request))
        try:
            answer = await download
        except asyncio.CancelledError:
            if deadline.passed:
                raise DownloadTimeoutError(f"no answer within {limit:g} s") from None
            raise NotAsked("the crawl was ended before its answer") from None
        finally:
            deadline.stop()
            transfer.end()
            # What was downloaded knows its answer, and the answer its request: nobody would let go of the body.
            del request.meta[_DOWNLOAD]
            request.meta[_SECONDS] = seconds
        self.bodies.hold(answer, packed="Content-Encoding" in answer.headers)
        return answer


def cancel_downloads(crawler: Crawler) -> None:
    """Have every request fail that was sent and is not answered yet.

    A spider that is being closed waits for their answers: with a host that never gives one, for DOWNLOAD_TIMEOUT.
    """
    for slot in crawler.engine.downloader.slots.values():
        for request in slot.transferring:
            if download := request.meta.get(_DOWNLOAD):  # not of another handler, such as ftp's
                download.cancel()


def sitemaps_of(rules: RobotParser) -> list[str]:
    """The sitemaps that a robots.txt names, where Protego read it, which is Scrapy's default; else none. What is no
    address (``http://[``) is left out, as it is among the links of a page: one such line must not cost the host.

    ``RobotParser`` answers what is allowed and the delay; Protego's own object, which knows the sitemaps, is behind an
    attribute without documentation.
    """
    found = rules.rp.sitemaps if isinstance(rules, ProtegoRobotParser) else ()
    return [url for url in found if not ((refusal := refusal_of(url)) and refusal.kind == "form")]


def directive_of(line: str) -> tuple[str, str] | None:
    """(name, value) of a line of a robots.txt as Protego reads it, without its comment; None where it says nothing.

    >>> directive_of("User agent  jingkan"), directive_of("hello")
    (('user agent', 'jingkan'), None)
    """
    return _extract_directive(line)


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's robots.txt middleware with four steps for a subclass to fill in; as it stands it does what Scrapy does.

    One thing differs: where a robots.txt could not be read, the host's next request asks for it again.
    Scrapy's signal ``robots_parsed`` does not do: it does not tell the status of the answer, comes for an error page as
    it does for rules, and does not come where there was no answer.
    """

    def rules_text(self, response: Response) -> bytes:
        """The rules in the answer to a request for robots.txt. Raises IgnoreRequest while they cannot be read."""
        return response.body

    def rules_read(self, request: Request, rules: RobotParser, text: bytes) -> None:
        """Called when a host's rules have been read from ``text``. request: for a page, which made them needed."""

    def rules_unreadable(self, netloc: str, error: Exception) -> None:
        """Called when a host's rules cannot be read for now."""

    def check(self, rules: RobotParser | None, request: Request) -> None:
        """Raise IgnoreRequest for a request that must not be made. rules: None where they cannot be read for now."""
        super().process_request_2(rules, request)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of a request's host, asked for where they are not known; None where they cannot be read for now."""
        rules = await super().robot_parser(request)
        if rules is None:
            self._parsers.pop(urlsplit(request.url).netloc, None)
        return rules

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Scrapy's name of ``check``."""
        self.check(rp, request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        text = self.rules_text(response)
        await super()._parse_robots(response.replace(body=text), netloc, request)
        rules = self._parsers[netloc]
        assert isinstance(rules, RobotParser)  # set by the line above; a Deferred until then
        self.rules_read(request, rules, text)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self.rules_unreadable(netloc, exc)
        super()._robots_error(exc, netloc)


class AutoThrottleWithFloor(AutoThrottle):
    """Scrapy's AutoThrottle with a lower limit for each host.

    Scrapy's own lower limit, DOWNLOAD_DELAY, is the same for all hosts.
    """

    def floor(self, host: str) -> float:
        """Seconds that the delay of a host's slot must not go below."""
        return 0.0

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        host, slot = self._get_slot(request, spider)
        if host is not None and slot is not None:
            slot.delay = max(slot.delay, self.floor(host))
