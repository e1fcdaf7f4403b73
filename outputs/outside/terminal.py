"""What is told a person: on standard output or standard error, at once, and never with another's commands in it."""

from __future__ import annotations

import sys
from typing import NoReturn, TextIO

from outputs.outside.escapes import harmless_lines

#: To the line's beginning, and clear it: what a line that updates itself begins with.
_ANEW = "\r\x1b[K"


def tell(text: object, end: str = "\n", to: TextIO | None = None, anew: bool = False) -> None:
    """Print a text whose words may come from outside. anew: in the place of what the line showed before.

    to: standard output where nothing is named. Raises BrokenPipeError where its reader is gone.
    """
    show(harmless_lines(str(text)), end, to, anew)


def show(painted: str, end: str = "\n", to: TextIO | None = None, anew: bool = False) -> None:
    """Print a text that holds codes of our own. Whatever is from outside in it went through ``Style.fit``,
    ``harmless`` or ``in_json`` when it was put together; a test lists who calls this. Raises BrokenPipeError."""
    print((_ANEW if anew else "") + painted, end=end, file=to or sys.stdout, flush=True)


def forget_interrupt() -> None:
    """Have Python end with our exit code after a KeyboardInterrupt that was handled.

    It ends by the signal where that came while text was run as code, as the making of a named tuple runs some; running
    another text makes it forget that (CPython's pythonrun.c, ``unhandled_keyboard_interrupt``).
    """
    eval("0")  # nosec B307 # a text of our own that stands here


def stop(text: str) -> NoReturn:
    """End the program with a sentence on standard error, and exit code 1."""
    sys.exit(harmless_lines(text))
