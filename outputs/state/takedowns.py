"""Takedowns: the state's copy of the list (``takedown.takedown_list``), and what the state still holds of one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from outputs.state.database import State


@dataclass(frozen=True, slots=True)
class Kept:
    """What the state holds of what is taken down. urls: key → URL. pages: how many of them were fetched.

    articles: those of the URLs that gave a record. digests: of the bodies these had last. sites: whose they are.
    """

    urls: dict[int, str]
    pages: int
    articles: frozenset[str]
    digests: frozenset[str]
    sites: tuple[str, ...]


def forgotten_since(state: State) -> dict[str, float]:
    """Every URL and domain that the state knows to be taken down, and since when."""
    return {row["what"]: row["at"] for row in state.rows("SELECT what, at FROM forgotten ORDER BY at, what")}


def never_again(state: State, what: str) -> None:
    """Note that a URL or a domain is never asked for again; from now on what is deleted is overwritten as well."""
    with state.transaction() as db:
        db.execute("INSERT OR IGNORE INTO forgotten (what, at) VALUES (?, ?)", (what, time.time()))
        db.execute("PRAGMA secure_delete = ON")


def kept(state: State, goes: Callable[[str], bool]) -> Kept:
    """What the state holds of the URLs that go, and of those that were redirected to one: their bytes are of it."""
    state.db.create_function("goes", 1, goes, deterministic=True)
    found = state.rows(
        "SELECT key, url, digest, EXISTS (SELECT 1 FROM articles WHERE url = key) AS article FROM urls"
        " WHERE goes(url) OR key IN (SELECT url FROM pages WHERE final != '' AND goes(final))"
    )
    urls = {row["key"]: row["url"] for row in found}
    pages = [row for key in urls for row in state.rows("SELECT site FROM pages WHERE url = ?", key)]
    articles = [row for row in found if row["article"]]
    digests = frozenset(row["digest"] for row in articles if row["digest"])
    named = frozenset(row["url"] for row in articles)
    return Kept(urls, len(pages), named, digests, tuple(sorted({row["site"] for row in pages})))


def remove(state: State, keys: Iterable[int]) -> None:
    """Remove all that the state holds of URLs, also from its log of changes.

    What it learned of a host goes with the last of its URLs.
    """
    each = [(key,) for key in keys]
    with state.transaction() as db:
        db.executemany("DELETE FROM pages WHERE url = ?", each)
        db.executemany("DELETE FROM articles WHERE url = ?", each)
        hosts = {host for key in each for (host,) in db.execute("SELECT host FROM urls WHERE key = ?", key)}
        db.executemany("DELETE FROM urls WHERE key = ?", each)
        db.executemany(
            "UPDATE hosts SET learned = '', learned_from = 0 WHERE id = ? AND id NOT IN (SELECT host FROM urls)",
            [(host,) for host in hosts],
        )
    state.rows("PRAGMA wal_checkpoint(TRUNCATE)")
