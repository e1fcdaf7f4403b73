"""The language of a text: by counting characters, and only where that does not decide by a model."""

from __future__ import annotations

import re

from cleaners.chinese.characters import HAN
from cleaners.patterns import regex

SAMPLE = 400  # characters: counts are decided long before, and a model gains little from more

# Runs of characters: a run is found as fast as a character.
_HAN = regex(rf"[{HAN}]+")
_KANA = regex(r"[\u3041-\u30ff]+")
_HANGUL = regex(r"[\uac00-\ud7af]+")
_LETTERS = regex(r"[^\W\d_]+")
# A fifth of any English paragraph; no other language has so many of them.
_ENGLISH = frozenset(
    ("the", "of", "and", "to", "that", "is", "with", "for", "this", "are", "was", "were", "we", "by", "on")
)
_FOLDED = {"yue": "zh", "wuu": "zh"}
_NAMES = {"english": "en", "chinese": "zh", "eng": "en", "zho": "zh", "chi": "zh"}


def language(text: str, declared: str = "") -> str:
    """ISO 639-1 code of a text's language, ``""`` for a text without letters.

    declared: what the page says (``citation_language``); believed only where the text is too short to tell.

    >>> language("工会是群众组织，是党联系职工群众的桥梁。"), language("2016")
    ('zh', '')
    >>> language("Soil organic carbon was measured in two fields.")
    'en'
    >>> language("日本語の文章はかなを含む"), language("Der Boden wurde im Herbst gepflügt und dann gewalzt.")
    ('ja', 'de')
    """
    sample = text[:SAMPLE]
    letters = _count(_LETTERS, sample)
    if not letters:
        return _code(declared)
    han = _count(_HAN, sample)
    if _count(_KANA, sample) * 8 > letters:
        return "ja"
    if han * 2 > letters:
        return "zh" if _count(_HANGUL, sample) * 10 <= letters else "ko"
    if letters < 20:
        return _code(declared) or ("zh" if han else "")
    words = sample.lower().split()
    if 5 * sum(word in _ENGLISH for word in words) > len(words):
        return "en"
    import py3langid  # its model takes most of a second to load: only a text that nothing cheaper decides is worth it

    code = str(py3langid.classify(sample)[0])
    return _FOLDED.get(code, code)


def _count(runs: re.Pattern[str], text: str) -> int:
    """Characters of all the runs in a text."""
    return sum(map(len, runs.findall(text)))


def _code(declared: str) -> str:
    """A declared language as ISO 639-1: ``en-US``, ``English``, ``eng`` → ``en``.

    >>> _code("en-US"), _code("English"), _code("unknown tongue")
    ('en', 'en', '')
    """
    name = declared.strip().lower()
    name = _NAMES.get(name, re.split(r"[-_]", name)[0])
    return _FOLDED.get(name, name) if re.fullmatch(r"[a-z]{2,3}", name) else ""
