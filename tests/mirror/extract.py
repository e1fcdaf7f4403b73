"""A page's main column as a crawler's plain text hands it on: what a reader sees, a line a block, without links."""

from __future__ import annotations

from cleaners import html

#: The class names of what ``render`` puts beside the article: an extract is of the main column.
BESIDE = frozenset(("nav", "top", "foot", "right", "app", "m-top"))


def extract(source: str) -> str:
    """The text of a page of the mirror whose class names say what they are.

    >>> extract('<ul class="nav"><li>首页</li></ul><h1>浅说</h1><p>分词是<b>第一步</b>。</p><p hidden>博彩</p>')
    '浅说\\n分词是第一步。'
    """
    doc = html.parse(source)

    def stands_beside(node: int) -> bool:
        while node > 0:
            if not BESIDE.isdisjoint(doc.tree.names[node].split()):
                return True
            node = doc.tree.parent[node]
        return False

    return "\n".join(block.text for block in doc.blocks if not block.hidden and not stands_beside(block.node))
