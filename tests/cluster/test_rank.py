"""A share of a job: its records are those of ``reclean``, and it is done whole or not at all."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import cleaners
from cleaners import Page
from outputs import jsonl, read
from outputs.archive.digest import payload_digest
from outputs.archive.writer import Archive, Response
from outputs.cleaning.reclean import enqueue
from outputs.cluster import rank as share
from outputs.cluster.archives import Found, Passed, pages
from outputs.cluster.job import Job, planned
from outputs.cluster.rank import clean_share, is_done
from outputs.cluster.rules_file import Known, RulesError, write
from outputs.cluster.rules_file import read as read_rules
from outputs.corpus.build import build
from outputs.corpus.copies import copies
from outputs.lock import Lock, Locked
from outputs.state.database import State
from outputs.state.runs import begin
from tests.cluster.conftest import clean
from tests.commands.warc_files import forms
from tests.commands.warc_files import write as write_warc
from tests.conftest import ROOT
from tests.crawl.conftest import START

#: What differs between a record of ``reclean`` and the same one of the cluster.
OF_THE_RUN = ("run", "version", "archive")


def job_of(data: Path, state: State | None = None, tasks: int = 0, **more: Any) -> Job:
    """A job of all archives below a data folder, with the rules of its state."""
    if state:
        write(data / "rules.json", state)
    rules = data / "rules.json" if state else None
    return planned(sorted(data.glob("*/archive/*")), data.parent / "out", "20261126T000000000Z", tasks, rules, **more)


def plain(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in OF_THE_RUN}


def by_url(records: Any) -> dict[str, dict[str, Any]]:
    return {record["url"]: plain(record) for record in records}


def recleaned(state: State, data: Path) -> dict[str, dict[str, Any]]:
    """The records that ``reclean`` writes where the cleaner before it gave others."""
    with state.transaction() as db:
        db.execute("UPDATE articles SET text_hash = 'x'")
    begin(state, "r3", 3.0, "reclean")
    enqueue(state, "r3", everything=True)
    clean(state, data, "r3")
    return by_url(record for path in data.glob("*/records-r3-*") for record in jsonl.read(path))


def lines(out: Path, what: str) -> list[dict[str, Any]]:
    return [dict(line) for path in sorted(out.glob(f"*/{what}-*.jsonl")) for line in jsonl.read(path)]


def test_the_records_are_those_of_reclean_whatever_the_shares(state: State, crawled: Path) -> None:
    expected = recleaned(state, crawled)
    assert len(expected) > 10 and any(record["opt_out"] for record in expected.values())
    job = job_of(crawled, state)
    assert job.ranks == 2
    counted = sum((Counter(clean_share(job, rank).counted) for rank in range(2)), Counter[str]())
    out = Path(job.out)
    assert by_url(lines(out, "records")) == expected
    assert by_url(read(out / "parquet")) == expected
    assert counted == {"records": len(expected), "rejected": 1, "quarantined": 1}
    gave_none = {line["url"]: line["reason"] for line in lines(out, "rejected")}
    assert gave_none.keys().isdisjoint(expected) and len(gave_none) == 2
    assert sum(reason.startswith("taken over?") for reason in gave_none.values()) == 1


@pytest.mark.slow
def test_without_the_rules_records_differ(state: State, crawled: Path) -> None:
    """Else the test above would prove nothing."""
    expected = recleaned(state, crawled)
    job = job_of(crawled, tasks=1)
    clean_share(job, 0)
    assert by_url(lines(Path(job.out), "records")) != expected


@pytest.mark.slow
def test_the_corpus_takes_what_several_machines_wrote(state: State, crawled: Path) -> None:
    job = job_of(crawled, state)
    for rank in range(job.ranks):
        clean_share(job, rank)
    out = Path(job.out)
    assert by_url(copy.record for copy in copies(out)) == by_url(lines(out, "records"))
    assert build(out).tally.copies == len(lines(out, "records"))


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A data folder with an archive that no state knows of."""
    (folder := tmp_path / "data" / "s" / "archive").mkdir(parents=True, exist_ok=True)
    archive = Archive(folder, "CC-MAIN")
    text = "图书角是山区小学最容易办成、也最容易荒废的阅读设施，本文记录了六所小学的借阅登记。" * 12

    def put(url: str, body: bytes, status: int = 200, kind: str = "text/html; charset=utf-8") -> None:
        archive.write(Response(url, status, (("Content-Type", kind),), body, START, payload_digest(body)))

    for n in range(3):
        html = f"<html><head><title>题目{n}</title></head><body><h1>题目{n}</h1><p>{text}{n}</p></body></html>"
        put(f"http://b.example/{n}", html.encode())
    put("http://b.example/404", b"<html><p>none</p></html>", status=404)
    put("http://b.example/a.png", b"\x89PNG\r\n\x1a\n", kind="image/png")
    put("http://c.example/", b"<html></html>")
    archive.close()
    return tmp_path / "data"


def test_an_archive_that_no_rules_list_gives_its_pages(foreign: Path) -> None:
    job = job_of(foreign)
    counted = clean_share(job, 0).counted
    records = lines(Path(job.out), "records")
    assert [record["url"] for record in records] == [f"http://b.example/{n}" for n in range(3)]
    assert {record["site"] for record in records} == {"pages"} and {record["archive"] for record in records} == {
        "CC-MAIN-00001.warc.gz"
    }
    assert [line["reason"] for line in lines(Path(job.out), "rejected")[:2]] == [
        "is no page: the server answered 404",
        "is no page: it was sent as image/png",
    ]
    assert counted == {"WARC warcinfo": 1, "records": 3, "no page": 2, "rejected": 1}


