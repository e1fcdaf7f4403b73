"""Files that the state speaks of: shards and archives, what each holds, and what is to go for what was written anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from outputs.state.database import State, Transaction
from outputs.state.status import ShardState


@dataclass(frozen=True, slots=True)
class Shard:
    """A shard whose bytes are on disk under ``name`` and the temporary ending. name: below the data folder."""

    name: str
    site: str
    sha256: str
    records: int
    bytes: int


class UnnamedShard(NamedTuple):
    """A shard that is registered, and has its temporary name as far as the state knows."""

    id: int
    name: str
    sha256: str


class ArchiveFile(NamedTuple):
    """An archive: so many bytes of it are accounted for."""

    name: str
    site: str
    run: str
    bytes: int


class OldArchive(NamedTuple):
    """An archive that was not looked through yet. id: stays when it is written anew under another name."""

    id: int
    name: str


class Listed(NamedTuple):
    """What a run's manifest says of a file. sha256, records: of a shard; None for an archive."""

    run: str
    bytes: int
    sha256: str | None = None
    records: int | None = None


class Moved(NamedTuple):
    """A record of an archive that was written anew: from which offset to which."""

    old: int
    new: int


def register(db: Transaction, shard: Shard, run: str) -> int:
    """Name a finished shard in the transaction that settles its pages; its row."""
    added = db.execute(
        "INSERT INTO shards (name, site, run, sha256, records, bytes) VALUES (?, ?, ?, ?, ?, ?)",
        (shard.name, shard.site, run, shard.sha256, shard.records, shard.bytes),
    )
    return int(added.lastrowid or 0)


def unnamed_shards(state: State) -> list[UnnamedShard]:
    """The shards that are registered and may not have their name yet."""
    rows = state.rows("SELECT id, name, sha256 FROM shards WHERE state = ?", ShardState.TEMPORARY)
    return [UnnamedShard(*row) for row in rows]


def shard_named(state: State, id: int) -> None:
    """Note that a shard has its name."""
    with state.transaction() as db:
        db.execute("UPDATE shards SET state = ? WHERE id = ?", (ShardState.NAMED, id))


def shard_names(state: State) -> list[str]:
    """Every shard that has its name."""
    return [row["name"] for row in state.rows("SELECT name FROM shards WHERE state = ?", ShardState.NAMED)]


def shards_of(state: State, run: str, site: str) -> int:
    """How many shards a run has written for a site."""
    return state.number("SELECT COUNT(*) FROM shards WHERE run = ? AND site = ?", run, site)


def note_archive(db: Transaction, archive: ArchiveFile) -> None:
    """Note in the open transaction how much of an archive is accounted for."""
    db.execute(
        "INSERT INTO archives (name, site, run, bytes) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET bytes = excluded.bytes",
        archive,
    )


def archive_names(state: State) -> list[str]:
    """Every archive."""
    return [row["name"] for row in state.rows("SELECT name FROM archives")]


def archive_name(state: State, id: int) -> str:
    """What an archive is called by now. id: see OldArchive."""
    return str(state.rows("SELECT name FROM archives WHERE rowid = ?", id)[0]["name"])


def archive_sizes(state: State) -> dict[str, int]:
    """Every archive, and how much of it is accounted for."""
    return {row["name"]: row["bytes"] for row in state.rows("SELECT name, bytes FROM archives")}


def files_of(state: State, run: str) -> dict[str, Listed]:
    """The files of a run by name: its shards, then its archives."""
    shards = state.rows("SELECT name, run, bytes, sha256, records FROM shards WHERE run = ? ORDER BY name", run)
    archives = state.rows("SELECT name, run, bytes FROM archives WHERE run = ? ORDER BY name", run)
    return {name: Listed(*values) for name, *values in [*map(tuple, shards), *map(tuple, archives)]}


def file(state: State, name: str) -> Listed | None:
    """What the state says of a shard or an archive; None of any other file."""
    row = state.one("SELECT run, bytes, sha256, records FROM shards WHERE name = ?", name)
    row = row or state.one("SELECT run, bytes FROM archives WHERE name = ?", name)
    return Listed(*row) if row else None


def old_archives(state: State, before: float) -> list[OldArchive]:
    """The archives of runs that started before then and that were not looked through yet."""
    rows = state.rows(
        "SELECT a.rowid, a.name FROM archives a JOIN runs r ON r.id = a.run WHERE r.started < ? AND NOT a.reduced",
        before,
    )
    return [OldArchive(*row) for row in rows]


def looked_through(state: State, id: int) -> None:
    """Note that an archive holds nothing any more that may go."""
    with state.transaction() as db:
        db.execute("UPDATE archives SET reduced = 1 WHERE rowid = ?", (id,))


def replace_archive(state: State, old: str, new: str, size: int, moved: Iterable[Moved]) -> None:
    """Have everything point to an archive that was written anew, and condemn the old file, at one stroke."""
    with state.transaction() as db:
        db.executemany(
            "UPDATE pages SET archive = ?, offset = ? WHERE archive = ? AND offset = ?",
            [(new, record.new, old, record.old) for record in moved],
        )
        db.execute("UPDATE archives SET name = ?, bytes = ? WHERE name = ?", (new, size, old))
        _condemn(db, old)


def replace_shard(state: State, old: str, now: Shard) -> None:
    """Have the state name a shard that was written anew, and condemn the old file, at one stroke."""
    with state.transaction() as db:
        db.execute(
            "UPDATE shards SET name = ?, sha256 = ?, records = ?, bytes = ? WHERE name = ?",
            (now.name, now.sha256, now.records, now.bytes, old),
        )
        _condemn(db, old)


def _condemn(db: Transaction, name: str) -> None:
    db.execute("INSERT OR IGNORE INTO condemned (path) VALUES (?)", (name,))


def condemned(state: State) -> list[str]:
    """The files that are to go, each because a new one takes its place."""
    return [row["path"] for row in state.rows("SELECT path FROM condemned")]


def removed(state: State, name: str) -> None:
    """Note that a condemned file is gone, and the new one has its name."""
    with state.transaction() as db:
        db.execute("DELETE FROM condemned WHERE path = ?", (name,))
