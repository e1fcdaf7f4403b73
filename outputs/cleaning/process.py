"""Cleaning beside the crawl: what is archived is taken from disk, cleaned in worker processes, written in shards.

It runs as a process of its own (``python -m outputs.cleaning.process``), told what to do on standard input: ``finish``
ends it when all is cleaned, ``stop`` after what is in hand, and an end of file without either means that the crawl
died, so it does too. What waits, waits in the state file; nothing but the pages in hand is in memory.
"""

from __future__ import annotations

import argparse
import logging
import os
import select
import signal
import sqlite3
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from outputs import jsonl
from outputs.cleaning.boilerplate import Hosts
from outputs.cleaning.workers import Cleaned, Task, Workers, unrelated
from outputs.lock import Lock
from outputs.record import cleaner_version
from outputs.shards.writer import ShardWriter, publish, register
from outputs.state.database import EMITTED, QUARANTINED, REJECTED, SAME, State, count

log = logging.getLogger(__name__)

#: Verdicts that stand for an article; the others never become records.
ARTICLE_VERDICTS = ("clean", "injected")
#: Seconds between two looks for new work when there was none.
PAUSE = 0.1
#: Pages settled in one transaction at most: they are in memory until then, also where nothing is written of them.
SETTLED = 2000
#: Seconds between two words on how far the work is.
TELL_EVERY = 0.5


#: What waits, with what its site's rules are and what is known of the article.
_WAITING = """
    SELECT p.id, p.url AS key, u.url, p.site, p.archive, p.offset, p.opt_out, p.reason, p.fetched, u.host,
        s.rules, b.archive = p.archive AND b.offset = p.offset AS again,
        a.version, a.verdict, a.text_hash, a.title, a.sketch, a.record
    FROM pages p JOIN urls u ON u.key = p.url JOIN sites s ON s.name = p.site
        LEFT JOIN articles a ON a.url = p.url LEFT JOIN pages b ON b.id = a.page
    WHERE p.status = 0 AND p.id > :after AND p.id <= :upto AND :host IN (0, u.host) ORDER BY p.id LIMIT :n"""
_LAST = 1 << 62


@dataclass(frozen=True, slots=True)
class Limits:
    """When a shard is finished: at so many bytes, or so many seconds after its first record."""

    shard_bytes: int = 64 << 20
    shard_seconds: float = 300.0


@dataclass(slots=True)
class Settled:
    """A page whose fate is decided, until the transaction that says so."""

    task: Task
    status: int
    reason: str = ""
    cleaned: Cleaned | None = None


