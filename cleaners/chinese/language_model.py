"""A language model of Chinese, read from the file that ``build_language_model.py`` writes at install time.

It is mapped into memory, not parsed: opening takes milliseconds, and processes share it.

An n-gram of three characters or four is an entry only if it is one without its first character, too. So shorter n-grams
are looked up first: of those that the decoder of damaged text asks for most are no pair of the model, and that is
remembered by pair, whatever stands before it.
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
    unpack,
    word_key,
)
from cleaners.patterns import regex

PATH = Path(__file__).with_name("language_model.bin")
# Log probabilities, by hand.
_NO_WORD = -16.0  # a character that is no word
_NO_HAN = -4.0  # a mark or a number between words
UNKNOWN = -13.0  # a character the model has never met: rarer than the rarest it has
_MOST_REMEMBERED = 200_000  # pairs, by hand: a crawl that runs for years must not grow
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
        self._singles: dict[str, float] = {}
        self._rows: dict[str, tuple[dict[str, float], set[str]]] = {}
        self._remembered = 0  # pairs in all rows
        self._histories: dict[str, tuple[int, float]] = {}
        self._words: dict[str, float | None] = {}

    def fold(self, text: str) -> str:
        """The text as the model sees it: Simplified, half-width, runs of digits 0, of letters a, of space newline.

        >>> model().fold("從2007年起，用HTML")
        '从0年起,用a'
        """
        return _AGAIN.sub(r"\1", text.translate(self.fold_map))

    def log(self, gram: str) -> float:
        """Natural log of P(last character | those before it, at most three), of folded text.

        As ``after``, written out for one character.
        """
        char = gram[-1]
        if len(gram) == 1:
            return self._single(char)
        row = self._rows.get(gram[-2])
        pairs, entries = row if row and char in row[0] else self._pairs(gram[-2], char)
        value, found = pairs[char], char in entries
        for start in range(len(gram) - 3, -1, -1):
            history = gram[start:-1]
            key, backoff = self._histories.get(history) or self._history(history)
            if key < 0:  # no n-gram goes on from here, and none from a longer history
                break
            place = self._find(key << CHAR_BITS | ord(char) & CHAR_MASK) if found else -1
            found = place >= 0
            value = -STEP * self._logs[place] if found else backoff + value
        return value

    def after(self, history: str, chars: Sequence[str]) -> list[float]:
        """``log(history + char)`` of each of many characters, at less cost; the history is of at most three.

        >>> model().after("分", "词子") == [model().log("分词"), model().log("分子")]
        True
        """
        if not history:
            singles = self._singles
            missing = [char for char in chars if char not in singles]
            places = self._find_each(0, [ord(char) & CHAR_MASK for char in missing])
            for char, place in zip(missing, places, strict=True):
                singles[char] = -STEP * self._logs[place] if place >= 0 else UNKNOWN
            return [singles[char] for char in chars]
        pairs, entries = self._pairs(history[-1], chars)
        values = [pairs[char] for char in chars]
        found = [i for i, char in enumerate(chars) if char in entries] if len(history) > 1 else []
        for start in range(len(history) - 2, -1, -1):
            key, backoff = self._histories.get(history[start:]) or self._history(history[start:])
            if key < 0:  # as in ``log``
                break
            values = [backoff + value for value in values]
            if found:
                places = self._find_each(key, [ord(chars[i]) & CHAR_MASK for i in found])
                for i, place in zip(found, places, strict=True):
                    if place >= 0:
                        values[i] = -STEP * self._logs[place]
                found = [i for i, place in zip(found, places, strict=True) if place >= 0]
        return values

    def _single(self, char: str) -> float:
        """Log probability of a character without a history; remembered."""
        value = self._singles.get(char)
        if value is None:
            place = self._find(ord(char) & CHAR_MASK)
            value = self._singles[char] = -STEP * self._logs[place] if place >= 0 else UNKNOWN
        return value

    def _pairs(self, first: str, chars: Sequence[str]) -> tuple[dict[str, float], set[str]]:
        """``log`` of each character after the first, and with which of them it makes an entry; remembered."""
        if self._remembered > _MOST_REMEMBERED:
            self._rows.clear()
            self._remembered = 0
        row = self._rows.get(first)
        if row is None:
            row = self._rows[first] = ({}, set())
        pairs, entries = row
        missing = [char for char in chars if char not in pairs]
        if missing:
            self._remembered += len(missing)
            key, backoff = self._history(first)
            places = (
                self._find_each(key, [ord(char) & CHAR_MASK for char in missing]) if key >= 0 else [-1] * len(missing)
            )
            for char, place in zip(missing, places, strict=True):
                if place >= 0:
                    pairs[char] = -STEP * self._logs[place]
                    entries.add(char)
                else:
                    pairs[char] = backoff + self._single(char)
        return row

    def _history(self, history: str) -> tuple[int, float]:
        """The key of a history that the model has, and the log of what it leaves to the next shorter; else -1 and 0."""
        if len(self._histories) > 200_000:
            self._histories.clear()
        key = 0
        for char in history:  # as gram_key(), written out
            key = key << CHAR_BITS | ord(char) & CHAR_MASK
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
