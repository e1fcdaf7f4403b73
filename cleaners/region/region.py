"""Doc → Doc: which part of the page is the article.

Each block gets a score, the log-odds of being the article's text, from marks that any reader of the page's
source would use: sentence punctuation, links, tags, what class tokens say, what its neighbours are. Scores,
weighted by length, are summed over every element's subtree; the element with the largest sum is the article's
region, and inside it subtrees and blocks that speak against it are left out. The weights are fitted on real
pages by ``tests/bench/fit.py`` and kept, readable, in ``weights.py``.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import replace
from operator import mul

from cleaners.doc import Block, Doc, Tree
from cleaners.html import marks as m
from cleaners.lines import author_line as authors
from cleaners.lines import issue_line as journal_line
from cleaners.lines import labels
from cleaners.references import reference_list as references
from cleaners.region import label_tables as label_cells
from cleaners.region.edges import ENACTED, of_the_site, stretch, trim
from cleaners.region.title import is_dateline, title
from cleaners.region.weights import BLOCK_WEIGHTS, MARK_WEIGHTS

STEP = "region"
PUNCTUATION = re.compile(r"[，。；：？！、,;!?]|\. ")
SENTENCE_END = frozenset('。！？!?…”"）).」')
NAMES = (
    "bias", "punctuation", "length", "linked", "heading", "item", "table", "caption", "in p", "in td",
    "ends as a sentence", "punctuation beside", "punctuation in the element", "share of the page's punctuation",
    "place", "linked before", "linked after", "speaks of the site",
)  # fmt: skip
LOG = tuple(math.log1p(i) for i in range(2000))
SURE = -1.0  # blocks above are the article's wherever they stand in its region
PLAIN_LINK = -6.0  # the score of a block that is nothing but a link
FLOOR = -8.0  # the most that one part speaks against the element that holds it
ROOTS = tuple(n**0.5 for n in range(401))  # a block weighs the root of its length
NO_FRONT = m.COMMENT | m.SHARE | m.FOOT | m.NAV | m.AD | m.SIDE
# The author's own date below the text: (一九九九年冬) · （2003年5月于成都） · 1998年3月写于清江
CLOSING = re.compile(
    r"[（(](?:[一二][〇○零一二三四五六七八九]{3}|(?:19|20)\d\d)年[^（(）)。，]{0,20}[）)]"
    r"|(?:[一二][〇○零一二三四五六七八九]{3}|(?:19|20)\d\d)年[^（(）)。，]{0,12}[写寫作]?[于於][^（(）)。]{1,12}"
)
NEAR_TITLE = 3  # blocks above the title, or below the text, among which the journal's own lines stand
CODES = frozenset(("clc", "document_code", "article_number", "doi", "pages"))
FRAME = m.NOT_BODY & ~m.COMMENT  # readers may write more than the author
FEW = 3  # lines in a row between two blocks of the article that are its own, whatever holds them
WHOLE = 0.5  # an element with this share of the page's punctuation is the page itself, whatever it is called
Features = tuple[tuple[float, ...] | None, int]


def log1p(count: int) -> float:
    return LOG[count] if count < 2000 else LOG[-1]


def is_plain_link(block: Block, marks_count: int) -> bool:
    """Nothing but links, without a sentence: menus, lists of titles."""
    return block.linked * 5 > 4 * len(block.text) and marks_count < 3


# top: 0; z-index: 9 } .spinner { · var a = function(x) : of a style or script that was not closed
CODE = re.compile(r"[a-z-]{3,} ?: ?[^;:{}，。]{1,60};|\bfunction ?\(|\bvar \w+ ?=|[{}] ?[.#\w]")


def is_code(text: str) -> bool:
    """A style sheet or a script that a broken page shows as text.

    >>> is_code("position: absolute; top: 0; right: 0; z-index: 2147483647; display: flex; } .spinner { margin: 0 4px")
    True
    >>> is_code("Smith J; Doe A; Roe B: a study of styles; Lund, 2019; pp. 3; and others who wrote of it in time.")
    False
    """
    marked = ";" in text or "{" in text or "}" in text
    return len(text) > 60 and marked and 60 * len(CODE.findall(text)) > len(text)


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
                    len(text) < 250 and of_the_site(text) is not None,
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
    """The marks of each element, its ancestors' included, but for what a name says against an element that holds
    most of the page's sentences: such a name is of the page's frame (``<div class="footer-fixed">`` around it all).
    """
    parent, marks = doc.tree.parent, doc.tree.marks
    sums = [0] * len(parent)
    for node, count in in_node.items():
        sums[node] = count
    for i in range(len(parent) - 1, 0, -1):
        if sums[i]:
            sums[parent[i]] += sums[i]
    most = WHOLE * total
    telling = [0] * len(parent)
    for i in range(1, len(parent)):
        above = parent[i]
        own = marks[i] & ~marks[above]
        telling[i] = telling[above] | (own & ~FRAME if own and sums[i] > most else own)
    return telling


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
        for i in plain:  # a heading, a short line, maybe in an element of its own
            node = doc.blocks[i].node
            sure[i] = few or inside[node] or inside[parent[node]] or inside[parent[parent[node]]]
    return best, sure


def _is_furniture(doc: Doc, i: int) -> bool:
    """Whether a block is linked, or stands in what is called a menu, a footer or the like."""
    block = doc.blocks[i]
    return block.linked * 2 >= len(block.text) or bool(doc.tree.marks[block.node] & m.NOT_BODY)


def _marked(blocks: Sequence[Block], inside: list[bool]) -> tuple[Block, ...]:
    pairs = zip(blocks, inside, strict=True)
    return tuple(b if x == b.body or b.kind == "title" else b._replace(body=x) for b, x in pairs)


def region(doc: Doc) -> Doc:
    """Mark the article's region, keep what belongs before it, and take out the rest, by what it says of itself.

    >>> text = "这是文章的第一段，说的是一件事。它有好几句，也有好几个逗号。"
    >>> from cleaners.doc import Tree
    >>> blocks = (Block("首页", linked=2, node=0), Block(text, node=0))
    >>> doc = Doc("u", blocks=blocks, tree=Tree((-1,), ("body",), ("",), (0,)))
    >>> [(b.text[:2], b.body) for b in region(doc).blocks]
    [('这是', True)]
    """
    if not doc.blocks:
        return doc
    doc = label_cells.lined(doc)
    found, bits = features(doc)
    doc = replace(doc, tree=replace(doc.tree, marks=tuple(bits)))
    ruled = [bool(bits[b.node] & m.RULE_BODY) for b in doc.blocks]
    inside = ruled if any(ruled) else chosen(doc, scores(found))[1]
    doc = title(replace(doc, blocks=_marked(doc.blocks, inside)))
    inside = [b.body for b in doc.blocks]  # title may have joined two blocks
    first = next((i for i, x in enumerate(inside) if x), len(inside))
    named = next((i for i, b in enumerate(doc.blocks) if b.kind == "title"), _head_of(doc.blocks, first))
    stretch(doc, inside, named)
    trim(doc.blocks, inside)
    first = next((i for i, x in enumerate(inside) if x), len(inside))
    doc = replace(doc, blocks=_marked(doc.blocks, inside))
    listed = references.located([b.text for b in doc.blocks], first)
    last = max((i for i, x in enumerate(inside) if x), default=-1)
    drop = {}
    blocks = list(doc.blocks)
    for i, block in enumerate(blocks):
        if i < named and inside[i]:
            if journal_line.match(block.text):
                blocks[i] = block._replace(body=False)
            else:
                drop[i] = "above the article's title"
        elif inside[i] or i == named or i in listed:
            continue
        elif named - NEAR_TITLE <= i < named and journal_line.match(block.text):
            continue  # 某某学报 ›› 2021, Vol. 38 ›› Issue (4): 512-523 stands above the title on landing pages
        elif last < i <= last + NEAR_TITLE and (code := labels.match(block.text)) and code.field in CODES:
            continue
        elif named < i < last and not bits[block.node] & NO_FRONT and labels.match(block.text):
            continue  # a labelled line of tags is the page's own, whatever its element is called
        elif i and i - 1 not in drop and _is_value(blocks[i - 1], block, doc.tree):
            continue
        elif i == last + 1 and CLOSING.fullmatch(block.text):
            blocks[i] = block._replace(body=True)
        elif not (named <= i < first and _is_front(block, bits[block.node])):
            drop[i] = why(bits[block.node])
    for i in range(max(first, named), min(max(first, named) + 8, len(blocks))):
        if i not in drop and blocks[i].kind != "title":
            if not is_dateline(blocks[i].text) or ENACTED.fullmatch(blocks[i].text):
                break
            blocks[i] = blocks[i]._replace(body=False)
    return replace(doc, blocks=tuple(blocks)).without(drop, STEP)


def _head_of(blocks: Sequence[Block], first: int) -> int:
    """Where the head of a text without a visible title begins: with the labelled lines right above it."""
    while first and labels.match(blocks[first - 1].text):
        first -= 1
    return first


def _is_value(label: Block, value: Block, tree: Tree) -> bool:
    """Whether a block is what the label right above it names: <h3>关键词:</h3> <span>网络; 平台</span>."""
    found = labels.match(label.text)
    above = (label.node, tree.parent[label.node])
    return found is not None and found.alone and (value.node in above or tree.parent[value.node] in above)


def _is_front(block: Block, bits: int) -> bool:
    """Between title and text: authors, dateline, labelled lines stay; links and the page's furniture go."""
    if bits & NO_FRONT:
        return False
    # Platforms link each author and each keyword: such a line is front matter all the same.
    labelled = labels.match(block.text) is not None
    return block.linked * 2 <= len(block.text) or labelled or bool(authors.persons(block.text))


def why(bits: int) -> str:
    for bit, reason in REASONS:
        if bits & bit:
            return reason
    return "outside the article"


REASONS = (
    (m.COMMENT, "readers' comments"),
    (m.RELATED, "related and recommended articles"),
    (m.SHARE, "share and download bar"),
    (m.FOOT, "footer"),
    (m.NAV, "navigation"),
    (m.AD, "advertisement"),
    (m.SIDE, "side column"),
    (m.HEAD, "masthead"),
)
