"""``data/report``, or ``data/<site>/report``: the pages of a report and what they load, whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from outputs.corpus.copies import newest
from outputs.files import put_back_folder, remains, replace_folder, sync
from outputs.report import words
from outputs.report.frame import framed
from outputs.report.review.page import REVIEW, review

NAME = "report"
_STATIC = files("outputs.report") / "static"

#: What is being done, how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """A report that is on disk. page: to be opened first. records: that it is of."""

    page: Path
    records: int


def build(data: Path, site: str = "", progress: Progress = lambda what, done, of: None) -> Built:
    """Make the report of a site, or of all, in the place of the one that is there, which stays until this one is whole.

    Raises jsonl.TornLine, FormatError, StateError, DatabaseError, OSError; the report that was there stays then.
    """
    folder = data / site / NAME
    put_back_folder(folder)
    part, _ = remains(folder)
    part.mkdir(parents=True)
    try:
        versions = newest(data, [site] if site else [])
        reviewed = review(part, data, versions, progress)
        made = words.MADE.filled(f"{datetime.now(UTC):%Y-%m-%d %H:%M}", version("jingkan"))
        _write(part / REVIEW.file, framed(REVIEW, (REVIEW,), site, made, reviewed.body).encode())
        (part / "static").mkdir()
        for source in _STATIC.iterdir():
            _write(part / "static" / source.name, source.read_bytes())
        replace_folder(part, folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return Built(folder / REVIEW.file, len(versions))


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        sync(stream)
