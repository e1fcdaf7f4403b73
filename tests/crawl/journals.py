"""Five journals whose articles share all that articles of one journal can share, and sites that say the same on each.

One subject, one institute, one grant, one issue and a handful of days throughout; labels above the text, below it, in a
table, run together in a line or in a list of definitions; both scripts; meta tags or none. What the site itself says is
known line by line (``furniture``): it must go, and nothing else.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from cleaners import Page
from cleaners.chinese.conversion.texts import to_traditional
from tests.mirror.pages import EPOCH, Facts, Resource
from tests.mirror.synthetic import SENTENCES

SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", ("明远", "晓棠", "望舒", "知秋", "慕白", "书言", "清和", "以宁")
PLACES = ("青阳", "河阳", "渭原", "涡阳", "信江", "鄱湖", "南塬", "澜水")
THINGS = ("县域图书馆", "乡村书屋", "高校资料室", "地方文献库", "社区阅览室", "流动书车", "少儿分馆", "古籍部")
MATTERS = ("读者结构", "开放时间", "馆际互借", "采访经费", "编目质量", "志愿服务", "空间改造", "数字资源")
INSTITUTE = "(信江师范学院 图书馆, 江西 上饶 334001)"
ABSTRACT = "本文调查了{place}的{thing}，就{matter}提出三点建议，供同类单位参考，并说明其适用的条件。"


@dataclass(frozen=True)
class Fields:
    """What one article of a journal says in labelled lines; ``number`` is its place in the journal."""

    number: int
    title: str
    authors: str
    institute: str
    abstract: str
    pages: str
    doi: str
    article_number: str

    def lines(self) -> list[tuple[str, str]]:
        """Labels and values, in the order journals print them. Only page and article number tell two articles apart."""
        day = 3 + self.number % 3
        return [
            ("关键词", "图书馆学；资源建设；读者服务"),
            ("中图分类号", "G257.3"),
            ("文献标识码", "A"),
            ("文章编号", self.article_number),
            ("收稿日期", f"2017-08-2{day}"),
            ("基金项目", "江西省高校人文社会科学研究项目（TQ17102）"),
            ("DOI", self.doi),
        ]


Layout = Callable[[Fields], tuple[str, str]]


def _p(*lines: str) -> str:
    return "".join(f"<p>{line}</p>\n" for line in lines)


def _above(of: Fields) -> tuple[str, str]:
    return _p(f"摘要：{of.abstract}", *(f"{label}：{value}" for label, value in of.lines())), ""


def _below(of: Fields) -> tuple[str, str]:
    return _p(f"【摘要】{of.abstract}"), _p(*(f"【{label}】{value}" for label, value in of.lines()))


def _table(of: Fields) -> tuple[str, str]:
    rows = "".join(f"<tr><th>{label}</th><td>{value}</td></tr>\n" for label, value in of.lines())
    return f"<table>{rows}</table>\n{_p('摘要：' + of.abstract)}", ""


def _run_together(of: Fields) -> tuple[str, str]:
    said = of.lines()
    joined = "　".join(f"{label}：{value}" for label, value in said[1:4])
    return _p(f"摘 要：{of.abstract}", "：".join(said[0]), joined), _p(*map("：".join, said[4:]))


def _definitions(of: Fields) -> tuple[str, str]:
    pairs = "".join(f"<dt>{label}</dt><dd>{value}</dd>\n" for label, value in [("摘要", of.abstract), *of.lines()])
    return f"<dl>{pairs}</dl>\n", ""


@dataclass(frozen=True)
class Journal:
    """A journal of ``number`` articles: what is served, and what is the site's own on each page.

    layout: where the labels stand. hant: in Traditional. tags: with the head's citation tags. column: an English line
    that every article shows where others show their title in English: nothing tells it from what the site says.
    """

    name: str
    code: str
    layout: Layout
    hant: bool = False
    tags: bool = False
    number: int = 200
    column: str = ""
    crawl_delay: float | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        # The site ``mirror`` asks for such addresses; no family's, for the number has six digits.
        return tuple(f"/page/2019/0303/{100_000 + n}.shtml" for n in range(self.number))

    def resource(self, path: str) -> Resource | None:
        """The page at this path; None for 404."""
        if path == "/":
            links = "".join(f'<li><a href="{at}">{self.title(n)}</a></li>' for n, at in enumerate(self.paths))
            html = f'<html><head><meta charset="utf-8"><title>目录</title></head><body><ul>{links}</ul></body></html>'
            return self._sent(html, path, "list")
        if path in self.paths:
            return self._sent(self.html(self.paths.index(path)), path, "clean")
        return None

    def page(self, n: int) -> Page:
        """An article as it is fetched."""
        return Page(f"http://{self.code}.example{self.paths[n]}", self.html(n).encode(), "text/html; charset=utf-8")

    def title(self, n: int) -> str:
        rng = random.Random(f"{self.code} {n}")
        title = f"{rng.choice(PLACES)}{THINGS[n % 8]}{MATTERS[n // 8 % 8]}调查之{n + 1}"
        return to_traditional(title) if self.hant else title

    def furniture(self, n: int) -> tuple[str, ...]:
        """What the site says on the page: below the text, and at its foot. No more than its counters change."""
        rng = random.Random(f"counters {self.code} {n}")
        lines = (
            "您可能还对下列各期的文章感兴趣：",
            f"本刊常年征稿，来稿一经采用即付稿酬，请寄《{self.name}》编辑部收。",
            f"编辑部地址：江西省上饶市志敏大道{len(self.name)}号　邮编：334001　电话：0793-815xxxx",
            f"版权所有 © 2003—2019 {self.name}编辑部　本页已被浏览 {rng.randrange(10, 99999)} 次",
            f"赣ICP备0501{len(self.name)}345号　您是第 {rng.randrange(100000, 9999999):,} 位访问者",
        )
        return tuple(map(to_traditional, lines)) if self.hant else lines

    def fields(self, n: int) -> Fields:
        rng = random.Random(f"{self.code} {n}")
        first = 3 + 4 * n
        name = rng.choice(SURNAMES) + rng.choice(GIVEN)
        return Fields(
            n,
            self.title(n),
            "陈知秋" if n % 2 else f"{name} 陈知秋",
            INSTITUTE,
            ABSTRACT.format(place=rng.choice(PLACES), thing=THINGS[n % 8], matter=MATTERS[n // 8 % 8]),
            f"{first}-{first + 3}",
            f"10.5555/{self.code}.2019.03.{n + 1:04}",
            f"1009-3176(2019)03-{first:04}-04",
        )

    def html(self, n: int) -> str:
        of = self.fields(n)
        above, below = self.layout(of)
        rng = random.Random(f"text {self.code} {n}")
        paragraphs = ["".join(rng.sample(SENTENCES, 6)) for _ in range(5)]
        paragraphs.insert(1, "一、问题的提出与研究的基本思路")
        paragraphs.insert(3, "表1 样本的基本情况与描述性统计")
        paragraphs.insert(5, "二、调查所得的结果与若干讨论")
        entries = ("[1]王明.县馆与乡村阅读[J].图书馆学,2007(2):3-7.", f"[2]李娜.书屋札记之{n}[M].南昌:江西人民社,2001.")
        column = [self.column] if self.column else []
        header = _p(f"《{self.name}》2019年第3期", *column, of.authors, of.institute)
        text = header + above + _p(*paragraphs) + below + _p("参考文献", *entries)
        html = (
            f"<div class='article'><h1>{of.title}</h1>\n{text}{{inside}}</div>\n<div class='bottom'>{{foot}}</div>"
            "</body></html>"
        )
        tags = f'<meta name="citation_title" content="{of.title}"><meta name="citation_doi" content="{of.doi}">'
        head = f'<meta charset="utf-8"><title>{of.title}_{self.name}</title>{tags if self.tags else ""}'
        whole = f"<!DOCTYPE html><html><head>{head}</head><body>{html}"
        furniture = self.furniture(n)
        made = to_traditional(whole) if self.hant else whole
        return made.format(inside=_p(*furniture[:3]), foot=_p(*furniture[3:]))

    def _sent(self, html: str, path: str, kind: str) -> Resource:
        facts = Facts(path, "list" if kind == "list" else "clean")
        return Resource(html.encode(), "text/html; charset=utf-8", facts, EPOCH + timedelta(hours=1))


#: Codes of two letters: they stand in addresses and DOIs.
JOURNALS = (
    Journal("信江图书馆学刊", "xj", _above),
    Journal("鄱湖文献", "ph", _below, hant=True, tags=True),
    Journal("南塬资料工作", "ny", _table),
    Journal("渭原馆员", "wy", _run_together, hant=True),
    Journal("澜水读书研究", "ls", _definitions, tags=True),
)
