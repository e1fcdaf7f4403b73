"""Serving mirrors on 127.0.0.1: HTTP/1.1 with keep-alive, conditional requests, and every way a host can misbehave.

One asyncio loop in a thread of its own serves any number of hosts. What a test does to a host (``fail``, ``die_after``)
takes effect with the next request; what was asked of it is in ``Host.log``.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from html import escape
from math import inf
from typing import Protocol

from tests.mirror.pages import Resource

REASONS = {200: "OK", 301: "Moved Permanently", 304: "Not Modified", 400: "Bad Request", 404: "Not Found"}
REASONS |= {403: "Forbidden", 405: "Method Not Allowed", 429: "Too Many Requests", 500: "Internal Server Error"}
REASONS |= {410: "Gone", 503: "Service Unavailable"}

#: Seconds between two looks whether what is held back may go.
HELD_LOOK = 0.05

STATIC = {
    "/static/desktop.css": ("text/css", b"body{font:16px/1.8 serif;max-width:60em;margin:auto}\n"),
    "/static/mobile.css": ("text/css", b"body{font:16px/1.8 serif;margin:0 1em}\n"),
    "/static/figure.png": (
        "image/png",
        bytes.fromhex(
            "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000020001"
        )
        + bytes.fromhex("48afa4710000000049454e44ae426082"),
    ),
}


class Content(Protocol):
    """What a host serves: a ``Mirror`` or a ``Synthetic``."""

    crawl_delay: float | str | None

    @property
    def paths(self) -> Sequence[str]: ...

    def resource(self, path: str) -> Resource | None: ...


@dataclass(frozen=True, slots=True)
class Hit:
    """One request as answered. time: ``time.monotonic()`` when it came. sent: bytes of the body, 0 for 304 and HEAD."""

    time: float
    method: str
    path: str
    status: int
    sent: int
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """status: what is answered instead. times: how often, -1 for ever. prefix: only for paths that start so.
    dated: the seconds of ``retry_after`` are said as a date."""

    status: int
    retry_after: str = ""
    times: int = -1
    prefix: str = "/"
    dated: bool = False


class PortTaken(Exception):
    """A port that something else listens on; str() says what to do."""


@dataclass
class Host:
    """One mirror on one port, and what a test may do to it. latency: seconds each answer is held back; inf holds them
    back until it is set to something else. drips: bodies come a byte at a time, the last when it is unset. late: how
    the paths begin that both are for. abandoned: the paths whose askers went away before the answer was whole."""

    content: Content
    port: int = 0
    log: list[Hit] = field(default_factory=list)
    latency: float = 0.0
    drips: bool = False
    late: str = "/"
    abandoned: list[str] = field(default_factory=list)
    _fault: Fault | None = None
    _left: int = -1
    _server: Server | None = field(default=None, repr=False)
    _listener: asyncio.Server | None = field(default=None, repr=False)
    _connections: set[Connection] = field(default_factory=set, repr=False)

    @property
    def url(self) -> str:
        """``http://127.0.0.1:8731``, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def owed(self) -> list[str]:
        """The paths whose answers are held back or still dripping."""
        return [connection.owed for connection in list(self._connections) if connection.owed]

    def fail(
        self, status: int, retry_after: str | int = "", times: int = -1, prefix: str = "/", dated: bool = False
    ) -> None:
        """Answer with this status instead: for ever, or so many times.

        retry_after: seconds, with ``dated`` said as the HTTP date that they end at, reckoned when the answer is given.
        """
        self._fault = Fault(status, str(retry_after), times, prefix, dated)

    def recover(self) -> None:
        """Answer as usual again."""
        self._fault, self.latency, self.drips = None, 0.0, False

    def die_after(self, requests: int) -> None:
        """Answer so many more requests; the one after them is cut off in the middle, and the port closes."""
        self._left = requests

    def revive(self) -> None:
        """Listen again on the same port."""
        assert self._server is not None
        self._left = -1
        self._server.call(self._server.listen(self, self.port))

    def requests(self, prefix: str = "/") -> list[Hit]:
        """What was asked under this path, robots.txt and the sitemap left out."""
        return [hit for hit in list(self.log) if hit.path.startswith(prefix) and hit.path not in EXTRAS]


