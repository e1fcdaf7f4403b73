"""A host while it is crawled: how well it is, and so how much may be asked of it. Times in seconds since 1970."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from outputs.state.revisit import longest_hold
from outputs.state.urls import Claimed

#: So many times what is on the wire may be unsettled: what a slow disk keeps waiting is in memory.
AHEAD = 4
_LAST_DAY = datetime(datetime.max.year, 12, 31, tzinfo=UTC).timestamp()


@dataclass(frozen=True, slots=True)
class Limits:
    """When a host is left alone, and when it is given up for the run.

    failures: in a row that open the circuit. wait: seconds it is open at first, doubled each time. openings: in a row
    that are borne. patience: seconds of a pause that the run waits for.
    """

    failures: int = 5
    wait: float = 30.0
    openings: int = 3
    patience: float = 300.0


@dataclass(frozen=True, slots=True)
class Breaker:
    """The circuit breaker of a host.

    hold_until: no request before that. failures: of each kind of page, since one of that kind came: a host whose lists
    answer and whose articles do not is not well. openings: how often in a row the circuit was opened; while it is not
    0, one request at a time tries whether the host is well again.
    """

    hold_until: float = 0.0
    failures: Mapping[str, int] = field(default_factory=dict)
    openings: int = 0

    @property
    def well(self) -> bool:
        """Whether nothing is held against the host."""
        return not self.openings and not self.failures

    def failed(self, kind: str) -> Breaker:
        """A page of that kind did not come."""
        return replace(self, failures={**self.failures, kind: self.failures.get(kind, 0) + 1})

    def answered(self, kind: str, limits: Limits) -> Breaker:
        """A page of that kind came: its failures are forgotten, and the openings where few others are left.

        >>> Breaker(failures={"list": 1, "article": 5}, openings=1).answered("list", Limits()).openings
        1
        >>> Breaker(failures={"list": 1, "article": 5}, openings=1).answered("article", Limits())
        Breaker(hold_until=0.0, failures={'list': 1}, openings=0)
        """
        if self.well:
            return self
        left = {name: n for name, n in self.failures.items() if name != kind}
        few = sum(left.values()) < limits.failures
        return replace(self, failures=left, openings=0 if few else self.openings)

    def trips(self, limits: Limits) -> bool:
        """Whether a failure opens the circuit.

        >>> Breaker().failed("list").trips(Limits(failures=2))
        False
        >>> Breaker().failed("list").failed("article").trips(Limits(failures=2))
        True
        >>> Breaker(openings=1).failed("list").trips(Limits(failures=2))
        True
        """
        return self.openings > 0 or sum(self.failures.values()) >= limits.failures

    def opened(self, now: float, limits: Limits, asked: float = 0.0) -> Breaker:
        """The circuit opened: the host left alone, each time longer, or until the time that it asked for.

        >>> first = Breaker().opened(100.0, Limits(wait=30))
        >>> first.hold_until, first.opened(130.0, Limits(wait=30)).hold_until
        (130.0, 190.0)

        What fails while it is open was on its way before, and says nothing new:

        >>> first.opened(120.0, Limits(wait=30)).openings
        1
        >>> Breaker().opened(100.0, Limits(wait=30), asked=110.0).hold_until
        110.0
        """
        openings = self.openings + (1 if now >= self.hold_until else 0)
        until = asked or now + limits.wait * 2 ** (openings - 1)
        return replace(self, openings=openings, hold_until=max(self.hold_until, until))

    def why_given_up(self, now: float, limits: Limits) -> str:
        """Why nothing more is asked of the host in this run, as the end of a sentence; ``""`` where it may be.

        >>> Breaker(hold_until=30.0, openings=1).why_given_up(0.0, Limits(openings=3))
        ''
        >>> Breaker(openings=4).why_given_up(0.0, Limits(openings=3))
        ', 4 times in a row'
        >>> Breaker(hold_until=3600.0).why_given_up(0.0, Limits(patience=300))
        ', and wants to be left alone until 1970-01-01 01:00:00 UTC'
        """
        if self.openings > limits.openings:
            return f", {self.openings} times in a row"
        if self.hold_until - now > limits.patience:
            return f", and wants to be left alone until {clock(self.hold_until)}"
        return ""


@dataclass
class Host:
    """One host in memory.

    claimed: URLs taken out of the state and not asked yet. next_due: when something is due again, None where nothing
    is. in_flight: requests on the wire. unsettled: those, and the answers that are not safe yet. gave_up: why, for
    this run. answered: whether anything came of it. silent: why the last request got no answer at all, where it got
    none. pause: seconds it asks for between two pages, where that is more than a run keeps.
    """

    id: int
    name: str
    breaker: Breaker = field(default_factory=Breaker)
    claimed: deque[Claimed] = field(default_factory=deque)
    next_due: float | None = 0.0
    in_flight: int = 0
    unsettled: int = 0
    gave_up: str = ""
    answered: bool = False
    silent: str = ""
    pause: float = 0.0

    @property
    def idle(self) -> bool:
        """Whether it has nothing more to ask, and nothing that must be remembered of it."""
        return self.next_due is None and not self.unsettled and self.breaker.well and not (self.gave_up or self.silent)

    def busy(self, at_a_time: int) -> bool:
        """Whether as much as may be is on its way, on the wire or to the disk."""
        return self.in_flight >= at_a_time or self.unsettled >= AHEAD * at_a_time

    def sent(self) -> None:
        """A request is on its way."""
        self.in_flight += 1
        self.unsettled += 1


@dataclass(frozen=True, slots=True)
class Wait:
    """What a crawl waits for while it asks for nothing: a host, for so many seconds more, and why as a clause."""

    seconds: float
    host: str
    why: str


def retry_after(value: str, now: float) -> float:
    """When a Retry-After header (RFC 9110: seconds or a date) allows the next request, within what the revisit rule
    holds a host for; 0 where it says nothing that can be read.

    >>> retry_after("120", 1000.0), retry_after("Thu, 01 Jan 1970 01:00:00 GMT", 0.0), retry_after("soon", 0.0)
    (1120.0, 3600.0, 0.0)
    >>> retry_after("99999999999999", 0.0), retry_after("²", 0.0)
    (604800.0, 0.0)
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(now + float(value), longest_hold(now))
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # OverflowError: a time zone of twenty digits
        return 0.0
    return min((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp(), longest_hold(now))


def clock(when: float) -> str:
    """A time as a person reads it; what lies beyond the calendar is its last day.

    >>> clock(0.0), clock(1e18)
    ('1970-01-01 00:00:00 UTC', '9999-12-31 00:00:00 UTC')
    """
    return datetime.fromtimestamp(min(when, _LAST_DAY), UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
