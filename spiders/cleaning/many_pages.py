"""Sources to records: in this process where there are few, on all cores where there are many, always in order."""

from __future__ import annotations

import os
import stat
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from re import Pattern
from re import compile as pattern
from typing import TYPE_CHECKING, Protocol

from outputs.cleaning.resumable import Result, Resumable, done_file
from outputs.outside.escapes import printable
from spiders.cleaning.asking import Asking
from spiders.cleaning.known_sites import KnownSites
from spiders.cleaning.names import Naming, count, sources
from spiders.cleaning.outcomes import How, Outcome, Task, clean_task, load_all
from spiders.cleaning.progress import Progress, summary, wait_for_host, wait_for_page
from spiders.cleaning.source import Source
from spiders.one_page import Unreadable
from spiders.terminal import stopped_by_hand

if TYPE_CHECKING:
    from outputs.cleaning.pool import Pool

#: Pages each process may be ahead of the oldest one that is not done: while one takes a second, the others go on. By
#: hand; their records are in memory meanwhile.
AHEAD = 64
#: Files that each process is told of at once: so many take it a fiftieth of a second.
BATCH = 8
#: Bytes of pages that may wait in memory (an archive's; a file is read by the process that cleans it), by hand.
MOST_HELD = 64 << 20
#: Seconds between two looks at what the processes have done.
PAUSE = 0.1


@dataclass(frozen=True)
class Wanted:
    """What is asked for. match: what the address of an archive's page must hold. url: what the one page goes by.

    out: the file that records go to, None for standard output. sites: what is known of them. processes: to clean in,
    0 for this one. told: whether it is said how far it is, and what came of it.
    """

    how: How
    user_agent: str
    sites: KnownSites
    url: str = ""
    match: Pattern[str] = field(default_factory=lambda: pattern(""))
    out: Path | None = None
    processes: int = 0
    told: bool = False


class Output(Protocol):
    """Where outcomes go, in order. See ``Resumable``, which is one."""

    records: int
    without: int
    before: int

    def has(self, source: str) -> bool: ...
    def settle(self, results: Sequence[Result]) -> None: ...
    def over(self) -> None: ...
    def close(self) -> None: ...


class StandardOutput:
    """Records on standard output, as soon as they are there."""

    def __init__(self, shown: bool = True) -> None:
        """shown: whether they are written at all."""
        self.shown = shown
        self.records = self.without = self.before = 0

    def has(self, source: str) -> bool:
        """Nothing is known of what was written before."""
        return False

    def settle(self, results: Sequence[Result]) -> None:
        """Write the records, and count where there is none."""
        lines = [result.line for result in results if result.line]
        self.records += len(lines)
        self.without += len(results) - len(lines)
        if lines and self.shown:
            sys.stdout.buffer.write(b"".join(lines))
            sys.stdout.buffer.flush()

    def over(self) -> None:
        """Nothing more comes."""

    def close(self) -> None:
        """It stays open for others."""


class Here:
    """What ``Pool`` does, in this process, one at a time: for a few pages no process is worth its start."""

    def __init__(self, how: How) -> None:
        self.how = how
        self.finished: deque[tuple[Task, Outcome]] = deque()

    @property
    def room(self) -> int:
        """One task at a time."""
        return 1 - len(self.finished)

    def submit(self, task: Task) -> None:
        """Clean a page."""
        try:
            self.finished.append((task, clean_task(self.how, task)))
        except MemoryError:
            self.finished.append((task, Outcome(why="takes more memory to clean than there is")))

    def settle(self, task: Task, result: Outcome) -> None:
        """Take what is known."""
        self.finished.append((task, result))

    def done(self, timeout: float) -> list[tuple[Task, Outcome]]:
        """What is done and not given back."""
        done = list(self.finished)
        self.finished.clear()
        return done

    def oldest(self) -> None:
        """Nothing is in hand between two calls."""

    def close(self) -> None:
        """There is nothing to end."""


