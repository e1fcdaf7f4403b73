"""`scrapy report`: what it says, and its exit codes; and what a browser makes of the page."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from outputs.lock import Lock
from outputs.report.build import Built
from tests.commands.conftest import Run, scrapy
from tests.conftest import HUNG

__all__ = ["scrapy"]


@pytest.mark.slow
def test_it_says_where_the_report_is(data: Path, scrapy: Run) -> None:
    done = scrapy("report", "-s", f"DATA={data}")
    assert done.returncode == 0 and not done.stderr, done.stderr
    assert done.stdout.decode().splitlines()[0] == f"{data}/report/index.html: 4 records"
    assert (data / "report" / "index.html").stat().st_mode & 0o077 == 0, "what is under DATA is the user's alone"


@pytest.mark.slow
def test_of_a_site(data: Path, scrapy: Run) -> None:
    done = scrapy("report", "s", "-s", f"DATA={data}")
    assert done.returncode == 0 and (data / "s" / "report" / "index.html").exists() and not (data / "report").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["t"], "nothing was crawled of t"),
        ([".."], "nothing was crawled of .."),
        (["\x1b[2J"], "nothing was crawled of <1B>[2J"),
        (["s", "t"], "there is no use for t"),
        (["--all"], "unknown option --all"),
    ],
)
def test_wrong_usage_is_a_line_and_leaves_nothing(data: Path, scrapy: Run, given: list[str], said: str) -> None:
    before = sorted(data.rglob("*"))
    done = scrapy("report", *given, "-s", f"DATA={data}")
    told = done.stderr.decode()
    assert done.returncode == 2 and said in told.splitlines()[-1] and "Traceback" not in told and "\x1b" not in told
    assert sorted(data.rglob("*")) == before


@pytest.mark.slow
def test_what_is_wrong_is_a_line(data: Path, scrapy: Run) -> None:
    with Lock(data / "state" / "report.lock").wait(0):
        done = scrapy("report", "-s", f"DATA={data}")
    assert done.returncode == 75 and done.stderr.startswith(b"Another report is being made: ")
    (data / "s" / "records-torn-00001.jsonl").write_bytes(b"{")
    done = scrapy("report", "-s", f"DATA={data}")
    assert done.returncode == 1 and done.stderr.startswith(b"The report stays as it was: ") and not done.stdout
    assert not [*data.glob("report*")]


@pytest.fixture
def chromium() -> str:
    """The browser; skipped by name where it is absent."""
    found = shutil.which("chromium")
    if not found:
        pytest.skip("chromium is absent")
    return found


def opened(chromium: str, page: Path, language: str, profile: Path) -> str:
    """A page as it is once its scripts have run, opened from disk by a browser of a language."""
    quiet = ("disable-gpu", "no-sandbox", "no-first-run", "disable-background-networking", "disable-component-update")
    more = (
        "headless",
        "disable-sync",
        "disable-quic",
        f"accept-lang={language}",
        f"user-data-dir={profile}",
        "dump-dom",
    )
    line = [chromium, *(f"--{name}" for name in (*quiet, *more)), page.as_uri()]
    environment = os.environ | {"LANGUAGE": language}
    browser = subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, start_new_session=True
    )
    try:
        return browser.communicate(timeout=HUNG)[0].decode()
    finally:
        if browser.poll() is None:
            os.killpg(browser.pid, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "shown", "other"),
    [("zh-CN", "zh-Hans", "English"), ("zh-TW", "zh-Hans", "English"), ("de", "en", "中文")],
)
def test_the_browsers_language_is_shown_and_nothing_of_a_page_runs(
    chromium: str, of_hostile: Built, tmp_path: Path, language: str, shown: str, other: str
) -> None:
    page = opened(chromium, of_hostile.page, language, tmp_path)
    assert f'<html lang="{shown}">' in page
    assert f">{other}</button>" in page and 'id="language" lang=' in page and "hidden" not in page.partition("<main")[0]
