"""Where the article begins and ends: sentences that adjoin its region, and the site's own lines at its edges."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from cleaners.chinese.characters import IS_HAN
from cleaners.doc import Block, Doc
from cleaners.html import marks as m
from cleaners.lines import author_line, labels
from cleaners.lines.dateline import is_dateline
from cleaners.lines.site_lines import is_edge, is_enactment, is_notice, is_of_the_site, opens_comments
from cleaners.region import verse

# By hand, as a set.
SENTENCE = 20  # characters of a sentence beside the region that is the article's
BETWEEN = 1  # lines that may stand between the region and a sentence below it
BYLINES = 3  # lines between the title of a poem and its first: author, date
SIGNED = 6  # lines below the text, side by side with it: who signed it, and when


def stretch(doc: Doc, inside: list[bool], named: int) -> None:
    """Widen the region over the sentences that adjoin it: up to the title, and down past a line at most.

    An element was chosen as a whole, and an article need not stand in one: a lead above the steps of a recipe, the
    last articles of a statute in rows of their own. What is called a menu or a footer, is linked or speaks of the site
    ends it.
    """
    blocks, marks = doc.blocks, doc.tree.marks
    if True not in inside:
        return
    first, last = inside.index(True), len(inside) - 1 - inside[::-1].index(True)
    above = range(named + 1, first)
    # What holds the title, too, is no masthead, though it be called header.
    against = m.NOT_BODY & ~(marks[blocks[named].node] & m.HEAD) if named < len(blocks) else m.NOT_BODY
    begin = next((i for i in above if not marks[blocks[i].node] & m.META and _adjoins(doc, i, against)), first)
    for i in range(begin, first):
        inside[i] = not marks[blocks[i].node] & against and blocks[i].linked * 2 <= len(blocks[i].text)
    between = 0
    for i in range(last + 1, len(blocks)):
        if _adjoins(doc, i):
            inside[last + 1 : i + 1] = [True] * (i - last)
            last, between = i, 0
        elif between == BETWEEN or _ends(doc, i):
            break
        else:
            between += 1
    for i in range(last + 1, min(last + 1 + SIGNED, len(blocks))):
        beside = doc.tree.parent[blocks[i].node] == doc.tree.parent[blocks[last].node]
        if not beside or _ends(doc, i) or labels.match(blocks[i].text) or is_dateline(blocks[i].text):
            break
        inside[i], last = True, i  # 审判长 秦某 · 二〇一八年九月二十日


def announced(doc: Doc, inside: list[bool], named: int) -> None:
    """Where no element looks like text: the sentences right below title and dateline, or the verse below the title.

    A notice of one sentence, or a poem, is outweighed by the links beside it. named: the place of the title.
    """
    blocks, marks = doc.blocks, doc.tree.marks
    if named >= len(blocks) or blocks[named].kind != "title":
        return
    below = itertools.takewhile(
        lambda i: blocks[i].linked * 4 <= len(blocks[i].text) and not marks[blocks[i].node] & m.NOT_BODY,
        range(named + 1, len(blocks)),
    )
    places = list(below)
    for skipped in range(min(BYLINES, len(places)) + 1):
        lines = list(itertools.takewhile(lambda i: verse.is_line(blocks[i].text), places[skipped:]))
        if len(lines) > 1 and _is_byline(doc, *lines[:2]):
            continue
        if blocks[named].text in doc.head_title and verse.is_poem([blocks[i].text for i in lines]):
            # What was chosen elsewhere is the site's where it is less.
            size = sum(len(blocks[i].text) for i in lines)
            if 2 * sum(len(b.text) for b, x in zip(blocks, inside, strict=True) if x) <= 3 * size:
                inside[:] = [lines[0] <= i <= lines[-1] for i in range(len(blocks))]
            return
    if any(x and block.kind not in ("title", "heading") for block, x in zip(blocks, inside, strict=True)):
        return
    dates = list(itertools.takewhile(lambda i: is_dateline(blocks[i].text), places))
    whole = list(itertools.takewhile(lambda i: _is_whole(blocks[i].text), places[len(dates) :]))
    if dates and whole:
        inside[:] = [i in whole for i in range(len(blocks))]


def trim(blocks: Sequence[Block], inside: list[bool]) -> None:
    """Take the site's own lines off both edges of the region, and readers' comments with all that follows them."""
    places = [i for i, x in enumerate(inside) if x]
    said = next((n for n, i in enumerate(places) if opens_comments(blocks[i].text)), len(places))
    for i in places[said:]:
        inside[i] = False
    places = places[:said]
    for order, told in ((places, is_edge), (places[::-1], _ends_page)):
        for i in order:
            if not told(blocks[i].text):
                break
            inside[i] = False


def _is_byline(doc: Doc, i: int, below: int) -> bool:
    """Whether a line names an author and stands in an element of another kind than the line below it."""
    (node, tag), (other, another) = ((n, doc.tree.tag[n]) for n in (doc.blocks[i].node, doc.blocks[below].node))
    apart = (doc.tree.parent[node], tag) != (doc.tree.parent[other], another) and node != other
    return apart and bool(author_line.persons(doc.blocks[i].text))


def _ends_page(text: str) -> bool:
    return is_edge(text) or is_notice(text)


def _ends(doc: Doc, i: int, against: int = m.NOT_BODY) -> bool:
    """Whether a block cannot be the article's, nor stand between two that are. against: the marks that say so."""
    block = doc.blocks[i]
    named = doc.tree.marks[block.node] & against
    return bool(named) or block.linked * 4 > len(block.text) or is_of_the_site(block.text)


def _is_whole(text: str) -> bool:
    """Whether a block is a sentence to its end: 才能把温度的影响分离出来. ends so, too, but no heading in English."""
    return len(text) >= SENTENCE and (text[-1] in "。！？”" or (text[-1] == "." and IS_HAN.match(text[-2]) is not None))


def _adjoins(doc: Doc, i: int, against: int = m.NOT_BODY) -> bool:
    """Whether a block beside the region is a sentence of the article's."""
    text = doc.blocks[i].text
    if is_enactment(text):
        return not _ends(doc, i, against)
    if not _is_whole(text) or _ends(doc, i, against):
        return False
    return labels.match(text) is None and not is_dateline(text)
