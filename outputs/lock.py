"""One process at a time: a lock file that says who holds it and that the system lets go of when the holder dies."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from outputs.outside.concealed import concealed
from outputs.outside.escapes import as_json


class Locked(Exception):
    """Someone else holds the lock: one sentence that says who."""


class Lock:
    """A lock on a path (``flock``; not inherited by child processes)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.handle = -1

    def acquire(self, seconds: float = 0.0) -> None:
        """Take the lock, waiting so long at most. Raises Locked with the holder's name where it is taken."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)  # less what the umask takes
        end = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= end:
                    os.close(handle)
                    raise Locked(f"{self.path} is held by {self._holder()}") from None
                time.sleep(0.05)
        self.handle = handle
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        who = {
            "pid": os.getpid(),
            "machine": socket.gethostname(),
            "since": now,
            "command": " ".join(concealed(sys.argv)),
        }
        with suppress(OSError):  # a full disk takes the holder's name, never the lock
            os.truncate(handle, 0)
            os.pwrite(handle, as_json(who).encode(), 0)

    def release(self) -> None:
        """Let go of the lock."""
        if self.handle >= 0:
            with suppress(OSError):
                os.truncate(self.handle, 0)  # the command may name what it took down
            os.close(self.handle)
            self.handle = -1

    @contextmanager
    def wait(self, seconds: float) -> Iterator[None]:
        """Hold the lock for a block, waiting for it so long at most."""
        self.acquire(seconds)
        try:
            yield
        finally:
            self.release()

    def _holder(self) -> str:
        try:
            who = json.loads(self.path.read_text())
        except (OSError, ValueError):
            return "another process"
        return f"process {who['pid']} on {who['machine']} since {who['since']} ({who['command']})"
