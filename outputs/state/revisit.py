"""The revisit rule: when a URL is asked for again. Pure functions over values; times are seconds since 1970.

After an answer ``after_answer`` says what its URL waits for. An article's page is then cleaned, and ``after_cleaning``
says whether its interval was right: twice as long where nothing was new, half as long where something was, always
within what the site declares. Waits and factors are set by hand; what was seen that led to one is said beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from outputs.state.fetched import Outcome
from outputs.state.status import PageStatus, UrlState

DAY = 86400.0
#: Seconds before a failed URL is tried again in the same run; after the last it waits for another day.
RETRY_WAITS = (5.0, 30.0)
#: Days a URL waits at most that has failed at run after run.
LONGEST_RETRY = 30
#: Misses after which a page is gone for good: a server that is down for an evening also answers 404.
MISSES = 3
#: How long a URL that robots.txt forbids is left alone before robots.txt is asked again.
FORBIDDEN_WAIT = 7 * DAY
#: Seconds a host is left alone at most, whatever it asks for: a slip of its clock must not lose it for years.
LONGEST_PAUSE = 7 * DAY
#: What an interval is multiplied by: where a visit found nothing new, and where it found another text.
SLOWER, SOONER = 2.0, 0.5


class Bounds(NamedTuple):
    """The shortest and the longest time between two visits that a site declares, in seconds."""

    shortest: float = DAY
    longest: float = 90 * DAY

    def clamp(self, interval: float) -> float:
        """The interval, within the bounds.

        >>> [Bounds(10, 90).clamp(seconds) for seconds in (0, 20, 100)]
        [10, 20, 90]
        """
        return min(max(interval, self.shortest), self.longest)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a URL is asked next. due: not before. interval: seconds from one visit to the next, 0 before the first.

    failures: how often in a row no answer could be used. misses: how often in a row the page was not there.
    """

    state: UrlState = UrlState.PENDING
    due: float = 0.0
    interval: float = 0.0
    failures: int = 0
    misses: int = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """What the rule looks at of an answer. kind: of the URL. at: when it came. retry_at: when a host that asked for a
    pause may be asked again."""

    kind: str
    outcome: Outcome
    at: float
    retry_at: float = 0.0


def after_answer(before: Schedule, visit: Visit, bounds: Bounds) -> Schedule:
    """When a URL is asked next after an answer.

    A new article comes again after the shortest interval, and one that did not change after twice its last:

    >>> day = Bounds(1, 90)
    >>> first = after_answer(Schedule(), Visit("article", "page", 100.0), day)
    >>> first.due, after_answer(first, Visit("article", "unchanged", 101.0), day).due
    (101.0, 103.0)

    Lists and sitemaps, which bring the links, keep to the shortest:

    >>> listed = Schedule(UrlState.DONE, interval=1.0)
    >>> [after_answer(listed, Visit("list", outcome, 5.0), day).due for outcome in ("page", "unchanged")]
    [6.0, 6.0]

    What is gone is looked for again, until it was missed three times in a row:

    >>> missed = after_answer(first, Visit("article", "gone", 101.0), day)
    >>> missed.state.name, missed.due, missed.misses, missed.interval
    ('DONE', 102.0, 1, 1)
    >>> after_answer(replace(first, misses=2), Visit("article", "gone", 101.0), day).state.name
    'DEAD'

    What fails is tried twice more in the same run, then after a day, two days, at most thirty:

    >>> def wait(failures): return after_answer(Schedule(failures=failures), Visit("article", "failed", 0.0), day).due
    >>> [wait(0), wait(1)], [wait(n) / DAY for n in (2, 3, 99)]
    ([5.0, 30.0], [1.0, 2.0, 30.0])

    A host's pause is no failure; what robots.txt forbids waits for a week:

    >>> held = after_answer(Schedule(failures=1), Visit("article", "held", 10.0, retry_at=70.0), day)
    >>> held.state.name, held.due, held.failures
    ('PENDING', 70.0, 1)
    >>> after_answer(Schedule(), Visit("article", "forbidden", 0.0), day).due == 7 * DAY
    True
    """
    now = visit.at
    match visit.outcome:
        case "page" | "unchanged":
            interval = _interval(before, visit, bounds)
            return Schedule(UrlState.DONE, now + interval, interval)
        case "gone":
            misses = before.misses + 1
            state = UrlState.DEAD if misses >= MISSES else UrlState.DONE
            return replace(before, state=state, due=now + bounds.shortest, misses=misses)
        case "failed":
            failures = before.failures + 1
            return replace(before, state=UrlState.PENDING, due=now + _retry_wait(failures), failures=failures)
        case "held":
            return replace(before, state=UrlState.PENDING, due=max(visit.retry_at, now))
        case "forbidden":
            return replace(before, state=UrlState.DONE, due=now + FORBIDDEN_WAIT, failures=0)


