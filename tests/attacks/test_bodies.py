"""What all bodies take at a time: who waits, that all end, and that what comes of each is the same as without it."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response
from twisted.internet.task import Clock

from spiders.crawl.limits.bodies import MOST_HELD, PAUSED, Bodies, Transfer
from spiders.crawl.limits.deadline import Deadline

PIECE, SMALL, LARGEST = 10, 20, 200
SECONDS = 60.0


@dataclass
class Server:
    """Sends a body of so many bytes to a crawl, a piece a step, unless it is not read from; None never ends.

    outcome: what came of it. silent: it says nothing after its first byte.
    """

    size: int | None
    silent: bool = False
    packed: bool = False
    sent: int = 0
    paused: bool = False
    times_paused: int = 0
    outcome: str = ""

    def pauseProducing(self) -> None:
        self.times_paused += not self.paused
        self.paused = True

    def resumeProducing(self) -> None:
        self.paused = False


@dataclass
class Crawl:
    """Transfers over a ledger, and an archive that takes one answer after so many steps."""

    most: int
    archive_every: int = 1
    clock: Clock = field(default_factory=Clock)
    counts: Counter[str] = field(default_factory=Counter)
    archive: deque[Response] = field(default_factory=deque)
    peak: int = 0

    def __post_init__(self) -> None:
        self.later: list[Callable[[], None]] = []
        self.bodies = Bodies(self.most, self.later.append, self.count, small=SMALL)

    def count(self, name: str, n: int) -> None:
        self.counts[name] = self.counts[name] + n if name == PAUSED else max(self.counts[name], n)

    def run(self, servers: Sequence[Server]) -> list[str]:
        """Until each has its outcome and all is archived; what came of each."""
        open_ = {id(server): self.begin(server) for server in servers}
        for step in range(100_000):
            for server in servers:
                if not server.outcome and not server.paused and not (server.silent and server.sent):
                    self.take(server, open_[id(server)])
            if step % self.archive_every == 0 and self.archive:
                self.archive.popleft()
            while self.later:
                self.later.pop()()
            stuck = all(server.outcome or server.paused or server.silent for server in servers)
            self.clock.advance(1.0 if stuck else 0.001)
            if all(server.outcome for server in servers) and not self.archive:
                return [server.outcome for server in servers]
        raise AssertionError("it never ends")

    def begin(self, server: Server) -> Transfer:
        def late() -> None:
            server.outcome = "seconds"
            transfer.end()

        transfer = Transfer(self.bodies, Deadline(self.clock, SECONDS, late))
        return transfer

    def take(self, server: Server, transfer: Transfer) -> None:
        size = PIECE if server.size is None else min(PIECE, server.size - server.sent)
        server.sent += size
        transfer.received(size, server)
        self.peak = max(self.peak, self.bodies.held)
        if server.sent > LARGEST or server.sent == server.size:
            server.outcome = "body" if server.sent > LARGEST else "page"
            transfer.clock.stop()
            transfer.end()
        if server.outcome == "page":
            self.archive.append(answer := Response("http://a.example/", body=b"a" * server.sent))
            self.bodies.hold(answer)


servers = st.lists(
    st.builds(
        Server,
        st.one_of(st.none(), st.integers(1, SMALL), st.integers(SMALL + 1, LARGEST + 50)),
        silent=st.sampled_from((False, False, False, True)),
    ),
    min_size=1,
    max_size=30,
)


@contextmanager
def no_garbage() -> Iterator[None]:
    """What is let go of is gone at once, or it is held by a circle."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@given(servers, st.integers(1, 5), st.integers(1, 300))
def test_the_outcome_of_each_is_the_same_however_little_room_there_is(
    given_: list[Server], archive_every: int, most: int
) -> None:
    with no_garbage():
        free = Crawl(1 << 40, archive_every)
        wide = free.run([Server(each.size, each.silent) for each in given_])
        tight = Crawl(most, archive_every)
        assert tight.run(given_) == wide
        assert free.counts[PAUSED] == 0 and tight.bodies.held == free.bodies.held == 0
        assert tight.counts[MOST_HELD] == tight.peak
        # What may be beyond the room: the oldest, the small ones, and a piece of each.
        small = sum(min(each.size or LARGEST, SMALL) for each in given_)
        archived = sum(each.sent for each in given_ if each.outcome == "page" and each.sent <= SMALL)
        assert tight.peak <= most + LARGEST + small + archived + PIECE * (len(given_) + 1)


