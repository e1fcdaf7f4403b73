"""What of a record is searched, and the terms it is found by.

Text is folded first: width, case, accents and script do not matter, so that 關於 finds 关于 and ＳＥＯ finds seo.
Chinese has no blanks: each run of it gives every two characters that stand side by side, and its last character alone,
so that any one character begins some term. Words of other scripts are terms as they stand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise
from operator import add

from cleaners.chinese.character_forms import converter
from cleaners.chinese.characters import HAN
from outputs.record_types import Record

#: Inside of a character class: scripts without blanks between words: Han, kana without marks, Hangul.
_WIDE = HAN + "\u3005\u3041-\u3096\u30a1-\u30fa\u30fc-\u30fe\uac00-\ud7a3"
#: Inside of a negated class: what is no character of a word, or is a wide one.
_NO_WORD = rf"\W_{_WIDE}"
_RUN = re.compile(rf"(?P<wide>[{_WIDE}]+)|[^{_NO_WORD}]+")
_RUNS = re.compile(rf"(?:[{_WIDE}]|[^{_NO_WORD}])+")
#: Categories of characters that neither part words nor are part of them: accents, and marks that nobody sees.
_PASSED_OVER = ("Mn", "Me", "Cf")


class _Folding(dict[int, str]):
    """Code point → what it is folded to, each made when it is first asked for."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(char: str) -> str:
    if unicodedata.category(char) == "Cs":  # the half of a character, as an argument that is no UTF-8 gives it
        return "\ufffd"
    base = _bare(unicodedata.normalize("NFKD", char))
    # Taken apart for its accents only: a syllable of Hangul stays one.
    plain = base if base.isascii() else unicodedata.normalize("NFKC", char)
    simple = plain if plain.isascii() else str(converter("t2s").convert(plain))
    return _bare(simple.casefold())


def _bare(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char) not in _PASSED_OVER)


_FOLDING = _Folding()


def fold(text: str) -> str:
    """The text in one width, case and script, character by character, without accents.

    >>> fold("關於ＳＥＯ：Élan")
    '关于seo:elan'
    """
    return text.translate(_FOLDING)


def terms(folded: str) -> Iterator[str]:
    """The terms that a folded text is found by, in its order.

    >>> list(terms("数字经济与seo优化"))
    ['数字', '字经', '经济', '济与', '与', 'seo', '优化', '化']
    """
    for run in _RUN.finditer(folded):
        text = run[0]
        if run["wide"]:
            yield from map(add, text, [*text[1:], ""])
        else:
            yield text


def _joined(record: Record, *names: str) -> str:
    """Fields of a record as one text, a value a line."""
    values = [record.get(name, "") for name in names]
    parts = [part for value in values for part in (value if isinstance(value, list) else [value])]
    return "\n".join(str(part["name"] if isinstance(part, dict) else part) for part in parts if part)


#: Name of a field that is searched → its text of a record; in the order of what a hit in it is worth.
FIELDS: dict[str, Callable[[Record], str]] = {
    "title": lambda record: _joined(record, "title", "title_en"),
    "keywords": lambda record: _joined(record, "keywords", "keywords_en"),
    "authors": lambda record: _joined(record, "authors"),
    "journal": lambda record: _joined(record, "journal"),
    "abstract": lambda record: _joined(record, "abstract", "abstract_en"),
    "text": lambda record: _joined(record, "text"),
}


def phrases(words: str) -> list[str]:
    """What is asked for, folded and parted: each must stand in a record as it is.

    >>> phrases("數字 SEO优化, A/B")
    ['数字', 'seo优化', 'a', 'b']
    """
    return list(dict.fromkeys(_RUNS.findall(fold(words))))


def pattern(phrase: str) -> re.Pattern[str]:
    """What finds a phrase in folded text: a Chinese word anywhere, one of another script as a whole.

    >>> [bool(pattern("seo").search(text)) for text in ("做seo优化", "seoul")]
    [True, False]
    """
    before = "" if _is_wide(phrase[0]) else rf"(?<![^{_NO_WORD}])"
    after = "" if _is_wide(phrase[-1]) else rf"(?![^{_NO_WORD}])"
    return re.compile(before + re.escape(phrase) + after)


def is_one_term(phrase: str) -> bool:
    """Whether the records with the phrase are those with its terms: otherwise its text is to be looked at.

    >>> [is_one_term(phrase) for phrase in ("数", "数字", "数字化", "seo", "seo优")]
    [True, True, False, True, False]
    """
    [*runs] = _RUN.finditer(phrase)
    return len(runs) == 1 and (not runs[0]["wide"] or len(phrase) <= 2)


def expression(phrase: str) -> str:
    """What FTS5 is asked for: a record that has the phrase has these terms.

    >>> expression("数"), expression("数字化"), expression("seo")
    ('"数"*', '"数字" AND "字化"', '"seo"')
    """
    parts = []
    for run in _RUN.finditer(phrase):
        text = run[0]
        if not run["wide"]:
            parts.append(f'"{text}"')
        elif len(text) == 1:
            parts.append(f'"{text}"*')
        else:
            parts += [f'"{one}{other}"' for one, other in pairwise(text)]
    return " AND ".join(parts)


def _is_wide(char: str) -> bool:
    run = _RUN.match(char)
    return bool(run and run["wide"])
