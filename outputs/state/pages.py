"""Pages that were fetched: what waits for cleaning, what became of it, and which of them are needed again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from outputs.state.database import State, Transaction
from outputs.state.revisit import Bounds, after_cleaning
from outputs.state.status import PageStatus
from outputs.state.urls import key


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """What is known of an article by its last record. record: that one's id."""

    version: int
    verdict: str
    text_hash: str
    title: str
    sketch: str
    record: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the state has a page's bytes. final: the address that answered, ``""`` for ``url`` itself."""

    offset: int
    url: str
    final: str
    fetched: float

    @property
    def names(self) -> tuple[str, ...]:
        """The URLs that the page is known by."""
        return (self.url, self.final) if self.final else (self.url,)


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A page that waits: where its bytes are, what its site's rules are, and what is known of its article so far.

    archive: ``""`` for one that is gone, of which a tombstone is to be written; ``reason`` says why then.
    final: the address that answered, where that is another.
    opt_out: the signals it gave, as JSON. fetched: when, in seconds since 1970. rules: of its site, as JSON.
    again: whether these very bytes gave the last record, and only the cleaner is another. article: None for a new one.
    tries: in how many runs it could not be cleaned.
    """

    id: int
    key: int
    url: str
    site: str
    host: int
    archive: str
    offset: int
    opt_out: str = "[]"
    reason: str = ""
    fetched: float = 0.0
    rules: str = "{}"
    final: str = ""
    tries: int = 0
    again: bool = False
    article: KnownArticle | None = None

    @property
    def version(self) -> int:
        """Of the article's last record, 0 where there is none."""
        return self.article.version if self.article else 0

    @property
    def place(self) -> Place:
        """Where its bytes are in its archive."""
        return Place(self.offset, self.url, self.final, self.fetched)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a page that waited. version: of the article's last record now. shard: that it was written to, 0
    for none. cleaner, rules: what it was cleaned with, ``""`` where it was not. article: the new record, or None.
    tries: in how many runs it could not be cleaned, 0 where it was now."""

    status: PageStatus
    version: int = 0
    shard: int = 0
    cleaner: str = ""
    rules: str = ""
    reason: str = ""
    article: KnownArticle | None = None
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """The pages with numbers after one and up to another. host: whose, 0 for those of any host."""

    after: int
    upto: int = 1 << 62
    host: int = 0


#: Runs in which a page is tried that cannot be cleaned, by hand: the first may have met a machine without memory to
#: spare, the second another page of the same kind; what fails in a third fails by itself.
TRIES = 3

#: The newest page of a URL whose bytes are kept; ``{}`` is the URL's key.
_NEWEST = "(SELECT MAX(id) FROM pages WHERE url = {} AND archive != '')"
#: That a page is the newest of its URL, and no tombstone came after. Cleaned again, one that is gone would be younger
#: than its tombstone, and stand in the corpus once more.
_STANDING = (
    f"p.id = {_NEWEST.format('p.url')} AND NOT EXISTS (SELECT 1 FROM pages g WHERE g.url = p.url AND g.id > p.id"
    f" AND g.archive = '' AND g.status IN ({PageStatus.WAITING}, {PageStatus.EMITTED}))"
)
#: A page that is put up once more is a new one of the same bytes.
_AGAIN = "INSERT INTO pages (url, site, run, archive, offset, fetched, opt_out, final, tries)"
_CLEANED = f"NOT IN ({PageStatus.WAITING}, {PageStatus.FORGOTTEN})"
#: A page with what is known of it, for ``_waiting_page``.
_KNOWN = """
    SELECT p.id, p.url, u.url, p.site, u.host, p.archive, p.offset, p.opt_out, p.reason, p.fetched, s.rules,
        p.final, p.tries,
        b.archive = p.archive AND b.offset = p.offset AS again,
        a.version, a.verdict, a.text_hash, a.title, a.sketch, a.record
    FROM pages p JOIN urls u ON u.key = p.url JOIN sites s ON s.name = p.site
        LEFT JOIN articles a ON a.url = p.url LEFT JOIN pages b ON b.id = a.page"""
_WAITING = f"""{_KNOWN}
    WHERE p.status = {PageStatus.WAITING} AND p.id > :after AND p.id <= :upto AND :host IN (0, u.host)
    ORDER BY p.id LIMIT :most"""


def waiting(state: State) -> int:
    """How many pages are archived and not cleaned yet."""
    return state.number(f"SELECT COUNT(*) FROM pages WHERE status = {PageStatus.WAITING}")


def newest(state: State) -> int:
    """The number of the page that was put up last; 0 for none."""
    return state.number("SELECT COALESCE(MAX(id), 0) FROM pages")


def next_waiting(state: State, stretch: Stretch, most: int) -> list[WaitingPage]:
    """The first pages that wait in a stretch, in the order they came."""
    values = {"after": stretch.after, "upto": stretch.upto, "host": stretch.host, "most": most}
    return [_waiting_page(*row) for row in state.rows(_WAITING, values)]


def _waiting_page(*row: Any) -> WaitingPage:
    *page, again, version, verdict, text_hash, title, sketch, record = row
    known = None if version is None else KnownArticle(version, verdict, text_hash, title, sketch, record)
    return replace(WaitingPage(*page), again=bool(again), article=known)


def last_rejection(state: State, key: int) -> str | None:
    """The reason that was last given for no record of a URL's page; None where none was."""
    row = state.one(
        "SELECT reason FROM pages WHERE url = ? AND status IN (?, ?) ORDER BY id DESC LIMIT 1",
        *(key, PageStatus.REJECTED, PageStatus.QUARANTINED),
    )
    return row["reason"] if row else None


