"""``scrapy run`` before it asks anybody for anything: what it is given, what it remembers, what it refuses."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from outputs.lock import Lock
from outputs.state.database import State
from tests.commands.conftest import ARTICLE, Pages, Run
from tests.conftest import HUNG, ROOT
from tests.crawl.runner import articles, command, versions, wait_until_due
from tests.crawl.runner import scrapy as crawl
from tests.mirror import STYLES, Host, Mirror, load_all, serve


@pytest.fixture
def host() -> Iterator[Host]:
    """A mirror of two articles."""
    with serve([Mirror(load_all()[:2], STYLES[0])]) as served:
        yield served[0]


def remember(data: Path, **sites: dict[str, str]) -> None:
    """Have runs of these sites, with these arguments, in the data folder's past."""
    state = State(data / "state" / "state.db")
    with state.transaction() as db:
        db.executemany(
            "INSERT INTO sites (name, args) VALUES (?, ?)", [(name, json.dumps(args)) for name, args in sites.items()]
        )
    state.close()


def remembered(data: Path) -> dict[str, dict[str, str]]:
    with sqlite3.connect(data / "state" / "state.db") as db:
        return {name: json.loads(args) for name, args in db.execute("SELECT name, args FROM sites")}


@pytest.mark.parametrize("sites", [(), ("mirror", "demo")])
@pytest.mark.parametrize("more", [(), ("--dry-run",), ("--print-cron",)])
def test_arguments_without_their_one_site_are_refused(
    tmp_path: Path, scrapy: Run, sites: tuple[str, ...], more: tuple[str, ...]
) -> None:
    before = {"mirror": {"domains": "a.example"}, "demo": {}}
    remember(tmp_path, **before)
    done = scrapy("run", *sites, *more, "-a", "domains=127.0.0.1:1", "-s", f"DATA={tmp_path}")
    assert done.returncode == 2 and not done.stdout
    assert "name that site" in done.stderr.decode().splitlines()[-1]
    assert remembered(tmp_path) == before and not (tmp_path / "runs").exists()


def test_a_remembered_site_that_cannot_be_crawled_has_failed_and_the_others_are_crawled(
    tmp_path: Path, host: Host
) -> None:
    sites = {
        "mirror": {"domains": host.url.removeprefix("http://")},
        "pages": {"urls": str(tmp_path / "gone.txt")},
        "renamed": {},
    }
    remember(tmp_path, **sites)
    dry = crawl(tmp_path, "run", "--dry-run")
    assert dry.code == 2 and "mirror: never run" in dry.out and "renamed cannot be crawled: there is no such" in dry.out
    ran = crawl(tmp_path, "run")
    assert ran.code == 2 and "Traceback" not in ran.out, ran.out
    assert versions(tmp_path) == [(url, 1) for url in articles([host])]
    assert ran.manifest["exit"] == 2 and ran.manifest["sites"] == ["mirror"]
    assert list(ran.manifest["failed_sites"]) == ["pages", "renamed"]
    assert ran.manifest["failed_sites"]["pages"] == f"there is no file {tmp_path / 'gone.txt'}"
    for name, why in ran.manifest["failed_sites"].items():
        assert f"  {name} failed: {why}" in ran.out
    assert remembered(tmp_path) == sites, "what is put back runs again"
    # A timer that names its sites is no different.
    assert crawl(tmp_path, "run", "mirror", "renamed").manifest["failed_sites"].keys() == {"renamed"}


def test_a_run_of_nothing_but_such_sites_has_its_manifest_as_well(tmp_path: Path) -> None:
    remember(tmp_path, renamed={})
    ran = crawl(tmp_path, "run")
    assert ran.code == 2 and "Traceback" not in ran.out
    assert ran.manifest["exit"] == 2 and ran.manifest["failed_sites"].keys() == {"renamed"}


def test_an_alert_tells_of_a_site_that_cannot_be_crawled(tmp_path: Path) -> None:
    remember(tmp_path, renamed={})
    ran = crawl(tmp_path, "run", ALERT_WEBHOOK="http://127.0.0.1:9/")
    assert "the alert did not reach 127.0.0.1:9" in ran.out, "it was sent"


def test_what_is_asked_for_now_and_cannot_be_crawled_is_wrong_usage(tmp_path: Path) -> None:
    remember(tmp_path, mirror={"domains": "a.example"})
    for given in (["pages"], ["mirror", "pages"], ["pages", "-a", "urls=nosuch.txt"], ["mirror", "nosuch"]):
        ran = crawl(tmp_path, "run", *given)
        assert ran.code == 2 and "Traceback" not in ran.out and not ran.manifest, ran.out


def test_a_list_of_pages_is_remembered_wherever_the_next_run_is_started(tmp_path: Path, host: Host) -> None:
    data = tmp_path / "data"
    (tmp_path / "urls.txt").write_text(articles([host])[0])
    name = os.path.relpath(tmp_path / "urls.txt", ROOT)
    assert crawl(data, "run", "pages", "-a", f"urls={name}").code == 0
    kept = Path(remembered(data)["pages"]["urls"])
    assert kept.is_absolute() and kept.resolve() == (tmp_path / "urls.txt").resolve()
    done = subprocess.run(command(data, "run"), cwd=ROOT / "tests" / "commands", capture_output=True, timeout=HUNG)
    assert done.returncode == 0, done.stdout


