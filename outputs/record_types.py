"""What stands in the files that a crawl writes, as types: a record, a tombstone, a reject.

Each class but those of the last two is an object of ``record.schema.json``, under its name in lower case; what the
fields hold is told there, and a test compares names, types and what is required.
"""

# Annotations are kept as they are, not as strings: in a string ``__required_keys__`` does not see NotRequired.

from collections.abc import Mapping
from typing import Literal, NotRequired, TypedDict, TypeGuard

from cleaners.article import VerdictKind

#: The version of the record's form: one more each time a field changes its meaning, its type or its name, or goes. A
#: new optional field does not change it: who reads by name reads on. Records of before November 2026 do not have it.
SCHEMA_VERSION = 1

#: What tells whose line it is.
IDENTIFYING = ("id", "url")

Script = Literal["Hans", "Hant", ""]
Role = Literal["author", "editor", "translator", "reporter"]


class Author(TypedDict):
    name: str
    affiliations: list[str]
    corresponding: bool
    role: Role


class Section(TypedDict):
    level: int
    heading: str
    paragraphs: list[str]
    captions: list[str]
    notes: list[str]


class Reference(TypedDict):
    raw: str
    mark: str
    authors: list[str]
    title: str
    container: str
    year: str
    volume: str
    issue: str
    pages: str
    publisher: str
    place: str
    doi: str
    url: str
    number: str
    date: str
    accessed: str
    type: str
    parsed: bool


class Citation(TypedDict):
    mark: str
    section: int
    paragraph: int
    references: list[int]


class Verdict(TypedDict):
    kind: VerdictKind
    reasons: list[str]


class Quality(TypedDict):
    confidence: float
    reasons: list[str]
    undecided: int
    repaired: float
    unread: NotRequired[int]


class Counts(TypedDict):
    removed: dict[str, int]
    repaired: dict[str, int]


class Removal(TypedDict):
    step: str
    reason: str
    text: str
    where: str


class Repair(TypedDict):
    where: int
    before: str
    after: str
    kind: str
    sure: float


class Other(TypedDict):
    source: str
    value: str


class Source(TypedDict):
    field: str
    source: str
    others: list[Other]


class Content(TypedDict):
    """What the article says: two versions that agree in this are the same version, however and whenever made."""

    title: str
    title_en: str
    authors: list[Author]
    affiliations: list[str]
    journal: str
    year: str
    volume: str
    issue: str
    pages: str
    doi: str
    issn: str
    cn: str
    clc: str
    document_code: str
    article_number: str
    received: str
    revised: str
    accepted: str
    published: str
    funding: list[str]
    biographies: list[str]
    keywords: list[str]
    keywords_en: list[str]
    abstract: str
    abstract_en: str
    sections: list[Section]
    text: str
    references: list[Reference]
    citations: list[Citation]
    language: str


class Found(Content):
    """The fields of the Article that are a record's under their own name: what it says, and how that was found."""

    url: str
    site_tags: list[str]
    pdf_url: str
    script: Script
    script_from: Script
    charset: str
    charset_evidence: str
    removed: list[Removal]
    repairs: list[Repair]
    rules: str


class Crawled(TypedDict, total=False):
    """What only a crawl knows of a page; ``scrapy clean`` writes records without it."""

    site: str
    run: str
    version: int
    archive: str
    opt_out: list[str]


class MergedCopy(TypedDict):
    """One page that a merged record was made of.

    archive: "" where no crawl fetched it. offset: the place in it, in bytes; missing where it is not known.
    """

    id: str
    url: str
    site: str
    archive: str
    offset: NotRequired[int]
    verdict: VerdictKind
    confidence: float


class CopyReading(TypedDict):
    value: str
    copies: list[int]


class Disagreement(TypedDict):
    """A place where copies are at odds and none could be shown to be right. copies of a reading: numbers from 0."""

    field: str
    place: int
    readings: list[CopyReading]
    chosen: str
    why: str


class OnlyOn(TypedDict):
    """A stretch of a field that one copy alone has. place, length: in characters. copy: its number from 0."""

    field: str
    place: int
    length: int
    copy: int


class Merged(TypedDict, total=False):
    """What only a record has that was made of several copies of an article."""

    copies: list[MergedCopy]
    disagreements: list[Disagreement]
    only_on: list[OnlyOn]


class Record(Found, Crawled, Merged):
    """A line of ``records*.jsonl``."""

    id: str
    schema: NotRequired[int]
    fetched: str
    cleaner: str
    verdict: Verdict
    quality: Quality
    counts: Counts
    sources: list[Source]


class Tombstone(TypedDict):
    """A line of ``tombstones*.jsonl``: a page that gave records is gone, or was taken down.

    id: of its last record, ``""`` where there was none. gone: when that was seen, UTC. version: of its last record.
    A takedown writes no version and no title: its line says nothing of what was there.
    """

    id: str
    url: str
    site: str
    run: str
    gone: str
    reason: str
    version: NotRequired[int]
    title: NotRequired[str]


class Reject(TypedDict):
    """A line of ``rejected.jsonl``: a page that gave no record, why, and where its bytes are.

    archive, offset: the WARC file, relative to the data folder, and the place in it, in bytes.
    """

    url: str
    site: str
    run: str
    reason: str
    title: str
    archive: str
    offset: int


def is_record(line: Mapping[str, object]) -> TypeGuard[Record]:
    """Whether a line read back from ``records*.jsonl`` says whose it is; the rest was checked before it was written.

    A line that an older release wrote may lack fields that came later.

    >>> is_record({"id": "url:1", "url": "https://a.example/"}), is_record({"id": "url:1", "url": None})
    (True, False)
    """
    return _says_whose(line)


def is_tombstone(line: Mapping[str, object]) -> TypeGuard[Tombstone]:
    """Whether a line read back from ``tombstones*.jsonl`` says whose it is."""
    return _says_whose(line)


def _says_whose(line: Mapping[str, object]) -> bool:
    return all(isinstance(line.get(name), str) for name in IDENTIFYING)
