"""Records on disk in shards: written under a temporary name, synced, renamed when whole and accounted for.

The order is what makes a record come exactly once: (1) the temporary file is synced, (2) one transaction names it
with its hash and settles every page in it, (3) it is renamed. Killed before (2), nothing has happened and the pages
are cleaned again; killed before (3), ``recover`` renames it.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from outputs.archive.writer import TEMPORARY, cut, sync_folder
from outputs.shards.replacement import finish_replacing
from outputs.state.database import State, StateError, sha256_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shard:
    """A shard whose bytes are on disk under ``name`` and the temporary ending."""

    name: str
    site: str
    sha256: str
    records: int
    bytes: int


class ShardWriter:
    """One shard being written. name: its path below the data folder."""

    def __init__(self, data: Path, name: str, site: str) -> None:
        self.name, self.site = name, site
        self.path = data / (name + TEMPORARY)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.stream: IO[bytes] = self.path.open("wb")
        self.digest = sha256()
        self.records = self.bytes = 0

    def write(self, line: bytes) -> None:
        """Append one line."""
        self.stream.write(line)
        self.digest.update(line)
        self.records += 1
        self.bytes += len(line)

    def finish(self) -> Shard:
        """Put everything on disk."""
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self.stream.close()
        sync_folder(self.path.parent)
        return Shard(self.name, self.site, self.digest.hexdigest(), self.records, self.bytes)


def register(db: sqlite3.Connection, shard: Shard, run: str) -> int:
    """Name a finished shard in the transaction that settles its pages; its row."""
    added = db.execute(
        "INSERT INTO shards (name, site, run, sha256, records, bytes) VALUES (?, ?, ?, ?, ?, ?)",
        (shard.name, shard.site, run, shard.sha256, shard.records, shard.bytes),
    )
    return int(added.lastrowid or 0)


def publish(state: State, data: Path) -> None:
    """Give every registered shard its final name. Raises StateError where one is gone."""
    for row in state.rows("SELECT id, name, sha256 FROM shards WHERE state = 0"):
        if not _renamed(state, data, row):
            raise StateError(f"{data / row['name']} is registered but missing or altered")


def _renamed(state: State, data: Path, row: sqlite3.Row) -> bool:
    final, temporary = data / row["name"], data / (row["name"] + TEMPORARY)
    if temporary.exists():
        temporary.rename(final)
        sync_folder(final.parent)
    elif not final.exists() or sha256_of(final) != row["sha256"]:
        return False
    with state.transaction() as db:
        db.execute("UPDATE shards SET state = 1 WHERE id = ?", (row["id"],))
    return True


def _do_again(state: State, data: Path, shard: int, name: str) -> None:
    """Have the pages of a shard that is gone cleaned once more: a disk has lost what it said was safe."""
    log.error("%s was lost before it had its name; its pages are cleaned again", data / name)
    if (data / name).exists():
        (data / name).rename(data / (name + ".damaged"))
    with state.transaction() as db:
        for row in db.execute("SELECT url, version FROM pages WHERE shard = ? AND archive != ''", (shard,)).fetchall():
            if row["version"] > 1:
                db.execute("UPDATE articles SET version = version - 1, text_hash = '' WHERE url = ?", (row["url"],))
            else:
                db.execute("DELETE FROM articles WHERE url = ?", (row["url"],))
        db.execute("UPDATE pages SET status = 0, version = 0, shard = 0 WHERE shard = ?", (shard,))
        db.execute("DELETE FROM shards WHERE id = ?", (shard,))


def recover(state: State, data: Path) -> None:
    """Put the disk back to what the last transaction said: no torn archive, no half shard, nothing counted twice."""
    for row in state.rows("SELECT id, name, sha256 FROM shards WHERE state = 0"):
        if not _renamed(state, data, row):
            _do_again(state, data, row["id"], row["name"])
    finish_replacing(state, data)
    for site in (row["name"] for row in state.rows("SELECT name FROM sites")):
        for folder in (data / site, data / site / "archive"):
            for leftover in folder.glob(f"*{TEMPORARY}"):
                leftover.unlink()
    known = {row["name"]: row["bytes"] for row in state.rows("SELECT name, bytes FROM archives")}
    for row in state.rows("SELECT id, sites FROM runs WHERE finished = 0"):
        for path in data.glob(f"*/archive/*-{row['id']}-*.warc.gz"):
            cut(path, known.get(path.relative_to(data).as_posix(), 0))
    for row in state.rows("SELECT name, rejected_bytes FROM sites"):
        cut(data / row["name"] / "rejected.jsonl", row["rejected_bytes"])
    with state.transaction() as db:
        db.execute("UPDATE urls SET state = CASE WHEN digest = '' THEN 0 ELSE 2 END WHERE state = 1")
