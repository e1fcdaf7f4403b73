"""Every URL that a run could not have is named, with the reason in plain words and when it is tried next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from outputs import failed_urls, jsonl
from outputs.state import answers, runs
from outputs.state.answers import settle
from outputs.state.database import State
from outputs.state.fetched import Archived, Fetched, Link, Outcome
from outputs.state.revisit import Bounds
from outputs.state.runs import StoredSite
from outputs.state.urls import add_links

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    """A state with a run ``r`` of the site ``s``."""
    opened = State(tmp_path / "state" / "state.db")
    begin(opened, "r", START)
    yield opened
    opened.close()


def begin(state: State, run: str, when: datetime) -> None:
    runs.begin(state, run, when.timestamp(), "crawl")
    runs.add_site(state, run, StoredSite("s", {}, "{}", Bounds()), ["s"])


def answer(
    state: State, path: str, outcome: Outcome, error: str = "", seconds: float = 1, kind: str = "article"
) -> None:
    """Settle an answer that came so many seconds after the start."""
    url, when = f"http://a.example{path}", START + timedelta(seconds=seconds)
    with state.transaction() as db:
        add_links(db, "s", 0, [Link(url, kind, "a.example")], 0.0)
        got = Fetched("s", 1, url, kind, outcome, when, final=url, status=200, error=error)
        settle(db, "r", Archived(got, outcome, "sha1:X" if outcome == "page" else "", "a" if outcome == "page" else ""))


def written(state: State, data: Path, run: str = "r") -> list[dict[str, object]]:
    """What the run's file holds; the manifest's count, its first and its path say the same."""
    told = failed_urls.write(state, data, runs.run(state, run))
    path = data / "runs" / run / "failed.jsonl"
    assert told["path"] == (path.relative_to(data).as_posix() if path.exists() else "")
    lines = list(jsonl.read(path)) if path.exists() else []
    assert told["count"] == len(lines) and told["first"] == lines[:20]
    assert not list(data.glob("runs/*/*.tmp"))
    return lines


def test_each_url_is_named_with_why_how_often_and_when_next(tmp_path: Path, state: State) -> None:
    for seconds in (1, 6, 36):
        answer(state, "/1", "failed", "answered 500", seconds)
    answer(state, "/2", "gone", "answered 404")
    answer(state, "/list/1", "failed", "it refuses the connection", kind="list")
    answer(state, "/list/2", "gone", "answered 404", kind="list")
    answer(state, "/3", "page")
    answer(state, "/4", "failed", "answered 500")
    answer(state, "/4", "page", seconds=6)  # it came at the second try
    answer(state, "/5", "page")
    answer(state, "/5", "gone", "answered 404", seconds=6)  # it was there once: gone, not failed
    answer(state, "/6", "failed", "answered 502")
    answer(state, "/6", "held", seconds=6)  # a pause says nothing of the page
    assert sorted(tuple(map(str, line.values())) for line in written(state, tmp_path)) == [
        ("http://a.example/1", "s", "answered 500", "3", "2026-01-02T00:00:36Z"),
        ("http://a.example/2", "s", "answered 404", "1", "2026-01-02T00:00:01Z"),
        ("http://a.example/6", "s", "answered 502", "1", "2026-01-01T00:00:06Z"),
        ("http://a.example/list/1", "s", "it refuses the connection", "1", "2026-01-01T00:00:06Z"),
        ("http://a.example/list/2", "s", "answered 404", "1", "2026-01-02T00:00:01Z"),
    ]


def test_what_is_gone_for_good_is_never_tried_again(tmp_path: Path, state: State) -> None:
    for seconds in (1, 2, 3):
        answer(state, "/1", "gone", "answered 404", seconds)
    assert [(line["tries"], line["next_try"]) for line in written(state, tmp_path)] == [(3, "")]


def test_a_run_names_what_failed_in_it_alone(tmp_path: Path, state: State) -> None:
    answer(state, "/1", "failed", "answered 500", seconds=1)
    begin(state, "s", START + timedelta(seconds=100))
    assert written(state, tmp_path, "s") == [] and not (tmp_path / "runs").exists()
    answer(state, "/2", "failed", "answered 500", seconds=101)
    assert [line["url"] for line in written(state, tmp_path, "s")] == ["http://a.example/2"]


def test_a_night_on_which_much_failed_is_read_in_portions(
    tmp_path: Path, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "_PORTION", 7)
    for n in range(50):
        answer(state, f"/{n}", "failed", "answered 500")
    assert len({line["url"] for line in written(state, tmp_path)}) == 50


def test_what_failed_is_found_by_an_index(state: State) -> None:
    answer(state, "/1", "failed", "answered 500")
    asked: list[str] = []
    state.db.set_trace_callback(asked.append)
    assert len(list(answers.failed_urls(state, "s", 0.0))) == 1
    state.db.set_trace_callback(None)
    for sql in (sql for sql in asked if "FROM urls" in sql):
        plan = [row["detail"] for row in state.rows("EXPLAIN QUERY PLAN " + sql)]
        assert plan and all("INDEX urls_failed" in step for step in plan), plan
