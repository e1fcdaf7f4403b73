"""What the bodies of all answers take in memory together, from their first byte until nobody holds them any more.

Each body ends at DOWNLOAD_MAXSIZE. All that come at the same time are entered in one ledger, and where they are more
than LIMIT_BODIES_BYTES, the large ones wait: no more is read from their connections, so that their servers wait as
well, and what is packed stays packed. Where a large answer is on its way into the archive, its end makes room; where
none is, the oldest goes on, and ends, by its deadline at the latest. A small body that is not packed never waits.
"""

from __future__ import annotations

import asyncio
import gc
from collections import deque
from collections.abc import Callable
from typing import Protocol
from weakref import WeakKeyDictionary, finalize

from scrapy.crawler import Crawler
from scrapy.http import Response

#: Bytes of a body that never waits: no page of those at hand is larger than twice this, and 64 answers at a time of
#: just this size are 64 MB.
SMALL = 1 << 20
#: Seconds that a packed body waits for room at most, by hand: an archive that takes longer for a few bodies is stuck,
#: and nothing shall hang on it.
PATIENCE = 60.0
#: Seconds of a standstill after which garbage is collected, by hand: an answer in a circle of references is let go of
#: by the collector alone, which does not run while nothing comes.
STANDSTILL = 2.0
#: Scrapy's stats: how often a transfer was made to wait, and the most bytes that were held at a time.
PAUSED, MOST_HELD = "bodies/paused", "bodies/most_bytes"


class Wire(Protocol):
    """A connection that can be told to be read from no more for now: Twisted's IPushProducer."""

    def pauseProducing(self) -> None: ...

    def resumeProducing(self) -> None: ...


class Clock(Protocol):
    """Someone's seconds that can be stopped: a deadline."""

    def stop(self) -> None: ...

    def go_on(self) -> None: ...


class Transfer:
    """One answer that is being received. clock: stands still while it waits. held: bytes of its body until now."""

    def __init__(self, bodies: Bodies, clock: Clock) -> None:
        self.bodies, self.clock = bodies, clock
        self.held = 0
        self.wire: Wire | None = None
        self.waits = False

    def received(self, size: int, wire: Wire) -> None:
        """Some of the body has come over a connection."""
        self.wire = wire
        self.held += size
        self.bodies.enter(self, size)

    def pause(self) -> None:
        """Read no more. It may be told twice: Twisted resumes a connection when a body begins to be delivered."""
        assert self.wire is not None  # it has received something
        self.wire.pauseProducing()
        self.waits = True
        self.clock.stop()

    def go_on(self) -> None:
        """Read again."""
        assert self.wire is not None
        self.waits = False
        self.clock.go_on()
        self.wire.resumeProducing()

    def end(self) -> None:
        """It is over, with an answer or without."""
        self.bodies.leave(self)


class Bodies:
    """The ledger of a crawl."""

    def __init__(
        self,
        most: int,
        later: Callable[[Callable[[], None]], object],
        count: Callable[[str, int], None] = lambda name, n: None,
        small: int = SMALL,
        in_seconds: Callable[[float, Callable[[], None]], object] = lambda seconds, call: None,
    ) -> None:
        """most: bytes beyond which only the oldest large transfer goes on. later: has the event loop call a function
        soon, from any thread; in_seconds: after so many. count: told of ``PAUSED`` and ``MOST_HELD``."""
        self.in_seconds, self.watched = in_seconds, False
        self.most, self.later, self.count, self.small = most, later, count, small
        self.sum = self.archiving = 0  # bytes of all; large answers
        self.packed: deque[asyncio.Future[None]] = deque()  # that wait for room
        self.large: dict[Transfer, None] = {}  # in the order in which they grew large
        self.gone: deque[tuple[int, bool]] = deque()

    @classmethod
    def of(cls, crawler: Crawler) -> Bodies:
        """The one of a crawl, whose handlers of http and https share it."""
        if crawler not in _LEDGERS:
            from twisted.internet import reactor  # which Scrapy has chosen by now

            stats = crawler.stats
            assert stats is not None  # there are some from the start

            def count(name: str, n: int) -> None:
                if name == PAUSED:
                    stats.inc_value(name, n)
                else:
                    stats.max_value(name, n)

            most = crawler.settings.getint("LIMIT_BODIES_BYTES")

            def in_seconds(seconds: float, call: Callable[[], None]) -> None:
                reactor.callLater(seconds, call)  # type: ignore[arg-type]  # its stub takes a mock for the interface

            _LEDGERS[crawler] = cls(most, reactor.callFromThread, count, in_seconds=in_seconds)
        return _LEDGERS[crawler]

    @property
    def held(self) -> int:
        """Bytes of all bodies."""
        while self.gone:
            size, large = self.gone.popleft()
            self.sum -= size
            self.archiving -= large
        return self.sum

    def enter(self, transfer: Transfer, size: int) -> None:
        """A transfer has received so many bytes more; it waits where there is no room for them."""
        self._add(size)
        if transfer.held > self.small:
            self.large.setdefault(transfer)
            self._settle()
            if not self._room(transfer is next(iter(self.large))):
                if not transfer.waits:
                    self.count(PAUSED, 1)
                transfer.pause()
                self._watch()

    def leave(self, transfer: Transfer) -> None:
        """A transfer is over, and what it received is let go of, or held as an answer."""
        self.sum -= transfer.held
        transfer.held, transfer.waits = 0, False
        self.large.pop(transfer, None)
        self._settle()

    def hold(self, answer: Response, packed: bool = False) -> None:
        """Count the body of an answer for as long as anybody holds the answer. packed: it is still to be unpacked."""
        if size := len(answer.body):
            large = not packed and size > self.small
            self.archiving += large
            self._add(size)
            finalize(answer, self._let_go, size, large).atexit = False

    async def room(self) -> None:
        """Wait until a body may be unpacked, which is to be done at once."""
        while not self._room(oldest=True):
            self.packed.append(turn := asyncio.get_running_loop().create_future())
            if not (await asyncio.wait([turn], timeout=PATIENCE))[0]:
                return

    def _add(self, size: int) -> None:
        self.sum += size
        self.count(MOST_HELD, self.held)

    def _let_go(self, size: int, large: bool) -> None:
        """An answer is gone, which may be noticed in any thread."""
        self.gone.append((size, large))
        if self.large or self.packed:  # else the next one that grows large looks
            self.later(self._settle)

    def _room(self, oldest: bool) -> bool:
        """Whether one that is large may go on."""
        return self.held <= self.most or (oldest and not self.archiving)

    def _settle(self) -> None:
        """Have go on who may."""
        if self.packed and self._room(oldest=True):
            turn = self.packed.popleft()
            if not turn.done():
                turn.set_result(None)
        for number, transfer in enumerate(list(self.large)):
            if transfer.waits and self._room(oldest=number == 0):
                transfer.go_on()

    def _watch(self) -> None:
        """Have garbage collected after a while, and again, for as long as nobody goes on."""
        if not self.watched and all(transfer.waits for transfer in self.large):
            self.watched = True
            self.in_seconds(STANDSTILL, self._collect)

    def _collect(self) -> None:
        self.watched = False
        if self.large and all(transfer.waits for transfer in self.large):
            gc.collect()
            self._settle()
            self._watch()


_LEDGERS: WeakKeyDictionary[Crawler, Bodies] = WeakKeyDictionary()
