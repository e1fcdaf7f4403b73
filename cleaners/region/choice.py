"""Which element of the page holds the article, and what inside it is no part of it.

The blocks' scores, weighted by length, are summed over every element's subtree; the element with the largest sum is
the article's, and inside it subtrees and blocks that speak against it are left out.
"""

from __future__ import annotations

import itertools

from cleaners.doc import Doc
from cleaners.html import marks as m

SURE = -1.0  # blocks above are the article's wherever they stand in its region
FLOOR = -8.0  # the most that one part speaks against the element that holds it
ROOTS = tuple(n**0.5 for n in range(401))  # a block weighs the root of its length
FEW = 3  # lines in a row between two blocks of the article that are its own, whatever holds them


def chosen(doc: Doc, odds: list[float]) -> tuple[int, list[bool]]:
    """The region's element, and for each block whether it is in the region and not in a part that speaks against it."""
    parent = doc.tree.parent
    sums = [0.0] * len(parent)
    for block, score in zip(doc.blocks, odds, strict=True):
        if block.kind == "heading" and score < 0 and not block.linked:
            continue  # it is a part of what it heads, and nothing against the element that holds both
        held = 3.0 if score > 3.0 else -3.0 if score < -3.0 else score
        sums[block.node] += held * ROOTS[len(block.text) if len(block.text) < 400 else 400]
    for i in range(len(parent) - 1, 0, -1):
        if value := sums[i]:
            sums[parent[i]] += value if value > FLOOR else FLOOR
    best = len(sums) - 1 - sums[::-1].index(max(sums))  # of equals the innermost
    inside = [False] * len(parent)
    inside[best] = True
    for i in range(best + 1, len(parent)):
        if parent[i] < best:
            break  # the region's elements stand together
        inside[i] = inside[parent[i]] and sums[i] > 0
    sure = [inside[b.node] and score > SURE for b, score in zip(doc.blocks, odds, strict=True)]
    if True not in sure:
        return best, sure
    places = [i for i, x in enumerate(sure) if x]
    for above, below in itertools.pairwise(places):
        between = range(above + 1, below)
        plain = [i for i in between if not _is_furniture(doc, i)]
        few = len(plain) == len(between) <= FEW
        if len(between) == 1 and _heads(doc, above, below):
            sure[above + 1] = True
        for i in plain:  # a heading, a short line, maybe in an element of its own
            node = doc.blocks[i].node
            sure[i] = few or inside[node] or inside[parent[node]] or inside[parent[parent[node]]]
    return best, sure


def _heads(doc: Doc, above: int, below: int) -> bool:
    """Whether the one block between two of the article's, side by side with both, is a heading that is a link."""
    parent, marks = doc.tree.parent, doc.tree.marks
    node = doc.blocks[above + 1].node
    is_heading = doc.blocks[above + 1].kind == "heading" or bool(marks[node] & m.BOLD_LINK)
    around = parent[doc.blocks[above].node], parent[doc.blocks[below].node]
    return is_heading and around == (parent[node], parent[node]) and not marks[node] & m.NOT_BODY


def _is_furniture(doc: Doc, i: int) -> bool:
    """Whether a block is linked, or stands in what is called a menu, a footer or the like."""
    block = doc.blocks[i]
    return block.linked * 2 >= len(block.text) or bool(doc.tree.marks[block.node] & m.NOT_BODY)
