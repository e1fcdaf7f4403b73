"""A host's circuit breaker, and whose turn it is, by a clock of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outputs.state.database import State
from outputs.state.fetched import Link
from outputs.state.hosts import quarantine
from outputs.state.revisit import seen_again
from spiders.crawl.hosts import AHEAD, Breaker, Host, Limits
from spiders.crawl.turns import NEVER, Turns
from spiders.crawl.url_queue import CLAIM, UrlQueue

LIMITS = Limits(failures=5, wait=30.0, openings=3, patience=300.0)
#: Later than any link was put in: what is due is due now.
NOW = 4e9


def test_a_sick_host_is_left_alone_ever_longer_and_then_given_up() -> None:
    breaker, now, waits = Breaker(), 1000.0, list[float]()
    for _ in range(4):
        breaker = breaker.failed("article")
        assert not breaker.trips(LIMITS)
    while not breaker.why_given_up(now, LIMITS):
        breaker = breaker.failed("article")
        assert breaker.trips(LIMITS)
        breaker = breaker.opened(now, LIMITS)
        waits.append(breaker.hold_until - now)
        now = breaker.hold_until
    assert waits == [30, 60, 120, 240] and breaker.why_given_up(now, LIMITS) == ", 4 times in a row"


def test_one_answer_closes_the_circuit_and_the_next_failure_does_not_open_it() -> None:
    breaker = Breaker()
    for _ in range(5):
        breaker = breaker.failed("article")
    breaker = breaker.opened(1000.0, LIMITS).answered("article", LIMITS)
    assert breaker.well and not breaker.failed("article").trips(LIMITS)


def test_lists_that_answer_buy_the_articles_nothing() -> None:
    breaker = Breaker()
    for _ in range(5):
        breaker = breaker.failed("article").answered("list", LIMITS)
    assert breaker.trips(LIMITS)


def test_what_was_on_its_way_when_the_circuit_was_opened_does_not_count() -> None:
    breaker = Breaker().opened(1000.0, LIMITS)
    for late in (1000.1, 1010.0, 1029.9):
        breaker = breaker.failed("article").opened(late, LIMITS)
    assert breaker.openings == 1 and not breaker.why_given_up(1030.0, LIMITS)


@given(st.lists(st.tuples(st.sampled_from(["failed", "answered", "held"]), st.floats(0.0, 500.0)), max_size=40))
def test_a_pause_is_never_taken_back_and_no_value_is_changed(events: list[tuple[str, float]]) -> None:
    breaker, now = Breaker(), 1000.0
    for what, gap in events:
        now += gap
        before, said = breaker, repr(breaker)
        if what == "answered":
            breaker = breaker.answered("article", LIMITS)
        elif what == "held":
            breaker = breaker.opened(now, LIMITS, asked=now + 7)
        else:
            breaker = breaker.failed("article")
            breaker = breaker.opened(now, LIMITS) if breaker.trips(LIMITS) else breaker
        assert breaker.hold_until >= before.hold_until and breaker.openings >= 0
        assert repr(before) == said


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[UrlQueue]:
    """Three hosts, each with more URLs due than are claimed at a time."""
    state = State(tmp_path / "state" / "state.db")
    opened = UrlQueue(state, "s", (1, 1), NOW, seen_again(NOW, all_due=False))
    for host in ("a.example", "b.example", "c.example"):
        opened.add([Link(f"http://{host}/{n}", "article", host) for n in range(CLAIM + 6)])
    yield opened
    state.close()


def turns_of(queue: UrlQueue, given_up: list[str] | None = None) -> Turns:
    def give_up(host: Host, why: str) -> None:
        host.gave_up = why
        (given_up if given_up is not None else []).append(f"{host.name} {why}")

    return Turns(queue, LIMITS, give_up)


def ask(turns: Turns, now: float = NOW) -> str:
    """Whose turn it is, its next URL taken; ``""`` where nobody is ready."""
    host = turns.next(now, lambda _: 8).host
    if host is None:
        return ""
    host.claimed.popleft()
    return host.name[0]


def test_hosts_take_turns(queue: UrlQueue) -> None:
    turns = turns_of(queue)
    assert "".join(ask(turns) for _ in range(6)) == "abcabc"


def test_each_url_is_handed_out_once_and_then_all_is_forgotten(queue: UrlQueue) -> None:
    turns = turns_of(queue)
    said = "".join(iter(lambda: ask(turns), ""))
    assert {name: said.count(name) for name in "abc"} == dict.fromkeys("abc", CLAIM + 6)
    assert not turns.hosts and not turns.ring and not turns.any_left()


def test_a_host_that_is_held_keeps_its_turn_for_later(queue: UrlQueue) -> None:
    turns = turns_of(queue)
    ask(turns)
    (a, b, c) = turns.ring[2], turns.ring[0], turns.ring[1]
    assert (a.name[0], b.name[0], c.name[0]) == ("a", "b", "c")
    b.breaker = Breaker(hold_until=NOW + 60)
    assert "".join(ask(turns) for _ in range(4)) == "caca"
    a.gave_up = c.gave_up = "why"
    assert turns.next(NOW, lambda _: 8) == (None, NOW + 60)
    assert ask(turns, NOW + 60) == "b"
    b.gave_up = "why"
    assert turns.next(NOW + 60, lambda _: 8) == (None, NEVER) and not turns.any_left()


def test_a_host_is_asked_no_more_than_it_can_bear(queue: UrlQueue) -> None:
    turns = turns_of(queue)
    for _ in range(3 * 2):
        host = turns.next(NOW, lambda _: 2).host
        assert host is not None
        host.sent()
    assert turns.next(NOW, lambda _: 2) == (None, NEVER)
    for host in turns.ring:  # answered, and not safe yet: no more than so many wait for the disk
        host.in_flight, host.unsettled = 0, 2 * AHEAD
    assert turns.next(NOW, lambda _: 2).host is None
    turns.ring[0].unsettled -= 1
    assert turns.next(NOW, lambda _: 2).host is not None


def test_what_is_due_later_is_waited_for_only_as_long_as_the_run_has_patience(queue: UrlQueue) -> None:
    with queue.state.transaction() as db:
        db.execute("DELETE FROM urls WHERE host > 2 OR url NOT LIKE '%/0'")
        db.execute("UPDATE urls SET due = ? + 100 * host * host", (NOW,))
    turns = turns_of(queue)
    assert turns.next(NOW, lambda _: 8) == (None, NOW + 100)
    assert [host.name for host in turns.ring] == ["a.example"], "b is due in 400 s, and the run waits for 300"
    turns.wake({2})
    assert len(turns.ring) == 2 and ask(turns, NOW + 400) == "a" and ask(turns, NOW + 400) == "b"


def test_hosts_that_want_to_be_left_alone_are_given_up_and_quarantined_ones_are_not_even_named(
    queue: UrlQueue,
) -> None:
    quarantine(queue.state, 1, "taken over")
    with queue.state.transaction() as db:
        db.execute("UPDATE hosts SET hold_until = ? WHERE id = 2", (NOW,))
    given_up = list[str]()
    turns = turns_of(queue, given_up)
    assert "".join(ask(turns) for _ in range(3)) == "ccc"
    assert given_up == ["b.example asked to be left alone until 2096-10-02 07:06:40 UTC"]


def test_a_shard_has_its_own_hosts_only(queue: UrlQueue) -> None:
    names = []
    for part in (1, 2, 3):
        one = UrlQueue(queue.state, "s", (part, 3), NOW, queue.again)
        names += [host.name for host in one.more_hosts()]
        assert one.more_hosts() == []
    assert sorted(names) == ["a.example", "b.example", "c.example"]
