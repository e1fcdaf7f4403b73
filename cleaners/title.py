"""Doc → Doc: which visible block is the article's title, and what stands above it."""

from __future__ import annotations

import re
from dataclasses import replace
from unicodedata import normalize

from cleaners import marks as m
from cleaners.doc import Block, Doc

HAN = re.compile("[\u3400-\u9fff]")
# 题名-某某网 · Title - Site, but not Epstein-Nesbet
SEPARATORS = re.compile(r"\s*(?:[_|｜»>]|(?<![A-Za-z])-{1,2}|-{1,2}(?![A-Za-z])|–|—{1,2})\s*")
MAX_TITLE = 120  # characters of a Chinese title; one in Latin letters takes some three times as many
RUNNING = 60  # characters of a block that is running text
NOT_TITLE = m.COMMENT | m.FOOT | m.RELATED | m.SIDE | m.NAV | m.SHARE


def _letters(text: str) -> str:
    """What two spellings of a title share: <title> cannot write Cr₂."""
    return "".join(c for c in normalize("NFKC", text) if c.isalnum())


def title(doc: Doc) -> Doc:
    """Mark the block that shows the article's title: a rule's, or the heading that ``<title>`` repeats, or the first
    large heading before the text. The rest stays as it is.

    >>> doc = Doc("u", "论语研究_文汇网", blocks=(Block("文汇网", "heading", 1), Block("论语研究", "heading", 2)))
    >>> [b.kind for b in title(doc).blocks]
    ['heading', 'title']
    """
    best, score = -1, 1.0
    head = _letters(doc.head_title)
    parts = [_letters(part) for part in SEPARATORS.split(doc.head_title)]
    longest = max(parts, key=len, default="")
    for i, block in enumerate(doc.blocks):
        if block.body and len(block.text) > RUNNING and block.text.count("，") + block.text.count(", ") > 1:
            break  # below is the text: its headings are not the page's title
        bits = doc.tree.marks[block.node] if doc.tree.marks and block.node >= 0 else 0
        value = _value(block, bits, doc.head_title, head, longest)
        if value > score and not _is_broken(doc.blocks, i, longest):
            best, score = i, value
    if best < 0:
        return doc
    blocks = list(doc.blocks)
    blocks[best] = blocks[best]._replace(kind="title")
    return replace(doc, blocks=tuple(blocks))


def _is_broken(blocks: tuple[Block, ...], i: int, title: str) -> bool:
    """Whether a block is one line of a title that goes on in its neighbour: then ``<title>`` has it whole.

    >>> lines = tuple(Block(text, "heading", 1) for text in ("关于禁止在嫩江干流", "新增建设项目的通告"))
    >>> _is_broken(lines, 0, "关于禁止在嫩江干流新增建设项目的通告"), _is_broken(lines, 0, "关于禁止在嫩江干流")
    (True, False)
    """
    text = _letters(blocks[i].text)
    after = _letters(blocks[i + 1].text) if i + 1 < len(blocks) else ""
    before = _letters(blocks[i - 1].text) if i else ""
    return (len(after) > 1 and text + after in title) or (len(before) > 1 and before + text in title)


def _value(block: Block, bits: int, whole: str, head: str, longest: str) -> float:
    """How much a block looks like the title: what <title> says, the level of the heading, its class tokens."""
    if bits & m.RULE_TITLE:
        return 100.0
    if len(block.text) > (MAX_TITLE if HAN.search(block.text) else 3 * MAX_TITLE) or block.kind == "table":
        return 0.0
    if block.kind != "heading" and not (block.text in whole or (longest and longest[:4] in block.text)):
        return 0.0
    text = _letters(block.text)
    if not text:
        return 0.0
    if bits & NOT_TITLE and not (block.kind == "heading" and block.level == 1 and text == longest):
        return 0.0
    value = (4.0 - 0.5 * block.level) if block.kind == "heading" else 0.0
    if head and text in head:
        value += 6.0 * len(text) / max(len(longest), len(text))
    elif longest and len(longest) > 5 and longest in text:
        value += 4.0
    elif block.kind != "heading" or block.level > 3:
        return 0.0
    if block.linked * 2 > len(block.text):
        value -= 2.5
    return value + (0.5 if bits & m.META else 0.0)
