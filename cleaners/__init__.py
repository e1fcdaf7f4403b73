"""jingkan's cleaners: a pure library that turns a Page into an Article and damaged text into sound text."""

from cleaners.article import Article, Author, Citation, Reference, Removal, Section, Verdict
from cleaners.page import Page
from cleaners.rules import Rules

__all__ = ["Article", "Author", "Citation", "Page", "Reference", "Removal", "Rules", "Section", "Verdict"]
