"""What makes a file certain: synced, renamed when whole, cut to what was promised, known by its hash."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO

#: What the name of any file ends in until it is whole and accounted for.
TEMPORARY = ".tmp"


def cut(path: Path, size: int) -> None:
    """Shorten a file to ``size`` bytes, what lies beyond being torn or promised to nobody; 0 removes it."""
    if path.is_file() and path.stat().st_size > size:
        if size:
            os.truncate(path, size)
        else:
            path.unlink()


def sync_folder(folder: Path) -> None:
    """A new or renamed file is only there for sure once its folder is synced."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync(stream: IO[bytes]) -> None:
    """Return only when what was written to a new file is on disk, and its name in its folder."""
    stream.flush()
    os.fsync(stream.fileno())
    sync_folder(Path(stream.name).parent)


def replace_whole(path: Path, content: bytes) -> None:
    """Write a file so that it holds the old content or the new, whatever happens meanwhile."""
    temporary = path.with_suffix(TEMPORARY)
    with temporary.open("wb") as stream:
        stream.write(content)
        sync(stream)
    temporary.rename(path)
    sync_folder(path.parent)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path to write a file at for a block: what is there afterwards is on disk under ``path``, or nothing is.

    Where the block raises, what it wrote is removed and what ``path`` held before stays.
    """
    part = path.with_name(path.name + TEMPORARY)
    try:
        part.unlink(missing_ok=True)
        yield part
        put_in_place({part: path})
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def put_in_place(files: Mapping[Path, Path]) -> None:
    """Rename files of one folder, each when all of them are on disk."""
    for part in files:
        with part.open("rb") as stream:
            os.fsync(stream.fileno())
    for part, path in files.items():
        part.replace(path)
    for folder in {path.parent for path in files.values()}:
        sync_folder(folder)


def replace_folder(part: Path, folder: Path) -> None:
    """Put a folder that is whole and on disk in the place of another. Between its two steps there is none of the name:
    what a crash leaves there, ``put_back_folder`` mends.
    """
    _, old = remains(folder)
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    sync_folder(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def put_back_folder(folder: Path) -> None:
    """Mend what a crash left of a folder that is written as a whole: the last whole one stands, and no other."""
    part, old = remains(folder)
    if old.exists() and not folder.exists():
        old.rename(folder)
    for path in (part, old):
        if path.exists():
            shutil.rmtree(path)


def remains(folder: Path) -> tuple[Path, Path]:
    """Where a folder that is written as a whole is written, and where the one before it stands meanwhile."""
    return folder.with_name(folder.name + TEMPORARY), folder.with_name(f"{folder.name}.old{TEMPORARY}")


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal."""
    digest = sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
