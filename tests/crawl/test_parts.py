"""The parts by themselves: the archive, the state, the lock, the workers, the signals, the monitors."""

from __future__ import annotations

import asyncio
import gzip
import sqlite3
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import HtmlResponse
from warcio.archiveiterator import ArchiveIterator

from outputs.archive.digest import payload_digest
from outputs.archive.reader import ArchiveError, pages, read
from outputs.archive.writer import Archive, Response
from outputs.archive.writing_thread import Archivist
from outputs.cleaning.workers import Cleaned, Task, Workers, likeness, sketch
from outputs.files import cut
from outputs.lock import Lock, Locked
from outputs.run import Run
from outputs.state import runs
from outputs.state.admission.admission import Admission
from outputs.state.admission.room import Room
from outputs.state.answers import settle
from outputs.state.database import State, StateError
from outputs.state.fetched import Archived, Fetched, Link
from outputs.state.migrations import MIGRATIONS
from outputs.state.pages import WaitingPage
from outputs.state.revisit import seen_again
from outputs.state.runs import RunKind
from outputs.state.urls import add_links, claim
from outputs.takedown.forget import forget
from outputs.takedown.rewrite import Thinned, old_archives
from spiders.article import ArticleSpider
from spiders.crawl.limits.sitemaps import SitemapLimits, slices
from spiders.crawl.opt_out import signals_of
from spiders.crawl.shard import in_shard, parse_shard
from spiders.runs.monitors import watch
from spiders.site import Site

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, UTC)


def response(body: bytes, url: str = "http://a.example/1", status: int = 200, seen: bool = False) -> Response:
    headers = (("Content-Type", "text/html; charset=gbk"), ("Content-Encoding", "gzip"), ("ETag", '"é"'))
    return Response(url, status, headers, body, NOW, payload_digest(body), (url, NOW) if seen else None)


@settings(deadline=None)  # it writes files, and the disk may be busy
@given(st.lists(st.binary(max_size=2000), min_size=1, max_size=6))
def test_what_is_archived_is_read_back_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, bodies: list[bytes]
) -> None:
    archive = Archive(tmp_path_factory.mktemp("a"), "x", max_bytes=3000)
    places = [archive.write(response(body)) for body in bodies]
    archive.close()
    for (path, offset), body in zip(places, bodies, strict=True):
        page = read(path, offset)
        assert (page.body, page.url, page.content_type, page.fetched) == (
            body,
            "http://a.example/1",
            "text/html; charset=gbk",
            NOW,
        )


def test_the_archive_is_warc_1_1_gzipped_per_record(tmp_path: Path) -> None:
    archive = Archive(tmp_path, "x")
    places = [archive.write(response(b"one")), archive.write(response(b"one", seen=True))]
    places.append(archive.write(response(b"", status=304, seen=True)))
    archive.close()
    path = places[0][0]
    with path.open("rb") as stream:
        found = [
            (r.rec_type, r.rec_headers.protocol, r.rec_headers.get_header("WARC-Profile") or "")
            for r in ArchiveIterator(stream, check_digests="raise")
        ]
    assert [(kind, version) for kind, version, _ in found] == [
        ("warcinfo", "WARC/1.1"),
        ("response", "WARC/1.1"),
        ("revisit", "WARC/1.1"),
        ("revisit", "WARC/1.1"),
    ]
    assert found[2][2].endswith("1.1/revisit/identical-payload-digest")
    assert found[3][2].endswith("1.1/revisit/server-not-modified")
    raw = path.read_bytes()
    assert all(gzip.decompress(raw[offset:]).startswith(b"WARC/1.1") for _, offset in places)
    with pytest.raises(ArchiveError, match="revisit"):
        read(*places[1])


def test_a_torn_archive_gives_what_is_whole_and_an_error_by_name(tmp_path: Path) -> None:
    archive = Archive(tmp_path, "x")
    (path, _), (_, second) = archive.write(response(b"one")), archive.write(response(b"two" * 500))
    archive.close()
    cut(path, path.stat().st_size - 20)
    assert read(path, archive_offset(path)).body == b"one"
    with pytest.raises(ArchiveError, match=path.name):
        read(path, second)
    with pytest.raises(ArchiveError, match="nowhere"):
        read(tmp_path / "nowhere.warc.gz", 0)


def archive_offset(path: Path) -> int:
    return next(pages(path))[0]


def test_the_state_migrates_step_by_step_and_refuses_a_newer_one(tmp_path: Path) -> None:
    path = tmp_path / "state" / "state.db"
    path.parent.mkdir()
    State(path).close()
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(StateError, match="newer jingkan"):
        State(path)


