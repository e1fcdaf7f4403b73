"""Doc → Doc: which visible block is the article's title, and what stands above it."""

from __future__ import annotations

from dataclasses import replace
from unicodedata import normalize

from cleaners.article import Removal
from cleaners.chinese.characters import IS_HAN
from cleaners.chinese.scripts import both_scripts
from cleaners.doc import Block, Doc
from cleaners.html import marks as m
from cleaners.html.asides import parted
from cleaners.junk.head import without_spam
from cleaners.lines import labels
from cleaners.lines.dateline import is_dateline, match
from cleaners.patterns import regex

# 题名-某某网 · Title - Site, but not Epstein-Nesbet
SEPARATORS = regex(r"\s*(?:[_|｜»>]|\s@\s|::|(?<![A-Za-z])-{1,2}|-{1,2}(?![A-Za-z])|–|—{1,2})\s*")
MAX_TITLE = 120  # characters of a Chinese title; one in Latin letters takes some three times as many
RUNNING = 60  # characters of a block that is running text
NEAR = 14  # blocks above the text among which its title stands
SHORTEST = 5  # characters of a title that nothing but its place tells
SUBTITLE = regex("(?:—{1,2}|－{1,2}|-{2}|―{1,2}|─{1,2})\\s*([^—。；]{3,60})")  # a second line
CRUMBS = regex("[>»|]|[。；：:]$")
NO_TITLE = regex(both_scripts(r"[>»|]|[。；：:]$|首页|位置|登录|^(?:www\.|https?:)"))  # 首页 > 新闻 > 正文
# What `str.isalnum` says no to, without a string for each character: a title of a million took 76 MB.
_NO_LETTERS = regex(r"[\W_]+")
NOT_TITLE = m.COMMENT | m.FOOT | m.RELATED | m.SIDE | m.NAV | m.SHARE


def _letters(text: str) -> str:
    """What two spellings of a title share: <title> cannot write Cr₂."""
    return _NO_LETTERS.sub("", normalize("NFKC", text))


def title(doc: Doc) -> Doc:
    """Mark the block that shows the article's title: a rule's, or the heading that ``<title>`` repeats, or the first
    large heading before the text. The rest stays as it is.

    >>> doc = Doc("u", "论语研究_文汇网", blocks=(Block("文汇网", "heading", 1), Block("论语研究", "heading", 2)))
    >>> [b.kind for b in title(doc).blocks]
    ['heading', 'title']
    """
    best, score = -1, 1.0
    head = _letters(doc.head_title)
    parts = [_letters(part) for part in SEPARATORS.split(doc.head_title)]
    longest = max(parts, key=len, default="")
    shown = {_letters(block.text): block.level for block in doc.blocks[::-1] if block.kind == "heading"}
    if longest not in shown:  # 雄安新区 - 维基百科，自由的百科全书: the site's name is the longer part
        longest = next((part for part in parts if shown.get(part) == 1 and len(part) > 1), longest)
    site = ""
    if longest == parts[-1] and len(parts[0]) >= SHORTEST and parts[0] in shown and parts[0] != longest:
        # 题名_某某学报编辑部, whose heading is above the title's; below it, the heading is a section's: 新闻中心-题名
        order = [_letters(block.text) for block in doc.blocks if block.kind == "heading"]
        if longest in order and order.index(longest) < order.index(parts[0]):
            longest, site = parts[0], longest
    for i, block in enumerate(doc.blocks):
        if block.body and len(block.text) > RUNNING and block.text.count("，") + block.text.count(", ") > 1:
            break  # below is the text: its headings are not the page's title
        if site and _letters(block.text) == site:
            continue
        bits = doc.tree.marks[block.node] if doc.tree.marks and block.node >= 0 else 0
        value = _value(block, bits, doc.head_title, head, longest)
        if value > score and not _is_broken(doc.blocks, i, longest):
            best, score = i, value
    notes = doc.notes
    if best < 0 and (best := _above_dateline(doc)) >= 0:
        notes += ("the title is told by its place alone",)
    if best < 0:
        return doc
    blocks, removed = list(doc.blocks), doc.removed
    text = blocks[best].text
    own, spam = without_spam(text) if doc.suspicious else (text, "")
    if own and spam:
        removed += (Removal("head", "spam in the visible title", spam, doc.tree.path(blocks[best].node), is_spam=True),)
    own, behind = parted(own or text)
    if behind:
        removed += (Removal("title", "beside the visible title", behind, doc.tree.path(blocks[best].node)),)
    if best + 1 < len(blocks) and (second := SUBTITLE.fullmatch(blocks[best + 1].text)) and not SUBTITLE.search(own):
        own = f"{own}——{second[1]}"
        del blocks[best + 1]
    blocks[best] = blocks[best]._replace(kind="title", text=own)
    return replace(doc, blocks=tuple(blocks), notes=notes, removed=removed)


