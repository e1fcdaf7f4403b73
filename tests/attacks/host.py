"""One attacking host on 127.0.0.1: every attack under a path of its own, by name, and good pages beside them.

    with attacked("endless-body", "gzip-bomb") as host:
        host.url                          # "http://127.0.0.1:40123"
        host.url + path("endless-body")   # what a crawl of the site `mirror` takes for an article
        host.good                         # the paths of the good pages; links to all of it stand on "/"
        host.sent["endless-body"]         # bytes that it got rid of, over all who asked

It speaks to a socket, not to a library of HTTP, for no library says what an attacker says. It ends by itself: what is
endless ends with the block, or after ``MOST`` bytes.
"""

from __future__ import annotations

import re
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.attacks.answers import ANSWERS, BOMBS, Gone, head
from tests.attacks.structures import STRUCTURES, hostile
from tests.mirror import STYLES, Mirror, load_all

#: Bytes after which a connection is closed by the attacker, by hand: several times what anybody may read of one answer.
MOST = 256 << 20
#: The socket's own buffer, by hand: what was sent is nearly what was read.
BUFFER = 64 << 10
#: Bytes that may have been sent and not read: both buffers, the reader's as large as Linux lets it grow.
UNREAD = 8 << 20


def path(name: str, number: int = 1) -> str:
    """Where an attack is; another number is another URL with the same attack.

    >>> path("endless-body")
    '/endless-body/page/2026/0101/1.shtml'
    """
    return f"/{name}/page/2026/0101/{number}.shtml"


@dataclass
class AttackHost:
    """What is served, what was asked for, and what it cost.

    attacks: the names on the front page. number: of their paths. robots: an answer of its own for robots.txt.
    pages: whole answers for further paths. calendar: whether lists lead to a hundred lists each, for ever. asked: how
    often, by path. sent: bytes, by attack.
    """

    attacks: tuple[str, ...] = ()
    number: int = 1
    robots: bytes = b""
    pages: Mapping[str, bytes] = field(default_factory=dict)
    calendar: bool = False
    content: Mirror = field(default_factory=lambda: Mirror(load_all()[:4], STYLES[0]))
    port: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    _listener: socket.socket | None = None
    _open: dict[int, socket.socket] = field(default_factory=dict)
    _threads: list[threading.Thread] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def good(self) -> tuple[str, ...]:
        return tuple(self.content.paths)

    @property
    def paths(self) -> tuple[str, ...]:
        """Of the attacks on the front page."""
        return tuple(path(name, self.number) for name in self.attacks)

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._open)

    def make(self) -> None:
        """Make what takes long to make, for nobody shall wait for it."""
        for bomb in BOMBS:
            if any(name.startswith(bomb.__name__.replace("_", "-")) for name in self.attacks):
                bomb()
        for name in self.attacks:
            if name in STRUCTURES:
                hostile(name)

    def start(self) -> None:
        """Listen."""
        self.make()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self._listener.getsockname()[1]
        self._run(self._accept)

    def end(self) -> None:
        """Close every connection and wait for every thread."""
        assert self._listener is not None
        self._ended.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in list(self._open.values()):
            _shut(connection)
        for thread in self._threads:
            thread.join(10)

    def _run(self, work: Callable[..., None], *args: object) -> None:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        self._threads.append(threading.Thread(target=work, args=args, daemon=True))
        self._threads[-1].start()

    def _accept(self) -> None:
        assert self._listener is not None
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # the block is over
                return
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
            self._run(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        """Answer one request; each has a connection of its own."""
        self._open[id(connection)] = connection
        try:
            with connection:
                asked = _request(connection)
                if asked:
                    self._answer(asked, Wire(self, connection, asked.split("/")[1]))
        except (Gone, OSError):
            pass  # whoever asked has heard enough
        finally:
            del self._open[id(connection)]

    def _answer(self, asked: str, wire: Wire) -> None:
        self.asked[asked] += 1
        name = wire.name
        if asked in self.pages:
            wire.send(self.pages[asked])
        elif asked == "/robots.txt":
            wire.send(self.robots or head(404, {"Content-Length": "0"}))
        elif asked == "/":
            wire.send(whole(self._front()))
        elif self.calendar and (month := re.fullmatch(r"/list/(\d+)\.html", asked)):
            wire.send(whole(_month(int(month[1]))))
        elif resource := self.content.resource(asked):
            wire.send(whole(resource.body, resource.content_type))
        elif name in ANSWERS:
            ANSWERS[name](wire)
        elif name in STRUCTURES:
            wire.send(whole(hostile(name)))
        else:
            wire.send(head(404, {"Content-Length": "0"}))

    def _front(self) -> bytes:
        named = (*self.paths, *self.good, *(["/list/1.html"] if self.calendar else []))
        links = "".join(f'<li><a href="{each}">文章</a></li>' for each in named)
        return f'<html><head><meta charset="utf-8"><title>目录</title></head><body><ul>{links}</ul>'.encode()


def _month(number: int) -> bytes:
    links = "".join(f'<a href="/list/{number * 100 + day}.html">{day}</a>' for day in range(100))
    return f"<html><body>{links}".encode()


def whole(body: bytes, content_type: str = "text/html; charset=utf-8") -> bytes:
    """An answer as it should be."""
    return head(200, {"Content-Type": content_type, "Content-Length": str(len(body))}) + body


@dataclass(frozen=True)
class Wire:
    """The connection of one request, as an attack sees it. name: the attack's, which its bytes are counted under."""

    host: AttackHost
    connection: socket.socket
    name: str

    def send(self, data: bytes) -> None:
        """Raises Gone where nobody is there any more, or more was sent than any reader may read."""
        try:
            for start in range(0, len(data), BUFFER):
                self.connection.sendall(data[start : start + BUFFER])
                self.host.sent[self.name] += len(data[start : start + BUFFER])
        except OSError as error:
            raise Gone from error
        if self.host.sent[self.name] > MOST:
            raise Gone

    def wait(self, seconds: float) -> None:
        """Say nothing for a while. Raises Gone where whoever asked went away, or the block is over."""
        self.connection.settimeout(seconds)
        try:
            said = self.connection.recv(1)
        except TimeoutError:
            said = b"-"
        except OSError as error:
            raise Gone from error
        finally:
            self.connection.settimeout(None)
        if not said or self.host._ended.is_set():
            raise Gone

    @property
    def url(self) -> str:
        return self.host.url


@contextmanager
def attacked(*attacks: str, **given: object) -> Iterator[AttackHost]:
    """A host with these attacks for a block; ``given`` as the attributes of ``AttackHost``."""
    host = AttackHost(attacks, **given)  # type: ignore[arg-type]
    host.start()
    try:
        yield host
    finally:
        host.end()


def _request(connection: socket.socket) -> str:
    """The path of the request, without its query; ``""`` where none came."""
    said = b""
    while b"\r\n\r\n" not in said:
        more = connection.recv(65536)
        if not more:
            return ""
        said += more
    return said.split(b" ", 2)[1].partition(b"?")[0].decode("latin-1")


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):  # it was closed already
        connection.shutdown(socket.SHUT_RDWR)
