"""The body under its headings."""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.article import Section
from cleaners.doc import Block
from cleaners.lines import headings


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
            if block.kind == "caption" or headings.is_caption(block.text):
                captions.append(block.text)
            elif block.kind == "note" or headings.is_note(block.text):
                notes.append(block.text)
            continue
        if heading or paragraphs:
            sections.append(Section(level, heading, tuple(paragraphs), tuple(captions), tuple(notes)))
        level, heading, paragraphs, captions, notes = levels[mark], block.text, [], [], []
    sections.append(Section(level, heading, tuple(paragraphs), tuple(captions), tuple(notes)))
    return tuple(sections)


Mark = tuple[str, int, int]  # ("number", rank, depth) or ("html", level, 0)


def _heading(block: Block) -> Mark | None:
    text = block.text
    if len(text) > 120 or block.kind in ("table", "caption", "note"):
        return None
    if (block.kind != "item" or block.level) and (number := headings.number(text)):
        return ("number", *number)
    if block.kind == "heading":
        return ("html", block.level, 0)
    return ("html", 0, 0) if headings.is_unnumbered(text) else None


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
