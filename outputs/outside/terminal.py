"""What is told a person: on standard output or standard error, at once, and never with another's commands in it."""

from __future__ import annotations

import os
import sys
from typing import NoReturn, TextIO

from outputs.outside.escapes import harmless_lines

#: To the line's beginning, and clear it: what a line that updates itself begins with.
_ANEW = "\r\x1b[K"


def say(text: object, end: str = "\n", to: TextIO | None = None, anew: bool = False) -> None:
    """Print a text whose words may come from outside. anew: in the place of what the line showed before.

    to: standard output where nothing is named. A run goes on when the reader of its output is gone: all further output
    is then discarded.
    """
    _print((_ANEW if anew else "") + harmless_lines(str(text)), end, to or sys.stdout)


def show(painted: str, end: str = "\n", to: TextIO | None = None, anew: bool = False) -> None:
    """Print a text that holds codes of our own. Whatever is from outside in it went through ``Style.fit``,
    ``harmless`` or ``in_json`` when it was put together; who calls this is listed in a test."""
    _print((_ANEW if anew else "") + painted, end, to or sys.stdout)


def stop(text: str) -> NoReturn:
    """End the program with a sentence on standard error, and exit code 1."""
    sys.exit(harmless_lines(text))


def _print(text: str, end: str, stream: TextIO) -> None:
    try:
        print(text, end=end, file=stream, flush=True)
    except BrokenPipeError:
        discard(stream)


def discard(stream: TextIO) -> None:
    """Send all that is still written to a stream nowhere: what is buffered would raise once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
