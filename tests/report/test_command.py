"""`scrapy report`: what it says, and its exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from outputs.lock import Lock
from tests.commands.conftest import Run, scrapy

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
