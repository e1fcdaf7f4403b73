"""Text from outside → HTML and scripts that show it and obey nothing in it. Whatever is ``Html`` came through here."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import NewType

from cleaners.controls import SURROGATES
from cleaners.patterns import regex
from outputs.outside.escapes import as_json, harmless_lines

#: HTML of ours, in which all that came from outside is escaped.
Html = NewType("Html", str)

#: Elements that have no end tag.
_VOID = frozenset({"meta", "link", "br", "input"})
_SURROGATE = regex(f"[{SURROGATES}]")


def text(value: object) -> Html:
    r"""A value as text of a page. Control characters, and those that turn the direction of writing, are named.

    >>> text("<script>&\"'\x1b\u202e")
    '&lt;script&gt;&amp;&quot;&#x27;&lt;1B&gt;&lt;202E&gt;'
    """
    return Html(escape(harmless_lines(str(value))))


def element(tag: str, *content: Html, **attributes: str) -> Html:
    """An element; its attributes are escaped here. ``class_`` stands for ``class``, ``_`` within a name for ``-``.

    >>> element("p", text("1 < 2"), class_="note", data_who='"')
    '<p class="note" data-who="&quot;">1 &lt; 2</p>'
    >>> element("link", rel="stylesheet", href="static/report.css")
    '<link rel="stylesheet" href="static/report.css">'
    """
    said = "".join(f' {name.rstrip("_").replace("_", "-")}="{text(value)}"' for name, value in attributes.items())
    return Html(f"<{tag}{said}>" + ("" if tag in _VOID else f"{''.join(content)}</{tag}>"))


def joined(parts: Iterable[Html]) -> Html:
    """Parts one after the other, each on a line of its own."""
    return Html("\n".join(parts))


def in_script(value: object) -> str:
    r"""A value as JSON that may stand in a script, in a file or inline: it ends none and breaks no line.

    >>> in_script(["</script>\u2028", "\ud800", "净"])
    '["\\u003c/script>\\u2028", "\\ud800", "净"]'
    """
    said = as_json(value).replace("<", "\\u003c")
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", said)
