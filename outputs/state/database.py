"""The one SQLite file of a data folder, ``data/state/state.db``: opening it, transactions, a copy.

Whoever changes it does so in one transaction that also names the bytes on disk it speaks of; ``shards.recovery`` puts
the disk back to what the last transaction said. Write-ahead logging lets the cleaning read while the crawl writes.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from outputs.files import TEMPORARY
from outputs.state import migrations

#: What the database itself raises (a full disk, a broken file): for those who must go on, or say so in plain words.
DatabaseError = sqlite3.Error
#: An open transaction. Only the modules of ``outputs/state/`` look into it.
Transaction = sqlite3.Connection


class StateError(Exception):
    """The state cannot be used: one sentence that says why and what to do."""


class State:
    """One connection to the state, safe to share between the threads of a process."""

    def __init__(self, path: Path, durable: bool = False) -> None:
        """Open the file, create or migrate it.

        Raises StateError where the file is damaged or of a newer version.

        durable: sync every commit to disk. Without it a power cut may undo the last commits (never a killed process),
            which is right for fetching, where undone means fetched again, and wrong where files are handed out.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.lock = threading.RLock()
        self.broken: sqlite3.Error | None = None
        self.db = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
        self.db.row_factory = sqlite3.Row
        try:
            self.db.execute("PRAGMA journal_mode = WAL")
            self.db.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._migrate()
        except BaseException as error:
            self.db.close()
            if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
                raise StateError(
                    f"{path} is damaged, or no state of jingkan ({error}): put a copy that `scrapy backup` made in its "
                    "place, or use another data folder with -s DATA=FOLDER"
                ) from error
            raise

    def _migrate(self) -> None:
        has, known = migrations.version(self.db), len(migrations.MIGRATIONS)
        if has > known:
            raise StateError(
                f"{self.path} was written by a newer jingkan (schema {has}, this one knows {known}): update jingkan, "
                "or use another data folder with -s DATA=FOLDER"
            )
        if has < known:
            with self.transaction() as db:
                migrations.migrate(db)

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
                if isinstance(error, sqlite3.Error):
                    self.broken = self.broken or error
                if self.db.in_transaction:  # a full disk makes SQLite roll back by itself
                    self.db.execute("ROLLBACK")
                raise

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """All rows of a query. values: for its ``?``, or one mapping for its names."""
        with self.lock:
            named = len(values) == 1 and isinstance(values[0], dict)
            return self.db.execute(sql, values[0] if named else values).fetchall()

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


def backup(state: State, target: Path) -> None:
    """Copy the state as it is at one moment, while others may go on writing; the copy appears whole or not at all.

    Raises OSError or DatabaseError where it cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(target.name + TEMPORARY)
    try:
        copy = sqlite3.connect(temporary)
        try:
            state.db.backup(copy)
        finally:
            copy.close()
        temporary.rename(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
