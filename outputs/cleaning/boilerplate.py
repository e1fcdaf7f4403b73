"""What recurs on a host's pages is learned from the first of them, before they are cleaned, and again from more.

A host's first pages wait in the archive until there are enough to tell its frame from its articles, or until the run
ends; so no page is cleaned twice in its first run. Kept is a set of fingerprints for each host, in the state.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field

from outputs.cleaning.differential import Finding
from outputs.cleaning.recurrence import Lesson
from outputs.cleaning.workers import Cleaned, Task
from outputs.outside.log import logger
from outputs.state import hosts, pages
from outputs.state.database import State
from outputs.state.hosts import Learned

log = logger(__name__)

#: Pages from which is learned: as soon as there are so many, and once more when there are so many.
LEVELS = (32, 200)
#: Pages from which is learned at the end of a run, where there are no more.
FEWEST = 16
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


class Hosts:
    """What is known of each host that pages wait of.

    wanted: pages to be looked at; whoever takes one away gives back to ``seen`` what came of it.
    """

    def __init__(self, state: State, run: str) -> None:
        self.state, self.run = state, run
        self.hosts: dict[int, _Host] = {}
        self.wanted: deque[Task] = deque()

    def learned(self, host: int) -> str:
        """The fingerprints of the host's boilerplate, one a line."""
        return self.hosts[host].learned

    def known(self, host: int, finishing: bool) -> bool:
        """Whether the host's pages can be cleaned: something was learned from them, or no more will come to learn from.

        Begins to learn what can be learned now; until that is done, they cannot be cleaned.
        """
        found = self.hosts.get(host) or self._load(host)
        now = time.monotonic()
        if found.aside:
            return True
        if not found.unseen and found.learned_from < LEVELS[-1] and (finishing or now >= found.look_at):
            found.look_at = now + LOOK_EVERY
            if number := level(pages.articles_had(self.state, host, LEVELS[-1]), found.learned_from, finishing):
                self._learn(host, number)
                found = self.hosts[host]
        return not found.unseen and (finishing or found.learned_from > 0)

    def _load(self, host: int) -> _Host:
        kept = hosts.learned(self.state, host)
        found = self.hosts[host] = _Host(kept.fingerprints, kept.pages, kept.aside)
        return found

    def _learn(self, host: int, number: int) -> None:
        """Have the host's newest pages looked at, so as to learn from them."""
        newest = pages.newest_of_host(self.state, host, number)
        self.wanted.extend(Task(page, self.run, look=True) for page in newest)
        found = self.hosts[host]
        found.lesson, found.number, found.unseen = Lesson(), number, len(newest)
        if not newest:
            self._learned(host)

    def seen(self, task: Task, cleaned: Cleaned) -> None:
        """Take what came of looking at a page; after the last one something is learned."""
        found = self.hosts[task.page.host]
        if cleaned.look:
            found.lesson = found.lesson.seen(cleaned.look)
        else:  # said again, and settled, when the page itself is cleaned
            log.warning("not learned from %s: %s", task.page.url, cleaned.error)
        found.unseen -= 1
        if not found.unseen:
            self._learned(task.page.host)

    def _learned(self, host: int) -> None:
        """Keep what the host's pages taught; what was cleaned before is cleaned again if that changed anything."""
        found = self.hosts[host]
        now = Learned("\n".join(sorted(found.lesson.found())), found.number)
        with self.state.transaction() as db:
            if hosts.learn(db, host, now):
                pages.enqueue_host(db, self.run, host)
        self.hosts[host] = _Host(now.fingerprints, now.pages, look_at=found.look_at)

    def put_aside(self, finding: Finding) -> None:
        """Use what was learned of a host no more, nor learn more of it; what was cleaned with it is cleaned again."""
        with self.state.transaction() as db:
            hosts.put_aside(db, finding.host, finding.why)
            pages.enqueue_host(db, self.run, finding.host)
        self._load(finding.host)


@dataclass(slots=True)
class _Host:
    """learned, learned_from, aside: as in the state. look_at: when its pages are counted next.

    lesson, number, unseen: while something is being learned, what from how many pages, and how many are still to come.
    """

    learned: str
    learned_from: int
    aside: bool = False
    look_at: float = 0.0
    lesson: Lesson = field(default_factory=Lesson)
    number: int = 0
    unseen: int = 0
