"""JSON Lines: one record a line, UTF-8, LF. What the crawl's shards, ``scrapy clean`` and every reader share."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from outputs.outside.escapes import in_json


class TornLine(ValueError):
    """A line that is no JSON object: where it is and why, in one sentence."""


def line(record: Mapping[str, object]) -> bytes:
    r"""A record as one line, its line feed included.

    Raises ValueError for NaN and infinity, which JSON has no form for. A lone surrogate, which UTF-8 has no form for,
    becomes U+FFFD; two that make a pair become the character they stand for.

    >>> line({"title": "净刊\u2028"}).decode()
    '{"title":"净刊\\u2028"}\n'
    >>> line({"text": "\ud83d\ude00\ud800"}).decode()
    '{"text":"😀�"}\n'
    """
    text = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    text = in_json(text) + "\n"  # C1 and direction, and where str.splitlines ends a line
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def sound(record: Mapping[str, object]) -> dict[str, Any]:
    r"""The record as a reader of its line gets it, for formats that refuse a lone surrogate.

    >>> sound({"text": "a\ud800"})
    {'text': 'a�'}
    """
    read_back: dict[str, Any] = json.loads(line(record))
    return read_back


def write(stream: BinaryIO, records: Iterable[Mapping[str, object]]) -> int:
    """Write records to a binary stream, one a line; how many were written."""
    count = 0
    for record in records:
        stream.write(line(record))
        count += 1
    return count


def read(path: Path) -> Iterator[dict[str, object]]:
    """The records of a file, one at a time.

    Raises TornLine, naming file and line, where a line is no JSON object or the last one was cut short.
    """
    with path.open("rb") as stream:
        yield from parsed(stream, path)


def placed(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    """The records of a file, each with the byte at which its line begins. Raises TornLine as ``read`` does."""
    offset = 0
    with path.open("rb") as stream:
        for number, raw in enumerate(stream, 1):
            yield offset, _record(raw, path, number)
            offset += len(raw)


def parsed(lines: Iterable[bytes], path: Path) -> Iterator[dict[str, object]]:
    """The records of the lines of a file, however it was opened. Raises TornLine as ``read`` does."""
    for number, raw in enumerate(lines, 1):
        yield _record(raw, path, number)


def _record(raw: bytes, path: Path, number: int) -> dict[str, object]:
    try:
        record = json.loads(raw)
    except ValueError as error:
        raise TornLine(f"{path}:{number}: not JSON: {error}") from error
    if not isinstance(record, dict):
        raise TornLine(f"{path}:{number}: a record is a JSON object, this is a {type(record).__name__}")
    if not raw.endswith(b"\n"):
        raise TornLine(f"{path}:{number}: the last line was cut short (no line feed at its end)")
    return record
