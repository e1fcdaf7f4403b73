"""What is given wrongly is told in a line, with an exit code, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from outputs.state.database import State
from tests.commands.conftest import Run
from tests.conftest import HUNG, ROOT
from tests.crawl.runner import command, newest
from tests.mirror import STYLES, Mirror, load_all, serve


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a state."""
    State(tmp_path / "data" / "state" / "state.db").close()
    return tmp_path / "data"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["runs", "foo"], "there is no use for foo"),
        (["runs", "--all"], "unknown option --all"),
        (["reclean", "foo"], "there is no use for foo"),
        (["reclean", "-x"], "unknown option -x"),
        (["reclean", "--json"], "--json is for --diff"),
        (["reclean", "--rules", "a.json", "--diff"], "--rules goes with no other option"),
        (["reclean", "--rules", "a.json", "--all"], "--rules goes with no other option"),
        (["backup", "-x"], "unknown option -x (a file of that name: ./-x)"),
        (["backup", "a.db", "b.db"], "there is no use for b.db"),
        (["backup", "/"], "/ is a folder: name a file"),
        (["backup", ""], ". is a folder: name a file"),
        (["run", "demo", "-s", "LOG_LEVEL=FOO"], "LOG_LEVEL is one of CRITICAL"),
        (["crawl", "demo", "-s", "LOG_LEVEL=FOO"], "LOG_LEVEL is one of CRITICAL"),
        (["forget", "-x"], "unknown option -x"),
        (["run", "demo", "-L", "info"], "not 'info'"),
        (["run", "--dry-run", "-s", "CONCURRENT_REQUESTS=many"], "CONCURRENT_REQUESTS is a number"),
    ],
)
def test_wrong_usage(data: Path, scrapy: Run, given: list[str], said: str) -> None:
    done = scrapy(*given, "-s", f"DATA={data}")
    told = done.stderr.decode()
    assert done.returncode == 2 and not done.stdout and "Traceback" not in told, told
    assert said in told.splitlines()[-1]
    assert [path.name for path in data.iterdir()] == ["state"]
    assert not any((ROOT / name).exists() for name in ("-x", "-x.tmp", "a.db", "b.db"))


