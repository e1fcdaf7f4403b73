"""What the commands share: their arguments, what they say, and an end without a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from scrapy.exceptions import UsageError


def arguments(args: list[str], most: int | None = None, hint: str = "") -> list[str]:
    """The arguments of a command that takes so many at most. Scrapy takes what it does not know for one of them.

    hint: what to say of an option that is none, with ``{}`` for it. Raises UsageError for wrong usage.
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


@contextmanager
def quiet_exit() -> Iterator[None]:
    """End without a traceback where the reader went away (``| head``) or the user pressed Ctrl-C."""
    try:
        yield
        sys.stdout.flush()  # what is still buffered: at exit it would be too late to be quiet
    except BrokenPipeError:
        _unheard()
    except KeyboardInterrupt:
        sys.exit(130)


def say(text: str, end: str = "\n") -> None:
    """Print at once, in a run that goes on whoever listens: where the reader went away, all that follows is unheard."""
    try:
        print(text, end=end, flush=True)
    except BrokenPipeError:
        _unheard()


def _unheard() -> None:
    # What is still buffered would raise once more when the interpreter flushes it at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
