"""Looking afterwards: whether anything of what was taken down is still to be found in the data folder."""

from __future__ import annotations

import gzip
import html
import json
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Protocol

from cleaners.patterns import regex
from outputs.archive.members import Damage
from outputs.archive.reader import salvaged_url, scan
from outputs.formats.reading import read
from outputs.record_types import Record
from outputs.takedown.loose_files import Kind, files_below, line_goes, manifest_without
from outputs.takedown.matching import Gone

#: Bytes of a file searched at a time, and how many of them again: longer than any address.
_CHUNK, _OVERLAP = 1 << 20, 1 << 13


@dataclass(frozen=True, slots=True)
class Trace:
    """A file that holds something of what was taken down, or may. said: what and where, and what to do about it."""

    file: str
    said: str


class Readable(Protocol):
    """A file, compressed or not."""

    def read(self, size: int, /) -> bytes:
        """So many bytes at most; none at the end."""


def traces(data: Path, gone: Sequence[Gone]) -> list[Trace]:
    """Every file that still holds something of these takedowns, or of which that cannot be told."""
    found = list[Trace]()
    for name, kind in files_below(data):
        try:
            found += [Trace(name, said) for said in dict.fromkeys(_traces(data / name, kind, gone))]
        except OSError as error:
            found.append(Trace(name, f"could not be read ({error.strerror or error}), so it may hold it"))
    return found


def _traces(path: Path, kind: Kind, gone: Sequence[Gone]) -> Iterator[str]:
    if kind is Kind.ARCHIVE:
        yield from _in_archive(path, gone)
    elif kind is Kind.LINES:
        with path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if any(line_goes(each, line) for each in gone):
                    yield f"holds a line of it, number {number}"
    elif kind is Kind.LOG:
        with path.open("rb") as stream:
            if _any_mentions(stream, gone):
                yield "names it"
    elif kind is Kind.MANIFEST:
        if any(_manifest_names(each, path.read_bytes()) for each in gone):
            yield "names it"
    elif kind is Kind.CORPUS:
        yield from _in_records(path, gone)
    elif kind is Kind.OTHER and (_mentions(path, gone) or _says_in_escapes(path, gone)):
        yield "names it: delete it, or make it anew if it is an export or a copy"


def _in_archive(path: Path, gone: Sequence[Gone]) -> Iterator[str]:
    with path.open("rb") as raw:
        for found in scan(path):
            if isinstance(found, Damage):
                raw.seek(found.offset)
                parts = chain([found.salvaged], _windows(raw, found.end - found.offset))
                sure = "they name it" if _any_mentions(parts, gone) else "they may hold it"
                url = salvaged_url(found)
                of = f" (it was {url})" if url else ""
                yield (
                    f"{found}{of}, and {sure}: put the file back from a backup and forget again, or delete the file,"
                    " which loses the other pages in it"
                )
            elif any(each.covers(url) for url in found.names for each in gone):
                yield f"still holds a {found.type} of it at byte {found.offset}: forget it again"
            elif found.page_digest and any(found.page_digest in each.digests for each in gone):
                yield f"holds the very same page under another address: forget {found.url}, too, if it should go"


def _in_records(path: Path, gone: Sequence[Gone]) -> Iterator[str]:
    """What a file of the corpus, or an export of its form, says of it: its pages stand there compressed."""
    try:
        for record in read(path):
            if any(each.covers(url) for url in _pages_of(record) for each in gone):
                yield "holds a record of it: delete it, or make it anew if it is an export or a copy"
    except ValueError as error:
        yield f"could not be read ({error}), so it may hold it"


def _pages_of(record: Record) -> Iterator[str]:
    """Every page that a record was made of."""
    yield record["url"]
    yield from (copy["url"] for copy in record.get("copies", ()))


def _manifest_names(gone: Gone, content: bytes) -> bool:
    try:
        manifest = json.loads(content)
    except ValueError:
        return gone.mentioned(content)
    return bool(manifest_without(gone, manifest) != manifest)


def _mentions(path: Path, gone: Sequence[Gone]) -> bool:
    """Whether any other file says an address of it, as it is or when it is decompressed."""
    with path.open("rb") as stream:
        compressed = stream.read(2) == b"\x1f\x8b"
        stream.seek(0)
        if _any_mentions(_windows(stream), gone):
            return True
    if not compressed:
        return False
    try:
        with gzip.open(path) as unpacked:
            return _any_mentions(_windows(unpacked), gone)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return True  # it cannot be told: named rather than passed over


#: Files in which an address may stand in escapes: what a report is made of, its copies, and what is exported from it.
_ESCAPED = (".html", ".htm", ".js", ".json", ".svg", ".xml")
_IN_JSON = re.compile(r"\\u([0-9a-f]{4})|\\(/)", re.I)


def _says_in_escapes(path: Path, gone: Sequence[Gone]) -> bool:
    """Whether a page or a script says an address of it by the escapes of HTML or JSON."""
    if not path.name.lower().endswith(_ESCAPED):
        return False
    with path.open("rb") as stream:
        return _any_mentions(map(unescaped, _windows(stream)), gone)


#: &#9999999999;: no character has such a number, and of 4 300 digits Python makes no number at all.
_NO_CHARACTER = regex(r"&#[0-9]{9,};?")


def unescaped(window: bytes) -> bytes:
    r"""Bytes of a page or a script with the escapes of HTML and of JSON undone.

    >>> unescaped(rb"http://a.example/?a=1&amp;b=2 http:\/\/a.example\/\u007Eb").decode()
    'http://a.example/?a=1&b=2 http://a.example/~b'
    >>> unescaped(b"&#" + b"9" * 5000 + b";&#22269;").decode()
    '国'
    """
    text = html.unescape(_NO_CHARACTER.sub("", window.decode("utf-8", "replace")))
    return _IN_JSON.sub(lambda found: found[2] or chr(int(found[1], 16)), text).encode("utf-8", "replace")


def _any_mentions(parts: Iterable[bytes], gone: Sequence[Gone]) -> bool:
    return any(each.mentioned(part) for part in parts for each in gone)


def _windows(stream: Readable, size: int = sys.maxsize) -> Iterator[bytes]:
    """So many bytes of a file from where it stands, in parts that overlap."""
    window = b""
    while size > 0 and (chunk := stream.read(min(_CHUNK, size))):
        size -= len(chunk)
        window = window[-_OVERLAP:] + chunk
        yield window
