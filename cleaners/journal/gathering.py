"""A page while its visible parts are gathered: what its lines say, which blocks went into a field, what came of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cleaners.article import Reference, Removal
from cleaners.doc import Block, Doc
from cleaners.journal.head_tags import Head
from cleaners.journal.sources import Found
from cleaners.lines import author_line
from cleaners.lines.dateline import Dateline
from cleaners.lines.issue_line import Issue
from cleaners.lines.labels import Labelled
from cleaners.patterns import regex

FRONT = 40  # blocks from the top within which header lines are looked for; by hand
SENTENCE = regex(r"[。！？；]|[.!?](?:\s|$)")
STEP = "front-matter"  # the key that counts of removals are kept by


@dataclass(slots=True)
class Visible:
    """What a page shows of its article.

    values: single values, each with its source; which one wins is decided in ``merge``.
    persons: the authors as a line or a label names them. glued: the authors as a dateline gives them, run together.
    others: (role, name) of editors, reporters, translators. institutions: (mark, institution), as ``bind`` wants them.
    corresponding: the text behind 通讯作者. site_tags: keywords that the site made by itself.
    removed: what is no body and stands in no field. body: the blocks that are left, in reading order.
    journal_page: the page has shown itself to be a journal's.
    """

    title: str = ""
    journal_page: bool = False
    values: list[Found] = field(default_factory=list)
    persons: tuple[author_line.Person, ...] = ()
    glued: str = ""
    others: list[tuple[str, str]] = field(default_factory=list)
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

    def add(self, name: str, source: str, value: str) -> None:
        """One more value of a field."""
        self.values.append(Found(name, source, value))

    def add_issue(self, issue: Issue, source: str) -> None:
        """What a line says of the journal's issue, as values of this source."""
        self.values += of_issue(issue, source)

    def has(self, name: str) -> bool:
        """Whether a value of this field was found."""
        return any(found.field == name for found in self.values)

    def remove(self, reason: str, text: str) -> None:
        """Puts on record what is no body and stands in no field."""
        self.removed.append(Removal(STEP, reason, text))

    @property
    def names_authors(self) -> bool:
        return bool(self.persons or self.glued)


@dataclass(frozen=True, slots=True)
class Gathering:
    """The page that the visible parts are gathered from: what its lines say, and what has come of them so far.

    labelled: the labels of each block that opens with one. datelines: those among the first ``FRONT`` blocks.
    family: the dateline of the family's sites, which names journal pages alone; -1 for none.
    taken: blocks that went into a field, or are known to be no body. All four name blocks by their index.
    seen: what was gathered.
    """

    doc: Doc
    head: Head
    labelled: Mapping[int, Sequence[Labelled]]
    datelines: Mapping[int, Dateline]
    family: int = -1
    taken: set[int] = field(default_factory=set)
    seen: Visible = field(default_factory=Visible)

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self.doc.blocks

    def is_free(self, i: int) -> bool:
        """Whether a block has no label and went into no field."""
        return i not in self.labelled and i not in self.taken

    def texts(self, places: Iterable[int]) -> list[str]:
        """The texts of these blocks."""
        return [self.blocks[i].text for i in places]

    def with_label(self, name: str) -> Iterable[int]:
        """The blocks with a label of this field."""
        return (i for i, labels in self.labelled.items() if any(label.field == name for label in labels))


def of_issue(issue: Issue, source: str) -> list[Found]:
    """What a line says of the journal's issue, as values of this source."""
    return [Found(name, source, value) for name, value in issue._asdict().items() if value]


def letters(text: str) -> str:
    """Letters and digits alone, for two spellings of one title.

    >>> letters("《论语》译注 (1)")
    '论语译注1'
    """
    return re.sub(r"\W", "", text)
