"""The pages of the family before anything was done to them: pure functions from a Truth to Simplified HTML.

What comes later, the damage and then the hijacker's junk, finds its places by *slots*: comments as ``<!--@top-->``.
A slot always follows a ``>`` or a line feed, so no lead byte is pending there and the damage never touches it.

    @head @top @before-title @p1 … @pN @after-article @end @tail     something may be put here
    @title @keywords @description @h2                                the rest of the line may be replaced
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import count
from typing import Literal
from zlib import crc32

from tests.mirror.truth import Block, Truth

SLOT = re.compile(r"<!--@[a-z0-9-]+-->")
CLASS = re.compile(r'class="([a-z-]+)"')

# 一、… · （一）… · 1 引言 · 2.1 材料: a heading that is told by its number even where it is printed as a paragraph.
NUMBERED = re.compile(r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d+(?:\.\d+)*[.、 　]")


@dataclass(frozen=True, slots=True)
class Labels:
    """How a page writes its labels, the mark after each included."""

    abstract: str = "摘要:"
    keywords: str = "关键词:"
    clc: str = "中图分类号:"
    document_code: str = "文献标识码:"
    article_number: str = "文章编号:"
    doi: str = "DOI:"
    funding: str = "基金项目:"
    received: str = "收稿日期:"
    revised: str = "修回日期:"
    biographies: str = "作者简介:"
    references: str = "参考文献:"
    abstract_en: str = "Abstract:"
    keywords_en: str = "Key words:"


def _bracketed(left: str, right: str, abstract: str = "摘要", keywords: str = "关键词") -> Labels:
    names = (abstract, keywords, "中图分类号", "文献标识码", "文章编号", "DOI", "基金项目", "收稿日期", "修回日期")
    return Labels(*(left + name + right for name in (*names, "作者简介", "参考文献", "Abstract", "Keywords")))


LABELS = (
    Labels(),
    _bracketed("【", "】"),
    _bracketed("[", "]"),
    Labels("摘 要:", "关 键 词:", document_code="文献标志码:", references="参考文献", keywords_en="Keywords:"),
    _bracketed("〔", "〕", "摘 要", "关键词"),
    Labels("内容提要：", "关键词：", "分类号：", doi="doi：", references="参考文献："),
)


@dataclass(frozen=True, slots=True)
class Form:
    """How one page is laid out.

    header: ``A`` prints title, dateline, journal and the site's tags above the article; ``B`` nothing of it.
    separator: between the keywords; ``""`` where the platform lost it.
    journal_line: under the title: none, ``刊名 2016年1期``, or with volume and pages ``刊名 2016年34卷1期 45-52页``.
    tags_linked: the site's tags as links; else run together as one text.
    headings: ``h`` as <h2>/<h3>, ``p`` as plain paragraphs (<strong> where no number tells them).
    lines: ``p`` a <p> each, ``indent`` the same with two full-width spaces, ``br`` one <div> with <br>.
    dense: no line feed between the blocks of the body.
    """

    device: Literal["desktop", "mobile"] = "desktop"
    header: Literal["A", "B"] = "A"
    labels: int = 0
    separator: str = "；"
    tags_linked: bool = True
    journal_line: Literal["", "short", "full"] = "short"
    author_separator: str = " "
    superscript: bool = True
    headings: Literal["h", "p"] = "h"
    lines: Literal["p", "indent", "br"] = "p"
    dense: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as lists and related lists show it; without a path it is text, not a link."""

    title: str
    path: str = ""
    journal: str = ""
    year: str = ""
    issue: str = ""
    published: str = ""

    @property
    def dateline(self) -> str:
        """
        >>> Entry("t", "", "工会博览", "2022", "14", "2022-07-16 05:48:20").dateline
        '工会博览(2022年14期)2022-07-16 05:48:20'
        """
        return f"{self.journal}({self.year}年{self.issue}期){self.published}" if self.journal else ""


@dataclass(frozen=True, slots=True)
class Chrome:
    """What a page shows beside its article. opaque: class names that say nothing, as template generators make them."""

    site: str
    columns: tuple[tuple[str, str], ...] = (("首页", "/"), ("全部文章", "/list/1.html"))
    charset: str = "utf-8"
    related: tuple[Entry, ...] = ()
    previous: Entry | None = None
    following: Entry | None = None
    hot: tuple[Entry, ...] = ()
    alternate: str = ""
    opaque: bool = False


def article(truth: Truth, form: Form, chrome: Chrome) -> str:
    """One article page, Simplified and undamaged, with its slots."""
    body = "\n".join(_desktop(truth, form, chrome) if form.device == "desktop" else _mobile(truth, form, chrome))
    described = form.header == "A"
    keywords = ",".join(truth.site_tags) if described else ""
    return _page(truth.title, keywords, truth.abstract[:80] if described else "", body, form.device, chrome)


