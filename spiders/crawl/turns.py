"""Whose turn it is: the hosts of a run one after the other, each when it is ready. Times in seconds since 1970.

In memory are only the hosts that have something due and a few claimed URLs each; the rest waits on disk.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import NamedTuple

from outputs.state.hosts import StoredHost
from spiders.crawl.hosts import Breaker, Host, Limits, Wait, clock
from spiders.crawl.url_queue import UrlQueue

NEVER = float("inf")


class Turn(NamedTuple):
    """A host that is ready, with something claimed; or None, and when the next will be."""

    host: Host | None
    at: float = NEVER


class Turns:
    """The hosts in memory.

    give_up: called with a host that wants to be left alone for longer than the run waits, and why.
    """

    def __init__(self, queue: UrlQueue, limits: Limits, give_up: Callable[[Host, str], None]) -> None:
        self.queue, self.limits, self.give_up = queue, limits, give_up
        self.hosts: dict[int, Host] = {}
        self.ring: deque[Host] = deque()

    def next(self, now: float, at_a_time: Callable[[Host], int]) -> Turn:
        """The next host that is ready; those that were not ready keep their places. at_a_time: how many requests a
        host can bear."""
        while True:
            soonest = NEVER
            for _ in range(len(self.ring)):
                host = self.ring[0]
                self.ring.rotate(-1)
                if host.gave_up or host.busy(at_a_time(host)):
                    continue
                ready = max(host.breaker.hold_until, 0.0 if host.claimed else self._due(host, now))
                if ready <= now:
                    return Turn(host)
                soonest = min(soonest, ready)
            if soonest < NEVER or not self.more():
                return Turn(None, soonest)

    def more(self) -> bool:
        """Take the next hosts from the state; False when there are no more."""
        stored = self.queue.more_hosts()
        for each in stored:
            self._load(each)
        return bool(stored)

    def any_left(self) -> bool:
        """Whether any host has something to ask, now or later in this run."""
        waiting = (not host.gave_up and (host.claimed or host.next_due is not None) for host in self.ring)
        return any(waiting) or self.more()

    def waits(self, now: float) -> list[Wait]:
        """The hosts that have something to ask and must not be asked yet."""
        waits = []
        for host in self.ring:
            if host.gave_up or host.unsettled or not (host.claimed or host.next_due is not None):
                continue
            held, due = host.breaker.hold_until, 0.0 if host.claimed else host.next_due or 0.0
            if max(held, due) > now:
                why = "it is left alone for a while" if held >= due else "what failed there is tried again then"
                waits.append(Wait(max(held, due) - now, host.name, why))
        return waits

    def wake(self, ids: Iterable[int]) -> None:
        """Look at these hosts again: they have something new."""
        for id in ids:
            host = self.hosts.get(id) or self._load(self.queue.host(id))
            host.next_due = 0.0

    def named(self, name: str) -> set[int]:
        """The hosts in memory of that name."""
        return {host.id for host in self.hosts.values() if host.name == name}

    def _due(self, host: Host, now: float) -> float:
        """When the host has something to ask, claiming what is due now; NEVER where this run should not wait."""
        if host.next_due is None:
            return NEVER
        if host.next_due > now:
            return host.next_due
        self.queue.claim(host, now)
        if host.claimed:
            return now
        if host.next_due is not None and host.next_due - now > self.limits.patience:
            host.next_due = None
        if host.idle:  # it comes back when a link to it is found
            self.hosts.pop(host.id, None)
            self.ring.remove(host)
        return NEVER if host.next_due is None else host.next_due

    def _load(self, stored: StoredHost) -> Host:
        host = Host(stored.id, stored.name, Breaker(stored.hold_until), gave_up=stored.quarantined)
        if not host.gave_up and stored.hold_until - time.time() > self.limits.patience:
            self.give_up(host, f"asked to be left alone until {clock(stored.hold_until)}")
        self.hosts[host.id] = host
        self.ring.append(host)
        return host