@given(servers, st.integers(1, 300))
def test_a_small_body_never_waits(given_: list[Server], most: int) -> None:
    Crawl(most).run(given_)
    assert all(each.times_paused == 0 for each in given_ if each.size is not None and each.size <= SMALL)


def test_the_large_wait_for_the_oldest_and_go_on_in_their_order() -> None:
    crawl = Crawl(100)
    many = [Server(LARGEST) for _ in range(10)]
    assert crawl.run(many) == ["page"] * 10
    assert many[0].times_paused == 0 and all(each.times_paused for each in many[1:])
    assert crawl.peak <= 100 + LARGEST + 10 * (SMALL + PIECE)
    assert sum(each.sent for each in many) == 10 * LARGEST


def test_who_fits_never_waits() -> None:
    crawl = Crawl(10 * LARGEST)
    assert crawl.run([Server(LARGEST) for _ in range(10)]) == ["page"] * 10
    assert crawl.counts[PAUSED] == 0


def test_a_silent_oldest_is_late_and_those_that_waited_are_not() -> None:
    crawl, silent = Crawl(30), Server(None)
    transfer = crawl.begin(silent)
    for _ in range(3):
        crawl.take(silent, transfer)
    silent.silent = True
    waiting = [Server(LARGEST) for _ in range(5)]
    assert crawl.run(waiting) == ["page"] * 5
    assert silent.outcome == "seconds" and all(each.times_paused for each in waiting)


def test_nothing_goes_on_while_a_large_answer_is_on_its_way_into_the_archive() -> None:
    crawl = Crawl(100, archive_every=50)
    assert crawl.run([Server(LARGEST) for _ in range(10)]) == ["page"] * 10
    assert crawl.peak <= 100 + LARGEST + 10 * (SMALL + PIECE)


def test_an_answer_in_a_circle_is_collected_while_nothing_else_happens() -> None:
    clock, later, server = Clock(), list[Callable[[], None]](), Server(LARGEST)
    bodies = Bodies(50, later.append, small=SMALL, in_seconds=clock.callLater)
    circle = Response("http://a.example/", body=b"a" * LARGEST)
    bodies.hold(circle)
    circle.flags.append(circle)  # type: ignore[arg-type]
    with no_garbage():
        del circle
        Transfer(bodies, Deadline(clock, SECONDS, lambda: None)).received(SMALL + 1, server)
        assert server.paused
        clock.advance(3.0)
        while later:
            later.pop()()
        assert not server.paused


def test_bombs_that_come_at_the_same_time_are_unpacked_one_after_the_other() -> None:
    async def crawl() -> tuple[int, int]:
        loop, most = asyncio.get_running_loop(), [0]
        bodies = Bodies(100, loop.call_soon_threadsafe, lambda name, n: most.append(n), small=SMALL)

        async def bomb() -> int:
            packed = Response("http://a.example/", body=b"a" * 5)
            bodies.hold(packed, packed=True)
            await bodies.room()
            bodies.hold(unpacked := Response("http://a.example/", body=b"a" * LARGEST))
            del packed
            await asyncio.sleep(0.001)  # it is archived
            return len(unpacked.body)

        with no_garbage():
            done = await asyncio.gather(*(bomb() for _ in range(30)))
        await asyncio.sleep(0)
        return sum(done), max(most)

    total, peak = asyncio.run(crawl())
    assert total == 30 * LARGEST and peak <= 100 + LARGEST + 30 * 5


def test_an_archive_that_is_stuck_holds_no_packed_body_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spiders.crawl.limits.bodies.PATIENCE", 0.01)

    async def crawl() -> int:
        bodies = Bodies(10, asyncio.get_running_loop().call_soon_threadsafe, small=SMALL)
        bodies.hold(stuck := Response("http://a.example/", body=b"a" * LARGEST))
        await bodies.room()
        return len(stuck.body)

    assert asyncio.run(crawl()) == LARGEST
