"""How much work a page gets, in steps and by its size; what is not reached stays as it stands, on record.

Steps are counted, never seconds: what becomes of a page follows from the page alone, on any machine, after any other.
And what a process keeps of a page for the next one is no larger than what repeats from page to page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from typing import TypeVar

# Tuned together, November 2026, by the steps of all 556 pages of the test data and the mirror, which take at most 0.49
# of theirs (a fragment of 109 bytes) and 0.39 (a page of 1 kB), and by those of 150 articles that were damaged at
# random: one, of 7.5 kB, takes 0.97, the others at most 0.53. A step takes some 0.9 to 1.8 microseconds in a process
# that is new to the text, on two cores with ten processes at work on them.
A_PAGE = 112_000
A_BYTE = 100


@dataclass(slots=True)
class Budget:
    """The steps that a page gets, and those that it has taken.

    unread: characters of damaged text that it ended before. known: what was looked up already.
    """

    steps: int
    taken: int = 0
    unread: int = 0
    known: set[object] = field(default_factory=set[object])

    def take(self, steps: int) -> None:
        """Count steps that were taken, or are about to be."""
        self.taken += steps

    def take_once(self, what: object, steps: int) -> None:
        """Count the steps of a look-up whose outcome is remembered.

        Each page pays for its own first, though the process may remember it from a page before.

        >>> budget = Budget(100)
        >>> for word in ("甲", "乙", "甲"):
        ...     budget.take_once(word, 40)
        >>> budget.taken, budget.ended
        (80, False)
        """
        if what not in self.known:
            self.known.add(what)
            self.taken += steps

    @property
    def ended(self) -> bool:
        """Whether nothing is left."""
        return self.taken >= self.steps


def budget_of(text: str) -> Budget:
    """The budget of a page's text, plain or HTML source, by its size in UTF-8.

    >>> budget_of("字").steps - budget_of("").steps == 3 * A_BYTE
    True
    """
    return Budget(A_PAGE + A_BYTE * len(text.encode("utf-8", "surrogatepass")))


#: Characters of a text beyond which nothing is kept, by hand: what repeats (class names, inline styles, lines of a
#: template) has tens or hundreds, and 4 096 times this many take 16 MB in ASCII.
LONGEST = 4096

R = TypeVar("R")


def remembered(maxsize: int, longest: int = LONGEST) -> Callable[[Callable[[str], R]], Callable[[str], R]]:
    """``functools.lru_cache`` for a function of a text that a page holds: those of a page made for it, a megabyte each,
    would stay for as long as the process lives. Of a text of more than ``longest`` characters it is asked anew.

    >>> asked = []
    >>> size = remembered(9)(lambda text: asked.append(len(text)) or len(text))
    >>> [size(text) for text in ("a", "a", "a" * 5000, "a" * 5000)], asked
    ([1, 1, 5000, 5000], [1, 5000, 5000])
    """

    def decorate(function: Callable[[str], R]) -> Callable[[str], R]:
        kept = lru_cache(maxsize)(function)

        @wraps(function)
        def ask(text: str) -> R:
            return kept(text) if len(text) <= longest else function(text)

        return ask

    return decorate