def listing(entries: tuple[Entry, ...], number: int, last: int, chrome: Chrome) -> str:
    """A list page with paging, newest first; page 1 is also the home page."""
    items = "\n".join(f"<li>{_link(entry)}<span>{escape(entry.dateline)}</span></li>" for entry in entries)
    pager = "".join(f'<a href="/list/{page}.html">{page}</a>' for page in range(1, last + 1) if page != number)
    if number < last:
        pager += f'<a class="next" href="/list/{number + 1}.html">下一页</a>'
    body = (
        f'{_nav(chrome)}\n<div class="list">\n<!--@before-title-->\n<h2 class="side"><!--@h2-->最新文章</h2>\n'
        f'<ul>\n{items}\n</ul>\n<div class="page">{pager}</div>\n</div>\n<!--@after-article-->\n{_foot(chrome)}'
    )
    return _page(f"全部文章 第{number}页", "", "", body, "desktop", chrome)


def plain(text: str) -> str:
    """The page without its unused slots."""
    return SLOT.sub("", text)


def _page(title: str, keywords: str, description: str, body: str, device: str, chrome: Chrome) -> str:
    head = [
        "<!DOCTYPE html>",
        '<html lang="zh-CN">',
        "<head>",
        f'<meta http-equiv="Content-Type" content="text/html; charset={chrome.charset}">',
        f"<title><!--@title-->{escape(title)}_{escape(chrome.site)}</title>",
        f'<!--@keywords--><meta name="keywords" content="{escape(keywords)}">',
        f'<!--@description--><meta name="description" content="{escape(description)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<link rel="stylesheet" href="/static/{device}.css">',
    ]
    if chrome.alternate:
        media = "only screen and (max-width: 640px)" if device == "desktop" else ""
        relation = f'rel="alternate" media="{media}"' if media else 'rel="canonical"'
        head.append(f'<link {relation} href="{chrome.alternate}">')
    head += ["<!--@head-->", "</head>", "<body>", "<!--@top-->"]
    html = "\n".join([*head, body, "<!--@end-->", "</body>", "<!--@tail-->", "</html>", ""])
    return CLASS.sub(lambda m: f'class="{_opaque(m[1])}"', html) if chrome.opaque else html


def _opaque(name: str) -> str:
    """
    >>> _opaque("like"), _opaque("main"), _opaque("bt")
    ('zac63', 'main', 'bt')
    """
    return name if name in ("main", "bt") else f"z{crc32(name.encode()):08x}"[:5]


def _nav(chrome: Chrome) -> str:
    links = "".join(f'<li><a href="{path}">{escape(name)}</a></li>' for name, path in chrome.columns)
    return (
        f'<div class="top"><a class="logo" href="/">{escape(chrome.site)}</a>\n'
        '<form class="search" action="/search"><input name="q"><button>搜索</button></form></div>\n'
        f'<ul class="nav">{links}</ul>'
    )


def _foot(chrome: Chrome) -> str:
    return (
        f'<div class="foot"><p>Copyright © {escape(chrome.site)} 版权所有</p>'
        "<p>本站文章来自网友上传，如有侵权请联系删除</p></div>"
    )


def _desktop(truth: Truth, form: Form, chrome: Chrome) -> Iterator[str]:
    yield _nav(chrome)
    yield '<div class="wrap">\n<div class="content">'
    yield "<!--@before-title-->\n<div>\u00a0</div>"
    if form.header == "A":
        yield f"<h1>{escape(truth.title)}</h1>"
        authors = "".join(author.name for author in truth.authors)
        yield f'<div class="info"><span>{truth.published}</span><span>{escape(authors)}</span></div>'
        if form.journal_line:
            yield f'<div class="source">{escape(_journal_line(truth, form))}</div>'
        yield _tags(truth, form)
    yield '<div class="article">'
    yield ("" if form.dense else "\n").join(_article(truth, form))
    yield "</div>"
    yield "<!--@after-article-->"
    yield from _neighbours(chrome)
    yield from _related(truth, chrome, "h2")
    yield "</div>"
    hot = "".join(f"<li>{_link(entry)}</li>" for entry in chrome.hot)
    yield f'<div class="right">\n<h2 class="side"><!--@h2-->热门文章</h2>\n<ul>{hot}</ul>\n</div>\n</div>'
    yield _foot(chrome)


def _mobile(truth: Truth, form: Form, chrome: Chrome) -> Iterator[str]:
    """The aggregator's mobile DOM: ``.main``, ``.bt``; its second <h3> and first <ul> are the related list."""
    yield '<div class="app"><a href="/app">APP下载</a></div>'
    yield f'<div class="m-top"><a href="/">{escape(chrome.site)}</a></div>'
    yield '<div class="main">'
    yield "<!--@before-title-->"
    if form.header == "A":
        yield f'<h3 class="bt">{escape(truth.title)}</h3>'
        authors = "".join(author.name for author in truth.authors)
        yield f'<p class="time">{truth.published}{escape(authors)}</p>'
        if form.journal_line:
            yield f'<p class="source">{escape(_journal_line(truth, form))}</p>'
        yield _tags(truth, form)
    yield '<div class="txt">'
    yield ("" if form.dense else "\n").join(_article(truth, form))
    yield "</div>"
    yield "<!--@after-article-->"
    yield from _related(truth, chrome, "h3")
    yield "</div>"
    yield _foot(chrome)


