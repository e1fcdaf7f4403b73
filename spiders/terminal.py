"""What the commands share: their arguments, what they say, and an end without a traceback."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from scrapy.exceptions import UsageError


def arguments(args: list[str], most: int | None = None, hint: str = "") -> list[str]:
    """The arguments of a command that takes ``most`` of them. Scrapy passes an unknown option on as one.

    hint: added to the message about an unknown option, with ``{}`` for the option. Raises UsageError for wrong usage.
    """
    for arg in args:
        if arg.startswith("-") and arg != "-":
            raise UsageError(f"unknown option {arg}{hint.format(arg)}")
    if most is not None and len(args) > most:
        raise UsageError(f"there is no use for {' '.join(args[most:])}")
    return args


#: For ``arguments``, where they are files.
A_FILE = " (a file of that name: ./{})"


def sources_of(args: list[str]) -> list[str]:
    """The sources among the arguments, at least one. Raises UsageError for wrong usage."""
    if not arguments(args, hint=A_FILE):
        raise UsageError("give at least one file, address, or - for standard input")
    return args


def called(program: str, text: str) -> str:
    """A text about our commands as they are called by this name: ``scrapy`` in a checkout, ``jingkan`` anywhere.

    >>> called("jingkan", "then run `scrapy crawl example`; in Scrapy a spider"), called("scrapy", "scrapy run")
    ('then run `jingkan crawl example`; in Scrapy a spider', 'scrapy run')
    """
    return re.sub(r"\bscrapy(?= [a-z])", program, text)


@contextmanager
def quiet_exit() -> Iterator[None]:
    """End without a traceback when the reader of our output is gone (``| head``) or the user presses Ctrl-C."""
    try:
        yield
        sys.stdout.flush()  # what is still buffered: at exit it would be too late to be quiet
    except BrokenPipeError:
        _discard_output()
    except KeyboardInterrupt:
        sys.exit(130)


def keep_told(said: str, done: int, of: int, every: int) -> None:
    """Keep a line of a terminal up to date, every so many steps and at the last; elsewhere nothing is said."""
    if sys.stderr.isatty() and (done % every == 0 or done == of):
        print(f"\r{said}\x1b[K", end="\n" if done == of else "", file=sys.stderr, flush=True)


def say(text: str, end: str = "\n") -> None:
    """Print at once. A run goes on when the reader of its output is gone: all further output is then discarded."""
    try:
        print(text, end=end, flush=True)
    except BrokenPipeError:
        _discard_output()


def _discard_output() -> None:
    # What is still buffered would raise once more when the interpreter flushes it at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