@pytest.mark.parametrize("version", ["WARC/1.0", "WARC/1.1"])
def test_common_crawls_files_give_what_cleaning_each_page_gives(tmp_path: Path, version: str) -> None:
    """In every form its files hold a page in, each answer followed by a request."""
    body = gzip.decompress((ROOT / "tests" / "golden" / "hanspub" / "article" / "page.html.gz").read_bytes())
    answers = list(forms(body).values())
    write_warc(path := tmp_path / "CC-MAIN-20260101000000-20260101030000-00000.warc.gz", answers, version=version)
    job = planned([path], tmp_path / "out", "20260102T000000000Z")
    assert clean_share(job, 0).counted == {"WARC warcinfo": 1, "records": len(answers), "WARC request": len(answers)}
    held = {record["url"]: record for record in lines(tmp_path / "out", "records")}
    for answer in answers:
        article = cleaners.clean(Page(answer.url, body, content_type="text/html; charset=utf-8"))
        assert (held[answer.url]["title"], held[answer.url]["text"]) == (article.title, article.text) and article.text


def test_only_what_matches_is_cleaned_and_the_rest_is_counted(foreign: Path) -> None:
    job = job_of(foreign, match=r"/[01]$")
    counted = clean_share(job, 0).counted
    assert (counted["records"], counted["not matched"]) == (2, 4)
    assert lines(Path(job.out), "rejected") == []


def test_of_a_listed_archive_what_does_not_match_is_counted(state: State, crawled: Path) -> None:
    job = job_of(crawled, state, tasks=1, match="no such page")
    assert clean_share(job, 0).counted.keys() == {"not matched"}
    assert list(read(Path(job.out) / "parquet")) == []


def test_the_rules_of_a_host_go_for_its_pages_in_other_archives(state: State, crawled: Path, foreign: Path) -> None:
    known = Known(hosts={"b.example": read_rules(job_rules(state, crawled)).hosts["a.example"]})
    path = next(foreign.glob("*/archive/CC-*"))
    found = [each for each in pages(path, known, re.compile(""), "run") if isinstance(each, Found)]
    assert {each.task.page.site for each in found} == {"s", "pages"}
    assert all(bool(each.task.learned) == (each.task.page.site == "s") for each in found)


def job_rules(state: State, data: Path) -> Path:
    write(data / "rules.json", state)
    return data / "rules.json"


def test_a_damaged_range_is_named(foreign: Path) -> None:
    path = next(foreign.glob("*/archive/*"))
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    path.write_bytes(raw)
    damaged = [each for each in pages(path, Known(), re.compile(""), "run") if isinstance(each, Passed) and each.why]
    assert any("cannot be read" in each.why for each in damaged)


def test_a_share_that_is_done_is_not_done_again(foreign: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = job_of(foreign)
    first = clean_share(job, 0)
    before = {path: path.stat().st_mtime_ns for path in Path(job.out).rglob("*.jsonl")}
    monkeypatch.setattr(share, "pages", lambda *given: pytest.fail("done again"))
    assert clean_share(job, 0) == first and is_done(Path(job.out), 0)
    assert {path: path.stat().st_mtime_ns for path in Path(job.out).rglob("*.jsonl")} == before


@pytest.mark.parametrize("fails", [pytest.param("put_in_place", marks=pytest.mark.slow), "replace_whole"])
def test_what_breaks_off_leaves_nothing_half_and_the_next_try_the_same(
    foreign: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    job = job_of(foreign)

    def broken(*given: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(share, fails, broken)
        with pytest.raises(OSError, match="No space"):
            clean_share(job, 0)
    out = Path(job.out)
    assert not is_done(out, 0) and not list(out.rglob("*.tmp"))
    clean_share(job, 0)
    assert len(lines(out, "records")) == 3 == len(list(read(out / "parquet")))


def test_two_processes_are_not_at_one_share(foreign: Path) -> None:
    job = job_of(foreign)
    with Lock(Path(job.out) / "00000.lock").wait(0), pytest.raises(Locked, match=r"00000\.lock is held by"):
        clean_share(job, 0)


def test_rules_that_were_written_anew_stop_the_share(state: State, crawled: Path) -> None:
    """Half of the shares by other rules than the rest would be a corpus of which nobody knows how it was made."""
    job, held = job_of(crawled, state), (crawled / "rules.json").read_bytes()
    Path(job.rules).write_bytes(held + b"\n")
    with pytest.raises(RulesError, match="written anew since: begin again in another folder"):
        clean_share(job, 0)
    assert not is_done(Path(job.out), 0)
    Path(job.rules).write_bytes(held)
    assert clean_share(job, 0).counted["records"]


def test_an_archive_that_is_gone_stops_the_share_and_costs_no_page(state: State, crawled: Path) -> None:
    job = job_of(crawled, state)
    Path(job.inputs[0]).unlink()
    with pytest.raises(FileNotFoundError):
        clean_share(job, 0)
    assert not is_done(Path(job.out), 0) and not lines(Path(job.out), "rejected")


@pytest.mark.slow
def test_an_archive_in_another_folder_gives_the_same(state: State, crawled: Path, tmp_path: Path) -> None:
    expected = recleaned(state, crawled)
    job = job_of(crawled, state)
    (elsewhere := tmp_path / "elsewhere").mkdir()
    moved = [path.rename(elsewhere / path.name) for path in map(Path, job.inputs)]
    job = planned(moved, tmp_path / "out", job.run, 1, Path(job.rules))
    clean_share(job, 0)
    assert by_url(lines(tmp_path / "out", "records")) == expected
