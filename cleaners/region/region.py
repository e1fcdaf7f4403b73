"""Doc → Doc: which part of the page is the article; the rest is taken out, by what it is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cleaners.article import Removal
from cleaners.chinese.scripts import both_scripts
from cleaners.doc import Block, Doc, Tree
from cleaners.html import marks as m
from cleaners.html.asides import without_tool
from cleaners.lines import author_line, issue_line, labels
from cleaners.lines.dateline import is_dateline
from cleaners.lines.dates import HAN_YEAR
from cleaners.lines.fields import BELOW
from cleaners.lines.site_lines import is_enactment
from cleaners.patterns import regex
from cleaners.references import reference_list
from cleaners.region import label_tables, others
from cleaners.region.choice import chosen
from cleaners.region.edges import announced, stretch, trim
from cleaners.region.scores import features, scores
from cleaners.region.title import title

STEP = "region"
NO_FRONT = m.COMMENT | m.SHARE | m.FOOT | m.NAV | m.AD | m.SIDE
# The author's own date below the text: (一九九九年冬) · （2003年5月于成都） · 1998年3月写于清江
CLOSING = regex(
    both_scripts(
        rf"[（(](?:{HAN_YEAR}|(?:19|20)\d\d)年[^（(）)。，]{{0,20}}[）)]"
        rf"|(?:{HAN_YEAR}|(?:19|20)\d\d)年[^（(）)。，]{{0,12}}[写作]?于[^（(）)。]{{1,12}}"
    )
)
OUTSIDE = "outside the article"
TOOL = "a tool of the page in a heading"
LOWEST = 6  # the level of a heading that no element marks as one
NEAR_TITLE = 3  # blocks above the title, or below the text, among which the journal's own lines stand


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
    doc = label_tables.lined(_without_tools(doc))
    doc = doc.without(others.stream(doc), STEP)
    found, bits = features(doc)
    doc = replace(doc, tree=replace(doc.tree, marks=tuple(bits)))
    ruled = [bool(bits[b.node] & m.RULE_BODY) for b in doc.blocks]
    inside = ruled if any(ruled) else chosen(doc, scores(found))[1]
    doc = title(replace(doc, blocks=_marked(doc.blocks, inside)))
    inside, named, cut = _corrected(doc)
    first = next((i for i, x in enumerate(inside) if x), len(inside))
    doc = replace(doc, blocks=_marked(doc.blocks, inside))
    listed = reference_list.located([b.text for b in doc.blocks], first)
    last = max((i for i, x in enumerate(inside) if x), default=-1)
    drop = {}
    blocks = list(doc.blocks)
    for i, block in enumerate(blocks):
        if i < cut and bits[block.node] & m.HEADING_LINE and (i > named or not inside[i]):
            blocks[i] = block._replace(body=False)  # the date, the authors in the title's own heading
        elif i < named and inside[i]:
            if issue_line.match(block.text):
                blocks[i] = block._replace(body=False)
            else:
                drop[i] = "above the article's title"
        elif inside[i] or i == named or (i in listed and i < cut):
            continue
        elif i >= cut:
            drop[i] = others.SECOND if why(bits[block.node]) == OUTSIDE else why(bits[block.node])
        elif named - NEAR_TITLE <= i < named and issue_line.match(block.text):
            continue  # 某某学报 ›› 2021, Vol. 38 ›› Issue (4): 512-523 stands above the title on landing pages
        elif last < i <= last + NEAR_TITLE and (code := labels.match(block.text)) and code.field in BELOW:
            continue
        elif named < i < last and not bits[block.node] & NO_FRONT and labels.match(block.text):
            continue  # a labelled line of tags is the page's own, whatever its element is called
        elif i and i - 1 not in drop and _is_value(blocks[i - 1], block, doc.tree):
            continue
        elif i == last + 1 and CLOSING.fullmatch(block.text):
            blocks[i] = block._replace(body=True)
        elif not (named <= i < first and _is_front(block, bits[block.node])):
            drop[i] = why(bits[block.node])
    for i, block in enumerate(blocks):
        if block.body and bits[block.node] & m.BOLD_LINK:
            blocks[i] = block._replace(kind="heading", level=LOWEST)
    for i in range(max(first, named), min(max(first, named) + 8, len(blocks))):
        if i not in drop and blocks[i].kind != "title":
            if not is_dateline(blocks[i].text) or is_enactment(blocks[i].text):
                break
            blocks[i] = blocks[i]._replace(body=False)
    return replace(doc, blocks=tuple(blocks)).without(drop, STEP)


def _corrected(doc: Doc) -> tuple[list[bool], int, int]:
    """Which blocks are the article's, once its edges and what else has a title of its own were looked at; where its
    own title stands; and where another article begins, the number of blocks where none does.

    doc: with the blocks marked that were chosen, and the title.
    """
    inside = [b.body for b in doc.blocks]  # title may have joined two blocks
    first = next((i for i, x in enumerate(inside) if x), len(inside))
    named = next((i for i, b in enumerate(doc.blocks) if b.kind == "title"), _head_of(doc.blocks, first))
    announced(doc, inside, named)
    stretch(doc, inside, named)
    own = others.holder(doc, inside, named)
    for i in others.beside(doc, inside, own):
        inside[i] = False
    cut = others.second(doc, inside, named, own)
    inside[cut:] = [False] * (len(inside) - cut)
    trim(doc.blocks, inside)
    return inside, named, cut


def _without_tools(doc: Doc) -> Doc:
    """The Doc without what the page put into a heading beside its text: [编辑], ¶, 返回顶部, hits."""
    marks = doc.tree.marks
    tools = {i: TOOL for i, b in enumerate(doc.blocks) if marks[b.node] & m.HEADING_TOOL}
    blocks, removed = list(doc.blocks), list[Removal]()
    for i, block in enumerate(blocks):
        own, tool = without_tool(block.text) if block.kind == "heading" and block.text[-1] in "]】〕" else ("", "")
        if tool:
            blocks[i] = block._replace(text=own, linked=max(0, block.linked - len(tool)))
            removed.append(Removal(STEP, TOOL, tool, doc.tree.path(block.node)))
    return replace(doc, blocks=tuple(blocks), removed=(*doc.removed, *removed)).without(tools, STEP)


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
    return block.linked * 2 <= len(block.text) or labelled or bool(author_line.persons(block.text))


def why(bits: int) -> str:
    for bit, reason in REASONS:
        if bits & bit:
            return reason
    return OUTSIDE


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
