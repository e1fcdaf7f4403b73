"""What a style hides from readers, said of inline styles and of simple rules in style sheets."""

from __future__ import annotations

from cleaners.budget import remembered
from cleaners.patterns import regex

# Inline style of what no reader sees: display:none; left:-9999px; font-size:0; height:0;overflow:hidden
HIDING = regex(
    r"(display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d]*[1-9])"
    r"|(?:left|top|right|text-indent|margin-left|margin-top)\s*:\s*-\d{3,}(?:px|em|pt|rem)?"
    r"|clip\s*:\s*rect\(\s*[01](?:px)?[ ,]+[01](?:px)?[ ,]+[01](?:px)?[ ,]+[01](?:px)?\s*\))",
)
HIDING_WORDS = ("none", "hidden", ":-", ": -", "size:0", "size: 0", "opacity:0", "opacity: 0", "background", "clip")
ZERO = regex(r"(?<![-\w])(?:max-)?(?:width|height)\s*:\s*[01](?:px|em|pt|%)?\s*(?:!important\s*)?(?:;|$)")
COLOUR = regex(r"(?<![-\w])(color|background(?:-color)?)\s*:\s*([#\w]+(?:\([^)]*\))?)")
# Each begins with letters of its own, which a search finds far faster than one pattern of alternatives.
CSS_HIDING = tuple(
    regex(pattern)
    for pattern in (
        r"display\s*:\s*none", r"visibility\s*:\s*hidden", r"text-indent\s*:\s*-\d{3}", r"left\s*:\s*-\d{3}",
        r"top\s*:\s*-\d{3}", r"font-size\s*:\s*0", r"opacity\s*:\s*0[;\s}]",
    )
)  # fmt: skip
CSS_NAME = regex(r"\w*(#[\w-]+|\.(?!-?\d)[\w-]+)")  # ".5a" is no class to any browser


@remembered(4096)
def hiding(style: str) -> str:
    """Why an inline style hides its element, ``""`` where it does not.

    >>> hiding("width:10px; display : none"), hiding("position:absolute;left:-9999px"), hiding("font-size:0.9em")
    ('display : none', 'left:-9999px', '')
    >>> hiding("color:#fff;background:#FFF"), hiding("height:0;overflow:hidden"), hiding("max-width:100%")
    ('text in the colour of its ground', 'zero size', '')
    """
    style = style.lower()
    if not any(word in style for word in HIDING_WORDS):
        return ""
    if found := HIDING.search(style):
        if found[0][0] == "m" and "overflow" not in style and "absolute" not in style and "-9" not in found[0]:
            return ""  # negative margins lay out columns on many clean pages
        return found[0]
    if "overflow" in style and ZERO.search(style):
        return "zero size"
    if "background" in style:
        colours = {name[:5]: value for name, value in COLOUR.findall(style)}
        if len(colours) == 2 and len(set(colours.values())) == 1:
            return "text in the colour of its ground"
    return ""


@remembered(64, longest=100_000)  # by hand: a style sheet of a site's own stands on each of its pages
def hidden_names(css: str) -> dict[str, str]:
    """The simple selectors (``#id``, ``.class``) that a style sheet hides, with how. Media rules say nothing.

    >>> hidden_names("#pl_css_ganrao{ display:none } @media print {.top{display:none}} .a .b{display:none}")
    {'#pl_css_ganrao': 'display:none'}
    >>> hidden_names(".5a, .-5 {display:none}")
    {}
    """
    css = css[:300_000].lower() if len(css) > 300_000 else css
    names: dict[str, str] = {}
    done = last = depth = 0
    for at in sorted(found.start() for pattern in CSS_HIDING for found in pattern.finditer(css)):
        if at < done:
            continue
        opening, done = css.rfind("{", 0, at), css.find("}", at)
        depth += css.count("{", last, at) - css.count("}", last, at)
        last = at
        if opening < 0 or depth != 1:
            continue  # inside @media
        if not (reason := hiding(css[opening + 1 : done if done > 0 else len(css)])):
            continue
        selectors = css[css.rfind("}", 0, opening) + 1 : opening].rsplit("*/", 1)[-1]
        for selector in selectors.split(","):
            if name := CSS_NAME.fullmatch(selector.strip()):
                names[name[1].lstrip(".")] = reason
    return names
