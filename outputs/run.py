"""One run: the lock, the state put right, the archive thread and the cleaning process beside it, and the manifest."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import outputs
from cleaners.chinese.language_model import model
from outputs import manifest
from outputs.archive.writing_thread import Archivist
from outputs.cleaning.process import cleaning_lock
from outputs.lock import Lock
from outputs.manifest import Ending, Manifest
from outputs.shards.recovery import recover
from outputs.state import pages, runs, urls
from outputs.state.admission.admission import Admission
from outputs.state.admission.room import Room
from outputs.state.database import State, StateError
from outputs.state.revisit import Bounds
from outputs.state.runs import RunKind, StoredSite
from outputs.state.urls import SetByClock
from outputs.takedown import takedown_list

OK, CRASH, PARTIAL, MONITOR, LOCKED = 0, 1, 2, 4, 75


@dataclass(frozen=True, slots=True)
class Options:
    """Where a run writes and how much. Sizes in bytes, times in seconds; 0 means no limit.

    data: the data folder. reserve: free disk space at which the run stops. budget: size of the data folder at which
    the run stops. room: what a host may queue.
    """

    data: Path
    workers: int = 0
    shard_bytes: int = 64 << 20
    shard_seconds: float = 300.0
    archive_bytes: int = 1 << 30
    reserve: int = 0
    budget: int = 0
    room: Room = field(default_factory=Room)


class Run:
    """An open run. ``sites`` are added as their spiders open; ``failed``: sites and why. ``stopped``: why it
    ends early though nothing is wrong. ``error``: what went wrong for good. ``alarms``: what a person should look at.
    ``undone``: what was asked for and is not done, or not for sure, one sentence each.
    ``notes``: what is worth a word and no fault, one sentence each. ``out_of_time``: whether it stopped asking because
    its time was over; ``not_begun``: sites that it had no time for. ``began``: seconds, by the clock that nobody sets.
    """

    def __init__(self, options: Options, kind: RunKind = "crawl") -> None:
        """Take the lock and put the state right. Raises Locked where another run is on, StateError where nothing can be
        cleaned.

        Whatever it is for, but for a takedown, what waits is cleaned meanwhile.
        """
        clean = kind != "takedown"
        self.options, self.data = options, options.data
        if clean:
            try:
                model()  # said once and before anybody is asked for anything, not of each page
            except RuntimeError as error:
                raise StateError(str(error)) from error
        self.lock = Lock(self.data / "state" / "run.lock")
        self.lock.acquire()
        try:
            with cleaning_lock(self.data).wait(60):  # the process of a killed run is given time to notice
                self.state = State(self.data / "state" / "state.db")
                recover(self.state, self.data)
                found = urls.set_by_clock(self.state, time.time())
                self.takedowns = takedown_list.reconcile(self.state, self.data)
                for run in runs.unfinished(self.state):
                    finish(self.state, self.data, run, CRASH)
        except BaseException:
            self.lock.release()
            raise
        self.started, self.began = time.time(), time.monotonic()
        self.id = run_id(self.started)
        self.sites: list[str] = []
        self.failed: dict[str, str] = {}
        self.alarms: list[str] = []
        self.undone: list[str] = []
        self.notes = clock_notes(found)
        self.quarantined: list[tuple[str, str]] = []
        self.error = ""
        self.in_hand, self.half_said = 0, b""
        self.stopped = ""
        self.out_of_time = False
        self.not_begun: list[str] = []
        runs.begin(self.state, self.id, self.started, kind)
        self.admission = Admission(options.room, self.id)
        self.archivist = Archivist(self.state, self.data, self.admission, options.archive_bytes)
        self.archivist.start()
        self.cleaning = self._start_cleaning() if clean else None

    def add_site(self, name: str, args: Mapping[str, str], rules: str, revisit: tuple[float, float]) -> None:
        """Make a site known: its arguments for the next scheduled run, its rules for the workers."""
        rejected = self.data / name / "rejected.jsonl"
        size = rejected.stat().st_size if rejected.exists() else 0
        self.sites.append(name)
        runs.add_site(self.state, self.id, StoredSite(name, args, rules, Bounds(*revisit), size), self.sites)
        pages.try_again(self.state, self.id, name)

    def all_sites(self) -> None:
        """Make this a run of every site that is known."""
        self.sites = list(runs.known_sites(self.state))
        runs.set_sites(self.state, self.id, self.sites)

    def counts(self, site: str = "") -> dict[str, int]:
        """The run's counts so far by name, of one site or of all together."""
        return runs.counts(self.state, self.id, site)

    def trouble(self) -> str:
        """Why the run cannot go on, in one sentence; ``""`` while it can."""
        self.listen()
        if self.state.broken and not self.error:  # first: the archive's error may be that one
            self.error = f"the state cannot be written: {self.state.broken}"
        if self.archivist.error and not self.error:
            self.error = f"the archive cannot be written: {self.archivist.error}"
        if self.cleaning and self.cleaning.poll() is not None and not self.error:
            self.error = f"the cleaning process ended with {self.cleaning.returncode}; its last words are above"
        return self.error

    def listen(self) -> None:
        """Take in what the cleaning process said of how far it is."""
        said = self.cleaning.stdout.read() if self.cleaning and self.cleaning.stdout else None
        *lines, self.half_said = (self.half_said + (said or b"")).split(b"\n")  # a pipe may end anywhere in a line
        if lines:
            self.in_hand = int(lines[-1])

    def waiting(self) -> int:
        """Pages that are archived and not cleaned yet."""
        self.listen()
        return max(pages.waiting(self.state) - self.in_hand, 0)

    def disk(self) -> str:
        """Why the run should end before the disk is full, in one sentence; ``""`` while there is room."""
        free = shutil.disk_usage(self.data).free
        if self.options.reserve and free < self.options.reserve:
            least = self.options.reserve >> 20
            return f"{free >> 20} MB are free under {self.data}, less than DISK_RESERVE ({least} MB)"
        if self.options.budget:
            used = sum(path.stat().st_size for path in self.data.rglob("*") if path.is_file())
            if used > self.options.budget:
                return f"{self.data} holds {used >> 20} MB, more than DISK_BUDGET ({self.options.budget >> 20} MB)"
        return ""

    def close(self, stop: bool = False, tick: Callable[[], None] = lambda: None) -> None:
        """End archive and cleaning: when all is cleaned, or with ``stop`` after what is in hand.

        tick: called several times a second while waiting, for the progress line.
        """
        self.archivist.close()
        self.stopped = self.stopped or self.disk()  # cleaning writes as well
        stop = bool(self.trouble() or self.stopped) or stop
        if self.cleaning is None:
            return
        order = self.cleaning.stdin
        assert order is not None
        if self.cleaning.poll() is None:
            try:
                order.write(b"stop\n" if stop else b"finish\n")
                order.flush()
            except BrokenPipeError:
                pass  # it died this moment: its return code says so below
        while self.cleaning.poll() is None:
            time.sleep(0.1)
            self.listen()
            tick()
        if self.cleaning.returncode:
            self.trouble()

    def finish(self, code: int) -> Manifest:
        """Write the manifest, free the lock; the manifest."""
        try:
            return finish(self.state, self.data, self.id, code, self.failed)
        finally:
            self.abort()

    def abort(self) -> None:
        """Let go of everything as it is; the next run puts it right. Does nothing after ``finish``."""
        self._kill_cleaning()
        self.state.close()
        self.lock.release()

    def cut_short(self) -> None:
        """End archive and cleaning at once, whatever is in hand; the disk is put back to what the state says of it."""
        self.archivist.close()
        self._kill_cleaning()
        recover(self.state, self.data)

    def _kill_cleaning(self) -> None:
        if self.cleaning and self.cleaning.poll() is None:
            self.cleaning.kill()
            self.cleaning.wait()

    def _start_cleaning(self) -> subprocess.Popen[bytes]:
        options = self.options
        # -P: we may be started in any folder, and a module there must not be taken for a library's.
        command = [sys.executable, "-P", "-m", "outputs.cleaning.process", str(self.data), self.id]
        command += ["--workers", str(options.workers or os.cpu_count() or 1)]
        command += ["--shard-bytes", str(options.shard_bytes), "--shard-seconds", str(options.shard_seconds)]
        # The same code as ours, wherever we were started from.
        home = str(Path(outputs.__file__).resolve().parent.parent)
        path = os.pathsep.join([home, *filter(None, [os.environ.get("PYTHONPATH")])])
        env = os.environ | {"PYTHONPATH": path}
        # A group of its own: a signal to ours (Ctrl-C) is ours to pass on, as an order. No session of its own: Linux
        # gives each session an equal share of the machine (autogroup, sched(7)), whatever `nice` says within it.
        process = subprocess.Popen(  # nosec B603 # our own module, by our own interpreter, with no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, process_group=0
        )
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        return process


