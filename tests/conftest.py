"""What all tests share: the folder of real pages, skipped by name where it is absent."""

from __future__ import annotations

import cProfile
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

# How fast an example runs is the machine's affair; speed is measured in tests/bench.
settings.register_profile("jingkan", deadline=None)
settings.load_profile("jingkan")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"

#: Seconds after which a process is taken for hung, by hand: on a busy machine the longest takes a tenth of that.
HUNG = 900.0
#: Processor seconds after which work is taken for endless, by hand: the longest tested with it takes 1.6 (November
#: 2026, by a profile), and what is quadratic takes minutes.
ENDLESS = 60.0


def calls(work: Callable[..., object], *args: object) -> int:
    """The calls that some work makes, builtins included: what it costs, whatever the machine is at meanwhile."""
    profile = cProfile.Profile()
    profile.runcall(work, *args)
    return sum(entry.callcount for entry in profile.getstats())


@contextmanager
def not_endless() -> Iterator[None]:
    """Fails where the block goes on and on; how fast it is, is the machine's affair and not asserted."""
    start = time.process_time()
    yield
    assert time.process_time() - start < ENDLESS


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pages beside the checkout; a test that asks for it is skipped without it."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is absent: real pages are not part of the project")
    return SHARED


def wait_for(true: Callable[[], object]) -> None:
    """Wait until something is so; fails where it never comes to that."""
    end = time.monotonic() + HUNG
    while not true():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)


def free_port() -> int:
    """A port of the loopback that nobody listens on, and that the guard does not take for another service's."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
