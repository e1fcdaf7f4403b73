"""What one answer may be at most, and how long all that leads to it may take: for pages that are asked for by name."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpcore

from spiders import settings


class OverLimit(Exception):
    """What an answer has too much of, in half a sentence."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Those of the crawl, where it has them too: see its settings for the reasons.

    body: bytes, of a file too; as they are sent, and after each encoding is undone. nested: encodings in one another.
    head: bytes before the body, with all that a server says in between (1xx). lines: of headers. framing: bytes of a
    body that are none of its content, such as the sizes of its chunks. redirects: that are followed. silence: seconds
    of each wait, so for the first byte as well. whole: seconds for a page, its redirects and the resolution of its name
    included. survey: seconds in which a probe asks for pages.
    """

    body: int = settings.DOWNLOAD_MAXSIZE
    nested: int = settings.LIMIT_ENCODINGS
    head: int = settings.LIMIT_HEAD_BYTES
    lines: int = settings.LIMIT_HEAD_LINES
    framing: int = settings.LIMIT_FRAMING_BYTES
    redirects: int = settings.REDIRECT_MAX_TIMES
    silence: float = settings.DOWNLOAD_TIMEOUT
    #: By hand: twice a single answer's, for redirects.
    whole: float = 2.0 * settings.DOWNLOAD_TIMEOUT
    #: By hand: nine pages and the pauses between them take half a minute of a host that is well.
    survey: float = 300.0


LIMITS = Limits()


def megabytes(size: int) -> str:
    """A limit of bytes for a person.

    >>> megabytes(16 << 20), megabytes(64 << 10)
    ('16 MB', '64 kB')
    """
    return f"{size / (1 << 20):.3g} MB" if size >= 1 << 20 else f"{size / (1 << 10):.3g} kB"


class Clock:
    """Counts down the seconds that a page may take, waits for other pages' turns left out."""

    def __init__(self, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self.seconds, self.now = seconds, now
        self.end = now() + seconds

    def left(self) -> float:
        """Seconds; raises OverLimit where there are none."""
        if (left := self.end - self.now()) <= 0:
            raise self._over()
        return left

    @contextmanager
    def wait(self, most: float) -> Iterator[float]:
        """For how many seconds the block may wait. Raises OverLimit where it waited in vain for the last of them."""
        left = self.left()
        try:
            yield min(most, left)
        except httpcore.TimeoutException as error:
            if left <= most:
                raise self._over() from error
            raise

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """The block's time is not counted."""
        begun = self.now()
        try:
            yield
        finally:
            self.end += self.now() - begun

    def _over(self) -> OverLimit:
        return OverLimit(f"its answer was not at its end within {self.seconds:g} s; try again later")
