"""How likely each block is the article's text: a score from marks that any reader of the page's source would use.

Sentence punctuation, links, tags, what class tokens say, what its neighbours are. The score is the log-odds of a
logistic regression, fitted on real pages by ``tests/bench/fit.py`` and kept, readable, in ``weights.py``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import mul

from cleaners.doc import Block, Doc, Tree
from cleaners.html import marks as m
from cleaners.lines.site_lines import is_of_the_site
from cleaners.patterns import regex
from cleaners.region.weights import BLOCK_WEIGHTS, MARK_WEIGHTS

PUNCTUATION = regex(r"[，。；：？！、,;!?.](?:(?<!\.)|(?= ))")  # one class first: found faster than one of two
SENTENCE_END = frozenset('。！？!?…”"）).」')
NAMES = (
    "bias", "punctuation", "length", "linked", "heading", "item", "table", "caption", "in p", "in td",
    "ends as a sentence", "punctuation beside", "punctuation in the element", "share of the page's punctuation",
    "place", "linked before", "linked after", "speaks of the site",
)  # fmt: skip
LOG = tuple(math.log1p(i) for i in range(2000))
PLAIN_LINK = -6.0  # the score of a block that is nothing but a link
FRAME = m.NOT_BODY & ~m.COMMENT  # readers may write more than the author
# By hand, as a set: shares of the page's punctuation.
WHOLE = 0.5  # an element that holds so much is the page itself, whatever it is called
HEADED = 0.1  # so does one that holds so much below the heading that <title> names
FEW_MARKS = 4  # two sentences; an element with less beside that heading is a masthead
Features = tuple[tuple[float, ...] | None, int]


def log1p(count: int) -> float:
    return LOG[count] if count < 2000 else LOG[-1]


def is_plain_link(block: Block, marks_count: int) -> bool:
    """Nothing but links, without a sentence: menus, lists of titles."""
    return block.linked * 5 > 4 * len(block.text) and marks_count < 3


# top: 0; z-index: 9 } .spinner { · var a = function(x) : of a style or script that was not closed
CODE = regex(r"[a-z-]{3,} ?: ?[^;:{}，。]{1,60};|\bfunction ?\(|\bvar \w+ ?=|[{}] ?[.#\w]")


CODE_SIGNS = (";", "{", "}", "function", "var ")  # one of these in each match of CODE


def is_code(text: str) -> bool:
    """A style sheet or a script that a broken page shows as text.

    >>> is_code("position: absolute; top: 0; right: 0; z-index: 2147483647; display: flex; } .spinner { margin: 0 4px")
    True
    >>> is_code("Smith J; Doe A; Roe B: a study of styles; Lund, 2019; pp. 3; and others who wrote of it in time.")
    False
    """
    marked = ";" in text or "{" in text or "}" in text
    if len(text) <= 60 or not marked or 60 * sum(map(text.count, CODE_SIGNS)) <= len(text):
        return False
    return 60 * len(CODE.findall(text)) > len(text)


def features(doc: Doc) -> tuple[list[Features], list[int]]:
    """The marks of each block, in the order of NAMES, with the bits of ``marks``; None for one that is only a link.
    Beside them the telling marks of each element."""
    blocks, tree = doc.blocks, doc.tree
    parent, tag = without_rows(tree), tree.tag
    find = PUNCTUATION.findall
    counts = [len(find(b.text)) if b.linked * 5 <= 4 * len(b.text) or len(b.text) > 30 else 0 for b in blocks]
    in_node: dict[int, int] = {}
    in_parent: dict[int, int] = {}
    total = length = 1
    for block, count in zip(blocks, counts, strict=True):
        length += len(block.text)
        if count:
            node = block.node
            total += count
            in_node[node] = in_node.get(node, 0) + count
            in_parent[parent[node]] = in_parent.get(parent[node], 0) + count
    bits = telling_marks(doc, in_node, total)
    ratios = [b.linked / len(b.text) for b in blocks]
    ratios.append(0.0)  # of the end of the page, which is no link
    found: list[Features] = []
    place = 0
    for i, block in enumerate(blocks):
        text, kind, _, _, node, *_ = block
        count = counts[i]
        if is_plain_link(block, count) or is_code(text):
            found.append((None, bits[node]))
        else:
            beside = in_parent.get(parent[node], 0)
            found.append((
                (
                    1.0,
                    log1p(count),
                    log1p(len(text)),
                    ratios[i],
                    kind == "heading",
                    kind == "item",
                    kind == "table",
                    kind == "caption",
                    tag[node] == "p",
                    tag[node] == "td",
                    text[-1] in SENTENCE_END,
                    log1p(beside),
                    log1p(in_node.get(node, 0)),
                    beside / total,
                    place / length,
                    ratios[i - 1],
                    ratios[i + 1],
                    len(text) < 250 and is_of_the_site(text),
                ),
                bits[node],
            ))  # fmt: skip
        place += len(text)
    return found, bits


def without_rows(tree: Tree) -> Sequence[int]:
    """The parent of each element, a table's cells being children of the table: old pages give each paragraph a row."""
    parent, tag = tree.parent, tree.tag
    if "tr" not in tag:
        return parent
    found = list(parent)
    for i in range(1, len(parent)):
        while tag[found[i]] in ("tr", "tbody", "thead") and tag[i] in ("td", "th"):
            found[i] = parent[found[i]]
    return found


