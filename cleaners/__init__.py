"""jingkan's cleaners: a pure library that turns a Page into an Article and damaged text into sound text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cleaners import html
from cleaners.article import Article, Author, Reference, Removal, Section, Verdict
from cleaners.decode import decode
from cleaners.doc import Doc
from cleaners.junk.hidden import hidden
from cleaners.page import Page
from cleaners.region import region
from cleaners.rules import Rules

__all__ = ["CLEANERS", "Article", "Author", "Page", "Reference", "Removal", "Rules", "Section", "Verdict", "clean"]

CLEANERS: tuple[Callable[[Doc], Doc], ...] = (
    hidden,  # first: nothing after it need ask whether a reader sees the block
    region,  # last: it chooses among what is left
)


def clean(page: Page, rest: Sequence[Page] = (), rules: Rules | None = None, script: str = "auto") -> Article:
    """The article of a page, with a record of all that was done to get it. Never raises on content."""
    found = decode(page)
    doc = html.parse(found.text, page.url, rules)
    for cleaner in CLEANERS:
        doc = cleaner(doc)
    text = "\n\n".join(b.text for b in doc.blocks if b.body)
    return Article(
        url=page.url, title=doc.head_title, text=text, charset=found.charset, charset_evidence=found.evidence,
        removed=doc.removed, repairs=found.edits,
    )  # fmt: skip
