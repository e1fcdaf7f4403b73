"""What one line says of the text's structure: a heading and its number, a caption, a footnote."""

from __future__ import annotations

import re
from typing import NamedTuple

from cleaners.chinese.characters import HAN, NUMERALS
from cleaners.chinese.scripts import both_scripts, forms
from cleaners.patterns import regex


class Numbered(NamedTuple):
    """A way to number headings. rank: its place among the ways that a text uses, the highest first."""

    rank: int
    pattern: re.Pattern[str]


# Tried in this order. A group named ``more`` holds the numbers below the first: 2.1.3
_NUMBERED = (
    Numbered(0, regex(both_scripts(rf"第[{NUMERALS}百\d]+[章编篇](?=[\s\u3000:：、]|[^，。的])"))),
    Numbered(1, regex(both_scripts(rf"第[{NUMERALS}百\d]+节(?=[\s\u3000:：、]|[^，。的])"))),
    Numbered(2, regex(rf"[{NUMERALS}]{{1,3}}(?:\s*[、.．]|[ \u3000]+(?=[{HAN}]))")),
    Numbered(3, regex(rf"[（(]\s*[{NUMERALS}]{{1,3}}\s*[）)]")),
    # 1 引言 · 2.1 材料 · 3. 讨论
    Numbered(4, regex(r"\d{1,2}(?P<more>(?:[.．]\d{1,2}){0,4})(?:[、．.](?!\d)\s*|[ \u3000\t]+)(?=[^\W\d_“《\"])")),
    Numbered(4, regex(rf"\d{{1,2}}(?P<more>(?:[.．]\d{{1,2}}){{1,4}})(?=[{HAN}])")),  # 2.1材料
    Numbered(4, regex(r"0(?=\s*(?:引|前)\s*言)")),
    Numbered(9, regex(r"[（(]\s*\d{1,2}\s*[）)]|\d{1,2}\s*[)）]")),  # (1) · 1): the lowest of all
)
_FIRST = frozenset(f"第{NUMERALS}（(0123456789")
_LONGEST = 50  # characters of a numbered heading; by hand
_SENTENCE = regex(r"[。；;，,！!]$|[。；;！!].")
# 引言 · 结 语 · 致謝
_UNNUMBERED = regex(
    both_scripts(
        r"(?:引\s*言|前\s*言|绪\s*论|结\s*语|结\s*论|余\s*论|导\s*言|致\s*谢"
        r"|Introduction|Conclusions?|Discussion|Results|Methods|Acknowledge?ments?)$"
    )
)
# 图1 某河流域位置 · 表2-1 样本分布 · 续表3 · Fig. 2 Study area · and not "图1显示……"
_CAPTION = regex(
    both_scripts(
        r"(?:续?[图表]\s*\d+(?:[-–.]\d+)?|(?:Fig(?:ure)?|Table|FIG|TABLE)\.?\s*\d+)\s*[.:：．]?[ \u3000]*"
        r"(?=\S)(?![显示可中所和与是为给列表])"
    )
)
_CAPTION_FIRST = forms("图表续") | frozenset("FT")
_NOTE = regex(both_scripts(r"[①-⑳]|注\s*\d?\s*[:：]"))
_NOTE_FIRST = frozenset("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳") | forms("注")


def number(text: str) -> tuple[int, int] | None:
    """(rank, depth) of a heading's number, None for a text that is no numbered heading.

    >>> number("一、引言"), number("2.1 材料"), number("2016年，课题组走访六馆"), number("一是加强领导。")
    ((2, 0), (4, 1), None, None)
    """
    if text[:1] not in _FIRST or len(text) > _LONGEST or _SENTENCE.search(text):
        return None
    for rank, pattern in _NUMBERED:
        if found := pattern.match(text):
            if len(text) <= found.end():
                return None
            more = found.groupdict().get("more") or ""
            return rank, len(re.findall(r"\d+", more))
    return None


def is_unnumbered(text: str) -> bool:
    """Whether a line is a heading that articles have without a number.

    >>> is_unnumbered("结 语"), is_unnumbered("Conclusion"), is_unnumbered("结语部分")
    (True, True, False)
    """
    return len(text) <= 12 and _UNNUMBERED.match(text) is not None


def is_caption(text: str) -> bool:
    """Whether a paragraph is the caption of a figure or table.

    >>> is_caption("图1 某河流域位置"), is_caption("图1显示，流域位置偏北"), is_caption("表2-1 样本分布")
    (True, False, True)
    """
    return (
        text[:1] in _CAPTION_FIRST
        and len(text) <= 80
        and bool(_CAPTION.match(text))
        and not text.endswith(("。", "，", "；"))
    )


def is_note(text: str) -> bool:
    """Whether a paragraph is a footnote: ``① 参见…``, ``注：…``.

    >>> is_note("①参见附录"), is_note("注：据年鉴整理"), is_note("注意事项")
    (True, True, False)
    """
    return text[:1] in _NOTE_FIRST and _NOTE.match(text) is not None
