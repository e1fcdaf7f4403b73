"""What an answer means for its URL: when it is asked next, and whether its page waits for cleaning from now on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from outputs.state.database import State, Transaction
from outputs.state.fetched import Archived, Fetched
from outputs.state.revisit import RETRY_WAITS, Bounds, Schedule, Visit, after_answer, retried_in_run
from outputs.state.runs import count
from outputs.state.status import UrlState
from outputs.state.urls import key


class _Known(NamedTuple):
    """What is known of a URL before its answer is settled. article: whether it has given a record."""

    key: int
    digest: str
    article: bool
    schedule: Schedule
    bounds: Bounds


def settle(db: Transaction, run: str, answer: Archived) -> Counter[str]:
    """Note in the open transaction what an answer means for its URL; a changed article waits for cleaning from then on.

    Returns what is to be added to the run's counts of the site. Raises ValueError for a URL that nobody asked for.
    """
    got, known = answer.got, _known(db, answer.got)
    visit = Visit(got.kind, answer.outcome, got.fetched.timestamp(), got.retry_at)
    schedule = after_answer(known.schedule, visit, known.bounds)
    why = got.error or f"answered {got.status}"
    error = None if answer.outcome == "held" else why if _failed(answer, known) else ""
    _keep_schedule(db, known.key, schedule, visit.at, error)
    if answer.outcome in ("page", "unchanged"):
        _keep_answer(db, known.key, got, answer.digest if answer.outcome == "page" else "")
    if answer.outcome == "page" and got.kind == "article":
        _put_up_page(db, run, known.key, answer)
    if answer.outcome == "gone" and known.article and schedule.state is UrlState.DEAD:
        _put_up_tombstone(db, run, known.key, got, f"answered {got.status} {schedule.misses} times")
    return _counts(answer, known, schedule)


def _counts(answer: Archived, known: _Known, schedule: Schedule) -> Counter[str]:
    got, outcome = answer.got, answer.outcome
    counts: Counter[str] = Counter()
    if got.status:
        counts.update({"fetched": 1, "bytes": len(got.body)})
    if outcome in ("unchanged", "gone") and got.kind == "article":
        counts["failed" if _failed(answer, known) else outcome] += 1
    elif outcome == "failed":
        counts["retried" if retried_in_run(schedule.failures) else "failed"] += 1
    elif outcome in ("held", "forbidden"):
        counts[outcome] += 1
    return counts


def _failed(answer: Archived, known: _Known) -> bool:
    """Whether a page could not be had: also one that is not there and never was."""
    never_had = not known.article and not known.digest
    return answer.outcome == "failed" or (answer.outcome == "gone" and never_had)


def _known(db: Transaction, got: Fetched) -> _Known:
    row = db.execute(
        "SELECT u.key, u.digest, u.state, u.due, u.interval, u.failures, u.misses, s.revisit_min, s.revisit_max,"
        " EXISTS (SELECT 1 FROM articles WHERE url = u.key) AS article"
        " FROM urls u JOIN sites s ON s.name = ? WHERE u.key = ?",
        (got.site, key(got.site, got.url)),
    ).fetchone()
    if row is None:
        raise ValueError(f"{got.url} was never in the frontier of {got.site}")
    schedule = Schedule(UrlState(row["state"]), row["due"], row["interval"], row["failures"], row["misses"])
    bounds = Bounds(row["revisit_min"], row["revisit_max"])
    return _Known(row["key"], row["digest"], bool(row["article"]), schedule, bounds)


def _keep_schedule(db: Transaction, url: int, schedule: Schedule, asked: float, error: str | None) -> None:
    """Keep when a URL is asked next, and why it could not be had; None leaves that as it is: a pause says nothing."""
    db.execute(
        "UPDATE urls SET state = ?, due = ?, interval = ?, failures = ?, misses = ?, asked = ?,"
        " error = COALESCE(?, error) WHERE key = ?",
        (
            *(schedule.state, schedule.due, schedule.interval, schedule.failures, schedule.misses),
            *(asked, error, url),
        ),
    )


def _keep_answer(db: Transaction, url: int, got: Fetched, digest: str) -> None:
    """Keep what the next request says that we have. digest: of a new body, ``""`` for one we have."""
    # A 304 need not say again what a page is known by; a page that no longer says it is not known by it any more.
    kept = got.status == 304
    db.execute(
        "UPDATE urls SET last_seen = ?, etag = IIF(? AND ? = '', etag, ?), modified = IIF(? AND ? = '', modified, ?),"
        " digest = IIF(?, ?, digest) WHERE key = ?",
        (
            got.fetched.timestamp(),
            *(kept, *[got.header("etag")] * 2),
            *(kept, *[got.header("last-modified")] * 2),
            *(digest != "", digest),
            url,
        ),
    )


def _put_up_page(db: Transaction, run: str, url: int, answer: Archived) -> None:
    got = answer.got
    final = got.final if got.final != got.url else ""
    db.execute(
        "INSERT INTO pages (url, site, run, archive, offset, fetched, opt_out, final) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(url, got.site, run, answer.archive, answer.offset, got.fetched.timestamp()),
            *(json.dumps(got.opt_out), final),
        ),
    )


def _put_up_tombstone(db: Transaction, run: str, url: int, got: Fetched, reason: str) -> None:
    db.execute(
        "INSERT INTO pages (url, site, run, fetched, reason) VALUES (?, ?, ?, ?, ?)",
        (url, got.site, run, got.fetched.timestamp(), reason),
    )


#: The partial index knows the very words of its condition, and no parameter in their place.
_FAILING = f"""
    SELECT COUNT(*) FROM hosts JOIN urls INDEXED BY urls_failing ON urls.host = hosts.id
    WHERE hosts.site = ? AND urls.state = {UrlState.PENDING} AND urls.failures > 0 AND failures <= ? AND asked >= ?"""


def note_failing(state: State, run: str, site: str, since: float) -> None:
    """At the end of a run: what failed and was to be tried again, and was not had any more, has failed in this run."""
    with state.transaction() as db:
        failing = db.execute(_FAILING, (site, len(RETRY_WAITS), since)).fetchone()[0]
        if failing:
            count(db, run, site, "failed", failing)


class FailedUrl(NamedTuple):
    """A URL that could not be had. tries: in a row. next_try: seconds since 1970, 0 for never."""

    url: str
    reason: str
    tries: int
    next_try: float


#: URLs read at a time: a night may have a million that failed.
_PORTION = 1000


def failed_urls(state: State, site: str, since: float) -> Iterator[FailedUrl]:
    """The URLs of a site that were asked since then and could not be had, host by host."""
    for host in state.rows("SELECT id FROM hosts WHERE site = ? ORDER BY id", site):
        last = -1
        while rows := state.rows(
            "SELECT key, url, error, failures + misses AS tries, IIF(state = ?, 0, due) AS next_try FROM urls"
            " WHERE host = ? AND error != '' AND key > ? AND asked >= ? ORDER BY key LIMIT ?",
            *(UrlState.DEAD, host["id"], last, since, _PORTION),
        ):
            yield from (FailedUrl(row["url"], row["error"], row["tries"], row["next_try"]) for row in rows)
            last = rows[-1]["key"]


def failure_reasons(state: State, site: str = "") -> Counter[str]:
    """Why URLs, of a site or of all, could not be had when they were asked last: reason → how many."""
    rows = state.rows(
        "SELECT urls.error, COUNT(*) FROM hosts JOIN urls ON urls.host = hosts.id"
        " WHERE urls.error != '' AND ? IN ('', hosts.site) GROUP BY urls.error",
        site,
    )
    return Counter(dict(map(tuple, rows)))
