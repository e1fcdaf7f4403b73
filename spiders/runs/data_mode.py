"""Who may read what is written under DATA: the user who runs us, unless DATA_MODE says otherwise."""

from __future__ import annotations

import os
import re

from scrapy.settings import BaseSettings


def mask(mode: str) -> int:
    """The umask that gives files this mode, in octal digits, and folders the same with a way in for who may read.

    Raises ValueError for what is no such mode.

    >>> [f"{mask(mode):03o}" for mode in ("600", "640", "0664")]
    ['077', '027', '002']
    """
    if not re.fullmatch(r"0?6[0246][0246]", mode):
        raise ValueError(f"DATA_MODE is a file's mode, as 600 or 640, not {mode!r}")
    readers = (int(mode, 8) & 0o444) >> 2
    return 0o777 & ~(int(mode, 8) | readers | 0o100)


def keep_private(settings: BaseSettings) -> None:
    """Have all that this process and its children write be of the mode that DATA_MODE says, also under cron, whose
    umask lets everybody read. What is there already keeps its own."""
    os.umask(mask(str(settings["DATA_MODE"])))
