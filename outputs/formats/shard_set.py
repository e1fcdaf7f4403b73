"""A set of files that belong together: ``train-00000-of-00003.parquet``. Each name tells how many there are.

So that a set of which one is missing is told from a smaller one, and is read by nobody as if it were whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from outputs.files import TEMPORARY, put_in_place
from outputs.formats import FormatError


@contextmanager
def new_set(folder: Path, stem: str, suffix: str) -> Iterator[Callable[[], Path]]:
    """A set being written for a block, into a folder that has none of that name yet and is made where it is missing.

    Yields what gives the path to write the next file at. The files have their names when the block ends and all are on
    disk; where it raises they are removed. Raises FileExistsError.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     with new_set(Path(name), "train", ".parquet") as following:
    ...         written = [following().write_text(text) for text in "ab"]
    ...     [path.name for path in whole_set(Path(name), "train", ".parquet")]
    ['train-00000-of-00002.parquet', 'train-00001-of-00002.parquet']
    """
    if there := _members(folder, stem, suffix):
        raise FileExistsError(f"{there[0]} is there already: write into a folder of its own")
    folder.mkdir(parents=True, exist_ok=True)
    parts: list[Path] = []

    def following() -> Path:
        parts.append(folder / f"{stem}-{len(parts):05d}{suffix}{TEMPORARY}")
        return parts[-1]

    try:
        yield following
        named = {part: folder / f"{stem}-{n:05d}-of-{len(parts):05d}{suffix}" for n, part in enumerate(parts)}
        put_in_place(named)
    except BaseException:
        for part in parts:
            part.unlink(missing_ok=True)
        raise


def whole_set(folder: Path, stem: str, suffix: str) -> list[Path]:
    """The files of the set in a folder, in order; none where there is no set. Raises FormatError where it has a gap."""
    paths = _members(folder, stem, suffix)
    for n, path in enumerate(paths):
        if path.name != f"{stem}-{n:05d}-of-{len(paths):05d}{suffix}":
            raise FormatError(f"{folder}: {path.name} is of a set that is not whole: write it again")
    return paths


def _members(folder: Path, stem: str, suffix: str) -> list[Path]:
    name = re.compile(rf"{re.escape(stem)}-\d{{5,}}-of-\d{{5,}}{re.escape(suffix)}")
    return sorted(path for path in folder.glob(f"{stem}-*{suffix}") if name.fullmatch(path.name))
