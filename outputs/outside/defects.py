"""What a terminal is told of an error that nobody expected: one line. A traceback repeats what the error says, and
what it says may be a page's own words."""

from __future__ import annotations

import os
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from outputs.outside.escapes import printable
from outputs.outside.terminal import tell

#: An environment variable: set, the traceback is shown below the line, for whoever mends the defect.
TRACEBACK = "JINGKAN_TRACEBACK"
#: Signs of the error's own words that are shown.
_SHOWN = 300
_HOME = Path(__file__).parents[2]


def tell_defects() -> None:
    """Have errors that end this process, or a thread of it, be told in one line on standard error."""
    sys.excepthook = _told
    threading.excepthook = _told_of_thread


def words_of(error: BaseException) -> str:
    r"""One line for an error that nobody expected.

    >>> words_of(ValueError("bad\n\x1b[2Jpage"))
    'a defect of jingkan (ValueError: bad <1B>[2Jpage): please report it'
    """
    if isinstance(error, MemoryError):
        return "the memory is full: give less at a time, or end other programs"
    said = printable(str(error))
    what = type(error).__name__ + (f": {said[:_SHOWN]}" if said else "")
    return f"a defect of jingkan ({what}{_place(error)}): please report it"


def _place(error: BaseException) -> str:
    """Where in the project it was raised, "" where it was nowhere there."""
    frames = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    within = [(path.relative_to(_HOME), line) for path, line in frames if path.is_relative_to(_HOME)]
    ours = [f"{path}:{line}" for path, line in within if "site-packages" not in path.parts]
    return f", in {ours[-1]}" if ours else ""


def _told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return  # whoever pressed Ctrl-C knows
    wants = bool(os.environ.get(TRACEBACK))
    how = "" if wants else f"; {TRACEBACK}=1 shows how it came about"
    tell(words_of(error) + how, to=sys.stderr)
    if wants:
        tell("".join(traceback.format_exception(kind, error, trace)), end="", to=sys.stderr)


def _told_of_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
        _told(args.exc_type, args.exc_value, args.exc_traceback)
