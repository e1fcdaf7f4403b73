"""A run that is killed at any moment, forty times: in the end every article is there, each version exactly once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

from tests.conftest import HUNG, ROOT
from tests.crawl.runner import articles, check_files, command, mirror_args, records, run, versions
from tests.crawl.test_run import wait_for
from tests.mirror import STYLES, Host, Mirror, load_all, serve

TIMES = 40


def killed(data: Path, hosts: list[Host], seconds: float, how: signal.Signals, group: bool) -> int:
    """Start a run, end it after a while; its return code."""
    args = [*mirror_args(hosts), "--now"]
    # Small shards and archives, so that every step of their making is met by some of the kills.
    line = command(data, *args, SHARD_BYTES=40_000, SHARD_SECONDS=0.3, ARCHIVE_BYTES=100_000)
    out = subprocess.DEVNULL
    process = subprocess.Popen(line, cwd=ROOT, start_new_session=True, stdout=out, stderr=out)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        if group:
            os.killpg(process.pid, how)
        else:  # the cleaning process and its workers must notice by themselves
            process.send_signal(how)
        return process.wait(HUNG)


def check(data: Path, hosts: list[Host]) -> None:
    """All articles, their versions in a row and each different; every file as listed."""
    texts: dict[str, dict[int, str]] = defaultdict(dict)
    found = versions(data)
    assert len(found) == len(set(found)), "a record was doubled"
    for record in records(data):
        texts[record["url"]][record["version"]] = record["text"]
    assert sorted(texts) == articles(hosts), "a record was lost"
    for url, by_version in texts.items():
        assert sorted(by_version) == list(range(1, len(by_version) + 1)), url
        assert all(by_version[n] != by_version[n + 1] for n in range(1, len(by_version))), url
    check_files(data)


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_run_ended_forty_times_loses_and_doubles_nothing(tmp_path: Path, how: signal.Signals) -> None:
    rng = random.Random(7)
    with serve([Mirror(load_all()[:5], style) for style in STYLES]) as hosts:
        for host in hosts:
            host.latency = 0.01
        codes = []
        for _ in range(TIMES):
            for host in hosts:
                host.content.change(rng.choice(host.content.ids))
            codes.append(killed(tmp_path, list(hosts), rng.uniform(0.3, 6.0), how, rng.random() < 0.5))
        assert len([code for code in codes if code not in (0, 2)]) >= TIMES / 4 or how == signal.SIGTERM, codes
        assert set(codes) <= {0, 1, 2, -how}, codes
        final = run(tmp_path, list(hosts))
        assert final.code == 0, final.out
        check(tmp_path, list(hosts))
        assert run(tmp_path, list(hosts)).manifest["emitted"] == 0


def test_the_cleaning_process_dies_with_the_crawl(tmp_path: Path) -> None:
    with serve([Mirror(load_all()[:4], STYLES[0])]) as hosts:
        hosts[0].latency = 0.2
        killed(tmp_path, list(hosts), 2.5, signal.SIGKILL, group=False)
        wait_for(lambda: not processes(str(tmp_path)))
        hosts[0].latency = 0
        assert run(tmp_path, list(hosts)).code == 0
        check(tmp_path, list(hosts))


def processes(text: str) -> list[str]:
    """The command lines of running processes that hold a text."""
    lines = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout.splitlines()
    return [line for line in lines if text in line and "pytest" not in line and not line.startswith("ps ")]
