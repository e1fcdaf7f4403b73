"""Digits that were swallowed with a lead byte: restored only where the page or the number itself says which it was."""

from __future__ import annotations

import re
from dataclasses import replace

from cleaners.article import Edit
from cleaners.patterns import regex
from cleaners.repair.edits import UNDECIDED

# 2000年, 1998—2003 : the digit before three others, where no fourth follows
_YEAR_REST = regex(r"[0-9]{3}(?=年|[—–~～/-](?:19|20)[0-9]{2}|[)）\]])")
# 201210413969.2 : Chinese patent application, year, kind, serial number, check digit
_PATENT_REST = regex(r"([0-9]{11})\.([0-9X])(?![0-9])")
_PATENT_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_ITEM = regex(r"[（(]([1-9])[）)]")  # （1）平台 ……（2）服務
ITEMS_APART = 1500  # characters of source within which the items of a list follow each other, by hand
# How sure a digit is at most, by what decides it; by hand.
SURE_BY_PAGE = SURE_BY_CHECK_DIGIT = 0.95
SURE_BY_LIST = 0.9
SURE_BY_YEAR = SURE_BY_MONTH = 0.8
SURE_OF_NONE = 0.3  # of an edit whose digit stays undecided
_NUMBER_REST = regex(r"[0-9.]{2,12}[^0-9\s]")


def _by_check_digit(rest: str) -> str:
    """The first digit of a patent application number, from its check digit (ZC 0006-2003: modulo 11).

    >>> _by_check_digit("01210413969.2")
    '2'
    """
    match = _PATENT_REST.match(rest)
    if not match:
        return ""
    wanted = 10 if match[2] == "X" else int(match[2])
    fits = [
        first
        for first in "12"
        if sum(int(d) * w for d, w in zip(first + match[1], _PATENT_WEIGHTS, strict=True)) % 11 == wanted
    ]
    return fits[0] if len(fits) == 1 else ""


def _by_year(rest: str) -> str:
    """The first digit of a year.

    >>> _by_year("000年的"), _by_year("987年"), _by_year("500年")
    ('2', '1', '')
    """
    match = _YEAR_REST.match(rest)
    if not match:
        return ""
    return "2" if match[0][0] == "0" else "1" if match[0][0] in "6789" else ""


def _by_month(rest: str) -> str:
    """The first digit of a month of two digits.

    >>> _by_month("2月1日"), _by_month("5月")
    ('1', '')
    """
    return "1" if re.match(r"[012]月", rest) else ""


def _by_list(text: str, rest: str, place: int) -> str:
    """The number of an item in a list, （1）, from the item that follows, or that stands before, within one paragraph
    or the next few.

    >>> _by_list("（?）平台。（2）服务。", "）平台。（2）服务。", 2), _by_list("见（?）式", "）式", 3)
    ('1', '')
    """
    if rest[:1] not in "）)":
        return ""
    after = _ITEM.search(text, place, place + ITEMS_APART)
    before = list(_ITEM.finditer(text, max(0, place - ITEMS_APART), place))
    if after and after[1] != "1":
        return str(int(after[1]) - 1) if not before or int(before[-1][1]) == int(after[1]) - 2 else ""
    return str(int(before[-1][1]) + 1) if before and before[-1][1] in "12345678" and not after else ""


def _by_page(text: str, rest: str, place: int) -> str:
    """The digit before the same rest elsewhere on the page, if there is only one such digit."""
    match = _NUMBER_REST.match(rest)
    if not match:
        return ""
    found: set[str] = set()
    at = text.find(match[0])
    while at >= 0 and len(found) < 2:
        if at != place and text[at - 1 : at].isdigit() and text[at - 1 : at].isascii():
            found.add(text[at - 1])
        at = text.find(match[0], at + 1)
    return found.pop() if len(found) == 1 else ""


def restore_digit(text: str, edit: Edit) -> Edit:
    """The edit, with an undecided digit at its end filled in where page or number decide it.

    text: of the page.
    """
    if not edit.after.endswith(UNDECIDED):
        return edit
    place = edit.where + len(edit.before)
    rest = text[place : place + 24]
    for digit, certainty in (
        (_by_page(text, rest, place), SURE_BY_PAGE),
        (_by_list(text, rest, place) if edit.after[-2:-1] in ("（", "(") else "", SURE_BY_LIST),
        (_by_check_digit(rest), SURE_BY_CHECK_DIGIT),
        (_by_year(rest), SURE_BY_YEAR),
        (_by_month(rest), SURE_BY_MONTH),
    ):
        if digit:
            return replace(edit, after=edit.after[:-1] + digit, sure=min(edit.sure or certainty, certainty))
    return replace(edit, sure=min(edit.sure, SURE_OF_NONE))
