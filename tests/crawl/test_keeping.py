"""What is done with what a crawl has left: cleaning it again, takedowns, backups, old archives, the list of runs."""

from __future__ import annotations

import http.server
import json
import shutil
import sqlite3
import subprocess
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from outputs.archive.reader import ArchiveError, pages, read
from outputs.files import cut
from outputs.lock import Lock, Locked
from outputs.run import Options, Run, finish
from outputs.state.database import State
from outputs.takedown import rewrite
from outputs.takedown.forget import forget
from outputs.takedown.rewrite import Thinned, old_archives
from spiders.runs.alerts import TIMEOUT, send
from tests.crawl.runner import articles, check_files, crawled_mirror, mirror_args, records, run, scrapy, versions
from tests.mirror import STYLES, Host, Mirror, Synthetic, load_all, serve

SLOW = pytest.mark.slow


@pytest.fixture
def crawled(tmp_path: Path) -> Iterator[tuple[Path, Host]]:
    """A data folder after a run over a mirror of four articles."""
    with crawled_mirror(tmp_path) as host:
        yield tmp_path, host


@pytest.fixture(scope="module")
def crawled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Host]]:
    """The same, for tests that take a copy of it and ask for no page again."""
    data = tmp_path_factory.mktemp("crawled")
    with crawled_mirror(data) as host:
        yield data, host


