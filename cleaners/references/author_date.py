"""Entries with the year between authors and title: the second system of GB/T 7714, Chicago, journals of economics."""

from __future__ import annotations

import re
from typing import NamedTuple

from cleaners.chinese.characters import HAN
from cleaners.patterns import regex
from cleaners.references import entry_authors
from cleaners.references.folded_text import Piece
from cleaners.references.publication import Parts


class Dated(NamedTuple):
    """Authors and year of an entry, and what stands behind them: the title, and in an unmarked entry the rest."""

    authors: tuple[str, ...]
    year: str
    rest: Piece


_FOUR_DIGITS = r"(?P<year>(?:1[5-9]|20)\d\d)[a-z]?"
# 顾长亭. 2011. · 柳如烟, 2014. · Kerr L, 2009: · Okafor, P., 2015, · 李熙(2010).
# Okafor, Peter J. 2011, · but not "1921 and", "1998年", ". 1921, "
_BETWEEN = regex(
    rf"\s*(?:\.\s*{_FOUR_DIGITS}\s*\.|,\s*{_FOUR_DIGITS.replace('year', 'listed')}\s*[.,:]"
    rf"|\s{_FOUR_DIGITS.replace('year', 'spaced')}\s*,"
    rf"|[.,]?\s*\(\s*{_FOUR_DIGITS.replace('year', 'inside')}\s*\)\s*(?P<sign>[.,:]?))\s*(?=\S)"
)
# 顾长亭,2012: · 顾长亭(2012). : before 《
_AT_END = regex(rf"[\s.,]*[,(]\s*{_FOUR_DIGITS}\s*\)?\s*[.,:]*\s*$")
_HAN = regex(f"[{HAN}]")
_LONGEST_BYLINE = 250  # by hand, as for APA: twenty names
# London: Weir Books: 12-15 : the year belongs before the pages, which a publisher's name precedes
_BOOK_PAGES = regex(r"(?<=[^\d\s)]):\s*\d[\d\s\-~,+]*[.\s]*$")


def opening(entry: Piece) -> Dated | None:
    """Authors and year at the front of an entry, None where it has no year there or what precedes it is no byline.

    >>> opening(Piece.of("顾长亭, 柳如烟. 2011. 渡口的口述"))[:2]
    (('顾长亭', '柳如烟'), '2011')
    >>> opening(Piece.of("Okafor, P., and L. Kerr. 2015. Toll Houses"))[:2]
    (('Okafor, P.', 'L. Kerr'), '2015')
    >>> opening(Piece.of("柳如烟. 1998年大水之后的祠堂")), opening(Piece.of("Kerr L. 1921 and the drought"))
    (None, None)
    """
    found = _BETWEEN.search(entry.folded, 0, _LONGEST_BYLINE)
    if not found:
        return None
    year = found["year"] or found["listed"] or found["spaced"] or found["inside"]
    head = entry.cut(0, found.start())
    if found["spaced"] and "," not in head.folded:
        return None  # Soil Erosion 1990, a survey: without the comma of "Okafor, Peter" nothing shows a name
    if found["inside"] and not found["sign"] and not _shows_names(head):
        return None  # 中国社会(2010)蓝皮书, Soil Erosion (2010) in the Hills: one title
    # The stop of an initial is the name's as well: Okafor, P. 2018.
    own = 1 if re.search(r"\b[A-Z]$", head.folded) and found[0].startswith(".") else 0
    authors = entry_authors.whole(entry.cut(0, found.start() + own))
    return Dated(authors, year, entry.cut(found.end())) if authors else None


def _shows_names(head: Piece) -> bool:
    """Whether a stretch cannot be the words of a title: Chinese names, initials, or a list."""
    if _HAN.search(head.folded):
        return bool(entry_authors.people(head))
    return bool(re.search(r"\b[A-Z]\b|,", head.folded))


def closing(front: Piece) -> tuple[Piece, str]:
    """What stands before ``《`` without the year at its end, and that year.

    >>> closing(Piece.of("顾长亭、柳如烟，2013："))[0].printed, closing(Piece.of("顾长亭："))[1]
    ('顾长亭、柳如烟', '')
    """
    found = _AT_END.search(front.folded)
    return (front.cut(0, found.start()), found["year"]) if found else (front, "")


def with_year(back: Piece, year: str) -> Piece:
    """The back of an entry with the year where the numeric system has it, so that one reader serves both.

    >>> with_year(Piece.of("River Works, 10(4): 88-97."), "2009").printed
    'River Works, 10(4): 88-97, 2009'
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
