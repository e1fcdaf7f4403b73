"""How one part of the audit ended, and how all of it did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Ended(Enum):
    """What is said of a part; nothing is said to have passed that was not asked."""

    CLEAN = "passed"
    FOUND = "found"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Outcome:
    """part: what was asked of what. said: why it was not run, what was found, one a line, or of how much it passed."""

    part: str
    ended: Ended
    said: tuple[str, ...]

    def __str__(self) -> str:
        """
        >>> print(Outcome("pip-audit", Ended.NOT_RUN, ("no source answers",)))
        pip-audit: not run: no source answers
        >>> print(Outcome("bandit", Ended.FOUND, ("a.py:1: B602", "b.py:2: B506")))
        bandit: found: 2
          a.py:1: B602
          b.py:2: B506
        """
        if self.ended is Ended.FOUND:
            return "\n  ".join([f"{self.part}: {self.ended.value}: {len(self.said)}", *self.said])
        return f"{self.part}: {self.ended.value}: {' '.join(self.said)}"


def exit_code(outcomes: Iterable[Outcome]) -> int:
    """1 where anything was found, else 2 where a part could not be run, else 0.

    >>> clean, found, lost = (Outcome("", ended, ()) for ended in Ended)
    >>> exit_code([clean, clean]), exit_code([clean, lost]), exit_code([lost, found]), exit_code([])
    (0, 2, 1, 2)
    """
    ended = {outcome.ended for outcome in outcomes}
    if Ended.FOUND in ended:
        return 1
    return 0 if ended == {Ended.CLEAN} else 2
