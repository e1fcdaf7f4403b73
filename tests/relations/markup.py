"""The same page, written otherwise: other elements, attributes, letters, bytes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from zlib import crc32

import opencc

from tests.relations.change import Change, Changed, in_body, in_script, on_tags, parted, rewritten
from tests.relations.sample import Sample

#: Class names that platforms give the wrapper of everything: each has a word for a part that is no article's.
WILD = (
    "sidebar-left", "headerOnTop", "footer-fixed", "nav-open", "ad-free", "share-enabled", "related-off", "has-menu",
    "copyright-page", "hot", "list", "login-required", "recommend", "search-results", "breadcrumb-top", "widget",
    "aside", "toolbar", "tags-visible",
)  # fmt: skip
WILD_COMMENTS = ("comments-open", "pinglun", "no-comment")
COMMENTS = ("<!-- 正文开始 -->", "<!-- /ad -->", "<!--[if lt IE 9]><p>请升级浏览器</p><![endif]-->", "<!---->")
_ATTRIBUTE = re.compile(r"\s+([\w:-]+)(\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_PARAGRAPH = r"<p(?:\s[^<>]*)?>(?:(?!</?(?:p|div|table)[\s>]).)*?</p>"
_HEADING = r"<h[2-4](?:\s[^<>]*)?>(?:(?!<h|<p[\s>]).)*?</h[2-4]>"
_LINES = re.compile(rf"(?:{_PARAGRAPH}\s*){{2,}}", re.S | re.I)
_BLOCKS = re.compile(rf"(?:(?:{_PARAGRAPH}|{_HEADING})\s*){{3,}}", re.S | re.I)
_BLOCK = re.compile(rf"{_PARAGRAPH}|{_HEADING}", re.S | re.I)
_P = re.compile(r"<p((?:\s[^<>]*)?)>(.*?)</p>", re.S | re.I)
_CLASS = re.compile(r"(\sclass\s*=\s*[\"'])([^\"']*)")
_INLINE = r"(?:[^<]|<(?!/?(?:div|p|h\d|table|tbody|tr|td|ul|ol|li|body|html|br|script|style|section|form)\b))+?"
_BROKEN = re.compile(rf"(?<=>)(?:{_INLINE}<br\s*/?>\s*){{3,}}", re.I)
_LINE = re.compile(rf"({_INLINE})<br\s*/?>", re.I)
_TEXT = re.compile(r"(?<=>)[^<>]+(?=</(?:p|h[1-6]|li|td|div|span)>)")


def has_paragraphs(sample: Sample) -> bool:
    return bool(_BLOCKS.search(sample.html))


def has_ids(sample: Sample) -> bool:
    return any(f"#{name}" not in sample.html for name in re.findall(r"<\w[^<>]*\sid\s*=\s*[\"']([\w-]+)", sample.html))


def has_classes(sample: Sample) -> bool:
    return bool(re.search(r"<\w[^<>]*\sclass\s*=", sample.html))


def has_broken_lines(sample: Sample) -> bool:
    return bool(_BROKEN.search(sample.html))


def paragraphs_as(tag: str) -> Change:
    """Each paragraph another element: ``<p>…</p>`` → ``<div>…</div>``."""
    return _on_runs(_BLOCKS, lambda run: _P.sub(rf"<{tag}\1>\2</{tag}>", run))


def lines_of(tag: str) -> Change:
    """Paragraphs side by side as lines of one element: ``<p>…</p><p>…</p>`` → ``<div>…<br>…<br></div>``."""
    return _on_runs(_LINES, lambda run: f"<{tag}>" + _P.sub(r"\2<br>", run) + f"</{tag}>")


def paragraphs_for_lines(sample: Sample, rng: random.Random) -> Changed:
    """``…<br>…<br>`` → ``<p>…</p><p>…</p>``."""
    return _on_runs(_BROKEN, lambda run: _LINE.sub(r"<p>\1</p>", run))(sample, rng)


def styled(sample: Sample, rng: random.Random) -> Changed:
    """The words of each paragraph inside an element that says how they look, as word processors write them."""
    opened, closed = rng.choice(
        (('<span style="font-size:14px">', "</span>"), ('<font face="SimSun">', "</font>"), ("<o:p></o:p>", ""))
    )
    return _on_runs(_BLOCKS, lambda run: _P.sub(rf"<p\1>{opened}\2{closed}</p>", run))(sample, rng)


def spaced(sample: Sample, rng: random.Random) -> Changed:
    """Each paragraph on lines of its own in the source, and indented by spaces that a reader sees."""
    indent = rng.choice(("", "&nbsp;&nbsp;&nbsp;&nbsp;", "　　", "&emsp;&emsp;"))
    return _on_runs(_BLOCKS, lambda run: _P.sub(rf"<p\1>\n\t{indent}\2\n</p>\n", run))(sample, rng)


def rows(sample: Sample, rng: random.Random) -> Changed:
    """A table that has a row for each paragraph and heading."""
    return _on_runs(_BLOCKS, lambda run: f"<table>{_BLOCK.sub(_row, run)}</table>")(sample, rng)


def _row(block: re.Match[str]) -> str:
    line = _P.fullmatch(block[0])
    return f"<tr><td>{line[2] if line else block[0]}</td></tr>"


def _on_runs(runs: re.Pattern[str], rewrite: Callable[[str], str]) -> Change:
    def change(sample: Sample, rng: random.Random) -> Changed:
        return rewritten(sample, runs.sub(lambda run: rewrite(run[0]), sample.html))

    return change


def wrapped_in(names: Sequence[str]) -> Change:
    """All of the body once more inside an element, under one of these class names."""

    def change(sample: Sample, rng: random.Random) -> Changed:
        name, tag = rng.choice(names), rng.choice(("div", "section"))
        return in_body(sample, f'<{tag} class="{name}">', f"</{tag}>")

    return change


def classed(sample: Sample, rng: random.Random) -> Changed:
    """Such a name on the body itself."""
    name = rng.choice((*WILD, *WILD_COMMENTS))
    body = re.sub(r"<body[^<>]*>", f'<body class="page {name}">', sample.html, count=1)
    return rewritten(sample, body)


def opaque(sample: Sample, rng: random.Random) -> Changed:
    """Class names that say nothing, as template generators make them, but for those that a style rule names."""

    def renamed(names: re.Match[str]) -> str:
        others = (
            name if f".{name}" in sample.html else f"z{crc32(name.encode()):08x}"[:6] for name in names[2].split()
        )
        return names[1] + " ".join(others)

    return on_tags(sample, lambda tag: f"<{tag['name']}{_CLASS.sub(renamed, tag['attributes'])}{tag['end']}")


def other_ids(sample: Sample, rng: random.Random) -> Changed:
    """Every id another one, but for those that a style rule or a link names."""

    def renamed(attributes: str) -> str:
        found = re.search(r"(\sid\s*=\s*[\"'])([\w-]+)", attributes)
        if not found or f"#{found[2]}" in sample.html:
            return attributes
        return attributes.replace(found[0], f"{found[1]}z{rng.randrange(10**6)}", 1)

    return on_tags(sample, lambda tag: f"<{tag['name']}{renamed(tag['attributes'])}{tag['end']}")


def other_order(sample: Sample, rng: random.Random) -> Changed:
    """The attributes of each element in another order."""

    def shuffled(attributes: str) -> str:
        found = [match[0] for match in _ATTRIBUTE.finditer(attributes)]
        names = [match[1].lower() for match in _ATTRIBUTE.finditer(attributes)]
        return "".join(rng.sample(found, len(found))) if len(set(names)) == len(names) else attributes

    return on_tags(sample, lambda tag: f"<{tag['name']}{shuffled(tag['attributes'])}{tag['end']}")


def capitals(sample: Sample, rng: random.Random) -> Changed:
    """Names of elements in capitals, as editors of the nineties write them."""
    opened = on_tags(sample, lambda tag: f"<{tag['name'].upper()}{tag['attributes']}{tag['end']}").sample.html
    return rewritten(
        sample, re.sub(r"</(?!script|style|title|textarea|noscript|xmp)\w+>", lambda m: m[0].upper(), opened)
    )


def commented(sample: Sample, rng: random.Random) -> Changed:
    """A comment before one element in five of the body."""
    head, body = parted(sample)
    told = replace(sample, html=body)
    body = on_tags(
        told, lambda tag: ("" if rng.random() < 0.8 else in_script(sample, rng.choice(COMMENTS))) + tag[0]
    ).sample.html
    return rewritten(sample, head + body)


def entities(sample: Sample, rng: random.Random) -> Changed:
    """One letter in ten, Latin and digits apart, as a numeric entity."""

    def coded(text: re.Match[str]) -> str:
        return "".join(f"&#{ord(c)};" if ord(c) > 0x2E80 and rng.random() < 0.1 else c for c in text[0])

    head, body = parted(sample)
    return rewritten(sample, head + _TEXT.sub(coded, body))


def other_charset(sample: Sample, rng: random.Random) -> Changed:
    """The same text in any other charset that can write it, which the header or the page itself declares."""
    fits = [name for name in ("utf-8", "utf-8-sig", "gb18030", "big5hkscs", "utf-16") if _writes(name, sample.html)]
    charset = rng.choice([name for name in fits if name != sample.charset])
    name = {"utf-8-sig": "utf-8", "big5hkscs": "big5"}.get(charset, charset)
    header = f"text/html; charset={name}" if rng.random() < 0.5 else ""
    return Changed(replace(sample, html=sample.declared(name), charset=charset, content_type=header))


def _writes(charset: str, html: str) -> bool:
    try:
        html.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def in_traditional(sample: Sample, rng: random.Random) -> Changed:
    return rewritten(sample, _converter("s2t").convert(sample.html))


def folded(text: str) -> str:
    """The text in one script, and its words in one form: 想象 and 想像 are both 想像."""
    return _converter("t2s").convert(_converter("s2t").convert(text))


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)
