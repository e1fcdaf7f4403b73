"""A clock that was ten years ahead for one run, and then right again: all is due as it would have been."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from outputs.state import hosts, runs, urls
from outputs.state.database import State
from outputs.state.fetched import Link
from outputs.state.revisit import DAY, LONGEST_RETRY, Bounds, seen_again
from outputs.state.runs import StoredSite
from outputs.state.status import UrlState
from outputs.state.urls import set_by_clock
from tests.crawl.runner import articles, run, versions
from tests.mirror import STYLES, Host, Mirror, load_all, serve

NOW = 1_800_000_000.0
AHEAD = NOW + 3650 * DAY
LONGEST = 60 * DAY


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    """A site with one host that was run once, by a clock that was ahead."""
    opened = State(tmp_path / "state" / "state.db")
    runs.begin(opened, "r", AHEAD, "crawl")
    runs.add_site(opened, "r", StoredSite("s", {}, "{}", Bounds(DAY, LONGEST)), ["s"])
    runs.end(opened, "r", AHEAD + 100, 0)
    yield opened
    opened.close()


def add(of: State, url: str, **columns: object) -> None:
    """A URL of a.example, as the state has it."""
    with of.transaction() as db:
        urls.add_links(db, "s", 0, [Link(url, "article", "a.example")], NOW)
        for name, value in columns.items():
            db.execute(f"UPDATE urls SET {name} = ? WHERE url = ?", (value, url))


def times(state: State, url: str) -> tuple[float, ...]:
    """Days from now until it is due, since it was asked, and since it was seen."""
    (row,) = state.rows("SELECT due, asked, last_seen FROM urls WHERE url = ?", url)
    return tuple((row[name] - NOW) / DAY for name in ("due", "asked", "last_seen"))


@pytest.mark.parametrize(
    ("columns", "due"),
    [
        pytest.param(
            {"state": UrlState.DONE, "asked": AHEAD, "last_seen": AHEAD, "due": AHEAD + 4 * DAY}, 4, id="seen"
        ),
        pytest.param({"state": UrlState.DONE, "asked": AHEAD, "due": AHEAD + 9e9}, LONGEST / DAY, id="longest"),
        pytest.param({"state": UrlState.DONE, "asked": NOW - DAY, "due": AHEAD}, LONGEST / DAY, id="asked before"),
        pytest.param({"asked": AHEAD, "failures": 5, "due": AHEAD + 3 * DAY}, 3, id="failed"),
        pytest.param({"asked": AHEAD, "failures": 99, "due": AHEAD + 90 * DAY}, LONGEST_RETRY, id="failed for long"),
        pytest.param({"due": AHEAD, "first_seen": AHEAD}, 0, id="found and not asked"),
    ],
)
def test_what_was_written_by_a_clock_ahead_is_due_as_by_a_right_one(
    state: State, columns: dict[str, object], due: float
) -> None:
    add(state, "http://a.example/1", **columns)
    add(state, "http://a.example/2", state=UrlState.DONE, asked=NOW - DAY, last_seen=NOW - DAY, due=NOW + DAY)
    found = set_by_clock(state, NOW)
    assert (found.behind, found.urls, found.hosts) == (AHEAD + 100 - NOW, 1, 0)
    is_due, asked, seen = times(state, "http://a.example/1")
    assert is_due == due and asked <= 0 and seen <= 0
    assert times(state, "http://a.example/2") == (1, -1, -1)
    runs.begin(state, "q", NOW, "crawl")
    runs.end(state, "q", NOW + 1, 0)
    assert set_by_clock(state, NOW + 2) == (0, 0, 0), "the run that follows says nothing any more"


def test_what_was_asked_by_a_clock_ahead_is_seen_again_on_demand(state: State) -> None:
    add(state, "http://a.example/1", state=UrlState.DONE, asked=AHEAD, last_seen=AHEAD, due=AHEAD + DAY, digest="d")
    host = hosts.hosts_after(state, "s", 0, 1)[0].id
    again = seen_again(NOW + 1, all_due=True)
    assert urls.claim(state, host, NOW + 1, again, 9)[0] == []
    set_by_clock(state, NOW)
    assert len(urls.claim(state, host, NOW + 1, again, 9)[0]) == 1


@pytest.mark.parametrize(("pause", "left"), [(3600, 3500), (0, 0), (-9e8, 0)])
def test_a_pause_that_a_clock_ahead_set_is_what_is_left_of_it(state: State, pause: float, left: float) -> None:
    add(state, "http://a.example/1")
    hosts.hold(state, 1, AHEAD + pause)
    assert set_by_clock(state, NOW).hosts == (AHEAD + pause > NOW)
    assert max(hosts.host(state, 1).hold_until - NOW, 0) == left


def test_a_right_clock_changes_nothing_and_is_not_mentioned(state: State) -> None:
    add(state, "http://a.example/1", state=UrlState.DONE, asked=AHEAD, last_seen=AHEAD, due=AHEAD + LONGEST)
    add(state, "http://a.example/2", asked=AHEAD, failures=40, due=AHEAD + LONGEST_RETRY * DAY)
    hosts.hold(state, 1, AHEAD + 3600)
    before = [tuple(row) for row in state.rows("SELECT * FROM urls")]
    assert set_by_clock(state, AHEAD + 200) == (0, 0, 0)
    assert [tuple(row) for row in state.rows("SELECT * FROM urls")] == before
    assert hosts.host(state, 1).hold_until == AHEAD + 3600


def test_one_host_that_is_due_too_late_is_found_where_the_clock_says_nothing(state: State) -> None:
    """The clock was ahead in the middle of a run, and right when that ended."""
    runs.begin(state, "q", NOW - 100, "crawl")
    runs.end(state, "q", NOW - 1, 0)
    add(state, "http://a.example/1", state=UrlState.DONE, asked=AHEAD, last_seen=AHEAD, due=AHEAD + DAY)
    found = set_by_clock(state, NOW)
    assert found == (0, 1, 0) and times(state, "http://a.example/1") == (1, 0, 0)


@pytest.fixture
def host() -> Iterator[Host]:
    """A mirror of three articles."""
    with serve([Mirror(load_all()[:3], STYLES[0])]) as served:
        yield served[0]


@pytest.mark.slow
def test_the_run_after_one_ten_years_ahead_asks_for_all_of_it(tmp_path: Path, host: Host) -> None:
    assert run(tmp_path, [host]).code == 0
    later = 3650 * DAY
    with sqlite3.connect(tmp_path / "state" / "state.db") as db:  # what that run had left, had its clock been ahead
        db.execute("UPDATE urls SET due = due + ?, asked = asked + ?, last_seen = last_seen + ?", (later, later, later))
        db.execute("UPDATE runs SET started = started + ?, finished = finished + ?", (later, later))
    asked = len(host.requests("/page"))
    ran = run(tmp_path, [host])
    assert ran.code == 0 and ran.manifest["unchanged"] == 3, ran.out
    assert len(host.requests("/page")) == asked + 3
    assert "10 years behind the end of the last run" in ran.out and "times ahead of the clock" in ran.out
    ran = run(tmp_path, [host])
    assert "clock" not in ran.out
    assert versions(tmp_path) == [(url, 1) for url in articles([host])]
