"""What a page shows of its article, as it is gathered, and the few words that all who gather it share."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cleaners.article import Reference, Removal
from cleaners.doc import Block
from cleaners.journal.sources import Found
from cleaners.lines import author_line, issue_line

FRONT = 40  # blocks from the top within which header lines are looked for
SENTENCE = re.compile(r"[。！？；]|[.!?](?:\s|$)")


@dataclass(slots=True)
class Visible:
    """What was found, and which blocks it was found in. ``body``: the blocks that are left, in reading order."""

    values: list[Found] = field(default_factory=list)
    persons: tuple[author_line.Person, ...] = ()
    glued: str = ""
    others: list[tuple[str, str]] = field(default_factory=list)  # (role, name) of editors, reporters, translators
    institutions: list[tuple[str, str]] = field(default_factory=list)
    corresponding: str = ""
    keywords: tuple[str, ...] = ()
    keywords_en: tuple[str, ...] = ()
    site_tags: tuple[str, ...] = ()
    funding: tuple[str, ...] = ()
    biographies: tuple[str, ...] = ()
    references: list[Reference] = field(default_factory=list)
    removed: list[Removal] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)
    title: str = ""
    journal_page: bool = False


def of_issue(issue: issue_line.Issue, source: str) -> list[Found]:
    """What a journal line says, as values from this source."""
    return [Found(name, source, value) for name, value in issue._asdict().items() if value]


def bare(text: str) -> str:
    """Letters and digits alone, for two spellings of one title."""
    return re.sub(r"\W", "", text)
