"""Cleaning what waits, without a crawl: pages are put into the archive by hand."""

from __future__ import annotations

import multiprocessing
import resource
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from outputs import jsonl
from outputs.cleaning import pool, process, workers
from outputs.cleaning.batch import Batch, Limits
from outputs.cleaning.boilerplate import FEWEST, Hosts
from outputs.cleaning.orders import ToTheEnd
from outputs.cleaning.process import Cleaning
from outputs.cleaning.reclean import enqueue
from outputs.cleaning.recurrence import Look
from outputs.cleaning.workers import Cleaned, Task, Workers
from outputs.lock import Lock
from outputs.state.database import State
from outputs.state.pages import WaitingPage, given_up, try_again, waiting
from outputs.state.revisit import DAY
from outputs.state.runs import begin, counts
from tests.conftest import HUNG, ROOT
from tests.crawl.conftest import Visit
from tests.mirror import Synthetic


def clean(state: State, data: Path, run: str = "r") -> None:
    """Clean all that waits, as a run of that name."""
    Cleaning(Batch(state, data, run, Limits()), data, 1).run(ToTheEnd())


def rejected(data: Path) -> list[str]:
    return [str(line["url"]) for line in jsonl.read(data / "s" / "rejected.jsonl")]


def soft_404(n: int) -> bytes:
    return f"<html><title>404</title><p>很抱歉，您访问的页面不存在 {n}</p></html>".encode()


def test_a_page_that_is_rejected_at_each_visit_is_named_once_and_visited_ever_less(
    tmp_path: Path, state: State, visit: Visit
) -> None:
    days = []
    for n in range(3):
        visit("/1", soft_404(n), day=n)
        clean(state, tmp_path)
        row = state.one("SELECT interval, due - last_seen AS wait FROM urls")
        assert row and row["wait"] == row["interval"]
        days.append(row["interval"] / DAY)
    assert days == [2, 4, 8]
    assert rejected(tmp_path) == ["http://a.example/1"]
    for _ in range(2):  # cleaned again, and not visited again
        assert enqueue(state, "r", everything=True) == 1
        clean(state, tmp_path)
    assert rejected(tmp_path) == ["http://a.example/1"]
    assert counts(state, "r")["rejected"] == 5
    row = state.one("SELECT interval FROM urls")
    assert row and row["interval"] == 8 * DAY


def test_a_page_that_is_rejected_for_another_reason_is_named_again(tmp_path: Path, state: State, visit: Visit) -> None:
    for n, body in enumerate((soft_404(0), b"%PDF-1.4 x", soft_404(1), soft_404(2))):
        visit("/1", body, day=n)
        clean(state, tmp_path)
    assert rejected(tmp_path) == ["http://a.example/1"] * 3


def test_cleaning_again_is_no_visit(tmp_path: Path, state: State, visit: Visit) -> None:
    content = Synthetic(2)
    for path in content.paths:
        visit(path, content.resource(path).body)  # type: ignore[union-attr]
    clean(state, tmp_path)
    with state.transaction() as db:  # as if another cleaner had read another text out of one
        db.execute("UPDATE articles SET text_hash = 'x' WHERE url = (SELECT MIN(url) FROM articles)")
        db.execute("UPDATE urls SET interval = 4 * ?", (DAY,))
    enqueue(state, "again", everything=True)
    clean(state, tmp_path, "again")
    again = counts(state, "again")
    assert (again["changed"], again["unchanged"]) == (1, 1)
    assert [row["interval"] / DAY for row in state.rows("SELECT interval FROM urls")] == [4, 4]


def synthetic(number: int, visit: Visit) -> None:
    """So many articles in the archive."""
    content = Synthetic(number, paragraphs=2)
    for path in content.paths:
        visit(path, content.resource(path).body)  # type: ignore[union-attr]


def test_a_page_that_breaks_a_parser_does_not_end_learning_and_cleaning(
    tmp_path: Path, state: State, visit: Visit
) -> None:
    synthetic(FEWEST, visit)
    # Latin-1 under the name of a codec of Python's that always raises.
    visit("/raises", "<h1>déjà vu</h1><p>à la mer</p>".encode("latin-1"), content_type="text/html; charset=undefined")
    clean(state, tmp_path)
    assert waiting(state) == 0 and counts(state, "r")["new"] >= FEWEST
    row = state.one("SELECT learned_from FROM hosts")
    assert row and row["learned_from"] == FEWEST + 1


