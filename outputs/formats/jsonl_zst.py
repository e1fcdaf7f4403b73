"""Records as ``records-*.jsonl.zst``, documents in the form that builders of corpora share, and back.

A document has Dolma's names, which datatrove reads too: ``id``, ``text``, ``source``, ``url``, ``added``, ``created``,
``language``, and ``metadata`` with the rest of the record (github.com/allenai/dolma, docs/data-format.md).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypedDict

from outputs import jsonl
from outputs.formats import FormatError
from outputs.formats.shard_set import new_set
from outputs.record_types import Record, is_record

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

STEM, SUFFIX = "records", ".jsonl.zst"
#: Bytes of lines a file holds, before they are compressed to about a fifth: by hand, a minute's work of one process.
SHARD_BYTES = 256 << 20
#: The fields of a record that a document has under their own name and ``metadata`` does not repeat.
_OWN = ("id", "text", "url", "language")


class Document(TypedDict):
    """A line of the files. added: when the page was fetched; created: when the article appeared, as far as known."""

    id: str
    text: str
    source: str
    url: str
    added: str
    created: str
    language: str
    metadata: dict[str, Any]


def document(record: Record) -> Document:
    """A record in Dolma's names; what it lacks is ``""``.

    >>> made = document({"id": "url:1", "url": "http://a.example/", "text": "文", "year": "2016", "title": "题"})
    >>> made["created"], made["source"], made["metadata"]
    ('2016', 'jingkan', {'year': '2016', 'title': '题'})
    """
    return {
        "id": record["id"],
        "text": record.get("text", ""),
        "source": record.get("site", "jingkan"),
        "url": record["url"],
        "added": record.get("fetched", ""),
        "created": record.get("published", "") or record.get("year", ""),
        "language": record.get("language", ""),
        "metadata": {name: value for name, value in record.items() if name not in _OWN},
    }


def from_document(line: Mapping[str, Any]) -> dict[str, Any]:
    """The record that a document was made from. A line without ``metadata`` is a record as it is.

    >>> from_document({"id": "url:1", "text": "文", "source": "jingkan", "metadata": {"title": "题"}})
    {'id': 'url:1', 'text': '文', 'title': '题'}
    """
    if not isinstance(metadata := line.get("metadata"), dict):
        return dict(line)
    return {**{name: line[name] for name in _OWN if name in line}, **metadata}


def write(folder: Path, records: Iterable[Record], shard_bytes: int = SHARD_BYTES) -> int:
    """The records as a set of files in a folder that has none, whole or not at all; how many records.

    Raises FileExistsError, and what the records raise.
    """
    count = size = 0
    with new_set(folder, STEM, SUFFIX) as following, ExitStack() as current:
        stream = current.enter_context(zstd.open(following(), "wb"))
        stream.write(b"")  # a file without a record is a whole one, too
        for count, record in enumerate(records, 1):  # noqa: B007
            line = jsonl.line(document(record))
            if size and size + len(line) > shard_bytes:
                current.close()
                stream, size = current.enter_context(zstd.open(following(), "wb")), 0
            stream.write(line)
            size += len(line)
    return count


def read(path: Path) -> Iterator[Record]:
    """The records of one file, of documents or of records. Raises FormatError where it is damaged, and TornLine."""
    try:
        with zstd.open(path, "rb") as stream:
            for number, line in enumerate(jsonl.parsed(stream, path), 1):
                record = from_document(line)
                if not is_record(record):
                    raise FormatError(f"{path}:{number}: no record: it has no id or no url")
                yield record
    except (EOFError, zstd.ZstdError) as error:
        raise FormatError(f"{path} is damaged or was cut short: {error}") from error
