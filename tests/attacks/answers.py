"""What an attacker answers that is no HTTP, or without end: by name, each a function of the connection."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

REASONS = {200: "OK", 302: "Found", 404: "Not Found"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
#: 64 kB of a page.
TEXT = b"<html><body>" + ("<p>" + "书" * 84 + "</p>").encode() * 256
#: What a bomb is when it has gone off: several times what may be read of one answer.
LARGE = 1 << 29
#: Seconds between two bytes of what drips: no wait for data is ever too long.
DRIP = 0.05


class Gone(Exception):
    """Nobody listens any more."""


class Listener(Protocol):
    """Whoever asked."""

    @property
    def url(self) -> str: ...

    def send(self, data: bytes) -> None: ...

    def wait(self, seconds: float) -> None: ...


Answer = Callable[[Listener], None]


def head(status: int = 200, headers: dict[str, str] | None = None, keep: bool = False) -> bytes:
    """A status line and headers, ready for the body."""
    said = {} if keep else {"Connection": "close"}
    lines = [f"{name}: {value}\r\n" for name, value in ((headers or {}) | said).items()]
    return f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}\r\n{''.join(lines)}\r\n".encode("latin-1")


def _says(*parts: bytes) -> Answer:
    def answer(to: Listener) -> None:
        for part in parts:
            to.send(part)

    return answer


def _endless(start: bytes, rest: bytes) -> Answer:
    def answer(to: Listener) -> None:
        to.send(start)
        while True:
            to.send(rest)

    return answer


def _dripping(start: bytes, drop: bytes = b"<") -> Answer:
    def answer(to: Listener) -> None:
        to.send(start)
        while True:
            to.send(drop)
            to.wait(DRIP)

    return answer


def _silent(start: bytes) -> Answer:
    def answer(to: Listener) -> None:
        to.send(start)
        while True:
            to.wait(1.0)

    return answer


def _redirect(location: str) -> Answer:
    return lambda to: to.send(head(302, {"Location": location.format(url=to.url), "Content-Length": "0"}))


def _redirect_on(to: Listener) -> None:
    """To another page that redirects, and so on: no URL comes twice."""
    _redirect_on_number.append(0)
    target = f"{to.url}/redirect-chain/page/2026/0102/{len(_redirect_on_number)}.shtml"
    to.send(head(302, {"Location": target, "Content-Length": "0"}))


_redirect_on_number: list[int] = []


def _encoded(encoding: str, body: Callable[[], bytes]) -> Answer:
    def answer(to: Listener) -> None:
        packed = body()
        to.send(head(200, HTML | {"Content-Encoding": encoding, "Content-Length": str(len(packed))}) + packed)

    return answer


def _blocks() -> Iterator[bytes]:
    for _ in range(LARGE >> 20):
        yield bytes(1 << 20)


@cache
def gzip_bomb() -> bytes:
    """512 MB of zeros as 0.5 MB of gzip, without an end: a block that was flushed in full can be said again."""
    deflate = zlib.compressobj(9, wbits=31)
    start = deflate.flush(zlib.Z_FULL_FLUSH)
    block = deflate.compress(bytes(1 << 20)) + deflate.flush(zlib.Z_FULL_FLUSH)
    return start + block * (LARGE >> 20)


@cache
def gzip_in_gzip() -> bytes:
    """The same as a few kB."""
    return gzip.compress(gzip_bomb(), 9, mtime=0)


@cache
def brotli_bomb() -> bytes:
    """The same as 0.5 kB."""
    packer = brotli.Compressor(quality=5, lgwin=24)
    return b"".join([*map(packer.process, _blocks()), packer.finish()])


@cache
def zstd_bomb() -> bytes:
    """The same as 50 kB."""
    packer = zstd.ZstdCompressor()
    return b"".join([*map(packer.compress, _blocks()), packer.flush()])


BOMBS = (gzip_bomb, gzip_in_gzip, brotli_bomb, zstd_bomb)


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


_CHUNKED = head(200, HTML | {"Transfer-Encoding": "chunked"})


def _length(said: object, body: bytes = TEXT) -> bytes:
    return head(200, HTML | {"Content-Length": str(said)}) + body


ANSWERS: dict[str, Answer] = {
    # Without end.
    "endless-body": _endless(head(200, HTML), TEXT),
    "endless-chunks": _endless(_CHUNKED, _chunk(TEXT)),
    "endless-zeros": _endless(head(200, HTML), bytes(1 << 16)),
    "claims-terabytes": _endless(_length(1 << 40), TEXT),
    "silent": _silent(b""),
    "silent-after-head": _silent(_length(1 << 20, b"")),
    "dripping-body": _dripping(head(200, HTML)),
    "dripping-chunks": _dripping(_CHUNKED, _chunk(b"<")),
    # More than it seems.
    "gzip-bomb": _encoded("gzip", gzip_bomb),
    "deflate-bomb": _encoded("deflate", lambda: gzip_bomb()[10:]),
    "brotli-bomb": _encoded("br", brotli_bomb),
    "zstd-bomb": _encoded("zstd", zstd_bomb),
    "gzip-in-gzip": _encoded("gzip, gzip", gzip_in_gzip),
    "no-gzip": _encoded("gzip", lambda: TEXT),
    "no-brotli": _encoded("br", lambda: TEXT),
    "gzip-cut": _encoded("gzip", lambda: gzip.compress(TEXT)[:-40]),
    # Elsewhere.
    "redirect-loop": _redirect("{url}/redirect-loop/page/2026/0101/1.shtml"),
    "redirect-chain": _redirect_on,
    "redirect-file": _redirect("file:///etc/passwd"),
    "redirect-ftp": _redirect("ftp://127.0.0.1/page/2026/0101/1.shtml"),
    "redirect-data": _redirect("data:text/html,secret"),
    "redirect-script": _redirect("javascript:alert(1)"),
    "redirect-nowhere": _redirect("http://["),
    # Of another length than it says.
    "too-short": _says(_length(len(TEXT) + 1)),
    "too-long": _says(_length(len(TEXT) // 2)),
    "negative-length": _says(_length(-1)),
    "length-no-number": _says(_length("many")),
    "two-lengths": _says(_length(f"10\r\nContent-Length: {len(TEXT)}")),
    "length-and-chunks": _says(head(200, HTML | {"Transfer-Encoding": "chunked", "Content-Length": "7"}), b"0\r\n\r\n"),
    "chunk-no-number": _says(_CHUNKED, b"zz\r\n" + TEXT),
    "chunk-negative": _says(_CHUNKED, b"-5\r\n" + TEXT),
    "chunk-cut": _says(_CHUNKED, b"fffff\r\n" + TEXT),
    "chunk-claims-all": _says(_CHUNKED, b"ffffffffffffffff\r\n" + TEXT),
    "chunks-without-end": _says(_CHUNKED, _chunk(TEXT)),
    # No HTTP.
    "no-answer": _says(),
    "no-http": _says(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "binary": _says(bytes(range(256)) * 16),
    "no-status": _says(b"HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n"),
    "head-cut": _says(b"HTTP/1.1 200 OK\r\nContent-Type: te"),
    "header-no-colon": _says(b"HTTP/1.1 200 OK\r\nnonsense\r\nConnection: close\r\n\r\n" + TEXT),
    # What does not hold yet.
    "endless-header": _endless(b"HTTP/1.1 200 OK\r\nX-A: ", b"a" * 65536),
    "endless-headers": _endless(b"HTTP/1.1 200 OK\r\n", b"X-A: a\r\n" * 8192),
    "endless-interim": _endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 2048),
    "dripping-head": _dripping(b"HTTP/1.1 200 OK\r\n", b"X-A: a\r\n"),
}

#: Of these that which needs a limit of time to end, and so a test some patience.
SLOW_ANSWERS = frozenset(name for name in ANSWERS if name.startswith(("silent", "dripping")))
#: What does not hold yet; test_open.py tries it.
OPEN = frozenset(["endless-header", "endless-headers", "endless-interim", "dripping-head"])
