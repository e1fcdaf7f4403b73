"""Processes that work through tasks beside this one, give the results in order, and survive any task."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

from outputs.memory.heap import Heap

#: A page that takes longer hangs its process; an ordinary one takes a hundredth of a second.
PAGE_SECONDS = 120.0
#: What a process may take to load what it needs, by hand: a second, and a hundred times that on a busy machine.
_LOADING_SECONDS = 120.0
#: Files that a process of Linux can have open (the default of fs.nr_open).
_MOST_FILES = 1 << 20
#: The exit code of a process that has run out of memory.
_OUT_OF_MEMORY = 3
#: For how long results may gather where tasks go in batches: one look at many costs what one look at one does. By hand:
#: a few pages' time.
_GATHERING_SECONDS = 0.02
#: Bytes of results that a process asks its pipe to hold, so that it goes on while they gather and while we are busy. By
#: hand: 40 records of 25 kB, a tenth of a second. Linux holds 0.2 MB unasked, and often grants twice that and no more
#: (net.core.wmem_max as it comes), which is enough: two processes that gave 30 kB every 2.2 ms waited in 110 of 1000
#: sends, 0.17 of their time, and in 2 of 1000 with 0.4 MB as with all that was asked for (2026-11-26).
_RESULTS_HELD = 1 << 20
#: What a process says before its first task.
_READY = "ready to work"
#: What a process's exit code tells.
_ENDINGS = {
    _OUT_OF_MEMORY: "the cleaning process ran out of memory",
    -signal.SIGKILL: "the cleaning process was killed (signal 9), as the system does where memory runs out",
}

_FORK, _SPAWN = multiprocessing.get_context("fork"), multiprocessing.get_context("spawn")

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Crew:
    """How many processes there are, and how they work.

    ahead: tasks each of them may be ahead of the oldest one not done yet, for results are taken in order.
    batch: small tasks handed over at once. nice: by how much they give way to others (nice(2)). seconds: after which a
    task hangs its process. load: loads what the work needs into this process, for the others to be forked off it and
    share that; None where each is to be started anew and to load it for itself.
    """

    number: int
    ahead: int
    batch: int = 1
    nice: int = 0
    seconds: float = PAGE_SECONDS
    load: Callable[[], object] | None = None


@dataclass(slots=True, eq=False)
class _Job(Generic[T, R]):
    """A task in hand. results: its result alone, empty until then. tried: whether it took its process along once."""

    task: T
    results: list[R] = field(default_factory=list)
    tried: bool = False


@dataclass(slots=True)
class _Worker(Generic[T, R]):
    """A process. jobs: that it was given, the one it works on first. since: when it began with that."""

    process: BaseProcess
    pipe: Connection
    jobs: deque[_Job[T, R]] = field(default_factory=deque)
    since: float = 0.0
    ready: bool = False


class Pool(Generic[T, R]):
    """Some processes. Tasks come out in the order they went in; what hangs or twice kills its process has failed.

    work: done in the processes, so it is a function of a module, or a partial of one; it raises nothing but
    MemoryError. failed: the result of a task that has none, from the reason in one clause. small: whether a task takes
    so little, a batch of them a few kilobytes at most, that it may lie in the pipe of a process that is busy, which
    then need not wait for us when it is done. (Where both sides send more than a pipe holds, they wait for each other
    for ever.)
    """

    def __init__(
        self,
        work: Callable[[T], R],
        failed: Callable[[str], R],
        crew: Crew,
        small: Callable[[T], bool] = lambda task: False,
    ) -> None:
        self.work, self.failed, self.crew, self.small = work, failed, crew, small
        self.workers: list[_Worker[T, R]] = []  # started when there is work: where nothing comes, none is needed
        self.queue: deque[_Job[T, R]] = deque()
        self.order: deque[_Job[T, R]] = deque()

    @property
    def room(self) -> int:
        """How many more tasks may be handed over now."""
        return self.crew.ahead * self.crew.number - len(self.order)

    @property
    def in_hand(self) -> int:
        """Tasks handed over and not given back."""
        return len(self.order)

    def tasks(self) -> Iterator[T]:
        """The tasks in hand, the oldest first."""
        return (job.task for job in self.order)

    def oldest(self) -> tuple[T, float] | None:
        """The task that all others wait for, and for how many seconds it has been worked on; None where none is."""
        job = self.order[0] if self.order else None
        since = next((worker.since for worker in self.workers if worker.jobs and worker.jobs[0] is job), None)
        return (job.task, time.monotonic() - since) if job and since is not None else None

    def submit(self, task: T) -> None:
        """Hand over a task."""
        job: _Job[T, R] = _Job(task)
        self.order.append(job)
        self.queue.append(job)
        if len(self.workers) < self.crew.number or not all(worker.jobs for worker in self.workers):
            self._assign()  # who is busy is given more where results are taken: by then there is a batch of it

    def settle(self, task: T, result: R) -> None:
        """Hand over a task whose result is known, to have it given back in its place."""
        self.order.append(_Job(task, [result]))

    def done(self, timeout: float) -> list[tuple[T, R]]:
        """The tasks that are done, in the order they came, waiting for one so many seconds at most."""
        if not self.order:
            return []
        self._assign()
        by_pipe = {worker.pipe: worker for worker in self.workers if worker.jobs}
        timeout = 0.0 if self.order[0].results else timeout
        ready = wait(list(by_pipe), timeout)
        if ready and self.crew.batch > 1 and all(len(worker.jobs) > self.crew.batch for worker in by_pipe.values()):
            time.sleep(min(timeout, _GATHERING_SECONDS))
            ready = wait(list(by_pipe), 0.0)
        for pipe in ready:
            self._receive_all(by_pipe[pipe])  # type: ignore[index]
        for worker in self.workers:
            limit = self.crew.seconds if worker.ready else max(self.crew.seconds, _LOADING_SECONDS)
            if worker.jobs and time.monotonic() - worker.since > limit:
                self._lose(worker, f"cleaning took more than {limit:.0f} s", again=False)
        self._assign()
        finished = []
        while self.order and self.order[0].results:
            job = self.order.popleft()
            finished.append((job.task, job.results[0]))
        return finished

    def close(self) -> None:
        """End the processes, whatever they are at."""
        for worker in self.workers:
            worker.pipe.close()
            worker.process.kill()
        for worker in self.workers:
            worker.process.join()

    def _assign(self) -> None:
        while len(self.workers) < min(self.crew.number, len(self.queue) + self._busy()):
            self.workers.append(self._start())
        for worker in self.workers:
            if not worker.jobs and self.queue:
                self._give(worker)
        for worker in self.workers:
            if 0 < len(worker.jobs) < 2 * self.crew.batch and self.queue and self.small(self.queue[0].task):
                self._give(worker)

    def _give(self, worker: _Worker[T, R]) -> None:
        """Give it the next task, whatever it is, and small ones that come behind."""
        if not worker.jobs:
            worker.since = time.monotonic()
        batch = [self.queue.popleft()]
        while len(batch) < self.crew.batch and self.queue and self.small(self.queue[0].task):
            batch.append(self.queue.popleft())
        worker.jobs.extend(batch)
        with suppress(OSError):  # it is dead: found out where its results are taken, those first that it gave before
            worker.pipe.send([job.task for job in batch])

    def _busy(self) -> int:
        return sum(bool(worker.jobs) for worker in self.workers)

    def _receive_all(self, worker: _Worker[T, R]) -> None:
        """What a process has said so far; of one that sends tasks singly, the one thing it has."""
        pipe = worker.pipe
        self._receive(worker)
        while self.crew.batch > 1 and worker.pipe is pipe and worker.jobs and pipe.poll():
            self._receive(worker)

    def _receive(self, worker: _Worker[T, R]) -> None:
        try:
            said = worker.pipe.recv()
            if said == _READY:
                worker.since, worker.ready = time.monotonic(), True
                return
            worker.jobs.popleft().results.append(said)
            worker.since = time.monotonic()
        except (EOFError, OSError):
            self._lose(worker, _ending(worker.process))

    def _lose(self, worker: _Worker[T, R], why: str, again: bool = True) -> None:
        job, *waiting = worker.jobs
        self.queue.extendleft(reversed(waiting))
        if again and not job.tried:  # the system may have ended it for another's sake: once more
            job.tried = True
            self.queue.appendleft(job)
        else:
            job.results.append(self.failed(why))
        worker.pipe.close()
        worker.process.kill()
        worker.process.join()
        fresh = self._start()
        worker.process, worker.pipe, worker.jobs, worker.ready = fresh.process, fresh.pipe, fresh.jobs, False

    def _start(self) -> _Worker[T, R]:
        ours, theirs = multiprocessing.Pipe()
        _widen(theirs)
        if self.crew.load and _may_fork():
            self.crew.load()
            process: BaseProcess = _FORK.Process(target=_live_on, args=(self.work, self.crew, theirs), daemon=True)
        else:
            process = _SPAWN.Process(target=_live, args=(self.work, self.crew, theirs), daemon=True)
        # Ctrl-C is for us: it must not reach the process while it loads and does not ignore it yet.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        return _Worker(process, ours)


def _widen(pipe: Connection) -> None:
    """Have what is sent into a pipe wait in it, not the sender, as far as the system allows."""
    with socket.socket(fileno=os.dup(pipe.fileno())) as end, suppress(OSError):  # macOS refuses what is too much
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _RESULTS_HELD)


def _may_fork() -> bool:
    """Whether a process may go on as a copy of this one: no other thread holds a lock that nobody would let go of.

    Elsewhere the system's own libraries may have threads (macOS), or there is no fork at all.
    """
    return sys.platform == "linux" and threading.active_count() == 1


def _live_on(work: Callable[[T], object], crew: Crew, pipe: Connection) -> None:
    """The life of a copy of the parent: it lets go of what that has open, or else its files would stay locked and its
    pipes would not close when it dies."""
    os.closerange(3, pipe.fileno())
    os.closerange(pipe.fileno() + 1, _MOST_FILES)
    gc.freeze()  # what is shared is no garbage; looking for some in it would copy it
    _live(work, crew, pipe)


def _live(work: Callable[[T], object], crew: Crew, pipe: Connection) -> None:
    pipe.send(_READY)  # whatever loading takes is no page's fault
    serve(work, crew, pipe)


def serve(work: Callable[[T], object], crew: Crew, pipe: Connection) -> None:
    """A process's life: tasks in, results out, until the pipe is closed, as it is when the parent dies."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    os.nice(crew.nice)
    heap = Heap()
    while True:
        try:
            tasks: list[T] = pipe.recv()
            for task in tasks:
                # The parent ends a process that hangs; where the parent is dead, the system does.
                signal.alarm(int(2 * crew.seconds) + 1)
                pipe.send(work(task))  # at once: whoever ends the process loses no other page
                heap.after_task()
            signal.alarm(0)
        except MemoryError:  # what fills it is not given back: every task after this one would fail as well
            os._exit(_OUT_OF_MEMORY)
        except (EOFError, OSError):
            return


def _ending(process: BaseProcess) -> str:
    """Why a process is gone, in one clause."""
    process.join(1)  # it has closed its pipe, and is about to have ended
    return _ENDINGS.get(process.exitcode or 0, "the cleaning process died on this page")
