"""The pages of a WARC file, ours, Common Crawl's or another's, as sources."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from cleaners import Page
from outputs.archive.answers import NoPage, page_of
from outputs.archive.members import Damage
from outputs.archive.reader import WarcRecord, records, salvaged_url
from spiders.cleaning.source import Source, known_as
from spiders.one_page import Unreadable, checked

#: The types of records beside responses (WARC 1.1, section 6).
_OTHERS = frozenset(["warcinfo", "resource", "request", "metadata", "revisit", "conversion", "continuation"])


def sources(name: str, match: re.Pattern[str], passed: Counter[str]) -> Iterator[Source]:
    """Every response of a WARC file whose URL matches, in order, and every range of it that cannot be read.

    A response is known by file and offset, the second of a member that holds several by its number, too. passed: counts
    what is no response or does not match.
    """
    known, before, number, responses = known_as(name), -1, 0, 0
    try:
        with Path(name).open("rb") as stream:
            for found in records(stream):
                number = number + 1 if found.offset == before else 0
                before = found.offset
                url = salvaged_url(found) if isinstance(found, Damage) else found.url
                if isinstance(found, WarcRecord) and found.type in _OTHERS:
                    passed[f"WARC {found.type}"] += 1
                    continue
                responses += 1
                if url and not match.search(url):
                    passed["not matched"] += 1
                    continue
                place = f"{name}, byte {found.offset}{f', record {number}' if number else ''}"
                source = Source(f"{place}, {url}" if url else place, f"{known}:{found.offset}:{number}")
                if isinstance(found, Damage):
                    yield replace(source, why=str(found))
                elif found.type != "response":  # of a file that is not compressed no digest covers the headers
                    yield replace(source, why="cannot be read (altered: it is of no type that there is)")
                else:
                    yield replace(source, read=partial(_page, source.name, found))
    except OSError as error:
        yield Source(name, known, why=f"cannot be read: {error.strerror}")
    else:
        if not responses:
            yield Source(
                name, known, why="holds no response of a web server: give the WARC file with the pages themselves"
            )


def _page(name: str, record: WarcRecord) -> Page:
    """The page of a response. Raises Unreadable where it is none."""
    try:
        page = page_of(record)
    except NoPage as error:
        raise Unreadable(name, str(error)) from error
    return replace(page, body=checked(name, page.body))