class Cleaning:
    """Cleans what waits, in order, and settles it shard by shard."""

    def __init__(self, state: State, data: Path, run: str, workers: int, limits: Limits) -> None:
        self.state, self.data, self.run_id, self.limits = state, data, run, limits
        self.workers = Workers(data, workers)
        self.hosts = Hosts(state, run)
        self.cursor = 0
        self.put_off: dict[int, int] = {}
        self.busy: set[int] = set()
        self.blocked = False
        self.shards: dict[str, ShardWriter] = {}
        self.rejects: dict[str, list[bytes]] = {}
        self.settled: list[Settled] = []
        self.tally: Counter[tuple[str, str]] = Counter()
        self.opened = self.told = 0.0
        self.said = 0
        self.number = 0

    def run(self, orders: Orders) -> None:
        """Work until told to stop, or until nothing waits after being told to finish."""
        try:
            while not orders.stopping:
                finishing = orders.finishing  # asked before looking: what comes before the order is cleaned
                moved = self._feed(finishing) + self._collect()
                self._tell()
                if self._due():
                    self.commit()
                if not moved and not self.workers.in_hand and not self.hosts.wanted:
                    if self.blocked:
                        self.commit()
                    elif finishing:
                        break
                    else:
                        orders.wait(PAUSE)
            self.commit()
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
                number, after = self._give(after, self.cursor, host)
                given += number
                self.put_off[host] = after
                if after >= self.cursor:
                    del self.put_off[host]
        number, self.cursor = self._give(self.cursor, _LAST, 0, finishing)
        return given + number

    def _give(self, after: int, upto: int, host: int, finishing: bool = False) -> tuple[int, int]:
        """Hand over what waits between two page numbers; how many, and the number of the last one dealt with.

        host: whose pages, 0 for those of any host; then those of a host that is not known yet are put off.
        """
        given, room = 0, self.workers.room
        if not room:
            return 0, after
        rows = self.state.rows(_WAITING, {"after": after, "upto": upto, "host": host, "n": room})
        for row in rows:
            if row["key"] in self.busy:  # its last version must be settled first
                self.blocked = True
                return given, after
            if not host and (row["host"] in self.put_off or not self.hosts.known(row["host"], finishing)):
                self.put_off.setdefault(row["host"], after)
            else:
                self._take(row)
                given += 1
            after = row["id"]
        return given, upto if host and len(rows) < room else after

    def _take(self, row: sqlite3.Row) -> None:
        self.busy.add(row["key"])
        values = dict(row)
        learned = self.hosts.learned(values.pop("host"))
        task = Task(**values, learned=learned, run=self.run_id)
        if task.archive:
            self.workers.submit(task)
        else:
            self._tombstone(task)

    def _collect(self) -> int:
        """Take what the workers have done, in order; how many pages."""
        done = self.workers.done(timeout=PAUSE)
        for task, cleaned in done:
            if task.look:
                self.hosts.seen(task, cleaned)
            else:
                self._settle(task, cleaned)
        return len(done)

    def _settle(self, task: Task, cleaned: Cleaned) -> None:
        good = cleaned.verdict in ARTICLE_VERDICTS
        if task.version and not task.again and not cleaned.error and (not good or unrelated(task, cleaned)):
            was = f"was “{task.title}”, {task.verdict}; now “{cleaned.title}”, {cleaned.verdict}"
            self._reject(task, cleaned, QUARANTINED, f"taken over? {was}: {cleaned.reasons or 'another text'}")
        elif cleaned.error or not good:
            reason = cleaned.error or f"verdict {cleaned.verdict}: {cleaned.reasons or 'no article'}"
            self._reject(task, cleaned, REJECTED, reason)
        elif cleaned.text_hash == task.text_hash:
            self._add(Settled(task, SAME, cleaned=cleaned))
        else:
            self._shard(task.site, "records").write(cleaned.line)
            self._add(Settled(task, EMITTED, cleaned=cleaned))

    def _reject(self, task: Task, cleaned: Cleaned, status: int, reason: str) -> None:
        """Settle a page that gives no record, and say why among the rejects, unless that was the last said of it."""
        self._add(Settled(task, status, reason, cleaned))
        last = self.state.one(
            "SELECT reason FROM pages WHERE url = ? AND status IN (?, ?) ORDER BY id DESC LIMIT 1",
            *(task.key, REJECTED, QUARANTINED),
        )
        if last and last["reason"] == reason:
            return
        line = jsonl.line(
            {
                "url": task.url,
                "site": task.site,
                "run": self.run_id,
                "reason": reason,
                "title": cleaned.title,
                "archive": task.archive,
                "offset": task.offset,
            }
        )
        self.rejects.setdefault(task.site, []).append(line)

    def _tombstone(self, task: Task) -> None:
        line = jsonl.line(
            {
                "id": task.record or "",
                "url": task.url,
                "site": task.site,
                "run": self.run_id,
                "gone": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(task.fetched)),
                "reason": task.reason,
                "version": task.version or 0,
                "title": task.title or "",
            }
        )
        self._shard(task.site, "tombstones").write(line)
        self._add(Settled(task, EMITTED, task.reason))

    def _add(self, settled: Settled) -> None:
        self.opened = self.opened or time.monotonic()
        if cleaned := settled.cleaned:  # the record is in its shard, or goes nowhere
            if settled.status == EMITTED:
                self.tally.update({(settled.task.site, kind): n for kind, n in cleaned.counts})
            settled.cleaned = replace(cleaned, line=b"", counts=())
        self.settled.append(settled)

    def _shard(self, site: str, what: str) -> ShardWriter:
        name = f"{site}/{what}"
        if name not in self.shards:
            self.number += 1
            path = f"{site}/{what}-{self.run_id}-{self.number:05}.jsonl"
            self.shards[name] = ShardWriter(self.data, path, site)
        return self.shards[name]

    def _tell(self) -> None:
        """Say on standard output how many pages are cleaned and not committed yet, for the crawl's progress line."""
        now = time.monotonic()
        if now - self.told >= TELL_EVERY and len(self.settled) != self.said:
            self.told, self.said = now, len(self.settled)
            print(self.said, flush=True)

    def _due(self) -> bool:
        if not self.settled:
            return False
        size = sum(shard.bytes for shard in self.shards.values())
        if size >= self.limits.shard_bytes or len(self.settled) >= SETTLED:
            return True
        return time.monotonic() - self.opened >= self.limits.shard_seconds

    def commit(self) -> None:
        """Finish the open shards and settle everything in them at one stroke."""
        if not self.settled:
            return
        finished = {name: shard.finish() for name, shard in self.shards.items()}
        lengths = {site: self._append_rejects(site, lines) for site, lines in self.rejects.items()}
        with self.state.transaction() as db:
            rows = {name: register(db, shard, self.run_id) for name, shard in finished.items()}
            for item in self.settled:
                what = "records" if item.task.archive else "tombstones"
                self._note(db, item, rows.get(f"{item.task.site}/{what}", 0))
            for (site, what), n in self.tally.items():
                count(db, self.run_id, site, what, n)
            for site, length in lengths.items():
                db.execute("UPDATE sites SET rejected_bytes = ? WHERE name = ?", (length, site))
        publish(self.state, self.data)
        self.shards, self.rejects, self.settled, self.opened = {}, {}, [], 0.0
        self.tally.clear()
        self.busy, self.blocked = self.workers.keys(), False

    def _append_rejects(self, site: str, lines: list[bytes]) -> int:
        path = self.data / site / "rejected.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as stream:
            stream.write(b"".join(lines))
            stream.flush()
            os.fsync(stream.fileno())
            return stream.tell()

    def _note(self, db: sqlite3.Connection, item: Settled, shard: int) -> None:
        task, cleaned = item.task, item.cleaned
        new = item.status == EMITTED
        version = (task.version or 0) + (1 if new and task.archive else 0)
        db.execute(
            "UPDATE pages SET status = ?, version = ?, shard = ?, cleaner = ?, rules = ?, reason = ? WHERE id = ?",
            (
                item.status,
                version,
                shard if new else 0,
                cleaner_version() if cleaned and not cleaned.error else "",  # a failure is tried again by `reclean`
                cleaned.rules if cleaned else "",
                item.reason,
                task.id,
            ),
        )
        count(db, self.run_id, task.site, self._name(item))
        if cleaned and cleaned.error:
            count(db, self.run_id, task.site, "uncleaned")
        if not new or not task.archive:
            if item.status in (SAME, REJECTED):
                self._pace(db, task, 2.0)
            return
        assert cleaned is not None
        count(db, self.run_id, task.site, "emitted")
        db.execute(
            "INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                task.key,
                version,
                cleaned.text_hash,
                cleaned.record,
                cleaned.verdict,
                cleaned.title,
                cleaned.sketch,
                task.id,
            ),
        )
        if version > 1:
            self._pace(db, task, 0.5)

    @staticmethod
    def _name(item: Settled) -> str:
        if not item.task.archive:
            return "tombstones"
        if item.status == EMITTED:
            return "changed" if item.task.version else "new"
        return {SAME: "unchanged", REJECTED: "rejected", QUARANTINED: "quarantined"}[item.status]

    @staticmethod
    def _pace(db: sqlite3.Connection, task: Task, factor: float) -> None:
        """Come back later to what did not change or is no article, sooner to what changed.

        What was only cleaned again was not visited: its bytes are those of an earlier page.
        """
        db.execute(
            "UPDATE urls SET interval = MIN(MAX(interval * :factor, s.revisit_min), s.revisit_max),"
            " due = last_seen + MIN(MAX(interval * :factor, s.revisit_min), s.revisit_max)"
            " FROM sites s WHERE s.name = :site AND key = :key AND NOT EXISTS"
            " (SELECT 1 FROM pages WHERE url = :key AND id < :id AND archive = :archive AND offset = :offset)",
            {
                "factor": factor,
                "site": task.site,
                "key": task.key,
                "id": task.id,
                "archive": task.archive,
                "offset": task.offset,
            },
        )


