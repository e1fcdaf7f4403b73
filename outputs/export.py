"""Which records an export holds: of each page the newest, of an article's mirrors the one to be trusted most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from outputs import jsonl
from outputs.corpus.copies import Version, newest, standing_at
from outputs.files import whole_file
from outputs.formats import bibtex, csl, csv, gbt7714, ris
from outputs.outside.escapes import bare
from outputs.record_types import Record

#: Formats that are text, and those that only a file can hold.
TEXTS = ("csl", "bibtex", "ris", "gbt7714", "jsonl", "csv")
FILES = ("parquet", "sqlite")
FORMATS = (*TEXTS, *FILES)


def chosen(data: Path, sites: Sequence[str] = ()) -> Iterator[Record]:
    """The records below ``data`` (``data/<site>/records*.jsonl``), one an article, in the order they were written.

    A first pass keeps a few words of each record, a second gives the chosen ones: memory is bound to their number,
    not to their text. Which versions count is told in ``outputs.corpus.copies``. Raises jsonl.TornLine.
    """
    best: dict[str, Version] = {}
    for version in newest(data, sites):
        if version.identity not in best or version.confidence > best[version.identity].confidence:
            best[version.identity] = version
    for copy in standing_at(version.place for version in best.values()):
        yield copy.record


def write_file(path: Path, records: Iterable[Record], form: str) -> int:
    """The records as a file in a format of FORMATS, whole or not at all; how many.

    Raises FormatError where the format cannot take a record or needs what is not installed, OSError.
    """
    # Here, not above: every command loads this module.
    match form:
        case "parquet":
            from outputs.formats import parquet

            return parquet.write(path, map(bare, records))
        case "sqlite":
            from outputs.formats import sqlite

            return sqlite.write(path, map(bare, records))
    with whole_file(path) as part, part.open("w", encoding="utf-8", newline="\n") as stream:
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