EXTRAS = ("/robots.txt", "/sitemap.xml")


class Server:
    """Hosts on one event loop in one thread; see ``serve``."""

    def __init__(self) -> None:
        self.hosts: list[Host] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="mirror", daemon=True)
        self._thread.start()

    def call(self, coroutine) -> object:  # type: ignore[no-untyped-def]
        """Run it in the server's thread and wait for it."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    async def listen(self, host: Host, port: int) -> None:
        """Bind the host to the port, 0 for any free one; ``PortTaken`` where something else has it."""
        try:
            listener = await self._loop.create_server(lambda: Connection(host), "127.0.0.1", port, backlog=512)
        except OSError as error:
            raise PortTaken(
                f"port {port} of 127.0.0.1 cannot be used ({error.strerror or error}): "
                "stop what holds it, or give other ports with --ports"
            ) from error
        host._server, host._listener, host.port = self, listener, listener.sockets[0].getsockname()[1]

    def close(self) -> None:
        """Close every port and connection and end the thread."""
        self.call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _close(self) -> None:
        for host in self.hosts:
            shut(host)


def shut(host: Host) -> None:
    """Stop listening and drop every connection, whatever it is doing."""
    if host._listener is not None:
        host._listener.close()
    for connection in list(host._connections):
        connection.transport.abort()


class Connection(asyncio.Protocol):
    """One keep-alive connection: requests are answered one after the other, in order. owed: the path of the one whose
    answer is not whole yet."""

    def __init__(self, host: Host) -> None:
        self.host, self.buffer, self.owed = host, b"", ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.host._connections.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self.host._connections.discard(self)
        if self.owed:
            self.host.abandoned.append(self.owed)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        self._serve()

    def _serve(self) -> None:
        while not self.owed and (end := self.buffer.find(b"\r\n\r\n")) >= 0 and not self.transport.is_closing():
            request, self.buffer = self.buffer[:end].decode("latin-1"), self.buffer[end + 4 :]
            path = path_of(request)
            if self.host.latency and path.startswith(self.host.late):
                self.owed = path
                self._hold(request)
            else:
                self._answer(request)

    def _hold(self, request: str) -> None:
        loop, latency = asyncio.get_running_loop(), self.host.latency
        if latency == inf:
            loop.call_later(HELD_LOOK, self._hold, request)
        else:
            loop.call_later(latency, self._answer_late, request)

    def _answer_late(self, request: str) -> None:
        if not self.transport.is_closing():
            self.owed = ""
            self._answer(request)
            self._serve()

    def _answer(self, request: str) -> None:
        """Answer one request; a body is not expected, as only GET and HEAD are served."""
        came, (line, *rest) = time.monotonic(), request.split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (field.partition(":") for field in rest)}
        method, version, path = line.partition(" ")[0], line.rpartition(" ")[2], path_of(request)
        host = self.host
        status, head, body = respond(host, method, path, headers)
        if host._left == 0:
            self.transport.write(head + body[: len(body) // 2])
            host._left = -1
            asyncio.get_running_loop().call_soon(shut, host)
            return
        host._left -= host._left > 0
        sent = b"" if method == "HEAD" else body
        host.log.append(Hit(came, method, path, status, len(sent), headers.get("user-agent", "")))
        if sent and host.drips and path.startswith(host.late):
            self.owed = path
            self.transport.write(head)
            self._drip(sent)
            return
        self.transport.write(head + sent)
        if headers.get("connection", "keep-alive" if version == "HTTP/1.1" else "close").lower() == "close":
            self.transport.close()

    def _drip(self, rest: bytes) -> None:
        if self.transport.is_closing():
            return
        if self.host.drips:
            self.transport.write(rest[:-1][:1])
            asyncio.get_running_loop().call_later(HELD_LOOK, self._drip, rest[1:] or rest)
            return
        self.transport.write(rest)
        self.owed = ""
        self._serve()


def path_of(request: str) -> str:
    """The path that a request asks for, without its query.

    >>> path_of("GET /a?b=c HTTP/1.1\\r\\nHost: a.example")
    '/a'
    """
    target = request.split("\r\n", 1)[0].partition(" ")[2].rpartition(" ")[0]
    return target.partition("?")[0] or "/"


def respond(host: Host, method: str, path: str, headers: dict[str, str]) -> tuple[int, bytes, bytes]:
    """(status, head, body) for one request."""
    fault = host._fault
    if fault is not None and path.startswith(fault.prefix) and fault.times != 0:
        if fault.times > 0:
            host._fault = replace(fault, times=fault.times - 1)
        after = fault.retry_after
        if fault.dated:
            after = format_datetime(datetime.now(UTC) + timedelta(seconds=int(after)), usegmt=True)
        extra = f"Retry-After: {after}\r\n" if after else ""
        return _message(fault.status, extra)
    if method not in ("GET", "HEAD"):
        return _message(405, "Allow: GET, HEAD\r\n")
    if path in EXTRAS:
        text = _robots(host) if path == "/robots.txt" else _sitemap(host)
        kind = "text/plain; charset=utf-8" if path == "/robots.txt" else "application/xml"
        return _sized(200, f"Content-Type: {kind}\r\n", text.encode())
    if path in STATIC:
        kind, body = STATIC[path]
        return _sized(200, f"Content-Type: {kind}\r\nCache-Control: max-age=86400\r\n", body)
    resource = host.content.resource(path)
    if resource is None:
        return _message(404)
    etag = resource.etag
    validators = f"ETag: {etag}\r\nLast-Modified: {format_datetime(resource.modified, usegmt=True)}\r\n"
    if resource.status == 200 and _unchanged(headers, etag, resource.modified):
        return 304, f"HTTP/1.1 304 Not Modified\r\n{validators}\r\n".encode(), b""
    return _sized(resource.status, f"Content-Type: {resource.content_type}\r\n{validators}", resource.body)


def _unchanged(headers: dict[str, str], etag: str, modified: datetime) -> bool:
    """RFC 9110: If-None-Match decides where it is sent, else If-Modified-Since."""
    if match := headers.get("if-none-match"):
        return match == "*" or etag in [tag.strip().removeprefix("W/") for tag in match.split(",")]
    if since := headers.get("if-modified-since"):
        try:
            return modified.replace(microsecond=0) <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False
    return False


def _sized(status: int, headers: str, body: bytes) -> tuple[int, bytes, bytes]:
    head = f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
    return status, head.encode("latin-1"), body


def _message(status: int, headers: str = "") -> tuple[int, bytes, bytes]:
    body = f"<html><head><title>{status}</title></head><body><h1>{REASONS.get(status, status)}</h1></body></html>"
    return _sized(status, f"Content-Type: text/html\r\n{headers}", body.encode())


def _robots(host: Host) -> str:
    delay = host.content.crawl_delay
    lines = ["User-agent: *", "Disallow: /search", "Disallow: /app", "Disallow: /tag/"]
    lines += [f"Crawl-delay: {delay}"] if delay is not None else []
    return "\n".join([*lines, f"Sitemap: {host.url}/sitemap.xml", ""])


def _sitemap(host: Host) -> str:
    urls = []
    for path in host.content.paths:
        resource = host.content.resource(path)
        day = f"<lastmod>{resource.modified:%Y-%m-%d}</lastmod>" if resource else ""
        urls.append(f"<url><loc>{host.url}{escape(path)}</loc>{day}</url>")
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">\n' + "\n".join(urls) + "\n</urlset>\n"


@contextmanager
def serve(contents: Sequence[Content], ports: Sequence[int] = ()) -> Iterator[list[Host]]:
    """Serve each content on its port of 127.0.0.1 (0, or none given: any free one) until the block is left.

    Raises PortTaken, with nothing left listening.
    """
    server = Server()
    try:
        for number, content in enumerate(contents):
            host = Host(content)
            server.call(server.listen(host, ports[number] if number < len(ports) else 0))
            server.hosts.append(host)
        yield server.hosts
    finally:
        server.close()