def clean_all(names: Iterable[str], wanted: Wanted) -> int:
    """Clean everything that the names stand for; the exit code: 0, or 1 where a source gave no record.

    names: the same each time they are gone through.
    Raises CannotResume where the file to be written is another's or does not fit, OSError where it cannot be written,
    and SystemExit where the user stops it.
    """
    output: Output
    if wanted.out:
        output = Resumable(wanted.out, _options(wanted))
    else:
        output = StandardOutput(shown=not (wanted.how.style and sys.stdout.isatty()))
    with closing(output):
        asking = Asking(wanted.user_agent)
        naming = Naming(asking, wanted.match, wanted.url, _written(wanted.out))
        # Records on a terminal are progress enough, and a line among them that updates itself would be torn.
        shown = wanted.told and not (wanted.out is None and sys.stdout.isatty())
        progress = Progress(shown, output.before, lambda: count(names, naming))
        workers = _pool(wanted) if wanted.processes else Here(wanted.how)
        try:
            with closing(workers):
                left = asking.ahead(source for source in sources(names, naming) if not output.has(source.id))

                def tick(late: Source | None) -> None:
                    progress.show(_new(output), lambda: _waits(late, asking) if late else _wait(workers))

                for finished in in_order(left, workers, wanted, tick):
                    output.settle([Result(source.id, outcome.line, outcome.why) for source, outcome in finished])
                    for source, outcome in finished:
                        if outcome.told:
                            progress.show_explained(outcome.told)
                        elif outcome.why:
                            progress.say(printable(str(Unreadable(source.name, outcome.why))))
                output.over()
        except KeyboardInterrupt:
            progress.say(_stopped(output, wanted.out))
            stopped_by_hand()
        if wanted.told:
            progress.say(summary(output.records, output.without, output.before, naming.passed))
        return 1 if output.without else 0


def _pool(wanted: Wanted) -> Pool[Task, Outcome]:
    from outputs.cleaning.pool import Crew, Pool  # loads multiprocessing: for one page nobody waits for that

    crew = Crew(wanted.processes, AHEAD, BATCH, load=load_all)
    return Pool(partial(clean_task, wanted.how), lambda why: Outcome(why=why), crew, small=lambda task: task.is_small)


def in_order(
    left: Iterator[Source], workers: Pool[Task, Outcome] | Here, wanted: Wanted, tick: Callable[[Source | None], None]
) -> Iterator[list[tuple[Source, Outcome]]]:
    """Each source and what came of it, some at a time.

    tick: called several times a second, also while it waits; with the source that it waits for, if it is not here yet.
    """
    in_hand: deque[Source] = deque()
    late: Source | None = None
    held, more = 0, True
    while more or in_hand:
        if more and workers.room > 0 and held < MOST_HELD:
            source = late or next(left, None)
            more = source is not None
            late = source if source and source.late and source.late(PAUSE) else None
            if source and not late:
                in_hand.append(source)
                held += _give(workers, source, wanted)
        full = not more or workers.room <= 0 or held >= MOST_HELD
        # Getting a page takes time: what is done meanwhile must not wait.
        look = full or late or (in_hand and in_hand[-1].read)
        if look and (finished := workers.done(PAUSE if full else 0.0)):
            held -= sum(task.size for task, _ in finished)
            yield [(in_hand.popleft(), outcome) for _, outcome in finished]
        tick(late)


def _give(workers: Pool[Task, Outcome] | Here, source: Source, wanted: Wanted) -> int:
    """Hand over a source, read here where it must be; the bytes that it holds meanwhile."""
    task = Task(source.name, wanted.url)
    if source.why:
        workers.settle(task, Outcome(why=source.why))
        return 0
    try:
        page = source.read() if source.read else None
    except Unreadable as error:
        workers.settle(task, Outcome(why=error.why))
        return 0
    url = page.url if page else wanted.url
    if wanted.sites.gone(url):
        workers.settle(task, Outcome(why=f"was taken down, as {wanted.sites.file} says"))
        return 0
    task = Task(source.name, wanted.url, page, wanted.sites.rules(url))
    workers.submit(task)
    return task.size


def _waits(late: Source, asking: Asking) -> str:
    host, seconds = asking.left_alone(late.name)
    return wait_for_host(host, seconds) if seconds else ""


def _wait(workers: Pool[Task, Outcome] | Here) -> str:
    oldest = workers.oldest()
    return wait_for_page(oldest[0].name, oldest[1]) if oldest else ""


def _new(output: Output) -> int:
    return output.records + output.without - output.before


def _options(wanted: Wanted) -> dict[str, object]:
    """What a record depends on beside its source, by the names of the options."""
    options: dict[str, object] = {"script": wanted.how.script, "url": wanted.url, "match": wanted.match.pattern}
    return options | ({"rules": wanted.sites.file} if wanted.sites.file else {})


def _written(out: Path | None) -> frozenset[tuple[int, int]]:
    """The files that this command writes, by device and inode: a folder that holds them must not feed on them."""
    found = [os.fstat(sys.stdout.fileno())] if out is None else [out.stat(), done_file(out).stat()]
    return frozenset((file.st_dev, file.st_ino) for file in found if stat.S_ISREG(file.st_mode))


def _stopped(output: Output, out: Path | None) -> str:
    if out is None:
        return f"Stopped after {output.records} records; with --out FILE the same command goes on where it was stopped."
    return f"Stopped: {output.records} records are in {out}. The same command goes on from there."
