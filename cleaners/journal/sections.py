"""The body under its headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaners.article import Section
from cleaners.doc import Block

# Each way to number headings, the highest first; level is the place among those a text uses.
_NUMBERED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("chapter", re.compile(r"第[一二三四五六七八九十百\d]+[章编篇](?=[\s\u3000:：、]|[^，。的])")),
    ("section", re.compile(r"第[一二三四五六七八九十百\d]+节(?=[\s\u3000:：、]|[^，。的])")),
    ("han", re.compile(r"[一二三四五六七八九十]{1,3}(?:\s*[、.．]|[ \u3000]+(?=[\u3400-\u9fff]))")),
    ("han-paren", re.compile(r"[（(]\s*[一二三四五六七八九十]{1,3}\s*[）)]")),
    ("digit", re.compile(r"\d{1,2}(?P<more>(?:[.．]\d{1,2}){0,4})(?:[、．.](?!\d)\s*|[ \u3000\t]+)(?=[^\W\d_“《\"])")),
    ("digit-joined", re.compile(r"\d{1,2}(?P<more>(?:[.．]\d{1,2}){1,4})(?=[\u3400-\u9fff])")),
    ("digit-zero", re.compile(r"0(?=\s*(?:引|前)\s*言)")),
    ("digit-paren", re.compile(r"[（(]\s*\d{1,2}\s*[）)]|\d{1,2}\s*[)）]")),
)
_RANK = {
    "chapter": 0,
    "section": 1,
    "han": 2,
    "han-paren": 3,
    "digit": 4,
    "digit-joined": 4,
    "digit-zero": 4,
    "digit-paren": 9,
}
_FIRST = frozenset("第一二三四五六七八九十（(0123456789")
_LONGEST = 50
_SENTENCE = re.compile(r"[。；;，,！!]$|[。；;！!].")
_UNNUMBERED = re.compile(
    r"(?:引\s*言|前\s*言|绪\s*论|结\s*语|结\s*论|余\s*论|导\s*言|緒\s*論|結\s*語|結\s*論|餘\s*論|致\s*谢|致\s*謝"
    r"|Introduction|Conclusions?|Discussion|Results|Methods|Acknowledge?ments?)$"
)
# 图1 某河流域位置 · 表2-1 样本分布 · 续表3 · Fig. 2 Study area · and not "图1显示……"
_CAPTION = re.compile(
    r"(?:续?[图表圖]\s*\d+(?:[-–.]\d+)?|(?:Fig(?:ure)?|Table|FIG|TABLE)\.?\s*\d+)\s*[.:：．]?[ "
    r"\u3000]*(?=\S)(?![显顯示可中所和与與是为為给給列表])"
)
_NOTE = re.compile(r"[①-⑳]|注\s*\d?\s*[:：]")
_NOTE_FIRST = frozenset("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳注")


def _number(text: str) -> tuple[int, int] | None:
    """(rank, depth) of a heading's number, None where the text is no numbered heading."""
    if text[:1] not in _FIRST or len(text) > _LONGEST or _SENTENCE.search(text):
        return None
    for kind, pattern in _NUMBERED:
        if found := pattern.match(text):
            if len(text) <= found.end():
                return None
            more = found.groupdict().get("more") or ""
            depth = len(re.findall(r"\d+", more))
            return _RANK[kind], depth
    return None


def build(blocks: Sequence[Block]) -> tuple[Section, ...]:
    """The body's blocks as sections; every block's text is a heading or a paragraph of exactly one of them.

    >>> blocks = [Block(text) for text in ("序。", "一、甲", "乙。", "（一）丙", "丁。")]
    >>> [(s.level, s.heading, len(s.paragraphs)) for s in build(blocks)]
    [(0, '', 1), (1, '一、甲', 1), (2, '（一）丙', 1)]
    """
    if not blocks:
        return ()
    marks = [_heading(block) for block in blocks]
    levels = _levels(marks)
    sections: list[Section] = []
    level, heading, paragraphs, captions, notes = 0, "", list[str](), list[str](), list[str]()
    for block, mark in zip(blocks, marks, strict=True):
        if mark is None:
            paragraphs.append(block.text)
            if block.kind == "caption" or is_caption(block.text):
                captions.append(block.text)
            elif block.kind == "note" or (block.text[0] in _NOTE_FIRST and _NOTE.match(block.text)):
                notes.append(block.text)
            continue
        if heading or paragraphs:
            sections.append(Section(level, heading, tuple(paragraphs), tuple(captions), tuple(notes)))
        level, heading, paragraphs, captions, notes = levels[mark], block.text, [], [], []
    sections.append(Section(level, heading, tuple(paragraphs), tuple(captions), tuple(notes)))
    return tuple(sections)


def is_caption(text: str) -> bool:
    """Whether a paragraph is the caption of a figure or table.

    >>> is_caption("图1 某河流域位置"), is_caption("图1显示，流域位置偏北"), is_caption("表2-1 样本分布")
    (True, False, True)
    """
    return (
        text[:1] in "图表圖续FT"
        and len(text) <= 80
        and bool(_CAPTION.match(text))
        and not text.endswith(("。", "，", "；"))
    )


Mark = tuple[str, int, int]  # ("number", rank, depth) or ("html", level, 0)


def _heading(block: Block) -> Mark | None:
    text = block.text
    length = len(text)
    if length > 120 or block.kind in ("table", "caption", "note"):
        return None
    if length <= _LONGEST and text[0] in _FIRST and (block.kind != "item" or block.level) and (number := _number(text)):
        return ("number", *number)
    if block.kind == "heading":
        return ("html", block.level, 0)
    return ("html", 0, 0) if length <= 12 and _UNNUMBERED.match(text) else None


def _levels(marks: Sequence[Mark | None]) -> dict[Mark, int]:
    """A level from 1 for every kind of heading a text uses.

    Numbers rule: 一、 above （一） above 1. above (1), 1.1 one below 1. A heading without a number has the level
    that headings of its HTML level have; the first of them, where none has a number, level 1.
    """
    numbers = sorted({(m[1], m[2]) for m in marks if m and m[0] == "number"})
    ranks = sorted({rank for rank, _ in numbers})
    base, top = {}, 0
    for rank in ranks:
        base[rank] = top + 1
        depths = [depth for r, depth in numbers if r == rank]
        base[rank] -= min(depths) if min(depths) and not any(r < rank for r in ranks) and 0 not in depths else 0
        top = base[rank] + max(depths)
    levels: dict[Mark, int] = {("number", rank, depth): base[rank] + depth for rank, depth in numbers}
    plain = sorted({m[1] for m in marks if m and m[0] == "html"})
    if not plain:
        return levels
    for place, html in enumerate([h for h in plain if h], 1):
        levels[("html", html, 0)] = 1 if numbers and place == 1 else place
    levels[("html", 0, 0)] = 1
    return levels
