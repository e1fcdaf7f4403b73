"""What a person sees of a run: one line that updates itself on a terminal, a line now and then elsewhere, a summary."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from outputs.run import OK, Run
from spiders.crawl.hosts import Wait
from spiders.terminal import say

#: Seconds between two lines on a terminal; and where every line is kept, at first and later.
TERMINAL, PLAIN_FIRST, PLAIN = 0.5, 1.0, 10.0

#: What is told of each site's counts, and how.
WORDS = {name: name for name in ("fetched", "new", "changed", "unchanged", "gone")}
WORDS |= {"tombstones": "of them for good", "failed": "failed", "held": "put off by the host"}
WORDS |= {"rejected": "rejected as no article", "quarantined": "quarantined", "forbidden": "forbidden by robots.txt"}
WORDS |= {"uncleaned": "not cleaned"}


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a run is. seconds: since it began. fetched, waiting, cleaned: pages; waiting: for cleaning. rate: pages
    fetched a second since the last line. wait: what the crawl waits for, None where it does not. over: no more is
    fetched."""

    seconds: float
    fetched: int
    rate: float
    waiting: int
    cleaned: int
    wait: Wait | None = None
    over: bool = False


def line(now: Standing) -> str:
    """How far a run is, for a person.

    >>> line(Standing(12, 30, 2.5, 4, 26))
    '   12 s  30 pages fetched (2/s), 4 wait for cleaning, 26 cleaned'
    >>> line(Standing(90, 30, 0, 0, 30, Wait(41.2, "a.example", "its robots.txt asks for 60 s between two pages")))
    '   90 s  30 pages fetched; waits 42 s for a.example (its robots.txt asks for 60 s between two pages)'
    >>> line(Standing(95, 30, 0, 4, 26, over=True))
    '   95 s  30 pages fetched; waits for 4 pages to be cleaned, 26 cleaned'
    """
    had = f"{now.seconds:5.0f} s  {now.fetched} pages fetched"
    cleaning = f"{now.waiting} wait for cleaning, {now.cleaned} cleaned"
    if now.over:
        return f"{had}; waits for {now.waiting} pages to be cleaned, {now.cleaned} cleaned"
    if now.rate or not now.wait:
        return f"{had} ({now.rate:.0f}/s), {cleaning}"
    cleaning = f", {cleaning}" if now.waiting else ""
    return f"{had}{cleaning}; waits {ceil(now.wait.seconds)} s for {now.wait.host} ({now.wait.why})"


class Progress:
    """Shows how far a run is, when it is asked often enough. waits: says what the crawl waits for, if it does."""

    def __init__(self, run: Run, waits: Callable[[], Wait | None] = lambda: None) -> None:
        self.run, self.waits = run, waits
        self.started = self.last = time.monotonic()
        self.terminal = sys.stdout.isatty()
        self.before = 0
        self.over = False

    def show(self) -> None:
        """Show the line, if it is time."""
        now = time.monotonic()
        plain = min(PLAIN, PLAIN_FIRST + (now - self.started) / 10)
        if now - self.last < (TERMINAL if self.terminal else plain):
            return
        counts = self.run.counts()
        fetched = counts.get("fetched", 0)
        rate = (fetched - self.before) / (now - self.last)
        self.last, self.before = now, fetched
        cleaned = sum(counts.get(name, 0) for name in ("new", "changed", "rejected", "quarantined"))
        waiting = self.run.waiting()
        wait = None if rate or self.over else self.waits()
        text = line(Standing(now - self.started, fetched, rate, waiting, cleaned + self.run.in_hand, wait, self.over))
        if self.terminal:  # what is wrapped cannot be cleared
            text = text[: shutil.get_terminal_size().columns - 1]
        say(text, end="" if self.terminal else "\n", anew=self.terminal)

    def end(self) -> None:
        """Clear the line."""
        if self.terminal:
            say("", end="", anew=True)


def no_article(counts: Mapping[str, int]) -> int:
    """Pages that were read and are no articles; what could not be cleaned is told otherwise, and tried again.

    >>> no_article({"rejected": 55, "uncleaned": 52})
    3
    """
    return counts.get("rejected", 0) - counts.get("uncleaned", 0)


def what_came(counts: Mapping[str, int]) -> str:
    """What became of a site's pages, in words. Those that could not be cleaned are no articles only for now.

    >>> what_came({"fetched": 60, "new": 5, "rejected": 55, "uncleaned": 52})
    '60 fetched, 5 new, 3 rejected as no article, 52 not cleaned'
    """
    judged = {**counts, "rejected": no_article(counts)}
    return ", ".join(f"{judged[name]} {word}" for name, word in WORDS.items() if judged.get(name))


def summary(run: Run, manifest: Mapping[str, Any], counts: Mapping[str, Mapping[str, int]]) -> str:
    """What the run did, for a person."""
    lines = [f"Run {run.id}: {', '.join(run.sites) or 'no site'}, exit {manifest['exit']}"]
    for site, n in counts.items():
        lines.append(f"  {site}: {what_came(n) or 'nothing was due'}; {n.get('bytes', 0) / 1e6:.1f} MB")
    if not any("records" in entry for entry in manifest["files"]) and manifest["exit"] == OK:
        lines.append("  Nothing new: no record was written.")
    for entry in manifest["files"]:
        if "records" in entry:
            what = "tombstones" if "/tombstones-" in entry["path"] else "records"
            lines.append(f"  {run.data / entry['path']}: {entry['records']} {what}")
    if (failed := manifest["failed_urls"])["count"]:
        lines.append(f"  {run.data / failed['path']}: {failed['count']} pages that could not be had")
    lines += [f"  {site} failed: {why}" for site, why in run.failed.items()]
    lines += [f"  Not done: {what}" for what in run.undone]
    for site, n in manifest["given_up"].items():
        where = run.data / site / "rejected.jsonl"
        lines.append(f"  {site}: {n} pages are given up, no run could clean them, see {where}; try `jingkan reclean`")
    lines += [f"  Alarm: {alarm}" for alarm in run.alarms]
    lines += [f"  {host} is quarantined and not asked: {why}" for host, why in run.quarantined]
    lines += [f"  {note}." for note in run.notes]
    if run.stopped:
        lines.append(f"  Stopped early: {run.stopped}. The next run goes on from here.")
    if run.error:
        lines.append(f"  Error: {run.error}. Nothing is lost; mend the cause and run again.")
    lines.append(f"  {run.data / 'runs' / run.id / 'manifest.json'}")
    return "\n".join(lines)
