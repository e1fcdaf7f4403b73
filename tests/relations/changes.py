"""What is done to a page. Each change is a pure function of the page and a random.Random.

It gives the changed page, and what it told of itself where the effect is known: see ``table``. What is added is written
for this project, in the script of the page.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from zlib import crc32

import opencc

from tests.mirror.damage import to_kit
from tests.relations.sample import Sample, record


@dataclass(frozen=True)
class Changed:
    """A changed page. told: what the expectation has to know of the change, as ``(section, paragraph)``."""

    sample: Sample
    told: tuple[Any, ...] = ()


Change = Callable[[Sample, random.Random], Changed]

#: Class names that platforms give the wrapper of everything: each has a word for a part that is no article's.
WILD = (
    "sidebar-left", "headerOnTop", "footer-fixed", "nav-open", "ad-free", "share-enabled", "related-off", "has-menu",
    "copyright-page", "hot", "list", "login-required", "recommend", "search-results", "breadcrumb-top", "widget",
    "aside", "toolbar", "tags-visible",
)  # fmt: skip
WILD_COMMENTS = ("comments-open", "pinglun", "no-comment")
COMMENTS = ("<!-- 正文开始 -->", "<!-- /ad -->", "<!--[if lt IE 9]><p>请升级浏览器</p><![endif]-->", "<!---->")
NOSCRIPT = (
    "您的浏览器不支持JavaScript，请启用后再访问本站。",
    "本页面需要启用 JavaScript 才能正常显示",
    "You need to enable JavaScript to run this app.",
)
#: Lines of a template, each in the marks of one width.
TEMPLATES = (
    "版权所有：河湾文献网，未经许可，不得转载；如有疑问，请与我们联系。",
    "版权所有:河湾文献网,未经许可,不得转载;如有疑问,请与我们联系.",
    "主办单位：河湾市图书馆（地址：河湾市北大街七号）　电话：0000-1234567",
    "主办单位:河湾市图书馆(地址:河湾市北大街七号) 电话:0000-1234567",
)
PLACES = ("柳溪镇", "东坝村", "河湾市", "石门县", "青禾乡", "北仓区", "长堤街道", "南圃农场")
EVENTS = (
    "召开秋季防汛工作会议", "举办第三届读书节", "老年大学书画班开始报名", "中学生走进气象站", "新建公交停车场启用",
    "图书馆延长开放时间", "组织志愿者清理河道", "公布今年造林计划",
)  # fmt: skip
PAPERS = (
    "圩田排水沟渠的养护周期", "乡村小学图书角的管理", "竹编工艺的传承现状调查", "旱地谷子间作试验初报",
    "茶馆曲艺的听众构成", "山区公路边坡的植草防护", "地方志人物传的体例", "渔港冷库用电的节约途径",
    "方言童谣的押韵方式", "桑园套种蚕豆的效益",
)  # fmt: skip
SITE_NAMES = ("河湾文献网", "青禾学刊阅览室", "长堤期刊在线")
#: What stands in a heading beside its words.
ANCHORS = (
    '<a class="headerlink" href="#s1">¶</a>', '<a href="/edit/1">[编辑]</a>', '<a href="#top">返回顶部</a>',
    '<a name="s1"></a>',
)  # fmt: skip
#: What stands in the <h1> beside the title.
COMPANY = (
    "<small>原创</small>", "<span>浏览：1203次</span>", "<span>字号：大 中 小</span>", "<small>2019-08-14</small>",
    '<a href="/print/1">打印</a>',
)  # fmt: skip
#: Paragraphs of an article that have words of a site's in them.
TRICKY = (
    "馆里的网页上写着“版权所有，不得转载”，来查族谱的老人看了便不敢抄录，馆员只好一个一个地解释这句话管的是什么。",
    "有人主张在村口的告示栏里贴出二维码，让村民扫码下载章程全文，可是村里一半的老人用的还是按键的手机。",
    "当时的县报每期都登彩票和药品的广告，编辑后来回忆说，没有这几家的广告费，这张四开的小报连纸钱都付不出。",
    "问卷的最后一题是“您从哪里看到这篇文章”，选“朋友推荐”的最多，选“搜索”的次之，点击广告进来的只有三人。",
)
#: Of letters that both scripts share.
SECOND_AUTHORS = ("田知秋", "何小山", "方文秀")

#: What is no markup to change: scripts, styles, comments, the title; and then an open tag with its attributes.
_TAG = re.compile(
    r"<(?P<raw>script|style|title|textarea|noscript|xmp)\b.*?</(?P=raw)\s*>|<!.*?>"
    r"|<(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?:\s+[\w:-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?)*)(?P<end>\s*/?>)",
    re.I | re.S,
)
_ATTRIBUTE = re.compile(r"\s+([\w:-]+)(\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_PARAGRAPH = r"<p(?:\s[^<>]*)?>(?:(?!</?(?:p|div|table)[\s>]).)*?</p>"
_HEADING = r"<h[2-4](?:\s[^<>]*)?>(?:(?!<h|<p[\s>]).)*?</h[2-4]>"
_LINES = re.compile(rf"(?:{_PARAGRAPH}\s*){{2,}}", re.S | re.I)
_BLOCKS = re.compile(rf"(?:(?:{_PARAGRAPH}|{_HEADING})\s*){{3,}}", re.S | re.I)
_BLOCK = re.compile(rf"{_PARAGRAPH}|{_HEADING}", re.S | re.I)
_P = re.compile(r"<p((?:\s[^<>]*)?)>(.*?)</p>", re.S | re.I)
_LINKED_TITLE = re.compile(r"(<li><a [^<>]*>)([^<>]{6,})(</a>)")
_HEADED = re.compile(r"(<h[2-4](?:\s[^<>]*)?>)([^<>]+)(</h[2-4]>)", re.I)
_H1 = re.compile(r"(<h1(?:\s[^<>]*)?>[^<>]+)(</h1>)", re.I)
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


def has_headings(sample: Sample) -> bool:
    """Whether a heading of the article is one of markup, and holds nothing but its words."""
    headings = {section["heading"] for section in record(sample)["sections"]}
    return any(found[2].strip() in headings for found in _HEADED.finditer(sample.html))


def has_title(sample: Sample) -> bool:
    """Whether the article's title is the page's <h1>, and stands nowhere else in what the article says."""
    title = record(sample)["title"]
    return len(_H1.findall(sample.html)) == 1 and bool(re.search(rf"<h1[^<>]*>{re.escape(title)}</h1>", sample.html))


def has_linked_titles(sample: Sample) -> bool:
    return bool(_LINKED_TITLE.search(sample.html))


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
        return _html(sample, runs.sub(lambda run: rewrite(run[0]), sample.html))

    return change


def wrapped_in(names: Sequence[str]) -> Change:
    """All of the body once more inside an element, under one of these class names."""

    def change(sample: Sample, rng: random.Random) -> Changed:
        name, tag = rng.choice(names), rng.choice(("div", "section"))
        return _in_body(sample, f'<{tag} class="{name}">', f"</{tag}>")

    return change


def classed(sample: Sample, rng: random.Random) -> Changed:
    """Such a name on the body itself."""
    name = rng.choice((*WILD, *WILD_COMMENTS))
    body = re.sub(r"<body[^<>]*>", f'<body class="page {name}">', sample.html, count=1)
    return _html(sample, body)


def opaque(sample: Sample, rng: random.Random) -> Changed:
    """Class names that say nothing, as template generators make them, but for those that a style rule names."""

    def renamed(names: re.Match[str]) -> str:
        others = (
            name if f".{name}" in sample.html else f"z{crc32(name.encode()):08x}"[:6] for name in names[2].split()
        )
        return names[1] + " ".join(others)

    return _on_tags(sample, lambda tag: f"<{tag['name']}{_CLASS.sub(renamed, tag['attributes'])}{tag['end']}")


def linked_headings(sample: Sample, rng: random.Random) -> Changed:
    """Each heading below the title a link to itself."""
    return _html(sample, _HEADED.sub(r'\1<a href="#s1">\2</a>\3', sample.html))


def anchored(sample: Sample, rng: random.Random) -> Changed:
    """Beside the words of each heading below the title what platforms put there."""
    return _html(sample, _HEADED.sub(rf"\1\2{_written(sample, rng.choice(ANCHORS))}\3", sample.html))


def accompanied(sample: Sample, rng: random.Random) -> Changed:
    """Beside the title what platforms put into its heading."""
    return _html(sample, _H1.sub(rf"\1 {_written(sample, rng.choice(COMPANY))}\2", sample.html))


def named_above(sample: Sample, rng: random.Random) -> Changed:
    """The site's name as an <h1> above everything."""
    return _in_body(sample, f'<h1 class="logo"><a href="/">{_written(sample, rng.choice(SITE_NAMES))}</a></h1>')


