"""The one SQLite file of a data folder, ``data/state/state.db``: opening it, transactions, a copy.

Whoever changes it does so in one transaction that also names the bytes on disk it speaks of; ``shards.recovery`` puts
the disk back to what the last transaction said. Write-ahead logging lets the cleaning read while the crawl writes.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from outputs.files import TEMPORARY, sync, sync_folder
from outputs.state import migrations

#: What the database itself raises (a full disk, a broken file): for those who must go on, or say so in plain words.
DatabaseError = sqlite3.Error
#: An open transaction. Only the modules of ``outputs/state/`` look into it.
Transaction = sqlite3.Connection


class StateError(Exception):
    """The state cannot be used: one sentence that says why and what to do."""


class DamagedState(sqlite3.DatabaseError):
    """The file is damaged, at whatever moment that is met: one sentence that names it and says what to do."""


#: What SQLite calls a file whose pages contradict each other, and one that is no database.
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_ADVICE = (
    "`jingkan doctor` says what is wrong, `jingkan doctor --rebuild` makes the state anew from archives and records; "
    "or put a copy that `jingkan backup` made in its place"
)
#: A state that was made anew and is whole, until it has its name.
REBUILT = ".rebuilt"


class State:
    """One connection to the state, safe to share between the threads of a process."""

    def __init__(self, path: Path, durable: bool = False, *, read_only: bool = False, anew: bool = False) -> None:
        """Open the file, create or migrate it.

        Raises StateError where the file is damaged, of a newer version, or absent or empty beside what it should know.

        durable: sync every commit to disk. Without it a power cut may undo the last commits (never a killed process),
            which is right for fetching, where undone means fetched again, and wrong where files are handed out.
        read_only: leave the file as it is; ``outdated`` says then whether it lacks what a migration would bring.
        anew: begin a state beside records and archives, which are put into it next.
        """
        self.path = path
        self.lock = threading.RLock()
        self.broken: sqlite3.Error | None = None
        if not read_only and not anew:
            path.parent.mkdir(parents=True, exist_ok=True)
            finish_rebuild(path)
        if not anew and not has_content(path):
            refuse_absent(path)
        self.db = _connected(path, read_only)
        self.db.row_factory = sqlite3.Row
        try:
            if not read_only:
                self.db.execute("PRAGMA journal_mode = WAL")
                self.db.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._migrate(read_only)
            if not anew and not self.number("SELECT COUNT(*) FROM runs"):
                refuse_absent(path)
        except BaseException as error:
            self.db.close()
            if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
                raise StateError(str(_explained(error, path))) from error
            raise

    def _migrate(self, read_only: bool) -> None:
        has, known = migrations.version(self.db), len(migrations.MIGRATIONS)
        if has > known:
            raise StateError(
                f"{self.path} was written by a newer jingkan (schema {has}, this one knows {known}): update jingkan, "
                "or use another data folder with -s DATA=FOLDER"
            )
        self.outdated = has < known
        if self.outdated and not read_only:
            with self.transaction() as db:
                migrations.migrate(db)
            self.outdated = False

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """All of the block or nothing of it. Blocks of several threads follow one another.

        ``broken`` keeps the first error of the database itself (a full disk, a broken file), for who watches the run.
        """
        with self.lock:
            try:
                self.db.execute("BEGIN IMMEDIATE")
                yield self.db
                self.db.execute("COMMIT")
            except BaseException as error:
                if self.db.in_transaction:  # a full disk makes SQLite roll back by itself
                    self.db.execute("ROLLBACK")
                if not isinstance(error, sqlite3.Error):
                    raise
                explained = _explained(error, self.path)
                self.broken = self.broken or explained
                raise explained from error.__cause__

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read in the block is of one moment, while others go on writing; nothing may be written in it."""
        with self.lock:
            self.db.execute("BEGIN")
            try:
                yield
            finally:
                self.db.execute("ROLLBACK")

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """All rows of a query. values: for its ``?``, or one mapping for its names."""
        with self.lock:
            named = len(values) == 1 and isinstance(values[0], dict)
            try:
                return self.db.execute(sql, values[0] if named else values).fetchall()
            except sqlite3.DatabaseError as error:
                explained = _explained(error, self.path)
                if isinstance(explained, DamagedState):  # nothing will mend it: the run is to end
                    self.broken = self.broken or explained
                raise explained from error.__cause__

    def one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        found = self.rows(sql, *values)
        return found[0] if found else None

    def number(self, sql: str, *values: Any) -> int:
        """The one number that a query gives, as a count."""
        return int(self.rows(sql, *values)[0][0])

    def close(self) -> None:
        """Let go of the file."""
        with self.lock:
            self.db.close()


