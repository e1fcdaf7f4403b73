"""Cleaning beside the crawl: what is archived is taken from disk, cleaned in worker processes, written in shards.

It runs as a process of its own (``python -m outputs.cleaning.process``), told what to do on standard input: ``finish``
ends it when all is cleaned, ``stop`` after what is in hand, and an end of file without either means that the crawl
died, so it does too. What waits, waits in the state file; nothing but the pages in hand is in memory.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from outputs.cleaning.batch import Batch, Limits
from outputs.cleaning.boilerplate import Hosts
from outputs.cleaning.differential import Sample
from outputs.cleaning.orders import Orders, Orphaned, ToTheEnd
from outputs.cleaning.workers import Cleaned, Task, Workers, refused
from outputs.lock import Lock, Locked
from outputs.outside.terminal import tell
from outputs.state import pages
from outputs.state.database import DamagedState, DatabaseError, State
from outputs.state.pages import Stretch, WaitingPage

#: Seconds between two looks for new work when there was none.
PAUSE = 0.1
#: Seconds between two words on how far the work is.
TELL_EVERY = 0.5


class Cleaning:
    """Cleans what waits, in order, batch by batch."""

    def __init__(self, batch: Batch, data: Path, workers: int, tell: Callable[[int], None] = lambda n: None) -> None:
        """batch: takes what is cleaned, for a run and its state. data: the folder that the archives are in.

        tell: told now and then how many pages are cleaned and not committed yet.
        """
        self.batch, self.state, self.run_id, self.tell = batch, batch.state, batch.run_id, tell
        self.workers = Workers(data, workers)
        self.hosts = Hosts(batch.state, batch.run_id)
        self.sample = Sample()
        self.cursor = 0
        self.put_off: dict[int, int] = {}
        self.busy: set[int] = set()
        self.blocked = False
        self.told = 0.0
        self.said = 0

    def run(self, orders: Orders | ToTheEnd) -> None:
        """Work until told to stop, or until nothing waits after being told to finish."""
        try:
            while not orders.stopping:
                finishing = orders.finishing  # asked before looking: what comes before the order is cleaned
                judging = self.sample.due  # once nothing is in hand: what is would be settled after its host was judged
                moved = (0 if judging else self._feed(finishing)) + self._collect()
                self._tell()
                if self.batch.due:
                    self.commit()
                if moved or self.workers.in_hand:
                    continue
                if judging:
                    self._judge()
                elif self.hosts.wanted:
                    continue
                elif self.blocked:
                    self.commit()
                elif not finishing:
                    orders.wait(PAUSE)
                elif not self._judge():
                    break
            self.commit()
            self._judge()
        finally:
            self.workers.close()

    def _feed(self, finishing: bool) -> int:
        """Give the workers what they have room for; how many pages.

        First what is to be learned from, for other pages wait for that; then those that were put off.
        """
        given = 0
        while self.hosts.wanted and self.workers.room > 0:
            self.workers.submit(self.hosts.wanted.popleft())
            given += 1
        for host, after in list(self.put_off.items()):
            if self.hosts.known(host, finishing):
                number, after = self._give(Stretch(after, self.cursor, host))
                given += number
                self.put_off[host] = after
                if after >= self.cursor:
                    del self.put_off[host]
        number, self.cursor = self._give(Stretch(self.cursor), finishing)
        return given + number

    def _give(self, stretch: Stretch, finishing: bool = False) -> tuple[int, int]:
        """Hand over what waits in a stretch of pages; how many, and the number of the last one dealt with.

        Where it is not of one host, the pages of those that are not known yet are put off.
        """
        given, after, room = 0, stretch.after, self.workers.room
        if not room:
            return 0, after
        waiting = pages.next_waiting(self.state, stretch, room)
        for page in waiting:
            if page.key in self.busy:  # its last version must be settled first
                self.blocked = True
                return given, after
            if not stretch.host and (page.host in self.put_off or not self.hosts.known(page.host, finishing)):
                self.put_off.setdefault(page.host, after)
            else:
                self._take(page)
                given += 1
            after = page.id
        return given, stretch.upto if stretch.host and len(waiting) < room else after

    def _take(self, page: WaitingPage) -> None:
        self.busy.add(page.key)
        learned = self.hosts.learned(page.host)
        check = bool(page.archive and learned) and self.sample.takes(page.site, page.url)
        task = Task(page, self.run_id, learned, check=check)
        if page.archive:
            self.workers.submit(task)
        else:
            self.batch.tombstone(task)

    def _collect(self) -> int:
        """Take what the workers have done, in order; how many pages."""
        done = self.workers.done(timeout=PAUSE)
        for task, cleaned in done:
            if task.look:
                self.hosts.seen(task, cleaned)
            else:
                self._settle(task, cleaned)
        return len(done)

    def _judge(self) -> bool:
        """Put aside what was learned of hosts and costs their articles fields; whether there was any."""
        self.commit()
        found = self.sample.findings()
        for finding in found:
            self.hosts.put_aside(finding)
        return bool(found)

    def _settle(self, task: Task, cleaned: Cleaned) -> None:
        self.sample.seen(task, cleaned)
        before = task.page.article
        if refusal := refused(task.page, cleaned):
            status, reason = refusal
            outlook = f"; {_outlook(task.page.tries + 1)}" if cleaned.error else ""
            self.batch.reject(task, cleaned, status, reason + outlook)
        elif before and cleaned.text_hash == before.text_hash:
            self.batch.same(task, cleaned)
        else:
            self.batch.emit(task, cleaned)

    def _tell(self) -> None:
        """Say how many pages are cleaned and not committed yet."""
        now = time.monotonic()
        if now - self.told >= TELL_EVERY and len(self.batch) != self.said:
            self.told, self.said = now, len(self.batch)
            self.tell(self.said)

    def commit(self) -> None:
        """Settle what was cleaned; the pages that were held back for it may be cleaned now."""
        if not self.batch:
            return
        self.batch.commit()
        self.busy, self.blocked = self.workers.keys(), False


def _outlook(tries: int) -> str:
    """What becomes of a page that could not be cleaned in so many runs."""
    if tries < pages.TRIES:
        return f"not cleaned in {tries} of {pages.TRIES} runs, the next one tries again"
    return f"given up after {tries} runs, `jingkan reclean` tries again"


def cleaning_lock(data: Path) -> Lock:
    """Held by whoever cleans into this data folder."""
    return Lock(data / "state" / "cleaning.lock")


def main() -> int:
    """Clean into a data folder until standard input says so; 1 where it had to give up, and why on standard error."""
    parser = argparse.ArgumentParser(prog="python -m outputs.cleaning.process")
    parser.add_argument("data", type=Path)
    parser.add_argument("run")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--shard-bytes", type=int, default=Limits().shard_bytes)
    parser.add_argument("--shard-seconds", type=float, default=Limits().shard_seconds)
    args = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):  # the crawl gets them too and says what to do
        signal.signal(number, signal.SIG_IGN)
    os.nice(5)  # its workers are nicer still: it must keep them supplied
    limits = Limits(args.shard_bytes, args.shard_seconds)
    try:
        with cleaning_lock(args.data).wait(60), closing(State(args.data / "state" / "state.db", durable=True)) as state:
            batch = Batch(state, args.data, args.run, limits)
            # For the crawl's progress line.
            Cleaning(batch, args.data, args.workers, tell).run(Orders(sys.stdin.buffer))
    except Orphaned:
        return 1
    except (OSError, DatabaseError, Locked) as error:
        hope = "" if isinstance(error, DamagedState) else "; nothing is lost, the next run goes on from here"
        tell(f"cleaning stopped: {error}{hope}", to=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
