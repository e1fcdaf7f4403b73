"""A list of names in a file or on standard input: one address or path a line."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from spiders.crawl.url_lists import opened_list


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a list, any number of times, also side by side; a line that is blank is none."""

    lines: IO[bytes]

    def __iter__(self) -> Iterator[str]:
        position = 0
        self.lines.seek(position)
        while line := self.lines.readline():
            position += len(line)
            if name := line.decode().strip():
                yield name
                self.lines.seek(position)  # others may have gone on with it


@contextmanager
def listed(name: str) -> Iterator[Iterable[str]]:
    """The names of a list for a block, ``-`` for standard input's.

    It is read whole first, into a temporary file: what is wrong with it is known before anything is done, and who
    writes on it does no harm. Raises NotText where it is no UTF-8, OSError where it cannot be read.
    """
    with tempfile.TemporaryFile() as copy:
        with opened_list(name) as lines:
            copy.writelines(line.encode() for line in lines)
        yield Names(copy)