def test_a_state_of_the_first_version_is_brought_up_to_date_with_all_that_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "state" / "state.db"
    path.parent.mkdir()
    with sqlite3.connect(path) as db:
        MIGRATIONS[0](db)
        db.execute("PRAGMA user_version = 1")
        db.execute("INSERT INTO sites (name) VALUES ('s')")
        db.execute("INSERT INTO pages (url, site, run, fetched) VALUES (7, 's', 'r', 1.5)")
    state = State(path)
    assert state.rows("PRAGMA user_version")[0][0] == len(MIGRATIONS) > 1
    assert dict(state.rows("SELECT url, site, final FROM pages")[0]) == {"url": 7, "site": "s", "final": ""}
    with state.transaction() as db:
        settle(db, "r", Archived(fetched(db), "page", "sha1:X", "s/archive/a.warc.gz", 5))
    assert [row["final"] for row in state.rows("SELECT final FROM pages ORDER BY id")] == ["", "http://a.example/2"]
    state.close()


@pytest.mark.parametrize("site", ["s", "chem-r2"])
@pytest.mark.parametrize("taken_down", [False, True])
def test_an_old_archive_is_reduced_once_whatever_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, site: str, taken_down: bool
) -> None:
    state = kept_archive(tmp_path, site, articles=3, lists=1)
    if taken_down:
        forget(state, tmp_path, "r", "http://a.example/0")
    assert old_archives(state, tmp_path, 90).saved > 0
    (archive,) = tmp_path.glob("*/archive/*")
    assert [page.url for _, page in pages(archive)] == [f"http://a.example/{n}" for n in range(taken_down, 3)]
    monkeypatch.setattr("outputs.archive.reader.scan", None)  # it is not even read
    assert old_archives(state, tmp_path, 90) == Thinned()
    state.close()


def test_an_old_archive_with_nothing_to_drop_is_read_once_and_not_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = kept_archive(tmp_path, "s", articles=3)
    before = {path: path.stat() for path in tmp_path.glob("*/archive/*")}
    monkeypatch.setattr("outputs.takedown.rewrite.sync", None)  # nothing is written
    assert old_archives(state, tmp_path, 90) == Thinned()
    assert {path: path.stat() for path in tmp_path.glob("*/archive/*")} == before
    monkeypatch.setattr("outputs.archive.reader.scan", None)
    assert old_archives(state, tmp_path, 90) == Thinned()
    state.close()


def kept_archive(data: Path, site: str, articles: int, lists: int = 0) -> State:
    """A state of a site with one archive, of years ago, with so many articles and lists."""
    archive = Archive(data / site / "archive", f"{site}-r")
    state = State(data / "state" / "state.db")
    with state.transaction() as db:
        db.execute("INSERT INTO sites (name) VALUES (?)", (site,))
        db.execute("INSERT INTO runs (id, started, finished) VALUES ('r', 1, 2)")
        links = [Link(f"http://a.example/{n}", "article", "a.example") for n in range(articles)]
        links += [Link(f"http://a.example/list/{n}", "list", "a.example") for n in range(lists)]
        add_links(db, site, 0, links, 0.0)
        for link in links:
            path, offset = archive.write(response(link.url.encode() * 100, link.url))
            name = path.relative_to(data).as_posix()
            got = Fetched(site, 1, link.url, link.kind, "page", NOW, final=link.url, status=200)
            settle(db, "r", Archived(got, "page", "sha1:X", name, offset))
        archive.close()
        values = (name, site, "r", path.stat().st_size)
        db.execute("INSERT INTO archives (name, site, run, bytes) VALUES (?, ?, ?, ?)", values)
    return state


def fetched(db: sqlite3.Connection) -> Fetched:
    """An answer to a URL that is put into the frontier for it; it was redirected."""
    add_links(db, "s", 0, [Link("http://a.example/1", "article", "a.example")], 0.0)
    return Fetched("s", 1, "http://a.example/1", "article", "page", NOW, final="http://a.example/2", status=200)


def test_a_damaged_state_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "state" / "state.db"
    path.parent.mkdir()
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(StateError, match=r"state\.db is damaged"):
        State(path)


def test_what_is_due_is_found_by_an_index(tmp_path: Path) -> None:
    state = State(tmp_path / "state" / "state.db")
    asked: list[str] = []
    state.db.set_trace_callback(asked.append)
    claim(state, 1, now=5.0, again=seen_again(4.0, all_due=False), most=64)
    state.db.set_trace_callback(None)
    selects = [sql for sql in asked if "SELECT" in sql]
    assert len(selects) == 2
    for sql in selects:
        plan = [row["detail"] for row in state.rows("EXPLAIN QUERY PLAN " + sql.replace("Inf", "9e999"))]
        assert not any("SCAN urls" in step or "TEMP B-TREE" in step for step in plan), plan
        assert any("USING" in step and "INDEX urls_due (host=? AND state=?" in step for step in plan), plan
    state.close()


