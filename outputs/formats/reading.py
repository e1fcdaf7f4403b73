"""Any output → its records: what a file is, is told from its first bytes; what a folder holds, from the names in it."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

from outputs import jsonl
from outputs.formats import FormatError, jsonl_zst, parquet, sqlite
from outputs.formats.shard_set import whole_set
from outputs.record_types import Record, is_record

#: Name of a corpus' database in its folder.
DATABASE = "corpus.db"


def read(path: Path) -> Iterator[Record]:
    """The records of a file or a folder; nothing is opened before the first is asked for.

    A folder is a site's (``records*.jsonl``: every version, as it was written) or a corpus, of whose forms, which hold
    the same, the first there is is read. Raises FileNotFoundError, FormatError, jsonl.TornLine.
    """
    if path.is_dir():
        yield from chain.from_iterable(reader(part) for reader, part in _of_folder(path))
    else:
        yield from _reader(path)(path)


def _of_folder(folder: Path) -> Iterable[tuple[Callable[[Path], Iterator[Record]], Path]]:
    if lines := sorted(folder.glob("records*.jsonl")) + sorted(folder.glob("records*.jsonl.gz")):
        return [(_reader(path), path) for path in lines]
    if documents := whole_set(folder, jsonl_zst.STEM, jsonl_zst.SUFFIX):
        return [(jsonl_zst.read, path) for path in documents]
    for place in (folder / "data", folder):
        if shards := whole_set(place, parquet.STEM, parquet.SUFFIX):
            return [(parquet.read, path) for path in shards]
    if (folder / DATABASE).is_file():
        return [(sqlite.read, folder / DATABASE)]
    raise FileNotFoundError(
        f"{folder} holds no records: no records*.jsonl, records-*.jsonl.zst, train-*.parquet, {DATABASE}"
    )


def _reader(path: Path) -> Callable[[Path], Iterator[Record]]:
    """What reads a file that begins as this one does; what begins as none of the others is lines of JSON."""
    with path.open("rb") as stream:
        begins = stream.read(16)
    for mark, reader in _MARKS.items():
        if begins.startswith(mark):
            return reader
    return _plain


def _plain(path: Path) -> Iterator[Record]:
    yield from _records(path, jsonl.read(path))


def _gzipped(path: Path) -> Iterator[Record]:
    try:
        with gzip.open(path, "rb") as stream:
            yield from _records(path, jsonl.parsed(stream, path))
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise FormatError(f"{path} is damaged or was cut short: {error}") from error


def _records(path: Path, lines: Iterable[dict[str, object]]) -> Iterator[Record]:
    for number, line in enumerate(lines, 1):
        record = jsonl_zst.from_document(line)
        if not is_record(record):
            raise jsonl.TornLine(f"{path}:{number}: no record: it has no id or no url")
        yield record


_MARKS: dict[bytes, Callable[[Path], Iterator[Record]]] = {
    b"SQLite format 3\0": sqlite.read,
    b"PAR1": parquet.read,
    b"\x28\xb5\x2f\xfd": jsonl_zst.read,
    b"\x1f\x8b": _gzipped,
}
