"""The pages of an archive that are to be cleaned, and what of it gives none and why.

Of an archive that the file of rules lists, the pages it lists, as a crawl would clean them again; of any other, as
Common Crawl's, every page that a web server answered with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from cleaners import Page
from outputs.archive.encodings import TooLarge
from outputs.archive.members import Damage
from outputs.archive.reader import ArchiveError, WarcRecord, salvaged_url, scan
from outputs.cleaning.workers import Cleaned, Task, archived, certain, clean_page
from outputs.cluster.rules_file import Host, Known, name_of
from outputs.state.pages import WaitingPage

#: The site of pages that belong to none we know, as that of a list of pages by name.
NO_SITE = "pages"
#: What a server says of a page (WHATWG MIME Sniffing, "HTML MIME type", and text); one that says nothing may send one.
_PAGE_TYPES = frozenset(["", "text/html", "application/xhtml+xml", "text/plain"])
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
    listed = known.archives.get(name_of(path.name))
    if listed is None:
        for record in scan(path):
            yield _unlisted(path, record, known, match, run)
        return
    with path.open("rb"):  # what cannot be read at all is no fault of its pages
        pass
    for each in listed:
        if match.search(each.page.url):
            yield Found(path, Task(each.page, run, each.learned))
        else:
            yield Passed(each.page, "not matched")


def clean_found(found: Found) -> Cleaned:
    """Clean a page. Raises MemoryError, and nothing else."""
    return certain(partial(_clean, found))


def _clean(found: Found) -> Cleaned:
    waiting = found.task.page
    try:
        page = found.page or archived(found.path.parent, found.path.name, waiting.place)
    except ArchiveError as error:
        return Cleaned(error=str(error))
    return clean_page(replace(page, url=waiting.url), found.task)


def _unlisted(
    path: Path, record: WarcRecord | Damage, known: Known, match: re.Pattern[str], run: str
) -> Found | Passed:
    url = salvaged_url(record) if isinstance(record, Damage) else record.url
    host = known.host(url) or _UNKNOWN
    waiting = WaitingPage(0, 0, url, host.site, 0, path.name, record.offset, rules=host.rules)
    if isinstance(record, Damage):
        return Passed(waiting, "damaged", str(record))
    if record.type != "response":
        return Passed(waiting, f"WARC {record.type}")
    if not match.search(url):
        return Passed(waiting, "not matched")
    if record.status != "200":
        return Passed(waiting, "no page", f"is no page: the server answered {record.status or 'nothing of the web'}")
    try:
        page = record.page()
    except TooLarge as error:
        return Passed(waiting, "no page", f"{error}: not a page")
    except Exception as error:  # whatever a library says of chunks that it did not expect
        return Passed(waiting, "no page", f"cannot be decoded ({type(error).__name__})")
    if (sent_as := page.content_type.partition(";")[0].strip().lower()) not in _PAGE_TYPES:
        return Passed(waiting, "no page", f"is no page: it was sent as {sent_as}")
    return Found(path, Task(waiting, run, host.learned), page)
