"""Records as one SQLite file: a row each with what one asks for, the whole record as JSON, and a full-text index.

For SQLite 3.40 and later, without any extension that is loaded. All SQL on such a file stands here.

The index is contentless and keeps no positions: half the size. It serves ``outputs.corpus.search``; SQLite cannot take
a row out of it, so that a file is only ever written anew. What has no column of its own is reached through
``record ->> '$.text'`` and ``json_each(record, '$.authors')``. That is worth its place: 20 000 records of 8 kB make a
file of 230 MB, 38 of them the index; with records compressed, and out of the reach of SQL, it would be 130 (November
2026).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from outputs import jsonl
from outputs.files import whole_file
from outputs.formats import FormatError
from outputs.formats.terms import FIELDS, fold, terms
from outputs.record_types import SCHEMA_VERSION, Record, is_record

_TEXTS = (
    "id", "url", "title", "journal", "year", "volume", "issue", "pages", "doi", "issn", "clc", "published", "language",
    "script", "site", "fetched",
)  # fmt: skip


def _field(name: str) -> Callable[[Any], object]:
    return lambda record: record.get(name, "")


#: Name of a column → its type, and its value of a record; the last one holds all.
_COLUMNS: dict[str, tuple[str, Callable[[Any], object]]] = {
    **{name: ("TEXT NOT NULL", _field(name)) for name in _TEXTS},
    "authors": ("TEXT NOT NULL", lambda record: "; ".join(each["name"] for each in record.get("authors", ()))),
    "keywords": ("TEXT NOT NULL", lambda record: "; ".join(record.get("keywords", ()))),
    "verdict": ("TEXT NOT NULL", lambda record: record.get("verdict", {}).get("kind", "")),
    "confidence": ("REAL NOT NULL", lambda record: record.get("quality", {}).get("confidence", 0.0)),
    "undecided": ("INTEGER NOT NULL", lambda record: record.get("quality", {}).get("undecided", 0)),
    "record": ("TEXT NOT NULL", lambda record: jsonl.line(record).decode().rstrip("\n")),
}
_INDEXED = ("id", "url", "doi", "journal")
_CREATE = f"""
    PRAGMA page_size = 8192;
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE records (n INTEGER PRIMARY KEY, {", ".join(f"{name} {kind}" for name, (kind, _) in _COLUMNS.items())});
    CREATE VIRTUAL TABLE terms USING fts5
        ({", ".join(FIELDS)}, content = '', detail = column, columnsize = 0, tokenize = 'ascii');
"""
_INSERT = f"INSERT INTO records VALUES ({', '.join('?' * (len(_COLUMNS) + 1))})"
_INSERT_TERMS = f"INSERT INTO terms (rowid, {', '.join(FIELDS)}) VALUES ({', '.join('?' * (len(FIELDS) + 1))})"


def write(path: Path, records: Iterable[Record]) -> int:
    """The records as one file, whole or not at all; how many. Raises FormatError where SQLite cannot, OSError."""
    count = 0
    with whole_file(path) as part, _told(path), closing(sqlite3.connect(part, isolation_level=None)) as db:
        db.executescript(_CREATE)
        db.execute("BEGIN")
        for count, record in enumerate(records, 1):
            try:
                _insert(db, count, record)
            except UnicodeEncodeError:  # a lone surrogate, which SQLite refuses
                _insert(db, count, jsonl.sound(record))
        db.execute("INSERT INTO terms (terms) VALUES ('optimize')")
        for name in _INDEXED:
            db.execute(f"CREATE INDEX records_{name} ON records ({name})")
        facts = {"schema": SCHEMA_VERSION, "records": count}
        db.executemany("INSERT INTO meta VALUES (?, ?)", [(fact, str(value)) for fact, value in facts.items()])
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        db.execute("COMMIT")
    return count


def _insert(db: sqlite3.Connection, n: int, record: Any) -> None:
    row = [value(record) for _, value in _COLUMNS.values()]
    # Sets: how often a term stands in a field is not kept.
    found = [" ".join(sorted(set(terms(fold(text(record)))))) for text in FIELDS.values()]
    db.execute(_INSERT, (n, *row))
    db.execute(_INSERT_TERMS, (n, *found))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What SQLite says against a file, as one sentence that names it."""
    try:
        yield
    except sqlite3.Error as error:
        raise FormatError(f"{path}: {error}") from error


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A file for reading. Raises FileNotFoundError, and FormatError where it is damaged or none of ours."""
    if not path.is_file():
        raise FileNotFoundError(f"there is no {path}")
    with _told(path), closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        [version] = db.execute("PRAGMA user_version").fetchone()
        names = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
        if not names >= {"meta", "records", "terms"}:
            raise FormatError(f"{path} holds no records of jingkan")
        if path.stat().st_size < _size(path):  # SQLite reads what is left where its last pages are missing
            raise FormatError(f"{path} was cut short")
        if version > SCHEMA_VERSION:
            raise FormatError(f"{path} is of a newer jingkan (form {version} of records): update this one")
        yield db


def _size(path: Path) -> int:
    """The bytes that a file has by its own header (SQLite, Database File Format, 1.3): size of a page, and pages."""
    with path.open("rb") as stream:
        header = stream.read(32)
    return int.from_bytes(header[16:18]) * int.from_bytes(header[28:32])


def read(path: Path) -> Iterator[Record]:
    """The records of a file, in the order they were written. Raises as ``opened`` does."""
    with opened(path) as db:
        yield from map(_record, db.execute("SELECT record FROM records ORDER BY n"))


def ranked(db: sqlite3.Connection, query: str, tiers: Mapping[str, int]) -> Iterator[Record]:
    """The records that an expression of FTS5 matches: first those worth most, then by confidence, then by id.

    tiers: expression → what it adds to a record's worth that it matches too.
    """
    matching = "SELECT rowid FROM terms WHERE terms MATCH ?"
    worth = " + ".join([f"(n IN ({matching})) * ?"] * len(tiers))
    order = ", ".join([*([f"{worth} DESC"] if tiers else []), "confidence DESC", "id", "n"])
    found = db.execute(
        f"SELECT n FROM records WHERE n IN ({matching}) ORDER BY {order}",
        (query, *(part for tier in tiers.items() for part in tier)),
    )
    for (n,) in found:
        yield from map(_record, db.execute("SELECT record FROM records WHERE n = ?", (n,)))


def _record(row: tuple[str]) -> Record:
    record = json.loads(row[0])
    if not is_record(record):
        raise FormatError(f"a row holds no record: {row[0][:60]!r}")
    return record
