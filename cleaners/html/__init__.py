"""A page's text → Doc: the sole owner of HTML, and of what plain text is in its place."""

from __future__ import annotations

from cleaners.doc import Doc
from cleaners.html import plain_text
from cleaners.html.document import parse
from cleaners.markup import is_html
from cleaners.rules import Rules


def read(text: str, url: str = "", rules: Rules | None = None) -> Doc:
    """The page as blocks, be it HTML source or plain text. What it is, its content decides.

    >>> [b.text for b in read("<p>甲<br>乙</p>").blocks], [b.text for b in read("甲\\n若 a<b").blocks]
    (['甲', '乙'], ['甲', '若 a<b'])
    """
    return parse(text, url, rules) if is_html(text) else plain_text.read(text, url)


__all__ = ["parse", "read"]
