"""What cleaning returns: an Article, with a record of all that was done to get it.

Every text field is a string, empty where the page does not say; nothing is None, nothing guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

VerdictKind = Literal["clean", "injected", "doorway", "list", "error", "empty"]


@dataclass(frozen=True, slots=True)
class Removal:
    """Something taken off the page: by which step, for what reason, the text itself, and where it stood.

    step: the cleaner's name (``banner``, ``hidden``, ``linkfarm`` …), the key that counts are kept by.
    reason: one plain phrase a person understands.
    text: what was removed, white space folded, in full.
    where: the place in the page, as a CSS-like path (``body > div#foot``), or ``""``.
    is_spam: whether it is the hijackers', and so evidence that the page was tampered with. The step says it, for the
        verdict; the record leaves it out.
    """

    step: str
    reason: str
    text: str
    where: str = ""
    is_spam: bool = field(default=False, repr=False)


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to the text.

    where: offset of ``before`` in the text as it was given to ``repair`` (characters, not bytes).
    before, after: what stood there, what stands there now; ``after`` may be ``""``.
    kind: the repair that did it: ``gbk-insertion``, ``annotation``, ``shear``, ``markup``, ``mojibake``,
        ``entity``, ``invisible``, ``lone-mark``, ``inserted-comma``, ``inserted-pair`` …: the key
        that counts are kept by.
    sure: 0 to 1; 1.0 where the bytes allow nothing else.
    """

    where: int
    before: str
    after: str
    kind: str
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class Author:
    """One author as the page names them. role: ``author``, ``editor``, ``translator`` or ``reporter``."""

    name: str
    affiliations: tuple[str, ...] = ()
    corresponding: bool = False
    role: str = "author"

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the body under one heading. level 0 with heading ``""`` is text before any heading.

    paragraphs: all of its text in reading order; captions, notes: those of them that caption a figure
        or table, and those that are footnotes.
    """

    level: int
    heading: str
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the reference list: as printed, and what can be told apart of it.

    raw: the entry as printed, after repair, its mark included.
    mark: as printed, brackets included: ``[1]``, ``1.``, ``①``.
    authors: as printed, in order, without 等 or et al., roles (编, 著) and nationality (``[美]``).
    container: the journal, newspaper, proceedings or book it stands in, without its editors.
    pages: of a newspaper article, the page it is printed on. publisher: the school of a thesis as well.
    number: of a patent, standard or report. date, accessed: ISO dates where the entry gives them in full.
    type: the GB/T 7714 type mark, upper case (``J``, ``M``, ``EB/OL`` …), ``""`` where there is none.
    parsed: False where the parts could not be told apart; then only ``raw`` is to be relied on.
    """

    raw: str
    mark: str = ""
    authors: tuple[str, ...] = ()
    title: str = ""
    container: str = ""
    year: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    place: str = ""
    doi: str = ""
    url: str = ""
    number: str = ""
    date: str = ""
    accessed: str = ""
    type: str = ""
    parsed: bool = False

    def __str__(self) -> str:
        return self.raw


@dataclass(frozen=True, slots=True)
class Citation:
    """A mark in the text that cites the reference list.

    mark: as printed (``[1-3]``). section, paragraph: where it stands, indices from 0.
    references: indices from 0 into ``Article.references`` of the entries it names.
    """

    mark: str
    section: int
    paragraph: int
    references: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What kind of page it is, and why we say so, in plain phrases.

    fields_only: the page's tags describe an article whose text it does not show.
    """

    kind: VerdictKind
    reasons: tuple[str, ...] = ()
    fields_only: bool = False

    @property
    def is_article(self) -> bool:
        """Whether there is an article on the page: clean, or among a hijacker's junk that was removed.

        Only such pages become records of a crawl.

        >>> Verdict("injected").is_article, Verdict("list").is_article
        (True, False)
        """
        return self.kind in ("clean", "injected")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a field's value came from, and the values that other sources gave and that lost.

    field: the Article's field. source: ``citation``, ``json-ld``, ``dublin-core``, ``label``, ``dateline``, ``url`` …
    others: (source, value) of each source that disagreed.
    """

    field: str
    source: str
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One page's article, and what was done, where and why.

    text: the body alone, headings and paragraphs joined by a blank line: no title, authors,
        abstract, keywords, references or junk. ``sections`` is the same text, structured.
    published, received, revised, accepted: ISO dates (``2013-04-29``), as precise as the page is.
    year, pages: as printed, digits in ASCII. volume, issue: without words and zeros around the number (``1``, ``S1``).
    site_tags: keywords the site made by itself; ``keywords`` are the author's.
    language: ISO 639-1; script: ``Hans``, ``Hant`` or ``""`` for text without Han characters.
    script_from: the script the text was converted from, the kit's conversion undone or another asked for; ``""`` where
        the text stands in the page's own script.
    charset: the codec the bytes were read with, and ``charset_evidence`` why.
    undecided: how many characters of the text stayed undecidable (U+FFFD).
    unread: how many characters of damaged segments of the page stand as they stood, for the budget of its repair ended
        before them (``cleaners.budget``).
    """

    url: str
    title: str = ""
    title_en: str = ""
    authors: tuple[Author, ...] = ()
    affiliations: tuple[str, ...] = ()
    journal: str = ""
    year: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    issn: str = ""
    cn: str = ""
    clc: str = ""
    document_code: str = ""
    article_number: str = ""
    received: str = ""
    revised: str = ""
    accepted: str = ""
    published: str = ""
    funding: tuple[str, ...] = ()
    biographies: tuple[str, ...] = ()
    site_tags: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    keywords_en: tuple[str, ...] = ()
    abstract: str = ""
    abstract_en: str = ""
    sections: tuple[Section, ...] = ()
    text: str = ""
    references: tuple[Reference, ...] = ()
    citations: tuple[Citation, ...] = ()
    pdf_url: str = ""
    language: str = ""
    script: str = ""
    script_from: str = ""
    charset: str = ""
    charset_evidence: str = ""
    verdict: Verdict = Verdict("clean")
    removed: tuple[Removal, ...] = ()
    repairs: tuple[Edit, ...] = ()
    undecided: int = 0
    unread: int = 0
    sources: tuple[Source, ...] = ()
    rules: str = ""
