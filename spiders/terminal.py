"""What the commands share: their arguments, what they say, and an end without a traceback."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from scrapy.exceptions import UsageError

from outputs.outside.escapes import harmless
from outputs.outside.terminal import forget_interrupt, tell


class WrongUsage(UsageError):
    """Wrong usage, in words that may hold a file's or a page's: Scrapy prints them as they are."""

    def __init__(self, text: str, print_help: bool = True) -> None:
        super().__init__(harmless(text), print_help=print_help)


def arguments(args: list[str], most: int | None = None, hint: str = "") -> list[str]:
    """The arguments of a command that takes ``most`` of them. Scrapy passes an unknown option on as one.

    hint: added to the message about an unknown option, with ``{}`` for the option. Raises UsageError for wrong usage.
    """
    for arg in args:
        if arg.startswith("-") and arg != "-":
            raise WrongUsage(f"unknown option {arg}{hint.format(arg)}")
    if most is not None and len(args) > most:
        raise WrongUsage(f"there is no use for {' '.join(args[most:])}")
    return args


#: For ``arguments``, where they are files.
A_FILE = " (a file of that name: ./{})"


def sources_of(args: list[str]) -> list[str]:
    """The sources among the arguments, at least one. Raises UsageError for wrong usage."""
    if not arguments(args, hint=A_FILE):
        raise WrongUsage("give at least one file, address, or - for standard input")
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
        stopped_by_hand()


def stopped_by_hand() -> NoReturn:
    """End with exit code 130, after Ctrl-C."""
    forget_interrupt()
    sys.exit(130)


def keep_told(said: str, done: int, of: int, every: int) -> None:
    """Keep a line of a terminal up to date, every so many steps and at the last; elsewhere nothing is said."""
    if sys.stderr.isatty() and (done % every == 0 or done == of):
        tell(said, end="\n" if done == of else "", to=sys.stderr, anew=True)


def say(text: object, end: str = "\n", anew: bool = False) -> None:
    """What ``tell`` does, but a run goes on when the reader of its output is gone: all further output is discarded."""
    try:
        tell(text, end, anew=anew)
    except BrokenPipeError:
        _discard_output()


def _discard_output() -> None:
    # What is still buffered would raise once more when the interpreter flushes it at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
