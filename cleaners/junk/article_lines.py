"""Lines that may be an article's own though page after page shows them: they are never boilerplate.

A journal's pages share what its articles share: a class number, an issue, a day of receipt, an institute, a grant. Each
is of the article as soon as a label, a number's form or its place says what it is.
"""

from __future__ import annotations

import re

from cleaners.chinese.characters import fold
from cleaners.chinese.scripts import both_scripts
from cleaners.doc import Doc
from cleaners.lines import author_line, dateline, dates, headings, identifiers, issue_line, labels
from cleaners.lines.fields import FIELD
from cleaners.patterns import regex
from cleaners.references import reference_list
from cleaners.references.entry import MARK, parse

# 版权所有 © 2019 · 赣ICP备05012345号 · 本文已被浏览 123 次 · 您是第 4567 位访问者 : with numbers that change
SITE_LINE = regex(
    both_scripts(
        "版权(?:所有|归)|©|Copyright|All ?Rights|ICP[备证]|公网安备|浏览|访问[量次者人：:]|访客|在线人数"
        "|(?:阅读|点击|下载)(?:次|数|量|率|人|[:：])"
    ),
    re.IGNORECASE,
)
# 编辑部地址：… 邮编：330031 · 电话：0791-8812… : a postcode in them makes no affiliation
_CONTACT = regex(
    both_scripts(
        "^(?:编辑部|杂志社|期刊社|学报)[^，。：:]{0,4}地址|(?:电话|传真|邮箱|投稿[^，。：:]{0,4}|Tel|Fax)[ .]*[:：]"
    ),
    re.IGNORECASE,
)
# 2019年第3期 · Vol. 44 · 第12卷 : of whatever line, it says which issue the article is in
_OF_ISSUE = regex(both_scripts(r"第\s*\d{1,4}\s*[期卷]|年\s*\d{1,2}\s*期|\bVol(?:ume)?\.?\s*\d"))
_TYPE = regex(r"\[(?:[JMCDNPSRGZA]|EB|DB|CP|DS|PP)(?:/(?:OL|CD|MT|DK))?\]")  # of a reference
#: Blocks below a label that stands alone which may be of its value, where that is several; as labels are read.
BELOW = 9


def own(doc: Doc, i: int) -> str:
    """What makes a block an article's own, ``""`` where nothing says that it is.

    >>> from cleaners.doc import Block
    >>> lines = ("基金项目", "江西省社会科学规划项目（17TQ01）", "转载请保留本站链接地址")
    >>> doc = Doc("u", blocks=tuple(map(Block, lines)))
    >>> [own(doc, i) for i in range(3)]
    ['a label', 'below a label', '']
    """
    text = doc.blocks[i].text
    if text in doc.head_title:
        return "a title"
    return said(text) or ("below a label" if _below_label(doc, i) else "a reference" if _is_listed(doc, i) else "")


def said(text: str) -> str:
    """What a line alone says of an article, ``""`` for nothing.

    >>> [said(t) for t in ("收稿日期：2017-08-25", "《清江學刊》2019年第3期", "（涡阳学院 经济系，安徽 亳州 233600）")]
    ['a label', 'an issue', 'an affiliation']
    >>> [said(t) for t in ("编辑部地址：南昌市学府路 1 号 330031", "版權所有 © 2003-2019 清江學刊", "第 123456 位访客")]
    ['', '', '']
    """
    if labels.match(text) or labels.alone(text):
        return "a label"
    if issue_line.match(text) or _OF_ISSUE.search(fold(text)):
        return "an issue"
    if _identifies(text):
        return "an identifier"
    of_site = SITE_LINE.search(text) is not None
    if dateline.match(text) or (not of_site and len(dates.iso(text)) == len("2019-05-20")):
        return "a date"
    if _is_entry(text, of_site):
        return "a reference"
    if headings.number(text) or headings.is_unnumbered(text):
        return "a heading"
    if headings.is_caption(text) or (headings.is_note(text) and not of_site):
        return "a caption or note"
    if author_line.persons(text) or author_line.signed(text):
        return "an author"
    return "an affiliation" if not of_site and _is_affiliation(text) else ""


def _identifies(text: str) -> bool:
    numbers = (identifiers.doi, identifiers.issn, identifiers.cn, identifiers.article_number)
    return any(number(text) for number in numbers)


def _is_entry(text: str, of_site: bool) -> bool:
    """Whether a line is a reference: by its mark, its type, or its parts where it is no site's line.

    >>> _is_entry("欢迎订阅2020年《清江学刊》，邮发代号：44-123", of_site=False)
    False
    """
    if not reference_list.looks_like_entry(text):
        return False
    folded = fold(text)
    return bool(MARK.match(folded) or _TYPE.search(folded)) or (not of_site and parse(text).parsed)


def _is_affiliation(text: str) -> bool:
    """Whether a line names where authors work; bracketed or numbered whatever it holds, else no contact line."""
    if author_line.is_workplace(text):
        return True
    places = author_line.affiliations(text)
    plain = not text.startswith(("(", "（")) and all(not mark for mark, _ in places)
    return bool(places) and not (plain and _CONTACT.search(text))


def _below_label(doc: Doc, i: int) -> bool:
    """Whether a block is, or may be, of the value of a label that stands alone above it."""
    for at in range(i - 1, max(i - 1 - BELOW, -1), -1):
        if name := labels.alone(doc.blocks[at].text):
            if FIELD[name].kind == "entries":  # a list, whose entries say themselves that they are
                return False
            return at == i - 1 or _goes_on(doc, name, range(at + 1, i + 1))
        if doc.blocks[at].kind == "heading" or labels.match(doc.blocks[at].text):
            return False
    return False


def _is_listed(doc: Doc, i: int) -> bool:
    """Whether a block is of a list of references: it and all above it, up to the list's label, can be entries.

    >>> from cleaners.doc import Block
    >>> lines = ("References", "Reedman, J. 2015. Bus Lines of the Hills.", "您可能还对下列文章感兴趣：")
    >>> doc = Doc("u", blocks=tuple(map(Block, lines)))
    >>> _is_listed(doc, 1), _is_listed(doc, 2)
    (True, False)
    """
    for at in range(i, -1, -1):
        text = doc.blocks[at].text
        if at < i and (name := labels.alone(text)):
            return FIELD[name].kind == "entries"
        if not reference_list.looks_like_entry(text) or SITE_LINE.search(text):
            return False
    return False


def _goes_on(doc: Doc, name: str, places: range) -> bool:
    """Whether the value of a label goes on through these blocks: words in one element, several <dd>, or paragraphs."""
    nodes = [doc.blocks[k].node for k in places]
    if doc.tree.tag and all(doc.tree.tag[node] == "dd" for node in nodes):
        return True
    if FIELD[name].kind == "words":
        return len(set(nodes)) == 1
    return FIELD[name].kind == "abstract" or name == "biographies"
