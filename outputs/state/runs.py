"""Runs: when each was and how it ended, its counts, and the sites that were run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from outputs.state.database import State, Transaction
from outputs.state.revisit import Bounds

#: What a run is for. Only a crawl asks anybody for anything; a takedown does not even clean.
RunKind = Literal["crawl", "reclean", "takedown"]


class StoredRun(NamedTuple):
    """A run. started: seconds since 1970."""

    id: str
    started: float
    sites: list[str]
    kind: RunKind


@dataclass(frozen=True, slots=True)
class StoredSite:
    """A site as it was run last. args: of its spider, for the next scheduled run. rules: as JSON, for the workers.

    rejected_bytes: how much of ``rejected.jsonl`` is accounted for; of a site that is known, what is known stays.
    """

    name: str
    args: Mapping[str, str]
    rules: str
    revisit: Bounds
    rejected_bytes: int = 0


def begin(state: State, run: str, started: float, kind: RunKind) -> None:
    """Note that a run has begun."""
    with state.transaction() as db:
        db.execute("INSERT INTO runs (id, started, kind) VALUES (?, ?, ?)", (run, started, kind))


def end(state: State, run: str, finished: float, code: int) -> None:
    """Note that a run is over. code: its exit code."""
    with state.transaction() as db:
        db.execute("UPDATE runs SET finished = ?, exit = ? WHERE id = ?", (finished, code, run))


def run(state: State, id: str) -> StoredRun:
    """A run that is known to be there."""
    (row,) = state.rows("SELECT id, started, sites, kind FROM runs WHERE id = ?", id)
    return StoredRun(row["id"], row["started"], json.loads(row["sites"]), row["kind"])


def last_time(state: State) -> float:
    """The time at which the last run ended, or began where it was killed; 0 before the first. The last is the one that
    was noted last: by a clock that was ahead it may be later than all that follow."""
    row = state.one("SELECT MAX(started, finished) AS time FROM runs ORDER BY rowid DESC LIMIT 1")
    return float(row["time"]) if row else 0.0


def unfinished(state: State) -> list[str]:
    """The runs that were killed before they could say so."""
    return [row["id"] for row in state.rows("SELECT id FROM runs WHERE finished = 0")]


def earlier(state: State, run: str, site: str, codes: Sequence[int], most: int) -> list[str]:
    """The crawls before this run that counted something of a site and ended with one of these codes, the newest first.

    A run of another kind says nothing of what a night brings.
    """
    rows = state.rows(
        f"SELECT id FROM runs WHERE id < ? AND kind = 'crawl' AND exit IN ({', '.join('?' * len(codes))}) AND EXISTS"
        " (SELECT 1 FROM counts WHERE run = runs.id AND site = ?) ORDER BY id DESC LIMIT ?",
        *(run, *codes, site, most),
    )
    return [row["id"] for row in rows]


def add_site(state: State, run: str, site: StoredSite, sites: Sequence[str]) -> None:
    """Make a site known, and the run one of these sites, at one stroke."""
    with state.transaction() as db:
        db.execute(
            "INSERT INTO sites (name, args, rules, revisit_min, revisit_max, rejected_bytes)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET args = excluded.args, rules = excluded.rules,"
            " revisit_min = excluded.revisit_min, revisit_max = excluded.revisit_max, dropped = 0",
            (
                *(site.name, json.dumps(dict(site.args), ensure_ascii=False), site.rules),
                *(*site.revisit, site.rejected_bytes),
            ),
        )
        _set_sites(db, run, sites)


def set_sites(state: State, run: str, sites: Sequence[str]) -> None:
    """Note which sites a run is of."""
    with state.transaction() as db:
        _set_sites(db, run, sites)


def _set_sites(db: Transaction, run: str, sites: Sequence[str]) -> None:
    db.execute("UPDATE runs SET sites = ? WHERE id = ?", (json.dumps(list(sites)), run))


def known_sites(state: State) -> dict[str, str]:
    """Every site that was run, by name: its spider's arguments as JSON."""
    return {row["name"]: row["args"] for row in state.rows("SELECT name, args FROM sites ORDER BY name")}


def remembered_sites(state: State) -> dict[str, str]:
    """The sites that a scheduled run of no site in particular is of, by name: those that were not dropped since."""
    return {
        row["name"]: row["args"] for row in state.rows("SELECT name, args FROM sites WHERE NOT dropped ORDER BY name")
    }


def drop_site(state: State, name: str) -> bool:
    """Leave a site out of scheduled runs until it is run by name; False where it is in none.

    What is kept of it stays: its rules, for cleaning again, and its arguments, by which a takedown knows its addresses.
    """
    with state.transaction() as db:
        return db.execute("UPDATE sites SET dropped = 1 WHERE name = ? AND NOT dropped", (name,)).rowcount > 0


def stored_sites(state: State) -> list[StoredSite]:
    """Every site as it was run last, in the order of their names."""
    rows = state.rows("SELECT name, args, rules, revisit_min, revisit_max, rejected_bytes FROM sites ORDER BY name")
    return [StoredSite(name, json.loads(args), rules, Bounds(*days), n) for name, args, rules, *days, n in rows]


def rejected_sizes(state: State) -> dict[str, int]:
    """Every site, and how much of its ``rejected.jsonl`` is accounted for."""
    return {row["name"]: row["rejected_bytes"] for row in state.rows("SELECT name, rejected_bytes FROM sites")}


def note_rejected(db: Transaction, site: str, size: int) -> None:
    """Note in the open transaction how much of a site's ``rejected.jsonl`` is accounted for."""
    db.execute("UPDATE sites SET rejected_bytes = ? WHERE name = ?", (size, site))


def count(db: Transaction, run: str, site: str, name: str, n: int = 1) -> None:
    """Add to one of a run's counts, inside a transaction."""
    db.execute(
        "INSERT INTO counts (run, site, name, n) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
        (run, site, name, n),
    )


def counts(state: State, run: str, site: str = "") -> dict[str, int]:
    """The run's counts by name, of one site or of all together."""
    rows = state.rows(
        "SELECT name, SUM(n) AS n FROM counts WHERE run = ? AND ? IN ('', site) GROUP BY name", *(run, site)
    )
    return {row["name"]: row["n"] for row in rows}
