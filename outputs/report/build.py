"""``data/report``, or ``data/<site>/report``: the pages of a report and what they load, whole or not at all."""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from outputs.corpus.copies import Copy, newest, standing_at
from outputs.files import put_back_folder, remains, replace_folder, replace_whole
from outputs.lock import Lock
from outputs.record import release
from outputs.report import words
from outputs.report.corpus_id import corpus_id
from outputs.report.frame import OVERVIEW, framed
from outputs.report.marks_panel import marks_panel
from outputs.report.overview import charts
from outputs.report.overview.figures import crawl_figures
from outputs.report.overview.page import overview
from outputs.report.overview.tally import Tally
from outputs.report.review.page import REVIEW, review
from outputs.report.words import Label

NAME = "report"
#: Folders below ``data`` that are no site's.
NO_SITES = frozenset({"runs", "state", "corpus", NAME, "backup"})
#: The pages, as they are linked to.
LEAVES = (OVERVIEW, REVIEW)
#: What the pages load.
_STATIC = files("outputs.report") / "static"

#: What is being done, how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """A report that is on disk. page: to be opened first. records: that it is of. notes: what is missing, and why."""

    page: Path
    records: int
    notes: tuple[Label, ...]


class NoSuchSite(Exception):
    """Nothing was crawled of a site, or of any: one sentence."""


def build(data: Path, site: str = "", progress: Progress = lambda what, done, of: None) -> Built:
    """Make the report of a site, or of all, in the place of the one that is there, which stays until this one is whole.

    It reads beside a run: what that has finished counts. Raises NoSuchSite, Locked where another report is being made,
    jsonl.TornLine, FormatError, StateError, DatabaseError, OSError; the report that was there stays then.
    """
    if site and not (_is_site(site) and (data / site).is_dir()):
        raise NoSuchSite(f"nothing was crawled of {site}: there is no site's folder {data / site}")
    if not (_sites(data) or (data / "runs").is_dir()):
        raise NoSuchSite(f"there is nothing under {data} yet: crawl first")
    with Lock(data / "state" / "report.lock").wait(0):
        return _build(data, site, progress)


def _build(data: Path, site: str, progress: Progress) -> Built:
    folder = data / site / NAME
    put_back_folder(folder)
    part, _ = remains(folder)
    part.mkdir(parents=True)  # before anything is read, and never again: a takedown meanwhile removes it for good
    try:
        progress("looking for the newest records", 0, 1)
        versions = newest(data, [site] if site else _sites(data))
        progress("looking for the newest records", 1, 1)
        tally = Tally()
        passing = _told(tally.of(standing_at(version.place for version in versions)), len(versions), progress)
        deque(passing, maxlen=0)
        crawl = crawl_figures(data, site)
        progress("drawing the overview", 0, 1)
        drawn = charts.available()
        made, body = _made(), overview(tally, crawl, drawn)
        replace_whole(part / OVERVIEW.file, framed(OVERVIEW, LEAVES, site, made, body).encode())
        progress("drawing the overview", 1, 1)
        reviewed = review(part, data, versions, progress, marks_panel(corpus_id(data)))
        replace_whole(part / REVIEW.file, framed(REVIEW, LEAVES, site, made, reviewed.body).encode())
        _copy_static(part / "static")
        replace_folder(part, folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    notes = (*crawl.notes, *(() if drawn else (words.NO_CHARTS,)))
    return Built(folder / OVERVIEW.file, tally.records, notes)


def _sites(data: Path) -> list[str]:
    with suppress(FileNotFoundError):
        return sorted(path.name for path in data.iterdir() if path.is_dir() and _is_site(path.name))
    return []


def _is_site(name: str) -> bool:
    """Whether a folder below ``data`` may be a site's: it is one, and not one of ours.

    >>> [_is_site(name) for name in ("demo", "report", "..", "a/b", "")]
    [True, False, False, False, False]
    """
    return name not in NO_SITES and name not in ("", ".", "..") and "/" not in name and "\\" not in name


def _told(copies: Iterable[Copy], of: int, progress: Progress) -> Iterator[Copy]:
    for n, copy in enumerate(copies, 1):
        yield copy
        progress("reading the records", n, of)


def _made() -> Label:
    return words.MADE.filled(f"{datetime.now(UTC):%Y-%m-%d %H:%M}", release())


def _copy_static(folder: Path) -> None:
    folder.mkdir()
    for source in _STATIC.iterdir():
        replace_whole(folder / source.name, source.read_bytes())
