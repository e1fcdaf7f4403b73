"""jingkan's cleaners: a pure library that turns a Page into an Article and damaged text into sound text."""

from cleaners.article import Article, Author, Citation, Reference, Removal, Section, Verdict
from cleaners.page import Page
from cleaners.pipeline import CLEANERS, Script, clean
from cleaners.repair import Repaired, repair
from cleaners.rules import Rules

__all__ = [
    "CLEANERS",
    "Article",
    "Author",
    "Citation",
    "Page",
    "Reference",
    "Removal",
    "Repaired",
    "Rules",
    "Script",
    "Section",
    "Verdict",
    "clean",
    "repair",
]
