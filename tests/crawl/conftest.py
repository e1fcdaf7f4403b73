"""A state and an archive without a crawl: what waits to be cleaned is put there by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from outputs.archive.digest import payload_digest
from outputs.archive.writer import Archive, Response
from outputs.state.answers import settle
from outputs.state.database import State
from outputs.state.fetched import Archived, Fetched, Link
from outputs.state.urls import add_links

Visit = Callable[..., None]
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    """The state of a site ``s`` on the host a.example in a run ``r``."""
    with site_state(tmp_path) as opened:
        yield opened


@pytest.fixture
def visit(tmp_path: Path, state: State) -> Iterator[Visit]:
    """Put an answer into the archive, as if fetched so many days after the start."""
    with visiting(tmp_path, state) as put:
        yield put


@contextmanager
def site_state(data: Path) -> Iterator[State]:
    """What ``state`` gives, for another folder."""
    with closing(State(data / "state" / "state.db")) as opened:
        with opened.transaction() as db:
            db.execute("INSERT INTO sites (name) VALUES ('s')")
            db.execute("INSERT INTO runs (id, started) VALUES ('r', 1)")
        yield opened


@contextmanager
def visiting(data: Path, state: State, run: str = "r") -> Iterator[Visit]:
    """What ``visit`` gives, for another folder and run."""
    with closing(Archive(data / "s" / "archive", f"s-{run}")) as archive:

        def put(path: str, body: bytes, day: float = 0, content_type: str = "text/html; charset=utf-8") -> None:
            url, when = f"http://a.example{path}", START + timedelta(days=day)
            headers = (("Content-Type", content_type),)
            file, offset = archive.write(Response(url, 200, headers, body, when, payload_digest(body)))
            with state.transaction() as db:
                add_links(db, "s", 0, [Link(url, "article", "a.example")], 0.0)
                got = Fetched("s", 1, url, "article", "page", when, final=url, status=200)
                name = file.relative_to(data).as_posix()
                settle(db, run, Archived(got, "page", payload_digest(body), name, offset))

        yield put
