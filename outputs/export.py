"""Which records an export holds: of each page the newest, of an article's mirrors the one to be trusted most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from outputs import jsonl
from outputs.corpus.copies import Version, newest, standing_at
from outputs.formats import bibtex, csl, gbt7714, ris
from outputs.record_types import Record

FORMATS = ("csl", "bibtex", "ris", "gbt7714", "jsonl")


def chosen(data: Path, sites: Sequence[str] = ()) -> Iterator[Record]:
    """The records below ``data`` (``data/<site>/records*.jsonl``), one an article, in the order they were written.

    A first pass keeps a few words of each record, a second gives the chosen ones: memory is bound to their number,
    not to their text. Which versions count is told in ``outputs.corpus.copies``. Raises jsonl.TornLine.
    """
    best: dict[str, Version] = {}
    for version in newest(data, sites):
        if version.identity not in best or version.confidence > best[version.identity].confidence:
            best[version.identity] = version
    for copy in standing_at(data, sites, {version.place for version in best.values()}):
        yield copy.record


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


def write(stream: TextIO, records: Iterable[Record], form: str) -> int:
    """The records in a format of FORMATS; how many."""
    match form:
        case "csl":
            return csl.write(stream, records)
        case "bibtex":
            return bibtex.write(stream, records)
        case "ris":
            return ris.write(stream, records)
        case "gbt7714":
            return gbt7714.write(stream, records)
        case "jsonl":
            count = 0
            for count, record in enumerate(records, 1):  # noqa: B007
                stream.write(jsonl.line(record).decode())
            return count
    raise ValueError(f"no such format: {form}; there are {', '.join(FORMATS)}")
