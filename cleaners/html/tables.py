"""Tables of data as one block each; tables that lay out a page stay as their blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cleaners.doc import Block, Doc, Tree


def with_tables(doc: Doc) -> Doc:
    """A table of data becomes one block; one that lays out the page stays as its blocks."""
    tree = doc.tree
    if "table" not in tree.tag:
        return doc
    tables, cells = [0], [0]  # the innermost table that an element is in, and the cell in it
    for node in range(1, len(tree.tag)):
        tag, parent = tree.tag[node], tree.parent[node]
        if tag == "caption":  # beside the table, not in it
            parent = tree.parent[tables[parent]]
        tables.append(node if tag == "table" else tables[parent])
        cells.append(node if tag == "td" or tag == "th" else 0 if tag == "table" else cells[parent])
    blocks: list[Block] = []
    i = 0
    while i < len(doc.blocks):
        table = tables[doc.blocks[i].node]
        end = i + 1
        if table:
            while end < len(doc.blocks) and tables[doc.blocks[end].node] == table:
                end += 1
            if end - i > 3 and _is_data(doc.blocks[i:end], cells, tree):
                blocks.append(_as_table(doc.blocks[i:end], table, cells, tree))
                i = end
                continue
        blocks.extend(doc.blocks[i:end])
        i = end
    return replace(doc, blocks=tuple(blocks))


def _is_data(blocks: Sequence[Block], cell_of: list[int], tree: Tree) -> bool:
    """Two columns or more in most of two rows or more, short cells, few links, nothing hidden, no headings."""
    cells = {cell_of[b.node] for b in blocks} - {0}
    rows: dict[int, int] = {}
    for cell in cells:
        row = tree.parent[cell]
        rows[row] = rows.get(row, 0) + 1
    if len(rows) < 2 or sum(n > 1 for n in rows.values()) < 0.6 * len(rows):
        return False
    size = sum(len(b.text) for b in blocks)
    if size > 60 * len(cells) or len(blocks) > 2 * len(cells) or max(len(b.text) for b in blocks) > 400:
        return False
    return sum(b.linked for b in blocks) < 0.5 * size and not any(b.hidden or b.kind == "heading" for b in blocks)


def _as_table(blocks: Sequence[Block], table: int, cell_of: list[int], tree: Tree) -> Block:
    """Rows as lines, a tab between cells; an empty cell is a cell."""
    rows: dict[int, dict[int, str]] = {}
    for node in range(table + 1, len(tree.tag)):
        if tree.parent[node] < table:
            break
        if cell_of[node] == node:
            rows.setdefault(tree.parent[node], {})[node] = ""
    for b in blocks:
        cell = cell_of[b.node]
        row = rows.setdefault(tree.parent[cell] if cell else b.node, {})
        row[cell] = f"{row[cell]} {b.text}" if row.get(cell) else b.text
    text = "\n".join("\t".join(row.values()) for row in rows.values() if any(row.values()))
    return Block(text, "table", 0, sum(b.linked for b in blocks), table, "", blocks[0].after)
