"""Verse: short lines without marks, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.chinese.characters import HAN
from cleaners.lines import labels
from cleaners.lines.site_lines import is_of_the_site
from cleaners.patterns import regex

# By hand, as a set.
FEWEST = 8  # lines; two quatrains
SITE = 4  # the share of lines, one in so many, that may speak of what sites speak of: 电话铃响过三遍
MEAN = 4.2  # characters of a line on average: labels of a menu have two to four, a line of the shortest metres five
_LINE = regex(rf"[{HAN}]{{2,16}}(?:[ \u3000·、][{HAN}]{{1,10}}){{0,2}}")


def is_line(text: str) -> bool:
    """Whether a text can be a line of verse.

    >>> is_line("芦花落在船板上"), is_line("第3期"), is_line("芦花落下，船走了。")
    (True, False, False)
    """
    return _LINE.fullmatch(text) is not None and labels.match(text) is None


def is_poem(lines: Sequence[str]) -> bool:
    """Whether lines are a poem: enough of them, all verse, and no list of short names or of the site's own lines.

    >>> is_poem(["芦花落在船板上", "没有人去扫它"] * 4), is_poem(["新闻中心", "招生就业"] * 4)
    (True, False)
    >>> is_poem(["点击下载客户端", "扫一扫关注我们"] * 4)
    False
    """
    long = len(lines) >= FEWEST and sum(map(len, lines)) >= MEAN * len(lines)
    return long and all(map(is_line, lines)) and SITE * sum(map(is_of_the_site, lines)) <= len(lines)
