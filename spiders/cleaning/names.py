"""What was named, as pages to be cleaned: files, addresses, the files of a folder, the responses of an archive."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from functools import partial
from io import FileIO
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from cleaners import Page
from outputs.archive.members import is_archive
from spiders.cleaning.source import Source, known_as
from spiders.one_page import is_address, load

STANDARD_INPUT = "-"
#: How the names of archives end.
_ARCHIVES = (".warc", ".warc.gz")


@dataclass(frozen=True)
class Naming:
    """How names become pages.

    fetch: asks for an address. match: what the address of an archive's page must hold, "" for every one. url: what
    the one page named is to go by. spared: files that are no sources though they lie in a folder, by device and inode.
    passed: counts, by what it is, what is no source and is not named.
    """

    fetch: Callable[[str], Page]
    match: re.Pattern[str] = re.compile("")
    url: str = ""
    spared: frozenset[tuple[int, int]] = frozenset()
    passed: Counter[str] = field(default_factory=Counter)


def sources(names: Iterable[str], naming: Naming) -> Iterator[Source]:
    """Every page that the names stand for, in their order; a folder's in the order of a sorted walk.

    What gives no page is a Source as well, with the reason. Nothing is fetched or read but what tells a page from an
    archive, and archives.
    """
    for name in names:
        if is_address(name):
            yield Source(name, name, read=partial(_addressed, naming, name), address=True)
        elif name == STANDARD_INPUT:
            yield Source(name, name, read=partial(load, name, naming.url))
        elif _is_folder(status := _status(Path(name))):
            yield from _folder(name, known_as(name), naming)
        else:
            yield from _file(Source(name, known_as(name)), status, naming)


def is_many(name: str) -> bool:
    """Whether a name stands for more than one page: a folder or an archive."""
    if is_address(name):
        return False
    status = _status(Path(name))
    return _is_folder(status) or _is_archive(name, status)


def count(names: Iterable[str], naming: Naming) -> int | None:
    """How many sources the names seem to stand for, by a look at folders alone; None where there is an archive."""
    spared = {inode for _, inode in naming.spared}
    number = 0
    for name in names:
        is_folder = not is_address(name) and _is_folder(_status(Path(name)))
        for file in _files(name, spared) if is_folder else (name,):
            if file.lower().endswith(_ARCHIVES):
                return None
            number += 1
    return number


def _files(folder: str, spared: Set[int]) -> Iterator[str]:
    """The names of what a folder and its folders hold. spared: inodes of files that are no sources."""
    try:
        with os.scandir(folder) as scan:
            entries = [entry for entry in scan if not entry.name.startswith(".")]
    except OSError:  # one source that gives no page
        yield folder
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path, spared)
        elif entry.inode() not in spared:
            yield entry.name


def _addressed(naming: Naming, name: str) -> Page:
    page = naming.fetch(name)
    return Page(naming.url, page.body, page.content_type, page.fetched) if naming.url else page


def _file(file: Source, status: os.stat_result | None, naming: Naming) -> Iterator[Source]:
    if _is_archive(file.name, status):
        from spiders.cleaning import archived  # loads warcio: only who gives an archive pays for it

        yield from archived.sources(file.name, naming.match, naming.passed)
    elif status and not S_ISREG(status.st_mode):
        # A pipe: open in this process alone, and gone once it is read.
        yield replace(file, read=partial(load, file.name, naming.url))
    else:
        yield file


def _folder(name: str, known: str, naming: Naming) -> Iterator[Source]:
    """Its files and those of its folders, each folder's entries by name; what a dot begins is passed over."""
    try:
        with os.scandir(name) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except OSError as error:
        yield Source(name, known, why=f"cannot be read: {error.strerror}")
        return
    for entry in entries:
        found = Source(entry.path, os.path.join(known, entry.name))  # noqa: PTH118 (a Path takes ten times as long)
        if entry.name.startswith("."):
            naming.passed["hidden"] += 1
        elif entry.is_dir(follow_symlinks=False):
            yield from _folder(found.name, found.id, naming)
        elif entry.is_file():
            if _identity(status := _status(entry)) in naming.spared:
                naming.passed["written by this command"] += 1
            else:
                yield from _file(found, status, naming)
        else:
            yield replace(found, why=_no_file(entry))


def _no_file(entry: os.DirEntry[str]) -> str:
    if entry.is_dir():
        return "is a link to a folder: name that folder to have it cleaned"
    return "is a link to nothing" if entry.is_symlink() and not _status(entry) else "is no regular file"


def _status(file: Path | os.DirEntry[str]) -> os.stat_result | None:
    """What the system says of a file; None where it says there is none, or that the name can be no file's."""
    try:
        return file.stat()
    except (OSError, ValueError):
        return None


def _is_folder(status: os.stat_result | None) -> bool:
    return status is not None and S_ISDIR(status.st_mode)


def _identity(status: os.stat_result | None) -> tuple[int, int]:
    return (status.st_dev, status.st_ino) if status else (-1, -1)


def _is_archive(name: str, status: os.stat_result | None) -> bool:
    """Whether a file holds many pages, by its name (it may be damaged) or by how it begins."""
    if not status or not S_ISREG(status.st_mode):
        return False
    if name.lower().endswith(_ARCHIVES):
        return True
    try:
        with FileIO(name) as stream:
            return is_archive(stream)
    except OSError:  # said when the page is read
        return False
