"""Other articles on the article's page: a stream of other stories, and a second article below the first."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from cleaners.chinese.scripts import both_scripts, forms
from cleaners.doc import Block, Doc, Tree
from cleaners.html import marks as m
from cleaners.lines import headings
from cleaners.lines.dateline import is_dateline
from cleaners.lines.site_lines import heads_list
from cleaners.patterns import regex

STREAM = "a stream of other stories"
SECOND = "another article on the page"
BESIDE = m.SIDE | m.COMMENT | m.FOOT | m.AD  # and not RELATED, NAV: list, pages hold a further part of an article, too
# By hand, as a set.
STORIES = 3  # stories that make a stream
CLIMB = 3  # elements between a story's line of time and the story's own
STORY = 400  # characters of a story in a stream; its teaser has some 100
SENTENCE = 20  # characters of a sentence
TWO = 2  # sentences that make an article of what stands below a title
TITLE = 60  # characters of a title that stands in no heading

_AGO = r"\d{1,3} ?(?:秒|分钟|小时|天|周|个月|年)前|(?:今天|昨天|前天) ?\d{1,2}:\d\d"
_COUNT = (
    r"(?:阅读|浏览|评论|点赞|播放|回复)(?:数|量)?[(（:： ]*\d++[)）]?|\d++ ?[条次个]?(?:阅读|浏览|评论|点赞|播放|回复)"
)
_DAY = r"(?:19|20)\d\d-\d\d-\d\d(?: \d\d:\d\d)?"
_TELLS = regex(both_scripts(f"{_AGO}|{_COUNT}"))
# 2小时前 阅读 81 · 昨天 10:00 0评论 · 北岭晚报 2019-06-13 3评论
_LINE = regex(both_scripts(rf"(?:[^\s\d。，]{{2,10}}\s+)?(?:(?:{_AGO}|{_COUNT}|{_DAY})[\s·|]*){{1,5}}"))

_ENDS = forms("前读览论赞放复条次个") | frozenset("0123456789)）·|")  # what such a line ends with


def is_stream_line(text: str) -> bool:
    """Whether a line says how long ago a story came out, or how many read it.

    >>> is_stream_line("2小時前 閱讀 81"), is_stream_line("昨天 10:00 0评论"), is_stream_line("2019-06-13")
    (True, True, False)
    >>> is_stream_line("三年前的评论"), is_stream_line("5年前我们回到这里。")
    (False, False)
    """
    return len(text) <= 50 and _LINE.fullmatch(text) is not None and _TELLS.search(text) is not None


def stream(doc: Doc) -> dict[int, str]:
    """The blocks of a stream of other stories below a text: elements of one kind side by side, each with such a line.

    Readers' comments have the same form. The first posting of a thread has it, too: without a text above them the
    stories are the page's own.

    >>> tree = Tree((-1, 0, 0, 0, 0), ("body", "p", "li", "li", "li"), ("",) * 5, (0,) * 5)
    >>> text = Block("这是文章，它有一句话，说的是分词，也说检索。", node=1)
    >>> lines = [Block(t, node=n) for n in (2, 3, 4) for t in ("别的故事", "3小时前")]
    >>> sorted(stream(Doc("u", blocks=(text, *lines), tree=tree))), stream(Doc("u", blocks=tuple(lines), tree=tree))
    ([1, 2, 3, 4, 5, 6], {})
    """
    blocks, tree = doc.blocks, doc.tree
    kinds: dict[tuple[int, str, str], set[int]] = {}
    for block in blocks:
        if block.text[-1] in _ENDS and is_stream_line(block.text):
            for node in itertools.islice(_above(tree, block.node), CLIMB):
                kinds.setdefault((tree.parent[node], tree.tag[node], tree.names[node]), set()).add(node)
    stories = {node for items in kinds.values() if len(items) >= STORIES for node in items}
    if not stories:
        return {}
    held: dict[int, list[int]] = {}
    for i, block in enumerate(blocks):
        if (story := _outermost(tree, block.node, stories)) >= 0:
            held.setdefault(story, []).append(i)
    if max(sum(len(blocks[i].text) for i in places) for places in held.values()) > STORY:
        return {}
    first = min(places[0] for places in held.values())
    if not any(_is_sentence(block) for block in blocks[:first]):
        return {}
    return {i: STREAM for places in held.values() for i in places}


def second(doc: Doc, inside: Sequence[bool], named: int, own: int) -> int:
    """Where another article begins below the one of the title at ``named``; the number of blocks where none does.

    Told by what begins it: the heading of a list with another heading below; or, in an element of its own beside the
    one that holds the title and its text, a heading as large as the title, or a title with a dateline below.

    own: that element, see ``holder``.

    >>> tree = Tree((-1, 0, 1, 0, 3), ("body", "div", "p", "div", "p"), ("",) * 5, (0,) * 5)
    >>> text = "这是文章里的一句话，说的是分词，也说到检索。"
    >>> lines = [("分词", 1), (text, 2), (text, 2), ("检索", 3), ("2017-06-22", 3), (text, 4), (text, 4)]
    >>> doc = Doc("u", blocks=tuple(Block(line, node=node) for line, node in lines), tree=tree)
    >>> inside = [len(line) > 10 for line, _ in lines]
    >>> second(doc, inside, 0, own=1)
    3
    """
    blocks = doc.blocks
    if named >= len(blocks):
        return len(blocks)
    said = 0
    last = max((i for i, x in enumerate(inside) if x), default=-1)
    for i in range(named + 1, min(last + 1, len(blocks) - 1)):
        if said >= TWO and any(inside[i : i + 4]) and (_lists(blocks, i) or (own > 0 and _begins(doc, i, named, own))):
            return i
        said += inside[i] and _is_sentence(blocks[i])
    return len(blocks)


def holder(doc: Doc, inside: Sequence[bool], named: int) -> int:
    """The innermost element that holds the title at ``named`` and the article's sentences, 0 where it is the page."""
    tree = doc.tree
    if named >= len(doc.blocks):
        return 0
    held = dict.fromkeys(_above(tree, doc.blocks[named].node), 0)  # sentences of each that are in none further inside
    for block, is_inside in zip(doc.blocks, inside, strict=True):
        if is_inside and _is_sentence(block):
            node = next((node for node in _above(tree, block.node) if node in held), 0)
            held[node] = held.get(node, 0) + 1
    counted = itertools.accumulate(held.values())
    node = next((node for node, sentences in zip(held, counted, strict=True) if sentences >= TWO), 0)
    return node if node > 0 and tree.tag[node] not in ("body", "html") else 0


