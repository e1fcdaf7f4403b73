"""What recurs on a host's pages is learned from the first of them, before they are cleaned, and again from more.

A host's first pages wait in the archive until there are enough to tell its frame from its articles, or until the run
ends; so no page is cleaned twice in its first run. Kept is a set of fingerprints for each host, in the state.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cleaners import Page, html
from cleaners.decode import decode
from cleaners.junk.recurring import MAX_TEXT, Boilerplate, fingerprint
from outputs.archive import ArchiveError, read
from outputs.reclean import enqueue_host
from outputs.state import State

log = logging.getLogger(__name__)

#: Pages from which is learned: as soon as there are so many, and once more when there are so many.
LEVELS = (32, 200)
#: Pages from which is learned at the end of a run, where there are no more.
FEWEST = 16
#: Shorter blocks are not learned: 参考文献, 摘 要 and 一、引言 recur on every page and are no boilerplate.
SHORTEST = 12
#: Seconds between two looks at how many pages a host has by now.
LOOK_EVERY = 2.0


def level(pages: int, learned: int, finishing: bool) -> int:
    """How many of a host's pages should be learned from now; 0 for none. learned: from how many it was last.

    >>> level(40, 0, False), level(40, 32, False), level(250, 32, False), level(20, 0, False), level(20, 0, True)
    (32, 0, 200, 0, 20)
    """
    reached = max((step for step in LEVELS if step <= pages), default=0)
    if finishing and not reached and not learned and pages >= FEWEST:
        reached = pages
    return reached if reached > learned else 0


def learn(pages: Iterable[Page]) -> frozenset[str]:
    """The fingerprints of the plain paragraphs that recur on these pages and are the title of none of them."""
    site, titles = Boilerplate(), set()
    for page in pages:
        doc = html.parse(decode(page).text, page.url)
        blocks = [block for block in doc.blocks if SHORTEST <= len(block.text) <= MAX_TEXT]
        # Lists of what others read name the host's own articles on page after page; on its own page each is a title.
        titles |= {fingerprint(block) for block in blocks if block.kind in ("title", "heading")}
        site = site.seen(fingerprint(block) for block in blocks if block.kind == "paragraph" and not block.linked)
    return site.found() - titles


class Hosts:
    """What is known of each host that pages wait of."""

    def __init__(self, state: State, data: Path, run: str) -> None:
        self.state, self.data, self.run = state, data, run
        self.hosts: dict[int, _Host] = {}

    def learned(self, host: int) -> str:
        """The fingerprints of the host's boilerplate, one a line."""
        return self.hosts[host].learned

    def known(self, host: int, finishing: bool) -> bool:
        """Whether the host's pages can be cleaned: something was learned from them, or no more will come to learn from.

        Learns what can be learned now.
        """
        found = self.hosts.get(host) or self._load(host)
        now = time.monotonic()
        if found.learned_from < LEVELS[-1] and (finishing or now >= found.look_at):
            if number := level(self._pages(host), found.learned_from, finishing):
                self._learn(host, number)
                found = self._load(host)
            found.look_at = now + LOOK_EVERY
        return finishing or found.learned_from > 0

    def _load(self, host: int) -> _Host:
        row = self.state.one("SELECT learned, learned_from FROM hosts WHERE id = ?", host)
        assert row is not None
        found = self.hosts[host] = _Host(row["learned"], row["learned_from"])
        return found

    def _pages(self, host: int) -> int:
        row = self.state.one(
            "SELECT COUNT(*) FROM (SELECT 1 FROM urls WHERE host = ? AND kind = 'article' AND digest != '' LIMIT ?)",
            host,
            LEVELS[-1],
        )
        assert row is not None
        return int(row[0])

    def _learn(self, host: int, number: int) -> None:
        """Learn from the host's newest pages; what was cleaned before is cleaned again if that changed anything."""
        rows = self.state.rows(
            "SELECT p.archive, p.offset FROM urls u JOIN pages p ON p.id ="
            " (SELECT MAX(id) FROM pages WHERE url = u.key AND archive != '')"
            " WHERE u.host = ? ORDER BY p.id DESC LIMIT ?",
            host,
            number,
        )
        found = learn(page for row in rows if (page := _page(self.data / row["archive"], row["offset"])))
        with self.state.transaction() as db:
            before = db.execute("SELECT learned FROM hosts WHERE id = ?", (host,)).fetchone()[0]
            now = "\n".join(sorted(found))
            db.execute("UPDATE hosts SET learned = ?, learned_from = ? WHERE id = ?", (now, number, host))
            if now != before:
                enqueue_host(db, self.run, host)


@dataclass(slots=True)
class _Host:
    learned: str
    learned_from: int
    look_at: float = 0.0


def _page(path: Path, offset: int) -> Page | None:
    try:
        return read(path, offset)
    except ArchiveError as error:  # said again, and settled, when the page itself is cleaned
        log.warning("not learned from: %s", error)
        return None
