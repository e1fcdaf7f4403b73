"""Where the values of an article come from, in the order of trust."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple


class Found(NamedTuple):
    """One value of one field and where it was found: a field of the Article, a source of ``SOURCES``."""

    field: str
    source: str
    value: str


@dataclass(frozen=True, slots=True)
class TrustedSource:
    """A place that states values of an article.

    name: as records have it. what: the place.
    tags: it is in the page's head and describes the article itself.
    journal: only pages of journals and repositories have it: one such value shows what the page is.
    year: whether the year of its ``published`` is the article's: ``always``; ``elsewhere`` on any page but a journal's,
        where it is the day on which a site posted the article; ``never``.
    """

    name: str
    what: str
    tags: bool = False
    journal: bool = False
    year: Literal["always", "elsewhere", "never"] = "always"


#: The most trusted first; by hand. What is made for machines goes before what is printed, what is printed as a
#: statement before what is told by its place, what was derived or stands in an address last.
SOURCES = (
    TrustedSource("citation", "Highwire's citation_* tags", tags=True, journal=True),
    TrustedSource("bepress", "bepress_citation_* tags", tags=True, journal=True),
    TrustedSource("prism", "prism.* tags", tags=True, journal=True),
    TrustedSource("eprints", "eprints.* tags", tags=True, journal=True),
    TrustedSource("json-ld", "an Article of schema.org in JSON-LD", tags=True),
    TrustedSource("dublin-core", "dc.* and dcterms.* tags", tags=True),
    TrustedSource("self-citation", "文章引用: the page's own article as a reference"),
    TrustedSource("journal-line", "a line that names the journal and its issue"),
    TrustedSource("label", "what stands behind a label"),
    TrustedSource("front", "an unlabelled line above the body"),
    TrustedSource("heading", "the title as the page shows it"),
    TrustedSource("dateline", "date, authors and source in one line", year="elsewhere"),
    TrustedSource("opengraph", "og:* and article:* tags, which speak of the page", year="never"),
    TrustedSource("head-title", "<title>"),
    TrustedSource("text", "the text, without a label"),
    TrustedSource("article-number", "an 文章编号, which holds ISSN, year, issue and pages"),
    TrustedSource("url", "the page's address", year="never"),
)
#: Each source's place in that order, 0 the most trusted.
RANK = {source.name: rank for rank, source in enumerate(SOURCES)}
