"""Hosts that ask for patience, or are not well: what is asked of them, and when."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest

from tests.crawl.runner import articles, records, run, versions
from tests.mirror import STYLES, Host, Mirror, load_all, serve


@pytest.fixture
def host() -> Iterator[Host]:
    """A mirror of three articles."""
    with serve([Mirror(load_all()[:3], STYLES[0])]) as hosts:
        yield hosts[0]


def gaps(host: Host) -> list[float]:
    """Seconds between requests, that for robots.txt left out: the delay stands in it."""
    return [b.time - a.time for a, b in pairwise(hit for hit in host.log if hit.path != "/robots.txt")]


def test_crawl_delay_is_kept_to_within_five_per_cent(tmp_path: Path, host: Host) -> None:
    host.content.crawl_delay = 2
    assert run(tmp_path, [host], PAGES_PER_RUN=5).code == 0
    assert len(gaps(host)) == 4
    assert all(1.99 <= gap <= 2.1 for gap in gaps(host)), gaps(host)


def test_crawl_delay_stands_above_autothrottle(tmp_path: Path, host: Host) -> None:
    host.content.crawl_delay = 1
    settings = {"AUTOTHROTTLE_ENABLED": 1, "AUTOTHROTTLE_START_DELAY": 0.1, "PAGES_PER_RUN": 5}
    assert run(tmp_path, [host], **settings).code == 0
    assert all(gap >= 0.99 for gap in gaps(host)), gaps(host)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_kept(tmp_path: Path, host: Host, status: int, form: str) -> None:
    wait = "2" if form == "seconds" else format_datetime(datetime.now(UTC) + timedelta(seconds=5), usegmt=True)
    host.fail(status, retry_after=wait, times=1, prefix="/page")
    ran = run(tmp_path, [host])
    assert ran.code == 0, ran.out
    assert versions(tmp_path) == [(url, 1) for url in articles([host])]
    refused = next(i for i, hit in enumerate(host.log) if hit.status == status)
    # What was on its way already cannot be called back; nothing is asked after that until the time has come.
    later = [hit for hit in host.log[refused + 1 :] if hit.time > host.log[refused].time + 0.1]
    if form == "seconds":
        assert all(hit.time - host.log[refused].time >= 2 for hit in later)
    else:
        due = parsed(wait) - time.time() + time.monotonic()
        assert all(hit.time >= due - 0.05 for hit in later)
    assert later


def test_a_host_that_is_busy_for_longer_is_left_to_the_next_run(tmp_path: Path, host: Host) -> None:
    host.fail(503, retry_after=3600, prefix="/page")
    ran = run(tmp_path, [host])
    assert ran.code == 2 and "left alone until" in ran.out
    asked = len(host.log)
    ran = run(tmp_path, [host])
    assert ran.code == 2 and len(host.log) == asked, "it asked again before the hour was over"


def test_a_host_that_answers_500_for_ever_costs_a_fixed_number_of_requests(tmp_path: Path) -> None:
    with serve([Mirror(load_all()[:18], STYLES[0])]) as hosts:
        hosts[0].fail(500, prefix="/page")
        ran = run(tmp_path, hosts, BREAKER_WAIT=0.1)
        assert ran.code == 2 and "times in a row" in ran.out
        # Five in a row open the circuit, as many as are allowed at a time may be on their way, then three single tries.
        assert 5 <= len(hosts[0].requests("/page")) <= 5 + 8 + 3 + 1, len(hosts[0].requests("/page"))


def test_a_site_none_of_whose_articles_comes_is_a_failure(tmp_path: Path, host: Host) -> None:
    host.fail(500, prefix="/page")
    ran = run(tmp_path, [host], RUN_PATIENCE=1)
    assert ran.code == 2 and "no article could be fetched" in ran.out


def test_robots_txt_that_cannot_be_read_forbids_everything_for_now(tmp_path: Path, host: Host) -> None:
    host.fail(500, prefix="/robots.txt")
    ran = run(tmp_path, [host], BREAKER_WAIT=0.1, RUN_PATIENCE=1)
    assert ran.code == 2 and not host.requests(), ran.out
    host.recover()
    time.sleep(1)
    assert run(tmp_path, [host], RUN_PATIENCE=60).code == 0
    assert versions(tmp_path) == [(url, 1) for url in articles([host])]


def test_one_sick_page_is_tried_again_later_and_does_not_close_the_host(tmp_path: Path, host: Host) -> None:
    path = host.content.paths[1]
    host.fail(500, times=1, prefix=path)
    ran = run(tmp_path, [host])
    assert ran.code == 0, ran.out
    assert [hit.status for hit in host.requests(path)] == [500, 200]
    assert len(records(tmp_path)) == 3


def test_a_site_takes_the_hosts_of_its_shard_only(tmp_path: Path) -> None:
    with serve([Mirror(load_all()[:2], style) for style in STYLES]) as hosts:
        for part in (1, 2):
            assert run(tmp_path / str(part), hosts, SHARD=f"{part}/2").code == 0
        first, second = versions(tmp_path / "1"), versions(tmp_path / "2")
        assert not set(first) & set(second)
        assert sorted(first + second) == [(url, 1) for url in articles(hosts)]


def parsed(date: str) -> float:
    from spiders.frontier import retry_after

    return retry_after(date, 0.0)
