"""Hosts that ask for patience, or are not well: what is asked of them, and when."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from outputs.state.revisit import LONGEST_PAUSE
from spiders.crawl.hosts import retry_after
from tests.crawl.runner import articles, records, run, versions, wait_until_due
from tests.mirror import STYLES, Host, Mirror, load_all, serve

RARER = [(503, "seconds"), (429, "date")]


@pytest.fixture
def host() -> Iterator[Host]:
    """A mirror of three articles."""
    with serve([Mirror(load_all()[:3], STYLES[0])]) as hosts:
        yield hosts[0]


def arrivals(host: Host) -> list[float]:
    """Seconds from the first request to each one, that for robots.txt left out: the delay stands in it."""
    times = [hit.time for hit in host.log if hit.path != "/robots.txt"]
    return [time - times[0] for time in times]


def keeps(delay: float, times: Sequence[float]) -> bool:
    """Whether no request comes early, on a machine that may be slow to take one in.

    A request taken in late leaves a long gap before it and a short one after it. So none may be ahead of its turn,
    counted from the first, by more than half the delay: by so much the first may have been late.
    """
    return all(at >= (k - 0.5) * delay for k, at in enumerate(times))


@pytest.mark.parametrize(
    ("kept", "times"),
    [
        (True, [0, 2, 4, 6, 8]),
        (True, [0, 9, 11, 13, 19]),  # a machine that is busy
        (True, [0, 1.998, 4.161, 6.001, 8.006]),  # one taken in late, on a machine at its limit
        (False, [0, 0.01, 0.02, 0.03, 0.04]),
        (False, [0, 1.7, 3.4, 5.1, 6.8]),  # always a little early
        (False, [0, 0.9, 4, 6, 8]),  # one early, the rest in time
        (False, [0, 2, 4, 4.01, 8]),  # two at once
    ],
)
def test_keeping_a_delay_is_told_from_not_keeping_it(kept: bool, times: list[float]) -> None:
    assert keeps(2, times) is kept


def test_no_page_is_asked_before_the_crawl_delay_is_over(tmp_path: Path, host: Host) -> None:
    host.content.crawl_delay = 2
    assert run(tmp_path, [host], PAGES_PER_RUN=5).code == 0
    assert len(arrivals(host)) == 5 and keeps(2, arrivals(host)), arrivals(host)


@pytest.mark.slow
def test_crawl_delay_stands_above_autothrottle(tmp_path: Path, host: Host) -> None:
    host.content.crawl_delay = 1
    settings = {"AUTOTHROTTLE_ENABLED": 1, "AUTOTHROTTLE_START_DELAY": 0.1, "PAGES_PER_RUN": 8}
    assert run(tmp_path, [host], **settings).code == 0
    times = arrivals(host)  # AutoThrottle may be slower than the delay, and never faster
    assert len(times) >= 5 and keeps(1, times), times


@pytest.mark.parametrize(
    ("status", "form"),
    [(429, "seconds"), (503, "date")] + [pytest.param(*both, marks=pytest.mark.slow) for both in RARER],
)
def test_retry_after_is_kept(tmp_path: Path, host: Host, status: int, form: str) -> None:
    # A date has whole seconds: three from now are said as two to three.
    host.fail(status, retry_after=2 if form == "seconds" else 3, times=1, prefix="/page", dated=form == "date")
    # One at a time: what was on its way already could not be called back.
    ran = run(tmp_path, [host], CONCURRENT_REQUESTS_PER_DOMAIN=1)
    assert ran.code == 0, ran.out
    assert versions(tmp_path) == [(url, 1) for url in articles([host])]
    refused = next(i for i, hit in enumerate(host.log) if hit.status == status)
    later = host.log[refused + 1 :]
    assert later and all(hit.time - host.log[refused].time >= 1.99 for hit in later)


def test_a_host_that_is_busy_for_longer_is_left_to_the_next_run(tmp_path: Path, host: Host) -> None:
    host.fail(503, retry_after=3600, prefix="/page")
    ran = run(tmp_path, [host])
    assert ran.code == 2 and "left alone until" in ran.out
    asked = len(host.log)
    ran = run(tmp_path, [host])
    assert ran.code == 2 and len(host.log) == asked, "it asked again before the hour was over"


def test_a_pause_of_three_million_years_is_a_week(tmp_path: Path, host: Host) -> None:
    host.fail(429, retry_after="99999999999999", times=1, prefix="/page")
    ran = run(tmp_path, [host])
    assert ran.code == 2 and "left alone until" in ran.out, ran.out
    assert 0 < hold_until(tmp_path) - time.time() <= LONGEST_PAUSE
    hold_until(tmp_path, 1e14)  # as it was kept before there was a longest pause
    asked = len(host.log)
    ran = run(tmp_path, [host])
    assert ran.code == 2 and len(host.log) == asked, ran.out
    assert 0 < hold_until(tmp_path) - time.time() <= LONGEST_PAUSE


def hold_until(data: Path, when: float | None = None) -> float:
    """Until when the only host is to be left alone; set to another time first, where one is given."""
    with sqlite3.connect(data / "state" / "state.db") as db:
        if when is not None:
            db.execute("UPDATE hosts SET hold_until = ?", (when,))
        return float(db.execute("SELECT hold_until FROM hosts").fetchone()[0])


def test_a_pause_that_cannot_be_read_is_the_ordinary_one(tmp_path: Path, host: Host) -> None:
    path = host.content.paths[0]
    host.fail(429, retry_after="²", prefix=path)  # a digit to Python, and no number
    ran = run(tmp_path, [host], BREAKER_WAIT=0.1)
    assert ran.code == 2 and "times in a row" in ran.out, ran.out
    # Once, and what BREAKER_OPENINGS allows; each of the other two articles may begin its count anew.
    assert 1 + 3 <= len(host.requests(path)) <= 1 + 3 + 2


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("0", 0),
        ("3600", 3600),
        ("9" * 5000, LONGEST_PAUSE),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_PAUSE),
        ("Fri, 01 Jan 2100 00:00:00", LONGEST_PAUSE),
    ],
)
def test_a_pause_is_no_longer_than_a_week(said: str, seconds: float) -> None:
    now = time.time()
    assert retry_after(said, now) == now + seconds


@pytest.mark.parametrize(
    "said", ["", "²", "٣", "1.5", "-1", "soon", "Fri, 31 Dec 99999 00:00:00 GMT", "01 Jan 1970 1:2 +" + "9" * 20]
)
def test_a_pause_that_cannot_be_read_is_none(said: str) -> None:
    assert retry_after(said, time.time()) == 0.0


def test_a_host_that_answers_500_for_ever_costs_a_fixed_number_of_requests(tmp_path: Path) -> None:
    with serve([Mirror(load_all()[:18], STYLES[0])]) as hosts:
        hosts[0].fail(500, prefix="/page")
        ran = run(tmp_path, hosts, BREAKER_WAIT=0.1)
        # Where ten pages failed it is an alarm as well; how many were on their way by then is the machine's affair.
        assert ran.code in (2, 4) and "times in a row" in ran.out, ran.out
        # Five failures open the circuit. Eight may be on their way at a time, so seven more are when the fifth is
        # counted; they come back before anything else is asked. Three single tries follow. The lists, which answer,
        # buy the articles no more.
        assert 5 + 3 <= len(hosts[0].requests("/page")) <= 5 + 7 + 3, len(hosts[0].requests("/page"))


@pytest.mark.slow
def test_a_site_none_of_whose_articles_comes_is_a_failure(tmp_path: Path, host: Host) -> None:
    host.fail(500, prefix="/page")
    ran = run(tmp_path, [host], RUN_PATIENCE=1)
    assert ran.code == 2 and "no article could be fetched" in ran.out


def test_robots_txt_that_cannot_be_read_forbids_everything_for_now(tmp_path: Path, host: Host) -> None:
    host.fail(500, prefix="/robots.txt")
    ran = run(tmp_path, [host], BREAKER_WAIT=0.1, RUN_PATIENCE=1)
    assert ran.code == 2 and not host.requests(), ran.out
    host.recover()
    wait_until_due(tmp_path)
    assert run(tmp_path, [host]).code == 0
    assert versions(tmp_path) == [(url, 1) for url in articles([host])]


def test_one_sick_page_is_tried_again_later_and_does_not_close_the_host(tmp_path: Path, host: Host) -> None:
    path = host.content.paths[1]
    host.fail(500, times=1, prefix=path)
    ran = run(tmp_path, [host])
    assert ran.code == 0 and ran.manifest["failed"] == 0, ran.out
    assert [hit.status for hit in host.requests(path)] == [500, 200]
    assert len(records(tmp_path)) == 3


@pytest.mark.slow
def test_a_site_takes_the_hosts_of_its_shard_only(tmp_path: Path) -> None:
    with serve([Mirror(load_all()[:2], style) for style in STYLES]) as hosts:
        for part in (1, 2):
            assert run(tmp_path / str(part), hosts, SHARD=f"{part}/2").code == 0
        first, second = versions(tmp_path / "1"), versions(tmp_path / "2")
        assert not set(first) & set(second)
        assert sorted(first + second) == [(url, 1) for url in articles(hosts)]
