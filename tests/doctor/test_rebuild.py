"""The state made anew: it knows what the old one did of articles, versions, tombstones and takedowns."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from outputs.cleaning.reclean import enqueue
from outputs.doctor.examine import examine
from outputs.doctor.rebuild import rebuild
from outputs.run import Options, Run
from outputs.state import runs
from outputs.state.database import State, StateError
from outputs.state.runs import counts
from outputs.takedown import takedown_list
from outputs.takedown.forget import forget
from tests.crawl.runner import articles, check_files, records, run, scrapy, versions
from tests.doctor.conftest import CHANGED, GONE, HOST, REDIRECTED, SECOND, TAKEN, Crawl, article, clean
from tests.mirror import STYLES, Mirror, load_all, serve

SLOW = pytest.mark.slow
FOURTH = "20260401T000000000Z"

#: What both states must say alike. Numbers of rows may differ.
COMPARED = (
    "SELECT u.url, a.version, a.text_hash, a.record, a.verdict, a.title, a.sketch FROM articles a JOIN urls u"
    " ON u.key = a.url ORDER BY 1",
    "SELECT u.url, p.archive, p.offset, p.version, p.cleaner, p.rules, p.opt_out, p.final, p.run, s.name FROM pages p"
    " JOIN urls u ON u.key = p.url JOIN shards s ON s.id = p.shard WHERE p.status = 1 ORDER BY 1, 4, 2",
    "SELECT u.url, u.kind, u.digest, u.last_seen, u.state = 3 FROM urls u JOIN articles a ON a.url = u.key ORDER BY 1",
    "SELECT name, site, run, sha256, records, bytes, state FROM shards ORDER BY 1",
    "SELECT name, site, run, bytes FROM archives ORDER BY 1",
    "SELECT id, exit, sites FROM runs ORDER BY 1",
    "SELECT * FROM counts ORDER BY 1, 2, 3",
    "SELECT * FROM sites",
    "SELECT what FROM forgotten",
)


def told(data: Path) -> list[list[tuple[object, ...]]]:
    with sqlite3.connect(f"file:{data}/state/state.db?mode=ro", uri=True) as db:
        return [db.execute(sql).fetchall() for sql in COMPARED]


def test_it_says_what_the_old_one_said(data: Path) -> None:
    before = told(data)
    (data / "state" / "state.db").unlink()
    made = rebuild(data)
    assert made.problems == ()
    assert (made.sites, made.articles, made.records, made.takedowns) == (1, 5, 6, 1)
    for sql, old, new in zip(COMPARED, before, told(data), strict=True):
        assert new == old, sql
    assert examine(data, deep=True).findings == ()
    rebuild(data)  # and again beside one that is sound
    assert told(data) == [*before]
    assert {path.name.partition("-")[0] for path in data.glob("state/state.db.*")} == {"state.db.old"}


def test_versions_go_on_and_what_is_the_same_gives_no_record(data: Path) -> None:
    rebuild(data)
    crawl = Crawl(data, FOURTH)
    crawl.answer(CHANGED, article(0), day=90)  # as it was at first
    crawl.answer(REDIRECTED, article(3) + b"<!-- seen 2 times -->", day=90, final=HOST + "/moved")
    crawl.end()
    lines = [record for record in records(data) if record["run"] == FOURTH]
    assert [(line["url"], line["version"]) for line in lines] == [(CHANGED, 3)]
    assert examine(data, deep=True).findings == ()


def test_cleaning_again_gives_nothing_and_keeps_to_what_gave_records(data: Path) -> None:
    rebuild(data)
    state = State(data / "state" / "state.db")
    runs.begin(state, FOURTH, time.time(), "crawl")
    assert enqueue(state, FOURTH, everything=True) == 4, "all but the one that is gone"
    clean(state, data, FOURTH)
    assert counts(state, FOURTH) == {"unchanged": 4}
    state.close()


def test_a_redirected_page_can_still_be_taken_down(data: Path) -> None:
    crawl = Crawl(data, FOURTH)
    crawl.answer(REDIRECTED, article(3) + b"<!-- seen 2 times -->", day=90, final=HOST + "/moved")
    crawl.end()
    rebuild(data)
    state = State(data / "state" / "state.db")
    runs.begin(state, "20260501T000000000Z", time.time(), "crawl")
    forget(state, data, "20260501T000000000Z", REDIRECTED)
    state.close()
    takedown_list.add(data, HOST + "/moved", 0.0)  # so that the doctor looks for the address that answered, too
    assert "takedowns_hold" not in {check for check, _ in examine(data, deep=True).findings}


def lose_the_list(data: Path) -> None:
    (data / "takedowns.jsonl").unlink()


def lose_both(data: Path) -> None:
    lose_the_list(data)
    (data / "state" / "state.db").unlink()


@pytest.mark.parametrize("harm", [lose_the_list, lose_both])
def test_a_takedown_holds_whatever_is_lost(data: Path, harm: Callable[[Path], None]) -> None:
    harm(data)
    rebuild(data)
    assert [taken.what for taken in takedown_list.read(data)] == [TAKEN]
    assert takedown_list.covered(data).cover(TAKEN)


def test_what_was_taken_down_and_still_lies_there_is_not_taken_in(data: Path) -> None:
    takedown_list.add(data, GONE, 0.0)
    rebuild(data)
    with sqlite3.connect(data / "state" / "state.db") as db:
        assert not db.execute("SELECT 1 FROM urls WHERE url = ?", (GONE,)).fetchall()
    assert {check for check, _ in examine(data).findings} == {"takedowns_hold"}


def test_what_cannot_be_read_is_named_and_the_rest_is_taken_in(data: Path) -> None:
    shard = sorted(data.glob("s/records-*"))[0]
    shard.write_bytes(b"\x00" + shard.read_bytes()[1:])
    sorted(data.glob("s/archive/*20260201*"))[0].unlink()
    made = rebuild(data)
    assert (made.articles, made.records) == (5, 5) and len(made.problems) == 2
    assert any(f"{shard}:1" in said for said in made.problems)


def test_a_manifest_of_an_older_version_lacks_the_arguments_and_that_is_said(data: Path) -> None:
    for path in data.glob("runs/*/manifest.json"):
        path.write_text(path.read_text().replace('"by_site"', '"x"'))
    assert rebuild(data).problems == ("s: no manifest has its arguments and rules; `jingkan crawl s` sets them",)


def test_a_file_written_anew_gets_its_name_where_the_old_one_is_gone(data: Path) -> None:
    shard = sorted(data.glob("s/records-*-r1.jsonl"))[0]
    shard.rename(shard.with_name(shard.name + ".tmp"))
    (data / "state" / "state.db").unlink()
    assert rebuild(data).problems == () and shard.exists()


def test_a_run_that_was_killed_is_ended_by_the_next(data: Path) -> None:
    """Its files are all there is of it: it has no manifest yet."""
    manifest = data / "runs" / SECOND / "manifest.json"
    listed = json.loads(manifest.read_text())["files"]
    manifest.unlink()
    (data / "state" / "state.db").unlink()
    assert rebuild(data).problems == ()
    assert {check for check, _ in examine(data).findings} == {"runs_are_over"}
    run = Run(Options(data), "takedown")
    run.close()
    run.finish(0)
    assert json.loads(manifest.read_text())["files"] == listed
    assert json.loads(manifest.read_text())["exit"] == 1
    assert examine(data, deep=True).findings == ()


def test_a_folder_with_nothing_in_it_gets_no_state(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="holds no records"):
        rebuild(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("harm", ["absent", "empty", "knows of no run"])
def test_a_state_that_knows_nothing_is_refused_beside_what_it_should_know(data: Path, harm: str) -> None:
    path = data / "state" / "state.db"
    path.unlink()
    if harm == "empty":
        path.touch()
    if harm == "knows of no run":
        State(path, anew=True).close()
    for start in (lambda: State(path), lambda: Run(Options(data), "takedown")):
        with pytest.raises(StateError, match="jingkan doctor --rebuild"):
            start()
    assert path.exists() is (harm != "absent")


def test_a_rebuild_killed_before_the_names_were_given_is_finished_by_whoever_opens_the_state(data: Path) -> None:
    before, path = told(data), data / "state" / "state.db"
    rebuild(data)
    path.rename(path.with_name("state.db.rebuilt"))
    (data / "state" / "state.db-wal").write_bytes(b"of the old state")
    State(path).close()
    assert told(data) == before
    assert next(data.glob("state/*.old-*-wal")).read_bytes() == b"of the old state"


@SLOW
def test_after_a_rebuild_the_next_run_gives_nothing_and_a_takedown_holds(tmp_path: Path) -> None:
    with serve([Mirror(load_all()[:5], STYLES[0])]) as hosts:
        content = hosts[0].content
        assert run(tmp_path, hosts).code == 0
        content.change(content.ids[0])
        assert run(tmp_path, hosts).manifest["emitted"] == 1
        taken = articles(hosts)[0]  # another than the one that is changed
        assert scrapy(tmp_path, "forget", taken).code == 0
        before = versions(tmp_path)
        (tmp_path / "state" / "state.db").unlink()
        refused = scrapy(tmp_path, "run")
        assert refused.code == 1 and "jingkan doctor --rebuild" in refused.out, refused.out
        assert len(refused.out.splitlines()) == 1 and not (tmp_path / "state" / "state.db").exists()
        rebuilt = scrapy(tmp_path, "doctor", "--rebuild")
        assert rebuilt.code == 0, rebuilt.out
        assert examine(tmp_path, deep=True).findings == ()
        asked = len(hosts[0].log)
        again = scrapy(tmp_path, "run", "--now")  # with the arguments that a manifest kept
        assert again.code == 0 and again.manifest["emitted"] == 0, again.out
        assert again.manifest["unchanged"] == len(articles(hosts)) - 1
        assert taken not in [hosts[0].url + hit.path for hit in hosts[0].log[asked:]]
        assert versions(tmp_path) == before and taken not in dict(before)
        content.change(content.ids[0])
        assert run(tmp_path, hosts).manifest["emitted"] == 1
        assert max(version for _, version in versions(tmp_path)) == 3
        check_files(tmp_path)
        assert examine(tmp_path, deep=True).findings == ()


def rebuilt_by_a_child(data: Path, within: str, killed_at: int = 0) -> int:
    """Rebuild in a process of its own that kills itself (SIGKILL) at the n-th call of whatever function after one is
    called that has this name, 0 for never; how many calls it made from there, 0 where it was killed."""
    reader, writer = os.pipe()
    if child := os.fork():
        os.close(writer)
        os.waitpid(child, 0)
        with os.fdopen(reader) as stream:
            return int(stream.read() or 0)
    calls = 0

    def count(frame: FrameType, *_: object) -> None:
        nonlocal calls
        calls += bool(calls) or frame.f_code.co_name == within
        if calls and calls == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        sys.setprofile(count)
        rebuild(data)
        sys.setprofile(None)
        os.write(writer, str(calls).encode())
    finally:
        os._exit(0)


@SLOW
def test_a_rebuild_killed_at_any_moment_leaves_the_old_state_or_a_whole_new_one(data: Path) -> None:
    before, rng, killed, named = told(data), random.Random(13), 0, set()
    for within, times in (("rebuild", 8), ("put_in_place", 40)):
        calls = rebuilt_by_a_child(data, within)
        assert calls > times
        for moment in sorted(rng.sample(range(1, calls), times)):
            killed += rebuilt_by_a_child(data, within, moment) == 0  # caches make for a few calls more or less
            named.add(((data / "state/state.db").exists(), (data / "state/state.db.rebuilt").exists()))
            State(data / "state" / "state.db").close()  # as the next run would
            assert told(data) == before
            assert examine(data).sound
            for old in data.glob("state/*.old-*"):
                old.unlink()
    assert killed >= 40
    assert named == {(True, False), (True, True), (False, True)}, "not every step was met"
    assert rebuild(data).problems == () and told(data) == before
