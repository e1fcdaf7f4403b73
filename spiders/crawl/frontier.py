"""What is asked next: Scrapy's scheduler on top of the state file, host by host, each no faster than it can bear.

``turns`` says whose turn it is, ``url_queue`` moves URLs between the run and the state, ``hosts`` knows how a host is.
Here is Scrapy's side: its requests, its signals, and the call that wakes its engine.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from outputs.state.database import DatabaseError
from outputs.state.fetched import Fetched, Link
from outputs.state.hosts import shorten_holds
from outputs.state.revisit import longest_hold, seen_again
from spiders.article import HELD, ArticleSpider
from spiders.crawl import pipelines
from spiders.crawl.hosts import Host, Limits, Wait, retry_after
from spiders.crawl.limits import overruns
from spiders.crawl.limits.urls import told
from spiders.crawl.request_errors import NotAsked
from spiders.crawl.scrapy_private import (
    BY_NAME_ALONE,
    REFUSED,
    ask_again,
    on_the_wire,
    queued,
    reserved_delay,
    slot_delay,
)
from spiders.crawl.shard import parse_shard
from spiders.crawl.turns import NEVER, Turns
from spiders.crawl.url_queue import UrlQueue
from spiders.guard.addresses import BY_NAME, refusal_of

#: Answers that let the next request go before they are safe; after any other it is seen first what they mean.
WELL = (200, 304)


class Frontier(BaseScheduler):
    """The scheduler of a run: due URLs out of the state file, conditional, within each host's limits."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        settings = crawler.settings
        self.limits = Limits(
            failures=settings.getint("BREAKER_FAILURES"),
            wait=settings.getfloat("BREAKER_WAIT"),
            openings=settings.getint("BREAKER_OPENINGS"),
            patience=settings.getfloat("RUN_PATIENCE"),
        )
        self.per_host = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self.redirected: deque[Request] = deque()
        self.spared: set[str] = set()
        self.alarm: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Frontier:
        """As Scrapy wants it."""
        return cls(crawler)

    def open(self, spider: Any) -> None:
        """Make the site known to the run and find the first hosts with something due."""
        self.spider: ArticleSpider = spider
        self.run, settings = pipelines.current(), self.crawler.settings
        self.state, self.site = self.run.state, spider.site
        self.run.add_site(spider.name, spider.args, spider.rules_json(), self.site.revisit)
        self.left = self.site.budget or settings.getint("PAGES_PER_RUN") or -1
        shorten_holds(self.state, time.time())
        again = seen_again(self.run.started, settings.getbool("ALL_DUE"))
        self.queue = UrlQueue(self.state, spider.name, parse_shard(settings["SHARD"]), self.run.started, again)
        self.turns = Turns(self.queue, self.limits, self._give_up)
        self.crawler.signals.connect(self._answered, signals.response_received)
        self.crawler.signals.connect(self._settled, pipelines.settled)
        self.turns.more()

    def close(self, reason: str) -> None:
        """Give back what was claimed and not asked."""
        if self.alarm:
            self.alarm.cancel()
        self._tell_refused()
        self.run.notes += [f"{self.spider.name}: {line}" for line in overruns.told(self.crawler.stats.get_stats())]
        for host in self.turns.hosts.values():
            self.queue.release(host)
            if host.pause and (left := self.queue.left(host, time.time())):
                self.run.notes.append(f"{host.name} {host.gave_up}: {left} of its pages left for the next runs")
            if host.silent and not self.run.stopped:
                said = "stopped answering" if host.answered else "cannot be asked"
                self.run.failed.setdefault(self.spider.name, f"{host.name} {said}: {host.silent}")

    def _tell_refused(self) -> None:
        """Note for the summary how many addresses were not asked for, which hosts had no room for their links, and
        whether a proxy resolved names."""
        stats = self.crawler.stats.get_stats()
        kinds = {name.removeprefix(REFUSED): n for name, n in sorted(stats.items()) if name.startswith(REFUSED)}
        if kinds:
            what = ", ".join(f"{kind} {n}" for kind, n in kinds.items())
            self.run.notes.append(f"{self.spider.name}: {sum(kinds.values())} addresses were refused ({what})")
        self.run.notes += told(self.spider.name, self.run.admission.refused[self.spider.name])
        if stats.get(BY_NAME_ALONE) and BY_NAME not in self.run.notes:
            self.run.notes.append(BY_NAME)

    # What comes in

    def enqueue_request(self, request: Request) -> bool:
        """A redirect goes on at once; a start page is due now, whatever its interval."""
        if "host" in request.meta:
            self.redirected.append(request)
            return True
        url = self.site.canonical(request.url)
        link = Link(url, request.meta.get("kind", "article"), urlsplit(url).netloc)
        if not self.add([link]) and link.kind != "article":
            self.queue.make_due(link)
            self._wake(self.turns.named(link.host))
        return True

    def add(self, links: Sequence[Link]) -> int:
        """Put URLs into the frontier that a person named; how many hosts have something new."""
        woken = self.queue.add([link for link in links if self.wanted(link)])
        self._wake(woken)
        return len(woken)

    def found(self, links: Sequence[Link]) -> None:
        """Put in URLs that a site named, as far as there is room."""
        self._wake(self.queue.add_found([link for link in links if self.wanted(link)], self.run.admission))

    def wanted(self, link: Link) -> bool:
        """Whether this machine may ask for a URL: an address that may be asked, of its shard, and not taken down."""
        if why := refusal_of(link.url, self.spider.named):
            self.crawler.stats.inc_value(REFUSED + why.kind)
            return False
        return self.queue.takes(link.host) and not self.forgot(link.url)

    def forgot(self, url: str) -> bool:
        """Whether a canonical URL was taken down, by itself or with its domain."""
        return self.run.takedowns.cover(url)

    # What goes out

    def next_request(self) -> Request | None:
        """A request whose host is ready, in turns; None, and a wake-up call, where none is."""
        if self.state.broken:  # the run is about to be stopped
            return None
        if self.redirected:
            return self.redirected.popleft()
        try:
            turn = self.turns.next(time.time(), self._at_a_time)
        except DatabaseError:
            return None
        if turn.host:
            return self._request(turn.host) if self.left else None
        if turn.at < NEVER:
            self._call_at(turn.at)
        return None

    def has_pending_requests(self) -> bool:
        """Whether there is anything left to ask in this run."""
        return bool(self.redirected) or (self.left != 0 and self.turns.any_left())

    def _at_a_time(self, host: Host) -> int:
        """Requests at a time: one while the host is unknown, unwell, or wants a pause between two."""
        if not host.answered or host.breaker.openings or slot_delay(self.crawler, host.name):
            return 1
        return self.per_host

    def _request(self, host: Host) -> Request:
        url = host.claimed.popleft()
        host.sent()
        self.left -= 1
        headers = {}
        if url.etag:
            headers["If-None-Match"] = url.etag
        if url.modified:
            headers["If-Modified-Since"] = url.modified
        meta = {"host": url.host, "url": url.url, "kind": url.kind, "digest": url.digest, "last_seen": url.last_seen}
        meta["claimed"] = url
        meta["download_slot"] = host.name  # two ports of one machine are two hosts
        parse = self.spider.parse_sitemap if url.kind == "sitemap" else self.spider.parse
        return Request(url.url, parse, headers=headers, meta=meta, errback=self.spider.failed, dont_filter=True)

    def give_back(self, request: Request) -> None:
        """A request was not made: its URL is as due as before."""
        host = self.turns.hosts[request.meta["host"]]
        host.in_flight -= 1
        host.unsettled -= 1
        self.left += 1
        self.queue.give_back(request.meta["claimed"])

    def spare(self, request: Request, host: str, delay: float) -> None:
        """Let one request through to a host that asks for so many seconds between two, more than a run keeps, where it
        was not asked for so long. Raises IgnoreRequest for any other."""
        now, asked = time.time(), self.turns.hosts[request.meta["host"]]
        if request.meta.get("spared") == host:  # it leads to itself
            return
        last = self.queue.last_asked(host)
        may = host not in self.spared and (not last or last + delay <= now)
        if asked.name == host and not asked.pause:
            asked.pause, asked.gave_up = delay, f"asks for {delay:g} s between two pages"
            self.queue.release(asked)
            self.spider.logger.warning("%s %s: %s", host, asked.gave_up, "one in this run" if may else "none is due")
        if may:
            self.spared.add(host)
            request.meta["spared"] = host
        elif asked.name == host:
            raise NotAsked(f"it {asked.gave_up}")
        else:
            request.meta["retry_at"] = min(now + delay, longest_hold(now))
            raise IgnoreRequest(f"it leads to {host}, which asks for {delay:g} s between two pages")

    def waits(self) -> list[Wait]:
        """The hosts that have something to ask and must not be asked yet."""
        waits = self.turns.waits(time.time())
        for host, seconds in queued(self.crawler):
            asks = reserved_delay(self.crawler, host)
            between = f"{asks or slot_delay(self.crawler, host):.3g} s between two pages"
            waits.append(Wait(seconds, host, f"its robots.txt asks for {between}" if asks else f"there are {between}"))
        return waits

    # How hosts are

    def _answered(self, response: Response, request: Request) -> None:
        """Scrapy's signal, before the spider sees the answer: a host that asks for a pause gets it at once."""
        host = self.turns.hosts.get(request.meta.get("host", -1))
        if host is None:
            return
        host.answered = True
        if response.status in WELL:
            host.in_flight -= 1
        if response.status in HELD:
            said = (response.headers.get("retry-after") or b"").decode("latin-1")
            self._open_circuit(host, f"answers {response.status}", retry_after(said, time.time()))
            request.meta["retry_at"] = host.breaker.hold_until

    def _settled(self, item: Fetched, woken: set[int]) -> None:
        """Our own signal, when an answer is safe: the host may be asked again."""
        host = self.turns.hosts.get(item.host)
        if host is not None:
            host.unsettled -= 1
            if item.status not in WELL:
                host.in_flight -= 1
            silent = item.outcome == "failed" and not item.status and not item.final  # what redirects has answered
            host.silent = item.error if silent else ""
            if item.outcome == "failed":
                host.breaker = host.breaker.failed(item.kind)
                if host.breaker.trips(self.limits):
                    self._open_circuit(host, item.error or "does not answer")
            elif item.outcome not in ("held", "forbidden"):
                host.breaker = host.breaker.answered(item.kind, self.limits)
            if item.outcome in ("failed", "held"):
                host.next_due = 0.0 if host.next_due is None else min(host.next_due, time.time())
        self._wake(woken)

    def _open_circuit(self, host: Host, why: str, asked: float = 0.0) -> None:
        """Leave a host alone for a while. asked: until when it asked for that itself, 0 where it did not."""
        now = time.time()
        host.breaker = host.breaker.opened(now, self.limits, asked)
        self.queue.hold(host)
        if ending := host.breaker.why_given_up(now, self.limits):
            self._give_up(host, why + ending)

    def _give_up(self, host: Host, why: str) -> None:
        host.gave_up = why
        self.run.failed.setdefault(self.spider.name, f"{host.name} {why}")
        self.spider.logger.warning("%s is given up for this run: %s", host.name, why)
        self.queue.release(host)

    # When Scrapy asks

    def _wake(self, hosts: Iterable[int]) -> None:
        self.turns.wake(hosts)
        self._call_at(0)

    def _call_at(self, when: float) -> None:
        """Have the engine ask again then; by itself it looks every five seconds only."""
        if self.alarm and when:
            if self.alarm.when() <= asyncio.get_event_loop().time() + when - time.time():
                return
            self.alarm.cancel()
        self.alarm = asyncio.get_event_loop().call_later(max(when - time.time(), 0.0), self._ring)

    def _ring(self) -> None:
        self.alarm = None
        ask_again(self.crawler)


def waited_for(crawlers: Iterable[Crawler]) -> Wait | None:
    """What the crawls of a run wait for, the shortest wait; None while one of them has something on its way."""
    on = [crawler for crawler in crawlers if crawler.crawling and crawler.engine]
    if any(map(on_the_wire, on)):
        return None
    frontiers = [crawler.engine.scheduler for crawler in on if isinstance(crawler.engine.scheduler, Frontier)]
    waits = [wait for frontier in frontiers for wait in frontier.waits()]
    return min(waits, key=lambda wait: wait.seconds, default=None)
