"""Plain text as the HTML it would be: pages of the family are handed on as extracted text, too."""

from __future__ import annotations

import re
from html import escape

#: An opening tag of any page, however old: <html>, <P ALIGN=RIGHT>, <br/>. Closing tags alone do not make a page: the
#: extracted text of a damaged page keeps those that were swallowed with a character (``工作?/h1>``).
_TAG = re.compile(
    r"<(?:!doctype|html|head|body|meta|title|link|script|style|div|p|br|hr|h[1-6]|table|t[dr]|ul|ol|li|dl|pre|section"
    r"|article|main|header|footer|form|span|font|center|strong|em|img|a)[\s/>]",
    re.I,
)
#: 做好新形勢下群眾工作</h1>
_CLOSED = re.compile(r"(.+?)</(h[1-6])>")


def as_html(text: str) -> str:
    """HTML as it is; plain text as HTML, a paragraph a line. What it is, its content decides.

    >>> as_html("<p>段</p>")
    '<p>段</p>'
    >>> as_html("题目</h1>\\n\\n当 a<b 时，正文。")
    '<h1>题目</h1>\\n<p>当 a&lt;b 时，正文。</p>'
    """
    if _TAG.search(text):
        return text
    return "\n".join(_paragraph(line.strip()) for line in text.splitlines() if line.strip())


def _paragraph(line: str) -> str:
    """A line as paragraph and headings: 题目</h1>第一段</h2>正文。"""
    parts = []
    while found := _CLOSED.match(line):
        parts.append(f"<{found[2]}>{escape(found[1], quote=False)}</{found[2]}>")
        line = line[found.end() :].lstrip()
    if line or not parts:
        parts.append(f"<p>{escape(line, quote=False)}</p>")
    return "\n".join(parts)
