"""A shard being written: under a temporary name, until it is whole and accounted for.

The order is what makes a record come exactly once: (1) the temporary file is synced, (2) one transaction names it
with its hash and settles every page in it, (3) it is renamed. Killed before (2), nothing has happened and the pages
are cleaned again; killed before (3), ``recovery`` renames it.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import IO

from outputs.files import TEMPORARY, sync
from outputs.state.files import Shard


class ShardWriter:
    """One shard being written. name: its path below the data folder."""

    def __init__(self, data: Path, name: str, site: str) -> None:
        self.name, self.site = name, site
        self.path = data / (name + TEMPORARY)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.stream: IO[bytes] = self.path.open("wb")
        self.digest = sha256()
        self.records = self.bytes = 0

    def write(self, line: bytes) -> None:
        """Append one line."""
        self.stream.write(line)
        self.digest.update(line)
        self.records += 1
        self.bytes += len(line)

    def finish(self) -> Shard:
        """Put everything on disk."""
        sync(self.stream)
        self.stream.close()
        return Shard(self.name, self.site, self.digest.hexdigest(), self.records, self.bytes)
