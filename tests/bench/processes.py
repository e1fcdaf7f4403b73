"""What processes take of time and memory: a command with all that it starts (Linux, proc(5))."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

#: Seconds between two looks at the memory.
LOOKS = 0.1


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds by the clock and of processors, and MB, of a command with all its processes.

    megabytes: the most that all of them together were seen to have, what they share counted once. alone: seconds of
    processors that the command's own process had, without those it started.
    """

    seconds: float
    processor: float
    megabytes: float
    alone: float


def taken(line: list[str], heard: Callable[[str, int], None] | None = None) -> Taken:
    """Run a command and look at the memory of all its processes ten times a second.

    heard: is given each line of its standard output as it comes, and its process id.
    """
    out = subprocess.PIPE if heard else subprocess.DEVNULL
    began, most, over = time.monotonic(), 0.0, threading.Event()
    child = subprocess.Popen(line, cwd=ROOT, stdout=out, text=True)

    def watch() -> None:
        nonlocal most
        while not over.wait(LOOKS):
            most = max(most, sum(map(_held, _family(child.pid))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        if heard and child.stdout:
            with child.stdout:
                for said in child.stdout:
                    heard(said, child.pid)
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        seconds, alone = time.monotonic() - began, processor_time(child.pid)  # which is still there, and grows no more
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    finally:
        over.set()
        watcher.join()
        if child.returncode is None:
            child.kill()
            child.wait()
    assert child.returncode == 0, line
    return Taken(seconds, used.ru_utime + used.ru_stime, most / 1e6, alone)


def _family(pid: int) -> Iterator[int]:
    yield pid
    for child in children(pid):
        yield from _family(child)


def _held(pid: int) -> float:
    """Bytes of memory that a process has, its share of what it has in common with others; 0 where it is gone."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return 1024.0 * sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))


def children(pid: int) -> list[int]:
    """The processes a process has started."""
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # it has ended
            found += map(int, path.read_text().split())
    return found


def resident(pid: int) -> int:
    """Bytes of a process that are in memory; 0 where it is gone."""
    with suppress(OSError):
        if size := re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()):
            return int(size[1]) << 10
    return 0


def processor_time(pid: int) -> float:
    """Seconds of processor time a process has had; 0 where it is gone."""
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def children_time() -> float:
    """Processor seconds of all processes that this one has started and seen end."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
