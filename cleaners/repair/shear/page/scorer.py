"""How likely a text is: the language model, and the page's own undamaged text on top of it.

A page repeats itself: the title stands in ``<title>``, the abstract's phrases come back in the body, names recur.
What stands undamaged in one place decides what is damaged in another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from math import exp, log

from cleaners.budget import Budget
from cleaners.chinese.language_model import Model
from cleaners.repair.edits import UNDECIDED
from cleaners.repair.shear.page.measure_words import counted

SPAN = 5  # characters of the longest n-gram taken from the page; the state of the search keeps one fewer
# By hand, with the costs of costs.py.
NONSENSE = -25.0  # log probability of what is no character
DOUBLED = -12.0  # log probability of a mark that cannot follow the one before it
# How far the page's own n-grams are trusted after a history of 0, 1, 2, 3, 4 characters.
_TRUST = (0.0, 0.08, 0.3, 0.55, 0.75)
_MAX_LEARNED = 60_000  # characters of a page that are learned from; more adds little and costs time
AN_ANSWER = 6  # steps of the budget for what is not remembered, measured with those of beam.py
_NO_PAIR = frozenset(first + second for first in "。,、;:" for second in "。,、;:")


def _count(folded: str, grams: Counter[str], histories: Counter[str], followers: dict[str, set[str]]) -> None:
    """Add the n-grams of a folded text, their histories, and what follows each character."""
    for first, second in pairwise(folded):
        followers.setdefault(first, set()).add(second)
    for n in range(2, SPAN + 1):
        found = [folded[i : i + n] for i in range(len(folded) - n + 1)]
        grams.update(found)
        histories.update(gram[:-1] for gram in found)


@cache
def _taught() -> tuple[Counter[str], Counter[str], dict[str, set[str]]]:
    """The counts that every page begins with: what is counted with which measure word."""
    counts: tuple[Counter[str], Counter[str], dict[str, set[str]]] = Counter(), Counter(), {}
    _count(counted(), *counts)
    return counts


class Scorer:
    """Log probability of a folded character after at most four others, on one page."""

    def __init__(self, model: Model, budget: Budget, sound: Iterable[str] = ()) -> None:
        self.model = model
        self._budget = budget
        grams, histories, followers = _taught()
        self._grams, self._histories = grams.copy(), histories.copy()
        self._followers = {char: set(chars) for char, chars in followers.items()}
        self._known: dict[str, float] = {}
        self._inner: dict[str, float] = {}
        self._learned = 0
        for text in sound:
            self.learn(text)

    def learn(self, folded: str) -> None:
        """Take the n-grams of folded text that is known to be right."""
        room = _MAX_LEARNED - self._learned
        if room <= 0 or not folded:
            return
        folded = folded[:room]
        self._learned += len(folded)
        _count(folded, self._grams, self._histories, self._followers)
        self._known.clear()
        self._inner.clear()

    def seen(self, char: str) -> frozenset[str]:
        """The characters that follow a folded character in the page's sound text."""
        return frozenset(self._followers.get(char, ()))

    def log(self, gram: str) -> float:
        """Log P(last character | those before it), of at most SPAN folded characters."""
        value = self._known.get(gram)
        if value is None:
            self._budget.take(AN_ANSWER)
            value = self._known[gram] = self._log(gram)
        return value

    def _log(self, gram: str) -> float:
        if gram[-1] == UNDECIDED:  # no character at all, or one for private use: the bytes were not these
            return NONSENSE
        if gram[-2:] == "\n\n":  # a run of white space counts as one
            return 0.0
        if gram[-2:] in _NO_PAIR:
            return DOUBLED
        value = self.model.log(gram[-4:])
        histories, grams = self._histories, self._grams
        for n in range(2, len(gram) + 1):
            part = gram[-n:]
            seen = histories.get(part[:-1])
            if not seen:
                break
            trust = _TRUST[n - 1] * seen / (seen + 0.5)
            value = log((1 - trust) * exp(value) + trust * grams.get(part, 0) / seen)
        return value

    def score(self, folded: str, history: str) -> float:
        """Log probability of folded text after folded history.

        Of a long text the part that does not see the history is remembered: every reading asks for it.
        """
        if len(folded) <= SPAN:
            return self._score(folded, history)
        inner = self._inner.get(folded)
        if inner is None:
            inner = self._inner[folded] = self._score(folded[SPAN - 1 :], folded[: SPAN - 1])
        return inner + self._score(folded[: SPAN - 1], history)

    def _score(self, folded: str, history: str) -> float:
        log, known = self.log, self._known
        if folded and history and folded[0] == history[-1] and folded[0] in "0a\n":
            folded = folded[1:]
        history = history[1 - SPAN :]
        text, total = history + folded, 0.0
        for i in range(len(history), len(text)):
            gram = text[i - SPAN + 1 : i + 1] if i >= SPAN else text[: i + 1]
            value = known.get(gram)
            total += log(gram) if value is None else value
        return total