def settle(db: Transaction, page: WaitingPage, fate: Fate) -> None:
    """Note in the open transaction what became of a page, of its article, and when that is visited next."""
    db.execute(
        "UPDATE pages SET status = ?, version = ?, shard = ?, cleaner = ?, rules = ?, reason = ?, tries = ?"
        " WHERE id = ?",
        (fate.status, fate.version, fate.shard, fate.cleaner, fate.rules, fate.reason, fate.tries, page.id),
    )
    if now := fate.article:
        db.execute(
            "INSERT OR REPLACE INTO articles (url, version, text_hash, record, verdict, title, sketch, page)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (page.key, now.version, now.text_hash, now.record, now.verdict, now.title, now.sketch, page.id),
        )
    if page.archive and not fate.tries:  # what could not be cleaned says nothing of how often the page changes
        _pace(db, page, fate)


def _pace(db: Transaction, page: WaitingPage, fate: Fate) -> None:
    """Come back earlier or later. What was only cleaned again was not visited: its bytes are an earlier page's."""
    row = db.execute(
        "SELECT u.interval, u.last_seen, s.revisit_min, s.revisit_max FROM urls u JOIN sites s ON s.name = :site"
        " WHERE u.key = :key AND NOT EXISTS"
        " (SELECT 1 FROM pages WHERE url = :key AND id < :id AND archive = :archive AND offset = :offset)",
        {"site": page.site, "key": page.key, "id": page.id, "archive": page.archive, "offset": page.offset},
    ).fetchone()
    if row is None:
        return
    bounds = Bounds(row["revisit_min"], row["revisit_max"])
    interval = after_cleaning(row["interval"], fate.status, fate.version, bounds)
    if interval is not None:
        db.execute(
            "UPDATE urls SET interval = ?, due = ? WHERE key = ?", (interval, row["last_seen"] + interval, page.key)
        )


def rejections(state: State, site: str = "") -> dict[str, int]:
    """Pages, of a site or of all, that give no record as they are now: the head of the reason, up to its colon → how
    many. One of which an earlier version gave a record counts too."""
    rows = state.rows(
        "SELECT SUBSTR(reason, 1, INSTR(reason || ':', ':') - 1), COUNT(*) FROM pages p"
        f" WHERE status IN (?, ?) AND ? IN ('', site) AND id = {_NEWEST.format('p.url')} GROUP BY 1",
        *(PageStatus.REJECTED, PageStatus.QUARANTINED, site),
    )
    return dict(map(tuple, rows))


def enqueue(state: State, run: str, cleaner: str, everything: bool) -> int:
    """Have the newest archived page of every article that is not gone wait once more; how many pages.

    Left out are pages that this cleaner has cleaned already; with ``everything`` they are not.
    """
    with state.transaction() as db:
        added = db.execute(
            f"{_AGAIN} SELECT url, site, ?, archive, offset, fetched, opt_out, final, 0 FROM pages p"
            f" WHERE archive != '' AND status {_CLEANED} AND {_STANDING} AND (cleaner != ? OR ?)"
            " ORDER BY id",
            (run, cleaner, everything),
        )
        return added.rowcount


def try_again(state: State, run: str, site: str) -> int:
    """Have those of a site's pages wait once more that could not be cleaned in earlier runs, and in too few of them to
    be given up; how many. A page that was fetched anew since is left as it is.
    """
    with state.transaction() as db:
        added = db.execute(
            f"{_AGAIN} SELECT url, site, ?, archive, offset, fetched, opt_out, final, tries FROM pages p"
            f" WHERE tries > 0 AND tries < ? AND site = ? AND run != ? AND status = {PageStatus.REJECTED}"
            f" AND id = {_NEWEST.format('p.url')} ORDER BY id",
            (run, TRIES, site, run),
        )
        return added.rowcount


def given_up(state: State, site: str) -> int:
    """How many of a site's pages could not be cleaned in so many runs that they are not tried again."""
    return state.number(
        f"SELECT COUNT(*) FROM pages p WHERE tries > 0 AND tries >= ? AND site = ? AND id = {_NEWEST.format('p.url')}",
        *(TRIES, site),
    )


