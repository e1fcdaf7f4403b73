"""What stands beside the article or its title: written for this project, in the script of the page."""

from __future__ import annotations

import random
import re

from tests.relations.change import Changed, at_a_side, in_body, in_script, rewritten
from tests.relations.sample import Sample, record

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
_LINKED_TITLE = re.compile(r"(<li><a [^<>]*>)([^<>]{6,})(</a>)")
_HEADED = re.compile(r"(<h[2-4](?:\s[^<>]*)?>)([^<>]+)(</h[2-4]>)", re.I)
_H1 = re.compile(r"(<h1(?:\s[^<>]*)?>[^<>]+)(</h1>)", re.I)


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


def linked_headings(sample: Sample, rng: random.Random) -> Changed:
    """Each heading below the title a link to itself."""
    return rewritten(sample, _HEADED.sub(r'\1<a href="#s1">\2</a>\3', sample.html))


def anchored(sample: Sample, rng: random.Random) -> Changed:
    """Beside the words of each heading below the title what platforms put there."""
    return rewritten(sample, _HEADED.sub(rf"\1\2{in_script(sample, rng.choice(ANCHORS))}\3", sample.html))


def accompanied(sample: Sample, rng: random.Random) -> Changed:
    """Beside the title what platforms put into its heading."""
    return rewritten(sample, _H1.sub(rf"\1 {in_script(sample, rng.choice(COMPANY))}\2", sample.html))


def named_above(sample: Sample, rng: random.Random) -> Changed:
    """The site's name as an <h1> above everything."""
    return in_body(sample, f'<h1 class="logo"><a href="/">{in_script(sample, rng.choice(SITE_NAMES))}</a></h1>')


def teasers(sample: Sample, rng: random.Random) -> Changed:
    """Below everything the beginnings of other articles, without links."""
    begun = "<h4>{}</h4><p>{}是一个老题目，近年又有人提起。本文从三个县的材料出发，先说明它的由来……</p>"
    items = "".join(begun.format(title, title) for title in rng.sample(PAPERS, 4))
    return in_body(sample, "", in_script(sample, f'<div class="more"><h3>相关阅读</h3>{items}</div>'))


def forty_links(sample: Sample, rng: random.Random) -> Changed:
    """A list of the site's news above or below everything."""
    titles = rng.sample([place + event for place in PLACES for event in EVENTS], 40)
    items = "".join(f'<li><a href="/news/{n}.html">{title}</a></li>' for n, title in enumerate(titles, 700))
    return at_a_side(sample, rng, f'<div><ul class="list">{items}</ul></div>')


def pdf_link(sample: Sample, rng: random.Random) -> Changed:
    """The article as a PDF, at the end of the page or at its beginning."""
    label = rng.choice(("PDF下载", "下载PDF", "全文PDF", "PDF全文下载"))
    return at_a_side(sample, rng, f'<p><a href="/pdf/{rng.randrange(10**4)}.pdf">{label}</a></p>')


def noscript(sample: Sample, rng: random.Random) -> Changed:
    return in_body(sample, f"<noscript><p>{in_script(sample, rng.choice(NOSCRIPT))}</p></noscript>")


def template(sample: Sample, rng: random.Random) -> Changed:
    """A line of another template below everything, its marks in either width."""
    return in_body(sample, "", f'<div class="bottom"><p>{in_script(sample, rng.choice(TEMPLATES))}</p></div>')


def other_titles(sample: Sample, rng: random.Random) -> Changed:
    """Other titles in the lists of links."""
    return rewritten(
        sample, _LINKED_TITLE.sub(lambda m: m[1] + in_script(sample, rng.choice(PAPERS)) + m[3], sample.html)
    )
