"""Which records count: of every page the newest version, unless the page is gone; all copies of an article.

The one owner of that rule: the corpus takes the copies, an export one of each article (``outputs.export.chosen``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self, TypeGuard, TypeVar

from cleaners.html.addresses import parts
from outputs import jsonl
from outputs.record_types import IDENTIFYING, Record, is_record, is_tombstone

Line = TypeVar("Line")

_OPEN = 64  # files that a shelf keeps open; by hand, far below what a process may have


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
    """Where a record stands: its file, and the byte in it where its line begins."""

    file: Path
    offset: int

    @property
    def site(self) -> str:
        """The folder below ``data`` that holds the file."""
        return self.file.parent.name


class Version(NamedTuple):
    """The newest version of a page, without its text.

    url: of the page. age: the run, the time of fetching and the version, in the order in which they decide. identity:
    the record's id.
    """

    url: str
    age: tuple[str, str, int]
    identity: str
    confidence: float
    place: Place


def host_of(url: str) -> str:
    """The host of a page, in lower case, without its port; ``""`` where it has none.

    >>> host_of("http://WWW.A.example:8080/1"), host_of("http://[")
    ('www.a.example', '')
    """
    return parts(url).hostname or ""


def copies(data: Path, sites: Sequence[str] = ()) -> Iterator[Copy]:
    """The newest version of every page below ``data`` (``data/<site>/records*.jsonl``), in the order they were written.

    sites: only these; all without. A page that went away (its tombstone is as young, or younger) is left out. A first
    reading keeps a few words of each record: memory is bound to their number, not to their text. Raises jsonl.TornLine.
    """
    return standing_at(version.place for version in newest(data, sites))


def newest(data: Path, sites: Sequence[str] = ()) -> list[Version]:
    """The newest version of every page that is there still. Raises jsonl.TornLine."""
    gone: dict[str, str] = {}
    for folder in _folders(data, sites):
        for path in sorted(folder.glob("tombstones*.jsonl")):
            for _, stone in _lines(path, is_tombstone):
                gone[stone["url"]] = max(gone.get(stone["url"], ""), stone.get("run", ""))
    found: dict[str, Version] = {}
    for path in _shards(data, sites):
        for offset, record in _lines(path, is_record):
            url, run = record["url"], record.get("run", "")
            age = (run, record.get("fetched", ""), record.get("version", 1))
            if url in gone and gone[url] >= run:
                continue
            if url not in found or age >= found[url].age:
                confidence = record.get("quality", {}).get("confidence", 0.0)
                found[url] = Version(url, age, record["id"], confidence, Place(path, offset))
    return list(found.values())


def standing_at(places: Iterable[Place]) -> Iterator[Copy]:
    """The records at these places, those of one file in their order in it. Raises jsonl.TornLine."""
    for path, there in groupby(sorted(places), lambda place: place.file):
        with path.open("rb") as stream:
            yield from (_at(stream, place) for place in there)


class Shelf:
    """Records by their places, in any order; the files stay open. Use it in a ``with``."""

    def __init__(self) -> None:
        self._streams: dict[Path, BinaryIO] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        for stream in self._streams.values():
            stream.close()

    def copy(self, place: Place) -> Copy:
        """The copy at a place. Raises jsonl.TornLine, OSError."""
        stream = self._streams.get(place.file)
        if stream is None:
            if len(self._streams) == _OPEN:
                self._streams.pop(next(iter(self._streams))).close()
            stream = self._streams[place.file] = place.file.open("rb")
        return _at(stream, place)


def _at(stream: BinaryIO, place: Place) -> Copy:
    stream.seek(place.offset)
    for record in jsonl.parsed([stream.readline()], place.file):
        if is_record(record):
            return Copy(place.site, record)
    raise jsonl.TornLine(f"{place.file}: changed while it was read, at byte {place.offset}: try again")


def _folders(data: Path, sites: Sequence[str]) -> list[Path]:
    return [data / site for site in sites] if sites else sorted(path for path in data.glob("*") if path.is_dir())


def _shards(data: Path, sites: Sequence[str]) -> list[Path]:
    return [path for folder in _folders(data, sites) for path in sorted(folder.glob("records*.jsonl"))]


def _lines(path: Path, is_line: Callable[[Mapping[str, object]], TypeGuard[Line]]) -> Iterator[tuple[int, Line]]:
    """The records, or tombstones, of a file, each with the byte at which it begins.

    Raises TornLine where one does not say whose it is.
    """
    for number, (offset, line) in enumerate(jsonl.placed(path), 1):
        if not is_line(line):
            lacks = next(name for name in IDENTIFYING if not isinstance(line.get(name), str))
            raise jsonl.TornLine(f"{path}:{number}: no record: it has no {lacks}, or one that is no text")
        yield offset, line
