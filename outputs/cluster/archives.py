"""The pages of an archive that are to be cleaned, and what of it gives none and why.

Of an archive that the file of rules lists, the pages it lists, as a crawl would clean them again; of any other, as
Common Crawl's, every page that a web server answered with. Nothing of what the file says was taken down.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from cleaners import Page
from outputs.archive.answers import NoPage, page_of
from outputs.archive.members import Damage
from outputs.archive.reader import ArchiveError, WarcRecord, salvaged_url, scan, written_by_us
from outputs.cleaning.workers import Cleaned, Task, archived, certain, clean_page
from outputs.cluster.rules_file import Host, Known, Listed, name_of
from outputs.state.pages import WaitingPage
from outputs.takedown.matching import Takedowns

#: The site of pages that belong to none we know, as that of a list of pages by name.
NO_SITE = "pages"
_TAKEN_DOWN = "taken down"
#: As what is counted that gives nothing for no reason of its own: an archive, or a place in it, that cannot be read.
DAMAGED, EMPTY = "damaged", "without an answer"
_UNKNOWN = Host(NO_SITE)


@dataclass(frozen=True)  # no slots: with them it is pickled in Python, field by field
class Found:
    """A page to be cleaned. path: its archive. page: it, where it was read already."""

    path: Path
    task: Task
    page: Page | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Passed:
    """What gives no page. page: what is known of it. why: ``""`` for what is only counted, by ``kind``."""

    page: WaitingPage
    kind: str
    why: str = ""


def pages(path: Path, known: Known, match: re.Pattern[str], run: str) -> Iterator[Found | Passed]:
    """Every page of an archive that is to be cleaned, in the order they lie there, and all else of it.

    match: what a page's URL must hold. Raises OSError where the archive cannot be read.
    """
    gone = Takedowns(known.taken_down)
    listed = known.archives.get(name_of(path.name))
    found = _unlisted(path, known, match, run) if listed is None else _listed(path, listed, match, run)
    for each in found:
        page = each.task.page if isinstance(each, Found) else each.page
        yield Passed(page, _TAKEN_DOWN) if any(map(gone.cover, page.place.names)) else each


def strangers(paths: Iterable[Path], known: Known) -> list[Path]:
    """The archives that are of a crawl, and not of the one whose rules are known, as far as these tell.

    They are of another crawl; or newer than the file of rules; or older: written anew since, as for a takedown, so
    that nobody knows which of its pages still count. Raises OSError.
    """
    return [path for path in paths if name_of(path.name) not in known.names and written_by_us(path)]


def clean_found(found: Found) -> Cleaned | OSError:
    """Clean a page; the error where its archive cannot be read, which is no fault of the page. Raises MemoryError."""
    return certain(partial(_clean, found))


def _clean(found: Found) -> Cleaned | OSError:
    waiting = found.task.page
    try:
        page = found.page or archived(found.path.parent, found.path.name, waiting.place)
    except ArchiveError as error:
        return error.__cause__ if isinstance(error.__cause__, OSError) else Cleaned(error=str(error))
    return clean_page(replace(page, url=waiting.url), found.task)


def _listed(path: Path, listed: Iterable[Listed], match: re.Pattern[str], run: str) -> Iterator[Found | Passed]:
    with path.open("rb"):  # also where no page of it counts
        pass
    for each in listed:
        if match.search(each.page.url):
            yield Found(path, Task(each.page, run, each.learned))
        else:
            yield Passed(each.page, "not matched")


def _unlisted(path: Path, known: Known, match: re.Pattern[str], run: str) -> Iterator[Found | Passed]:
    responses = 0
    for record in scan(path):
        responses += isinstance(record, Damage) or record.type == "response"
        yield _of_unlisted(path, record, known, match, run)
    if not responses:
        why = "holds no response of a web server: give the WARC file with the pages themselves"
        yield Passed(WaitingPage(0, 0, "", NO_SITE, 0, path.name, 0), EMPTY, why)


def _of_unlisted(
    path: Path, record: WarcRecord | Damage, known: Known, match: re.Pattern[str], run: str
) -> Found | Passed:
    url = salvaged_url(record) if isinstance(record, Damage) else record.url
    host = known.host(url) or _UNKNOWN
    waiting = WaitingPage(0, 0, url, host.site, 0, path.name, record.offset, rules=host.rules)
    if isinstance(record, Damage):
        return Passed(waiting, DAMAGED, str(record))
    if record.type != "response":
        return Passed(waiting, f"WARC {record.type}")
    if not match.search(url):
        return Passed(waiting, "not matched")
    try:
        page = page_of(record)
    except NoPage as error:
        return Passed(waiting, "no page", str(error))
    return Found(path, Task(waiting, run, host.learned), page)
