"""What is asked next: Scrapy's scheduler on top of the state file, host by host, each no faster than it can bear.

In memory are only the hosts that have something due and a few claimed URLs each; the rest waits on disk.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.http import Response

from outputs.state.database import DONE, IN_FLIGHT, PENDING, State, key
from outputs.state.fetched import DAY, Fetched, Link, add_links
from spiders.article import HELD, ArticleSpider
from spiders.crawl import pipelines
from spiders.crawl.shard import in_shard, parse_shard

#: URLs claimed for a host at a time, and hosts looked at at a time.
CLAIM, HOSTS = 64, 500
#: Answers that let the next request go before they are safe; after any other it is seen first what they mean.
WELL = (200, 304)
#: So many times what is on the wire may be unsettled: what a slow disk keeps waiting is in memory.
AHEAD = 4
#: Seconds a host is left alone at most, whatever it asks for: a slip of its clock must not lose it for years.
LONGEST_PAUSE = 7 * DAY
_LAST_DAY = datetime(datetime.max.year, 12, 31, tzinfo=UTC).timestamp()


@dataclass
class Host:
    """One host while it is crawled. Times in seconds since 1970.

    hold_until: no request before that. failures: of each kind of page, since one of that kind came: a host whose lists
    answer and whose articles do not is not well. openings: how often in a row the circuit was opened;
    while it is not 0 one request at a time tries whether the host is well again. gave_up: why, for this run.
    silent: why the last request got no answer at all, where it got none. in_flight: requests on the wire.
    unsettled: those, and the answers that are not safe yet. next_due: when something is due again, None where nothing
    is.
    """

    id: int
    name: str
    hold_until: float = 0.0
    failures: Counter[str] = field(default_factory=Counter)
    openings: int = 0
    gave_up: str = ""
    answered: bool = False
    silent: str = ""
    in_flight: int = 0
    unsettled: int = 0
    next_due: float | None = 0.0
    claimed: deque[Any] = field(default_factory=deque)


class Frontier(BaseScheduler):
    """The scheduler of a run: due URLs out of the state file, conditional, within each host's limits."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        settings = crawler.settings
        self.patience = settings.getfloat("RUN_PATIENCE")
        self.breaker_failures = settings.getint("BREAKER_FAILURES")
        self.breaker_wait = settings.getfloat("BREAKER_WAIT")
        self.breaker_openings = settings.getint("BREAKER_OPENINGS")
        self.per_host = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self.all_due = settings.getbool("ALL_DUE")
        self.shard = parse_shard(settings["SHARD"])
        self.hosts: dict[int, Host] = {}
        self.last_host = 0
        self.ring: deque[Host] = deque()
        self.continued: deque[Request] = deque()
        self.alarm: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Frontier:
        """As Scrapy wants it."""
        return cls(crawler)

    def open(self, spider: Any) -> None:
        """Make the site known to the run and find the first hosts with something due."""
        self.spider: ArticleSpider = spider
        self.run = pipelines.current()
        self.state = self.run.state
        self.site = spider.site
        self.run.add_site(spider.name, spider.args, spider.rules_json(), self.site.revisit)
        self.left = self.site.budget or self.crawler.settings.getint("PAGES_PER_RUN") or -1
        # By http or https, it is the same page.
        self.forgotten = {_bare(row["what"]) for row in self.state.rows("SELECT what FROM forgotten")}
        longest = time.time() + LONGEST_PAUSE
        with self.state.transaction() as db:  # in the state, or each run would begin the pause anew
            db.execute("UPDATE hosts SET hold_until = ? WHERE hold_until > ?", (longest, longest))
        self.crawler.signals.connect(self._answered, signals.response_received)
        self.crawler.signals.connect(self._settled, pipelines.settled)
        self._more_hosts()

    def close(self, reason: str) -> None:
        """Give back what was claimed and not asked."""
        if self.alarm:
            self.alarm.cancel()
        for host in self.hosts.values():
            self._release(host)
            if host.silent and not self.run.stopped:
                said = "stopped answering" if host.answered else "cannot be asked"
                self.run.failed.setdefault(self.spider.name, f"{host.name} {said}: {host.silent}")

    # Scrapy's side

    def enqueue_request(self, request: Request) -> bool:
        """A redirect goes on at once; a start page is due now, whatever its interval."""
        if "host" in request.meta:
            self.continued.append(request)
            return True
        url = self.site.canonical(request.url)
        kind = request.meta.get("kind", "article")
        if not self.add([Link(url, kind, urlsplit(url).netloc)]) and kind != "article":
            with self.state.transaction() as db:
                db.execute(
                    "UPDATE urls SET due = MIN(due, ?) WHERE key = ? AND state = ?",
                    (self.run.started, key(self.spider.name, url), DONE),
                )
            self._wake({host.id for host in self.hosts.values() if host.name == urlsplit(url).netloc})
        return True

    def add(self, links: Sequence[Link]) -> int:
        """Put URLs into the frontier; how many hosts have something new."""
        mine = [link for link in links if self.wanted(link)]
        with self.state.transaction() as db:
            woken = add_links(db, self.spider.name, 0, mine, time.time())
        self._wake(woken)
        return len(woken)

    def wanted(self, link: Link) -> bool:
        """Whether this machine may ask for a URL: of its shard, and not taken down."""
        return in_shard(link.host, self.shard) and not self.forgot(link.url)

    def forgot(self, url: str) -> bool:
        """Whether a canonical URL was taken down, by itself or with its domain."""
        if not self.forgotten:
            return False
        page = _bare(url)
        netloc = page.partition("/")[0]
        return not self.forgotten.isdisjoint((page, netloc, *_parents(netloc.partition(":")[0])))

    def next_request(self) -> Request | None:
        """A request whose host is ready, in turns; None, and a wake-up call, where none is."""
        if self.state.broken:  # the run is about to be stopped
            return None
        try:
            return self._next()
        except sqlite3.Error:
            return None

    def _next(self) -> Request | None:
        if self.continued:
            return self.continued.popleft()
        now, soonest = time.time(), float("inf")
        for _ in range(len(self.ring)):
            host = self.ring[0]
            self.ring.rotate(-1)
            limit = self._limit(host)
            if host.gave_up or host.in_flight >= limit or host.unsettled >= AHEAD * limit:
                continue
            ready = max(host.hold_until, 0.0 if host.claimed else self._due(host, now))
            if ready > now:
                soonest = min(soonest, ready)
                continue
            if not self.left:
                return None
            if host.claimed:
                return self._request(host)
        if soonest < float("inf"):
            self._call_at(soonest)
        elif self.last_host >= 0 and self._more_hosts():
            return self._next()
        return None

    def has_pending_requests(self) -> bool:
        """Whether there is anything left to ask in this run."""
        if self.continued:
            return True
        if not self.left:
            return False
        if any(not host.gave_up and (host.claimed or host.next_due is not None) for host in self.ring):
            return True
        return self.last_host >= 0 and self._more_hosts()

    # Hosts

    def _limit(self, host: Host) -> int:
        """Requests at a time: one while the host is unknown, unwell, or wants a pause between two."""
        if not host.answered or host.openings:
            return 1
        downloader = self.crawler.engine.downloader
        slot = downloader.slots.get(host.name)
        delay = slot.delay if slot else downloader.per_slot_settings.get(host.name, {}).get("delay", downloader._delay)
        return 1 if delay else self.per_host

    def _due(self, host: Host, now: float) -> float:
        """When the host has something to ask, claiming what is due now; infinity where this run should not wait."""
        if host.next_due is None:
            return float("inf")
        if host.next_due > now:
            return host.next_due
        self._claim(host, now)
        if host.claimed:
            return now
        if host.next_due is not None and host.next_due - now > self.patience:
            host.next_due = None
        if host.next_due is None and not host.unsettled:
            self._drop(host)
        return float("inf") if host.next_due is None else host.next_due

    def _claim(self, host: Host, now: float) -> None:
        rows, due = claim(self.state, host.id, now, self.run.started, self.all_due)
        if not rows:
            host.next_due = due
        host.claimed.extend(rows)

    def _request(self, host: Host) -> Request:
        row = host.claimed.popleft()
        host.in_flight += 1
        host.unsettled += 1
        self.left -= 1
        headers = {}
        if row["etag"]:
            headers["If-None-Match"] = row["etag"]
        if row["modified"]:
            headers["If-Modified-Since"] = row["modified"]
        meta = {name: row[name] for name in ("host", "url", "kind", "digest", "last_seen")}
        meta["download_slot"] = host.name  # two ports of one machine are two hosts
        return Request(row["url"], headers=headers, meta=meta, errback=self.spider.failed, dont_filter=True)

    def _more_hosts(self) -> bool:
        """Take the next hosts from the state; False when there are no more."""
        rows = self.state.rows(
            "SELECT id, name, hold_until, quarantined FROM hosts WHERE site = ? AND id > ? ORDER BY id LIMIT ?",
            self.spider.name,
            self.last_host,
            HOSTS,
        )
        for row in rows:
            if in_shard(row["name"], self.shard):
                self._load(row)
        self.last_host = rows[-1]["id"] if len(rows) == HOSTS else -1
        return bool(rows)

    def _load(self, row: Any) -> Host:
        host = Host(row["id"], row["name"], row["hold_until"])
        if row["quarantined"]:
            host.gave_up = row["quarantined"]
        elif host.hold_until - time.time() > self.patience:
            self._give_up(host, f"asked to be left alone until {_clock(host.hold_until)}")
        self.hosts[host.id] = host
        self.ring.append(host)
        return host

    def _drop(self, host: Host) -> None:
        """Forget a host that has nothing more to ask; it comes back when a link to it is found."""
        if not (host.openings or host.failures or host.gave_up or host.silent):
            self.hosts.pop(host.id, None)
            self.ring.remove(host)

    def _wake(self, ids: set[int]) -> None:
        for id in ids:
            host = self.hosts.get(id)
            if host is None:
                row = self.state.one("SELECT id, name, hold_until, quarantined FROM hosts WHERE id = ?", id)
                assert row is not None
                host = self._load(row)
            host.next_due = 0.0
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
        slot = self.crawler.engine._slot  # Scrapy has no public way to say "ask me again"
        if slot is not None:
            slot.nextcall.schedule()

    # How hosts are

    def _answered(self, response: Response, request: Request) -> None:
        """Scrapy's signal, before the spider sees the answer: a host that asks for a pause gets it at once."""
        host = self.hosts.get(request.meta.get("host", -1))
        if host is None:
            return
        host.answered = True
        if response.status in WELL:
            host.in_flight -= 1
        if response.status in HELD:
            asked = retry_after(response.headers.get("retry-after", b"").decode("latin-1"), time.time())
            self._open(host, f"answers {response.status}", asked)
            request.meta["retry_at"] = host.hold_until

    def _settled(self, item: Fetched, woken: set[int]) -> None:
        """Our own signal, when an answer is safe: the host may be asked again."""
        host = self.hosts.get(item.host)
        if host is not None:
            host.unsettled -= 1
            if item.status not in WELL:
                host.in_flight -= 1
            host.silent = item.error if item.outcome == "failed" and not item.status else ""
            if item.outcome == "failed":
                self._failed(host, item)
            elif item.outcome not in ("held", "forbidden"):
                del host.failures[item.kind]
                if host.failures.total() < self.breaker_failures:
                    host.openings = 0
            if item.outcome in ("failed", "held"):
                host.next_due = 0.0 if host.next_due is None else min(host.next_due, time.time())
        self._wake(woken)

    def _failed(self, host: Host, item: Fetched) -> None:
        host.failures[item.kind] += 1
        if host.openings or host.failures.total() >= self.breaker_failures:
            self._open(host, item.error or "does not answer", 0.0)

    def _open(self, host: Host, why: str, asked: float) -> None:
        """Open the circuit: leave the host alone for a while, each time longer, or for as long as it asked."""
        now = time.time()
        if now >= host.hold_until:  # else it was on its way when the circuit was opened, and says nothing new
            host.openings += 1
        host.hold_until = max(host.hold_until, asked or now + self.breaker_wait * 2 ** (host.openings - 1))
        with self.state.transaction() as db:
            db.execute("UPDATE hosts SET hold_until = ? WHERE id = ?", (host.hold_until, host.id))
        if host.openings > self.breaker_openings:
            self._give_up(host, f"{why}, {host.openings} times in a row")
        elif host.hold_until - now > self.patience:
            self._give_up(host, f"{why}, and wants to be left alone until {_clock(host.hold_until)}")

    def _give_up(self, host: Host, why: str) -> None:
        host.gave_up = why
        self.run.failed.setdefault(self.spider.name, f"{host.name} {why}")
        self.spider.logger.warning("%s is given up for this run: %s", host.name, why)
        self._release(host)

    def _release(self, host: Host) -> None:
        if host.claimed:
            with self.state.transaction() as db:
                db.executemany(
                    "UPDATE urls SET state = ? WHERE key = ?",
                    [(DONE if row["digest"] else PENDING, row["key"]) for row in host.claimed],
                )
            host.claimed.clear()


