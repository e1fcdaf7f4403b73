"""Blocks of a page + its record → what became of each: kept in which field, removed by which step, or neither.

The record alone is asked. A text is the same whatever its script, the width of its signs, its case and its white
space, as the pipeline folds them. What is not found again is said to be neither, never guessed at.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, NamedTuple

from outputs.corpus.merging.folding import folded
from outputs.record_types import Record
from outputs.report.review.blocks import HEAD, PageBlock

Fate = Literal["kept", "removed", "neither"]


class Run(NamedTuple):
    """A stretch of a block that had one fate. what: the field it is kept in, or the number, as text, of its removal.

    mend: the number of the repair that restored it, -1 where none did.
    """

    text: str
    fate: Fate = "neither"
    what: str = ""
    mend: int = -1


@dataclass(frozen=True, slots=True)
class Aligned:
    """A block with what became of it, its runs in order; together they are its text."""

    block: PageBlock
    runs: tuple[Run, ...]


class Account(NamedTuple):
    """Characters of a page's blocks by their fate, white space and what stands in its head apart."""

    kept: int = 0
    removed: int = 0
    neither: int = 0

    @property
    def share(self) -> float:
        """The share that is accounted for, 1.0 of a page without text.

        >>> Account(kept=80, removed=15, neither=5).share
        0.95
        """
        return (self.kept + self.removed) / sum(self) if sum(self) else 1.0


def account(aligned: Sequence[Aligned]) -> Account:
    """How much of a page is accounted for."""
    counts = {"kept": 0, "removed": 0, "neither": 0}
    for each in aligned:
        if each.block.kind != HEAD:
            for run in each.runs:
                counts[run.fate] += len("".join(run.text.split()))
    return Account(**counts)


def align(blocks: Sequence[PageBlock], record: Record) -> tuple[Aligned, ...]:
    """Each block with what became of it.

    >>> record = {"title": "浅说", "text": "分词是第一步。", "removed": [{"text": "彩票", "step": "banner"}]}
    >>> page = [PageBlock("彩票"), PageBlock("淺 說"), PageBlock("分词是第一步。"), PageBlock("回首页")]
    >>> [(run.fate, run.what) for each in align(page, record) for run in each.runs]
    [('removed', '0'), ('kept', 'title'), ('kept', 'text'), ('neither', '')]
    """
    keys = [_key(block.text) for block in blocks]
    claims = _Removed(blocks, keys).claims(record)
    kept = _Kept(record)
    aligned = []
    for block, key, taken in zip(blocks, keys, claims, strict=True):
        spans = sorted([*taken, *kept.spans(key, taken)])
        if block.kind == HEAD:
            kept.cursor = 0  # a description is no reading of the text
        aligned.append(Aligned(block, tuple(_runs(block, len(key), spans))))
    return tuple(aligned)


class _Span(NamedTuple):
    """A stretch of a key and its fate."""

    start: int
    end: int
    fate: Fate
    what: str


def _key(text: str) -> str:
    """What a text is looked for by; as long as the text without its white space."""
    squeezed = "".join(folded(text).split())
    lower = squeezed.lower()
    return lower if len(lower) == len(squeezed) else squeezed


# ---- removed ----

_TRIED = 50  # blocks that begin with the same line and are compared in full, by hand


