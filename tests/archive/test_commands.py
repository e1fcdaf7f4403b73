"""The real commands on a damaged archive: what goes, what stays, what is said, and how they end."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from outputs import jsonl
from outputs.archive.members import Damage
from outputs.archive.reader import WarcRecord, scan
from tests.archive.damage import Blow, struck
from tests.crawl.runner import Ran, articles, crawled_mirror, scrapy, versions
from tests.mirror import Host

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def crawled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Host]]:
    data = tmp_path_factory.mktemp("crawled")
    with crawled_mirror(data) as host:
        yield data, host


@pytest.fixture
def crawled(crawled_once: tuple[Path, Host], tmp_path: Path) -> tuple[Path, list[str]]:
    """A data folder after a run, and its articles in the order in which its archive holds them."""
    data = shutil.copytree(crawled_once[0], tmp_path / "data")
    known = articles([crawled_once[1]])
    return data, [one.url for one in lying(data) if one.url in known]


def the_archive(data: Path) -> Path:
    (path,) = data.glob("*/archive/*.warc.gz")
    return path


def lying(data: Path) -> list[WarcRecord]:
    return [one for one in scan(the_archive(data)) if isinstance(one, WarcRecord)]


def strike(data: Path, url: str, kind: str) -> bytes:
    """Damage the middle of the record of a URL; the file's bytes as they were."""
    (record,) = (one for one in lying(data) if one.url == url)
    path, middle = the_archive(data), (record.offset + record.end) // 2
    before = path.read_bytes()
    path.write_bytes(struck(before, Blow(kind, middle, middle + (1 if kind == "flip" else 40))))
    return before


def plain(ran: Ran) -> bool:
    """Whether what was said is text for people."""
    return "Traceback" not in ran.out and all(c.isprintable() or c in "\n\t" for c in ran.out)


@pytest.mark.parametrize("kind", ["flip", "zeros"])
def test_a_takedown_behind_a_damaged_record_removes_the_bytes_and_names_what_it_cannot_read(
    crawled: tuple[Path, list[str]], kind: str
) -> None:
    """The case of the issue: an earlier record is hit; the reader stopped there, and the bytes stayed."""
    data, (first, *others) = crawled
    gone = others[-1]
    body = next(one.page().body for one in lying(data) if one.url == gone)
    strike(data, first, kind)
    ran = scrapy(data, "forget", gone)
    assert ran.code == 1 and plain(ran), ran.out
    assert f"{gone}: 1 archived pages and 1 records removed" in ran.out and "NOT all of it is gone for sure" in ran.out
    assert f"Not done: {the_archive(data)}: bytes " in ran.out and "put the file back from a backup" in ran.out
    assert ran.manifest["exit"] == 1
    assert [one.url for one in lying(data) if one.url in others] == others[:-1]
    assert body not in b"".join(one.block for one in lying(data))
    assert len([one for one in scan(the_archive(data)) if isinstance(one, Damage)]) == 1, "it may be rescued yet"
    assert [url for url, _ in versions(data)] == sorted([first, *others[:-1]])


def test_a_takedown_of_the_damaged_page_itself_removes_what_is_left_of_it(crawled: tuple[Path, list[str]]) -> None:
    data, (first, *others) = crawled
    strike(data, first, "flip")
    ran = scrapy(data, "forget", first)
    assert ran.code == 0 and plain(ran), ran.out
    assert all(isinstance(one, WarcRecord) and one.url != first for one in scan(the_archive(data)))
    assert [url for url, _ in versions(data)] == sorted(others)


def test_cleaning_again_loses_only_the_page_that_was_hit_and_names_it(crawled: tuple[Path, list[str]]) -> None:
    """Bytes are gone from its middle, so that no record behind it lies where it was written."""
    data, (first, *others) = crawled
    strike(data, first, "hole")
    ran = scrapy(data, "reclean", "--all")
    assert ran.code == 2 and plain(ran), ran.out
    assert ran.counts("unchanged", "rejected", "emitted") == (len(others), 1, 0)
    (reject,) = (line for line in jsonl.read(next(data.glob("*/rejected.jsonl"))) if line["url"] in (first, *others))
    assert reject["url"] == first and f"{the_archive(data)} is damaged at byte" in str(reject["reason"])


def test_a_damaged_archive_that_has_grown_old_is_thinned_and_named_once(crawled: tuple[Path, list[str]]) -> None:
    data, (first, *others) = crawled
    before = strike(data, first, "flip")
    with sqlite3.connect(data / "state" / "state.db") as db:
        db.execute("UPDATE runs SET started = 1")
    ran = scrapy(data, "reclean")
    assert ran.code == 4 and ran.manifest["exit"] == 4 and plain(ran), ran.out
    assert f"Alarm: {the_archive(data)} is damaged: bytes " in ran.out and first in ran.out
    assert len(the_archive(data).read_bytes()) < len(before), "nothing went"
    assert [one.url for one in lying(data) if one.url] == others
    ran = scrapy(data, "reclean")
    assert ran.code == 0 and "is damaged" not in ran.out, ran.out
