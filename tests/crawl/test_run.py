"""A scheduled run against the three mirrors: each article once, and once more only when it changed."""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from math import inf
from pathlib import Path
from typing import Any

import pytest

from outputs.archive.reader import read
from outputs.schema import problems
from tests.conftest import HUNG, ROOT, free_port, wait_for
from tests.crawl.runner import (
    articles,
    check_files,
    command,
    mirror_args,
    newest,
    records,
    run,
    scrapy,
    versions,
    wait_until_due,
)
from tests.mirror import STYLES, Host, Mirror, load_all, serve

MANIFEST = (
    "run_id kind started finished exit sites failed_sites fetched unchanged new changed gone failed failed_urls"
    " rejected uncleaned given_up emitted files versions by_site"
)


@pytest.fixture
def hosts() -> Iterator[list[Host]]:
    with serve([Mirror(load_all()[:5], style) for style in STYLES]) as served:
        yield served


@pytest.fixture
def one() -> Iterator[Host]:
    """One mirror of seven articles; a test may add the eighth."""
    with serve([Mirror(load_all()[:7], STYLES[0])]) as served:
        yield served[0]


def test_every_article_once_per_mirror(tmp_path: Path, hosts: list[Host]) -> None:
    ran = run(tmp_path, hosts)
    assert ran.code == 0, ran.out
    assert versions(tmp_path) == [(url, 1) for url in articles(hosts)]
    assert list(ran.manifest) == MANIFEST.split()
    assert ran.counts("new", "emitted", "changed", "failed", "rejected") == (len(articles(hosts)),) * 2 + (0, 0, 0)
    check_files(tmp_path)
    for record in records(tmp_path):
        assert not problems(record)
        assert record["site"] == "mirror" and record["run"] == ran.manifest["run_id"]
        assert (tmp_path / str(record["archive"])).is_file()
        assert record["title"] and record["text"]


def test_nothing_is_forbidden_or_asked_twice(tmp_path: Path, hosts: list[Host]) -> None:
    assert run(tmp_path, hosts).code == 0
    for host in hosts:
        asked = [hit.path for hit in host.log]
        assert len(asked) == len(set(asked))
        assert not any(path.startswith(("/search", "/app", "/tag/")) for path in asked)
        assert all("+http" in hit.agent for hit in host.log)


def test_an_unchanged_mirror_gives_nothing_and_costs_next_to_nothing(tmp_path: Path, hosts: list[Host]) -> None:
    run(tmp_path, hosts)
    first = sum(hit.sent for host in hosts for hit in host.log)
    for host in hosts:
        host.log.clear()
    before = versions(tmp_path)
    ran = run(tmp_path, hosts)
    assert ran.code == 0 and "Nothing new" in ran.out
    assert ran.counts("emitted", "new", "changed") == (0, 0, 0) and ran.manifest["unchanged"] == len(before)
    assert versions(tmp_path) == before
    assert sum(hit.sent for host in hosts for hit in host.log) <= 0.05 * first
    check_files(tmp_path)


@pytest.mark.slow
def test_three_changed_one_removed_one_new_are_exactly_those(tmp_path: Path, one: Host) -> None:
    run(tmp_path, [one])
    mirror, before = one.content, versions(tmp_path)
    still, once, *changed, _ = list(mirror.ids[:6])
    removed = mirror.path(mirror.ids[5])
    for id in changed:
        mirror.change(id)
    mirror.remove(mirror.ids[5])
    mirror.add(load_all()[7])
    ran = run(tmp_path, [one])
    assert ran.counts("changed", "new", "gone", "emitted") == (3, 1, 1, 4), ran.out
    added = [(one.url + mirror.path(load_all()[7].id), 1)]
    assert versions(tmp_path) == sorted(before + added + [(one.url + mirror.path(id), 2) for id in changed])
    texts = {(r["url"], r["version"]): r["text"] for r in records(tmp_path)}
    for id in changed:
        url = one.url + mirror.path(id)
        assert texts[url, 1] != texts[url, 2]
    # gone for good after three misses, told once, never asked again
    for _ in range(2):
        run(tmp_path, [one])
    stones = [json.loads(line) for path in tmp_path.glob("*/tombstones-*.jsonl") for line in path.open()]
    assert [stone["url"] for stone in stones] == [one.url + removed]
    one.log.clear()
    mirror.change(once)
    assert run(tmp_path, [one]).counts("gone", "changed") == (0, 1)
    assert not one.requests(removed)
    check_files(tmp_path)
    # What stays as it is, is looked at half as often each time, what changes twice as often, never more than daily.
    days = {url: interval / 86400 for url, interval in execute(tmp_path, "SELECT url, interval FROM urls")}
    assert {days[one.url + mirror.path(id)] for id in changed} == {8}  # 1, then changed: 1, 2, 4, 8
    assert days[one.url + mirror.path(once)] == 4  # 1, 2, 4, 8, then changed: 4
    assert days[one.url + mirror.path(still)] == 16


