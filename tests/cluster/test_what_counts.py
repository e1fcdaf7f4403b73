"""Which pages a job gives: those that ``reclean`` would, and nothing of what was taken down, whatever it is given."""

from __future__ import annotations

import random
import re
import shutil
from collections import Counter
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any

import pytest

from outputs import jsonl
from outputs.archive.digest import payload_digest
from outputs.archive.writer import Archive, Response
from outputs.cluster import __main__ as command
from outputs.cluster.archives import Found
from outputs.cluster.archives import pages as found_in
from outputs.cluster.executors import EXECUTORS
from outputs.cluster.job import Job, planned
from outputs.cluster.rank import clean_share
from outputs.cluster.rules_file import Known, read, write
from outputs.corpus.copies import copies
from outputs.state import pages
from outputs.state.database import State
from outputs.state.runs import begin
from outputs.takedown.forget import forget
from outputs.takedown.takedown_list import add
from spiders.cleaning.archived import sources
from spiders.one_page import Unreadable
from tests.cluster.conftest import ARTICLES, clean
from tests.cluster.test_rank import by_url, foreign, job_of, lines, recleaned
from tests.crawl.conftest import START, visiting
from tests.mirror import Synthetic

__all__ = ["foreign"]


def done(job: Job, order: list[int] | None = None) -> Counter[str]:
    """A job done, its shares in an order; what came of it."""
    return sum((Counter(clean_share(job, rank).counted) for rank in order or range(job.ranks)), Counter[str]())


def records(job: Job) -> dict[str, dict[str, Any]]:
    """The records of a job, of which none may come twice."""
    found = lines(Path(job.out), "records")
    assert len(found) == len(by_url(found)), "a page came twice"
    return by_url(found)


def fetched_again(state: State, data: Path, run: str, share: float = 1.0) -> None:
    """A crawl in which each article says something new, or some share of them does."""
    begin(state, run, 2.5, "crawl")
    content, chosen = Synthetic(ARTICLES, paragraphs=2), random.Random(run)
    with visiting(data, state, run) as visit:
        for path in content.paths:
            if chosen.random() < share:
                body = content.resource(path).body  # type: ignore[union-attr]
                visit(path, body.replace("。".encode(), f"（{run}）。".encode()), day=2)


@pytest.mark.slow
def test_an_archive_of_which_no_page_counts_any_more_gives_none(state: State, crawled: Path) -> None:
    fetched_again(state, crawled, "r8")
    clean(state, crawled, "r8")
    job = job_of(crawled, state)
    assert job.ranks == 3
    done(job)
    assert records(job) == recleaned(state, crawled)


@pytest.mark.slow
def test_what_waits_is_cleaned_as_reclean_does(state: State, crawled: Path) -> None:
    fetched_again(state, crawled, "r8", 0.5)
    job = job_of(crawled, state)
    done(job)
    assert records(job) == recleaned(state, crawled)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_any_crawls_in_any_shares_in_any_order_under_any_folders_give_the_same(
    state: State, crawled: Path, tmp_path: Path, seed: int
) -> None:
    chosen = random.Random(seed)
    for n in range(chosen.randrange(3)):
        fetched_again(state, crawled, f"s{seed}{n}", chosen.random())
        if chosen.random() < 0.7:
            clean(state, crawled, f"s{seed}{n}")
    write(crawled / "rules.json", state)
    archives = sorted(crawled.glob("*/archive/*"))
    held = []
    for n, path in enumerate(archives):
        (folder := tmp_path / f"卷 {n} '\"").mkdir()
        moved = Path(shutil.copy2(path, folder))
        if chosen.random() < 0.5:  # kept under another name, and linked to by its own
            moved = moved.rename(folder / f"blob{n}")
            (folder / path.name).symlink_to(moved)
        held.append(folder / path.name)
    jobs = []
    for number in range(2):
        chosen.shuffle(held)
        tasks = chosen.randrange(1, len(held) + 1)
        job = planned(held, tmp_path / f"out {number}", "20260101T000000000Z", tasks, crawled / "rules.json")
        order = list(range(job.ranks))
        chosen.shuffle(order)
        done(job, order)
        jobs.append(records(job))
    assert jobs[0] == jobs[1] == recleaned(state, crawled)


@pytest.mark.slow
def test_an_archive_that_is_linked_to_is_known_by_the_name_of_the_link(state: State, crawled: Path) -> None:
    (store := crawled.parent / "store").mkdir()
    for n, path in enumerate(sorted(crawled.glob("*/archive/*"))):
        path.rename(store / f"blob{n}")
        path.symlink_to(store / f"blob{n}")
    job = job_of(crawled, state)
    assert {path.rpartition("/")[2] for path in job.inputs} == {"s-r-00001.warc.gz", "s-r2-00001.warc.gz"}
    assert done(job).keys() == {"records", "rejected", "quarantined"}