class _Removed:
    """The blocks of a page by their first lines, while removals are found among them."""

    def __init__(self, blocks: Sequence[PageBlock], keys: Sequence[str]) -> None:
        self.blocks, self.keys = blocks, keys
        self.lines = [
            [_key(line) for line in block.text.split("\n")] if "\n" in block.text else [key]
            for block, key in zip(blocks, keys, strict=True)
        ]
        self.spans: list[list[_Span]] = [[] for _ in blocks]
        self.waiting: dict[tuple[str, str], deque[int]] = {}
        for number, block in enumerate(blocks):
            for where in ("", block.where):
                self.waiting.setdefault((where, self.lines[number][0]), deque()).append(number)

    def claims(self, record: Record) -> list[list[_Span]]:
        """For each block the stretches of it that were removed, in order."""
        loose: list[tuple[str, str, str]] = []
        for number, removal in enumerate(record.get("removed", [])):
            lines, where, place = [_key(line) for line in removal["text"].split("\n")], removal.get("where", ""), 0
            while place < len(lines):
                block = self._whole(lines, place, where if place == 0 else "")
                if block is None:
                    loose.append((str(number), lines[place], where))
                    place += 1
                    continue
                self.spans[block].append(_Span(0, len(self.keys[block]), "removed", str(number)))
                place += len(self.lines[block])
        self._parts(loose)
        return [sorted(spans) for spans in self.spans]

    def _whole(self, lines: Sequence[str], place: int, where: str) -> int | None:
        """The first block, still there, that is these lines as a whole: the one at the place named, if it is."""
        for name in (where, "") if where else ("",):
            queue = self.waiting.get((name, lines[place]), deque())
            while queue and self.spans[queue[0]]:
                queue.popleft()
            for number in islice(queue, _TRIED):
                if not self.spans[number] and self.lines[number] == lines[place : place + len(self.lines[number])]:
                    return number
        return None

    def _parts(self, loose: Sequence[tuple[str, str, str]]) -> None:
        """Claim what was taken out of a block that stayed."""
        if not loose:
            return
        left = [number for number, spans in enumerate(self.spans) if not spans and self.keys[number]]
        at: dict[str, list[int]] = {}
        starts, length = list[int](), 0
        for number in left:
            at.setdefault(self.blocks[number].where, []).append(number)
            starts.append(length)
            length += len(self.keys[number]) + 1
        whole = "\n".join(self.keys[number] for number in left)
        for what, line, where in loose:
            if not line:
                continue
            if any(self._part(number, line, what) for number in at.get(where, [])[:_TRIED]):
                continue
            found = whole.find(line) if len(line) > 1 else -1
            for _ in range(_TRIED):
                if found < 0 or self._part(left[bisect_right(starts, found) - 1], line, what):
                    break
                found = whole.find(line, found + 1)

    def _part(self, number: int, line: str, what: str) -> bool:
        start = self.keys[number].find(line)
        end = start + len(line)
        if start < 0 or any(span.start < end and start < span.end for span in self.spans[number]):
            return False
        self.spans[number].append(_Span(start, end, "removed", what))
        return True


# ---- kept ----

#: Fields with a text of their own, or a list of them; the longest value first wherever several are in one line.
_FIELDS = (
    "title", "title_en", "affiliations", "journal", "year", "volume", "issue", "pages", "doi", "issn", "cn", "clc",
    "document_code", "article_number", "funding", "biographies", "site_tags", "keywords", "keywords_en", "abstract",
    "abstract_en", "pdf_url",
)  # fmt: skip
_DATES = ("received", "revised", "accepted", "published")
#: Shorter values are in any line: they count where a longer one is, or nothing but them. By hand: 1, 12, 甲, 王伟.
_SHORT = 4
#: A stretch of the text as short as this is the text only where it goes on, or as a line of its own. By hand.
_TELLING = 8
_SENTENCE = re.compile(r"[^。！？；!?;]+[。！？；!?;]*")


class _Kept:
    """What a record keeps, in the form it is looked for, and how far its text was read."""

    def __init__(self, record: Record) -> None:
        text = record.get("text", "")
        self.text, self.cursor = _key(text), 0
        self.lines = {_key(line) for line in text.split("\n")} - {""}
        self.values = sorted(_values(record), key=lambda pair: -len(pair[0]))
        self.whole: dict[str, str] = {}
        for value, name in self.values:
            self.whole.setdefault(value, name)
        self.long = [(value, name) for value, name in self.values if len(value) >= _SHORT]
        self.short = [(value, name) for value, name in self.values if len(value) < _SHORT]
        self.dates = [(pattern, name) for name in _DATES if (pattern := _date(str(record.get(name) or "")))]
        self.joint = "\n".join(value for value, _ in self.long)
        self.starts = [0]
        for value, _ in self.long:
            self.starts.append(self.starts[-1] + len(value) + 1)

    def spans(self, key: str, taken: Sequence[_Span]) -> Iterator[_Span]:
        """What of a key is kept, outside of what was taken."""
        place = 0
        for start, end in [*((span.start, span.end) for span in taken), (len(key), len(key))]:
            if key[place:start]:
                for span in self._found(key[place:start]):
                    yield span._replace(start=span.start + place, end=span.end + place)
            place = max(place, end)

    def _found(self, key: str) -> list[_Span]:
        if name := self.whole.get(key) or self._in_text(key):
            return [_Span(0, len(key), "kept", name)]
        spans = list[_Span]()
        for pattern, name in self.dates:  # before the year, which is part of them
            if found := pattern.search(key):
                _claim(spans, found.start(), len(found[0]), name)
        for value, name in self.long:
            _claim(spans, key.find(value), len(value), name)
        for start, end in _gaps(key, spans):
            for piece in _SENTENCE.finditer(key, start, end):
                if name := self._in_text(piece[0]) or self._in_value(piece[0]):
                    _claim(spans, piece.start(), len(piece[0]), name)
        if spans or len(key) <= _SHORT * len(self.short):  # a line of names, or of numbers beside the journal's
            for value, name in self.short:
                if found := re.search(rf"(?<![0-9a-z]){re.escape(value)}(?![0-9a-z])", key):
                    _claim(spans, found.start(), len(value), name)
        return spans

    def _in_text(self, key: str) -> str:
        """``text`` where the text says this, from where it was read to if it says it there."""
        if len(key) < _TELLING:
            found = self.cursor if self.text.startswith(key, self.cursor) else -1
            if found < 0 and key not in self.lines:
                return ""
        elif (found := self.text.find(key, self.cursor)) < 0 and key not in self.text:
            return ""
        if found >= 0:
            self.cursor = found + len(key)
        return "text"

    def _in_value(self, key: str) -> str:
        """The field that says this beside other things."""
        found = self.joint.find(key) if len(key) >= _TELLING else -1
        return self.long[bisect_right(self.starts, found) - 1][1] if found >= 0 else ""


