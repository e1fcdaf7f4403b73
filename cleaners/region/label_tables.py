"""A table or list of labels and their values, as library pages print an article's data: each pair a labelled line."""

from __future__ import annotations

from dataclasses import replace

from cleaners.article import Removal
from cleaners.doc import Block, Doc
from cleaners.lines import labels
from cleaners.lines.fields import FIELD
from cleaners.patterns import regex
from cleaners.references import reference_list

STEP = "front-matter"
# By hand, as a set.
FEWEST = 3  # labels that such a table has; two may be columns of anybody's table
FEW = 2  # of labels that stand on journals' pages alone: 關鍵字, DOI
MOST = 40  # pairs
Pair = tuple[str, str]


def pairs(table: str) -> list[Pair]:
    """The names and values of a table of labels, empty for a table of another kind.

    table: rows as lines, tabs between the cells of a row. A value that is a label itself speaks of a table of many
    articles, whose first row says what the columns are.

    >>> pairs("作者\\t楼望舒\\t刊名\\t弦歌学报\\n关键词：\\t二胡；音色")
    [('作者', '楼望舒'), ('刊名', '弦歌学报'), ('关键词：', '二胡；音色')]
    >>> pairs("作者\\t年份\\t来源\\t摘要\\n楼望舒\\t2017\\t弦歌学报\\t无")
    []
    """
    rows = [[cell.strip() for cell in row.split("\t")] for row in table.split("\n")]
    found = [pair for row in rows for pair in zip(row[::2], row[1::2], strict=False) if any(pair)]
    if len(found) > MOST or any(len(row) % 2 for row in rows if len(row) > 1) or not _is_of_labels(found):
        return []
    return found


def _is_of_labels(found: list[Pair]) -> bool:
    """Whether most names are labels, enough of them, and no value is one."""
    fields = [field for name, _ in found if (field := labels.alone(name))]
    few = FEW if all(FIELD[field].strong for field in fields) else FEWEST
    return len(fields) >= few and 2 * len(fields) >= len(found) and not any(labels.alone(value) for _, value in found)


def entries(table: str) -> list[str]:
    """The references that a table holds one in a row, its number in the first cell; empty for another table.

    >>> entries("[1]\\t甲. 题[J]. 刊, 2007(2).\\n[2]\\t乙. 题[M]. 北京: 社, 2001."), entries("1\\t2007\\n2\\t2008")
    (['[1] 甲. 题[J]. 刊, 2007(2).', '[2] 乙. 题[M]. 北京: 社, 2001.'], [])
    """
    rows = [row.replace("\t", " ").strip() for row in table.split("\n")]
    numbered = all(_NUMBERED.match(row) for row in table.split("\n"))
    return rows if numbered and all(map(reference_list.looks_like_entry, rows)) else []


_NUMBERED = regex(r"\s*[\[(【]?\d{1,3}[\])】]?[.．、]?\t[^\t]{8,}$")


def lined(doc: Doc) -> Doc:
    """The Doc with such tables, and lists of terms, as labelled lines; what stands there without a label is on record.

    A table of references becomes its entries; data tables of the article stay tables.
    """
    terms = _terms(doc)
    if not terms and not any(block.kind == "table" for block in doc.blocks):
        return doc
    blocks: list[Block] = []
    loose: list[Removal] = []
    for i, block in enumerate(doc.blocks):
        if i in terms:
            found = [(block.text, doc.blocks[i + 1].text)]
        elif i - 1 in terms:
            continue
        else:
            found = pairs(block.text) if block.kind == "table" else []
            if not found:
                rows = entries(block.text) if block.kind == "table" else []
                blocks += [block._replace(text=row, kind="item", linked=0) for row in rows] or [block]
        for name, value in found:
            line = f"{name.rstrip(':： ')}：{value}"
            if labels.alone(name) and value:
                blocks.append(block._replace(text=line, kind="paragraph", linked=0))
            else:
                where = doc.tree.path(block.node)
                loose.append(Removal(STEP, "beside the article's data, in no field of its own", line, where))
    return replace(doc, blocks=tuple(blocks), removed=(*doc.removed, *loose))


def _terms(doc: Doc) -> set[int]:
    """Where names stand in a <dt> and their values in the <dd> below, as Wanfang has it; empty for another list."""
    tag, blocks = doc.tree.tag, doc.blocks
    if "dt" not in tag:
        return set()
    terms = [i for i in range(len(blocks) - 1) if tag[blocks[i].node] == "dt" and tag[blocks[i + 1].node] == "dd"]
    return set(terms) if _is_of_labels([(blocks[i].text, blocks[i + 1].text) for i in terms]) else set()