def execute(data: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(data / "state" / "state.db") as db:
        return db.execute(sql).fetchall()


def usual_nights(data: Path) -> None:
    """Three runs before, of sixty articles each: what the next crawl is measured by."""
    for night in ("20250101", "20250102", "20250103"):
        execute(data, f"INSERT INTO runs (id, started, finished, exit) VALUES ('{night}', 1, 2, 0)")
        execute(
            data, f"INSERT INTO counts VALUES ('{night}', 'mirror', 'fetched', 60), ('{night}', 'mirror', 'new', 60)"
        )


@pytest.mark.slow
def test_cleaning_again_with_the_same_cleaner_gives_nothing(crawled: tuple[Path, Host]) -> None:
    data, host = crawled
    host.log.clear()
    assert "0 pages to clean again" in scrapy(data, "reclean").out
    ran = scrapy(data, "reclean", "--all")
    assert ran.code == 0 and "4 pages to clean again" in ran.out
    assert ran.counts("fetched", "emitted", "unchanged") == (0, 0, 4) and not host.log


def test_another_cleaner_gives_new_versions_of_what_differs(crawled: tuple[Path, Host]) -> None:
    data, host = crawled
    one = articles([host])[0]
    # As if an older cleaner had cleaned all of them, and read another text out of one.
    execute(data, "UPDATE pages SET cleaner = '0.0.1+0'")
    execute(data, f"UPDATE articles SET text_hash = 'x' WHERE url = (SELECT key FROM urls WHERE url = '{one}')")
    usual_nights(data)
    ran = scrapy(data, "reclean")
    assert ran.code == 0 and ran.counts("kind", "emitted", "changed", "unchanged") == ("reclean", 1, 1, 3), ran.out
    assert versions(data) == sorted([(url, 1) for url in articles([host])] + [(one, 2)])
    check_files(data)
    assert "0 pages to clean again" in scrapy(data, "reclean").out


def test_a_page_is_forgotten_everywhere(crawled: tuple[Path, Host]) -> None:
    data, host = crawled
    mirror = host.content
    mirror.change(mirror.ids[0])
    run(data, [host])  # two versions, two archives
    gone, kept = host.url + mirror.path(mirror.ids[0]), articles([host])
    kept.remove(gone)
    usual_nights(data)
    ran = scrapy(data, "forget", gone + "?utm_source=x")
    assert ran.code == 0 and "2 records removed" in ran.out, ran.out
    assert ran.manifest["kind"] == "takedown"
    assert versions(data) == [(url, 1) for url in kept]
    check_files(data)
    for path in data.glob("*/archive/*.warc.gz"):
        assert all(page.url != gone for _, page in pages(path))
    for row in execute(data, "SELECT u.url, p.archive, p.offset FROM pages p JOIN urls u ON u.key = p.url"):
        assert read(data / str(row[1]), int(str(row[2]))).url == row[0] != gone
    host.log.clear()
    assert run(data, [host]).code == 0
    assert not host.requests(mirror.path(mirror.ids[0]))
    assert versions(data) == [(url, 1) for url in kept]


@pytest.mark.slow
def test_a_domain_is_forgotten_and_never_asked_again(crawled: tuple[Path, Host]) -> None:
    data, host = crawled
    host.log.clear()
    ran = scrapy(data, "forget", host.url.removeprefix("http://"))
    assert ran.code == 0 and "4 records removed" in ran.out
    assert records(data) == []
    check_files(data)
    run(data, [host])
    assert not host.requests("/page")


def test_a_page_with_an_address_in_its_own_is_forgotten_and_not_the_host_it_names(tmp_path: Path) -> None:
    with serve([Mirror(load_all()[:2], STYLES[0])]) as hosts:
        assert scrapy(tmp_path, "forget", f"http://a.example/w/{hosts[0].url}").code == 0
        assert run(tmp_path, hosts).code == 0
        assert versions(tmp_path) == [(url, 1) for url in articles(hosts)]


@pytest.mark.parametrize(
    ("what", "said"), [("a.example/page/1", "is no domain: give the whole URL"), ("http://[", "is no URL")]
)
def test_what_is_neither_url_nor_domain_is_not_taken_for_forgotten(tmp_path: Path, what: str, said: str) -> None:
    ran = scrapy(tmp_path, "forget", "b.example", what)
    assert ran.code == 2 and said in ran.out.splitlines()[-1] and "Traceback" not in ran.out, ran.out
    assert "never asked" not in ran.out and not (tmp_path / "state").exists(), "done for one and not for the other"


def test_a_takedown_of_what_is_not_there_says_so(tmp_path: Path) -> None:
    ran = scrapy(tmp_path, "forget", "a.example", "http://a.example/1")
    assert ran.code == 0 and ran.out.count("nothing that is kept is of it") == 2, ran.out
    assert execute(tmp_path, "SELECT what FROM forgotten ORDER BY what") == [("a.example",), ("http://a.example/1",)]


class Killed(BaseException):
    """Stands for SIGKILL: nobody handles it."""


#: What a takedown does to the disk, one thing after the other, and whether it is killed before it or after it.
MOMENTS = [
    pytest.param(what, when, marks=() if (what, when) in (("sync", "after"), ("unlink", "after")) else SLOW)
    for what in ("sync", "unlink", "rename")
    for when in ("before", "after")
]


@pytest.mark.parametrize("kind", ["records", "archives"])
@pytest.mark.parametrize(("what", "when"), MOMENTS)
def test_a_takedown_killed_at_any_moment_doubles_nothing_and_is_finished_by_the_next(
    crawled_once: tuple[Path, Host],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    what: str,
    when: str,
) -> None:
    data, host = shutil.copytree(crawled_once[0], tmp_path / "data"), crawled_once[1]
    gone, *kept = articles([host])
    owner = rewrite if what == "sync" else Path
    real = getattr(owner, what)

    def dying(*args: Any, **kwargs: Any) -> Any:
        file = str(getattr(args[0], "name", ""))
        mine = ("records-" if kind == "records" else ".warc.gz") in file
        if mine and when == "before":
            raise Killed
        result = real(*args, **kwargs)
        if mine:
            raise Killed
        return result

    opened = Run(Options(data), "takedown")
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(owner, what, dying)
        forget(opened.state, data, opened.id, gone)
    opened.archivist.close()
    opened.abort()
    left = [record["url"] for record in records(data)]
    assert len(left) == len(set(left)), "a record was doubled"
    assert scrapy(data, "forget", gone).code == 0
    assert versions(data) == [(url, 1) for url in kept]
    assert all(page.url != gone for path in data.glob("*/archive/*") for _, page in pages(path))
    check_files(data)


@contextmanager
def redirecting() -> Iterator[tuple[str, list[str]]]:
    """A host whose page 1 sends its readers to /moved/1, which wants no AI; its address and the paths asked."""
    content, asked = Synthetic(4), list[str]()
    moved = content.path(1)

    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            resource = content.resource(moved if self.path == "/moved/1" else self.path)
            body = b"User-agent: GPTBot\nDisallow: /\n" if self.path == "/robots.txt" else b""
            if self.path == moved:
                self.send_response(302)
                self.send_header("Location", "/moved/1")
            else:
                self.send_response(200)
                body = body or resource.body if resource else body
                if self.path == "/moved/1":
                    body = body.replace(b"<head>", b'<head><meta name="robots" content="noai">')
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Not on standard error."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}", asked
        server.shutdown()


def test_what_was_redirected_is_forgotten_too_and_the_mobile_page_is_the_page(tmp_path: Path) -> None:
    paths = Synthetic(4).paths
    with redirecting() as (host, asked):
        crawl = ("run", "mirror", "-a", f"domains={host}", "--now")
        assert scrapy(tmp_path, *crawl).code == 0
        assert versions(tmp_path) == [(f"http://{host}{path}", 1) for path in sorted(paths)]
        signals = {str(record["url"]).removeprefix(f"http://{host}"): record["opt_out"] for record in records(tmp_path)}
        shut = "robots.txt disallows GPTBot"
        assert signals[paths[0]] == [shut] and signals[paths[1]] == [shut, "meta robots: noai"]
        mobile = paths[2].replace("/page/", "/news/").replace(".shtml", ".html")
        ran = scrapy(tmp_path, "forget", f"https://{host}/moved/1", f"http://{host}{mobile}?utm_source=x")
        assert ran.code == 0 and ran.out.count("1 records removed") == 2, ran.out
        check_files(tmp_path)
        kept = [f"http://{host}{path}" for path in (paths[0], paths[3])]
        assert versions(tmp_path) == sorted((url, 1) for url in kept)
        for path in tmp_path.glob("*/archive/*.warc.gz"):
            assert {page.url for _, page in pages(path)} <= {*kept, f"http://{host}/"}
        asked.clear()
        assert scrapy(tmp_path, *crawl).code == 0
        assert "/moved/1" not in asked and paths[2] not in asked and paths[0] in asked
        assert versions(tmp_path) == sorted((url, 1) for url in kept)


@pytest.mark.slow
def test_a_shard_that_a_disk_has_lost_is_made_again(crawled: tuple[Path, Host]) -> None:
    data, host = crawled
    host.content.change(host.content.ids[0])
    run(data, [host])
    before = records(data)
    newest = max(data.glob("mirror/records-*.jsonl"))
    newest.unlink()
    execute(data, f"UPDATE shards SET state = 0 WHERE name = 'mirror/{newest.name}'")
    assert run(data, [host]).code == 0
    made = records(data)
    assert versions(data) == sorted((r["url"], r["version"]) for r in before)
    assert sorted(str(r["text"]) for r in made) == sorted(str(r["text"]) for r in before)
    assert run(data, [host]).manifest["emitted"] == 0


def test_a_backup_opens_and_holds_what_the_state_holds(crawled: tuple[Path, Host], tmp_path: Path) -> None:
    data, _ = crawled
    target = tmp_path / "copy.db"
    assert scrapy(data, "backup", str(target)).code == 0
    with sqlite3.connect(target) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT COUNT(*) FROM articles").fetchone() == (4,)
    empty = scrapy(tmp_path / "empty", "backup")
    assert empty.code == 1 and "no state" in empty.out


@pytest.mark.slow
def test_old_archives_keep_what_records_are_made_from(crawled: tuple[Path, Host]) -> None:
    data, host = crawled
    mirror = host.content
    mirror.change(mirror.ids[0])
    run(data, [host])
    before = sum(path.stat().st_size for path in data.glob("*/archive/*"))
    execute(data, "UPDATE runs SET started = 1")
    state = State(data / "state" / "state.db")
    saved = old_archives(state, data, 90).saved
    assert saved > 0 and sum(path.stat().st_size for path in data.glob("*/archive/*")) == before - saved
    assert old_archives(state, data, 90) == Thinned()
    state.close()
    check_files(data)
    rows = execute(
        data, "SELECT u.url, p.archive, p.offset FROM pages p JOIN urls u ON u.key = p.url WHERE p.status = 1"
    )
    assert len(rows) == 5  # every version of every record
    for url, archive, offset in rows:
        assert read(data / str(archive), int(str(offset))).url == url
    ran = scrapy(data, "reclean", "--all")
    assert ran.code == 0 and ran.manifest["emitted"] == 0 and ran.manifest["rejected"] == 0


def test_an_archive_that_is_not_whole_is_found_out(crawled_once: tuple[Path, Host], tmp_path: Path) -> None:
    """What every other test here relies on: the last answer is missing, or torn, though the manifest says otherwise."""
    check_files(crawled_once[0])
    for n, torn in enumerate((False, True)):
        data = shutil.copytree(crawled_once[0], tmp_path / str(n))
        (archive,) = data.glob("*/archive/*")
        with archive.open("rb") as stream:
            found = ArchiveIterator(stream)
            last = [found.get_record_offset() for _ in found][-1]
        cut(archive, last + torn * (archive.stat().st_size - last) // 2)
        state = State(data / "state" / "state.db")
        (run_id,) = (row["id"] for row in state.rows("SELECT id FROM runs"))
        with state.transaction() as db:
            db.execute("UPDATE archives SET bytes = ?", (archive.stat().st_size,))
        finish(state, data, run_id, 0)
        state.close()
        with pytest.raises((AssertionError, ArchiveError, zlib.error, EOFError, ArchiveLoadFailed)):
            check_files(data)


def test_past_runs_are_listed(crawled: tuple[Path, Host], tmp_path: Path) -> None:
    data, host = crawled
    run(data, [host])
    lines = scrapy(data, "runs").out.splitlines()
    assert len(lines) == 2 and "4 new" in lines[0] and "4 unchanged" in lines[1]
    assert "No run yet" in scrapy(tmp_path / "empty", "runs").out


def test_a_timer_for_this_checkout(tmp_path: Path) -> None:
    service = scrapy(tmp_path, "run", "demo", "--print-systemd").out
    assert "ExecStart=" in service and "-m scrapy run demo" in service and "KillMode=mixed" in service
    assert str(tmp_path) in service
    assert scrapy(tmp_path, "run", "--print-cron").out.startswith("30 1 * * * cd ")
    assert not (tmp_path / "state").exists()
    if shutil.which("systemd-analyze"):
        unit, timer = service.split("\n# ~/.config/systemd/user/jingkan.timer")
        (tmp_path / "jingkan.service").write_text(unit)
        (tmp_path / "jingkan.timer").write_text("#" + timer)
        verify = ["systemd-analyze", "verify", str(tmp_path / "jingkan.service"), str(tmp_path / "jingkan.timer")]
        found = subprocess.run(verify, capture_output=True, text=True)
        assert found.returncode == 0 and "jingkan" not in found.stderr, found.stderr


def hook(answers: Callable[[int], int]) -> tuple[str, list[dict[str, Any]]]:
    """A webhook on this machine: its address and what it got. answers: the status of the so-manieth answer."""
    got: list[dict[str, Any]] = []

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            body = b'{"code": 0}'
            self.send_response(answers(len(got)))
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Not on standard error."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/secret", got


def test_alerts_reach_both_kinds_of_webhook_when_the_run_is_over(crawled: tuple[Path, Host]) -> None:
    data, host = crawled
    host.content.take_over()
    free: list[bool] = []

    def answers(number: int) -> int:
        lock = Lock(data / "state" / "run.lock")
        with suppress(Locked):
            lock.acquire()
            free.append(True)
        lock.release()
        return 500 if number == 1 else 200  # the first is answered badly, and tried again

    plain, got = hook(answers)
    feishu, told = hook(lambda _: 200)
    ran = run(data, [host], ALERT_WEBHOOK=plain, ALERT_FEISHU=feishu)
    assert ran.code == 4 and (len(got), len(told)) == (2, 1), ran.out
    assert got[0] == got[1] and "exit 4" in got[1]["subject"] and got[1]["manifest"]["exit"] == 4
    assert told[0]["msg_type"] == "text" and "taken over" in str(told[0]["content"])
    assert free == [True, True], "the next run would have to wait for the webhook"


def test_a_webhook_that_answers_badly_is_tried_again_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spiders.runs.alerts.WAITS", (0.0, 0.0))
    address, got = hook(lambda _: 500)
    well, told = hook(lambda _: 200)
    undelivered = send({"ALERT_WEBHOOK": address, "ALERT_FEISHU": well}, "subject", "text", {})
    assert len(undelivered) == 1 and "answered 500 Internal Server Error" in undelivered[0], undelivered
    assert "secret" not in undelivered[0] and len(got) == 3 and len(told) == 1


def test_a_webhook_that_does_not_answer_in_time_is_tried_again_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each try has a limit of its own, which httpx keeps; what is counted is the tries."""
    limits = list[float]()

    def post(url: str, json: object, timeout: float) -> httpx.Response:
        limits.append(timeout)
        raise httpx.ReadTimeout("timed out")

    monkeypatch.setattr("httpx.post", post)
    monkeypatch.setattr("spiders.runs.alerts.WAITS", (0.0, 0.0))
    undelivered = send({"ALERT_WEBHOOK": "http://a.example/secret"}, "subject", "text", {})
    assert undelivered == ["the alert did not reach a.example: timed out"] and limits == [TIMEOUT] * 3


def test_a_webhook_that_never_ends_its_answer_does_not_keep_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Something always comes, so that no try is over; the other webhook is served meanwhile."""
    for_ever, told = threading.Event(), list[str]()

    def post(url: str, json: object, timeout: float) -> httpx.Response:
        if "sick" in url:
            for_ever.wait()
        told.append(url)
        return httpx.Response(200, request=httpx.Request("POST", url))

    monkeypatch.setattr("httpx.post", post)
    monkeypatch.setattr("spiders.runs.alerts.LONGEST", 1.0)
    undelivered = send({"ALERT_WEBHOOK": "http://sick.example/secret", "ALERT_FEISHU": "http://b.example/"}, "", "", {})
    for_ever.set()
    assert undelivered == ["the alert did not reach sick.example: it took more than 1 s"]
    assert told[0] == "http://b.example/"


@pytest.mark.slow
def test_a_page_that_no_run_can_clean_fails_three_of_them_and_is_then_told_by_each(crawled: tuple[Path, Host]) -> None:
    data, host = crawled
    # As if the workers of the first run had been killed for want of memory.
    execute(data, "UPDATE pages SET status = 3, cleaner = '', tries = 1, version = 0, shard = 0")
    execute(data, "DELETE FROM articles")
    [(kept,)] = execute(data, "SELECT archive FROM pages ORDER BY offset LIMIT 1")
    last = max(int(str(offset)) for (offset,) in execute(data, "SELECT offset FROM pages"))
    content = (data / str(kept)).read_bytes()
    (data / str(kept)).write_bytes(content[:last] + b"x" + content[last + 1 :])
    for night in (2, 3):
        ran = scrapy(data, *mirror_args([host]))
        assert ran.code == 2 and "mirror failed: 1 pages could not be cleaned" in ran.out, ran.out
        assert ran.counts("new", "uncleaned") == (3 if night == 2 else 0, 1)
    for _ in range(2):
        ran = scrapy(data, *mirror_args([host]))
        assert ran.code == 0 and "mirror: 1 pages are given up" in ran.out and "rejected.jsonl" in ran.out, ran.out
        assert ran.manifest["given_up"] == {"mirror": 1}
