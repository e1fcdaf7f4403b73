"""Cleaning the archive again, with no network: what a better cleaner is applied with."""

from __future__ import annotations

import sqlite3

from outputs.record import cleaner_version
from outputs.state.database import State


def enqueue_host(db: sqlite3.Connection, run: str, host: int) -> int:
    """Have a host's pages that were cleaned before cleaned again, inside a transaction: its rules have changed."""
    added = db.execute(
        "INSERT INTO pages (url, site, run, archive, offset, fetched, opt_out, final)"
        " SELECT p.url, p.site, ?, p.archive, p.offset, p.fetched, p.opt_out, p.final FROM urls u JOIN pages p"
        " ON p.id = (SELECT MAX(id) FROM pages WHERE url = u.key AND archive != '')"
        " WHERE u.host = ? AND p.status NOT IN (0, 5) ORDER BY p.id",
        (run, host),
    )
    return added.rowcount


def enqueue(state: State, run: str, everything: bool = False) -> int:
    """Have the newest archived page of every article cleaned again by the workers; how many pages.

    Left out are pages that this very cleaner has cleaned already, so that a run that was stopped goes on where it
    was; with ``everything`` they are not. What comes out different is a new version of its record; what comes out the
    same is not written again.
    """
    with state.transaction() as db:
        added = db.execute(
            "INSERT INTO pages (url, site, run, archive, offset, fetched, opt_out, final)"
            " SELECT url, site, ?, archive, offset, fetched, opt_out, final FROM pages p WHERE archive != ''"
            " AND status NOT IN (0, 5) AND id = (SELECT MAX(id) FROM pages WHERE url = p.url"
            " AND archive != '') AND (cleaner != ? OR ?) ORDER BY id",
            (run, cleaner_version(), everything),
        )
        return added.rowcount