def _above_dateline(doc: Doc) -> int:
    """The line right above the dateline and near the text: a title that no heading and no <title> tells; -1 if none.

    >>> lines = ("首页 > 新闻 > 正文", "年关欠薪如何治理", "作者：王攀 2011-12-09", "文章说的是，欠薪要治理。")
    >>> _above_dateline(Doc("u", blocks=tuple(Block(text, body=text[0] == "文") for text in lines)))
    1
    """
    first = next((i for i, block in enumerate(doc.blocks) if block.body and len(block.text) > RUNNING // 6), -1)
    for i in range(first, max(-1, first - NEAR - 1), -1):
        block = doc.blocks[i]
        if SUBTITLE.fullmatch(block.text):
            continue  # the title is above it
        texts = [below.text for below in doc.blocks[i + 1 : i + 3]]
        below = texts[-1] if len(texts) > 1 and SUBTITLE.fullmatch(texts[0]) else texts[0] if texts else ""
        bits = doc.tree.marks[block.node] if doc.tree.marks and block.node >= 0 else 0
        if (
            not bits & (m.NAV | m.FOOT | m.COMMENT | m.RELATED)
            and is_dateline(below)
            and not block.linked
            and _can_be_title(block.text, of_family=(line := match(below)) is not None and line.family)
            and not labels.match(block.text)
        ):
            return i
    return -1


def _can_be_title(text: str, of_family: bool) -> bool:
    """Whether a line right above a dateline can be the title. of_family: the dateline is of the family's form, and
    nothing but the title stands above that.

    >>> [_can_be_title(text, of_family=False) for text in ("年关欠薪如何治理", "网站首页", "说渡", "候车的时间")]
    [True, False, False, False]
    >>> [_can_be_title(text, of_family=True) for text in ("网站首页的设计", "首页 > 正文", "说渡", "候车的时间", "?")]
    [True, False, True, True, False]
    """
    if of_family:
        return len(text) <= MAX_TITLE and IS_HAN.search(text) is not None and not (CRUMBS.search(text) or match(text))
    return SHORTEST <= len(text) <= RUNNING and not (NO_TITLE.search(text) or is_dateline(text))


def _is_broken(blocks: tuple[Block, ...], i: int, title: str) -> bool:
    """Whether a block is one line of a title that goes on in its neighbour: then ``<title>`` has it whole.

    >>> lines = tuple(Block(text, "heading", 1) for text in ("关于禁止在嫩江干流", "新增建设项目的通告"))
    >>> _is_broken(lines, 0, "关于禁止在嫩江干流新增建设项目的通告"), _is_broken(lines, 0, "关于禁止在嫩江干流")
    (True, False)
    """
    text = _letters(blocks[i].text)
    after = _letters(blocks[i + 1].text) if i + 1 < len(blocks) else ""
    before = _letters(blocks[i - 1].text) if i else ""
    return (len(after) > 1 and text + after in title) or (len(before) > 1 and before + text in title)


def _value(block: Block, bits: int, whole: str, head: str, longest: str) -> float:
    """How much a block looks like the title: what <title> says, the level of the heading, its class tokens."""
    if bits & m.RULE_TITLE:
        return 100.0
    size = len(block.text)
    if block.kind == "table" or size > 3 * MAX_TITLE or (size > MAX_TITLE and IS_HAN.search(block.text)):
        return 0.0
    if block.kind != "heading" and not (block.text in whole or (longest and longest[:4] in block.text)):
        return 0.0
    text = _letters(block.text)
    if not text:
        return 0.0
    if bits & NOT_TITLE and not (block.kind == "heading" and block.level == 1 and text == longest):
        return 0.0
    value = (4.0 - 0.5 * block.level) if block.kind == "heading" else 0.0
    if text == longest and head:
        value += 6.0
    elif head and text in head:
        value += 6.0 * len(text) / max(len(longest), len(text))
    elif longest and len(longest) > 5 and longest in text:
        value += 4.0
    elif block.kind != "heading" or block.level > 3:
        return 0.0
    if block.linked * 2 > len(block.text) and text != longest:  # a blog's title leads to its own page
        value -= 2.5
    return value + (0.5 if bits & m.META else 0.0)