def test_what_cannot_be_looked_at_is_named_and_the_other_pages_teach(
    state: State, visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    synthetic(FEWEST, visit)
    hosts = Hosts(state, "r")
    assert not hosts.known(1, finishing=True), "cleaned before anything was learned"
    broken, *others = hosts.wanted
    hosts.seen(broken, Cleaned(error="cleaning took more than 120 s"))
    for n, task in enumerate(others):
        assert not hosts.known(1, finishing=True)
        hosts.seen(task, Cleaned(look=Look(("foot", f"text {n}"))))
    assert hosts.known(1, finishing=True) and hosts.learned(1) == "foot"
    assert f"not learned from {broken.page.url}: cleaning took more than 120 s" in caplog.text


OUT_OF_MEMORY = "the cleaning process ran out of memory"


@pytest.fixture
def no_memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A machine on which no page can be cleaned, until the patch is undone."""
    done = Workers.done

    def failed(self: Workers, timeout: float) -> list[tuple[Task, Cleaned]]:
        return [(task, Cleaned(error=OUT_OF_MEMORY)) for task, _ in done(self, timeout)]

    with monkeypatch.context() as patch:
        patch.setattr(Workers, "done", failed)
        yield patch


def night(state: State, data: Path, run: str) -> tuple[int, int, int]:
    """A run that fetches nothing; how many pages it tried again, how many it could not clean, how many are new."""
    begin(state, run, 1.0, "crawl")
    tried = try_again(state, run, "s")
    clean(state, data, run)
    counted = counts(state, run)
    return tried, counted.get("uncleaned", 0), counted.get("new", 0)


def test_what_could_not_be_cleaned_is_tried_again_in_three_runs_and_then_named_for_good(
    tmp_path: Path, state: State, visit: Visit, no_memory: pytest.MonkeyPatch
) -> None:
    synthetic(2, visit)
    visit("/404", soft_404(1))
    assert [night(state, tmp_path, run) for run in ("s1", "s2", "s3", "s4")] == [
        (0, 3, 0),
        (3, 3, 0),
        (3, 3, 0),
        (0, 0, 0),
    ]
    said = [str(line["reason"]) for line in jsonl.read(tmp_path / "s" / "rejected.jsonl")]
    assert len(said) == 9 and all(reason.startswith(OUT_OF_MEMORY) for reason in said)
    assert ["given up" in reason for reason in said] == [False] * 6 + [True] * 3
    assert given_up(state, "s") == 3
    no_memory.undo()
    assert enqueue(state, "again") == 3
    clean(state, tmp_path, "again")
    assert counts(state, "again")["new"] == 2 and given_up(state, "s") == 0


def test_the_next_run_cleans_what_one_without_memory_could_not(
    tmp_path: Path, state: State, visit: Visit, no_memory: pytest.MonkeyPatch
) -> None:
    synthetic(2, visit)
    visit("/404", soft_404(1))
    interval = state.one("SELECT MAX(interval) AS longest FROM urls")
    assert night(state, tmp_path, "s1") == (0, 3, 0)
    assert state.one("SELECT MAX(interval) AS longest FROM urls") == interval, "the failure is ours, not the page's"
    no_memory.undo()
    assert night(state, tmp_path, "s2") == (3, 0, 2)
    assert night(state, tmp_path, "s3") == (0, 0, 0), "a page that is no article is not tried again"


def test_what_was_fetched_anew_is_not_tried_again(
    tmp_path: Path, state: State, visit: Visit, no_memory: pytest.MonkeyPatch
) -> None:
    visit("/1", soft_404(1))
    night(state, tmp_path, "s1")
    no_memory.undo()
    visit("/1", soft_404(2), day=1)
    assert night(state, tmp_path, "s2")[0] == 0


def test_a_worker_that_ran_out_of_memory_takes_no_other_page(
    tmp_path: Path, state: State, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(data: Path, task: Task) -> Cleaned:
        raise MemoryError

    class Ended(BaseException):
        """What takes the place of the end of the process."""

    def end(code: int) -> None:
        raise Ended(code)

    monkeypatch.setattr(workers, "clean_task", full)
    monkeypatch.setattr(pool.os, "_exit", end)
    monkeypatch.setattr(pool.os, "nice", lambda _: 0)
    monkeypatch.setattr(pool.signal, "signal", lambda *_: None)
    monkeypatch.setattr(pool.signal, "alarm", lambda _: 0)
    ours, theirs = multiprocessing.Pipe()
    for number in (1, 2):
        ours.send([Task(WaitingPage(number, number, "http://a.example/1", "s", 1, "a", 0), "r")])
    with pytest.raises(Ended):
        pool.serve(partial(workers.done, tmp_path), pool.Crew(1, 1), theirs)
    assert theirs.poll() and not ours.poll(), "the second page is left to a fresh process"


@pytest.mark.parametrize("size", [0, 40, 4096])
def test_a_cleaning_process_that_can_write_nothing_says_so_in_one_line(tmp_path: Path, size: int) -> None:
    """At 0 bytes not even the lock's note of its holder can be written; at 40 it is cut short."""
    (tmp_path / "state").mkdir()
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))  # noqa: E731
    line = [sys.executable, "-m", "outputs.cleaning.process", str(tmp_path), "r"]
    done = subprocess.run(line, cwd=ROOT, input=b"", capture_output=True, preexec_fn=limit, timeout=HUNG)
    said = done.stderr.decode()
    assert done.returncode == 1 and not done.stdout
    assert said.startswith("cleaning stopped: ") and said.count("\n") == 1, said


def test_a_cleaning_process_beside_another_says_who_holds_the_lock(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["process", str(tmp_path), "r"])
    monkeypatch.setattr(process.signal, "signal", lambda number, action: None)
    monkeypatch.setattr(process.os, "nice", lambda more: 0)
    monkeypatch.setattr(process, "cleaning_lock", lambda data: Lock(data / "lock"))
    monkeypatch.setattr("outputs.lock.time.monotonic", iter(range(0, 1000, 61)).__next__)
    with Lock(tmp_path / "lock").wait(0):
        assert process.main() == 1
    assert capsys.readouterr().err.startswith(f"cleaning stopped: {tmp_path / 'lock'} is held by process ")