def _interval(before: Schedule, visit: Visit, bounds: Bounds) -> float:
    if visit.kind != "article":
        return bounds.shortest
    if visit.outcome == "unchanged":
        return bounds.clamp(before.interval * SLOWER)
    return max(before.interval, bounds.shortest)  # cleaning says whether it was right


def _retry_wait(failures: int) -> float:
    if retried_in_run(failures):
        return RETRY_WAITS[failures - 1]
    return DAY * min(failures - len(RETRY_WAITS), LONGEST_RETRY)


def retried_in_run(failures: int) -> bool:
    """Whether what failed so many times in a row is tried again in the same run.

    >>> [retried_in_run(failures) for failures in (1, 2, 3)]
    [True, True, False]
    """
    return failures <= len(RETRY_WAITS)


def after_cleaning(interval: float, status: PageStatus, version: int, bounds: Bounds) -> float | None:
    """The interval of an article once its page is cleaned: longer where nothing changed or it is no article, shorter
    where it changed; None where it stays as the answer had it: a new article, and one that was taken over.

    version: of the record it gave.

    >>> bounds = Bounds(1, 90)
    >>> after_cleaning(4, PageStatus.SAME, 1, bounds), after_cleaning(80, PageStatus.REJECTED, 0, bounds)
    (8.0, 90)
    >>> after_cleaning(4, PageStatus.EMITTED, 2, bounds), after_cleaning(1, PageStatus.EMITTED, 2, bounds)
    (2.0, 1)
    >>> after_cleaning(4, PageStatus.EMITTED, 1, bounds), after_cleaning(4, PageStatus.QUARANTINED, 1, bounds)
    (None, None)
    """
    if status in (PageStatus.SAME, PageStatus.REJECTED):
        return bounds.clamp(interval * SLOWER)
    if status == PageStatus.EMITTED and version > 1:
        return bounds.clamp(interval * SOONER)
    return None


class Again(NamedTuple):
    """What is seen again: what is due by a time, and was not asked since another."""

    due: float
    asked: float


def seen_again(started: float, all_due: bool) -> Again:
    """What a run sees again of what was answered before: what was due when it started; with ``all_due`` everything.
    Either way once: what it has asked is due later than its start, or was asked since.

    >>> seen_again(5.0, all_due=False), seen_again(5.0, all_due=True)
    (Again(due=5.0, asked=inf), Again(due=inf, asked=5.0))
    """
    return Again(float("inf"), started) if all_due else Again(started, float("inf"))


def start_page_due(due: float, started: float) -> float:
    """When a start page is due that a run asks for: when the run started, whatever its interval.

    >>> start_page_due(90.0, started=5.0), start_page_due(4.0, started=5.0)
    (5.0, 4.0)
    """
    return min(due, started)


def no_later(state: UrlState, now: float, longest: float) -> float:
    """The latest that a URL can be due that was asked: what lies beyond was written when a clock was ahead.

    longest: seconds between two visits that its site declares.

    >>> no_later(UrlState.PENDING, 0.0, 90 * DAY) / DAY, no_later(UrlState.DONE, 0.0, 90 * DAY) / DAY
    (30.0, 90.0)
    >>> no_later(UrlState.DONE, 0.0, DAY) / DAY  # robots.txt forbids it
    7.0
    """
    return now + (LONGEST_RETRY * DAY if state is UrlState.PENDING else max(longest, FORBIDDEN_WAIT))


def due_by_clock(due: float, asked: float, now: float, latest: float) -> float:
    """When a URL is due by a clock that was put back: as long after now as it was after it was asked, at most at
    ``latest``, which is what ``no_later`` says.

    >>> due_by_clock(910.0, 900.0, now=100.0, latest=150.0), due_by_clock(999.0, 900.0, now=100.0, latest=150.0)
    (110.0, 150.0)
    >>> due_by_clock(999.0, 50.0, now=100.0, latest=150.0), due_by_clock(110.0, 50.0, now=100.0, latest=150.0)
    (150.0, 110.0)
    """
    if asked > now:
        due = now + max(due - asked, 0.0)
    return min(due, latest)


def hold_by_clock(hold_until: float, now: float, behind: float) -> float:
    """Until when a host is left alone by a clock that was put back: what is left of its pause, if anything.

    behind: seconds by which the clock is behind the end of the last run, which set the pause.

    >>> hold_by_clock(900.0, now=100.0, behind=750.0), hold_by_clock(900.0, now=100.0, behind=2000.0)
    (150.0, 100.0)
    >>> hold_by_clock(50.0, now=100.0, behind=750.0)
    50.0
    """
    return min(hold_until, max(now, hold_until - behind))


def longest_hold(now: float) -> float:
    """Until when a host may be left alone at most.

    >>> longest_hold(0.0) == 7 * DAY
    True
    """
    return now + LONGEST_PAUSE
