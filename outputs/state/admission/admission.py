"""Links on their way into the frontier, as one run lets them in: what each host has waiting is counted as it changes.

What is left out is counted and named, and comes in later: the page that holds it is asked for whole the next time, and
there may be room by then. The counts of a host are read from the state when its first link comes, and kept in memory;
that its lists brought nothing is known for the run alone, so that each run tries a few again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from outputs.outside.log import logger
from outputs.state import hosts, runs, urls
from outputs.state.admission.room import HOSTS, Counts, Room, no_room_for_article, no_room_for_list, shape
from outputs.state.database import Transaction
from outputs.state.fetched import Fetched, Link
from outputs.state.status import UrlState

log = logger(__name__)

#: Before a limit's name, in a run's counts.
LIMITS = "limits/"
#: Hosts of which counts are in memory, by hand: some 10 MB of them. One that is dropped is read from the state again.
KEPT = 20_000


@dataclass(slots=True)
class _Host:
    """What a host has waiting. articles: URLs never had. lists: all of them; alike: by their shape."""

    articles: int
    lists: Counts
    alike: dict[str, Counts] = field(default_factory=dict)


class Admission:
    """Lets links into the frontier while their hosts have room. Each call is part of an open transaction, which also
    keeps the threads of a run apart.

    refused: site → (host, limit) → links that were left out, each as often as it was found.
    """

    def __init__(self, room: Room, run: str) -> None:
        self.room, self.run = room, run
        self.refused: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        self._hosts: dict[int, _Host] = {}
        self._new_hosts: Counter[str] = Counter()

    def add_found(self, db: Transaction, site: str, links: Sequence[Link], now: float) -> set[int]:
        """Put in what a site's robots.txt names, as far as there is room; the hosts that have something new."""
        return self._add(db, site, 0, links, now).woken

    def settle(self, db: Transaction, got: Fetched) -> set[int]:
        """Put in the links of an answer that is settled, as far as there is room; the hosts that have something new."""
        first = not got.prior_digest and got.outcome in ("page", "unchanged", "gone")
        if first:
            self._count(db, got.host, got.kind, got.url, -1)
        parent = urls.key(got.site, got.url)
        added = self._add(db, got.site, parent, got.links, got.fetched.timestamp())
        if added.refused:
            urls.ask_whole(db, parent)
        if first and got.kind != "article" and got.outcome != "gone":
            host, alike = self._host(db, got.host), shape(got.url)
            host.lists = host.lists.visited(added.articles)
            leads_on = bool(added.shapes - {alike})
            host.alike[alike] = host.alike.get(alike, Counts()).visited(added.articles, leads_on)
        self._note(db, got.site, got.left_out)
        return added.woken

    def _add(self, db: Transaction, site: str, parent: int, links: Sequence[Link], now: float) -> _Added:
        added = _Added()
        for link in links:
            host = self._host_id(db, site, link.host)
            why = self._no_room(db, host, link) if host else HOSTS
            new = not urls.is_known(db, site, link.url) if why else urls.add_link(db, site, parent, host, link, now)
            if not new:
                continue
            if link.kind == "article":
                added.articles += 1
            else:
                added.shapes.add(shape(link.url))
            if why:
                added.refused[link.host, why] += 1
            else:
                added.woken.add(host)
                self._count(db, host, link.kind, link.url, 1)
        self._note(db, site, added.refused)
        return added

    def _host_id(self, db: Transaction, site: str, name: str) -> int:
        """The row of a host; 0 for a new one where the links of this run have made as many as they may."""
        id = hosts.known_id(db, site, name)
        if id is None and self._new_hosts[site] < self.room.hosts:
            self._new_hosts[site] += 1
            id = hosts.host_id(db, site, name)
        return id or 0

    def _no_room(self, db: Transaction, host: int, link: Link) -> str:
        now = self._host(db, host)
        if link.kind == "article":
            return no_room_for_article(self.room, now.articles)
        return no_room_for_list(self.room, now.lists, now.alike.get(shape(link.url), Counts()))

    def _count(self, db: Transaction, id: int, kind: str, url: str, n: int) -> None:
        host = self._host(db, id)
        if kind == "article":
            host.articles = max(host.articles + n, 0)
        else:
            alike = shape(url)
            host.lists = host.lists.more(n)
            host.alike[alike] = host.alike.get(alike, Counts()).more(n)

    def _host(self, db: Transaction, id: int) -> _Host:
        host = self._hosts.get(id)
        if host is None:
            if len(self._hosts) >= KEPT:
                del self._hosts[next(iter(self._hosts))]
            host = self._hosts[id] = _waiting(db, id)
        return host

    def _note(self, db: Transaction, site: str, refused: Counter[tuple[str, str]]) -> None:
        """Count what was left out, and say it once of each host and limit."""
        for (host, why), n in refused.items():
            if not self.refused[site][host, why]:
                log.warning("%s: links are left out for now (%s), see What a host may queue in settings.py", host, why)
            self.refused[site][host, why] += n
            runs.count(db, self.run, site, LIMITS + why, n)


@dataclass(slots=True)
class _Added:
    """What came of a page's links. woken: hosts that have something new. articles, shapes: how many new articles, and
    new lists of which shapes, let in or left out. refused: (host, limit) → new links that were left out."""

    woken: set[int] = field(default_factory=set)
    articles: int = 0
    shapes: set[str] = field(default_factory=set)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)


_ARTICLES_AND_LISTS = f"""
    SELECT (SELECT COUNT(*) FROM urls INDEXED BY urls_due WHERE host = :host AND state = {UrlState.PENDING})
        + (SELECT COUNT(*) FROM urls INDEXED BY urls_due
            WHERE host = :host AND state = {UrlState.IN_FLIGHT} AND digest = '')"""
_LISTS = f"""
    SELECT url FROM urls INDEXED BY urls_lists WHERE host = :host AND kind != 'article' AND digest = ''
        AND state IN ({UrlState.PENDING}, {UrlState.IN_FLIGHT})"""


def _waiting(db: Transaction, id: int) -> _Host:
    """What a host has waiting, as the state knows it: by two indexes, in time that its visited pages do not add to."""
    (all_,) = db.execute(_ARTICLES_AND_LISTS, {"host": id}).fetchone()
    lists = [shape(row["url"]) for row in db.execute(_LISTS, {"host": id})]
    alike = {name: Counts(n) for name, n in Counter(lists).items()}
    return _Host(all_ - len(lists), Counts(len(lists)), alike)
