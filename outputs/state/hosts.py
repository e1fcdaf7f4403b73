"""Hosts: the pause each has asked for, whether it is quarantined, and what was learned of its boilerplate."""

from __future__ import annotations

from typing import NamedTuple

from outputs.state.database import State, Transaction
from outputs.state.revisit import Again, hold_by_clock, longest_hold
from outputs.state.status import PageStatus, UrlState


class StoredHost(NamedTuple):
    """A host of a site. hold_until: no request before that, seconds since 1970. quarantined: why, ``""`` where not."""

    id: int
    name: str
    hold_until: float
    quarantined: str


class Learned(NamedTuple):
    """What a host's pages taught: fingerprints of its boilerplate, one a line, and from how many pages.

    aside: whether that was put aside because it cost fields; no fingerprints are given then, and none learned.
    """

    fingerprints: str
    pages: int
    aside: bool = False


class SetAside(NamedTuple):
    """A host of which what was learned was put aside, and why."""

    site: str
    host: str
    why: str


class DueHost(NamedTuple):
    """What is due of a host. new: URLs not had yet. again: articles to be seen again."""

    name: str
    hold_until: float
    quarantined: str
    new: int
    again: int


class TurnedHost(NamedTuple):
    """A host some of whose articles turned into something else. asked: its articles that the run asked for."""

    id: int
    name: str
    turned: int
    reason: str
    asked: int


_STORED = ", ".join(StoredHost._fields)


def host_id(db: Transaction, site: str, name: str) -> int:
    """The row of a host, made where it is new."""
    known = known_id(db, site, name)
    if known is None:
        return int(db.execute("INSERT INTO hosts (site, name) VALUES (?, ?)", (site, name)).lastrowid or 0)
    return known


def known_id(db: Transaction, site: str, name: str) -> int | None:
    """The row of a host; None for a new one."""
    row = db.execute("SELECT id FROM hosts WHERE site = ? AND name = ?", (site, name)).fetchone()
    return None if row is None else int(row[0])


def host(state: State, id: int) -> StoredHost:
    """A host that is known to be there."""
    (row,) = state.rows(f"SELECT {_STORED} FROM hosts WHERE id = ?", id)
    return StoredHost(*row)


def hosts_after(state: State, site: str, id: int, most: int) -> list[StoredHost]:
    """A site's next hosts in the order they were found, at most so many."""
    rows = state.rows(f"SELECT {_STORED} FROM hosts WHERE site = ? AND id > ? ORDER BY id LIMIT ?", site, id, most)
    return [StoredHost(*row) for row in rows]


def last_asked(state: State, site: str, name: str) -> float:
    """When the last answer came, or was waited for in vain, of a host; 0 where nothing was asked of it yet."""
    (row,) = state.rows(
        "SELECT COALESCE(MAX(asked), 0) AS asked FROM urls WHERE host ="
        " (SELECT id FROM hosts WHERE site = ? AND name = ?)",
        *(site, name),
    )
    return float(row["asked"])


def hold(state: State, id: int, until: float) -> None:
    """Leave a host alone until then, in this run and the next."""
    with state.transaction() as db:
        db.execute("UPDATE hosts SET hold_until = ? WHERE id = ?", (until, id))


def set_holds_by_clock(db: Transaction, now: float, behind: float) -> int:
    """Shorten in the open transaction the pauses that were set by a clock that was so many seconds ahead; how many."""
    held = db.execute("SELECT id, hold_until FROM hosts WHERE hold_until > ?", (now,)).fetchall()
    until = [(hold_by_clock(row["hold_until"], now, behind), row["id"]) for row in held]
    db.executemany("UPDATE hosts SET hold_until = ? WHERE id = ?", until)
    return len(until)


def shorten_holds(state: State, now: float) -> None:
    """Bring every pause down to the longest there is: in the state, or each run would begin it anew."""
    longest = longest_hold(now)
    with state.transaction() as db:
        db.execute("UPDATE hosts SET hold_until = ? WHERE hold_until > ?", (longest, longest))


def due(state: State, site: str, now: float, again: Again) -> list[DueHost]:
    """What a run of the site would ask now, host by host."""
    rows = state.rows(_DUE, {"site": site, "now": now, **again._asdict()})
    return [DueHost(*row) for row in rows]


_DUE = f"""
    SELECT h.name, h.hold_until, h.quarantined,
        (SELECT COUNT(*) FROM urls WHERE host = h.id
            AND state IN ({UrlState.PENDING}, {UrlState.IN_FLIGHT}) AND due <= :now),
        (SELECT COUNT(*) FROM urls WHERE host = h.id
            AND state = {UrlState.DONE} AND kind = 'article' AND due <= :due AND asked < :asked)
    FROM hosts h WHERE h.site = :site ORDER BY h.name"""


def turned(state: State, run: str, site: str) -> list[TurnedHost]:
    """The hosts of which articles turned in a run."""
    rows = state.rows(_TURNED, {"run": run, "site": site, "status": PageStatus.QUARANTINED})
    return [TurnedHost(*row) for row in rows]


_TURNED = """
    SELECT h.id, h.name, COUNT(*), MIN(p.reason), (SELECT COUNT(*) FROM urls JOIN articles ON articles.url = urls.key
        WHERE host = h.id AND asked >= (SELECT started FROM runs WHERE id = :run))
    FROM pages p JOIN urls u ON u.key = p.url JOIN hosts h ON h.id = u.host
    WHERE p.run = :run AND p.site = :site AND p.status = :status GROUP BY h.id"""


