"""Plain text → Doc, a block a line: pages of the family are handed on as extracted text, too.

What a stray tag says is read where it says something (``工作</h1>``); a line of nothing but tags is put aside as text
that no reader sees, unless it is of code that the article shows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from cleaners.doc import Block, Doc, Tree
from cleaners.html.block_reader import MAX_BLOCKS
from cleaners.html.elements import KIND
from cleaners.markup import TAG, holds_nothing, spans
from cleaners.patterns import regex

STRAY = "a line of nothing but tags"  # why no reader sees it
# <tr id="m3wz1"></tr> · <em class='x'> </em> : an element of the kit's junk, which holds nothing and has a name
_NAMED = regex(r"<([a-zA-Z][a-zA-Z0-9]*)\s+(?:id|class)\s*=\s*[\"']?([^\s<>\"']*)[\"']?\s*>\s*</\1\s*>", re.IGNORECASE)
# 做好群眾工作</h1>2013-04-29 · 正文。</p> · 正文。<br />正文。: the end of an element, a break behind a sentence
_MARK = regex(
    r"\s*</(?P<closed>h[1-6]|p|div|li|td|center|body|html)\s*>|(?<=[。！？；…”])\s*<(?:br|hr|p|div)\s*/?>",
    re.IGNORECASE,
)
_INLINE_END = regex(r"</(?:(a)|b|strong|em|font|span|su[bp])\s*>", re.IGNORECASE)  # 工会</a>干部
# <h1>浅说分词</h1>
_WRAPPED = regex(r"<([a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*)?>\s*([^<>]+?)\s*</\1\s*>", re.IGNORECASE)
_BARE = regex(r"<(?!br\b|hr\b)[a-zA-Z][a-zA-Z0-9]*\s*>", re.IGNORECASE)  # <tr>: the kit's elements have names
_INTRODUCES = ("：", ":")  # 代码如下：
# What may stand beside tags: the bullet of a list, a no-break space that became a question mark.
_BESIDE = " \t\u3000•·?"


def read(text: str, url: str = "") -> Doc:
    r"""Plain text as blocks: a line is a paragraph, and a heading where the end of its tag is left.

    >>> doc = read("<tr id='x'></tr>\n浅说分词</h1>\n\n  当 a<b 时，\u3000正文。")
    >>> [(b.text, b.kind, b.hidden) for b in doc.blocks][1:]
    [('浅说分词', 'heading', ''), ('当 a<b 时， 正文。', 'paragraph', '')]
    >>> doc.blocks[0].hidden
    'a line of nothing but tags'
    """
    lines = [line for raw in text.splitlines() if (line := " ".join(raw.split()))]
    blocks: list[Block] = []
    tags, rest = ["html", "body"], list[str]()
    for kind, line in _elements(lines):
        if len(blocks) >= MAX_BLOCKS:
            rest.append(line)
            continue
        of_tag = KIND.get(kind, ("paragraph", 0))
        blocks.append(Block(line, *of_tag, node=len(tags), hidden="" if kind else STRAY))
        tags.append(kind or "p")
    if rest:
        blocks.append(Block("\n".join(rest), node=1))
    many = len(tags)
    return Doc(url, blocks=tuple(blocks), tree=Tree((-1, 0, *[1] * (many - 2)), tuple(tags), ("",) * many, (0,) * many))


def _elements(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The text's elements in order, (tag, text); the tag is "" for tags that say nothing."""
    stray = _stray(lines)
    names = {name for i in stray for _, name in _NAMED.findall(lines[i])}
    for i, line in enumerate(lines):
        if i in stray:
            yield "", line
            continue
        if "<" in line and _TAGGED.search(line):
            edge = i == 0 or i == len(lines) - 1
            line, cut = _without_edges(line, None if edge else names)
            if cut:
                yield "", cut
            beside = [lines[k] for k in (i - 1, i + 1) if 0 <= k < len(lines) and k not in stray]
            if (found := _WRAPPED.fullmatch(line)) and not (_is_quoted(lines, i) or any(map(TAG.match, beside))):
                yield found[1].lower() if found[1].lower() in KIND else "p", found[2]
                continue
        yield from _headed(line)


_TAGGED = regex("<[a-zA-Z]")