def test_each_site_hears_of_its_own_new_hosts_only(tmp_path: Path) -> None:
    state = State(tmp_path / "state" / "state.db")
    with state.transaction() as db:
        db.execute("INSERT INTO sites (name) VALUES ('s'), ('t')")
        add_links(db, "s", 0, [Link("http://a.example/1", "list", "a.example")], 0.0)
        add_links(db, "t", 0, [Link("http://b.example/1", "list", "b.example")], 0.0)

    async def both() -> list[set[int]]:
        archivist = Archivist(state, tmp_path, Admission(Room(), "r"), 1 << 20)
        archivist.start()
        given = []
        for site, host, id in (("s", "a.example", 1), ("t", "b.example", 2)):
            link = Link(f"http://new.{host}/page/1", "article", f"new.{host}")
            given.append(Fetched(site, id, f"http://{host}/1", "list", "page", NOW, status=200, links=(link,)))
        woken = await asyncio.gather(*map(archivist.put, given))
        archivist.close()
        return list(woken)

    woken = asyncio.run(both())
    found = {row["id"]: row["name"] for row in state.rows("SELECT id, name FROM hosts")}
    names = [{found[id] for id in ids} for ids in woken]
    assert names == [{"new.a.example"}, {"new.b.example"}]
    state.close()


