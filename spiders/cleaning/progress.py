"""How far the cleaning of many pages is, for a person: on standard error, beside the lines of what gave no record."""

from __future__ import annotations

import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

from outputs.outside.terminal import show, tell

#: Seconds between two lines on a terminal, and where every line is kept: as a crawl has them.
TERMINAL, PLAIN = 0.5, 10.0
#: Seconds after which a page is named that the others wait for: an ordinary one takes a hundredth of one.
LONG = 3.0


@dataclass(frozen=True, slots=True)
class Standing:
    """How far it is. seconds: since it began. done: pages settled, those of earlier calls not counted; before: those.
    rate: pages settled a second since the last line. waits: what it waits for, ``""`` where for nothing in particular.
    total: pages there are to be settled, those of earlier calls counted; None where nobody knows.
    """

    seconds: float
    done: int
    rate: float
    before: int = 0
    waits: str = ""
    total: int | None = None


def line(now: Standing) -> str:
    """How far it is, for a person.

    >>> line(Standing(12, 340, 28.4))
    '   12 s  340 pages done (28/s)'
    >>> line(Standing(12, 340, 0, 1000, "b.html, 5 s so far"))
    '   12 s  340 pages done (0/s), 1000 before; waits for b.html, 5 s so far'
    >>> line(Standing(12, 340, 28.4, 1000, total=10000))
    '   12 s  340 of 9000 pages done (28/s), 1000 before'
    """
    of = f" of {now.total - now.before}" if now.total is not None and now.total >= now.before + now.done else ""
    before = f", {now.before} before" if now.before else ""
    waits = f"; waits for {now.waits}" if now.waits else ""
    return f"{now.seconds:5.0f} s  {now.done}{of} pages done ({now.rate:.0f}/s){before}{waits}"


def summary(records: int, without: int, before: int, passed: Counter[str]) -> str:
    """What came of all of it, for a person.

    >>> summary(9998, 2, 4000, Counter({"hidden": 3}))
    '9998 records; 2 sources gave none; 4000 of all were done before; passed over: 3 hidden'
    >>> summary(1, 0, 0, Counter())
    '1 record'
    """
    parts = [f"{records} record{'' if records == 1 else 's'}"]
    if without:
        parts.append(f"{without} source{'' if without == 1 else 's'} gave none")
    if before:
        parts.append(f"{before} of all were done before")
    if passed:
        parts.append("passed over: " + ", ".join(f"{n} {what}" for what, n in sorted(passed.items())))
    return "; ".join(parts)


@dataclass
class Progress:
    """The line on standard error, where it is shown: one that updates itself on a terminal, else one now and then.

    total: counts the pages there are, None where they cannot be; asked once, when the first line is shown.
    """

    shown: bool
    before: int = 0
    total: Callable[[], int | None] = lambda: None
    counted: list[int | None] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)
    last: float = 0.0
    last_done: int = 0

    def __post_init__(self) -> None:
        self.terminal = sys.stderr.isatty()
        self.last = self.started

    def show(self, done: int, waits: Callable[[], str]) -> None:
        """Show the line, if it is time. done: pages settled in this call.

        waits: says what it waits for; asked only where the line is shown.
        """
        now = time.monotonic()
        if not self.shown or now - self.last < (TERMINAL if self.terminal else PLAIN):
            return
        rate = (done - self.last_done) / (now - self.last or 1)
        self.last, self.last_done = now, done
        if not self.counted:
            self.counted.append(self.total())
        standing = Standing(now - self.started, done, rate, self.before, waits(), self.counted[0])
        text = line(standing)
        if self.terminal:  # what is wrapped cannot be cleared
            text = text[: shutil.get_terminal_size().columns - 1]
        tell(text, end="" if self.terminal else "\n", to=sys.stderr, anew=self.terminal)

    def say(self, text: str) -> None:
        """A line that stays."""
        tell(text, to=sys.stderr, anew=self.shown and self.terminal)

    def show_explained(self, painted: str) -> None:
        """What was done to a page, as ``explain`` puts it together: with the terminal's colours."""
        show(painted, to=sys.stderr, anew=self.shown and self.terminal)


def wait_for_host(host: str, seconds: float) -> str:
    """A pause, as the end of "waits for".

    >>> wait_for_host("a.example", 0.31)
    '1 s, to leave a.example alone'
    """
    return f"{ceil(seconds)} s, to leave {host} alone"


def wait_for_page(name: str, seconds: float) -> str:
    """A page that takes its time, as the end of "waits for"; ``""`` while it is nothing out of the ordinary.

    >>> wait_for_page("b.html", 5.2), wait_for_page("b.html", 0.2)
    ('b.html, 5 s so far', '')
    """
    return f"{name}, {seconds:.0f} s so far" if seconds >= LONG else ""
