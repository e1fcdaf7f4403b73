"""Numeric entities that stand for Chinese where nobody will decode them: in plain text, and doubly encoded in HTML."""

from __future__ import annotations

import html

from cleaners.article import Edit
from cleaners.chinese.characters import HAN
from cleaners.markup import is_html
from cleaners.patterns import regex

# &#22269;&#20135;  and in HTML source  &amp;#22269;
_NUMERIC = regex(r"(?:&(?:amp;){0,3}#(?:[0-9]{4,7}|[xX][0-9a-fA-F]{4,6});)+")
_DOUBLE = regex(r"&amp;(?:amp;){0,2}#")
_CJK = regex(f"[\u3000-\u30ff{HAN}\uff00-\uffef]")


def undo_entities(text: str) -> list[Edit]:
    """Edits that decode numeric entities of Chinese; in HTML only one level too many, the parser does the rest.

    >>> [(e.before, e.after) for e in undo_entities("题为&#22269;&#20135;，&lt;b&gt;，&#169;")]
    [('&#22269;&#20135;', '国产')]
    >>> [(e.before, e.after) for e in undo_entities("<p>&#22269;&amp;#20135;</p>")]
    [('&#22269;&amp;#20135;', '&#22269;&#20135;')]
    """
    if "&#" not in text and "amp;#" not in text:
        return []
    source = is_html(text)
    if source and not _DOUBLE.search(text):
        return []
    found = []
    for match in _NUMERIC.finditer(text):
        plain = match[0]
        while "&amp;" in plain:
            plain = plain.replace("&amp;", "&")
        decoded = html.unescape(plain)
        after = plain if source else decoded
        if after != match[0] and _CJK.search(decoded):
            found.append(Edit(match.start(), match[0], after, "entity"))
    return found
