"""Full-text search in ``corpus.db``: what is asked for, the records that have it, and where in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from outputs.formats import sqlite
from outputs.formats.terms import FIELDS, expression, fold, is_one_term, pattern, phrases
from outputs.record_types import Record

#: Characters of a snippet before its first mark, and in all: a line and a half of a terminal. By hand.
BEFORE, LENGTH = 20, 70


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found. snippet: a piece of its field, on one line; marks: start and end of what was asked for
    in it, in characters."""

    record: Record = field(repr=False)
    field: str
    snippet: str
    marks: tuple[tuple[int, int], ...]


def search(path: Path, words: str, field: str = "", limit: int | None = None) -> Iterator[Hit]:
    """The records of a ``corpus.db`` that have all the words, the best first: title before keywords, authors, journal,
    abstract and text; then by confidence.

    words: parted by blanks; each stands as it is in some field, Chinese anywhere, a word of another script as a whole,
    in whatever script, width or case. field: one of ``FIELDS``, "" for any. limit: how many at most.
    Raises ValueError for words without a letter or digit and for a field there is none of, FileNotFoundError,
    FormatError.
    """
    wanted = phrases(words)
    if not wanted:
        raise ValueError(f"nothing to search for in {words!r}: give a word")
    if field and field not in FIELDS:
        raise ValueError(f"no field {field} is searched; there are {', '.join(FIELDS)}")
    return islice(_hits(path, wanted, [field] if field else list(FIELDS)), limit)


def _hits(path: Path, wanted: Sequence[str], names: Sequence[str]) -> Iterator[Hit]:
    patterns = [pattern(phrase) for phrase in wanted]
    unsure = [pattern(phrase) for phrase in wanted if not is_one_term(phrase)]
    asked = " AND ".join(map(expression, wanted))
    query = f"{{{' '.join(names)}}} : ({asked})"
    # Powers of two: a field is worth more than all behind it.
    tiers = {f"{{{name}}} : ({asked})": 1 << n for n, name in enumerate(reversed(names))} if len(names) > 1 else {}
    with sqlite.opened(path) as db:
        for record in sqlite.ranked(db, query, tiers):
            texts = {name: FIELDS[name](record) for name in names}
            if unsure:
                folded = [fold(text) for text in texts.values()]
                if not all(any(map(each.search, folded)) for each in unsure):
                    continue
            yield _hit(record, texts, patterns)


def _hit(record: Record, texts: dict[str, str], patterns: Sequence[re.Pattern[str]]) -> Hit:
    """The record with a snippet of the field that has most of the words, the first of those that have as many."""
    found = {name: _places(text, patterns) for name, text in texts.items()}
    best = max(found, key=lambda name: len({number for _, _, number in found[name]}))
    snippet, marks = cut(texts[best], [(start, end) for start, end, _ in found[best]])
    return Hit(record, best, snippet, marks)


def _places(text: str, patterns: Sequence[re.Pattern[str]]) -> list[tuple[int, int, int]]:
    """Where the patterns stand in a text: start, end and which, in its order. Offsets are those of the text itself."""
    folded = fold(text)
    hits = [(*match.span(), n) for n, each in enumerate(patterns) for match in each.finditer(folded)]
    if not hits:
        return []
    origin = range(len(text) + 1) if len(folded) == len(text) and _one_to_one(text) else _origins(text)
    return sorted((origin[start], origin[end - 1] + 1, n) for start, end, n in hits)


def _one_to_one(text: str) -> bool:
    return all(len(fold(char)) == 1 for char in set(text))


def _origins(text: str) -> list[int]:
    """For each character of the folded text the offset of the one it was made from."""
    return [n for n, char in enumerate(text) for _ in fold(char)]


def cut(text: str, places: Sequence[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The piece of a text around the first of the places, on one line, and those of the places that lie in it.

    >>> cut("工会工作", [(0, 2)])
    ('工会工作', ((0, 2),))
    >>> cut("一" * 50 + "工会\\n" + "二" * 50, [(50, 52)])[0][18:26]
    '一一一工会 二二'
    """
    first = places[0][0] if places else 0
    start = first - BEFORE if first > BEFORE else 0
    end = start + LENGTH
    lead, tail = "…" * (start > 0), "…" * (end < len(text))
    piece = re.sub(r"\s", " ", text[start:end])
    inside = _apart((a, b) for a, b in places if a >= start and b <= end)
    return lead + piece + tail, tuple((a - start + len(lead), b - start + len(lead)) for a, b in inside)


def _apart(places: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
