"""A small data folder, made by real cleaning once and copied for each test that harms it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from outputs.archive.digest import payload_digest
from outputs.archive.writer import Archive, Response
from outputs.cleaning.batch import Batch, Limits
from outputs.cleaning.orders import ToTheEnd
from outputs.cleaning.process import Cleaning
from outputs.cleaning.workers import Cleaned, Task, clean_task, look_task
from outputs.run import finish
from outputs.state import runs
from outputs.state.answers import settle
from outputs.state.database import State
from outputs.state.fetched import Archived, Fetched, Link
from outputs.state.files import ArchiveFile, note_archive
from outputs.state.revisit import Bounds
from outputs.state.runs import StoredSite
from outputs.state.urls import add_links
from outputs.takedown.forget import forget
from tests.mirror import Synthetic

#: Two runs that crawl, and one that takes something down.
FIRST, SECOND, THIRD = "20260101T000000000Z", "20260201T000000000Z", "20260301T000000000Z"
START = datetime(2026, 1, 1, tzinfo=UTC)
HOST = "http://a.example"
CONTENT = Synthetic(6, paragraphs=3)
#: What was changed and so has two versions, what went away, what was taken down, what was redirected.
CHANGED, GONE, TAKEN, REDIRECTED = (HOST + path for path in CONTENT.paths[:4])


class Here:
    """Workers that work in this process: dictionaries are read once for all tests."""

    def __init__(self, data: Path, number: int) -> None:
        self.data, self.tasks = data, list[Task]()

    @property
    def room(self) -> int:
        return 8 - len(self.tasks)

    @property
    def in_hand(self) -> int:
        return len(self.tasks)

    def keys(self) -> set[int]:
        return {task.page.key for task in self.tasks if not task.look}

    def submit(self, task: Task) -> None:
        self.tasks.append(task)

    def done(self, timeout: float) -> list[tuple[Task, Cleaned]]:
        done = [(task, (look_task if task.look else clean_task)(self.data, task)) for task in self.tasks]
        self.tasks = []
        return done

    def close(self) -> None:
        pass


def clean(state: State, data: Path, run: str) -> None:
    """Clean all that waits, as a run of that name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("outputs.cleaning.process.Workers", Here)
        Cleaning(Batch(state, data, run, Limits()), data, 1).run(ToTheEnd())


def article(n: int) -> bytes:
    found = CONTENT.resource(CONTENT.paths[n])
    assert found is not None
    return found.body


class Crawl:
    """A crawl without a network: answers are handed to it."""

    def __init__(self, data: Path, run: str) -> None:
        self.data, self.run_id = data, run
        self.state = State(data / "state" / "state.db")
        runs.begin(self.state, run, START.timestamp(), "crawl")
        site = StoredSite(
            "s", {"domains": "a.example"}, '{"body": "", "title": "", "drop": [".x"]}', Bounds(60.0, 600.0)
        )
        runs.add_site(self.state, run, site, ["s"])
        self.archive = Archive(data / "s" / "archive", f"s-{run}")

    def answer(self, url: str, body: bytes, day: float = 0, status: int = 200, final: str = "") -> None:
        when, digest = START + timedelta(days=day), payload_digest(body)
        response = Response(final or url, status, (("Content-Type", "text/html; charset=utf-8"),), body, when, digest)
        file, offset = self.archive.write(response)
        outcome = "page" if status == 200 else "gone"
        with self.state.transaction() as db:
            add_links(db, "s", 0, [Link(url, "article", "a.example")], 0.0)
            got = Fetched("s", 1, url, "article", outcome, when, final=final or url, status=status, opt_out=("noai",))  # type: ignore[arg-type]
            name = file.relative_to(self.data).as_posix()
            settle(db, self.run_id, Archived(got, outcome, digest if status == 200 else "", name, offset))  # type: ignore[arg-type]
            note_archive(db, ArchiveFile(name, "s", self.run_id, self.archive.size))

    def end(self) -> None:
        self.archive.close()
        clean(self.state, self.data, self.run_id)
        finish(self.state, self.data, self.run_id, 0)
        self.state.close()


def soft_404(n: int) -> bytes:
    return f"<html><title>404</title><p>很抱歉，您访问的页面不存在 {n}</p></html>".encode()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder, for tests that only read it."""
    data = tmp_path_factory.mktemp("doctor")
    crawl = Crawl(data, FIRST)
    for n, path in enumerate(CONTENT.paths):
        crawl.answer(HOST + path, article(n), final=HOST + "/moved" if HOST + path == REDIRECTED else "")
    crawl.answer(HOST + "/none", soft_404(0))
    crawl.end()
    crawl = Crawl(data, SECOND)
    crawl.answer(CHANGED, article(0).replace("记录".encode(), "另一份记录".encode()), day=31)
    for day in (32, 33, 34):
        crawl.answer(GONE, b"", day=day, status=404)
    crawl.end()
    state = State(data / "state" / "state.db")
    runs.begin(state, THIRD, START.timestamp(), "crawl")
    runs.set_sites(state, THIRD, ["s"])
    assert forget(state, data, THIRD, TAKEN).records == 1
    finish(state, data, THIRD, 0)
    state.close()
    return data


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to be harmed."""
    return Path(shutil.copytree(made, tmp_path / "data"))