def test_a_site_that_is_dropped_is_run_no_more_and_what_is_kept_of_it_stays(tmp_path: Path, host: Host) -> None:
    data, domains = tmp_path, host.url.removeprefix("http://")
    assert crawl(data, "run", "mirror", "-a", f"domains={domains}").code == 0
    kept = {path: path.read_bytes() for path in [*data.glob("mirror/**/*.gz"), *data.glob("mirror/*.jsonl")]}
    host.log.clear()
    dropped = crawl(data, "run", "--drop", "mirror")
    assert (dropped.code, len(dropped.out.splitlines())) == (0, 1) and len(list(data.glob("runs/*"))) == 1, dropped.out
    assert kept and {path: path.read_bytes() for path in kept} == kept
    again = crawl(data, "run")
    assert again.code == 2 and "no site was run before" in again.out
    named = crawl(data, "run", "mirror")
    assert named.code == 2 and "it needs an argument" in named.out, "its arguments are forgotten"
    assert not host.log
    gone = crawl(data, "forget", articles([host])[0].replace("/page/", "/news/").replace(".shtml", ".html"))
    assert "1 records removed" in gone.out, "a takedown still knows it by all its addresses"
    assert crawl(data, "run", "mirror", "-a", f"domains={domains}").code == 0
    assert crawl(data, "run").code == 0, "it is remembered again"


def test_what_cannot_be_dropped_is_told_in_a_line(tmp_path: Path, scrapy: Run) -> None:
    remember(tmp_path, mirror={"domains": "a.example"}, pages={})
    lock = Lock(tmp_path / "state" / "run.lock")
    lock.acquire()
    for given, code, said in (
        (["--drop", "nosuch"], 2, "no such site among those that were run: nosuch; there are mirror, pages"),
        (["--drop", ""], 2, "there are mirror, pages"),
        (["mirror", "--drop", "mirror"], 2, "runs nothing"),
        (["--drop", "mirror"], 75, "Another run is on"),
    ):
        done = scrapy("run", *given, "-s", f"DATA={tmp_path}")
        told = done.stderr.decode()
        assert done.returncode == code and not done.stdout and "Traceback" not in told
        assert said in told.splitlines()[-1]
    lock.release()


def test_the_demo_is_run_by_name_alone(tmp_path: Path, scrapy: Run) -> None:
    """Its mirror is up during `make crawl` alone: a scheduled run would wait for it, and end with an alarm."""
    remember(tmp_path, demo={})
    done = scrapy("run", "-s", f"DATA={tmp_path}")
    assert done.returncode == 2 and "by name alone (demo)" in done.stderr.decode().splitlines()[-1]
    remember(tmp_path, mirror={"domains": "a.example"}, renamed={})
    told = scrapy("run", "--dry-run", "-s", f"DATA={tmp_path}").stdout.decode()
    assert "mirror: never run" in told and "renamed cannot be crawled" in told and "demo" not in told
    assert b"demo: never run" in scrapy("run", "demo", "--dry-run", "-s", f"DATA={tmp_path}").stdout


def test_a_crawl_names_what_it_could_not_have_and_one_that_has_it_all_names_none(
    tmp_path: Path, web: tuple[str, Pages]
) -> None:
    here, pages = web
    pages["/1"] = (200, {"Content-Type": "text/html"}, ARTICLE.encode())
    pages["/2"] = (500, {}, b"")
    listed, data = tmp_path / "urls.txt", tmp_path / "data"
    listed.write_text("\n".join(f"{here}/{n}" for n in (1, 2, 4)))
    ran = crawl(data, "crawl", "pages", "-a", f"urls={listed}", RUN_PATIENCE=1)
    said = ran.manifest["failed_urls"]
    lines: list[dict[str, Any]] = [json.loads(line) for line in (data / said["path"]).read_text().splitlines()]
    assert {line["url"]: line["reason"] for line in lines} == {f"{here}/2": "answered 500", f"{here}/4": "answered 404"}
    assert said["first"] == lines and f"{data / said['path']}: 2 pages that could not be had" in ran.out
    for path in (Path(word.rstrip(":,;")) for word in ran.out.split() if word.startswith(str(data))):
        assert path.exists(), f"{path} is named and does not exist"
    for n in (2, 4):
        pages[f"/{n}"] = (200, {"Content-Type": "text/html"}, ARTICLE.encode())
    wait_until_due(data)
    ran = crawl(data, "crawl", "pages", "-a", f"urls={listed}", "-s", "ALL_DUE=1")
    assert ran.code == 0 and ran.manifest["failed_urls"] == {"count": 0, "first": [], "path": ""}, ran.out
    assert "could not be had" not in ran.out
