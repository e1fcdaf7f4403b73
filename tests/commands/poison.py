"""Work that does to its process what the task's name says. Loads nothing: each process that dies is started anew."""

from __future__ import annotations

import os
import signal
from pathlib import Path


def work(name: str) -> str:
    """The name, for a task that does no harm."""
    while name == "hangs":
        signal.pause()
    if name == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    if name == "ends":
        os._exit(7)
    if name == "fills":
        raise MemoryError
    return name


def large(folder: Path, size: int, name: str) -> bytes:
    """So many bytes; a file of the name says that they are begun with."""
    (folder / name).touch()
    return name.encode().ljust(size)