def _journal_line(truth: Truth, form: Form) -> str:
    full = form.journal_line == "full"
    volume = f"{truth.volume}卷" if full and truth.volume else ""
    pages = f" {truth.pages}页" if full and truth.pages else ""
    return f"{truth.journal} {truth.year}年{volume}{truth.issue}期{pages}"


def _link(entry: Entry) -> str:
    return f'<a href="{entry.path}">{escape(entry.title)}</a>' if entry.path else escape(entry.title)


def _tag_links(truth: Truth) -> str:
    return "".join(f'<a href="/tag/{number}.html">{escape(tag)}</a>' for number, tag in enumerate(truth.site_tags, 1))


def _tags(truth: Truth, form: Form) -> str:
    tags = _tag_links(truth) if form.tags_linked else escape("".join(truth.site_tags))
    return f'<div class="tags">关键词:{tags}</div>'


def _neighbours(chrome: Chrome) -> Iterator[str]:
    for label, entry in (("上一篇：", chrome.previous), ("下一篇：", chrome.following)):
        if entry is not None:
            yield f'<p class="pager">{label}{_link(entry)}</p>'


def _related(truth: Truth, chrome: Chrome, heading: str) -> Iterator[str]:
    yield f'<div class="like">\n<{heading}>猜你喜欢</{heading}>\n<div class="liketags">{_tag_links(truth)}</div>\n<ul>'
    for entry in chrome.related:
        dateline = f"<p>{escape(entry.dateline)}</p>" if entry.dateline else ""
        yield f"<li>{_link(entry)}{dateline}</li>"
    yield "</ul>\n</div>"


def _article(truth: Truth, form: Form) -> list[str]:
    """The article's own blocks, from the author line to the references."""
    numbers = count(1)
    front = [_line(part, form) for part in _front(truth, form)]
    body = [f"<!--@p{next(numbers)}-->{_block(block, form)}" for block in truth.blocks]
    labels = LABELS[form.labels]
    back = [_line(labels.references, form)] if truth.references else []
    back += [_line(escape(reference.raw), form) for reference in truth.references]
    return [*front, *body, *back]


def _front(truth: Truth, form: Form) -> Iterator[str]:
    """Lines above the body, as HTML without their block element."""
    labels = LABELS[form.labels]
    yield form.author_separator.join(_author(truth, number, form) for number in range(len(truth.authors)))
    yield from _affiliations(truth, form)
    if truth.abstract:
        yield labels.abstract + escape(truth.abstract)
    if truth.keywords:
        yield labels.keywords + escape(form.separator.join(truth.keywords))
    codes = ((labels.clc, truth.clc), (labels.document_code, truth.document_code))
    for values in (
        (*codes, (labels.article_number, truth.article_number)),
        ((labels.doi, truth.doi),),
        ((labels.received, truth.received), (labels.revised, truth.revised)),
    ):
        printed = "　".join(label + value for label, value in values if value)
        if printed:
            yield printed
    if truth.funding:
        yield labels.funding + escape("；".join(truth.funding))
    if truth.biographies:
        yield labels.biographies + escape("".join(truth.biographies))
    if truth.title_en:
        yield escape(truth.title_en)
    if truth.abstract_en:
        yield f"{labels.abstract_en.rstrip()} {escape(truth.abstract_en)}"
    if truth.keywords_en:
        yield f"{labels.keywords_en.rstrip()} {escape('; '.join(truth.keywords_en))}"


def _author(truth: Truth, number: int, form: Form) -> str:
    author = truth.authors[number]
    marks = list(map(str, author.affiliations)) if len(truth.affiliations) > 1 else []
    if author.corresponding and len(truth.authors) > 1:
        marks.append("*")
    mark = ",".join(marks) if form.superscript else "".join(marks[:1])
    return escape(author.name) + (f"<sup>{mark}</sup>" if mark and form.superscript else mark)


def _affiliations(truth: Truth, form: Form) -> Iterator[str]:
    if len(truth.affiliations) == 1:
        yield f"({escape(truth.affiliations[0])})"
    elif truth.affiliations and form.superscript:
        yield f"({'; '.join(f'{number}.{escape(name)}' for number, name in enumerate(truth.affiliations, 1))})"
    else:
        yield from (f"({number}. {escape(name)})" for number, name in enumerate(truth.affiliations, 1))


def _block(block: Block, form: Form) -> str:
    if block.kind == "table":
        rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in block.rows)
        return f'<table border="1"><tbody>{rows}</tbody></table>'
    if block.kind == "heading" and form.headings == "h":
        return f"<h{block.level + 1}>{escape(block.text)}</h{block.level + 1}>"
    if block.kind == "heading" and not NUMBERED.match(block.text):
        return _line(f"<strong>{escape(block.text)}</strong>", form)
    if block.kind == "caption" and block.text.startswith("图"):
        return _line('<img src="/static/figure.png" alt="">', form) + _line(escape(block.text), form)
    return _line(escape(block.text), form)


def _line(html: str, form: Form) -> str:
    if form.lines == "br":
        return f"{html}<br />"
    return f"<p>　　{html}</p>" if form.lines == "indent" else f"<p>{html}</p>"
