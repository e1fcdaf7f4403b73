"""Content encodings of an HTTP answer undone, piece by piece: no more is ever unpacked than may be kept.

A kilobyte of Brotli holds a gigabyte, and a gzip of a gzip more; so each layer gives pieces of a bounded size, and is
bounded as a whole. RFC 9110, section 8.4.1 names the encodings, RFC 1952 gzip, RFC 7932 Brotli, RFC 8878 zstd.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: Bytes of a piece that is unpacked at a time, by hand; Brotli's may be twice as long.
PIECE = 1 << 16
#: Encodings that may lie in one another, by hand: no page at hand has more than one, and a server that compresses what
#: a program behind it compressed has two.
NESTED = 2
#: Members of a gzip, or frames of a zstd, by hand: bgzip makes 256 of 16 MB. Each costs 20 µs, and 16 MB of empty ones
#: 38 s (November 2026).
MEMBERS = 4096
#: The window that a decoder of ``Content-Encoding: zstd`` has to have, 8 MB, and needs no more than (RFC 9659). A frame
#: may ask for 2 GB.
_ZSTD_WINDOW: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}


class Undecodable(Exception):
    """Why bytes are not what their encoding says, in half a sentence."""


class CutShort(Undecodable):
    """The encoding has no end."""

    def __init__(self) -> None:
        super().__init__("it is cut short")


class TooLarge(Undecodable):
    """More comes out than may. most: bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(f"is larger than {most / (1 << 20):.3g} MB")


class _Decompressor(Protocol):
    """What a library's own is made to look like; zstd's looks like it."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Inflate:
    """zlib's, which gives back what it has not looked at instead of keeping it."""

    def __init__(self, window: int) -> None:
        self.inflate = zlib.decompressobj(window)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self.inflate.eof

    @property
    def unused_data(self) -> bytes:
        return self.inflate.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece = self.inflate.decompress(self.inflate.unconsumed_tail + data, max_length)
        self.needs_input = not self.inflate.unconsumed_tail and len(piece) < max_length
        return piece


class _Deflate(_Inflate):
    """Deflate, with zlib's header as RFC 9110 has it or bare as some servers send it.

    The header's first byte ends in 8; a block of a bare one that begins so is of no compressor.
    """

    def __init__(self) -> None:
        super().__init__(zlib.MAX_WBITS)
        self.begun = False

    def decompress(self, data: bytes, max_length: int) -> bytes:
        if not self.begun and data:
            self.begun = True
            if data[0] & 0x0F != 8:
                self.inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        return super().decompress(data, max_length)


class _Brotli:
    """Brotli's. It takes what stands behind its end for damage, so nothing is ever left."""

    unused_data = b""

    def __init__(self) -> None:
        self.brotli = brotli.Decompressor()
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return bool(self.brotli.is_finished())

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece = bytes(self.brotli.process(data, output_buffer_limit=max_length))
        # It also says that it accepts more where it has read all, and not yet given back what that makes.
        self.needs_input = len(piece) < max_length and bool(self.brotli.can_accept_more_data())
        return piece


_KINDS: dict[str, Callable[[], _Decompressor]] = {
    "gzip": lambda: _Inflate(zlib.MAX_WBITS | 16),
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": lambda: zstd.ZstdDecompressor(options=_ZSTD_WINDOW),
}
_ALIASES = {"x-gzip": "gzip"}
_ERRORS = (zlib.error, brotli.error, zstd.ZstdError)

#: The encodings that can be undone, as ``Accept-Encoding`` says it.
ACCEPTED = ", ".join(_KINDS)


def undone(chunks: Iterable[bytes], encodings: Sequence[str], most: int, nested: int = NESTED) -> Iterator[bytes]:
    """The bytes behind a body's encodings, which are given in the order of their use; no layer is more than ``most``.

    >>> b"".join(undone([zlib.compress(b"text")], ["identity", "Deflate"], most=1000))
    b'text'
    >>> b"".join(undone([zlib.compress(bytes(2000))], ["deflate"], most=1000))
    Traceback (most recent call last):
    ...
    outputs.archive.encodings.TooLarge: is larger than 0.000954 MB

    Raises Undecodable: at once for encodings that are not known or too many, later for what they do not hold.
    """
    names = [_ALIASES.get(name, name) for name in map(str.lower, encodings) if name not in ("", "identity")]
    if unknown := [name for name in names if name not in _KINDS]:
        raise Undecodable(f"its encoding is {unknown[0][:40]}, and only {ACCEPTED} can be undone")
    if len(names) > nested:
        raise Undecodable(f"its answer is compressed more often than {nested} times")
    bounded = _bounded(chunks, most)
    for name in reversed(names):
        bounded = _bounded(_layer(bounded, name), most)
    return bounded


def _layer(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    start = _KINDS[name]
    stream, members = start(), 0
    try:
        for left in _sliced(chunks):
            members = members or 1
            while left or not (stream.eof or stream.needs_input):
                if stream.eof:
                    left = left.lstrip(b"\0")  # what gzip's users pad with
                    if not left:
                        break
                    members += 1
                    if members > MEMBERS:
                        raise Undecodable(f"its {name} is of more than {MEMBERS} parts")
                    stream = start()
                if piece := stream.decompress(left, PIECE):
                    yield piece
                left = stream.unused_data if stream.eof else b""
    except _ERRORS as error:
        raise Undecodable(f"its {name} is damaged ({error})") from error
    if members and not stream.eof:
        raise CutShort


def _sliced(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Small slices: what stands behind a member is copied for each member, and a member can be 20 bytes."""
    size = PIECE // 16
    for chunk in chunks:
        for start in range(0, len(chunk), size):
            yield chunk[start : start + size]


def _bounded(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise TooLarge(most)
        yield chunk
