"""How likely a text is: the language model, and the page's own undamaged text on top of it.

A page repeats itself: the title stands in ``<title>``, the abstract's phrases come back in the body, names recur.
What stands undamaged in one place decides what is damaged in another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cache
from itertools import pairwise
from math import exp, log
from typing import Any, TypeVar

from cleaners.budget import Budget
from cleaners.chinese.language_model import Model
from cleaners.chinese.model_format import ORDER
from cleaners.repair.edits import UNDECIDED
from cleaners.repair.shear.page.measure_words import counted

SPAN = 5  # characters of the longest n-gram taken from the page; the state of the search keeps one fewer
# By hand, with the costs of costs.py.
NONSENSE = -25.0  # log probability of what is no character
DOUBLED = -12.0  # log probability of a mark that cannot follow the one before it
# How far the page's own n-grams are trusted after a history of 0, 1, 2, 3, 4 characters.
_TRUST = (0.0, 0.08, 0.3, 0.55, 0.75)
_MAX_LEARNED = 60_000  # characters of a page that are learned from; more adds little and costs time
_MOST_RANKED = 20_000  # rankings that are remembered, of ten candidates each; by hand
AN_ANSWER = 6  # steps of the budget for what is not remembered, measured with those of beam.py
_Ranked = TypeVar("_Ranked")
# What needs no model. Of private use or no character at all: the bytes were not these.
_ALWAYS = {UNDECIDED: NONSENSE}
# The same by the character before: a run of white space counts as one, of two such marks one is wrong.
_RULED = {"\n": _ALWAYS | {"\n": 0.0}} | dict.fromkeys("。,、;:", _ALWAYS | dict.fromkeys("。,、;:", DOUBLED))


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
        self._ranked: dict[Hashable, Any] = {}
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
        self._ranked.clear()

    def once(self, question: Hashable, answer: Callable[[], _Ranked]) -> _Ranked:
        """What was answered to a question since the page last taught, else what ``answer`` gives.

        A page asks again in each line, and in a line that is decoded again once the page is proven.
        """
        try:
            found: _Ranked = self._ranked[question]
        except KeyError:
            if len(self._ranked) >= _MOST_RANKED:
                self._ranked.clear()
            found = self._ranked[question] = answer()
        return found

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

    def each(self, history: str, chars: Sequence[str]) -> list[float]:
        """``log(history + char)`` of each of many characters after at most SPAN - 1: at less cost, in as many steps."""
        known, grams = self._known, [history + char for char in chars]
        fresh = dict.fromkeys(gram for gram in grams if gram not in known)
        if fresh:
            self._budget.take(AN_ANSWER * len(fresh))
            known.update(zip(fresh, self._after(history, [gram[-1] for gram in fresh]), strict=True))
        return [known[gram] for gram in grams]

    def _after(self, history: str, chars: Sequence[str]) -> list[float]:
        """The model's answer for each character, corrected by the page from the shortest history to the longest."""
        values = self.model.after(history[1 - ORDER :], chars)
        histories, grams = self._histories, self._grams
        for n in range(1, len(history) + 1):
            last = history[-n:]
            seen = histories.get(last)
            if not seen:
                break
            trust = _TRUST[n] * seen / (seen + 0.5)
            rest = 1 - trust
            values = [
                log(rest * exp(value) + trust * grams.get(last + char, 0) / seen)
                for value, char in zip(values, chars, strict=True)
            ]
        ruled = _RULED.get(history[-1:], _ALWAYS)
        return [ruled.get(char, value) for value, char in zip(values, chars, strict=True)]

    def _log(self, gram: str) -> float:
        """As ``_after``, written out for one character."""
        ruled = _RULED.get(gram[-2:-1], _ALWAYS).get(gram[-1])
        if ruled is not None:
            return ruled
        value = self.model.log(gram[-ORDER:])
        histories, grams = self._histories, self._grams
        for start in range(len(gram) - 2, -1, -1):
            seen = histories.get(gram[start:-1])
            if not seen:
                break
            trust = _TRUST[len(gram) - 1 - start] * seen / (seen + 0.5)
            value = log((1 - trust) * exp(value) + trust * grams.get(gram[start:], 0) / seen)
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