def _values(record: Record) -> Iterator[tuple[str, str]]:
    """(key, field) of every value of a record but its text."""
    found: list[tuple[object, str]] = [(author["name"], "authors") for author in record.get("authors", [])]
    found += [(entry["raw"], "references") for entry in record.get("references", [])]
    for name in _FIELDS:
        value = record.get(name) or ""
        found += [(each, name) for each in (value if isinstance(value, list) else [value])]
    for value, name in found:
        if key := _key(str(value)):
            yield key, name


def _date(iso: str) -> re.Pattern[str] | None:
    """A date as a page may write it. A time may follow, for white space is gone.

    >>> date, texts = _date("2013-04-09"), ("日期:2013年4月9日", "2013-04-0905:12", "2013-4-19", "2013-4-91")
    >>> [bool(date and date.search(text)) for text in texts]
    [True, True, False, False]
    """
    if not re.fullmatch(r"\d{4}(?:-\d\d){0,2}", iso):
        return None
    year, *rest = iso.split("-")
    parts = (part if part[0] != "0" else rf"(?:{part}|{part[1]}(?!\d))" for part in rest)
    end = "" if rest else r"(?!\d)"
    return re.compile(rf"(?<!\d){year}" + "".join(rf"[年月./-]{part}" for part in parts) + end + "[年月日]?")


def _claim(spans: list[_Span], start: int, length: int, name: str) -> None:
    if start >= 0 and all(span.end <= start or start + length <= span.start for span in spans):
        spans.append(_Span(start, start + length, "kept", name))


def _gaps(key: str, spans: Sequence[_Span]) -> list[tuple[int, int]]:
    gaps, place = [], 0
    for span in [*sorted(spans), _Span(len(key), len(key), "neither", "")]:
        if place < span.start:
            gaps.append((place, span.start))
        place = max(place, span.end)
    return gaps


# ---- runs ----


def _runs(block: PageBlock, length: int, spans: Sequence[_Span]) -> Iterator[Run]:
    """A block cut where its fate changes, and around each repair. length: of its key."""
    if len(spans) == 1 and spans[0].start == 0 and spans[0].end == length and not block.mends:
        yield Run(block.text, spans[0].fate, spans[0].what)
        return
    places: Sequence[int] = range(length)
    if length < len(block.text):
        places = [place for place, char in enumerate(block.text) if not char.isspace()]
    stretches = _joined(block.text, [(places[s.start], places[s.end - 1] + 1, s.fate, s.what) for s in spans if s.end])
    cuts = {0, len(block.text)}
    for start, end, _, _ in stretches:
        cuts |= {start, end}
    for mend in block.mends:
        cuts |= {mend.start, mend.end}
    taken_out = [mend for mend in block.mends if mend.start == mend.end]
    put_in = [mend for mend in block.mends if mend.start < mend.end]
    ordered, at, over = sorted(cuts), 0, 0
    for start, end in zip(ordered, [*ordered[1:], ordered[-1]], strict=True):
        while at < len(stretches) and stretches[at][1] <= start:
            at += 1
        fate: Fate = "neither"
        what = ""
        if at < len(stretches) and stretches[at][0] <= start:
            _, _, fate, what = stretches[at]
        while taken_out and taken_out[0].start == start:
            yield Run("", fate, what, taken_out.pop(0).number)
        if start < end:
            while over < len(put_in) and put_in[over].end <= start:
                over += 1
            mended = over < len(put_in) and put_in[over].start <= start
            yield Run(block.text[start:end], fate, what, put_in[over].number if mended else -1)


_Stretch = tuple[int, int, Fate, str]


def _joined(text: str, stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """Stretches of one fate with nothing but white space between them are one."""
    joined: list[_Stretch] = []
    for start, end, fate, what in stretches:
        if joined and joined[-1][2:] == (fate, what) and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end, fate, what)
        else:
            joined.append((start, end, fate, what))
    return joined