@pytest.mark.parametrize("command", ["crawl", "run"])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nosuch", "no such site: nosuch; there are demo, drafted, fx361, hanspub, mirror, pages"),
        ("example", "no such site: example; the site in example.py is called drafted"),
    ],
)
def test_an_unknown_site_is_told_in_a_line(tmp_path: Path, scrapy: Run, command: str, name: str, said: str) -> None:
    """A draft is saved under whatever name, and its site has the name that it drafted."""
    package = tmp_path / "more_sites"
    package.mkdir()
    (package / "__init__.py").touch()
    source = "from spiders.article import ArticleSpider\n\n\nclass Drafted(ArticleSpider):\n    name = 'drafted'\n"
    (package / "example.py").write_text(source)
    data = tmp_path / "data"
    settings = ("-s", f"DATA={data}", "-s", "SPIDER_MODULES=spiders.sites,more_sites")
    done = scrapy(command, name, *settings, PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    told = done.stderr.decode()
    assert done.returncode == 2 and not done.stdout and not data.exists()
    assert "Traceback" not in told and "INFO" not in told
    assert told.splitlines()[-1].endswith(f"error: {said}")


@pytest.mark.parametrize("given", [["crawl", "pages"], ["crawl"], ["crawl", "demo", "mirror"]])
def test_wrong_usage_of_a_crawl_is_told_before_its_log_begins(data: Path, scrapy: Run, given: list[str]) -> None:
    done = scrapy(*given, "-s", f"DATA={data}")
    told = done.stderr.decode()
    assert done.returncode == 2 and "INFO" not in told and "error:" in told.splitlines()[-1], told


@pytest.mark.parametrize("level", ["ERROR", "DEBUG", "WARN"])
def test_levels_that_there_are_can_be_given(data: Path, scrapy: Run, level: str) -> None:
    assert scrapy("run", "demo", "--dry-run", "-s", f"LOG_LEVEL={level}", "-s", f"DATA={data}").returncode == 0


def test_data_that_is_no_folder_has_no_runs(tmp_path: Path, scrapy: Run) -> None:
    (tmp_path / "file").touch()
    done = scrapy("runs", "-s", f"DATA={tmp_path / 'file'}")
    assert done.returncode == 1 and not done.stdout
    assert str(tmp_path / "file") in done.stderr.decode()
    assert scrapy("runs", "-s", f"DATA={tmp_path / 'new'}").stdout == b"No run yet.\n"


def test_a_backup_that_fails_says_so_and_leaves_nothing(data: Path, scrapy: Run) -> None:
    folder = data.parent / "folder"
    folder.mkdir()
    for target, code in (("/proc/foo.db", 1), (data / "state" / "state.db" / "x.db", 1), (folder, 2)):
        done = scrapy("backup", target, "-s", f"DATA={data}")
        told = done.stderr.decode()
        assert done.returncode == code and not done.stdout and "Traceback" not in told, told
        assert str(target) in told.splitlines()[-1] or "state.db" in told.splitlines()[-1]
    assert sorted(data.parent.iterdir()) == [data, folder] and not list(folder.iterdir())


def test_a_backup_does_not_take_the_place_of_the_state(data: Path, scrapy: Run) -> None:
    done = scrapy("backup", data / "state" / ".." / "state" / "state.db", "-s", f"DATA={data}")
    assert done.returncode == 2 and "is the state itself" in done.stderr.decode().splitlines()[-1]


def test_a_backup_is_where_it_should_be_and_whole(data: Path, scrapy: Run) -> None:
    done = scrapy("backup", data.parent / "new" / "copy.db", "-s", f"DATA={data}")
    assert (done.returncode, done.stdout.decode()) == (0, f"{data.parent / 'new' / 'copy.db'}\n")
    assert [path.name for path in (data.parent / "new").iterdir()] == ["copy.db"]
    with sqlite3.connect(data.parent / "new" / "copy.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def manifest(data: Path, name: str, **more: object) -> None:
    folder = data / "runs" / name
    folder.mkdir(parents=True)
    counts = dict.fromkeys(("fetched", "new", "changed", "unchanged", "gone", "failed", "rejected", "emitted"), 0)
    when = {"started": "2026-11-22T18:30:15Z", "finished": "2026-11-22T18:42:20Z"}
    run = {"run_id": name, "exit": 2, "sites": ["demo"], **when, **counts, **more}
    (folder / "manifest.json").write_text(json.dumps(run), encoding="utf-8")


def test_runs_names_the_sites_that_failed_and_a_manifest_that_is_none(data: Path, scrapy: Run) -> None:
    manifest(data, "1", new=3)  # written before a manifest named them
    manifest(data, "2", failed_sites={"pages": "there is no file urls.txt"})
    manifest(data, "3")
    (data / "runs" / "3" / "manifest.json").write_text("{}")
    manifest(data, "4", kind="reclean", finished="2026-11-24T08:00:15Z")
    done = scrapy("runs", "-s", f"DATA={data}", TZ="Asia/Shanghai")
    assert done.stdout.decode().splitlines() == [
        "1  2026-11-23 02:30  12 min 05 s  exit 2  demo: 0 fetched, 3 new",
        "2  2026-11-23 02:30  12 min 05 s  exit 2  demo: 0 fetched, nothing; pages failed",
        "4  2026-11-23 02:30  37 h 30 min  exit 2  reclean of demo: 0 fetched, nothing",
    ]
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1 and b"3/manifest.json" in done.stderr


@pytest.mark.parametrize(
    ("given", "runs"),
    [(["runs"], 1), (["runs"], 2000), (["run", "demo", "--dry-run"], 0), (["run", "--print-cron"], 0), (["backup"], 0)],
)
def test_a_reader_that_goes_away_ends_it_quietly(data: Path, given: list[str], runs: int) -> None:
    for n in range(runs):
        manifest(data, f"{n:05}")
    arguments = [sys.executable, "-m", "scrapy", *given, "-s", f"DATA={data}"]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout and running.stderr
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_a_run_goes_on_when_nobody_reads_what_it_says(data: Path) -> None:
    with serve([Mirror(load_all()[:2], STYLES[0])]) as [host]:
        given = ("run", "mirror", "-a", f"domains={host.url.removeprefix('http://')}")
        with subprocess.Popen(
            command(data, *given), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as running:
            assert running.stdout and running.stderr
            running.stdout.close()
            assert running.stderr.read() == b""
    assert running.returncode == 0
    assert newest(data)["exit"] == 0 and newest(data)["emitted"] == 2
    done = subprocess.run([*command(data, "reclean", "--all")], cwd=ROOT, capture_output=True, timeout=HUNG)
    assert done.returncode == 0 and b"2 pages to clean again" in done.stdout