def test_the_order_of_the_archives_makes_no_other_job(state: State, crawled: Path) -> None:
    paths = sorted(crawled.glob("*/archive/*"))
    assert planned(paths, crawled / "out", "run") == planned(paths[::-1], crawled / "out", "run")


@pytest.mark.slow
@pytest.mark.parametrize("listed", [True, False])
def test_what_was_taken_down_is_given_from_no_archive(state: State, crawled: Path, foreign: Path, listed: bool) -> None:
    """Of copies from before it, and of archives that are not the crawl's. listed: on the list alone, as of a state that
    was lost."""
    add(crawled, "b.example", 1.0)
    url = next(iter(recleaned(state, crawled)))
    if listed:
        add(crawled, url, 1.0)
    else:
        begin(state, "r4", 4.0, "takedown")
        forget(state, crawled, "r4", url)
    write(crawled / "rules.json", state)
    known = read(crawled / "rules.json")
    assert known.taken_down == {"b.example", url}
    job = planned(sorted(foreign.glob("*/archive/*")), crawled.parent / "out", "run", 0, crawled / "rules.json")
    counted = done(job)
    assert counted["taken down"] >= 4 and url not in records(job)
    assert not [line for line in lines(Path(job.out), "rejected") if "b.example" in line["url"]]


def told_of(data: Path, capsys: pytest.CaptureFixture[str], archives: list[Path]) -> tuple[int, str]:
    given = [*map(str, archives), "--executor", "local", "--rules", str(data / "rules.json")]
    code = command.main([*given, "--out", str(data.parent / "out")])
    return code, capsys.readouterr().err