def execute(data: Path, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(data / "state" / "state.db") as db:
        return db.execute(sql).fetchall()


def test_what_is_not_due_is_not_asked(tmp_path: Path, one: Host) -> None:
    run(tmp_path, [one])
    one.log.clear()
    # The same site with the same arguments, remembered; and a log that is kept small.
    ran = scrapy(tmp_path, "run", LOG_FOLDER_BYTES=4000, LOG_FOLDER_FILES=2)
    logs = list((tmp_path / "state" / "log").iterdir())
    assert 2 <= len(logs) <= 3 and all(path.stat().st_size < 8000 for path in logs), logs
    assert ran.code == 0 and not one.requests("/page")
    said = scrapy(tmp_path, "run", "--dry-run").out
    assert "0 pages are due" in said
    assert f"{len(one.content.ids)} pages are due" in scrapy(tmp_path, "run", "--dry-run", "--now").out


def test_two_runs_at_once_one_works_the_other_says_who_holds_the_lock(tmp_path: Path, one: Host) -> None:
    one.latency = inf  # it is on until we let it go on
    args = command(tmp_path, *mirror_args([one]), DOWNLOAD_TIMEOUT=HUNG)
    first = subprocess.Popen(args, cwd=ROOT, stdout=subprocess.PIPE)
    lock = tmp_path / "state" / "run.lock"
    wait_for(lambda: lock.exists() and lock.read_text())
    second = run(tmp_path, [one])
    assert second.code == 75 and f"process {first.pid}" in second.out and "Traceback" not in second.out
    assert not listening(first.pid), "a port is open: remote control or telnet"
    copy = tmp_path / "copy.db"
    assert scrapy(tmp_path, "backup", str(copy)).code == 0
    assert first.poll() is None, "the backup was to be made while the run is on"
    with sqlite3.connect(copy) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT COUNT(*) FROM runs WHERE finished = 0").fetchone() == (1,)
    one.latency = 0
    assert first.wait(HUNG) == 0
    assert versions(tmp_path) == [(url, 1) for url in articles([one])]


def listening(pid: int) -> list[str]:
    """The addresses at which a process waits for connections (Linux: /proc/net/tcp, state 0A)."""
    own = {str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir()}
    lines = [line for name in ("tcp", "tcp6") for line in Path(f"/proc/{pid}/net/{name}").read_text().splitlines()]
    rows = [line.split() for line in lines]
    return [row[1] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in own]


def test_a_graceful_stop_loses_nothing(tmp_path: Path, one: Host) -> None:
    one.latency = 0.5  # one at a time: the last four pages are still to come when the signal does
    args = command(tmp_path, *mirror_args([one]), CONCURRENT_REQUESTS_PER_DOMAIN=1)
    process = subprocess.Popen(args, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    wait_for(lambda: len(one.requests("/page")) > 2)
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=HUNG)
    assert process.returncode == 1 and "Stopped early: it was asked to" in out
    assert newest(tmp_path)["exit"] == 1
    check_files(tmp_path)
    assert run(tmp_path, [one]).code == 0
    assert versions(tmp_path) == [(url, 1) for url in articles([one])]
    check_files(tmp_path)


SLOW_SIZES = [pytest.param(size, marks=pytest.mark.slow) for size in (30_000, 180_000)]


@pytest.mark.parametrize("size", [100_000, *SLOW_SIZES])
def test_a_full_disk_is_said_and_tears_nothing(tmp_path: Path, one: Host, size: int) -> None:
    """A file-size limit stands for the full disk: the archive cannot grow beyond it."""
    code = command(tmp_path, *mirror_args([one]))
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))  # noqa: E731
    done = subprocess.run(code, cwd=ROOT, capture_output=True, text=True, preexec_fn=limit, timeout=HUNG)
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert "Traceback" not in said and ("File too large" in said or "full" in said or "disk I/O" in said), said
    assert run(tmp_path, [one]).code == 0
    assert versions(tmp_path) == [(url, 1) for url in articles([one])]
    check_files(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("kilobytes", [50, 200, 300, 450, 600])
def test_a_full_file_system_is_said_and_tears_nothing(small_disk: Path, one: Host, kilobytes: int) -> None:
    """The smaller it is the earlier something finds it full: the state, the log, the archive, the cleaning."""
    resize(small_disk, kilobytes)
    ran = run(small_disk / "data", [one])
    assert ran.code == 1 and "Traceback" not in ran.out, ran.out
    assert "disk is full" in ran.out or "No space left" in ran.out
    resize(small_disk, 64 << 10)
    assert run(small_disk / "data", [one]).code == 0
    assert versions(small_disk / "data") == [(url, 1) for url in articles([one])]
    check_files(small_disk / "data")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system in memory, for whoever may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no tmpfs can be mounted here: that takes root")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def resize(disk: Path, kilobytes: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", str(disk)], check=True)


