"""What does not hold yet: each a strict xfail, which fails as soon as it holds, so that its mark is taken away then."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from tests.attacks.host import attacked
from tests.attacks.runs import MEMORY, crawl
from tests.crawl.runner import records


@pytest.mark.slow
@pytest.mark.xfail(strict=True, reason="each body has a limit, all that come at the same time have none: memory17")
def test_many_hosts_that_send_without_end_at_once(tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        hosts = [stack.enter_context(attacked("endless-body", "endless-chunks")) for _ in range(8)]
        ran = crawl(tmp_path, hosts, PAGES_PER_RUN=8 * 9)  # a host that fails is asked again, a good page never
        good = [host.url + path for host in hosts for path in host.good]
        assert sorted(record["url"] for record in records(tmp_path)) == sorted(good), ran.out
        assert ran.memory <= MEMORY, f"{ran.memory >> 20} MB"
