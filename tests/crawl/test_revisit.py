"""The revisit rule over any history of visits, and that the state does what it says."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outputs.state.database import State
from outputs.state.fetched import Link, Outcome
from outputs.state.revisit import (
    DAY,
    MISSES,
    Bounds,
    Schedule,
    Visit,
    after_answer,
    after_cleaning,
    seen_again,
    start_page_due,
)
from outputs.state.status import PageStatus, UrlState
from outputs.state.urls import add_links, claim, make_start_page_due, release

BOUNDS = Bounds(DAY, 90 * DAY)
_outcomes = st.sampled_from(get_args(Outcome))
_kinds = st.sampled_from(["article", "list", "sitemap"])
_intervals = st.floats(BOUNDS.shortest, BOUNDS.longest)
_steps = st.lists(st.tuples(_outcomes, st.floats(1.0, 1e7), st.floats(0.0, 1e6)), min_size=1, max_size=30)


def history(kind: str, steps: list[tuple[Outcome, float, float]]) -> list[tuple[Visit, Schedule]]:
    """The visits, and what the rule said after each."""
    now, schedule, told = 1e9, Schedule(), list[tuple[Visit, Schedule]]()
    for outcome, gap, pause in steps:
        now += gap
        visit = Visit(kind, outcome, now, now + pause)
        schedule = after_answer(schedule, visit, BOUNDS)
        told.append((visit, schedule))
    return told


@given(_kinds, _steps)
def test_nothing_is_due_before_it_was_asked_and_intervals_stay_within_bounds(
    kind: str, steps: list[tuple[Outcome, float, float]]
) -> None:
    for visit, schedule in history(kind, steps):
        assert schedule.due >= visit.at
        assert schedule.interval == 0 or BOUNDS.shortest <= schedule.interval <= BOUNDS.longest
        assert (schedule.state is UrlState.DEAD) <= (schedule.misses >= MISSES)


@given(_kinds, _steps)
def test_an_answer_makes_good_for_every_failure_before_it(kind: str, steps: list[tuple[Outcome, float, float]]) -> None:
    ended = history(kind, [*steps, ("page", 5.0, 0.0)])[-1][1]
    assert (ended.state, ended.failures, ended.misses) == (UrlState.DONE, 0, 0)


@given(_steps)
def test_a_list_is_never_left_alone_for_longer_than_the_shortest_interval_once_it_answers(
    steps: list[tuple[Outcome, float, float]],
) -> None:
    for visit, schedule in history("list", steps):
        if visit.outcome in ("page", "unchanged"):
            assert schedule.due == visit.at + BOUNDS.shortest


@given(_intervals, st.sampled_from(PageStatus), st.integers(0, 5))
def test_what_changed_comes_sooner_and_what_did_not_later(interval: float, status: PageStatus, version: int) -> None:
    now = after_cleaning(interval, status, version, BOUNDS)
    if status in (PageStatus.SAME, PageStatus.REJECTED):
        assert now is not None and interval <= now <= BOUNDS.longest
    elif status is PageStatus.EMITTED and version > 1:
        assert now is not None and BOUNDS.shortest <= now <= interval
    else:
        assert now is None


@given(st.floats(0, 1e9), st.floats(0, 1e9))
def test_a_start_page_is_due_when_the_run_starts_and_never_later_than_it_was(due: float, started: float) -> None:
    once = start_page_due(due, started)
    assert once <= due and once <= started and start_page_due(once, started) == once


@pytest.mark.parametrize("all_due", [False, True])
def test_a_run_claims_what_the_rule_lets_it_see_again(tmp_path: Path, all_due: bool) -> None:
    """Of what was answered before the run started: what is due, or all of it; what the run has asked, not again."""
    state, started = State(tmp_path / "state" / "state.db"), 1000.0
    links = [Link(f"http://a.example/{name}", "article", "a.example") for name in ("due", "later", "list", "asked")]
    with state.transaction() as db:
        add_links(db, "s", 0, links, 0.0)
        db.execute("UPDATE urls SET state = 2, digest = 'x', due = 900, asked = 100")
        db.execute("UPDATE urls SET due = 9000 WHERE url LIKE '%/later' OR url LIKE '%/list'")
        db.execute("UPDATE urls SET due = 1200, asked = 1100 WHERE url LIKE '%/asked'")
    claimed, _ = claim(state, 1, 1500.0, seen_again(started, all_due), 64)
    names = {url.url.rpartition("/")[2] for url in claimed}
    assert names == ({"due", "later", "list"} if all_due else {"due"})
    release(state, claimed)
    make_start_page_due(state, "s", "http://a.example/list", started)
    make_start_page_due(state, "s", "http://a.example/nowhere", started)
    claimed, _ = claim(state, 1, 1500.0, seen_again(started, all_due), 64)
    assert "list" in {url.url.rpartition("/")[2] for url in claimed}
    state.close()