def test_an_archive_from_before_a_takedown_is_refused_by_name(
    state: State, crawled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The archive has another name since: the old one would be taken for one of which every page counts."""
    monkeypatch.setitem(EXECUTORS, "local", lambda job, how: pytest.fail("it was begun"))
    (old := tmp_path / "old").mkdir()
    held = [Path(shutil.copy2(path, old)) for path in sorted(crawled.glob("*/archive/*"))]
    with state.transaction() as db:
        for name in pages.archives(state):
            size = (crawled / name).stat().st_size
            db.execute("INSERT INTO archives (name, site, run, bytes) VALUES (?, 's', 'r', ?)", (name, size))
    begin(state, "r4", 4.0, "takedown")
    url = state.rows("SELECT url FROM urls WHERE key IN (SELECT url FROM articles)")[0][0]
    forget(state, crawled, "r4", url)
    write(crawled / "rules.json", state)
    gone = [path for path in held if path.name not in {each.name for each in crawled.glob("*/archive/*")}]
    assert gone, "no archive was written anew"
    code, told = told_of(crawled, capsys, held)
    assert code == 1 and f"does not list {gone[0]}" in told and told.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_common_crawls_archives_are_no_strangers(
    state: State, crawled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(EXECUTORS, "local", lambda job, how: None)
    write(crawled / "rules.json", state)
    for name, held in (("empty", b""), ("text", b"no WARC"), ("CC-MAIN", b"WARC/1.0\r\n\r\n")):
        (tmp_path / f"{name}.warc").write_bytes(held)
    assert told_of(crawled, capsys, sorted(tmp_path.glob("*.warc")))[0] == 2, "begun, and nothing done"


@pytest.mark.parametrize("held", [b"", b"no WARC at all"])
def test_a_file_without_any_page_is_named(tmp_path: Path, held: bytes) -> None:
    (path := tmp_path / "a.warc.gz").write_bytes(held)
    job = planned([path], tmp_path / "out", "run")
    done(job)
    reasons = [line["reason"] for line in lines(tmp_path / "out", "rejected")]
    assert reasons and all("holds no response" in why or "cannot be read" in why for why in reasons)


@pytest.mark.slow
def test_an_address_that_is_none_costs_no_other_page(tmp_path: Path) -> None:
    text = "图书角是山区小学最容易办成、也最容易荒废的阅读设施，本文记录了六所小学的借阅登记。" * 12
    body = f"<html><title>题目</title><h1>题目</h1><p>{text}</p></html>".encode()
    archive = Archive(tmp_path / "archives", "CC-MAIN")
    urls = ["http://[bad/1", "http://a.example:99999999/", "dns:a.example", "", "http://b.example/1"]
    for url in urls:
        archive.write(Response(url, 200, (("Content-Type", "text/html"),), body, START, payload_digest(body)))
    archive.close()
    job = planned(list((tmp_path / "archives").iterdir()), tmp_path / "out", "run")
    counted = done(job)
    assert "http://b.example/1" in records(job) and counted.total() == len(urls) + 1


def test_the_rules_are_of_one_moment(state: State, crawled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While they are written a crawl fetches pages once more, finds hosts, and cleans: no page may be listed twice."""
    counting, fetched = pages.counting, []

    def meanwhile(of: State, archive: str) -> list[pages.WaitingPage]:
        if not fetched:
            with closing(State(state.path)) as other:
                fetched_again(other, crawled, "r8")
                with other.transaction() as db:
                    db.execute("INSERT INTO hosts (site, name) VALUES ('s', 'new.example')")
                    db.execute("UPDATE urls SET host = (SELECT MAX(id) FROM hosts)")
                    db.execute("UPDATE pages SET status = 1")
            fetched.append(archive)
        return counting(of, archive)

    monkeypatch.setattr(pages, "counting", meanwhile)
    write(crawled / "rules.json", state)
    known = read(crawled / "rules.json", {"s-r-00001.warc.gz", "s-r2-00001.warc.gz", "s-r8-00001.warc.gz"})
    listed = [each.page.url for held in known.archives.values() for each in held]
    assert len(listed) == len(set(listed)) == ARTICLES + 1 and "s-r8-00001.warc.gz" not in known.names


@pytest.mark.slow
def test_a_page_that_is_gone_is_given_neither_here_nor_by_reclean(state: State, crawled: Path) -> None:
    """Cleaned again it would be younger than its tombstone, and stand in the corpus once more."""
    with state.transaction() as db:
        url, key = db.execute("SELECT url, key FROM urls WHERE key IN (SELECT url FROM articles)").fetchone()
        gone = "INSERT INTO pages (url, site, run, fetched, reason) VALUES (?, 's', 'r2', 2e9, 'answered 404')"
        db.execute(gone, (key,))
    clean(state, crawled, "r2")
    job = job_of(crawled, state)
    done(job)
    expected = recleaned(state, crawled)
    assert records(job) == expected and url not in expected
    assert url not in {copy.record["url"] for copy in copies(crawled)}


def test_an_old_page_that_was_cleaned_last_is_not_the_newest(tmp_path: Path) -> None:
    """As of an archive from years ago on a cluster, beside the records and tombstones of a crawl."""
    lines_of: dict[str, list[dict[str, Any]]] = {
        "records-1.jsonl": [{"id": "a", "url": "http://a.example/", "run": "2", "fetched": "2026-01-01T00:00:00Z"}],
        "records-2.jsonl": [
            {"id": "old", "url": "http://a.example/", "run": "3", "fetched": "2019-01-01T00:00:00Z"},
            {"id": "gone", "url": "http://b.example/", "run": "3", "fetched": "2019-01-01T00:00:00Z"},
            {"id": "back", "url": "http://c.example/", "run": "1", "fetched": "2026-03-01T00:00:00Z"},
        ],
        "tombstones-1.jsonl": [
            {"id": "gone", "url": f"http://{host}.example/", "run": "2", "gone": "2026-02-01T00:00:00Z"}
            for host in ("b", "c")
        ],
    }
    (tmp_path / "s").mkdir()
    for name, held in lines_of.items():
        (tmp_path / "s" / name).write_bytes(b"".join(map(jsonl.line, held)))
    assert {copy.record["id"] for copy in copies(tmp_path)} == {"a", "back"}


@pytest.mark.parametrize(
    ("sent_as", "is_page"),
    [
        ("image/png", False), ("application/pdf", False), ("application/octet-stream", True), ("", True),
        ("text/plain; charset=gbk", True), ("html", True), ("text/htm", True),
    ],
)  # fmt: skip
def test_what_is_a_page_is_what_clean_takes_for_one(tmp_path: Path, sent_as: str, is_page: bool) -> None:
    """A page that was sent as something else begins as a page does; a picture does not."""
    body = b"<!DOCTYPE html><html><p>page</p></html>" if is_page else b"\x89PNG"
    archive = Archive(tmp_path, "CC-MAIN")
    headers = (("Content-Type", sent_as),)
    archive.write(Response("http://a.example/", 200, headers, body, START, payload_digest(body)))
    archive.close()
    (path,) = tmp_path.iterdir()
    given = [each for each in found_in(path, Known(), re.compile(""), "run") if isinstance(each, Found)]
    taken = [source.read for source in sources(str(path), re.compile(""), Counter()) if source.read]
    assert bool(given) == is_page and len(taken) == 1
    with nullcontext() if is_page else pytest.raises(Unreadable, match=f"it was sent as {sent_as}"):
        taken[0]()
