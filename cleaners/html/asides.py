"""What stands inside a heading and is no part of it: a wiki's tools, a page's counters, a dateline, the authors.

The words are written in Simplified and match both scripts.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaners.chinese.characters import IS_HAN
from cleaners.chinese.scripts import both_scripts
from cleaners.html import marks as m
from cleaners.lines import author_line
from cleaners.lines.dateline import is_dateline
from cleaners.patterns import regex

_HEADINGS = "h1,h2,h3,h4,h5,h6"
_INLINE = frozenset(("a", "b", "em", "font", "i", "label", "small", "span", "strong", "sup", "time"))


class Tool(NamedTuple):
    """One kind of them. pattern: of the whole text. linked: whether only a link says so, the word being a common one.
    ends: whether a heading's text that ends so, behind a blank or in brackets, ends with a tool all the same.
    """

    kind: str
    pattern: str
    example: str
    linked: bool = False
    ends: bool = False


_BUTTON = "(?:打印|收藏|分享|关闭|举报|复制)(?:本[文页])?"

TOOLS = (
    Tool("edit", r"编辑(?:本[段节]|源代码|章节)?|修改|讨论|(?i:edit(?: ?source)?)", "编辑本段", linked=True),
    Tool(
        "way back",
        r"(?:返回|回到|回)(?:页?顶部?|页首|目录|上?一?页)|返回|[↑↥⇧^]|(?i:(?:back to )?top)",
        "返回顶部",
        linked=True,
    ),
    Tool("permanent link", r"[¶§#🔗]|永久链接|(?i:permalink)|复制链接", "¶", linked=True),
    Tool(
        "file", r"(?:下载|查看|阅读)?(?i:PDF|CAJ|HTML|DOCX?)(?:全文|下载|版|文件)?|全文下载|下载全文", "PDF", True, True
    ),
    Tool(
        "hits",
        r"(?:浏览|阅读|点击|访问|查看|评论|人气|热度)(?:次?数|量|率)?\s*+(?:[:：(（]\s*+)?\d++(?:\s*+[次人条])?[)）]?",
        "浏览次数:88次",
        ends=True,
    ),
    Tool("hits", r"\d++\s*+[次人条]?(?:浏览|阅读|点击|评论|读过|围观)", "88次浏览", ends=True),
    Tool(
        "size of type",
        r"字[号体][:：]?\s*[大中小](?:[\s|/]*[大中小]){1,2}(?:[\s|/]+\Z)?|[大中小][\s|/]+[大中小](?:[\s|/]+[大中小])?",
        "字号：大 中 小",
        ends=True,
    ),
    Tool("size of type", r"(?i:A\s?[+-](?:\s*A\s?[+-])?)|大字|小字", "A+ A-", linked=True),
    Tool("label", r"原创|转载|置顶|精华|推荐|热门|独家|荐|热|新|(?i:new|hot)", "原创"),
    Tool("bar", rf"{_BUTTON}(?:[\s|]*{_BUTTON}){{0,5}}(?:[\s|]+\Z)?", "打印 收藏", linked=True),
)
BOLD = 30  # characters of a bold paragraph that can be a heading; by hand
LONGEST = 60  # characters of a text that may be a tool or a line beside a heading; by hand

_OPEN, _CLOSE = r"[\[【〔（(]?\s*", r"\s*[\]】〕）)]?"


def _any(linked: bool) -> re.Pattern[str]:
    inner = "|".join(tool.pattern for tool in TOOLS if linked or not tool.linked)
    # Each is read in one way, (?>…), for 大|中|小 is one of them or three.
    return regex(both_scripts(rf"{_OPEN}(?>{inner})(?:\s*[|｜]\s*(?>{inner}))*{_CLOSE}"))


_PLAIN, _LINKED = _any(linked=False), _any(linked=True)
_DATED = r"(?:19|20)\d\d-\d\d-\d\d(?:\s+\d\d:\d\d(?::\d\d)?)?"
_ENDS = "|".join(tool.pattern for tool in TOOLS if tool.ends)
_END = regex(both_scripts(rf"\s*[\[【〔（(]\s*(?:{_ENDS})\s*[\]】〕）)]$|\s+(?:{_ENDS}|{_DATED})$"))
# 题名* · 题名① · 题名☆ · 题名[1]: of a note on funding or on the author; the star of C* is the name's
_SIGN = r"(?:[*＊①-⑳☆★△▲※†‡⁎∗]{1,3}|[¹²³]{1,2}|\[\d\])"
_MARK = regex(rf"(?<=[^\x00-⺀])\s*{_SIGN}$|(?<=[》”）])\s*{_SIGN}$")
_LABEL = regex(both_scripts(r"[\[【]\s*(?:原创|转载|置顶|精华|推荐|荐|热)\s*[\]】]\s*"))  # 【原创】题名
# 对策[编辑] · 对策 [返回目录], where the brackets are the heading's own text
_BRACKETED = regex(both_scripts(rf"\s*[\[【〔]\s*(?:{TOOLS[0].pattern}|{TOOLS[1].pattern})\s*[\]】〕]$"))


def asides(parser: LexborHTMLParser) -> dict[int, int]:
    """The elements at the beginning or the end of a heading that are no part of it, by their ids.

    The mark says which: HEADING_TOOL for what is the page's, HEADING_LINE for a line of the article's own: its date,
    its authors. What stands between words of the heading is never one.

    >>> parser = LexborHTMLParser("<h2>对策<span>[<a href='/e'>编辑</a>]</span></h2><h2><span>编辑</span>的职责</h2>")
    >>> list(asides(parser).values()) == [m.HEADING_TOOL]
    True
    """
    found: dict[int, int] = {}
    named = parser.css_first("title")
    title = "".join(named.text().split()) if named is not None else ""
    for heading in parser.css(_HEADINGS):
        if heading.child is None or heading.child.next is None:
            continue
        parts = [part for part in heading.iter(include_text=True) if not part.is_empty_text_node]
        if len(parts) < 2:
            continue
        kinds = [_kind(part, i == len(parts) - 1) for i, part in enumerate(parts)]
        if all(kinds) or not any(kinds):
            continue  # a heading is not made of asides alone: 编辑
        if "".join(heading.text().split()) in title:
            continue  # <span>原创</span>的边界: <title> says that it is one
        first = next(i for i, kind in enumerate(kinds) if not kind)
        last = len(kinds) - 1 - next(i for i, kind in enumerate(kinds[::-1]) if not kind)
        for i, (part, kind) in enumerate(zip(parts, kinds, strict=True)):
            if kind and not first <= i <= last:
                found[part.mem_id] = kind
    return found


def bold_links(parser: LexborHTMLParser) -> list[int]:
    """The paragraphs that are nothing but one bold link, by their ids: the headings of many an encyclopaedia.

    >>> page = "<p><b><a href='/t'>对策</a></b></p><p><b><a href='/t'>对策</a></b>有三种。</p>"
    >>> len(bold_links(LexborHTMLParser(page)))
    1
    """
    found = []
    for inner in parser.css("p > b > a, p > strong > a, p > a > b, p > a > strong"):
        bold = inner.parent
        paragraph = bold.parent if bold is not None else None
        if paragraph is None:
            continue
        link = paragraph.css_first("a[href]")
        if link is not None and 1 < len(text := paragraph.text().strip()) <= BOLD and link.text().strip() == text:
            found.append(paragraph.mem_id)
    return found


def _kind(part: LexborNode, is_last: bool) -> int:
    """The mark for one part of a heading, 0 for a part of its text."""
    if part.tag not in _INLINE:
        return 0
    text = " ".join(part.text().split())
    if not text or len(text) > LONGEST:
        return 0
    names = part.attributes.get("class") or ""
    linked = part.tag == "a" or part.css_first("a[href]") is not None
    if linked and not is_last and not names and IS_HAN.match(text):
        return 0  # <a>返回</a>的路线: before a heading's text only [编辑], ¶ and what has a class are not its own
    if is_tool(text, linked):
        return m.HEADING_TOOL
    if not is_last:
        return 0
    line = text.strip("[]【】()（） ")
    dated = line[:1].isdigit() or any(mark in line for mark in ":：/／")
    told = part.tag in ("small", "time") or m.of_names(names) & m.META
    return m.HEADING_LINE if (dated and is_dateline(line)) or (told and author_line.persons(line)) else 0


def is_tool(text: str, linked: bool) -> bool:
    """Whether the text of an element in a heading is the page's. linked: whether it is a link or holds one.

    >>> is_tool("[编辑]", True), is_tool("返回頂部", True), is_tool("原创", False), is_tool("浏览次数:88次", False)
    (True, True, True, True)
    >>> is_tool("编辑", False), is_tool("编辑的职责", True), is_tool("原创歌词", False)
    (False, False, False)
    """
    return (_LINKED if linked else _PLAIN).fullmatch(text) is not None


def parted(title: str) -> tuple[str, str]:
    """A title, and what stands beside it: a label, the page's counters and bars, the mark of a note; '' for nothing.

    >>> parted("圩堤渗漏的巡查*"), parted("圩堤渗漏的巡查[字号：大 中 小]"), parted("【原创】圩堤渗漏的巡查")
    (('圩堤渗漏的巡查', '*'), ('圩堤渗漏的巡查', '[字号：大 中 小]'), ('圩堤渗漏的巡查', '【原创】'))
    >>> parted("论C*代数"), parted("K-理论与C*"), parted("论网页浏览次数")
    (('论C*代数', ''), ('K-理论与C*', ''), ('论网页浏览次数', ''))
    """
    if (found := _LABEL.match(title)) and len(title) > found.end() + 1:
        return title[found.end() :], found[0].strip()
    behind = _END.search(title) or _MARK.search(title)
    if behind is None or behind.start() < 2:
        return title, ""
    return title[: behind.start()], behind[0].strip()


def without_tool(heading: str) -> tuple[str, str]:
    """A heading of the text without the tool that its own text ends with in brackets, and the tool; '' for none.

    >>> without_tool("对策 [编辑]"), without_tool("论编辑"), without_tool("职责（编辑）")
    (('对策', '[编辑]'), ('论编辑', ''), ('职责（编辑）', ''))
    """
    found = _BRACKETED.search(heading)
    return (heading[: found.start()], found[0].strip()) if found and found.start() else (heading, "")
