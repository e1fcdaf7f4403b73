"""Pages whose fate is decided, and the files they go to, until one transaction says all of it at once."""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from outputs import jsonl
from outputs.cleaning.workers import Cleaned, Task
from outputs.record import cleaner_version
from outputs.shards.recovery import publish
from outputs.shards.writer import ShardWriter
from outputs.state import files, pages, runs
from outputs.state.database import State, Transaction
from outputs.state.pages import Fate, KnownArticle
from outputs.state.status import PageStatus

#: Pages settled in one transaction at most: they are in memory until then, also where nothing is written of them.
SETTLED = 2000


@dataclass(frozen=True, slots=True)
class Limits:
    """When a shard is finished: at so many bytes, or so many seconds after its first record."""

    shard_bytes: int = 64 << 20
    shard_seconds: float = 300.0


@dataclass(frozen=True, slots=True)
class Settled:
    """A page whose fate is decided. cleaned: what came of it, without its record; None of a page that is gone."""

    task: Task
    status: PageStatus
    reason: str = ""
    cleaned: Cleaned | None = None

    @property
    def gives_record(self) -> bool:
        """Whether it gave a new version of its article."""
        return self.status is PageStatus.EMITTED and self.cleaned is not None

    @property
    def counted_as(self) -> str:
        """The name it is counted by in the run."""
        if not self.task.page.archive:
            return "tombstones"
        if self.status is PageStatus.EMITTED:
            return "changed" if self.task.page.article else "new"
        return _COUNTED[self.status]


_COUNTED = {
    PageStatus.SAME: "unchanged",
    PageStatus.REJECTED: "rejected",
    PageStatus.QUARANTINED: "quarantined",
}


class Batch:
    """What was cleaned since the last commit."""

    def __init__(self, state: State, data: Path, run: str, limits: Limits) -> None:
        self.state, self.data, self.run_id, self.limits = state, data, run, limits
        self.shards: dict[str, ShardWriter] = {}
        self.rejects: dict[str, list[bytes]] = {}
        self.settled: list[Settled] = []
        self.tally: Counter[tuple[str, str]] = Counter()
        self.opened = 0.0
        self.number = 0

    def __len__(self) -> int:
        return len(self.settled)

    @property
    def due(self) -> bool:
        """Whether it should be committed by now."""
        if not self.settled:
            return False
        size = sum(shard.bytes for shard in self.shards.values())
        if size >= self.limits.shard_bytes or len(self.settled) >= SETTLED:
            return True
        return time.monotonic() - self.opened >= self.limits.shard_seconds

    def emit(self, task: Task, cleaned: Cleaned) -> None:
        """Take a page that gives a record."""
        self._shard(task.page.site, "records").write(cleaned.line)
        self.tally.update({(task.page.site, kind): n for kind, n in cleaned.counts})
        self._add(Settled(task, PageStatus.EMITTED, cleaned=cleaned))

    def same(self, task: Task, cleaned: Cleaned) -> None:
        """Take a page that says what its article's last record says."""
        self._add(Settled(task, PageStatus.SAME, cleaned=cleaned))

    def reject(self, task: Task, cleaned: Cleaned, status: PageStatus, reason: str) -> None:
        """Take a page that gives no record, and say why among the rejects, unless that was the last said of it."""
        page = task.page
        self._add(Settled(task, status, reason, cleaned))
        if pages.last_rejection(self.state, page.key) == reason:
            return
        line = jsonl.line(
            {
                "url": page.url,
                "site": page.site,
                "run": self.run_id,
                "reason": reason,
                "title": cleaned.title,
                "archive": page.archive,
                "offset": page.offset,
            }
        )
        self.rejects.setdefault(page.site, []).append(line)

    def tombstone(self, task: Task) -> None:
        """Take a page that is gone for good: a line says so in the place of a record."""
        page, article = task.page, task.page.article
        line = jsonl.line(
            {
                "id": article.record if article else "",
                "url": page.url,
                "site": page.site,
                "run": self.run_id,
                "gone": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(page.fetched)),
                "reason": page.reason,
                "version": page.version,
                "title": article.title if article else "",
            }
        )
        self._shard(page.site, "tombstones").write(line)
        self._add(Settled(task, PageStatus.EMITTED, page.reason))

    def commit(self) -> None:
        """Finish the open shards and settle everything in them at one stroke."""
        finished = {name: shard.finish() for name, shard in self.shards.items()}
        lengths = {site: self._append_rejects(site, lines) for site, lines in self.rejects.items()}
        with self.state.transaction() as db:
            rows = {name: files.register(db, shard, self.run_id) for name, shard in finished.items()}
            for item in self.settled:
                what = "records" if item.task.page.archive else "tombstones"
                self._settle(db, item, rows.get(_shard_name(item.task.page.site, what), 0))
            for (site, name), n in self.tally.items():
                runs.count(db, self.run_id, site, name, n)
            for site, length in lengths.items():
                runs.note_rejected(db, site, length)
        publish(self.state, self.data)
        self.shards, self.rejects, self.settled, self.opened = {}, {}, [], 0.0
        self.tally.clear()

    def _add(self, settled: Settled) -> None:
        self.opened = self.opened or time.monotonic()
        if settled.cleaned and settled.cleaned.lost is not None:
            counted = ("checked", *(f"lost:{name}" for name in settled.cleaned.lost))
            self.tally.update((settled.task.page.site, name) for name in counted)
        if settled.cleaned:  # the record is in its shard, or goes nowhere: it need not stay in memory
            settled = replace(settled, cleaned=replace(settled.cleaned, line=b"", counts=()))
        self.settled.append(settled)

    def _shard(self, site: str, what: str) -> ShardWriter:
        name = _shard_name(site, what)
        if name not in self.shards:
            self.number += 1
            path = f"{name}-{self.run_id}-{self.number:05}.jsonl"
            self.shards[name] = ShardWriter(self.data, path, site)
        return self.shards[name]

    def _append_rejects(self, site: str, lines: list[bytes]) -> int:
        path = self.data / site / "rejected.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as stream:
            stream.write(b"".join(lines))
            stream.flush()
            os.fsync(stream.fileno())
            return stream.tell()

    def _settle(self, db: Transaction, item: Settled, shard: int) -> None:
        """Note what became of a page, and count it. shard: the row of the one it would have been written to."""
        page = item.task.page
        pages.settle(db, page, _fate(item, shard))
        runs.count(db, self.run_id, page.site, item.counted_as)
        if item.cleaned and item.cleaned.error:
            runs.count(db, self.run_id, page.site, "uncleaned")
        if item.gives_record:
            runs.count(db, self.run_id, page.site, "emitted")


def _fate(item: Settled, shard: int) -> Fate:
    page, cleaned = item.task.page, item.cleaned
    version = page.version + (1 if item.gives_record else 0)
    article = None
    if cleaned and item.gives_record:
        said = cleaned.verdict, cleaned.text_hash, cleaned.title, cleaned.sketch, cleaned.record
        article = KnownArticle(version, *said)
    return Fate(
        item.status,
        version=version,
        shard=shard if item.status is PageStatus.EMITTED else 0,
        cleaner=cleaner_version() if cleaned and not cleaned.error else "",  # a failure is tried again by `reclean`
        tries=page.tries + 1 if cleaned and cleaned.error else 0,
        rules=cleaned.rules if cleaned else "",
        reason=item.reason,
        article=article,
    )


def _shard_name(site: str, what: str) -> str:
    return f"{site}/{what}"
