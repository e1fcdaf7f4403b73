"""Addresses that a person named: hosts side by side, each asked for one page at a time and left alone in between."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from threading import Lock, Semaphore, Thread

import httpx

from cleaners import Page
from cleaners.html.addresses import parts
from spiders.cleaning.source import Source
from spiders.one_page import Hooks, Unreadable, fetch

#: Seconds between two pages of a host: a crawl's DOWNLOAD_DELAY.
DELAY = 0.5
#: Addresses that may be named at once, by hand: for more there is the crawl, which heeds robots.txt, tries again and
#: remembers.
MOST = 100
#: Hosts that are asked at the same moment, by hand: a few, for their pages wait in memory.
HOSTS = 4
#: Sources that an address may be ahead of its turn, by hand.
_AHEAD = 64


@dataclass
class _Host:
    """A host. busy: held while it is asked. free: from when on it may be asked again, on the monotonic clock."""

    busy: Lock = field(default_factory=Lock)
    free: float = 0.0


class Asking:
    """Asks for pages, from any thread."""

    def __init__(self, user_agent: str) -> None:
        self.user_agent = user_agent
        self.hosts: dict[str, _Host] = {}
        self.at_once = Semaphore(HOSTS)
        self.last: dict[str, Future[Page]] = {}

    def __call__(self, address: str) -> Page:
        """The page at an address, when its host may be asked, redirects followed: each is a turn of the host it names.

        Raises Unreadable where there is none.
        """
        turn = ExitStack()

        def asks(request: httpx.Request) -> None:
            turn.enter_context(self._turn(request.url.host))

        def answers(response: httpx.Response) -> None:
            if response.has_redirect_location:  # its turn ends before that of the next begins: nobody waits in a circle
                turn.close()

        with turn:
            return fetch(address, self.user_agent, hooks=Hooks(asks, answers))

    def ahead(self, left: Iterator[Source]) -> Iterator[Source]:
        """The sources, in order; from an address on, the addresses behind it are asked for, too, before they are next.

        It is looked no farther than to the next source whose page this process holds or can read but once.
        """
        coming: deque[Source] = deque()
        while True:
            while not coming or (coming[0].late and len(coming) < _AHEAD and (coming[-1].late or not coming[-1].read)):
                if not (source := next(left, None)):
                    break
                coming.append(self._begun(source))
            if not coming:
                return
            yield coming.popleft()

    def left_alone(self, address: str) -> tuple[str, float]:
        """The host of an address, and for how many seconds it is not to be asked."""
        name = _host(address)
        host = self.hosts.get(name)
        return name, max(host.free - time.monotonic(), 0.0) if host else 0.0

    def _begun(self, source: Source) -> Source:
        """The source, if it is an address with its page under way: behind the one that its host was asked for last."""
        if not source.address or not source.read:
            return source
        page, before = Future[Page](), self.last.get(_host(source.name))
        self.last[_host(source.name)] = page
        # A daemon: who presses Ctrl-C does not wait for an answer.
        Thread(target=_fill, args=(page, source.read, before), daemon=True).start()
        return replace(source, read=page.result, late=lambda seconds: bool(wait([page], seconds).not_done))

    @contextmanager
    def _turn(self, name: str) -> Iterator[None]:
        host = self.hosts.setdefault(name, _Host())
        with host.busy:
            if (left := host.free - time.monotonic()) > 0:
                time.sleep(left)
            with self.at_once:
                try:
                    yield
                finally:
                    host.free = time.monotonic() + DELAY


def _fill(page: Future[Page], read: Callable[[], Page], before: Future[Page] | None) -> None:
    if before:
        wait([before])
    try:
        page.set_result(read())
    except Unreadable as error:
        # Nothing but its sentence: the frames of a trace hold what was read until then, and the page that was before.
        error.__cause__ = error.__context__ = None
        page.set_exception(error.with_traceback(None))
    except BaseException as error:  # raised where the page is taken
        page.set_exception(error)


def _host(address: str) -> str:
    return parts(address).hostname or ""
