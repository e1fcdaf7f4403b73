"""``scrapy run`` before it asks anybody for anything: what it is given, what it remembers, what it refuses."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from outputs.state.database import State
from tests.commands.conftest import Run
from tests.conftest import HUNG, ROOT
from tests.crawl.runner import articles, command, versions
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