def beside(doc: Doc, inside: Sequence[bool], own: int) -> set[int]:
    """The blocks of the region in what is called a side column, comments or the like, and stands beside the element
    that holds the title and the article's sentences; own: that element, see ``holder``."""
    tree = doc.tree
    if not own:
        return set()
    against = BESIDE & ~tree.marks[own]
    places = (i for i, x in enumerate(inside) if x and tree.marks[doc.blocks[i].node] & against)
    return {i for i in places if _outermost(tree, doc.blocks[i].node, {own}) < 0}


def _lists(blocks: Sequence[Block], i: int) -> bool:
    text, below = blocks[i].text, blocks[i + 1]
    if below.kind != "heading":
        return False
    is_own = text.startswith("延伸") and below.linked * 5 <= 4 * len(
        below.text
    )  # an article heads a part of its own so
    return heads_list(text) and not is_own


def _begins(doc: Doc, i: int, named: int, own: int) -> bool:
    """Whether a block is the first of an element beside the article's own and a title."""
    blocks, tree = doc.blocks, doc.tree
    block, title = blocks[i], blocks[named]
    if block.kind != "heading" and len(block.text) > TITLE:
        return False
    beside, branch = _branches(tree, block.node, own)
    if not beside or _outermost(tree, blocks[i - 1].node, {beside}) >= 0:
        return False
    rest = itertools.islice(blocks, i + 1, None)
    below = list(itertools.takewhile(lambda b: _outermost(tree, b.node, {beside}) >= 0, rest))
    if sum(map(_is_sentence, below)) < TWO:
        return False
    dated = bool(below) and is_dateline(below[0].text)
    if block.kind == "heading" and not dated:
        alike = (tree.tag[beside], tree.names[beside]) == (tree.tag[branch], tree.names[branch])
        large = 0 < block.level <= title.level or block.linked * 5 > 4 * len(block.text)
        numbered = headings.number(block.text) is not None or headings.is_unnumbered(block.text)
        return alike and large and not numbered and bool(tree.marks[beside] & m.CONTENT)
    return len(block.text) <= TITLE and not _is_sentence(block) and dated


def _above(tree: Tree, node: int) -> Iterator[int]:
    """An element and those that hold it, the innermost first, without the page itself."""
    while node > 0:
        yield node
        node = tree.parent[node]


def _branches(tree: Tree, node: int, own: int) -> tuple[int, int]:
    """Where two elements part ways: the ancestors of ``node`` and of ``own`` there; zeros where one holds the other."""
    above = [*_above(tree, own), 0]
    last = 0
    while node > 0 and node not in above:
        last, node = node, tree.parent[node]
    place = above.index(node) if node in above else 0
    return (last, above[place - 1]) if last and place else (0, 0)


def _outermost(tree: Tree, node: int, among: set[int]) -> int:
    """The outermost of these elements that holds an element, itself included; -1 for none."""
    return next((node for node in reversed([*_above(tree, node)]) if node in among), -1)


def _is_sentence(block: Block) -> bool:
    text = block.text
    return len(text) >= SENTENCE and block.linked * 2 < len(text) and text[-1] in "。！？”.!?"
