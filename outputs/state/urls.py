"""The frontier on disk: URLs put in once, claimed when they are due, given back when they were not asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple

from outputs.state import runs
from outputs.state.database import State, Transaction
from outputs.state.fetched import Link
from outputs.state.hosts import host_id, set_holds_by_clock
from outputs.state.revisit import Again, due_by_clock, no_later, start_page_due
from outputs.state.status import UrlState


class Claimed(NamedTuple):
    """A URL that is to be asked. etag, modified, digest, last_seen: of its last answer, empty or 0 for the first."""

    key: int
    host: int
    url: str
    kind: str
    etag: str
    modified: str
    digest: str
    last_seen: float


_CLAIMED = ", ".join(Claimed._fields)
#: Pages not had yet come first. Each half is a walk along ``urls_due``, whatever the number of URLs.
_DUE = f"""
    SELECT {_CLAIMED} FROM (SELECT * FROM urls
        WHERE host = :host AND state = {UrlState.PENDING} AND due <= :now ORDER BY due LIMIT :most)
    UNION ALL
    SELECT {_CLAIMED} FROM (SELECT * FROM urls
        WHERE host = :host AND state = {UrlState.DONE} AND due <= :due AND asked < :asked ORDER BY due LIMIT :most)
    LIMIT :most"""
_LEFT = f"""
    SELECT COUNT(*) FROM urls WHERE host = :host AND (state = {UrlState.PENDING} AND due <= :now
        OR state = {UrlState.DONE} AND due <= :due AND asked < :asked)"""
_SET_STATE = "UPDATE urls SET state = ? WHERE key = ?"


def key(site: str, url: str) -> int:
    """The key a URL is known by: 63 bits, so that 10 million URLs need no second index of their text.

    Two of 10 million share a key with a probability of some five in a million.

    >>> key("demo", "http://a.example/1") == key("demo", "http://a.example/1")
    True
    """
    return int.from_bytes(blake2b(f"{site}\0{url}".encode(), digest_size=8).digest()) >> 1


def add_links(db: Transaction, site: str, parent: int, links: Sequence[Link], now: float) -> set[int]:
    """Put links into the frontier that are not there yet; the hosts that have something new to fetch.

    parent: the key of the page that holds them, 0 where there is none.
    """
    woken: set[int] = set()
    for link in links:
        host = host_id(db, site, link.host)
        if add_link(db, site, parent, host, link, now):
            woken.add(host)
    return woken


def add_link(db: Transaction, site: str, parent: int, host: int, link: Link, now: float) -> bool:
    """Put one link into the frontier; False where it is there."""
    added = db.execute(
        "INSERT OR IGNORE INTO urls (key, host, url, kind, due, first_seen, parent) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (key(site, link.url), host, link.url, link.kind, now, now, parent),
    )
    return added.rowcount > 0


def is_known(db: Transaction, site: str, url: str) -> bool:
    """Whether a URL is in the frontier."""
    return db.execute("SELECT 1 FROM urls WHERE key = ?", (key(site, url),)).fetchone() is not None


def ask_whole(db: Transaction, key: int) -> None:
    """Have the next request for a URL ask for the whole page: not all of its links are in the frontier."""
    db.execute("UPDATE urls SET etag = '', modified = '' WHERE key = ?", (key,))


def claim(state: State, host: int, now: float, again: Again, most: int) -> tuple[list[Claimed], float | None]:
    """Take some of a host's URLs that are due: pages not had yet, then pages to see again; and where there are none,
    when the next is due, None for never.
    """
    with state.transaction() as db:
        found = db.execute(_DUE, {"host": host, "now": now, "most": most, **again._asdict()}).fetchall()
        claimed = [Claimed(*row) for row in found]
        db.executemany(_SET_STATE, [(UrlState.IN_FLIGHT, url.key) for url in claimed])
        if claimed:
            return claimed, None
        next_due = db.execute(
            "SELECT MIN(due) FROM urls WHERE host = ? AND state = ?", (host, UrlState.PENDING)
        ).fetchone()[0]
        return [], next_due


def release(state: State, urls: Iterable[Claimed]) -> None:
    """Give back URLs that were claimed and not asked."""
    with state.transaction() as db:
        db.executemany(_SET_STATE, [(UrlState.DONE if url.digest else UrlState.PENDING, url.key) for url in urls])


def left(state: State, host: int, now: float, again: Again) -> int:
    """How many of a host's URLs are due and not claimed by anyone."""
    return state.number(_LEFT, {"host": host, "now": now, **again._asdict()})


