"""Identifiers that can be checked: DOI, ISSN, CN and the article number of Chinese journals."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from cleaners.chinese.characters import fold
from cleaners.patterns import regex

# doi:10.1016/S0009-2614(97)04014-1 · https://doi.org/10.12677/MOM.2018.82002 · DOI:10.5555/ral.2012.27.301.
_DOI = regex(r"10\.\d{4,9}/[^\s\"'<>{}|\\^`，。；、）】》“”]+", re.IGNORECASE)
_DOI_TAIL = regex(r"(?:[.,;:!·…]|(?<!/)/|[&?#].*+|/(?:full|abstract|pdf|epdf|html?|meta))+$", re.IGNORECASE)
_ISSN = regex(r"(?<![\dXx])(\d{4})\s*[-–—－]\s*(\d{3}[\dXx])(?![\dXx])")
# CN 36-1188/G2 · CN11-1234 · 国内统一刊号
_CN = regex(r"(?<!\d)(\d{2})\s*[-–—－]\s*(\d{4})(?:\s*/\s*([A-Z]{1,2}\d{0,3}))?(?!\d)")
# 1009-3176(2016)02-0045-08: ISSN (year) issue - first page - number of pages (CAJ-CD B/T 1—2006)
_ARTICLE_NUMBER = regex(
    r"(\d{4}[-–—－]\d{3}[\dXx])\s*\(?(\d{4})\)?\s*(\w{1,6}?)\s*[-–—－]\s*(\d{3,5})\s*[-–—－]\s*(\d{1,3})(?!\d)"
)


class ArticleNumber(NamedTuple):
    """What an article number says: ``pages`` is made of its first page and its count of pages."""

    printed: str
    issn: str
    year: str
    issue: str
    pages: str


def doi(text: str) -> str:
    """The first DOI in a text, without resolver, prefix or what follows it; ``""`` where there is none.

    >>> doi("https://doi.org/10.1016/S0009-2614(97)04014-1."), doi("(doi:10.1000/182)"), doi("10.1 / 3")
    ('10.1016/S0009-2614(97)04014-1', '10.1000/182', '')
    """
    if "10." not in text:
        text = fold(text)
    found = _DOI.search(unquote(text) if "10.%" in text or "%2F" in text.upper() else text)
    if not found:
        return ""
    value = _DOI_TAIL.sub("", fold(found[0]))
    for left, right in ("()", "[]"):
        while value.endswith(right) and value.count(right) > value.count(left):
            value = _DOI_TAIL.sub("", value[:-1])
        if value.count(left) < value.count(right):
            value = value[: _unbalanced(value, left, right)]
    return value if _DOI.fullmatch(value) else ""


def _unbalanced(value: str, left: str, right: str) -> int:
    """Where the first closing bracket stands that nothing opened."""
    depth = 0
    for place, char in enumerate(value):
        depth += (char == left) - (char == right)
        if depth < 0:
            return place
    return len(value)


def issn(text: str) -> str:
    """The first ISSN in a text whose check digit holds (ISO 3297), as ``1000-123X``; ``""`` for none.

    >>> issn("ISSN 1009－3176"), issn("1009-3175"), issn("2013-2014")
    ('1009-3176', '', '')
    """
    for head, tail in _ISSN.findall(fold(text)):
        number = head + tail.upper()
        total = sum(int(digit) * weight for digit, weight in zip(number[:7], range(8, 1, -1), strict=True))
        if number[7] == "0123456789X"[-total % 11]:
            return f"{number[:4]}-{number[4:]}"
    return ""


def cn(text: str) -> str:
    """A Chinese serial number (GB/T 9999), region first: ``36-1188/G2``; ``""`` for none.

    It has no check digit; what can be checked are region (11 to 82) and serial number (from 1000).

    >>> cn("CN 36—1188/G2"), cn("CN 99-0001")
    ('36-1188/G2', '')
    """
    for region, serial, category in _CN.findall(fold(text)):
        if 11 <= int(region) <= 82 and int(serial) >= 1000:
            return f"{region}-{serial}" + (f"/{category}" if category else "")
    return ""


def article_number(text: str) -> ArticleNumber | None:
    """The article number a text opens with, taken apart; None where it is of another form or its ISSN is wrong.

    >>> article_number("1009-3176(2016)02-0045-08").pages
    '45-52'
    """
    found = _ARTICLE_NUMBER.match(fold(text).strip())
    if not found or not issn(found[1]):
        return None
    first, count = int(found[4]), int(found[5])
    pages = f"{first}-{first + count - 1}" if count > 1 else str(first)
    return ArticleNumber(found[0], issn(found[1]), found[2], found[3].lstrip("0"), pages if count else "")
