"""Golden cases of what a person marked wrong in the review: the archived bytes, and what they should become.

A case is cleaned by the cleaner alone, without the site's rules and what was learned of its host. The fields that were
marked are expected as a person said, all others as they come out now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from cleaners import Page
from outputs.archive.reader import WarcRecord, scan
from outputs.marks.fields import lines, value_of
from outputs.marks.reading import Mark
from tests.golden.case import HERE, Case

#: Expected of a field of which was only said that it is wrong: fails, and says what to do.
UNSAID = "marked wrong: put here what it should be"


class Unfit(Exception):
    """Marks that no case can be made of: the page and why, in one sentence."""


def wrong_pages(marks: Iterable[Mark]) -> list[list[Mark]]:
    """The wrong marks of each page that has one.

    >>> marks = [Mark("http://a.example/2", "title", False), Mark("http://a.example/1", "", True)]
    >>> [[mark.field for mark in page] for page in wrong_pages([*marks, Mark("http://a.example/2", "doi", False)])]
    [['title', 'doi']]
    """
    wrong = sorted((mark for mark in marks if not mark.right), key=lambda mark: mark.url)
    return [list(some) for _, some in groupby(wrong, key=lambda mark: mark.url)]


def record_marked(data: Path, marks: list[Mark]) -> Case:
    """Make a case of a page's wrong marks. Raises Unfit where its bytes are not to be had, or there is one already."""
    url, site = marks[0].url, next((mark.archive.partition("/")[0] for mark in marks if mark.archive), "")
    if not site:
        raise Unfit(f"{url}: its marks name no archive, so that its bytes are not to be had")
    case = Case(HERE / site / f"marked-{sha256(url.encode()).hexdigest()[:8]}")
    if case.folder.exists():
        raise Unfit(f"{url}: there is a case of it: mend {case.expected_file}, or remove {case.folder}")
    case.write_page(archived(data, marks))
    case.write_expected(**{mark.field: expected(mark, case) for mark in marks})
    return Case(case.folder)  # what it has read before is of before


def expected(mark: Mark, case: Case) -> object:
    """What a case has to say of a field that was marked wrong, in the form of a case."""
    if mark.expected is None:
        return f"{UNSAID}{f' ({mark.note})' if mark.note else ''}"
    if mark.field == "text":  # a case has it line by line, with an empty one between paragraphs
        return "\n\n".join(lines(mark.expected)).split("\n")
    return value_of(mark.field, mark.expected, case.found.get(mark.field))


def archived(data: Path, marks: list[Mark]) -> Page:
    """The page that marks are of, as it was fetched, by the address that its record names. Raises Unfit.

    An archive that was written anew since, as one that grew old, has another name: it is among the site's others then.
    """
    mark = next(mark for mark in marks if mark.archive)
    named = data / mark.archive
    paths = [named] if named.exists() else sorted(named.parent.glob("*.warc*"))
    try:
        found = [one for path in paths for one in scan(path) if isinstance(one, WarcRecord) and one.type == "response"]
    except OSError as error:
        raise Unfit(f"{mark.url}: {named} cannot be read: {error.strerror or error}") from error
    answers = [one for one in found if mark.url in one.names]
    if paths == [named]:  # of several visits the one that was marked; a page that was redirected has another address
        answers = [one for one in found if one.offset == mark.offset] or answers
    if not answers:
        raise Unfit(f"{mark.url}: {named if paths else named.parent} does not hold it")
    return replace(max(answers, key=lambda one: one.date).page(), url=mark.url)