def _explained(error: sqlite3.Error, path: Path) -> sqlite3.Error:
    """An error of SQLite's, as one that names the file and the way out where the file is damaged."""
    # A code is a kind in its last byte and a detail before that: https://sqlite.org/rescode.html
    if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGE or isinstance(error, DamagedState):
        return error
    return DamagedState(f"{path} is damaged, or no state of jingkan ({error}): {_ADVICE}")


def _connected(path: Path, read_only: bool) -> sqlite3.Connection:
    if not read_only:
        return sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
    # Without a log of changes nothing beside the file need be looked at, nor would be created there.
    log = path.with_name(path.name + "-wal")
    mode = "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, isolation_level=None)


def has_content(path: Path) -> bool:
    """Whether there is a state, or the beginning of one."""
    return path.exists() and path.stat().st_size > 0


def refuse_absent(path: Path) -> None:
    """Raise StateError where a state that knows nothing stands, or would, beside records or archives: every article
    would be written again, and takedowns and versions be forgotten."""
    data = path.parent.parent
    if any(next(data.glob(files), None) for files in ("*/records*.jsonl", "*/archive/*.warc.gz")):
        what = "knows of no run" if has_content(path) else "is empty" if path.exists() else "is missing"
        raise StateError(f"{path} {what}, and {data} holds records or archives of a crawl: {_ADVICE}")


def flaws(state: State, deep: bool) -> list[str]:
    """What SQLite finds wrong with the file, in its own words. deep: compare every index with its table as well."""
    said = state.rows(f"PRAGMA {'integrity_check' if deep else 'quick_check'}")
    return [row[0] for row in said if row[0] != "ok"]


def put_in_place(temporary: State, path: Path) -> None:
    """Have a state that was made anew take the place of the one at ``path``, which is kept aside.

    Killed at any moment, the old one is untouched, or the new one is whole and the next to open it finishes this.
    """
    temporary.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    temporary.db.execute("PRAGMA journal_mode = DELETE")  # all of it in one file
    temporary.close()
    with temporary.path.open("rb") as stream:
        sync(stream)
    temporary.path.rename(path.with_name(path.name + REBUILT))
    finish_rebuild(path)


def finish_rebuild(path: Path) -> None:
    """Give a state that was made anew its name, the old one first another: ``state.db.old-20261125T181500Z``."""
    rebuilt = path.with_name(path.name + REBUILT)
    if not rebuilt.exists():
        return
    when = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(rebuilt.stat().st_mtime))
    for ending in ("-wal", "-shm", ""):  # a log of changes must not be found beside another file than its own
        old = path.with_name(path.name + ending)
        if old.exists():
            old.rename(path.with_name(f"{path.name}.old-{when}{ending}"))
    sync_folder(path.parent)
    rebuilt.rename(path)
    sync_folder(path.parent)


def backup(state: State, target: Path) -> None:
    """Copy the state as it is at one moment, while others may go on writing; the copy appears whole or not at all.

    Raises OSError or DatabaseError where it cannot be written, DamagedState where it would be of no use.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(target.name + TEMPORARY)
    try:
        copy = sqlite3.connect(temporary)
        try:
            state.db.backup(copy)
            wrong = [row[0] for row in copy.execute("PRAGMA quick_check") if row[0] != "ok"]
        except sqlite3.DatabaseError as error:
            raise _explained(error, state.path) from error.__cause__
        finally:
            copy.close()
        if wrong:
            raise DamagedState(f"{state.path} is damaged ({wrong[0]}): {_ADVICE}")
        temporary.rename(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