def teasers(sample: Sample, rng: random.Random) -> Changed:
    """Below everything the beginnings of other articles, without links."""
    begun = "<h4>{}</h4><p>{}是一个老题目，近年又有人提起。本文从三个县的材料出发，先说明它的由来……</p>"
    items = "".join(begun.format(title, title) for title in rng.sample(PAPERS, 4))
    return _in_body(sample, "", _written(sample, f'<div class="more"><h3>相关阅读</h3>{items}</div>'))


def other_ids(sample: Sample, rng: random.Random) -> Changed:
    """Every id another one, but for those that a style rule or a link names."""

    def renamed(attributes: str) -> str:
        found = re.search(r"(\sid\s*=\s*[\"'])([\w-]+)", attributes)
        if not found or f"#{found[2]}" in sample.html:
            return attributes
        return attributes.replace(found[0], f"{found[1]}z{rng.randrange(10**6)}", 1)

    return _on_tags(sample, lambda tag: f"<{tag['name']}{renamed(tag['attributes'])}{tag['end']}")


def other_order(sample: Sample, rng: random.Random) -> Changed:
    """The attributes of each element in another order."""

    def shuffled(attributes: str) -> str:
        found = [match[0] for match in _ATTRIBUTE.finditer(attributes)]
        names = [match[1].lower() for match in _ATTRIBUTE.finditer(attributes)]
        return "".join(rng.sample(found, len(found))) if len(set(names)) == len(names) else attributes

    return _on_tags(sample, lambda tag: f"<{tag['name']}{shuffled(tag['attributes'])}{tag['end']}")


