"""httpcore's connections with bounds that it does not have: on an answer's head, on what is sent in all, and on time.

httpcore hears a server out that sends 1xx answers for ever, chunks of one byte with extensions of 90 kB, or a byte a
minute: it bounds a single line and a single wait alone.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable
from concurrent.futures import Future
from ssl import SSLContext
from typing import Any

import httpcore

from spiders.guard.addresses import literal
from spiders.guard.limits import Clock, Limits, OverLimit, megabytes


class Exchange(httpcore.NetworkBackend):
    """Where httpcore gets the connection of one request from. Counts what comes over it, ``content`` of it is body."""

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self.clock, self.limits = clock, limits
        self.received = self.content = 0
        self.in_head = True

    def head_ends(self, lines: int) -> None:
        """The head is whole, and has so many lines of headers; what is received from now on is body."""
        if lines > self.limits.lines:
            raise self._head_over()
        self.received, self.in_head = 0, False

    def room(self) -> int:
        """How many bytes may be received now. Raises OverLimit where there were too many."""
        if self.in_head:
            if self.received >= self.limits.head:
                raise self._head_over()
            return self.limits.head - self.received
        if self.received - self.content > self.limits.framing:
            most = megabytes(self.limits.framing)
            raise OverLimit(f"its answer comes in so small chunks that they cost more than {most}")
        return self.limits.framing

    def _head_over(self) -> OverLimit:
        most = megabytes(self.limits.head)
        return OverLimit(f"the head of its answer is larger than {most} or {self.limits.lines} lines")

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection. (A proxy's host can be a name, which must not hang either.)"""
        address = resolved(host, port, self.clock, self.limits)[0]
        with self.clock.wait(self.limits.silence) as seconds:
            stream = httpcore.SyncBackend().connect_tcp(address, port, seconds, local_address, socket_options)
        return Stream(self, stream)


class Stream(httpcore.NetworkStream):
    """A connection of an exchange. The waits that httpcore asks for are not looked at: the limits have their own."""

    def __init__(self, exchange: Exchange, stream: httpcore.NetworkStream) -> None:
        self.exchange, self.stream = exchange, stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has come. Raises OverLimit where more was to come than may."""
        most = min(max_bytes, self.exchange.room())
        with self.exchange.clock.wait(self.exchange.limits.silence) as seconds:
            data = self.stream.read(most, seconds)
        self.exchange.received += len(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with self.exchange.clock.wait(self.exchange.limits.silence) as seconds:
            self.stream.write(buffer, seconds)

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        with self.exchange.clock.wait(self.exchange.limits.silence) as seconds:
            return Stream(self.exchange, self.stream.start_tls(ssl_context, server_hostname, seconds))

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


def resolved(host: str, port: int, clock: Clock, limits: Limits) -> list[str]:
    """The addresses that a host leads to; what is one is not resolved. Raises httpcore.ConnectError for none.

    The resolver of the system has no bound that a caller may set, so another thread waits for it.
    """
    if address := literal(host):
        return [str(address)]
    found = Future[list[str]]()

    def resolve() -> None:
        try:
            found.set_result([str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)])
        except BaseException as error:
            found.set_exception(error)

    threading.Thread(target=resolve, daemon=True).start()
    with clock.wait(limits.silence) as seconds:
        try:
            addresses = found.result(seconds)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout("its name is not resolved") from error
        except (OSError, UnicodeError) as error:  # UnicodeError: a label of more than 63 bytes
            raise httpcore.ConnectError(getattr(error, "strerror", None) or str(error)) from error
    if not addresses:
        raise httpcore.ConnectError("its name leads to no address")
    return addresses