def enqueue_host(db: Transaction, run: str, host: int) -> int:
    """Have the pages of a host that were cleaned before and are not gone wait once more, inside a transaction; how many
    pages.

    What this very run could not clean has its try once more, and it counts once.
    """
    added = db.execute(
        f"{_AGAIN} SELECT p.url, p.site, ?, p.archive, p.offset, p.fetched, p.opt_out, p.final,"
        " MAX(p.tries - (p.run = ?), 0) FROM urls u"
        f" JOIN pages p ON p.url = u.key AND {_STANDING} WHERE u.host = ? AND p.status {_CLEANED} ORDER BY p.id",
        (run, run, host),
    )
    return added.rowcount


def clean_shard_again(state: State, shard: int) -> None:
    """Have the pages of a shard that is gone wait once more, as if it had never been written."""
    with state.transaction() as db:
        for row in db.execute("SELECT url, version FROM pages WHERE shard = ? AND archive != ''", (shard,)).fetchall():
            if row["version"] > 1:
                db.execute("UPDATE articles SET version = version - 1, text_hash = '' WHERE url = ?", (row["url"],))
            else:
                db.execute("DELETE FROM articles WHERE url = ?", (row["url"],))
        db.execute("UPDATE pages SET status = ?, version = 0, shard = 0 WHERE shard = ?", (PageStatus.WAITING, shard))
        db.execute("DELETE FROM shards WHERE id = ?", (shard,))


def articles_had(state: State, host: int, most: int) -> int:
    """How many of a host's articles were fetched; counted up to ``most``."""
    return state.number(
        "SELECT COUNT(*) FROM (SELECT 1 FROM urls WHERE host = ? AND kind = 'article' AND digest != '' LIMIT ?)",
        *(host, most),
    )


def newest_of_host(state: State, host: int, most: int) -> list[WaitingPage]:
    """A host's newest archived pages, one of each URL."""
    rows = state.rows(
        "SELECT p.id, u.key, u.url, p.site, u.host, p.archive, p.offset, p.opt_out, p.reason, p.fetched, s.rules,"
        " p.final FROM urls u JOIN sites s ON s.name = p.site JOIN pages p"
        f" ON p.id = {_NEWEST.format('u.key')} WHERE u.host = ? ORDER BY p.id DESC LIMIT ?",
        *(host, most),
    )
    return [WaitingPage(*row) for row in rows]


def archives(state: State) -> list[str]:
    """Every archive that has pages, by name."""
    return [row[0] for row in state.rows("SELECT DISTINCT archive FROM pages WHERE archive != '' ORDER BY archive")]


def counting(state: State, archive: str) -> list[WaitingPage]:
    """The pages of an archive that count, in the order they lie there: the newest of each article that is not gone.

    Those that wait are among them: ``jingkan reclean`` cleans them with those that it puts up.
    """
    rows = state.rows(
        f"{_KNOWN} WHERE p.archive = ? AND p.status != {PageStatus.FORGOTTEN} AND {_STANDING} ORDER BY p.offset",
        archive,
    )
    return [_waiting_page(*row) for row in rows]


def needed_offsets(state: State, archive: str) -> set[int]:
    """Where an archive holds what gave a record of any version, what waits, and the newest response of each page."""
    rows = state.rows(
        f"SELECT offset FROM pages p WHERE archive = ? AND (status IN ({PageStatus.WAITING}, {PageStatus.EMITTED})"
        f" OR id = {_NEWEST.format('p.url')})",
        archive,
    )
    return {row["offset"] for row in rows}


def offset(state: State, site: str, url: str, archive: str) -> int | None:
    """Where an archive has a page's newest response, None where the state does not know.

    It does not know of an archive that was written anew since, for a takedown or because it was old: that has another
    name by then, and the records made from it keep the old one.
    """
    row = state.one(
        "SELECT offset FROM pages WHERE url = ? AND archive = ? ORDER BY id DESC LIMIT 1", key(site, url), archive
    )
    return row["offset"] if row and archive else None


def whereabouts(state: State, site: str, url: str, fetched: float) -> tuple[str, Place] | None:
    """The archive, and the place in it, of a page as it was fetched at a time (seconds since 1970, to the second).

    The archive is the one that has it now, whatever its name was when the page's record was made. None where the state
    does not know of it.
    """
    row = state.one(
        "SELECT p.archive, p.offset, u.url, p.final, p.fetched FROM pages p JOIN urls u ON u.key = p.url"
        " WHERE p.url = ? AND p.archive != '' AND p.fetched >= ? AND p.fetched < ? ORDER BY p.id DESC LIMIT 1",
        *(key(site, url), fetched - 1, fetched + 1),
    )
    return (row["archive"], Place(*row[1:])) if row else None


def places(state: State, archive: str) -> list[Place]:
    """Where the state has pages in an archive, in order."""
    rows = state.rows(
        "SELECT DISTINCT p.offset, u.url, p.final, p.fetched FROM pages p JOIN urls u ON u.key = p.url"
        " WHERE p.archive = ? ORDER BY p.offset",
        archive,
    )
    return [Place(*row) for row in rows]