def finish(state: State, data: Path, run: str, code: int, failed: Mapping[str, str] | None = None) -> Manifest:
    """Close a run in the state and write its manifest, also for a run that was killed before it could.

    failed: sites that failed, and why.
    """
    ending = Ending(time.time(), code, failed or {})
    made = manifest.of_run(state, data, run, ending)
    manifest.write(data, made)
    runs.end(state, run, ending.finished, code)
    return made


def clock_notes(found: SetByClock) -> list[str]:
    """What a run says of times that lay ahead of its clock, one sentence each.

    >>> clock_notes(SetByClock(0.0, 0, 0)), clock_notes(SetByClock(7200.0, 0, 0))
    ([], ['The clock is 2 hours behind the end of the last run: one of the two is wrong, see that it is not the clock'])
    >>> clock_notes(SetByClock(0.0, 60, 1))
    ['60 pages and 1 hosts had times ahead of the clock, as if seen or due years from now: put right']
    """
    notes = []
    if found.behind:
        size, unit = next(each for each in _UNITS if found.behind >= 2 * each[0] or each[1] == "s")
        said = f"The clock is {round(found.behind / size) or 1} {unit} behind the end of the last run"
        notes.append(f"{said}: one of the two is wrong, see that it is not the clock")
    if found.urls or found.hosts:
        what = f"{found.urls} pages and {found.hosts} hosts"
        notes.append(f"{what} had times ahead of the clock, as if seen or due years from now: put right")
    return notes


_UNITS = ((365.25 * 86400, "years"), (86400.0, "days"), (3600.0, "hours"), (60.0, "minutes"), (1.0, "s"))


def run_id(started: float) -> str:
    """A name that sorts by time: ``20261122T183015123Z``."""
    when = datetime.fromtimestamp(started, UTC)
    return when.strftime("%Y%m%dT%H%M%S") + f"{when.microsecond // 1000:03}Z"
