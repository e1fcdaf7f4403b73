"""Entries with the year between authors and title: the second system of GB/T 7714, Chicago, journals of economics."""

from __future__ import annotations

import re
from typing import NamedTuple

from cleaners.references import entry_authors
from cleaners.references.folded_text import Piece
from cleaners.references.publication import Parts


class Dated(NamedTuple):
    """Authors and year of an entry, and what stands behind them: the title, and in an unmarked entry the rest."""

    authors: tuple[str, ...]
    year: str
    rest: Piece


_FOUR_DIGITS = r"(?P<year>(?:1[5-9]|20)\d\d)[a-z]?"
# 沈一舟. 2011. · 许嘉禾, 2014. · Du R, 2009: · Reedman, J., 2015, · 李熙(2010).
# but not "1984 and", "2012年", ". 1984, "
_BETWEEN = re.compile(
    rf"\s*(?:\.\s*{_FOUR_DIGITS}\s*\.|,\s*{_FOUR_DIGITS.replace('year', 'listed')}\s*[.,:]"
    rf"|[.,]?\s*\(\s*{_FOUR_DIGITS.replace('year', 'inside')}\s*\)\s*[.,:]?)\s*(?=\S)"
)
# 叶满仓,2012: · 叶满仓(2012). : before 《
_AT_END = re.compile(rf"[\s.,]*[,(]\s*{_FOUR_DIGITS}\s*\)?\s*[.,:]*\s*$")
_LONGEST_BYLINE = 250  # by hand, as for APA: twenty names
# London: Marshlight Press: 12-15 : the year belongs before the pages, which a publisher's name precedes
_BOOK_PAGES = re.compile(r"(?<=[^\d\s)]):\s*\d[\d\s\-~,+]*[.\s]*$")


def opening(entry: Piece) -> Dated | None:
    """Authors and year at the front of an entry, None where it has no year there or what precedes it is no byline.

    >>> opening(Piece.of("沈一舟, 许嘉禾. 2011. 渡口的口述"))[:2]
    (('沈一舟', '许嘉禾'), '2011')
    >>> opening(Piece.of("Reedman, J., and R. Du. 2015. Bus Lines"))[:2]
    (('Reedman, J.', 'R. Du'), '2015')
    >>> opening(Piece.of("许嘉禾. 2012年春茶的气候条件")), opening(Piece.of("Hollow J. 1984 and after"))
    (None, None)
    """
    found = _BETWEEN.search(entry.folded, 0, _LONGEST_BYLINE)
    if not found:
        return None
    year = found["year"] or found["listed"] or found["inside"]
    # The stop of an initial is the name's as well: Reedman, J. 2015.
    own = 1 if re.search(r"\b[A-Z]$", entry.folded[: found.start()]) and found[0].startswith(".") else 0
    authors = entry_authors.whole(entry.cut(0, found.start() + own))
    return Dated(authors, year, entry.cut(found.end())) if authors else None


def closing(front: Piece) -> tuple[Piece, str]:
    """What stands before ``《`` without the year at its end, and that year.

    >>> closing(Piece.of("叶满仓、田小雨，2013："))[0].printed, closing(Piece.of("叶满仓："))[1]
    ('叶满仓、田小雨', '')
    """
    found = _AT_END.search(front.folded)
    return (front.cut(0, found.start()), found["year"]) if found else (front, "")


def with_year(back: Piece, year: str) -> Piece:
    """The back of an entry with the year where the numeric system has it, so that one reader serves both.

    >>> with_year(Piece.of("Garden Herbs, 14(2): 60-66."), "2009").printed
    'Garden Herbs, 14(2): 60-66, 2009'
    >>> with_year(Piece.of("北京: 商务印书馆: 12-15."), "2009").printed
    '北京: 商务印书馆, 2009: 12-15.'
    """
    if pages := _BOOK_PAGES.search(back.folded):
        at, tail = pages.start(), back.cut(pages.start())
    else:
        at, tail = len(back.strip().folded) + back.folded.find(back.strip().folded), Piece("", "")
    head = back.cut(0, at)
    return Piece(f"{head.printed}, {year}{tail.printed}", f"{head.folded}, {year}{tail.folded}")


def agrees(parts: Parts, year: str) -> bool:
    """Whether the back of an entry leaves the year to its front: it has none, or the same once more."""
    return parts.get("year", year) == year and parts.get("date", year)[:4] == year
