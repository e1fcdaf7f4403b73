"""A takedown: what was asked to go is gone from records, rejects and archives, and is never asked for again."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from outputs import jsonl
from outputs.shards.writer import ShardWriter, publish, register
from outputs.state.database import State
from outputs.takedown import rewrite

#: What the tombstone of a takedown says; the tombstone itself stays.
REASON = "forgotten"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What a takedown removed. elsewhere: files of the crawl that were moved away, and may still hold it."""

    pages: int
    records: int
    archives: int
    elsewhere: tuple[str, ...] = ()


def matches(what: str, url: str) -> bool:
    """Whether a URL is the one that goes, by http or https, or on the domain that goes, subdomains included.

    >>> matches("a.example", "http://www.a.example/1"), matches("a.example", "http://ba.example/1")
    (True, False)
    >>> matches("http://a.example/1", "https://a.example/1"), matches("http://a.example/1", "http://a.example/12")
    (True, False)
    """
    if "://" in what:
        return url.partition("://")[2] == what.partition("://")[2]
    host = urlsplit(url).hostname or ""
    return host == what or host.endswith("." + what) or urlsplit(url).netloc == what


def forget(state: State, data: Path, run: str, what: str) -> Forgotten:
    """Remove a URL (in canonical form) or a domain. Done again after a crash, it finishes what was begun."""
    with state.transaction() as db:
        db.execute("INSERT OR IGNORE INTO forgotten VALUES (?, ?)", (what, time.time()))
        db.execute("PRAGMA secure_delete = ON")  # what is deleted from the state is overwritten, too
    state.db.create_function("goes", 1, lambda url: matches(what, url), deterministic=True)
    # With those that were redirected to what goes: their bytes and their records are of what goes.
    found = state.rows(
        "SELECT key, url FROM urls WHERE goes(url) OR key IN (SELECT url FROM pages WHERE final != '' AND goes(final))"
    )
    urls = {row["key"]: row["url"] for row in found}
    names = set(urls.values())
    pages = [row for key in urls for row in state.rows("SELECT site, archive, offset FROM pages WHERE url = ?", key)]
    places = {(row["archive"], row["offset"]) for row in pages}  # a page that was redirected is archived under another
    sites = sorted({row["site"] for row in pages})

    files = state.rows("SELECT name FROM shards WHERE state = 1 UNION SELECT name FROM archives")
    elsewhere = tuple(row["name"] for row in files if not (data / row["name"]).exists())

    def goes(url: str) -> bool:
        return url in names or matches(what, url)

    def stays(record: dict[str, object]) -> bool:
        return not goes(str(record["url"])) or record.get("reason") == REASON

    records = sum(
        rewrite.shard(state, data, row["name"], stays) for row in state.rows("SELECT name FROM shards WHERE state = 1")
    )
    archives = sum(
        rewrite.archive(
            state,
            data,
            row["name"],
            lambda offset, url, name=row["name"]: (name, offset) not in places and not goes(url),  # type: ignore[misc]
        )
        > 0
        for row in state.rows("SELECT name FROM archives")
    )
    for row in state.rows("SELECT name FROM sites"):
        _rejects(state, data, row["name"], goes)
    with state.transaction() as db:  # last: a takedown that was cut off finds its pages again
        db.executemany("DELETE FROM pages WHERE url = ?", [(key,) for key in urls])
        db.executemany("DELETE FROM articles WHERE url = ?", [(key,) for key in urls])
        db.executemany("DELETE FROM urls WHERE key = ?", [(key,) for key in urls])
    state.rows("PRAGMA wal_checkpoint(TRUNCATE)")  # nor does it stand in the log of changes any more
    if sites:
        _tombstones(state, data, run, sites, what)
    return Forgotten(len(pages), records, archives, elsewhere)


def _rejects(state: State, data: Path, site: str, goes: Callable[[str], bool]) -> None:
    """The site's rejected pages without those that go."""
    path = data / site / "rejected.jsonl"
    if not path.exists():
        return
    lines = path.read_bytes().splitlines(keepends=True)
    kept = b"".join(line for line in lines if not goes(str(json.loads(line)["url"])))
    temporary = path.with_suffix(".tmp")
    temporary.write_bytes(kept)
    temporary.rename(path)  # before the state says so: a length beyond the end of the file does no harm
    with state.transaction() as db:
        db.execute("UPDATE sites SET rejected_bytes = ? WHERE name = ?", (len(kept), site))


def _tombstones(state: State, data: Path, run: str, sites: list[str], what: str) -> None:
    """One line a site says that something was taken down, and nothing of what it was."""
    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    for site in sites:
        before = state.rows("SELECT 1 FROM shards WHERE run = ? AND site = ?", run, site)
        writer = ShardWriter(data, f"{site}/tombstones-{run}-{len(before):05}.jsonl", site)
        writer.write(jsonl.line({"id": "", "url": what, "site": site, "run": run, "gone": when, "reason": REASON}))
        finished = writer.finish()
        with state.transaction() as db:
            register(db, finished, run)
    publish(state, data)
