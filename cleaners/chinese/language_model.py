"""A language model of Chinese, read from the file that ``build_language_model.py`` writes at install time.

It is mapped into memory, not parsed: opening takes milliseconds, and processes share it.
"""

from __future__ import annotations

import mmap
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from cleaners.chinese.characters import FIRST_HAN, LAST_HAN
from cleaners.chinese.model_format import (
    CHAR_BITS,
    CHAR_MASK,
    LONGEST_WORD,
    ORDER,
    STEP,
    Entries,
    gram_key,
    unpack,
    word_key,
)
from cleaners.patterns import regex

PATH = Path(__file__).with_name("language_model.bin")
# Log probabilities, by hand.
_NO_WORD = -16.0  # a character that is no word
_NO_HAN = -4.0  # a mark or a number between words
_UNKNOWN = -13.0  # a character the model has never met: rarer than the rarest it has
_AGAIN = regex(r"([0a\n])\1+")


class Model:
    """Log probabilities of characters after up to three others, all in folded form (see ``fold``)."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError) as error:
            raise RuntimeError(
                f"the language model {path} cannot be read ({error}): it is built when jingkan is installed; "
                "run `pip install -e .` in the checkout, or "
                "`python -m cleaners.chinese.build_language_model` with its path"
            ) from error
        try:
            parts = unpack(data)
        except ValueError as error:
            raise RuntimeError(
                f"{path} is no language model that can be used ({error}): install jingkan again"
            ) from error
        entries = Entries(parts.starts, parts.fingerprints)
        self._find, self._find_each = entries.find, entries.find_each
        self._logs: memoryview = parts.logs
        self._backoffs: memoryview = parts.backoffs
        self.fold_map: dict[int, int] = dict(zip(parts.sources, parts.targets, strict=True))
        self._known: dict[str, float] = {}
        self._histories: dict[str, tuple[int, float]] = {}
        self._words: dict[str, float | None] = {}

    def fold(self, text: str) -> str:
        """The text as the model sees it: Simplified, half-width, runs of digits 0, of letters a, of space newline.

        >>> model().fold("從2007年起，用HTML")
        '从0年起,用a'
        """
        return _AGAIN.sub(r"\1", text.translate(self.fold_map))

    def log(self, gram: str) -> float:
        """Natural log of P(last character | those before it, at most three), of folded text."""
        known = self._known
        value = known.get(gram)
        if value is None:
            if len(known) > 400_000:  # bounded: a crawl that runs for years must not grow
                known.clear()
            value = known[gram] = self._log(gram)
        return value

    def _log(self, gram: str) -> float:
        total = 0.0
        known, histories, logs = self._known, self._histories, self._logs
        while len(gram) > 1:
            history = histories.get(gram[:-1])
            if history is None:
                history = self._history(gram[:-1])
            key, backoff = history
            if key >= 0:  # else no n-gram goes on from here
                place = self._find(key << CHAR_BITS | ord(gram[-1]) & CHAR_MASK)
                if place >= 0:
                    return total - STEP * logs[place]
                total += backoff
            gram = gram[1:]
            value = known.get(gram)
            if value is not None:
                return total + value
        place = self._find(ord(gram) & CHAR_MASK)
        return total - STEP * logs[place] if place >= 0 else total + _UNKNOWN

    def after(self, history: str, chars: Sequence[str]) -> list[float]:
        """``log(history + char)`` of each of many characters, at less cost: for a look-up that is itself remembered.

        >>> model().after("分", "词子") == [model().log("分词"), model().log("分子")]
        True
        """
        if not history:
            return [self.log(char) for char in chars]
        key, backoff = self._histories.get(history) or self._history(history)
        if key < 0:
            return self.after(history[1:], chars)
        places, logs = self._find_each(key, [ord(char) & CHAR_MASK for char in chars]), self._logs
        absent = [char for char, place in zip(chars, places, strict=True) if place < 0]
        shorter = iter(self.after(history[1:], absent))
        return [-STEP * logs[place] if place >= 0 else backoff + next(shorter) for place in places]

    def _history(self, history: str) -> tuple[int, float]:
        """The key of a history that the model has, and the log of what it leaves to the next shorter; else -1 and 0."""
        if len(self._histories) > 200_000:
            self._histories.clear()
        key: int = gram_key(ord(char) & CHAR_MASK for char in history)
        place = self._find(key)
        found = (key, -STEP * self._backoffs[place]) if place >= 0 else (-1, 0.0)
        self._histories[history] = found
        return found

    def word(self, word: str) -> float | None:
        """Log probability of a folded word among all words, None for what is none."""
        place = self._find(word_key(map(ord, word)))
        return -STEP * self._logs[place] if place >= 0 else None

    def words(self, text: str) -> float:
        """Log probability of folded text as a row of words, of its likeliest division.

        >>> model().words("提高专科疼痛") > model().words("提高校科疼痛")
        True
        """
        known, first, last = self._words, FIRST_HAN, LAST_HAN
        best = [0.0]
        for end in range(1, len(text) + 1):
            char = text[end - 1]
            if not first <= char <= last:
                best.append(best[-1] + _NO_HAN)
                continue
            top = best[-1] + _NO_WORD
            for start in range(end - 1, max(-1, end - 1 - LONGEST_WORD), -1):
                word = text[start:end]
                value = known.get(word, 1.0)
                if value == 1.0:
                    if len(known) > 200_000:
                        known.clear()
                    value = known[word] = self.word(word)
                if value is not None and best[start] + value > top:
                    top = best[start] + value
            best.append(top)
        return best[-1]

    def score(self, text: str, history: str = "") -> float:
        """Log probability of folded text after folded history (its last three characters count)."""
        history = history[-(ORDER - 1) :]
        text, first = history + text, len(history)
        log = self.log
        return sum(log(text[max(0, i - ORDER + 1) : i + 1]) for i in range(first, len(text)))


@cache
def model() -> Model:
    """The one model, opened when first asked for."""
    return Model(PATH)
