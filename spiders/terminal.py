"""What the commands share: their arguments, and an end without a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from scrapy.exceptions import UsageError


def sources_of(args: list[str]) -> list[str]:
    """The sources among the arguments. Scrapy leaves options it does not know among them: those are wrong usage."""
    for arg in args:
        if arg.startswith("-") and arg != "-":
            raise UsageError(f"unknown option {arg} (a file of that name: ./{arg})")
    if not args:
        raise UsageError("give at least one file, address, or - for standard input")
    return args


@contextmanager
def quiet_exit() -> Iterator[None]:
    """End without a traceback where the reader went away (``| head``) or the user pressed Ctrl-C."""
    try:
        yield
    except BrokenPipeError:
        # What is still buffered would raise once more when the interpreter flushes it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        sys.exit(130)
