"""Dates as pages print them, as ISO dates no more precise than printed."""

from __future__ import annotations

import re

from cleaners.chinese.characters import NUMERALS, fold
from cleaners.chinese.scripts import both_scripts
from cleaners.patterns import regex

_DIGITS = str.maketrans("〇○零" + NUMERALS[:9], "000123456789")
#: A year in numerals, as a pattern: 二〇一三 · 二零一三
HAN_YEAR = f"[{NUMERALS[:2]}][〇○零{NUMERALS[:9]}]{{3}}"
# 二〇一三年四月 · 二零一三年十二月二十日
_CHINESE = regex(both_scripts(rf"({HAN_YEAR})年(?:([{NUMERALS}]{{1,2}})月)?(?:([{NUMERALS}]{{1,3}})[日号])?"))
# 2016-04-11 · 2016/4/11 · 2016.04.11 · 2016年4月11日 · 2016年4月 · 2016-04 · 2016, and not the front of 1563926400, nor
# of a patent's number, ZL 2012 1 0413969.2
_NUMBERS = regex(
    r"(?<!\d)(?<!ZL )(?<!ZL)(1[5-9]\d\d|20\d\d)(?!\d)"
    r"(?:\s*[-/.年–—]\s*(\d{1,2})(?!\d)(?:\s*[-/.月–—]\s*(\d{1,2})(?!\d))?)?"
)
# 20180823 · 20180823101233, with the time · 201808, and not 20181456 or 201210413969.2, a patent's number
_COMPACT = regex(
    r"(?<!\d)((?:19|20)\d\d)(0\d|1[0-2])(?:([0-2]\d|3[01])(?:[01]\d[0-5]\d[0-5]\d|2[0-3][0-5]\d[0-5]\d)?)?(?![\d.]\d|\d)"
)
# 7/29/2019 · 25/04/2016 · 07/2019: the year last, as the West has it
_YEAR_LAST = regex(r"(?<![\d/.-])(?:(\d{1,2})([/.-]))?(\d{1,2})[/.-]((?:19|20)\d\d)(?![\d/-])")
#: What stands before a date: 发布时间 · 日期 · 更新时间. A part of patterns that go through both_scripts().
LABEL = "(?:发[布表稿]|更新|刊发|出版)?(?:时间|日期)"
_MONTHS = {
    m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
# Apr 22, 2019 · November 2025 · 2012 Nov 26 · 6 June 2023
_DAY_LAST = regex(rf"(?<!\d)(1[5-9]\d\d|20\d\d)[ ,]+{_MONTH}(?:\s+(\d{{1,2}})(?!\d))?", re.IGNORECASE)
_MONTH_FIRST = regex(
    rf"\b{_MONTH}\s*(?:(\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+))?,?\s*(1[5-9]\d\d|20\d\d)(?!\d)", re.IGNORECASE
)
_DAY_FIRST = regex(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[ -]{_MONTH},?[ -](1[5-9]\d\d|20\d\d)(?!\d)", re.IGNORECASE)


def iso(text: str) -> str:
    """The first date in a text as ``2013-04-29``, ``2013-04`` or ``2013``; ``""`` where there is none.

    >>> [iso(t) for t in ("二〇一三年四月", "2016/4/11", "20180823", "十月")]
    ['2013-04', '2016-04-11', '2018-08-23', '']
    >>> [iso(t) for t in ("Apr 22, 2019", "2012 Nov 26", "6 June 2023")]
    ['2019-04-22', '2012-11-26', '2023-06-06']
    >>> [iso(t) for t in ("7/29/2019", "25/04/2016", "04/05/2016", "1563926400", "申请号201210413969.2")]
    ['2019-07-29', '2016-04-25', '2016', '', '']
    """
    text = fold(text)
    if found := _CHINESE.search(text):
        return _join(found[1].translate(_DIGITS), count(found[2]), count(found[3]))
    if any(char.isalpha() and char.isascii() for char in text):
        if found := _DAY_FIRST.search(text):
            return _join(found[3], _MONTHS[found[2].lower()], int(found[1]))
        if found := _DAY_LAST.search(text):
            return _join(found[1], _MONTHS[found[2].lower()], int(found[3] or 0))
        if found := _MONTH_FIRST.search(text):
            return _join(found[3], _MONTHS[found[1].lower()], int(found[2] or 0))
    if found := _COMPACT.search(text):
        return _join(found[1], int(found[2]), int(found[3] or 0))
    if found := _YEAR_LAST.search(text):
        return _year_last(found[4], int(found[1] or 0), int(found[3]))
    if found := _NUMBERS.search(text):
        return _join(found[1], int(found[2] or 0), int(found[3] or 0))
    return ""


def year(text: str) -> str:
    """The year of the first date in a text, ``""`` for none.

    >>> year("2023 Jan 7"), year("第44卷")
    ('2023', '')
    """
    return iso(text)[:4]


def _year_last(year: str, first: int, second: int) -> str:
    """A date whose year is printed last: where month and day could be either, the year alone.

    >>> _year_last("2019", 0, 7), _year_last("2019", 5, 5), _year_last("2019", 4, 5)
    ('2019-07', '2019-05-05', '2019')
    """
    if not first:
        return _join(year, second, 0)
    if first == second or second > 12:
        return _join(year, first, second)
    return _join(year, second, first) if first > 12 else year


def count(numeral: str | None) -> int:
    """A numeral below a hundred as a number, 0 for none.

    >>> count("十二"), count("二十"), count("三"), count(None)
    (12, 20, 3, 0)
    """
    if not numeral:
        return 0
    tens, ten, ones = numeral.rpartition("十")
    units = int(ones.translate(_DIGITS)) if ones else 0
    return units + (10 * (int(tens.translate(_DIGITS)) if tens else 1) if ten else 0)


def _join(year: str, month: int, day: int) -> str:
    """Parts as an ISO date; a month or day that cannot be ends it there."""
    if not 1 <= month <= 12:
        return year
    return f"{year}-{month:02d}-{day:02d}" if 1 <= day <= 31 else f"{year}-{month:02d}"
