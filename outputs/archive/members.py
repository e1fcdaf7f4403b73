"""An archive taken apart into its members, also where some of its bytes are not what was written.

A member is what one record was written as: gzipped by itself, or as it is in a file that is not compressed. After
damage the next place is looked for where a record plainly begins, so that what is lost is what was hit.
(Where a damaged record holds an archive itself, as a page's body, that may be one of its records.)
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

#: What every record begins with, and what every gzip member does (RFC 1952: ID1, ID2, deflate).
_RECORD, _GZIP = b"WARC/1.", b"\x1f\x8b\x08"
_HEAD_END = b"\r\n\r\n"
#: 18 digits are more than any disk holds; a number of thousands is damage, and more than ``int`` reads.
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.I | re.M)
#: Bytes read at a time, by hand: most records of a journal page are smaller.
_CHUNK = 1 << 14
#: Bytes fed at a time where as much as possible is to be had before the damage.
_CRUMB = 64
#: Bytes that a member holds at most: bodies of this archive had up to 32 MB until November 2026. A file that is one
#: gzip member is an archive as well, and can be larger: uncompressed it is read record by record.
MOST = 34 << 20
#: Bytes of an uncompressed record's headers at most, by hand; ours take some 500.
_LONGEST_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class Member:
    """A sound member: its bytes are [offset, end), ``content`` is what they decompress to."""

    offset: int
    end: int
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Damage:
    """A range [offset, end) that gives no record, and why. salvaged: what of it decompresses before it breaks off."""

    offset: int
    end: int
    why: str
    salvaged: bytes = field(default=b"", repr=False)

    def __str__(self) -> str:
        return f"bytes {self.offset} to {self.end} cannot be read ({self.why})"


def members(stream: BinaryIO) -> Iterator[Member | Damage]:
    """Every member of an archive in order, and every range between them that is none."""
    size, offset = stream.seek(0, 2), 0
    stream.seek(0)
    plain = stream.read(len(_RECORD)) == _RECORD
    while offset < size:
        found = _plain_at(stream, offset) if plain else _gzip_at(stream, offset)
        if isinstance(found, _Broken):
            end = _next_plain(stream, offset, size) if plain else _next_gzip(stream, offset, size)
            yield Damage(offset, end, found.why, found.salvaged)
            offset = end
        else:
            yield found
            offset = found.end


def member_at(stream: BinaryIO, offset: int) -> Member | Damage:
    """The member that begins at an offset, or why none does."""
    stream.seek(offset)
    plain = stream.read(len(_RECORD)) == _RECORD
    found = _plain_at(stream, offset) if plain else _gzip_at(stream, offset)
    return Damage(offset, offset, found.why, found.salvaged) if isinstance(found, _Broken) else found


def is_archive(stream: BinaryIO) -> bool:
    """Whether a file begins as an archive does, compressed or not.

    >>> from io import BytesIO
    >>> is_archive(BytesIO(b"WARC/1.0\\r\\n")), is_archive(BytesIO(b"<html>"))
    (True, False)
    """
    start = stream.read(4 * _CRUMB)
    if start.startswith(_GZIP):
        try:
            start = _inflate().decompress(start)
        except zlib.error:
            return False
    return start.startswith(_RECORD)


def content_length(head: bytes) -> int | None:
    """The bytes that a record's headers say it holds, None where they do not say it.

    >>> content_length(b"WARC/1.1\\r\\nContent-Length: 12"), content_length(b"WARC/1.1\\r\\nContent-Length: -12")
    (12, None)
    """
    length = _LENGTH.search(head)
    return int(length[1]) if length else None


@dataclass(frozen=True, slots=True)
class _Broken:
    """Why no member begins here, and what can be read of it all the same."""

    why: str
    salvaged: bytes = b""


def _gzip_at(stream: BinaryIO, offset: int) -> Member | _Broken:
    stream.seek(offset)
    inflate, parts, fed, held = _inflate(), list[bytes](), 0, 0
    while not inflate.eof:
        chunk = stream.read(_CHUNK)
        if not fed and not chunk.startswith(_GZIP):
            return _Broken("no record begins here")
        if not chunk:
            return _Broken("cut off by the end of the file", b"".join(parts))
        fed += len(chunk)
        try:
            parts.append(inflate.decompress(chunk, MOST + 1 - held))
        except zlib.error:
            return _Broken("altered: it does not decompress", _salvaged(stream, offset, fed))
        held += len(parts[-1])
        if held > MOST:
            return _Broken(f"a gzip member of more than {MOST >> 20} MB: decompress the file first", parts[0])
    content = b"".join(parts)
    if not content.startswith(_RECORD):
        return _Broken("no record begins here")
    return Member(offset, offset + fed - len(inflate.unused_data), content)


def _inflate() -> zlib._Decompress:
    return zlib.decompressobj(zlib.MAX_WBITS | 16)


def _salvaged(stream: BinaryIO, offset: int, size: int) -> bytes:
    """What the bytes from an offset decompress to, until they do not."""
    stream.seek(offset)
    inflate, parts, held = _inflate(), list[bytes](), 0
    for _ in range(0, size, _CRUMB):
        try:
            parts.append(inflate.decompress(stream.read(_CRUMB), MOST - held))
        except zlib.error:
            break
        held += len(parts[-1])
        if held == MOST:
            break
    return b"".join(parts)


def _next_gzip(stream: BinaryIO, after: int, size: int) -> int:
    """Where the next member begins that is a record's as far as its first bytes say; the file's size if none does."""
    offset = after
    while (offset := _find(stream, _GZIP, offset + 1)) >= 0:
        if _salvaged(stream, offset, 4 * _CRUMB).startswith(_RECORD):
            return offset
    return size


def _plain_at(stream: BinaryIO, offset: int) -> Member | _Broken:
    stream.seek(offset)
    head, found, _ = stream.read(_LONGEST_HEAD).partition(_HEAD_END)
    length = content_length(head)
    if not head.startswith(_RECORD) or not found or length is None:
        return _Broken("no record begins here", head if head.startswith(_RECORD) else b"")
    size = len(head) + length + 2 * len(_HEAD_END)
    if size > MOST:
        return _Broken(f"a record of more than {MOST >> 20} MB", head)
    stream.seek(offset)
    content = stream.read(size)
    if len(content) < size:
        return _Broken("cut off by the end of the file", content)
    if not content.endswith(_HEAD_END):
        return _Broken("altered: it does not end where it says", head)
    return Member(offset, offset + size, content)


def _next_plain(stream: BinaryIO, after: int, size: int) -> int:
    offset = _find(stream, _HEAD_END + _RECORD, after)
    return offset + len(_HEAD_END) if offset >= 0 else size


def _find(stream: BinaryIO, what: bytes, start: int) -> int:
    """Where some bytes come next, -1 if they do not."""
    stream.seek(start)
    window, at = b"", start
    while chunk := stream.read(_CHUNK):
        window += chunk
        if (found := window.find(what)) >= 0:
            return at + found
        kept = len(what) - 1
        at += max(len(window) - kept, 0)
        window = window[-kept:]
    return -1
