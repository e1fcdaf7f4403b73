"""An answer on its way into the archive, and what becomes of its URL once it is there."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from outputs.state.database import DEAD, DONE, PENDING, State, count, key

Outcome = Literal["page", "unchanged", "gone", "failed", "held", "forbidden"]

DAY = 86400.0
#: Seconds before a failed URL is tried again in the same run; after the last it waits for another day.
RETRY_WAITS = (5.0, 30.0)
#: Misses after which a page is gone for good: a server that is down for an evening also answers 404.
MISSES = 3
#: How long a URL that robots.txt forbids is left alone before robots.txt is asked again.
FORBIDDEN_WAIT = 7 * DAY


@dataclass(frozen=True, slots=True)
class Link:
    """A URL worth fetching, in canonical form. kind: ``article``, ``list`` or ``sitemap``. host: name and port."""

    url: str
    kind: str
    host: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer to one request, or the lack of one.

    outcome: ``page`` (a body to archive), ``unchanged`` (304), ``gone`` (404, 410), ``held`` (429, 503: the host asks
        for a pause), ``failed`` (any other status, or no answer; ``error`` says which), ``forbidden`` (robots.txt).
    host: the row of the host. prior_digest, prior_seen: body and time of the last answer, ``""`` and 0 for the first.
    final: the address that answered, after redirects. retry_at: when a held URL may be tried again.
    """

    site: str
    host: int
    url: str
    kind: str
    outcome: Outcome
    fetched: datetime
    final: str = ""
    status: int = 0
    headers: Sequence[tuple[str, str]] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    prior_digest: str = ""
    prior_seen: float = 0.0
    links: Sequence[Link] = field(default=(), repr=False)
    opt_out: tuple[str, ...] = ()
    retry_at: float = 0.0
    error: str = ""

    def header(self, name: str) -> str:
        """The first header of that name, ``""`` where there is none."""
        return next((value for n, value in self.headers if n.lower() == name), "")


def settle(
    db: sqlite3.Connection,
    tally: Counter[tuple[str, str]],
    run: str,
    got: Fetched,
    outcome: Outcome,
    digest: str,
    archive: str,
    offset: int,
) -> None:
    """Note in the open transaction what an answer means for its URL; a changed article waits for cleaning from then on.

    tally: takes what is to be added to the run's counts, by site and name.
    outcome: that of ``got``, or ``unchanged`` where the body turned out the same. archive, offset: where its bytes are.
    """
    now = got.fetched.timestamp()
    row = db.execute("SELECT * FROM urls WHERE key = ?", (key(got.site, got.url),)).fetchone()
    site = db.execute("SELECT revisit_min, revisit_max FROM sites WHERE name = ?", (got.site,)).fetchone()
    if row is None or site is None:
        raise ValueError(f"{got.url} was never in the frontier of {got.site}")
    if got.status:
        tally[got.site, "fetched"] += 1
        tally[got.site, "bytes"] += len(got.body)
    if outcome == "page":
        _page(db, run, got, row, digest, archive, offset, site["revisit_min"])
    elif outcome == "unchanged":
        interval = min(max(row["interval"] * 2, site["revisit_min"]), site["revisit_max"])
        _done(db, got, row["key"], interval if got.kind == "article" else site["revisit_min"])
        if got.kind == "article":
            tally[got.site, "unchanged"] += 1
    elif outcome == "gone":
        _miss(db, tally, run, got, row, site["revisit_min"])
    elif outcome == "failed":
        failures = row["failures"] + 1
        again = len(RETRY_WAITS) >= failures
        wait = RETRY_WAITS[failures - 1] if again else DAY * min(failures - len(RETRY_WAITS), 30)
        _later(db, row["key"], PENDING, now, now + wait, failures)
        tally[got.site, "retried" if again else "failed"] += 1
    elif outcome == "held":
        _later(db, row["key"], PENDING, now, max(got.retry_at, now), row["failures"])
        tally[got.site, "held"] += 1
    else:
        _later(db, row["key"], DONE, now, now + FORBIDDEN_WAIT, 0)
        tally[got.site, "forbidden"] += 1