def test_a_migration_that_fails_leaves_the_state_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "state" / "state.db"
    path.parent.mkdir()
    State(path).close()

    def make_a_table_twice(db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE new (a)")
        db.execute("CREATE TABLE sites (b)")

    monkeypatch.setattr("outputs.state.migrations.MIGRATIONS", (*MIGRATIONS, make_a_table_twice))
    with pytest.raises(sqlite3.Error, match="sites"):
        State(path)
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'new'").fetchone()


def test_a_lock_is_one_holders_and_says_whose(tmp_path: Path) -> None:
    one, other = Lock(tmp_path / "a.lock"), Lock(tmp_path / "a.lock")
    one.acquire()
    with pytest.raises(Locked, match="process"):
        other.acquire()
    one.release()
    other.acquire()
    other.release()


@pytest.mark.parametrize("times", [1, 2])
def test_a_page_that_twice_kills_its_worker_is_an_error_and_the_others_are_done(tmp_path: Path, times: int) -> None:
    archive = Archive(tmp_path / "a", "x")
    body = "<html><head><title>题目</title></head><body><p>" + "正文。" * 200 + "</p></body></html>"
    places = [archive.write(response(body.encode(), f"http://a.example/{n}")) for n in range(3)]
    archive.close()
    workers = Workers(tmp_path, 1)
    try:
        for n, (path, offset) in enumerate(places):
            workers.submit(task(n, path.relative_to(tmp_path).as_posix(), offset))
        done: list[tuple[Task, Cleaned]] = []
        for _ in range(times):
            [worker] = workers.pool.workers
            assert worker.jobs[0].task.page.id == 0
            worker.process.kill()  # as the system does to one that takes all memory
            worker.process.join()
            done += workers.done(1.0)
        while len(done) < 3:
            done += workers.done(1.0)
    finally:
        workers.close()
    assert [item.page.id for item, _ in done] == [0, 1, 2]
    assert bool(done[0][1].error) == (times == 2)
    assert not done[1][1].error and not done[2][1].error


def task(number: int, archive: str, offset: int) -> Task:
    return Task(WaitingPage(number, number, f"http://a.example/{number}", "s", 1, archive, offset), "r")


def test_texts_are_likened_by_what_they_have_in_common() -> None:
    text = "".join(chr(0x4E00 + (n * 37) % 3000) for n in range(2000))
    assert likeness(sketch(text), sketch(text + "补记一段。" * 3)) > 0.8
    assert likeness(sketch(text), sketch(text[::-1])) < 0.1


def test_opt_out_signals_are_told_with_their_place() -> None:
    html = '<head><meta name="robots" content="noai, noimageai"><meta name="tdm-reservation" content="1"></head>'
    headers = {"TDM-Reservation": "1", "X-Robots-Tag": ["noai", "noindex"]}
    found = signals_of(
        HtmlResponse("http://a.example/", body=html.encode(), headers=headers), ["robots.txt disallows GPTBot"]
    )
    assert found == (
        "robots.txt disallows GPTBot",
        "header tdm-reservation: 1",
        "header x-robots-tag: noai",
        "meta robots: noai, noimageai",
        "meta tdm-reservation: 1",
    )
    assert signals_of(HtmlResponse("http://a.example/", body=b'<meta name="robots" content="index,follow">')) == ()


def test_shards_part_the_hosts_and_leave_none_out() -> None:
    hosts = [f"{n}.example" for n in range(500)]
    for parts in (1, 3, 16):
        taken = [sum(in_shard(host, (part, parts)) for part in range(1, parts + 1)) for host in hosts]
        assert taken == [1] * 500
    # Machines that share nothing must agree for years, whatever their Python.
    assert [part for part in range(1, 17) if in_shard("www.fx361.com", (part, 16))] == [5]
    assert parse_shard("3/16") == (3, 16)
    for wrong in ("0/3", "4/3", "a/b", "3"):
        with pytest.raises(ValueError, match="SHARD"):
            parse_shard(wrong)


@pytest.mark.parametrize("href", ["http://[", "http://a.example:x/page/1", "javascript:x(1)", "#", "", "mailto:a@b"])
def test_addresses_that_are_none_are_passed_over(href: str) -> None:
    spider = ArticleSpider("x")
    spider.site = Site(domains=("a.example",), article="/page/")
    html = f'<base href="/sub/"><a href="{href}">x</a><a href="../page/2">y</a><a href=" /page/2#top ">z</a>'
    request = Request("http://a.example/", meta={"kind": "list"})
    links = list(spider.links(HtmlResponse("http://a.example/", body=html.encode(), request=request)))
    assert [link.url for link in links] == ["http://a.example/page/2"]


@pytest.mark.parametrize("base", ["http://[", "http://[::g]/", ""])
def test_a_base_that_is_no_address_costs_no_link(base: str) -> None:
    spider = ArticleSpider("x")
    spider.site = Site(domains=("a.example",), article="/page/")
    html = f'<base href="{base}"><a href="/page/1">x</a><a href="../page/2">y</a>'
    request = Request("http://a.example/list/1", meta={"kind": "list"})
    links = list(spider.links(HtmlResponse(request.url, body=html.encode(), request=request)))
    assert sorted(link.url for link in links) == ["http://a.example/page/1", "http://a.example/page/2"]


def test_sitemaps_of_every_form_give_their_links() -> None:
    spider = ArticleSpider("x")
    spider.site = Site(domains=("a.example",), article="/page/")
    index = "<sitemapindex><sitemap><loc>http://a.example/sitemap2.xml.gz</loc></sitemap></sitemapindex>"
    urls = "<urlset><url><loc>\n http://a.example/page/1 </loc></url><url><loc>http://b.example/page/1</loc></url></urlset>"
    for body, wanted in (
        (index.encode(), ["http://a.example/sitemap2.xml.gz"]),
        (urls.encode(), ["http://a.example/page/1"]),
        (gzip.compress(urls.encode(), mtime=0), ["http://a.example/page/1"]),
        (b"http://a.example/page/1\nhttp://a.example/other\n", ["http://a.example/page/1"]),
    ):
        limits = SitemapLimits(bytes=9999, entries=9, depth=1, sitemaps=1)
        addresses = [address for part in slices(body, limits) for address in part.addresses]
        assert [link.url for link in map(spider.link, addresses) if link] == wanted


def counted(state: State, run: str, kind: RunKind = "crawl", **counts: int) -> None:
    runs.begin(state, run, 1, kind)
    runs.end(state, run, 2, code=0)
    with state.transaction() as db:
        db.executemany("INSERT INTO counts VALUES (?, 's', ?, ?)", [(run, name, n) for name, n in counts.items()])


FEW, MANY = {"emitted": 20, "has:title": 20, "has:abstract": 15}, {"emitted": 60, "has:title": 60, "has:abstract": 50}


@pytest.mark.parametrize(
    ("counts", "alarm"),
    [
        ({"fetched": 110, "unchanged": 95, "new": 5, "emitted": 5}, ""),
        ({"fetched": 12, "unchanged": 8, "new": 2, "emitted": 2}, ""),  # a quiet night: little was due
        (
            {"fetched": 110, "new": 20, "gone": 80} | FEW,
            "could be expected",
        ),
        ({"fetched": 110, "new": 100, "emitted": 100, "has:title": 100, "has:abstract": 3}, "abstract"),
        (
            {"fetched": 110, "new": 60, "rejected": 60} | MANY,
            "no articles",
        ),
        ({"fetched": 110, "unchanged": 80, "failed": 30}, "could not be fetched"),
        ({"fetched": 110, "unchanged": 95, "quarantined": 5}, "turned into something else"),
    ],
)
def test_monitors_tell_a_bad_night_from_a_quiet_one(tmp_path: Path, counts: dict[str, int], alarm: str) -> None:
    state = State(tmp_path / "state" / "state.db")
    usual = {"fetched": 120, "new": 100, "emitted": 100, "has:title": 100, "has:abstract": 90}
    for n in range(4):
        counted(state, f"2026010{n}", **usual)
    counted(state, "20260109", **counts)
    alarms = watch(state, "20260109", "s")
    assert bool(alarms) == bool(alarm) and all(alarm in said for said in alarms[:1]), alarms
    state.close()


USUAL = {"fetched": 120, "unchanged": 90, "new": 10} | {"emitted": 10, "has:title": 10}


@pytest.mark.parametrize(
    ("kind", "counts", "alarm"),
    [
        ("reclean", {}, ""),  # this cleaner has cleaned all of it before
        ("reclean", {"unchanged": 30}, ""),
        ("takedown", {}, ""),
        ("crawl", {}, "could be expected"),
        ("reclean", {"unchanged": 20, "rejected": 80}, "no articles"),  # a cleaner that got worse
        ("reclean", {"unchanged": 20, "rejected": 80, "uncleaned": 80}, ""),  # an archive that cannot be read
        ("reclean", {"unchanged": 90, "quarantined": 10}, "turned into something else"),
    ],
)
def test_a_run_that_asks_nobody_is_not_measured_by_what_a_night_brings(
    tmp_path: Path, kind: RunKind, counts: dict[str, int], alarm: str
) -> None:
    state = State(tmp_path / "state" / "state.db")
    for n in range(4):
        counted(state, f"2026010{n}", **USUAL)
    counted(state, "20260109", kind, **counts)
    alarms = watch(state, "20260109", "s")
    assert bool(alarms) == bool(alarm) and all(alarm in said for said in alarms), alarms
    state.close()


def test_only_crawls_say_what_a_night_brings(tmp_path: Path) -> None:
    state = State(tmp_path / "state" / "state.db")
    for n in range(4):
        counted(state, f"2026010{n}", **USUAL)
    for n in range(10, 20):  # what few pages were left to clean again, on each of ten days
        counted(state, f"202601{n}", "reclean", unchanged=12)
    counted(state, "20260120", **USUAL)
    assert watch(state, "20260120", "s") == []
    counted(state, "20260121", **USUAL | {"unchanged": 20, "gone": 70})
    assert "median 100" in watch(state, "20260121", "s")[0]
    state.close()


def test_what_kind_an_earlier_run_was_is_told_by_what_it_counted(tmp_path: Path) -> None:
    path = tmp_path / "state" / "state.db"
    path.parent.mkdir()
    with sqlite3.connect(path) as db:
        for change in MIGRATIONS[:3]:
            change(db)
        db.execute("PRAGMA user_version = 3")
        db.execute(
            "INSERT INTO runs (id, started, finished, exit) VALUES ('a', 1, 2, 0), ('b', 1, 2, 0), ('c', 1, 2, 0)"
        )
        db.execute(
            "INSERT INTO counts VALUES ('a', 's', 'fetched', 9), ('a', 's', 'new', 9), ('b', 's', 'unchanged', 9)"
        )
        db.execute("INSERT INTO counts VALUES ('c', 's', 'failed', 9), ('c', 's', 'rejected', 1)")
    state = State(path)
    assert [runs.run(state, run).kind for run in "abc"] == ["crawl", "reclean", "crawl"]
    state.close()


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=5), st.data())
def test_how_far_the_cleaning_is_comes_through_a_pipe_in_any_pieces(numbers: list[int], data: st.DataObject) -> None:
    """With PYTHONUNBUFFERED, which images of containers set, a number comes without the end of its line."""
    said = b"".join(b"%d\n" % number for number in numbers)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(said)), max_size=6)))
    pieces = [said[a:b] for a, b in pairwise([0, *cuts, len(said)])]
    run = object.__new__(Run)
    waiting = [None, *pieces, None]
    run.cleaning = SimpleNamespace(stdout=SimpleNamespace(read=lambda: waiting.pop(0)))  # type: ignore[assignment]
    run.in_hand, run.half_said, heard = 0, b"", []
    while waiting:
        run.listen()
        heard.append(run.in_hand)
    assert heard[-1] == numbers[-1] and set(heard) <= {0, *numbers}, "half a number is none"
