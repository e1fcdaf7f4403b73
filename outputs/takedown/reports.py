"""A takedown in the reports: every one of them goes, whole; ``scrapy report`` makes them anew.

A report shows of a page more than its address: its title among an article's copies, its words beside another's, its
count in a chart. Which of its files say something of a page cannot be told from their bytes, so none is written anew.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from outputs.files import TEMPORARY, remains, sync_folder

NAME = "report"
_GOING = f"{NAME}.forgotten{TEMPORARY}"


@dataclass(frozen=True, slots=True)
class Removed:
    """How many reports went. left: one sentence for each that could not be removed, and so may show what was to go."""

    reports: int
    left: tuple[str, ...] = ()


def remove(data: Path) -> Removed:
    """Remove the report of all sites, that of each site, and what a build that was cut off left.

    A build that is at work meanwhile loses the folder it writes, and fails: it may have read what was taken down.
    """
    found, left = 0, list[str]()
    for folder in (data, *_sites(data)):
        for path in (folder / _GOING, folder / NAME, *remains(folder / NAME)):
            if path.is_dir():
                try:
                    _remove(path)
                    found += 1
                except OSError as error:  # one on a bad disk must not keep the others
                    left.append(f"{path}: a report that could not be removed ({error.strerror or error}): delete it")
    return Removed(found, tuple(left))


def _sites(data: Path) -> Iterator[Path]:
    """The folders that a crawl writes a site into; any other below the data folder is not ours to remove from."""
    for folder in sorted(data.iterdir()):
        if folder.is_dir() and ((folder / "archive").is_dir() or any(folder.glob("records*.jsonl*"))):
            yield folder


def _remove(path: Path) -> None:
    """Remove a folder, and a link to it: renamed first, so that whoever is writing there writes to it no more."""
    real = path.resolve()
    going = real.with_name(_GOING)
    if real != going:
        if going.exists():
            shutil.rmtree(going)
        real.rename(going)
    shutil.rmtree(going)
    if path.is_symlink():
        path.unlink()
    sync_folder(path.parent)
