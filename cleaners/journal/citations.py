"""The marks in the body that cite the reference list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaners.article import Citation, Reference, Section
from cleaners.chinese.characters import fold
from cleaners.patterns import regex

# [1] · ［1-3］ · 〔2，5〕
_CITE = regex(r"[\[［〔](\d{1,3}(?:\s*[-–—~～,，、]\s*\d{1,3})*)[\]］〕]")


def cite(sections: Sequence[Section], references: Sequence[Reference]) -> tuple[Citation, ...]:
    """The bracketed marks in the text that name entries of the list; a mark that names none is no citation.

    >>> refs = (Reference("[1]甲", "[1]"), Reference("[2]乙", "[2]"), Reference("[3]丙", "[3]"))
    >>> cite((Section(0, "", ("如前所述[1-2]，区间为[0,9]。",)),), refs)
    (Citation(mark='[1-2]', section=0, paragraph=0, references=(0, 1)),)
    """
    places = {number: i for i, r in reversed(list(enumerate(references))) if (number := _digits(r.mark))}
    if not places:
        return ()
    out = []
    for s, section in enumerate(sections):
        for p, paragraph in enumerate(section.paragraphs):
            if "[" not in paragraph and "［" not in paragraph and "〔" not in paragraph:
                continue
            for found in _CITE.finditer(paragraph):
                named = _range(fold(found[1]))
                if named and all(n in places for n in named):
                    out.append(Citation(found[0], s, p, tuple(places[n] for n in named)))
    return tuple(out)


def _digits(mark: str) -> int:
    number = re.search(r"\d+", fold(mark))
    return int(number[0]) if number else 0


def _range(text: str) -> list[int]:
    """1-3,5 → 1, 2, 3, 5; an empty list for what is no rising range."""
    numbers: list[int] = []
    for part in re.split(r"[,，、]", text):
        ends = [int(n) for n in re.findall(r"\d+", part)]
        if len(ends) == 2 and not 0 < ends[1] - ends[0] < 60:
            return []
        numbers += range(ends[0], ends[-1] + 1) if ends else []
    return numbers
