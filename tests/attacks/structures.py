"""Pages whose structure is the attack: what is nested, repeated, left open or huge, around a good article's text."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from tests.mirror import Synthetic

#: Where the article of the page stands, behind the structure or within it.
BODY = "@ARTICLE@"


_PAGE = '<!DOCTYPE html><html><head><meta charset="utf-8">{}<title>观测记录</title></head><body>{}{}</body></html>'


def _before(text: str) -> str:
    return _PAGE.format("", text, BODY)


def _in_head(text: str) -> str:
    return _PAGE.format(text, "", BODY)


def _nested(tag: str, times: int) -> str:
    """The article inside so many of a tag."""
    return _before(f"<{tag}>" * times)


def _attributes(times: int) -> str:
    return _before("<div " + " ".join(f"a{n}=x" for n in range(times)) + ">")


#: By name. The sizes of the issue stand, the others by hand: some MB of page, far more than any journal sends.
STRUCTURES: dict[str, Callable[[], str]] = {
    "nested-div": lambda: _nested("div", 100_000),
    "nested-inline": lambda: _nested("b", 20_000),
    "nested-links": lambda: _before('<a href="/1"><b>' * 5_000),
    "nested-tables": lambda: _nested("table><tr><td", 5_000),
    "nested-lists": lambda: _nested("ul><li", 20_000),
    "nested-quotes": lambda: _nested("blockquote", 50_000),
    "nested-forms": lambda: _nested("form><fieldset", 20_000),
    "nested-templates": lambda: _nested("template", 2_000),
    "nested-svg": lambda: _nested("svg><foreignObject", 5_000),
    "nested-buttons": lambda: _nested("button><p", 5_000),
    "nested-hidden": lambda: _before('<div style="display:none">' * 20_000 + "</div>" * 20_000),
    "misnested": lambda: _before("<b><i><u><p>书</b></i></u>" * 2_000),
    "attributes": lambda: _attributes(1_000_000),
    "attribute-huge": lambda: _before(f'<div title="{"书" * 1_500_000}">'),
    "attribute-open": lambda: _before('<p title="' + "书" * 1_000_000),
    "class-tokens": lambda: _before('<div class="' + " ".join(f"c{n}" for n in range(200_000)) + '">'),
    "comment-open": lambda: _before("<!--" + "书" * 1_000_000),
    "comments": lambda: _before("<!--a-->" * 200_000),
    "comments-odd": lambda: _before("<!--><!---><!-- --!><!- -->" * 50_000),
    "declarations": lambda: _before("<!DOCTYPE a [<!ENTITY b 'c'>]><?xml?><![CDATA[ a ]]>" * 50_000),
    "entity-bomb": lambda: (
        '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
        + "]>"
        + _before("&i;" * 1_000)
    ),
    "entity-file": lambda: '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + _before("<p>&x;</p>"),
    "entity-huge": lambda: _before("&#" + "9" * 1_000_000 + ";"),
    "entity-name-huge": lambda: _before("&" + "a" * 1_000_000 + ";"),
    "entities": lambda: _before("<p>" + "&amp;&#x4e66;&#xd800;&#0;" * 50_000),
    "open-title": lambda: "<html><head><title>" + "书" * 1_000_000 + BODY,
    "open-script": lambda: _before("<script>" + "var a = '<p>';" * 50_000),
    "open-style": lambda: _before("<style>" + "p{}" * 100_000),
    "open-textarea": lambda: _before("<textarea>"),
    "open-tags": lambda: _before("<p<div<" * 100_000),
    "less-than": lambda: _before("<" * 1_000_000),
    "end-tags": lambda: _before("</div></p></br></table>" * 50_000),
    "plaintext": lambda: _before("<plaintext>"),
    "frames": lambda: _in_head('<frameset><frame src="/1">' * 5_000),
    "meta-tags": lambda: _in_head('<meta name="citation_author" content="张三">' * 20_000),
    "bases": lambda: _in_head('<base href="http://a.example/">' * 20_000),
    "charsets": lambda: _in_head("".join(f'<meta charset="x-{n}">' for n in range(20_000))),
    "cells": lambda: _before("<table>" + '<tr><td colspan="1000000" rowspan="65534">书</td></tr>' * 5_000 + "</table>"),
}


@cache
def hostile(name: str) -> bytes:
    """The page of that name; no two have the same article.

    >>> len(STRUCTURES), max(len(hostile(name)) for name in STRUCTURES) < 16 << 20
    (38, True)
    """
    title, paragraphs = Synthetic(len(STRUCTURES)).text(list(STRUCTURES).index(name))
    article = f"<div><h1>{title}</h1>{''.join(f'<p>{text}</p>' for text in paragraphs[:4])}</div>"
    return STRUCTURES[name]().replace(BODY, article).encode()
