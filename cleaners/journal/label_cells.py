"""A table of labels and their values, as library pages print an article's data: each pair becomes a labelled line."""

from __future__ import annotations

from dataclasses import replace

from cleaners.doc import Block, Doc
from cleaners.journal import labels

FEWEST = 3  # labels that such a table has; two may be columns of anybody's table
MOST = 40  # pairs


def lines(table: str) -> list[str]:
    """The labelled lines that a table's text stands for, empty where it is another kind of table.

    table: rows as lines, tabs between the cells of a row. A value that is a label itself speaks of a table of many
    articles, whose first row says what the columns are.

    >>> lines("作者\\t楼望舒\\t刊名\\t弦歌学报\\n年\\t2017\\t期号\\t第2期\\n关键词：\\t二胡；音色")
    ['作者：楼望舒', '刊名：弦歌学报', '年：2017', '期号：第2期', '关键词：二胡；音色']
    >>> lines("作者\\t年份\\t来源\\t摘要\\n楼望舒\\t2017\\t弦歌学报\\t无")
    []
    """
    rows = [[cell.strip() for cell in row.split("\t")] for row in table.split("\n")]
    pairs = [pair for row in rows for pair in zip(row[::2], row[1::2], strict=False) if any(pair)]
    named = [bool(labels.alone(name)) for name, _ in pairs]
    if len(pairs) > MOST or sum(named) < FEWEST or any(len(row) % 2 for row in rows if len(row) > 1):
        return []
    if any(labels.alone(value) for _, value in pairs) or 2 * sum(named) < len(pairs):
        return []
    return [f"{name.rstrip(':： ')}：{value}" for name, value in pairs if name and value]


def lined(doc: Doc) -> Doc:
    """The Doc with such tables as lines; data tables of the article stay tables."""
    if not any(block.kind == "table" for block in doc.blocks):
        return doc
    blocks: list[Block] = []
    for block in doc.blocks:
        parted = lines(block.text) if block.kind == "table" else []
        blocks += [block._replace(text=line, kind="paragraph", linked=0) for line in parted] or [block]
    return replace(doc, blocks=tuple(blocks))