def claim(state: State, host: int, now: float, started: float, all_due: bool) -> tuple[list[sqlite3.Row], float | None]:
    """Take some of a host's URLs that are due: pages not had yet, then pages to see again; and where there are none,
    when the next is due, None for never. started: of the run, which sees a page again once. all_due: see ``ALL_DUE``.
    """
    again = "asked < :started" if all_due else "due <= :started"
    with state.transaction() as db:
        rows = db.execute(
            "SELECT * FROM (SELECT * FROM urls WHERE host = :host AND state = 0 AND due <= :now ORDER BY due LIMIT :n)"
            f" UNION ALL SELECT * FROM (SELECT * FROM urls WHERE host = :host AND state = 2 AND {again}"
            " ORDER BY due LIMIT :n) LIMIT :n",
            {"host": host, "now": now, "started": started, "n": CLAIM},
        ).fetchall()
        db.executemany("UPDATE urls SET state = ? WHERE key = ?", [(IN_FLIGHT, row["key"]) for row in rows])
        if rows:
            return rows, None
        due = db.execute("SELECT MIN(due) FROM urls WHERE host = ? AND state = 0", (host,)).fetchone()[0]
        return rows, due


def retry_after(value: str, now: float) -> float:
    """When a Retry-After header (RFC 9110: seconds or a date) allows the next request, ``LONGEST_PAUSE`` from now at
    the latest; 0 where it says nothing that can be read.

    >>> retry_after("120", 1000.0), retry_after("Thu, 01 Jan 1970 01:00:00 GMT", 0.0), retry_after("soon", 0.0)
    (1120.0, 3600.0, 0.0)
    >>> retry_after("99999999999999", 0.0), retry_after("²", 0.0)
    (604800.0, 0.0)
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return now + min(float(value), LONGEST_PAUSE)
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # OverflowError: a time zone of twenty digits
        return 0.0
    return min((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp(), now + LONGEST_PAUSE)


def _bare(url: str) -> str:
    """A URL without its scheme; a domain stays what it is.

    >>> _bare("http://m.example/w/http://b.example"), _bare("b.example")
    ('m.example/w/http://b.example', 'b.example')
    """
    return url.partition("://")[2] or url


def _parents(host: str) -> list[str]:
    """``a.b.c`` → ``a.b.c``, ``b.c``, ``c``."""
    labels = host.split(".")
    return [".".join(labels[i:]) for i in range(len(labels))]


def _clock(when: float) -> str:
    """A time as a person reads it; what lies beyond the calendar is its last day.

    >>> _clock(0.0), _clock(1e18)
    ('1970-01-01 00:00:00 UTC', '9999-12-31 00:00:00 UTC')
    """
    return datetime.fromtimestamp(min(when, _LAST_DAY), UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
