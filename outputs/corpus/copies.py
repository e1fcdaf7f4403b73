"""Which records count: of every page the newest version, unless the page is gone; all copies of an article.

The one owner of that rule: the corpus takes the copies, an export one of each article (``outputs.export.chosen``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeGuard, TypeVar

from outputs import jsonl
from outputs.record_types import IDENTIFYING, Record, is_record, is_tombstone

Line = TypeVar("Line")


@dataclass(frozen=True)
class Copy:
    """An article as one page has it. site: the folder below ``data`` that holds the record.

    offset: where the record's archive has the page, None where nobody asked the state (``state.pages.offset``), which
    alone knows.
    """

    site: str
    record: Record
    offset: int | None = field(default=None, compare=False)


class Place(NamedTuple):
    """Where a record stands: the number of its file among those read, and of its line in it, both from 0."""

    file: int
    line: int


class Version(NamedTuple):
    """The newest version of a page, without its text.

    age: the run, the time of fetching and the version, in the order in which they decide. identity: the record's id.
    """

    age: tuple[str, str, int]
    identity: str
    confidence: float
    place: Place


def copies(data: Path, sites: Sequence[str] = ()) -> Iterator[Copy]:
    """The newest version of every page below ``data`` (``data/<site>/records*.jsonl``), in the order they were written.

    sites: only these; all without. A page that went away (its tombstone is as young, or younger) is left out. The files
    are read twice: memory is bound to the number of records, not to their text. Raises jsonl.TornLine.
    """
    yield from standing_at(data, sites, {version.place for version in newest(data, sites)})


def newest(data: Path, sites: Sequence[str] = ()) -> list[Version]:
    """The newest version of every page that is there still. Raises jsonl.TornLine."""
    gone: dict[str, str] = {}
    for folder in _folders(data, sites):
        for path in sorted(folder.glob("tombstones*.jsonl")):
            for stone in _lines(path, is_tombstone):
                gone[stone["url"]] = max(gone.get(stone["url"], ""), stone.get("run", ""))
    found: dict[str, Version] = {}
    for file, path in enumerate(_shards(data, sites)):
        for line, record in enumerate(_lines(path, is_record)):
            url, run = record["url"], record.get("run", "")
            age = (run, record.get("fetched", ""), record.get("version", 1))
            if url in gone and gone[url] >= run:
                continue
            if url not in found or age >= found[url].age:
                confidence = record.get("quality", {}).get("confidence", 0.0)
                found[url] = Version(age, record["id"], confidence, Place(file, line))
    return list(found.values())


def standing_at(data: Path, sites: Sequence[str], places: Collection[Place]) -> Iterator[Copy]:
    """The records at these places of the same files, in the order they were written. Raises jsonl.TornLine."""
    for file, path in enumerate(_shards(data, sites)):
        for line, record in enumerate(_lines(path, is_record)):
            if (file, line) in places:
                yield Copy(path.parent.name, record)


def _folders(data: Path, sites: Sequence[str]) -> list[Path]:
    return [data / site for site in sites] if sites else sorted(path for path in data.glob("*") if path.is_dir())


def _shards(data: Path, sites: Sequence[str]) -> list[Path]:
    return [path for folder in _folders(data, sites) for path in sorted(folder.glob("records*.jsonl"))]


def _lines(path: Path, is_line: Callable[[Mapping[str, object]], TypeGuard[Line]]) -> Iterator[Line]:
    """The records, or tombstones, of a file. Raises TornLine where one does not say whose it is."""
    for number, line in enumerate(jsonl.read(path), 1):
        if not is_line(line):
            lacks = next(name for name in IDENTIFYING if not isinstance(line.get(name), str))
            raise jsonl.TornLine(f"{path}:{number}: no record: it has no {lacks}, or one that is no text")
        yield line
