"""What moves between a run and the state: a site's URLs, put in and claimed and given back, and its hosts."""

from __future__ import annotations

import time
from collections.abc import Sequence

from outputs.state import hosts, urls
from outputs.state.admission.admission import Admission
from outputs.state.database import State
from outputs.state.fetched import Link
from outputs.state.hosts import StoredHost
from outputs.state.revisit import Again
from outputs.state.urls import Claimed
from spiders.crawl.hosts import Host
from spiders.crawl.shard import in_shard

#: URLs claimed for a host at a time, and hosts looked at at a time.
CLAIM, HOSTS = 64, 500


class UrlQueue:
    """One site's part of the frontier on disk, as one run sees it.

    shard: the part of the hosts that this machine takes. started: when the run did. again: what it sees again.
    """

    def __init__(self, state: State, site: str, shard: tuple[int, int], started: float, again: Again) -> None:
        self.state, self.site, self.shard, self.started, self.again = state, site, shard, started, again
        self._last_host = 0

    def takes(self, host: str) -> bool:
        """Whether a host is this machine's."""
        return in_shard(host, self.shard)

    def add(self, links: Sequence[Link]) -> set[int]:
        """Put URLs in, all of them; the hosts that have something new."""
        with self.state.transaction() as db:
            return urls.add_links(db, self.site, 0, links, time.time())

    def add_found(self, links: Sequence[Link], admission: Admission) -> set[int]:
        """Put URLs in that a host named, as far as there is room; the hosts that have something new."""
        with self.state.transaction() as db:
            return admission.add_found(db, self.site, links, time.time())

    def make_due(self, link: Link) -> None:
        """Have a page that is asked at every run due now, whatever its interval."""
        urls.make_start_page_due(self.state, self.site, link.url, self.started)

    def claim(self, host: Host, now: float) -> None:
        """Take some of a host's URLs that are due; where none is, the host knows when the next will be."""
        claimed, next_due = urls.claim(self.state, host.id, now, self.again, CLAIM)
        if not claimed:
            host.next_due = next_due
        host.claimed.extend(claimed)

    def release(self, host: Host) -> None:
        """Give back what was claimed of a host and not asked."""
        if host.claimed:
            urls.release(self.state, host.claimed)
            host.claimed.clear()

    def give_back(self, url: Claimed) -> None:
        """Give back one URL that was handed out and not asked."""
        urls.release(self.state, [url])

    def left(self, host: Host, now: float) -> int:
        """How many of a host's pages this run could still ask for."""
        return urls.left(self.state, host.id, now, self.again)

    def last_asked(self, name: str) -> float:
        """When anything was asked of the site's host of that name; 0 for never."""
        return hosts.last_asked(self.state, self.site, name)

    def hold(self, host: Host) -> None:
        """Remember a host's pause for the next run."""
        hosts.hold(self.state, host.id, host.breaker.hold_until)

    def host(self, id: int) -> StoredHost:
        """A host by its row."""
        return hosts.host(self.state, id)

    def more_hosts(self) -> list[StoredHost]:
        """The next hosts of this machine; empty when there are no more."""
        while self._last_host >= 0:
            found = hosts.hosts_after(self.state, self.site, self._last_host, HOSTS)
            self._last_host = found[-1].id if len(found) == HOSTS else -1
            if mine := [host for host in found if self.takes(host.name)]:
                return mine
        return []