def _headed(line: str) -> Iterator[tuple[str, str]]:
    """A line as headings and paragraphs, by the ends of elements in it that nothing opens: 题目</h1>第一段</h2>正文。

    >>> list(_headed("题目</h1>第一段。<br />第二段。")), list(_headed("用 <p>段</p> 分段"))
    ([('h1', '题目'), ('p', '第一段。'), ('p', '第二段。')], [('p', '用 <p>段</p> 分段')])
    """
    if "<" not in line or _is_tags(line):
        yield "p", line
        return
    if not _TAGGED.search(line):
        line = _INLINE_END.sub(lambda end: " " if end[1] else "", line)
    start = 0
    for mark in _MARK.finditer(line):
        name, text = (mark["closed"] or "p").lower(), line[start : mark.start()].strip()
        if mark["closed"] and re.search(rf"<{name}\b", text, re.IGNORECASE):
            continue
        if text:
            yield name, text
        start = mark.end()
    if rest := line[start:].strip():
        yield "p", rest


def _stray(lines: Sequence[str]) -> set[int]:
    """The lines of nothing but tags that are no code: they open the page, are the kit's, or stand alone.

    >>> lines = ("<td id='x'></td>", "题目", "代码如下：", "<tr>", "</tr>", "正文。", "<em id='x'></em>", "</b>")
    >>> sorted(_stray(lines))
    [0, 6, 7]
    """
    tags = {i: _is_kits(line) for i, line in enumerate(lines) if _is_tags(line)}
    last = max((i for i in range(len(lines)) if i not in tags), default=-1)
    found = {i for i, of_kit in tags.items() if of_kit and i > last and not _is_quoted(lines, i)}
    for run in _runs(tags.keys() - found):
        beside = [lines[k] for k in (run[0] - 1, run[-1] + 1) if 0 <= k < len(lines) and k not in found]
        of_code = _is_quoted(lines, run[0]) or any(map(TAG.match, beside))
        structured = len(run) > 1 and any(_BARE.search(lines[i]) for i in run)
        structured = structured and not all(holds_nothing(lines[i].strip(_BESIDE)) for i in run)
        if run[0] == 0 or not (of_code or structured):
            found.update(run)
    return found


def _runs(places: Collection[int]) -> Iterator[list[int]]:
    """Places in order, parted where one is left out.

    >>> list(_runs({5, 1, 2}))
    [[1, 2], [5]]
    """
    run: list[int] = []
    for i in sorted(places):
        if run and i != run[-1] + 1:
            yield run
            run = []
        run.append(i)
    if run:
        yield run


def _is_tags(line: str) -> bool:
    """Whether a line holds tags and nothing beside them.

    >>> _is_tags("• <tr id='x'><td></td></tr> ?"), _is_tags("<3"), _is_tags("a<b")
    (True, False, False)
    """
    if "<" not in line:
        return False
    place, seen = 0, False
    for start, end in spans(line):
        if line[place:start].strip(_BESIDE):
            return False
        place, seen = end, True
    return seen and not line[place:].strip(_BESIDE)


def _is_kits(line: str) -> bool:
    """Whether a line of tags looks like the kit's junk: named elements that hold nothing.

    >>> _is_kits("• <tr id='x'><td id='x'></td></tr>"), _is_kits("<tr><td></td></tr>"), _is_kits("<div id='top'>")
    (True, False, False)
    """
    return _NAMED.search(line) is not None and holds_nothing(line.strip(_BESIDE))


def _is_quoted(lines: Sequence[str], i: int) -> bool:
    """Whether the line before says that code follows."""
    return i > 0 and lines[i - 1].endswith(_INTRODUCES)


def _without_edges(line: str, names: set[str] | None) -> tuple[str, str]:
    """A line without the kit's elements at its ends, and these. names: those that they have elsewhere; None for any.

    >>> _without_edges("<td id='x'></td>题目<b id='y'></b>", {"x"})
    ("题目<b id='y'></b>", "<td id='x'></td>")
    """
    found = [one for one in _NAMED.finditer(line) if names is None or one[2] in names]
    start, end = 0, len(line)
    for one in found:
        if line[start : one.start()].strip():
            break
        start = one.end()
    for one in reversed(found):
        if one.start() < start or line[one.end() : end].strip():
            break
        end = one.start()
    if start >= end:
        return line, ""
    return line[start:end].strip(), f"{line[:start]} {line[end:]}".strip()
