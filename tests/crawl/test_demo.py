"""What `make crawl` shows a newcomer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import demo
from tests.conftest import HUNG, ROOT
from tests.crawl.runner import check_files, newest, versions
from tests.mirror import PORTS, default_mirrors, serve

ENV = os.environ | {"PYTHONPATH": str(ROOT)}


def make_crawl(folder: Path) -> subprocess.CompletedProcess[str]:
    """The demo, with its data in another folder than the checkout's own."""
    script = f"import tests.demo as d; d.DATA = {str(folder)!r}; sys.exit(d.main('demo'))"
    return subprocess.run(
        [sys.executable, "-c", f"import sys; {script}"],
        cwd=ROOT,
        env=ENV,
        capture_output=True,
        text=True,
        timeout=HUNG,
    )


@pytest.mark.slow
def test_make_crawl_shows_all_and_then_that_nothing_is_new(tmp_path: Path) -> None:
    first = make_crawl(tmp_path)
    assert first.returncode == 0, first.stdout + first.stderr
    for part in ("60 new", "Removed, in 60 records", "Repaired, in 60 records", "Before (http", "After (", "Manifest:"):
        assert part in first.stdout, first.stdout
    mirrors = zip(PORTS, default_mirrors(seed=0), strict=True)
    wanted = [f"http://127.0.0.1:{port}{path}" for port, mirror in mirrors for path in mirror.paths]
    assert versions(tmp_path) == [(url, 1) for url in sorted(wanted)]
    check_files(tmp_path)
    second = make_crawl(tmp_path)
    assert second.returncode == 0 and "nothing new to show" in second.stdout
    assert newest(tmp_path)["emitted"] == 0 and newest(tmp_path)["unchanged"] == len(wanted)


def test_a_port_that_is_taken_is_said_plainly(tmp_path: Path) -> None:
    with serve(default_mirrors(seed=0)[:1], PORTS[:1]):
        ran = make_crawl(tmp_path)
    assert ran.returncode == 1 and str(PORTS[0]) in ran.stderr and "Traceback" not in ran.stderr


def test_a_long_text_is_shown_on_one_line() -> None:
    assert demo.fold("a\n b") == "a b" and len(demo.fold("字" * 5000)) == demo.SHOWN + 1


@pytest.fixture(autouse=True)
def _ports_are_free() -> None:
    """The demo's ports are fixed: a demo that somebody runs meanwhile would be met here."""
    import socket

    for port in PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                pytest.skip(f"port {port} is taken on this machine, the demo cannot run")
