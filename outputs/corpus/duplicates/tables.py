"""All SQL on ``duplicates.db``: copies, texts, buckets, and the pairs of texts that were found to be one article.

A text stands once, however many copies have it. It is in some twenty buckets (``signature.buckets``); two texts that
share one are compared, once, and kept as a pair if they are one article. All is derived from the records, but for the
ids by which articles are called: a file of other parameters is emptied of the rest, and a damaged one may be deleted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from outputs.corpus.duplicates import likeness, signature
from outputs.corpus.duplicates.signature import Signature

#: What the tables were made with: signatures, buckets and pairs.
PARAMETERS = f"{signature.PARAMETERS}; {likeness.PARAMETERS}"
#: "jkdu": that the file is ours, so that no other one is emptied.
_APPLICATION = 0x6A6B6475
#: Grows with the tables' form: another one is made anew.
_FORM = 1
#: Seconds to wait for another process that writes, and pages of memory in KiB (what the buckets of 200 000 texts take).
_WAIT, _CACHE = 5.0, 64_000

_TABLES = """
    CREATE TABLE made_with (parameters TEXT NOT NULL);
    CREATE TABLE texts (
        n INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, title TEXT NOT NULL, size INTEGER NOT NULL,
        signature BLOB NOT NULL);
    -- content: a digest of title and text as they stand. text: absent where the copy has too little of it.
    CREATE TABLE copies (
        site TEXT NOT NULL, url TEXT NOT NULL, id TEXT NOT NULL, content BLOB NOT NULL, text INTEGER,
        PRIMARY KEY (site, url)) WITHOUT ROWID;
    CREATE INDEX copies_text ON copies (text);
    CREATE TABLE buckets (bucket INTEGER NOT NULL, text INTEGER NOT NULL, PRIMARY KEY (bucket, text)) WITHOUT ROWID;
    -- agreeing: values of the two signatures that are the same.
    CREATE TABLE pairs (
        one INTEGER NOT NULL, other INTEGER NOT NULL, agreeing INTEGER NOT NULL,
        PRIMARY KEY (one, other)) WITHOUT ROWID;
    CREATE INDEX pairs_other ON pairs (other);
"""
#: What drops each table but the one that is kept; SQLite quotes the names that it found in the file.
_DROPS = "SELECT printf('DROP TABLE \"%w\"', name) FROM sqlite_master WHERE type = 'table' AND name != 'called'"
#: What is not derived from the records, and outlives other parameters: by which id the article of a copy is called.
_KEPT = """
    CREATE TABLE IF NOT EXISTS called (
        site TEXT NOT NULL, url TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (site, url)) WITHOUT ROWID;