def capitals(sample: Sample, rng: random.Random) -> Changed:
    """Names of elements in capitals, as editors of the nineties write them."""
    opened = _on_tags(sample, lambda tag: f"<{tag['name'].upper()}{tag['attributes']}{tag['end']}").sample.html
    return _html(sample, re.sub(r"</(?!script|style|title|textarea|noscript|xmp)\w+>", lambda m: m[0].upper(), opened))


def commented(sample: Sample, rng: random.Random) -> Changed:
    """A comment before one element in five of the body."""
    head, body = _parted(sample)
    told = replace(sample, html=body)
    body = _on_tags(
        told, lambda tag: ("" if rng.random() < 0.8 else _written(sample, rng.choice(COMMENTS))) + tag[0]
    ).sample.html
    return _html(sample, head + body)


def entities(sample: Sample, rng: random.Random) -> Changed:
    """One letter in ten, Latin and digits apart, as a numeric entity."""

    def coded(text: re.Match[str]) -> str:
        return "".join(f"&#{ord(c)};" if ord(c) > 0x2E80 and rng.random() < 0.1 else c for c in text[0])

    head, body = _parted(sample)
    return _html(sample, head + _TEXT.sub(coded, body))


def forty_links(sample: Sample, rng: random.Random) -> Changed:
    """A list of the site's news above or below everything."""
    titles = rng.sample([place + event for place in PLACES for event in EVENTS], 40)
    items = "".join(f'<li><a href="/news/{n}.html">{title}</a></li>' for n, title in enumerate(titles, 700))
    return _beside(sample, rng, f'<div><ul class="list">{items}</ul></div>')


def pdf_link(sample: Sample, rng: random.Random) -> Changed:
    """The article as a PDF, at the end of the page or at its beginning."""
    label = rng.choice(("PDF下载", "下载PDF", "全文PDF", "PDF全文下载"))
    return _beside(sample, rng, f'<p><a href="/pdf/{rng.randrange(10**4)}.pdf">{label}</a></p>')


def noscript(sample: Sample, rng: random.Random) -> Changed:
    return _in_body(sample, f"<noscript><p>{_written(sample, rng.choice(NOSCRIPT))}</p></noscript>")


def template(sample: Sample, rng: random.Random) -> Changed:
    """A line of another template below everything, its marks in either width."""
    return _in_body(sample, "", f'<div class="bottom"><p>{_written(sample, rng.choice(TEMPLATES))}</p></div>')


def other_titles(sample: Sample, rng: random.Random) -> Changed:
    """Other titles in the lists of links."""
    return _html(sample, _LINKED_TITLE.sub(lambda m: m[1] + _written(sample, rng.choice(PAPERS)) + m[3], sample.html))


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
    return _html(sample, _converter("s2t").convert(sample.html))


