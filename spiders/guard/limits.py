"""What one answer may be at most, and how long all that leads to it may take: for pages that are asked for by name."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpcore

from outputs.archive.encodings import NESTED
from spiders import settings


class OverLimit(Exception):
    """What an answer has too much of, in half a sentence."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Numbers of the crawl, where it has them too; see its settings for the reasons.

    body: bytes, of a file too; as they are sent, and after each encoding is undone. head: bytes before the body, with
    all that a server says in between (1xx). lines: of headers. redirects: that are followed. silence: seconds of each
    wait, so for the first byte as well. whole: seconds for a page, its redirects and its name's resolution included.
    survey: seconds for all pages of a probe.
    """

    body: int = 16 << 20
    nested: int = NESTED
    head: int = 64 << 10
    lines: int = 200
    redirects: int = settings.REDIRECT_MAX_TIMES
    silence: float = settings.DOWNLOAD_TIMEOUT
    whole: float = 120.0
    #: By hand: nine pages and the pauses between them take half a minute of a host that is well.
    survey: float = 300.0


LIMITS = Limits()


def too_large(most: int) -> str:
    """What is said of a page of more than so many bytes.

    >>> too_large(16 << 20)
    'is larger than 16 MB: not a page'
    """
    return f"is larger than {most / (1 << 20):.3g} MB: not a page"


class Clock:
    """Counts down the seconds that a page may take, waits for other pages' turns left out."""

    def __init__(self, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self.seconds, self.now = seconds, now
        self.end = now() + seconds

    def left(self) -> float:
        """Seconds; raises OverLimit where there are none."""
        if (left := self.end - self.now()) <= 0:
            raise OverLimit(f"not complete after {self.seconds:g} s; try again later")
        return left

    @contextmanager
    def wait(self, most: float) -> Iterator[float]:
        """For how many seconds the block may wait. Raises OverLimit where it waited in vain for the last of them."""
        left = self.left()
        try:
            yield min(most, left)
        except httpcore.TimeoutException as error:
            if left <= most:
                raise OverLimit(f"not complete after {self.seconds:g} s; try again later") from error
            raise

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """The block's time is not counted."""
        begun = self.now()
        try:
            yield
        finally:
            self.end += self.now() - begun