def release_all(state: State) -> None:
    """Give back whatever a run that was killed had claimed."""
    with state.transaction() as db:
        db.execute(
            f"UPDATE urls SET state = CASE WHEN digest = '' THEN {UrlState.PENDING} ELSE {UrlState.DONE} END"
            f" WHERE state = {UrlState.IN_FLIGHT}"
        )


class SetByClock(NamedTuple):
    """What a run found of times that lie ahead. behind: seconds by which the clock is behind the end of the last run, 0
    where it is not. urls, hosts: how many had times ahead of the clock, which are put right."""

    behind: float
    urls: int
    hosts: int


def set_by_clock(state: State, now: float) -> SetByClock:
    """When a run begins: put right what an earlier one wrote by a clock that was ahead, or nothing were ever due again.

    Nothing was asked or seen later than now, and what is due waits no longer than the revisit rule lets it. All hosts
    are looked at where the clock is behind the last run, else those alone where something is due too late, which an
    index tells.
    """
    behind = max(runs.last_time(state) - now, 0.0)
    with state.transaction() as db:
        hosts = set_holds_by_clock(db, now, behind) if behind else 0
        late = _ahead(db, now, everywhere=behind > 0)
        return SetByClock(behind, sum(_set_host(db, now, *host) for host in late), hosts)


def _ahead(db: Transaction, now: float, everywhere: bool) -> list[tuple[int, float]]:
    """Hosts that may have times ahead of the clock, and the longest interval of the site of each."""
    rows = db.execute(_LATEST).fetchall()
    return [
        (row["id"], row["revisit_max"])
        for row in rows
        if everywhere
        or (row["pending"] or 0.0) > no_later(UrlState.PENDING, now, row["revisit_max"])
        or (row["done"] or 0.0) > no_later(UrlState.DONE, now, row["revisit_max"])
    ]


_LATEST = f"""
    SELECT h.id, s.revisit_max,
        (SELECT MAX(due) FROM urls WHERE host = h.id AND state = {UrlState.PENDING}) AS pending,
        (SELECT MAX(due) FROM urls WHERE host = h.id AND state = {UrlState.DONE}) AS done
    FROM hosts h JOIN sites s ON s.name = h.site"""


def _set_host(db: Transaction, now: float, host: int, longest: float) -> int:
    """Put a host's URLs right in the open transaction; how many. What was only found is due at once."""
    found = 0
    for found_only, status in ((True, UrlState.PENDING), (False, UrlState.PENDING), (False, UrlState.DONE)):
        latest = now if found_only else no_later(status, now, longest)
        rows = db.execute(
            "SELECT key, due, asked, last_seen FROM urls WHERE host = ? AND state = ? AND (asked = 0) = ?"
            " AND (asked > ? OR last_seen > ? OR due > ?)",
            (host, status, found_only, now, now, latest),
        ).fetchall()
        db.executemany(
            "UPDATE urls SET due = ?, asked = MIN(asked, ?), last_seen = MIN(last_seen, ?) WHERE key = ?",
            [(due_by_clock(row["due"], row["asked"], now, latest), now, now, row["key"]) for row in rows],
        )
        found += len(rows)
    return found


def make_start_page_due(state: State, site: str, url: str, started: float) -> None:
    """Have a run that started then ask for a start page that was answered before."""
    with state.transaction() as db:
        row = db.execute("SELECT due FROM urls WHERE key = ? AND state = ?", (key(site, url), UrlState.DONE)).fetchone()
        if row:
            db.execute("UPDATE urls SET due = ? WHERE key = ?", (start_page_due(row["due"], started), key(site, url)))
