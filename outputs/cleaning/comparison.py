"""What cleaning again would change: each page's record as it is saved beside the one that would be written now."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypedDict

from outputs import jsonl
from outputs.outside.escapes import printable
from outputs.record_types import Content, Record

#: What becomes of a page. changed: another version of its record. same: none, for it says the same. added: a record
#: where there was none. rejected: it gave a record, which stays, and would give none. none: no record, now as before.
#: failed: it could not be cleaned. missing: it gave a record, which is not among the saved ones.
Kind = Literal["changed", "same", "added", "rejected", "none", "failed", "missing"]

#: Examples of each field, and of each kind of page that are named. By hand: what a person reads of it.
EXAMPLES = 10
#: Characters of an example that are shown, and how many of them stand before the first that differs. By hand: two
#: such texts fit on a line of a wide terminal or on two of a narrow one.
SHOWN, BEFORE = 60, 12
#: Fields that are compared: what makes a version, and whose record it is.
FIELDS = ("id", *Content.__annotations__)
#: Named for a record that has another version though every field says the same, as where a newer release adds one.
FORM = "form"
_NAMED: tuple[Kind, ...] = ("added", "rejected", "failed", "missing")

Values = Mapping[str, object]


class Example(TypedDict):
    """A field of a record as saved and as it would be, each shortened to where they differ."""

    url: str
    before: str
    after: str


class Named(TypedDict):
    """A page, and what is to be said of it: its title, or why there is no record."""

    url: str
    said: str


class Field(TypedDict):
    """How many records would have another value of a field, and examples."""

    records: int
    examples: list[Example]


def changed_fields(saved: Values, now: Values) -> tuple[str, ...]:
    """The fields in which two records differ, in their order. One that a record lacks is an empty one.

    >>> changed_fields({"title": "旧", "authors": []}, {"title": "新", "cleaner": "0.2"})
    ('title',)
    """
    return tuple(name for name in FIELDS if (saved.get(name) or None) != (now.get(name) or None)) or (FORM,)


def example(saved: object, now: object) -> tuple[str, str]:
    r"""Two values of a field as a person reads them, each from shortly before where they part, on one line.

    >>> example(["甲", "乙"], ["甲", "丙"])
    ('甲; 乙', '甲; 丙')
    >>> example("一二三四五六七八九十" * 4 + "旧", "一二三四五六七八九十" * 4 + "新\x1b[31m")
    ('…九十一二三四五六七八九十旧', '…九十一二三四五六七八九十新<1B>[31m')
    """
    one, other = readable(saved), readable(now)
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(same - BEFORE, 0)
    return _window(one, start), _window(other, start)


def readable(value: object) -> str:
    """A value of a record on one line: a text as it is, the parts of a list joined, an object by what it has.

    >>> readable([{"name": "王一", "affiliations": ["甲大学"], "corresponding": False}])
    '{"name": "王一", "affiliations": ["甲大学"]}'
    """
    if isinstance(value, list):
        return "; ".join(map(readable, value))
    if isinstance(value, Mapping):
        return printable(json.dumps({name: part for name, part in value.items() if part}, ensure_ascii=False))
    return "" if value is None else printable(str(value))


def _window(text: str, start: int) -> str:
    shown = text[start : start + SHOWN]
    return ("…" if start else "") + shown + ("…" if start + SHOWN < len(text) else "")


@dataclass(slots=True)
class Comparison:
    """The outcome of each page, the last one where a page is cleaned twice, and examples.

    outcomes: URL → kind, and the fields that would change. examples: field → those of it. named: what is told of pages.
    """

    outcomes: dict[str, tuple[Kind, tuple[str, ...]]] = field(default_factory=dict)
    examples: dict[str, list[Example]] = field(default_factory=dict)
    named: dict[Kind, list[Named]] = field(default_factory=dict)

    def changed(self, url: str, saved: Values, now: Values) -> None:
        """Take a page whose record would have another version."""
        self._take_back(url)
        fields = changed_fields(saved, now)
        self.outcomes[url] = "changed", fields
        for name in fields:
            if len(found := self.examples.setdefault(name, [])) < EXAMPLES:
                before, after = example(saved.get(name), now.get(name))
                found.append({"url": url, "before": before, "after": after})

    def other(self, url: str, kind: Kind, said: str = "") -> None:
        """Take a page of another kind. said: its title, or the reason why there is no record."""
        self._take_back(url)
        self.outcomes[url] = kind, ()
        if kind in _NAMED and len(found := self.named.setdefault(kind, [])) < EXAMPLES:
            found.append({"url": url, "said": _window(printable(said), 0)})

    def count(self, kind: Kind) -> int:
        """How many pages are of a kind."""
        return sum(outcome == kind for outcome, _ in self.outcomes.values())

    def fields(self) -> dict[str, Field]:
        """Each field that would change, the most frequent first."""
        tally = Counter(name for _, names in self.outcomes.values() for name in names)
        ordered = sorted(tally, key=lambda name: (-tally[name], name))
        return {name: {"records": tally[name], "examples": self.examples.get(name, [])} for name in ordered}

    def _take_back(self, url: str) -> None:
        """Forget what was said of a page before."""
        if url in self.outcomes:
            for examples in self.examples.values():
                examples[:] = [each for each in examples if each["url"] != url]
            for named in self.named.values():
                named[:] = [each for each in named if each["url"] != url]


class Saved:
    """The records of a data folder, each to be had by URL and version. Where they are is looked up when first asked."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._places: dict[str, tuple[int, Path, int]] | None = None

    def record(self, url: str, version: int) -> Record | None:
        """The newest record of a URL, if it is this version; None where there is no such one. Raises TornLine."""
        return self._read(url) if self._place(url)[0] == version else None

    def newest(self, url: str) -> Record | None:
        """The newest record of a URL, None where there is none. Raises TornLine."""
        return self._read(url) if self._place(url)[0] else None

    def _place(self, url: str) -> tuple[int, Path, int]:
        if self._places is None:
            self._places = self._look_up()
        return self._places.get(url, (0, self.data, 0))

    def _read(self, url: str) -> Record:
        _, path, offset = self._place(url)
        with path.open("rb") as stream:
            stream.seek(offset)
            record: Record = json.loads(stream.readline())
        return record

    def _look_up(self) -> dict[str, tuple[int, Path, int]]:
        places: dict[str, tuple[int, Path, int]] = {}
        for path in sorted(self.data.glob("*/records*.jsonl")):
            for offset, record in jsonl.placed(path):
                url, version = str(record.get("url")), record.get("version", 1)
                if isinstance(version, int) and version >= places.get(url, (0, path, 0))[0]:
                    places[url] = (version, path, offset)
        return places
