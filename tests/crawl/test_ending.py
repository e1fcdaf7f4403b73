"""How a run ends: when its time is over, when a signal comes, and whatever delay a robots.txt asks for."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from math import inf
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.robotstxt import ProtegoRobotParser

from outputs.state.revisit import DAY
from outputs.state.status import UrlState
from spiders.crawl.hosts import Wait
from spiders.runs.lifecycle import drain
from spiders.runs.progress import Standing, line
from tests.conftest import HUNG, ROOT
from tests.crawl.runner import articles, check_files, command, mirror_args, newest, run, scrapy, versions
from tests.crawl.test_run import wait_for
from tests.mirror import STYLES, Host, Mirror, load_all, serve


@pytest.fixture
def host() -> Iterator[Host]:
    """A mirror of four articles."""
    with serve([Mirror(load_all()[:4], STYLES[0])]) as served:
        yield served[0]


def paths(host: Host) -> list[str]:
    """What was asked, in order; robots.txt left out."""
    return [hit.path for hit in host.log if hit.path != "/robots.txt"]


def night_passes(data: Path, seconds: float) -> None:
    """All that the state remembers was so many seconds ago."""
    with sqlite3.connect(data / "state" / "state.db") as db:
        db.execute("UPDATE urls SET due = due - ?1, asked = MAX(asked - ?1, 0)", (seconds,))


# A delay that no run can keep


@pytest.mark.slow
def test_a_delay_of_a_day_gets_a_page_a_day(tmp_path: Path, host: Host) -> None:
    host.content.crawl_delay = 86400
    ran = scrapy(tmp_path, *mirror_args([host]))
    assert ran.code == 0 and paths(host) == ["/"], ran.out
    assert "asks for 86400 s between two pages" in ran.out and "pages left for the next runs" in ran.out
    ran = scrapy(tmp_path, *mirror_args([host]))
    assert ran.code == 0 and paths(host) == ["/"], "it was asked again before the day was over"
    assert "asks for 86400 s between two pages" in ran.out
    night_passes(tmp_path, 2 * DAY)
    ran = scrapy(tmp_path, *mirror_args([host]))
    assert ran.code == 0 and len(paths(host)) == 2, ran.out
    host.content.crawl_delay = None
    assert run(tmp_path, [host]).code == 0
    assert versions(tmp_path) == [(url, 1) for url in articles([host])], "what was left was lost"


@pytest.mark.parametrize("said", ["1e308", pytest.param("86401", marks=pytest.mark.slow)])
def test_a_delay_without_end_ends_the_run(tmp_path: Path, host: Host, said: str) -> None:
    host.content.crawl_delay = said
    ran = scrapy(tmp_path, *mirror_args([host]))
    assert ran.code == 0 and paths(host) == ["/"] and "between two pages" in ran.out, ran.out


@pytest.mark.parametrize("said", ["inf", "nan", "-5", "abc", "1e999", "", "²"])
def test_a_delay_that_is_no_number_is_none(said: str) -> None:
    """Whatever reads robots.txt: what it gives is either kept or capped, and neither can be done with these."""
    rules = ProtegoRobotParser.from_crawler(None, f"User-agent: *\nCrawl-delay: {said}\n".encode())  # type: ignore[arg-type]
    assert not rules.crawl_delay("jingkan")


@pytest.mark.slow
def test_a_delay_that_cannot_be_read_is_passed_over(tmp_path: Path, host: Host) -> None:
    host.content.crawl_delay = "inf"
    ran = scrapy(tmp_path, *mirror_args([host]))
    assert ran.code == 0 and versions(tmp_path) == [(url, 1) for url in articles([host])], ran.out


@pytest.mark.slow
def test_other_hosts_of_the_run_are_crawled_as_ever(tmp_path: Path, host: Host) -> None:
    host.content.crawl_delay = 86400
    with serve([Mirror(load_all()[:3], STYLES[1])]) as (other,):
        ran = scrapy(tmp_path, *mirror_args([host, other]))
        assert ran.code == 0 and paths(host) == ["/"], ran.out
        assert versions(tmp_path) == [(url, 1) for url in articles([other])]


# Its time is over


@pytest.mark.parametrize("how", [pytest.param("crawl", marks=pytest.mark.slow), "run"])
def test_a_run_stops_when_its_time_is_over_and_the_next_goes_on(tmp_path: Path, host: Host, how: str) -> None:
    host.content.crawl_delay = 300
    args = (how, *mirror_args([host])[1:])
    ran = scrapy(tmp_path, *args, RUN_SECONDS=3)
    assert ran.code == 0 and paths(host) in ([], ["/"]), ran.out
    assert "Its time was over (RUN_SECONDS)" in ran.out and "pages left for the next run" in ran.out
    assert "Stopped early" not in ran.out and ran.manifest["exit"] == 0
    check_files(tmp_path)
    host.content.crawl_delay = None
    assert run(tmp_path, [host]).code == 0
    assert versions(tmp_path) == [(url, 1) for url in articles([host])]


@pytest.mark.slow
def test_the_pages_that_are_left_are_counted(tmp_path: Path, host: Host) -> None:
    assert run(tmp_path, [host]).code == 0
    before = len(host.log)
    ran = run(tmp_path, [host], RUN_SECONDS=1e-9)
    assert ran.code == 0 and "4 pages left for the next run" in ran.out, ran.out
    assert "not begun: mirror" in ran.out and len(host.log) == before


# A signal


#: Seconds that a download may take, by hand: more than a test needs until it sends a signal, on any machine.
PATIENT = 120.0


def start(data: Path, host: Host, how: str = "run", **settings: object) -> subprocess.Popen[str]:
    args = command(data, how, *mirror_args([host])[1:], **settings)
    return subprocess.Popen(args, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.mark.slow
@pytest.mark.parametrize(("delay", "number"), [(1800, signal.SIGINT), (86400, signal.SIGTERM)])
def test_a_signal_is_obeyed_whatever_a_host_asks(
    tmp_path: Path, host: Host, delay: float, number: signal.Signals
) -> None:
    """A run that waited for the next page would be taken for hung; none is asked after the signal."""
    host.content.crawl_delay = delay
    process = start(tmp_path, host, CRAWL_DELAY_MOST=1e6)
    wait_for(lambda: host.log)
    asked = len(host.log)
    process.send_signal(number)
    out, _ = process.communicate(timeout=HUNG)
    assert process.returncode == 1 and newest(tmp_path)["exit"] == 1, out
    assert "Stopped early: it was asked to" in out and "Traceback" not in out
    assert len(host.log) <= asked + 1
    check_files(tmp_path)
    host.content.crawl_delay = None
    assert run(tmp_path, [host]).code == 0
    assert versions(tmp_path) == [(url, 1) for url in articles([host])]


@pytest.mark.parametrize(
    ("how", "late", "misbehaviour", "number"),
    [
        ("run", "/page", {"latency": inf}, signal.SIGINT),
        pytest.param("run", "/page", {"drips": True}, signal.SIGINT, marks=pytest.mark.slow),
        pytest.param("run", "/robots.txt", {"latency": inf}, signal.SIGINT, marks=pytest.mark.slow),
        pytest.param("crawl", "/robots.txt", {"drips": True}, signal.SIGTERM, marks=pytest.mark.slow),
        pytest.param("crawl", "/page", {"latency": inf}, signal.SIGTERM, marks=pytest.mark.slow),
    ],
)
def test_the_first_signal_does_not_wait_for_answers(
    tmp_path: Path, host: Host, how: str, late: str, misbehaviour: dict[str, Any], number: signal.Signals
) -> None:
    """The connection is closed while the answer is outstanding, and the page is as due as if it had not been asked."""
    host.late = late
    for name, value in misbehaviour.items():
        setattr(host, name, value)
    process = start(tmp_path, host, how, DOWNLOAD_TIMEOUT=PATIENT)
    wait_for(lambda: host.owed)
    process.send_signal(number)
    out, _ = process.communicate(timeout=HUNG)
    assert process.returncode == 1 and "Stopped early: it was asked to" in out and "Traceback" not in out, out
    assert host.abandoned and not host.owed
    manifest = newest(tmp_path)
    assert manifest["exit"] == 1 and manifest["failed"] == manifest["failed_urls"]["count"] == 0, manifest
    with sqlite3.connect(tmp_path / "state" / "state.db") as db:
        rows = db.execute("SELECT state, failures, asked FROM urls WHERE kind = 'article' AND host > 0").fetchall()
    assert rows == [(UrlState.PENDING, 0, 0)] * len(rows) and len(rows) == (4 if late == "/page" else 0)
    check_files(tmp_path)
    host.recover()
    ran = run(tmp_path, [host])
    assert ran.code == 0 and versions(tmp_path) == [(url, 1) for url in articles([host])], ran.out


class Draining:
    """A run whose cleaning takes for ever: a signal comes each time it is waited for."""

    def __init__(self, signals: int) -> None:
        self.stopped, self.left, self.orders = "", signals, list[str]()

    def close(self, stop: bool, tick: object) -> None:
        self.orders.append("stop" if stop else "finish")
        if self.left:
            self.left -= 1
            signal.raise_signal(signal.SIGTERM)

    def cut_short(self) -> None:
        self.orders.append("kill")


@pytest.mark.parametrize(
    ("stopped", "signals", "orders"),
    [
        ("", 0, ["finish"]),
        ("", 1, ["finish", "stop"]),
        ("", 2, ["finish", "stop", "kill"]),
        ("by a signal before", 0, ["stop"]),
        ("by a signal before", 1, ["stop", "kill"]),
    ],
)
def test_each_signal_is_obeyed_harder(stopped: str, signals: int, orders: list[str]) -> None:
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    run = Draining(signals)
    run.stopped = stopped
    try:
        drain(run, SimpleNamespace(show=None, end=lambda: None))  # type: ignore[arg-type]
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert run.orders == orders and bool(run.stopped) == bool(stopped or signals)


@pytest.mark.slow
def test_a_second_signal_ends_a_cleaning_that_hangs(tmp_path: Path, host: Host) -> None:
    process = start(tmp_path, host)
    wait_for(lambda: cleaning(tmp_path))
    for pid in cleaning(tmp_path):
        os.kill(pid, signal.SIGSTOP)
    assert process.stdout
    lines = [next(line for line in process.stdout if "pages to be cleaned" in line)]
    process.send_signal(signal.SIGINT)
    lines.append(next(line for line in process.stdout))  # it goes on waiting for what is in hand
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=HUNG)
    assert process.returncode == 1 and "Traceback" not in out and "Stopped early" in out, out
    assert not cleaning(tmp_path)
    check_files(tmp_path)
    assert run(tmp_path, [host]).code == 0
    assert versions(tmp_path) == [(url, 1) for url in articles([host])]


def cleaning(data: Path) -> list[int]:
    """The cleaning processes of a data folder."""
    shown = subprocess.run(["ps", "-ww", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    lines = shown.splitlines()
    return [int(line.split()[0]) for line in lines if f"outputs.cleaning.process {data} " in line]


# What a person sees meanwhile


@pytest.mark.slow
def test_the_progress_line_names_the_host_that_is_waited_for(tmp_path: Path, host: Host) -> None:
    host.content.crawl_delay = 200
    ran = scrapy(tmp_path, *mirror_args([host]), RUN_SECONDS=12)
    name = host.url.removeprefix("http://")
    assert f"s for {name} (its robots.txt asks for 200 s between two pages)" in ran.out, ran.out


def test_the_line_says_what_is_waited_for_only_while_nothing_is_fetched() -> None:
    wait = Wait(0.3, "a.example", "it is left alone for a while")
    assert "waits 1 s for a.example (it is left alone for a while)" in line(Standing(5, 1, 0, 0, 1, wait))
    assert "waits" not in line(Standing(5, 1, 0.5, 0, 1, wait))
    assert "3 wait for cleaning" in line(Standing(5, 1, 0, 3, 1, wait))
