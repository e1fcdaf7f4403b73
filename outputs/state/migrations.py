"""How the schema came to be what it is: one function for each change, in order. Old ones never change."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from outputs.state.status import PageStatus


def create_tables(db: sqlite3.Connection) -> None:
    """The tables of the first version."""
    _execute(
        db,
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
    )


def add_final_address(db: sqlite3.Connection) -> None:
    """The address that answered, where a page was redirected: a takedown of that address is one of the page."""
    _execute(
        db,
        """
    ALTER TABLE pages ADD COLUMN final TEXT NOT NULL DEFAULT '';
    CREATE INDEX urls_failing ON urls (host) WHERE state = 0 AND failures > 0;
    """,
    )


def add_reduced_archives(db: sqlite3.Connection) -> None:
    """Whether an archive was looked through for what may go once it is old: its name does not tell."""
    _execute(
        db,
        """
    ALTER TABLE archives ADD COLUMN reduced INTEGER NOT NULL DEFAULT 0;
    """,
    )


def add_run_kinds(db: sqlite3.Connection) -> None:
    """What kind of run each was. An earlier one that cleaned pages and fetched none was no crawl."""
    _execute(
        db,
        """
    ALTER TABLE runs ADD COLUMN kind TEXT NOT NULL DEFAULT 'crawl';
    UPDATE runs SET kind = 'reclean' WHERE finished > 0
        AND id IN (SELECT run FROM counts WHERE name IN ('new', 'changed', 'unchanged', 'rejected'))
        AND id NOT IN (SELECT run FROM counts WHERE name IN ('fetched', 'failed', 'retried', 'held', 'forbidden'));
    """,
    )


def add_dropped_sites(db: sqlite3.Connection) -> None:
    """Whether a site is left out of scheduled runs: what is kept of it still needs its rules."""
    _execute(
        db,
        """
    ALTER TABLE sites ADD COLUMN dropped INTEGER NOT NULL DEFAULT 0;
    """,
    )


def add_cleaning_tries(db: sqlite3.Connection) -> None:
    """In how many runs a page could not be cleaned; what has failed so far is tried again as well."""
    _execute(
        db,
        f"""
    ALTER TABLE pages ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
    UPDATE pages SET tries = 1 WHERE status = {PageStatus.REJECTED} AND cleaner = '';
    CREATE INDEX pages_uncleaned ON pages (id) WHERE tries > 0;
    """,
    )


def add_failure_reasons(db: sqlite3.Connection) -> None:
    """Why a URL could not be had when it was asked last, ``''`` where it could."""
    _execute(
        db,
        """
    ALTER TABLE urls ADD COLUMN error TEXT NOT NULL DEFAULT '';
    CREATE INDEX urls_failed ON urls (host) WHERE error != '';
    """,
    )


def add_set_aside(db: sqlite3.Connection) -> None:
    """What was learned of a host and cost its articles fields is put aside, and why; told: whether a run has said so.

    What was learned before did, on journals. It is learned anew, and matches nothing till then; that it stays tells
    what its host's pages were cleaned with, so that they are cleaned again.
    """
    _execute(
        db,
        """
    ALTER TABLE hosts ADD COLUMN aside TEXT NOT NULL DEFAULT '';
    ALTER TABLE hosts ADD COLUMN aside_why TEXT NOT NULL DEFAULT '';
    ALTER TABLE hosts ADD COLUMN aside_told INTEGER NOT NULL DEFAULT 1;
    UPDATE hosts SET learned_from = 0 WHERE learned != '';
    """,
    )


def add_waiting_lists(db: sqlite3.Connection) -> None:
    """The lists of a host that were never had, found without a walk through its articles."""
    _execute(
        db,
        """
    CREATE INDEX urls_lists ON urls (host) WHERE kind != 'article' AND digest = '';
    """,
    )


#: The changes in order; a file's ``user_version`` says how many of them it has had. Append only.
MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    create_tables,
    add_final_address,
    add_reduced_archives,
    add_run_kinds,
    add_dropped_sites,
    add_cleaning_tries,
    add_failure_reasons,
    add_set_aside,
    add_waiting_lists,
)


def version(db: sqlite3.Connection) -> int:
    """How many migrations a file has had; 0 for a new one."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def migrate(db: sqlite3.Connection) -> None:
    """Bring a file of any older version up to date, inside a transaction."""
    for change in MIGRATIONS[version(db) :]:
        change(db)
    db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _execute(db: sqlite3.Connection, script: str) -> None:
    """Run a script's statements one by one: ``executescript`` would commit the transaction they belong to."""
    for statement in _statements(script):
        db.execute(statement)


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