def folded(text: str) -> str:
    """The text in one script, and its words in one form: 想象 and 想像 are both 想像."""
    return _converter("t2s").convert(_converter("s2t").convert(text))


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def paragraphs(sample: Sample) -> list[tuple[int, int, str]]:
    """(section, paragraph, source) of each that can go: one of three and more, printed once and citing nothing."""
    found = []
    for at, section in enumerate(record(sample)["sections"]):
        for number, text in enumerate(section["paragraphs"]):
            source = re.findall(rf"<p>\s*{re.escape(text)}</p>", sample.html)
            special = text in section["captions"] + section["notes"] or "[" in text
            if len(section["paragraphs"]) > 2 and len(text) > 20 and len(source) == 1 and not special:
                found.append((at, number, source[0]))
    return found


def paragraph_less(sample: Sample, rng: random.Random) -> Changed:
    section, number, source = rng.choice(paragraphs(sample))
    return _html(sample, sample.html.replace(source, ""), section, number)


def paragraph_more(sample: Sample, rng: random.Random) -> Changed:
    """A paragraph with words of a site's in it, before another one."""
    section, number, source = rng.choice(paragraphs(sample))
    added = _written(sample, rng.choice(TRICKY))
    before = record(sample)["sections"][section]["paragraphs"][number]
    return _html(sample, sample.html.replace(source, f"<p>{added}</p>{source}"), section, number, before, added)


def other_title(sample: Sample, rng: random.Random) -> Changed:
    """Another title, wherever the page has it."""
    title = _written(sample, rng.choice(PAPERS))
    return _html(sample, sample.html.replace(record(sample)["title"], title), title)


def dated(sample: Sample) -> bool:
    """Whether the page prints the day on which it says that the article was published, as ``2016-04-11``."""
    published = record(sample)["published"]
    return len(published) == 10 and published in sample.html


def other_date(sample: Sample, rng: random.Random) -> Changed:
    """Another day of the same year, however the page and its address write it."""
    published = record(sample)["published"]
    day = f"{published[:4]}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    html, url = sample.html, sample.url
    for before, after in zip(_written_dates(published), _written_dates(day), strict=True):
        html, url = html.replace(before, after), url.replace(before, after)
    return Changed(replace(sample, url=url, html=html), (day,))


def _written_dates(day: str) -> list[str]:
    """
    >>> _written_dates("2016-04-09")
    ['2016-04-09', '2016/04/09', '2016/0409', '2016年4月9日']
    """
    year, month, date = day.split("-")
    return [day, f"{year}/{month}/{date}", f"{year}/{month}{date}", f"{year}年{int(month)}月{int(date)}日"]


def has_one_author(sample: Sample) -> bool:
    """Whether an element holds nothing but the page's only author."""
    authors = record(sample)["authors"]
    return len(authors) == 1 and bool(re.search(_alone(authors[0]["name"]), sample.html))


def second_author(sample: Sample, rng: random.Random) -> Changed:
    """A second one beside the author, wherever the author stands alone."""
    name, mark = rng.choice(SECOND_AUTHORS), rng.choice((" ", "　", "，", "、", "；"))
    author = record(sample)["authors"][0]["name"]
    return _html(sample, re.sub(_alone(author), lambda found: found[0] + mark + name, sample.html), name)


def _alone(name: str) -> str:
    return rf"(?<=[>\n　]){name}(?=<(?!sup))"


def _written(sample: Sample, words: str) -> str:
    """Words in the script of the page that they are put on; hijackers write Simplified, after the damage is done."""
    return to_kit(words) if record(sample)["script"] == "Hant" else words


def _html(sample: Sample, html: str, *told: object) -> Changed:
    return Changed(replace(sample, html=html), told)


def _parted(sample: Sample) -> tuple[str, str]:
    """The page's source up to its body's beginning, and the rest."""
    opened = re.search(r"<body[^<>]*>", sample.html, re.I)
    at = opened.end() if opened else 0
    return sample.html[:at], sample.html[at:]


def _in_body(sample: Sample, first: str, last: str = "") -> Changed:
    """Something at the body's beginning, something at its end."""
    head, body = _parted(sample)
    inside, end, tail = body.rpartition("</body>")
    return _html(sample, head + first + (inside + last + end + tail if end else body + last))


def _beside(sample: Sample, rng: random.Random, html: str) -> Changed:
    """Something at the body's beginning or at its end."""
    sides: Sequence[str] = ("", _written(sample, html))
    return _in_body(sample, *rng.sample(sides, 2))


def _on_tags(sample: Sample, rewrite: Callable[[re.Match[str]], str]) -> Changed:
    """Every open tag rewritten, but for what a script, a style or a comment holds."""
    return _html(sample, _TAG.sub(lambda tag: rewrite(tag) if tag["name"] else tag[0], sample.html))