@pytest.mark.slow
def test_a_disk_that_gets_full_stops_the_run_before_it_is(tmp_path: Path, one: Host) -> None:
    ran = run(tmp_path, [one], DISK_BUDGET=1)  # full before anything is asked
    assert ran.code == 1 and "DISK_BUDGET" in ran.out and not one.requests(), ran.out
    # Full when the crawl is on: what is asked after robots.txt takes a second, and the file is there before that.
    one.latency, other = 1.0, tmp_path / "another program's"
    args = command(tmp_path, *mirror_args([one]), DISK_BUDGET=10 << 20)
    process = subprocess.Popen(args, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    wait_for(lambda: one.log)
    other.write_bytes(bytes(20 << 20))
    one.latency = 0
    out, _ = process.communicate(timeout=HUNG)
    assert process.returncode == 1 and "DISK_BUDGET" in out and one.requests(), out
    check_files(tmp_path)
    other.unlink()
    assert run(tmp_path, [one]).code == 0
    assert versions(tmp_path) == [(url, 1) for url in articles([one])]


def test_a_server_that_dies_midway_is_a_partial_run(tmp_path: Path, one: Host) -> None:
    one.die_after(6)
    ran = run(tmp_path, [one], BREAKER_WAIT=0.05, RUN_PATIENCE=1)
    assert ran.code == 2 and "failed" in ran.out and "Traceback" not in ran.out
    check_files(tmp_path)
    one.revive()
    wait_until_due(tmp_path)
    assert run(tmp_path, [one]).code == 0
    assert versions(tmp_path) == [(url, 1) for url in articles([one])]
    check_files(tmp_path)


def test_a_takeover_is_reported_and_the_good_text_stays(tmp_path: Path, one: Host) -> None:
    run(tmp_path, [one])
    before = {record["url"]: record["text"] for record in records(tmp_path)}
    one.content.take_over()
    ran = run(tmp_path, [one])
    assert ran.code == 4 and "taken over" in ran.out, ran.out
    assert ran.manifest["emitted"] == 0
    assert {record["url"]: record["text"] for record in records(tmp_path)} == before
    one.log.clear()
    ran = run(tmp_path, [one])
    assert not one.requests() and "quarantined" in ran.out and ran.code == 0
    host = one.url.removeprefix("http://")
    run(tmp_path, [one], "--release", host)
    assert one.requests()


def test_the_archive_gives_back_each_page_as_it_was_served(tmp_path: Path, one: Host) -> None:
    run(tmp_path, [one])
    db = sqlite3.connect(tmp_path / "state" / "state.db")
    rows = db.execute("SELECT u.url, p.archive, p.offset FROM pages p JOIN urls u ON u.key = p.url").fetchall()
    assert len(rows) == len(articles([one]))
    for url, archive, offset in rows:
        page = read(tmp_path / archive, offset)
        assert page.url == url and page.body == one.content.resource(url.removeprefix(one.url)).body


def test_a_bare_crawl_is_the_same_run(tmp_path: Path, one: Host) -> None:
    args = ["crawl", *mirror_args([one])[1:]]
    ran = scrapy(tmp_path, *args)
    assert ran.code == 0, ran.out
    assert versions(tmp_path) == [(url, 1) for url in articles([one])]
    check_files(tmp_path)


def test_any_list_of_pages(tmp_path: Path, one: Host) -> None:
    wanted = articles([one])[:3]
    listed = tmp_path / "urls.txt"
    listed.write_text("\n".join([*wanted, wanted[0] + "#again", "no address", one.url + "/page/2001/0101/1.shtml"]))
    ran = scrapy(tmp_path / "data", "crawl", "pages", "-a", f"urls={listed}")
    assert ran.code == 0, ran.out
    assert versions(tmp_path / "data") == [(url, 1) for url in wanted]
    assert "not a URL: no address" in ran.out


def test_wrong_names_are_told_plainly(tmp_path: Path) -> None:
    for args in (["run", "nosuch"], ["crawl", "nosuch"], ["run"]):
        ran = scrapy(tmp_path, *args)
        assert ran.code == 2 and "Traceback" not in ran.out, ran.out
    ran = scrapy(tmp_path, "crawl", "pages")
    assert ran.code == 2 and "urls=FILE" in ran.out and "Traceback" not in ran.out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (["run", "demo", "-s", "SHARD=x"], 2, "SHARD is a part of all machines"),
        (["run", "demo", "-s", "CONCURRENT_REQUESTS=many"], 2, "CONCURRENT_REQUESTS is a number"),
        (["run", "demo", "-s", "ROBOTSTXT_OBEY=perhaps"], 2, "ROBOTSTXT_OBEY is True or False"),
        (["run", "demo"], 1, "is damaged"),
        (["run", "--dry-run"], 1, "is damaged"),
        (["crawl", "demo", "-s", "LOG_ENABLED=0"], 1, "is damaged"),
        (["backup"], 1, "is damaged"),
        (["forget", "a.example"], 1, "is damaged"),
        (["reclean"], 1, "is damaged"),
        (["run", "demo", "-s", "DATA=/dev/null"], 1, "The run cannot start"),
        (["run", "demo", "-s", "DATA=/proc/nowhere"], 1, "The run cannot start"),
    ],
)
def test_what_cannot_start_says_so_in_one_line(tmp_path: Path, given: list[str], code: int, said: str) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "state.db").write_bytes(os.urandom(8192))
    command_line = [sys.executable, "-m", "scrapy", given[0], "-s", f"DATA={tmp_path}", *given[1:]]
    ran = subprocess.run(command_line, cwd=ROOT, capture_output=True, text=True, timeout=HUNG)
    assert ran.returncode == code and "Traceback" not in ran.stdout + ran.stderr, ran.stderr
    assert said in ran.stderr.splitlines()[-1] and not ran.stdout, ran.stdout + ran.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://nosuch.invalid/1", "its name cannot be resolved"),
        ("http://127.0.0.1:{}/1", "it refuses the connection"),
    ],
)
def test_a_host_that_is_not_there_is_said_plainly(tmp_path: Path, url: str, said: str) -> None:
    listed = tmp_path / "urls"
    listed.write_text(url.format(free_port()))
    ran = scrapy(tmp_path / "data", "run", "pages", "-a", f"urls={listed}", RUN_PATIENCE=1)
    assert ran.code == 2 and said in ran.out and ran.manifest["failed"] == 1, ran.out
    assert "Traceback" not in ran.out
