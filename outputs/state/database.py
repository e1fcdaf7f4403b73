"""What a crawl remembers between runs: one SQLite file a data folder, ``data/state/state.db``.

Whoever changes it does so in one transaction that also names the bytes on disk it speaks of; ``recover`` puts the
disk back to what the last transaction said. Write-ahead logging lets the cleaning read while the crawl writes.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

#: Schema changes in order; a file's ``user_version`` says how many it has had. Append only: old ones never change.
MIGRATIONS = (
    """
    CREATE TABLE sites (
        name TEXT PRIMARY KEY, args TEXT NOT NULL DEFAULT '{}', rules TEXT NOT NULL DEFAULT '{}',
        revisit_min REAL NOT NULL DEFAULT 86400,
        revisit_max REAL NOT NULL DEFAULT 7776000, rejected_bytes INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE hosts (
        id INTEGER PRIMARY KEY, site TEXT NOT NULL, name TEXT NOT NULL, hold_until REAL NOT NULL DEFAULT 0,
        quarantined TEXT NOT NULL DEFAULT '', learned TEXT NOT NULL DEFAULT '',
        learned_from INTEGER NOT NULL DEFAULT 0, UNIQUE (site, name));
    -- state: 0 pending, 1 in flight, 2 done, 3 dead. key: see key(). Times are seconds since 1970.
    CREATE TABLE urls (
        key INTEGER PRIMARY KEY, host INTEGER NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL,
        state INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL, interval REAL NOT NULL DEFAULT 0,
        etag TEXT NOT NULL DEFAULT '', modified TEXT NOT NULL DEFAULT '', digest TEXT NOT NULL DEFAULT '',
        first_seen REAL NOT NULL, last_seen REAL NOT NULL DEFAULT 0, asked REAL NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0, misses INTEGER NOT NULL DEFAULT 0, parent INTEGER NOT NULL DEFAULT 0);
    CREATE INDEX urls_due ON urls (host, state, due);
    CREATE INDEX urls_in_flight ON urls (state) WHERE state = 1;
    -- status: 0 waiting, 1 emitted, 2 same text, 3 rejected, 4 quarantined, 5 forgotten. No archive: the page is gone.
    CREATE TABLE pages (
        id INTEGER PRIMARY KEY, url INTEGER NOT NULL, site TEXT NOT NULL, run TEXT NOT NULL,
        archive TEXT NOT NULL DEFAULT '', offset INTEGER NOT NULL DEFAULT 0, fetched REAL NOT NULL,
        opt_out TEXT NOT NULL DEFAULT '[]', status INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 0,
        shard INTEGER NOT NULL DEFAULT 0, cleaner TEXT NOT NULL DEFAULT '', rules TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL DEFAULT '');
    CREATE INDEX pages_waiting ON pages (id) WHERE status = 0;
    CREATE INDEX pages_url ON pages (url);
    CREATE INDEX pages_archive ON pages (archive);
    CREATE TABLE articles (
        url INTEGER PRIMARY KEY, version INTEGER NOT NULL, text_hash TEXT NOT NULL, record TEXT NOT NULL,
        verdict TEXT NOT NULL, title TEXT NOT NULL, sketch TEXT NOT NULL, page INTEGER NOT NULL);
    CREATE TABLE archives (name TEXT PRIMARY KEY, site TEXT NOT NULL, run TEXT NOT NULL, bytes INTEGER NOT NULL);
    -- state: 0 written under its temporary name, 1 renamed.
    CREATE TABLE shards (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, site TEXT NOT NULL, run TEXT NOT NULL,
        sha256 TEXT NOT NULL, records INTEGER NOT NULL, bytes INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE runs (
        id TEXT PRIMARY KEY, started REAL NOT NULL, finished REAL NOT NULL DEFAULT 0, exit INTEGER,
        sites TEXT NOT NULL DEFAULT '[]');
    CREATE TABLE counts (
        run TEXT NOT NULL, site TEXT NOT NULL, name TEXT NOT NULL, n INTEGER NOT NULL,
        PRIMARY KEY (run, site, name)) WITHOUT ROWID;
    CREATE TABLE forgotten (what TEXT PRIMARY KEY, at REAL NOT NULL);
    -- Files that a rewritten one has replaced: removed as soon as the transaction that says so is on disk.
    CREATE TABLE condemned (path TEXT PRIMARY KEY);
    """,
    # The address that answered, where a page was redirected: a takedown of that address is one of the page.
    """
    ALTER TABLE pages ADD COLUMN final TEXT NOT NULL DEFAULT '';
    CREATE INDEX urls_failing ON urls (host) WHERE state = 0 AND failures > 0;
    """,
    # Whether an archive has been looked through for what may go once it is old; its name does not tell.
    """
    ALTER TABLE archives ADD COLUMN reduced INTEGER NOT NULL DEFAULT 0;
    """,
)

PENDING, IN_FLIGHT, DONE, DEAD = range(4)
WAITING, EMITTED, SAME, REJECTED, QUARANTINED, FORGOTTEN = range(6)


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
        if self._version() == len(MIGRATIONS):
            return
        if self._version() > len(MIGRATIONS):
            raise StateError(
                f"{self.path} was written by a newer jingkan (schema {self._version()}, this one knows "
                f"{len(MIGRATIONS)}): update jingkan, or use another data folder with -s DATA=FOLDER"
            )
        with self.transaction():
            for script in MIGRATIONS[self._version() :]:
                for statement in _statements(script):
                    self.db.execute(statement)
            self.db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

    def _version(self) -> int:
        return int(self.db.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
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
            named = len(values) == 1 and isinstance(values[0], Mapping)
            return self.db.execute(sql, values[0] if named else values).fetchall()

    def one(self, sql: str, *values: object) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        with self.lock:
            row: sqlite3.Row | None = self.db.execute(sql, values).fetchone()
            return row

    def counts(self, run: str, site: str = "") -> dict[str, int]:
        """The run's counts by name, of one site or of all together."""
        rows = self.rows(
            "SELECT name, SUM(n) AS n FROM counts WHERE run = ? AND ? IN ('', site) GROUP BY name", run, site
        )
        return {row["name"]: row["n"] for row in rows}

    def waiting(self) -> int:
        """Pages that are archived and not cleaned yet."""
        row = self.one("SELECT COUNT(*) FROM pages WHERE status = 0")
        assert row is not None
        return int(row[0])

    def close(self) -> None:
        with self.lock:
            self.db.close()


def backup(state: State, target: Path) -> None:
    """Copy the state as it is at one moment, while others may go on writing; the copy appears whole or not at all.

    Raises OSError or sqlite3.Error where it cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(target.name + ".tmp")
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


def count(db: sqlite3.Connection, run: str, site: str, name: str, n: int = 1) -> None:
    """Add to one of a run's counts, inside a transaction."""
    db.execute(
        "INSERT INTO counts VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n", (run, site, name, n)
    )


def key(site: str, url: str) -> int:
    """The key a URL is known by: 63 bits, so that 10 million URLs need no second index of their text.

    Two of 10 million share a key with a probability of some five in a million.

    >>> key("demo", "http://a.example/1") == key("demo", "http://a.example/1")
    True
    """
    return int.from_bytes(blake2b(f"{site}\0{url}".encode(), digest_size=8).digest()) >> 1


def _statements(script: str) -> Iterator[str]:
    """A script's statements one by one: ``executescript`` would commit the transaction they belong to."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal."""
    digest = sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
