"""What a person sees of a run: one line that updates itself on a terminal, a line now and then elsewhere, a summary."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from typing import Any

from outputs.run import OK, Run
from spiders.terminal import say

#: Seconds between two lines on a terminal; and where every line is kept, at first and later.
TERMINAL, PLAIN_FIRST, PLAIN = 0.5, 1.0, 10.0

#: What is told of each site's counts, and how.
WORDS = {name: name for name in ("fetched", "new", "changed", "unchanged", "gone")}
WORDS |= {"tombstones": "of them for good", "failed": "failed", "held": "put off by the host"}
WORDS |= {"rejected": "rejected as no article", "quarantined": "quarantined", "forbidden": "forbidden by robots.txt"}


class Progress:
    """Shows how far a run is, when it is asked often enough."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.started = self.last = time.monotonic()
        self.terminal = sys.stdout.isatty()
        self.before = 0

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
        line = (
            f"{now - self.started:5.0f} s  {fetched} pages fetched ({rate:.0f}/s), {waiting} wait for cleaning,"
            f" {cleaned + self.run.in_hand} cleaned"
        )
        say(f"\r\x1b[K{line}" if self.terminal else line, end="" if self.terminal else "\n")

    def end(self) -> None:
        """Clear the line."""
        if self.terminal:
            say("\r\x1b[K", end="")


def summary(run: Run, manifest: Mapping[str, Any], counts: Mapping[str, Mapping[str, int]]) -> str:
    """What the run did, for a person."""
    lines = [f"Run {run.id}: {', '.join(run.sites) or 'no site'}, exit {manifest['exit']}"]
    for site, n in counts.items():
        told = ", ".join(f"{n[name]} {word}" for name, word in WORDS.items() if n.get(name))
        lines.append(f"  {site}: {told or 'nothing was due'}; {n.get('bytes', 0) / 1e6:.1f} MB")
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
        lines.append(f"  {site}: {n} pages are given up, no run could clean them, see {where}; try `scrapy reclean`")
    lines += [f"  Alarm: {alarm}" for alarm in run.alarms]
    lines += [f"  {host} is quarantined and not asked: {why}" for host, why in run.quarantined]
    if run.stopped:
        lines.append(f"  Stopped early: {run.stopped}. The next run goes on from here.")
    if run.error:
        lines.append(f"  Error: {run.error}. Nothing is lost; mend the cause and run again.")
    lines.append(f"  {run.data / 'runs' / run.id / 'manifest.json'}")
    return "\n".join(lines)