"""


class DuplicatesError(Exception):
    """The tables cannot be used: one sentence that names the file and says what to do."""


class Key(NamedTuple):
    """Names a copy: the folder below ``data`` that holds its record, and its address."""

    site: str
    url: str


class Row(NamedTuple):
    """A copy in the tables. text: the number of its text, None where it has too little."""

    key: Key
    identity: str
    content: bytes
    text: int | None


class Pair(NamedTuple):
    """Two texts that are one article, the smaller number first. agreeing: values of their signatures, of VALUES."""

    one: int
    other: int
    agreeing: int


class Tables:
    """One connection to the file."""

    def __init__(self, path: Path) -> None:
        """Open the file or make it. ``emptied``: whether there was one of other parameters. Raises DuplicatesError."""
        self.path = path
        self.emptied = False
        with self.explained():
            path.parent.mkdir(parents=True, exist_ok=True)
            self.db = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
        try:
            with self.explained():
                # What is deleted is overwritten; no log beside the file keeps it, as write-ahead logging would.
                for pragma in ("secure_delete = ON", "journal_mode = DELETE", f"cache_size = -{_CACHE}"):
                    self.db.execute(f"PRAGMA {pragma}")
                self._prepare()
        except BaseException:
            self.db.close()
            raise

    def _prepare(self) -> None:
        with self.transaction():
            names = [name for (name,) in self.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            ours = self._number("PRAGMA application_id") == _APPLICATION
            if names and not ours:
                raise DuplicatesError(f"{self.path} is no file of duplicates: move it away, it is made by itself")
            current = names and self._number("PRAGMA user_version") == _FORM
            if current and self.db.execute("SELECT parameters FROM made_with").fetchall() == [(PARAMETERS,)]:
                return
            for (drop,) in self.db.execute(_DROPS).fetchall():
                self.db.execute(drop)
            self.emptied = bool(names)
            for statement in (_TABLES + _KEPT).split(";\n"):
                self.db.execute(statement)
            self.db.execute("INSERT INTO made_with VALUES (?)", (PARAMETERS,))
            self.db.execute(f"PRAGMA application_id = {_APPLICATION}")
            self.db.execute(f"PRAGMA user_version = {_FORM}")

    def close(self) -> None:
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block or nothing of it. Raises DuplicatesError where the file cannot be used."""
        with self.explained():
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.db.execute("COMMIT")
            except BaseException:
                if self.db.in_transaction:  # a full disk makes SQLite roll back by itself
                    self.db.execute("ROLLBACK")
                raise

    @contextmanager
    def explained(self) -> Iterator[None]:
        """What SQLite raises in the block becomes a DuplicatesError."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                advice = "it is damaged: delete it, it is made anew from the records"
            elif code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                advice = "another process writes it: wait until that is done"
            else:
                advice = str(error)
            raise DuplicatesError(f"{self.path}: {advice}") from error

    def _number(self, sql: str, *values: object) -> int:
        return int(self.db.execute(sql, values).fetchone()[0])

    # Copies

    def known(self, keys: Sequence[Key]) -> dict[Key, Row]:
        """What stands of these copies."""
        found = {}
        for key in keys:
            for identity, content, text in self.db.execute(
                "SELECT id, content, text FROM copies WHERE site = ? AND url = ?", key
            ):
                found[key] = Row(key, identity, content, text)
        return found

    def copies(self) -> Iterator[tuple[Key, str, int | None]]:
        """Key, record's id and text of every copy, in the order of their keys."""
        for site, url, identity, text in self.db.execute("SELECT site, url, id, text FROM copies ORDER BY site, url"):
            yield Key(site, url), identity, text

    def keys(self) -> Iterator[Key]:
        """Every copy of which anything stands."""
        yield from map(Key._make, self.db.execute("SELECT site, url FROM copies UNION SELECT site, url FROM called"))

    def put_copies(self, rows: Iterable[Row]) -> None:
        """Add copies, or put them in the place of what stands of the same key."""
        self.db.executemany(
            "INSERT OR REPLACE INTO copies (site, url, id, content, text) VALUES (?, ?, ?, ?, ?)",
            ((*row.key, row.identity, row.content, row.text) for row in rows),
        )

    def drop_copies(self, keys: Iterable[Key]) -> None:
        self.db.executemany("DELETE FROM copies WHERE site = ? AND url = ?", keys)

    def unused(self, texts: Iterable[int]) -> list[int]:
        """Those of these texts that no copy has."""
        return [n for n in texts if not self._number("SELECT EXISTS (SELECT 1 FROM copies WHERE text = ?)", n)]

    # Texts

    def text_of(self, name: bytes) -> int | None:
        """The number of a text, by the digest that names it."""
        found = self.db.execute("SELECT n FROM texts WHERE name = ?", (name,)).fetchone()
        return int(found[0]) if found else None

    def add_text(self, signature: Signature) -> int:
        """Add a text that is new; its number."""
        added = self.db.execute(
            "INSERT INTO texts (name, title, size, signature) VALUES (?, ?, ?, ?)",
            (signature.name, signature.title, signature.size, signature.values),
        )
        assert added.lastrowid is not None
        return added.lastrowid

    def signature(self, text: int) -> Signature:
        row = self.db.execute("SELECT name, title, size, signature FROM texts WHERE n = ?", (text,)).fetchone()
        return Signature(*row)

    def names(self) -> dict[int, bytes]:
        """Number of every text → the digest that names it, which is the same in whatever order texts come."""
        return dict(self.db.execute("SELECT n, name FROM texts"))

    def drop_texts(self, texts: Iterable[int]) -> None:
        """Texts and their pairs; their buckets are dropped by ``drop_from_buckets``."""
        for n in texts:
            self.db.execute("DELETE FROM texts WHERE n = ?", (n,))
            self.db.execute("DELETE FROM pairs WHERE one = ?", (n,))
            self.db.execute("DELETE FROM pairs WHERE other = ?", (n,))

    # Buckets

    def put_in_buckets(self, entries: Iterable[tuple[int, int]]) -> None:
        """entries: bucket and text. In the order of the buckets, which takes a third of the time of any order."""
        self.db.executemany("INSERT OR IGNORE INTO buckets (bucket, text) VALUES (?, ?)", sorted(entries))

    def drop_from_buckets(self, entries: Iterable[tuple[int, int]]) -> None:
        self.db.executemany("DELETE FROM buckets WHERE bucket = ? AND text = ?", entries)

    def in_bucket(self, bucket: int, most: int = -1) -> list[int]:
        """The texts in a bucket, so many at most; all without ``most``."""
        found = self.db.execute("SELECT text FROM buckets WHERE bucket = ? LIMIT ?", (bucket, most))
        return [n for (n,) in found]

    def crowded(self, most: int) -> set[int]:
        """The buckets that hold more texts than so many."""
        found = self.db.execute("SELECT bucket FROM buckets GROUP BY bucket HAVING COUNT(*) > ?", (most,))
        return {n for (n,) in found}

    # Pairs

    def put_pairs(self, pairs: Iterable[Pair]) -> None:
        """Pairs of texts that are one article."""
        self.db.executemany("INSERT OR IGNORE INTO pairs (one, other, agreeing) VALUES (?, ?, ?)", pairs)

    def pairs(self) -> list[Pair]:
        return [Pair(*row) for row in self.db.execute("SELECT one, other, agreeing FROM pairs")]

    # Articles

    def called(self, keys: Iterable[Key]) -> list[str]:
        """The ids by which the articles of these copies are called, each once."""
        select = "SELECT id FROM called WHERE site = ? AND url = ?"
        return sorted({id for key in keys for (id,) in self.db.execute(select, key)})

    def call(self, keys: Iterable[Key], identity: str) -> None:
        """Keep the id by which the article of these copies is called."""
        rows = [(*key, identity) for key in keys]
        self.db.executemany("INSERT OR REPLACE INTO called (site, url, id) VALUES (?, ?, ?)", rows)

    def drop_calls(self, keys: Iterable[Key]) -> None:
        self.db.executemany("DELETE FROM called WHERE site = ? AND url = ?", keys)

    # The file

    def compact(self) -> None:
        """Write the file anew without what was deleted. Raises DuplicatesError."""
        with self.explained():
            self.db.execute("VACUUM")