class Orders:
    """What standard input said so far."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.handle = stream.fileno()
        self.text = b""
        self.closed = False

    def wait(self, seconds: float) -> None:
        """Wait for an order, so long at most."""
        if self.closed or not select.select([self.handle], [], [], seconds)[0]:
            return
        block = os.read(self.handle, 4096)
        self.text += block
        self.closed = not block

    @property
    def stopping(self) -> bool:
        """Told to stop, or left alone: the end of file came without an order."""
        self.wait(0)
        if self.closed and not self.text:
            raise Orphaned
        return b"stop" in self.text

    @property
    def finishing(self) -> bool:
        return b"finish" in self.text


class Orphaned(Exception):
    """The process that asked for cleaning is gone; its work is picked up by the next run."""


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
    with cleaning_lock(args.data).wait(60):
        state = State(args.data / "state" / "state.db", durable=True)
        limits = Limits(args.shard_bytes, args.shard_seconds)
        try:
            Cleaning(state, args.data, args.run, args.workers, limits).run(Orders(sys.stdin.buffer))
        except Orphaned:
            return 1
        except (OSError, sqlite3.Error) as error:
            print(f"cleaning stopped: {error}; nothing is lost, the next run goes on from here", file=sys.stderr)
            return 1
        finally:
            state.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