def quarantine(state: State, id: int, why: str) -> None:
    """Ask a host for nothing, until a person has looked."""
    with state.transaction() as db:
        db.execute("UPDATE hosts SET quarantined = ? WHERE id = ?", (why, id))


def quarantined(state: State, site: str) -> list[StoredHost]:
    """The hosts of a site that are quarantined."""
    rows = state.rows(f"SELECT {_STORED} FROM hosts WHERE site = ? AND quarantined != ''", site)
    return [StoredHost(*row) for row in rows]


def release(state: State, name: str) -> bool:
    """End a host's quarantine; False where there was none."""
    with state.transaction() as db:
        changed = db.execute("UPDATE hosts SET quarantined = '' WHERE name = ? AND quarantined != ''", (name,))
        return changed.rowcount > 0


def learned(state: State, id: int) -> Learned:
    """What was learned of a host so far."""
    (row,) = state.rows("SELECT learned, learned_from, aside_why != '' FROM hosts WHERE id = ?", id)
    return Learned(row[0], row[1], bool(row[2]))


class TaughtHost(NamedTuple):
    """A host that was crawled. fingerprints: of its boilerplate, one a line. rules: of its site, as JSON."""

    id: int
    name: str
    site: str
    fingerprints: str
    rules: str


def taught(state: State) -> list[TaughtHost]:
    """Every host with what cleaning its pages takes, in the order they were found."""
    rows = state.rows(
        "SELECT h.id, h.name, h.site, h.learned, s.rules FROM hosts h JOIN sites s ON s.name = h.site ORDER BY h.id"
    )
    return [TaughtHost(*row) for row in rows]


def learn(db: Transaction, id: int, now: Learned) -> bool:
    """Keep what was learned of a host; whether it differs from what was known."""
    before = db.execute("SELECT learned FROM hosts WHERE id = ?", (id,)).fetchone()[0]
    db.execute("UPDATE hosts SET learned = ?, learned_from = ? WHERE id = ?", (now.fingerprints, now.pages, id))
    return bool(before != now.fingerprints)


def put_aside(db: Transaction, id: int, why: str) -> None:
    """Keep what was learned of a host where it is not used, and why, inside a transaction."""
    db.execute(
        "UPDATE hosts SET aside = learned, learned = '', aside_why = ?, aside_told = 0 WHERE id = ?",
        (why, id),
    )


def tell_set_aside(state: State) -> list[SetAside]:
    """The hosts of which something was put aside and nobody has been told; from now on they are told of."""
    with state.transaction() as db:
        rows = db.execute("SELECT site, name, aside_why FROM hosts WHERE aside_told = 0 ORDER BY site, name").fetchall()
        db.execute("UPDATE hosts SET aside_told = 1 WHERE aside_told = 0")
        return [SetAside(*row) for row in rows]


class HostFigures(NamedTuple):
    """What the crawls of a host came to. asked, failed: URLs, and those of them whose last request failed. articles:
    that were had. pace: mean seconds from one article to the next within a run, None where no run had two."""

    site: str
    name: str
    asked: int
    articles: int
    failed: int
    pace: float | None


class TakenOver(NamedTuple):
    """A host articles of which turned into something else. since: when the first was seen, seconds since 1970.
    pages: how many. quarantined: whether it is asked for nothing."""

    site: str
    name: str
    since: float
    pages: int
    reason: str
    quarantined: bool


def figures(state: State, site: str = "") -> list[HostFigures]:
    """Every host of a site, or of all of them, in figures."""
    return [HostFigures(*row) for row in state.rows(_FIGURES, {"site": site})]


#: What was cleaned again has an earlier run's time of fetching, and says nothing of the pace.
_FIGURES = """
    WITH runs_of AS MATERIALIZED (SELECT u.host, COUNT(*) AS n, MAX(p.fetched) - MIN(p.fetched) AS span
        FROM pages p CROSS JOIN urls u ON u.key = p.url JOIN runs r ON r.id = p.run
        WHERE p.archive != '' AND p.fetched >= r.started AND :site IN ('', p.site) GROUP BY u.host, p.run HAVING n > 1),
    paces AS MATERIALIZED (SELECT host, SUM(span) / SUM(n - 1) AS pace FROM runs_of GROUP BY host),
    counted AS MATERIALIZED (SELECT host, COUNT(*) FILTER (WHERE asked > 0) AS asked,
        COUNT(*) FILTER (WHERE kind = 'article' AND digest != '') AS articles,
        COUNT(*) FILTER (WHERE error != '') AS failed FROM urls GROUP BY host)
    SELECT h.site, h.name, COALESCE(c.asked, 0), COALESCE(c.articles, 0), COALESCE(c.failed, 0), paces.pace
    FROM hosts h LEFT JOIN counted c ON c.host = h.id LEFT JOIN paces ON paces.host = h.id
    WHERE :site IN ('', h.site) ORDER BY h.site, h.name"""


def taken_over(state: State, site: str = "") -> list[TakenOver]:
    """The hosts, of a site or of all, articles of which turned in any run, the newest case first."""
    return [
        TakenOver(of, name, since, pages, reason, bool(held))
        for of, name, since, pages, reason, held in state.rows(
            _TAKEN_OVER, {"site": site, "status": PageStatus.QUARANTINED}
        )
    ]


_TAKEN_OVER = """
    SELECT h.site, h.name, MIN(p.fetched), COUNT(DISTINCT p.url),
        IIF(h.quarantined != '', h.quarantined, MIN(p.reason)), h.quarantined != ''
    FROM pages p JOIN urls u ON u.key = p.url JOIN hosts h ON h.id = u.host
    WHERE p.status = :status AND :site IN ('', p.site) GROUP BY h.id ORDER BY 3 DESC"""
