"""What goes to a log: every message and traceback of this process, ours and the libraries'."""

from __future__ import annotations

import logging
from typing import Any

from outputs.outside.escapes import harmless_lines

_FORMAT = logging.Formatter()
#: Loggers that name every address they ask, the path included, which of a webhook is a secret.
_TALKATIVE = ("httpx", "httpcore")


class HarmlessRecord(logging.LogRecord):
    r"""A log record that commands no terminal, and whose further lines are indented: none passes for a record.

    >>> args = ("jingkan", logging.INFO, "", 0, "%s is new", ("\x1b[2Jhttp://a.example/\n2026 [x] ERROR",), None)
    >>> HarmlessRecord(*args).getMessage()
    '<1B>[2Jhttp://a.example/\n    2026 [x] ERROR is new'
    """

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if self.exc_info and self.exc_info[0]:
            self.exc_text = _inside(_FORMAT.formatException(self.exc_info))

    def getMessage(self) -> str:
        """The message with its arguments in it."""
        return _inside(super().getMessage())


def _inside(text: str) -> str:
    return harmless_lines(text).replace("\n", "\n    ")


def logger(name: str) -> logging.Logger:
    """The logger of a module; with the first, all that this process logs becomes harmless."""
    log_harmlessly()
    return logging.getLogger(name)


def log_harmlessly() -> None:
    """Have all that this process logs be harmless."""
    logging.setLogRecordFactory(HarmlessRecord)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
