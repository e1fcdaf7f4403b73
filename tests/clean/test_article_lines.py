"""What may be an article's own is never boilerplate, in either script; what a site says of itself is."""

from __future__ import annotations

import pytest

from cleaners.chinese.conversion.texts import to_traditional
from cleaners.doc import Block, Doc
from cleaners.junk.article_lines import own, said
from cleaners.junk.recurring import fingerprint, recurring
from cleaners.lines.fields import FIELDS

LABELS = [(field.name, label.replace("_", " ")) for field in FIELDS for label in field.labels.split()]

#: Lines that recur on the pages of a journal and are a site's own, counters and all.
SITE = (
    "版权所有 © 2003-2019 清江学刊编辑部",
    "Copyright © 2003-2019 All Rights Reserved.",
    "赣ICP备05012345号-1　技术支持：某某科技",
    "您是第 123456 位访问者",
    "本文已被浏览 1,234 次　下载 56 次",
    "编辑部地址：南昌市学府路 1 号 330031",
    "地址：南昌市学府路 1 号 邮编：330031 电话：0791-8812xxxx",
    "欢迎订阅2020年《清江学刊》，邮发代号：44-123",
    "您可能还对下列文章感兴趣：",
    "本站所有文章均来自网络，如有侵权请联系管理员删除。",
)

#: Lines that recur on the pages of a journal and are an article's, each with what makes it one.
ARTICLE = (
    ("《清江学刊》2019年第3期", "an issue"),
    ("清江学刊 ›› 2024, Vol. 44 ›› Issue (6): 1713-1719", "an issue"),
    ("本期目录　总第128期", "an issue"),
    ("https://doi.org/10.5555/qj.2019.03.0001", "an identifier"),
    ("2019-05-20 10:20:31陈知秋", "a date"),
    ("发布时间：2019-05-20　浏览次数：1234", "a date"),
    ("本文于2019年3月10日收到", "a date"),
    ("[1]王明.数字版权所有者的权利[J].图书馆学,2007(2):3-7.", "a reference"),
    ("王明.县馆与乡村阅读.图书馆学,2007,12(2):3-7.", "a reference"),
    ("一、问题的提出与研究的基本思路", "a heading"),
    ("表1 样本的基本情况与描述性统计", "a caption or note"),
    ("①本文所用数据由各馆提供", "a caption or note"),
    ("陈知秋，李晓棠，欧阳慕白，王书言", "an author"),
    ("(信江师范学院 图书馆, 江西 上饶 334001)", "an affiliation"),
    ("(信江师范学院学报编辑部, 江西 上饶 334001, 电话: 0793-815)", "an affiliation"),
    ("信江师范学院资源环境学院，江西上饶", "an affiliation"),
)


def both(line: str) -> tuple[str, str]:
    return line, to_traditional(line)


@pytest.mark.parametrize("name, label", LABELS)
def test_every_label_makes_a_line_the_articles(name: str, label: str) -> None:
    for line in both(f"{label}：浏览 G257.3"):
        assert said(line), line


@pytest.mark.parametrize("line", SITE)
def test_a_line_of_the_sites_is_none(line: str) -> None:
    for text in both(line):
        assert said(text) == "", text


@pytest.mark.parametrize("line, why", ARTICLE)
def test_a_line_of_the_articles_is_never_removed_though_its_fingerprint_is_known(line: str, why: str) -> None:
    for text in both(line):
        assert said(text) == why
        doc = Doc("u", blocks=(Block(text),), boilerplate=frozenset([fingerprint(Block(text))]))
        assert recurring(doc) is doc


@pytest.mark.parametrize(
    "lines, own_lines",
    [
        (("基金项目", "江西省社会科学规划项目（TQ01）", "您可能还对下列文章感兴趣："), 1),
        (("Key words", "information literacy", "rural libraries", "您可能还对下列文章感兴趣："), 1),
        (("作者简介：", "陈知秋（1978—），男，副研究馆员", "李晓棠（1986—），女，讲师职称", "联系我们"), 3),
        (("参考文献", "您可能还对下列文章感兴趣："), 0),
        (("一、引言", "您可能还对下列文章感兴趣："), 0),
    ],
)
def test_what_stands_below_a_label_is_the_articles(lines: tuple[str, ...], own_lines: int) -> None:
    for shown in (lines, tuple(map(to_traditional, lines))):
        doc = Doc("u", blocks=tuple(Block(line, node=i) for i, line in enumerate(shown)))
        assert [own(doc, i) == "below a label" for i in range(1, len(shown))].count(True) == own_lines


def test_the_title_is_the_articles_though_no_heading() -> None:
    title = "县域图书馆与它的读者"
    doc = Doc("u", f"{title}_清江学刊", blocks=(Block(title), Block("县域图书馆与它的读者们")))
    assert [own(doc, i) for i in range(2)] == ["a title", ""]


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("版权所有 © 2003-2019", "版权所有 © 2003-2020", True),
        ("本页已被浏览 999 次", "本页已被浏览 1,000 次", True),
        ("本馆藏书 12 万册，欢迎读者来馆借阅", "本馆藏书 13 万册，欢迎读者来馆借阅", False),
        ("中图分类号：G257.3", "中图分类号：G257.4", False),
        ("收稿日期：2017-08-25", "收稿日期：2017-08-26", False),
    ],
)
def test_numbers_are_folded_in_lines_of_the_sites_alone(one: str, other: str, same: bool) -> None:
    for a, b in zip(both(one), both(other), strict=True):
        assert (fingerprint(Block(a)) == fingerprint(Block(b))) is same
