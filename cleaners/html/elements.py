"""The elements of HTML, by what they mean for the text in them."""

from __future__ import annotations

from cleaners.doc import BlockKind

END_OF_BODY = "jingkan-end-of-body"  # an element put before the last </body>, for a parser passes over that in silence

_BLOCKS = """html body div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd section article aside nav main header footer
    blockquote pre form fieldset figure figcaption center address details summary caption hgroup menu dir marquee legend
    table tr td th"""
BLOCK, BREAK, INLINE, LINK, SKIP, TITLE, STYLE, SCRIPT, META, REL, RAISE, HIDDEN, IMAGE, MATH, END = range(1, 16)
CODE: dict[str, int] = {
    **dict.fromkeys(_BLOCKS.split(), BLOCK),
    **dict.fromkeys(("br", "hr"), BREAK),
    **dict.fromkeys(("input", "-comment"), SKIP),
    **dict.fromkeys(("select", "textarea", "button", "option", "noscript", "template", "noframes", "xmp"), HIDDEN),
    # what stands in these is read where the thing itself cannot be shown, and labels of drawings
    **dict.fromkeys(("svg", "iframe", "video", "audio", "canvas", "object", "applet"), HIDDEN),
    **dict.fromkeys(("sup", "sub"), RAISE),
    "a": LINK, "title": TITLE, "style": STYLE, "script": SCRIPT, "meta": META, "link": REL, "img": IMAGE, "math": MATH,
    END_OF_BODY: END,
}  # fmt: skip
VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr"))
KIND: dict[str, tuple[BlockKind, int]] = {
    **{f"h{level}": ("heading", level) for level in range(1, 7)},
    "li": ("item", 0), "dt": ("item", 0), "dd": ("item", 0), "caption": ("caption", 0), "figcaption": ("caption", 0),
}  # fmt: skip
HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
