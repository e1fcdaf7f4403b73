"""What the crawl tells the cleaning process on its standard input."""

from __future__ import annotations

import os
import select
import time
from typing import IO


class Orphaned(Exception):
    """The process that asked for cleaning is gone; its work is picked up by the next run."""


class Orders:
    """What standard input said so far."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.handle = stream.fileno()
        self.text = b""
        self.closed = False

    def wait(self, seconds: float) -> None:
        """Wait for an order, so long at most."""
        if self.closed or not select.select([self.handle], [], [], seconds)[0]:
            return
        block = os.read(self.handle, 4096)
        self.text += block
        self.closed = not block

    @property
    def stopping(self) -> bool:
        """Told to stop. Raises Orphaned where the end of file came without an order."""
        self.wait(0)
        if self.closed and not self.text:
            raise Orphaned
        return b"stop" in self.text

    @property
    def finishing(self) -> bool:
        """Told to end when all is cleaned."""
        return b"finish" in self.text


class ToTheEnd:
    """The orders where nobody gives any: clean all there is, then end."""

    stopping, finishing = False, True

    def wait(self, seconds: float) -> None:
        """There is nothing to wait for but work."""
        time.sleep(seconds)
