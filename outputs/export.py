"""Which records an export holds: of each page the newest, of an article's mirrors the one to be trusted most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, TypeGuard, TypeVar

from outputs import jsonl
from outputs.formats import bibtex, csl, csv, gbt7714, ris
from outputs.record_types import IDENTIFYING, Record, is_record, is_tombstone

Line = TypeVar("Line")

#: Formats that are text, and those that only a file can hold.
TEXTS = ("csl", "bibtex", "ris", "gbt7714", "jsonl", "csv")
FILES = ("parquet", "sqlite")
FORMATS = (*TEXTS, *FILES)


def chosen(data: Path, sites: Sequence[str] = ()) -> Iterator[Record]:
    """The records below ``data`` (``data/<site>/records*.jsonl``), one an article, in the order they were written.

    A first pass keeps a few words of each record, a second gives the chosen ones: memory is bound to their number,
    not to their text. A page that went away (its tombstone is younger) is left out. Raises jsonl.TornLine.
    """
    folders = [data / site for site in sites] if sites else sorted(p for p in data.glob("*") if p.is_dir())
    paths = [path for folder in folders for path in sorted(folder.glob("records*.jsonl"))]
    gone: dict[str, str] = {}
    for folder in folders:
        for path in sorted(folder.glob("tombstones*.jsonl")):
            for stone in _lines(path, is_tombstone):
                gone[stone["url"]] = max(gone.get(stone["url"], ""), stone.get("run", ""))
    newest: dict[str, tuple[tuple[str, str, int], str, float, tuple[int, int]]] = {}
    for p, path in enumerate(paths):
        for n, record in enumerate(_lines(path, is_record)):
            url = record["url"]
            age = (record.get("run", ""), record.get("fetched", ""), record.get("version", 1))
            if url in gone and gone[url] >= record.get("run", ""):
                continue
            if url not in newest or age >= newest[url][0]:
                confidence = record.get("quality", {}).get("confidence", 0.0)
                newest[url] = (age, record["id"], confidence, (p, n))
    best: dict[str, tuple[float, tuple[int, int]]] = {}
    for _, identity, confidence, place in newest.values():
        if identity not in best or confidence > best[identity][0]:
            best[identity] = (confidence, place)
    wanted = {place for _, place in best.values()}
    for p, path in enumerate(paths):
        for n, record in enumerate(_lines(path, is_record)):
            if (p, n) in wanted:
                yield record


def _lines(path: Path, is_line: Callable[[Mapping[str, object]], TypeGuard[Line]]) -> Iterator[Line]:
    """The records, or tombstones, of a file. Raises TornLine where one does not say whose it is."""
    for number, line in enumerate(jsonl.read(path), 1):
        if not is_line(line):
            lacks = next(name for name in IDENTIFYING if not isinstance(line.get(name), str))
            raise jsonl.TornLine(f"{path}:{number}: no record: it has no {lacks}, or one that is no text")
        yield line


@contextmanager
def whole(path: Path) -> Iterator[TextIO]:
    """A text file to write for a block: it appears when all of it is there, or not at all."""
    part = path.with_name(path.name + ".tmp")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_file(path: Path, records: Iterable[Record], form: str) -> int:
    """The records as a file in a format of FORMATS, whole or not at all; how many.

    Raises FormatError where the format cannot take a record or needs what is not installed, OSError.
    """
    # Here, not above: every command loads this module.
    match form:
        case "parquet":
            from outputs.formats import parquet

            return parquet.write(path, records)
        case "sqlite":
            from outputs.formats import sqlite

            return sqlite.write(path, records)
    with whole(path) as stream:
        return write(stream, records, form)


def write(stream: TextIO, records: Iterable[Record], form: str) -> int:
    """The records in a format of TEXTS, to a stream that translates no line ends; how many."""
    match form:
        case "csl":
            return csl.write(stream, records)
        case "bibtex":
            return bibtex.write(stream, records)
        case "ris":
            return ris.write(stream, records)
        case "gbt7714":
            return gbt7714.write(stream, records)
        case "csv":
            return csv.write(stream, records)
        case "jsonl":
            count = 0
            for count, record in enumerate(records, 1):  # noqa: B007
                stream.write(jsonl.line(record).decode())
            return count
    raise ValueError(f"no such format: {form}; there are {', '.join(TEXTS)}")
