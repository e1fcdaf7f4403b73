"""Putting a state together anew: runs, sites, files, and of each URL what became of its pages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from outputs.state.database import Transaction
from outputs.state.files import Shard, register
from outputs.state.hosts import host_id
from outputs.state.pages import KnownArticle
from outputs.state.revisit import Bounds
from outputs.state.runs import RunKind, StoredSite, count
from outputs.state.status import PageStatus, ShardState, UrlState
from outputs.state.urls import key


@dataclass(frozen=True, slots=True)
class RestoredRun:
    """A run. finished: 0 where it was killed. counts: by site, then by name. Times are seconds since 1970."""

    id: str
    started: float
    finished: float = 0.0
    exit: int | None = None
    sites: Sequence[str] = ()
    kind: RunKind = "crawl"
    counts: Mapping[str, Mapping[str, int]] | None = None


@dataclass(frozen=True, slots=True)
class RestoredPage:
    """A page and what became of it. archive: ``""`` where its bytes are not known. shard: its row, 0 for none."""

    run: str
    status: PageStatus
    fetched: float
    archive: str = ""
    offset: int = 0
    final: str = ""
    version: int = 0
    shard: int = 0
    cleaner: str = ""
    rules: str = ""
    reason: str = ""
    opt_out: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class RestoredUrl:
    """An article's URL. pages: in the order they came. article: what its last record says; made from ``pages[made]``.

    seen: when its bytes were had last, 0 for never. digest: of those, ``""`` where it is to be fetched in any case.
    """

    site: str
    url: str
    pages: Sequence[RestoredPage]
    seen: float = 0.0
    digest: str = ""
    gone: bool = False
    article: KnownArticle | None = None
    made: int = 0


def add_run(db: Transaction, run: RestoredRun) -> None:
    """Put a run in, with its counts."""
    db.execute(
        "INSERT INTO runs (id, started, finished, exit, sites, kind) VALUES (?, ?, ?, ?, ?, ?)",
        (run.id, run.started, run.finished, run.exit, json.dumps(list(run.sites)), run.kind),
    )
    for site, counts in (run.counts or {}).items():
        for name, n in counts.items():
            count(db, run.id, site, name, n)


def add_site(db: Transaction, site: StoredSite) -> None:
    """Put a site in."""
    db.execute(
        "INSERT INTO sites (name, args, rules, revisit_min, revisit_max, rejected_bytes) VALUES (?, ?, ?, ?, ?, ?)",
        (
            *(site.name, json.dumps(dict(site.args), ensure_ascii=False), site.rules),
            *(*site.revisit, site.rejected_bytes),
        ),
    )


def add_shard(db: Transaction, shard: Shard, run: str) -> int:
    """Put a shard in that has its name; its row."""
    row = register(db, shard, run)
    db.execute("UPDATE shards SET state = ? WHERE id = ?", (ShardState.NAMED, row))
    return row


def add_url(db: Transaction, url: RestoredUrl, bounds: Bounds) -> None:
    """Put an article's URL in, with its pages. It is asked again as if its last answer had been its first."""
    number = key(url.site, url.url)
    state = UrlState.DEAD if url.gone else UrlState.DONE
    db.execute(
        "INSERT INTO urls (key, host, url, kind, state, due, interval, digest, first_seen, last_seen, asked)"
        " VALUES (?, ?, ?, 'article', ?, ?, ?, ?, ?, ?, ?)",
        (
            *(number, host_id(db, url.site, urlsplit(url.url).netloc), url.url, state),
            *(url.seen + bounds.shortest, bounds.shortest, url.digest),
            *(min((page.fetched for page in url.pages), default=url.seen), url.seen, url.seen),
        ),
    )
    rows = [_add_page(db, number, url.site, page) for page in url.pages]
    if now := url.article:
        db.execute(
            "INSERT INTO articles (url, version, text_hash, record, verdict, title, sketch, page)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (number, now.version, now.text_hash, now.record, now.verdict, now.title, now.sketch, rows[url.made]),
        )


def _add_page(db: Transaction, url: int, site: str, page: RestoredPage) -> int:
    added = db.execute(
        "INSERT INTO pages (url, site, run, archive, offset, fetched, opt_out, status, version, shard, cleaner, rules,"
        " reason, final) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(url, site, page.run, page.archive, page.offset, page.fetched, json.dumps(list(page.opt_out))),
            *(page.status, page.version, page.shard, page.cleaner, page.rules, page.reason, page.final),
        ),
    )
    return int(added.lastrowid or 0)