def _page(
    db: sqlite3.Connection,
    run: str,
    got: Fetched,
    row: sqlite3.Row,
    digest: str,
    archive: str,
    offset: int,
    shortest: float,
) -> None:
    _done(db, got, row["key"], shortest if got.kind != "article" else max(row["interval"], shortest), digest)
    if got.kind == "article":
        db.execute(
            "INSERT INTO pages (url, site, run, archive, offset, fetched, opt_out, final)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(row["key"], got.site, run, archive, offset, got.fetched.timestamp(), json.dumps(got.opt_out)),
                got.final if got.final != got.url else "",
            ),
        )


def _done(db: sqlite3.Connection, got: Fetched, url: int, interval: float, digest: str = "") -> None:
    now = got.fetched.timestamp()
    # A 304 need not say again what a page is known by; a page that no longer says it is not known by it any more.
    kept = got.status == 304
    db.execute(
        "UPDATE urls SET state = ?, due = ?, interval = ?, last_seen = ?, asked = ?, failures = 0, misses = 0,"
        " etag = IIF(? AND ? = '', etag, ?), modified = IIF(? AND ? = '', modified, ?), digest = IIF(?, ?, digest)"
        " WHERE key = ?",
        (
            *(DONE, now + interval, interval, now, now),
            *(kept, *[got.header("etag")] * 2),
            *(kept, *[got.header("last-modified")] * 2),
            *(digest != "", digest),
            url,
        ),
    )


def _miss(
    db: sqlite3.Connection, tally: Counter[tuple[str, str]], run: str, got: Fetched, row: sqlite3.Row, shortest: float
) -> None:
    misses, now = row["misses"] + 1, got.fetched.timestamp()
    known = db.execute("SELECT 1 FROM articles WHERE url = ?", (row["key"],)).fetchone()
    if got.kind == "article":
        tally[got.site, "gone" if known or row["digest"] else "failed"] += 1
    db.execute(
        "UPDATE urls SET state = ?, misses = ?, due = ?, asked = ? WHERE key = ?",
        (DEAD if misses >= MISSES else DONE, misses, now + shortest, now, row["key"]),
    )
    if known and misses >= MISSES:
        db.execute(
            "INSERT INTO pages (url, site, run, fetched, reason) VALUES (?, ?, ?, ?, ?)",
            (row["key"], got.site, run, now, f"answered {got.status} {misses} times"),
        )


def _later(db: sqlite3.Connection, url: int, state: int, now: float, due: float, failures: int) -> None:
    db.execute(
        "UPDATE urls SET state = ?, asked = ?, due = ?, failures = ? WHERE key = ?", (state, now, due, failures, url)
    )


def note_failing(state: State, run: str, site: str, since: float) -> None:
    """At the end of a run: what failed and was to be tried again, and was not had any more, has failed in this run."""
    with state.transaction() as db:
        failing = db.execute(
            "SELECT COUNT(*) FROM hosts JOIN urls INDEXED BY urls_failing ON urls.host = hosts.id"
            " WHERE hosts.site = ? AND urls.state = 0 AND urls.failures > 0 AND failures <= ? AND asked >= ?",
            (site, len(RETRY_WAITS), since),
        ).fetchone()[0]
        if failing:
            count(db, run, site, "failed", failing)


def add_links(db: sqlite3.Connection, site: str, parent: int, links: Sequence[Link], now: float) -> set[int]:
    """Put links into the frontier that are not there yet; the hosts that have something new to fetch."""
    woken: set[int] = set()
    for link in links:
        host = host_id(db, site, link.host)
        added = db.execute(
            "INSERT OR IGNORE INTO urls (key, host, url, kind, due, first_seen, parent) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (key(site, link.url), host, link.url, link.kind, now, now, parent),
        )
        if added.rowcount:
            woken.add(host)
    return woken


def host_id(db: sqlite3.Connection, site: str, name: str) -> int:
    """The row of a host, made where it is new."""
    row = db.execute("SELECT id FROM hosts WHERE site = ? AND name = ?", (site, name)).fetchone()
    if row is None:
        return int(db.execute("INSERT INTO hosts (site, name) VALUES (?, ?)", (site, name)).lastrowid or 0)
    return int(row[0])