def telling_marks(doc: Doc, in_node: dict[int, int], total: int) -> list[int]:
    """The marks of each element, its ancestors' included, but for what a name says against an element that is the
    page's frame: it holds most of the sentences (``<div class="footer-fixed">`` around it all), or the article's
    heading and sentences below it (``<article class="comments-open">``).
    """
    parent, marks = doc.tree.parent, doc.tree.marks
    sums = [0] * len(parent)
    for node, count in in_node.items():
        sums[node] = count
    for i in range(len(parent) - 1, 0, -1):
        if sums[i]:
            sums[parent[i]] += sums[i]
    most, headed = WHOLE * total, max(HEADED * total, FEW_MARKS)
    holds = _holding_title(doc)
    telling = [0] * len(parent)
    for i in range(1, len(parent)):
        above = parent[i]
        own = marks[i] & ~marks[above]
        if own and i in holds and sums[i] >= headed:
            own &= ~m.NOT_BODY
        elif own and sums[i] > most:
            own &= ~FRAME
        telling[i] = telling[above] | own
    return telling


def _holding_title(doc: Doc) -> frozenset[int]:
    """The elements around the heading that ``<title>`` names, or, on a page without one, the large heading; none where
    there are several."""
    head = "".join(doc.head_title.split())
    shown = [(b.node, b.level, "".join(b.text.split())) for b in doc.blocks if b.kind == "heading"]
    named = [node for node, _, text in shown if len(text) > 3 and 2 * len(text) > len(head) and text in head]
    if not head:
        named = [node for node, level, _ in shown if level <= 2]
    found: set[int] = set()
    if len(named) == 1:
        node = named[0]
        while node > 0:
            found.add(node)
            node = doc.tree.parent[node]
    return frozenset(found)


def mark_score(bits: int, known: dict[int, float]) -> float:
    """The weights of all the bits, remembered in ``known``: a page has few combinations."""
    score = known.get(bits)
    if score is None:
        score = known[bits] = sum(weight for bit, weight in MARK_WEIGHTS.items() if bits & bit)
    return score


def scores(found: list[Features]) -> list[float]:
    """The log-odds of each block being the article's text."""
    known: dict[int, float] = {}
    return [
        PLAIN_LINK if row is None else sum(map(mul, BLOCK_WEIGHTS, row)) + mark_score(bits, known)
        for row, bits in found
    ]
