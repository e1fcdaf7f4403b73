"""What one line says of the site, and what only looks like it: in both scripts, as the kit and as writers have them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import opencc
import pytest

from cleaners.lines import dateline, site_lines
from cleaners.lines.site_lines import COMMENTS, EDGES, ENACTED, MENU, SiteLine
from tests.mirror.damage import to_kit

_converter = cache(opencc.OpenCC)

ASKED = (
    *((line, site_lines.is_edge) for line in EDGES),
    (COMMENTS, site_lines.opens_comments),
    (ENACTED, site_lines.is_enactment),
    (MENU, site_lines.is_menu),
)


def in_all_scripts(text: str) -> tuple[str, ...]:
    return (text, to_kit(text), *(_converter(name).convert(text) for name in ("s2t", "s2tw", "s2hk")))


@pytest.mark.parametrize(("line", "asked"), [pytest.param(*row, id=row[0].example[:12]) for row in ASKED])
def test_a_line_is_told_by_its_pattern_and_its_like_is_not(line: SiteLine, asked: Callable[[str], bool]) -> None:
    assert [text for text in in_all_scripts(line.example) if not asked(text)] == []
    assert [text for text in in_all_scripts(line.never) if asked(text)] == []


@pytest.mark.parametrize("line", [pytest.param(line, id=line.example[:12]) for line in EDGES])
def test_every_row_finds_its_own_example(line: SiteLine) -> None:
    others = [other for other in EDGES if other is not line and site_lines.matches(other, line.example)]
    assert site_lines.matches(line, line.example)
    assert others == [], "two rows say the same"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("转载请注明出处", True),
        ("欢迎关注本刊微信", True),
        ("扫描二维码下载客户端", True),
        ("责任编辑 穆青", True),
        ("All Rights Reserved", True),
        ("工会的出处", False),
        ("编辑部的故事", False),
        ("他把书从头到尾扫了两眼", False),
        ("rights of all", False),
        ("许可的条件", False),
    ],
)
def test_what_speaks_of_the_site(line: str, told: bool) -> None:
    assert [site_lines.is_of_the_site(text) for text in in_all_scripts(line)] == [told] * 5


@pytest.mark.parametrize("label", [pytest.param(label, id=label.example) for label in dateline.LABELS])
def test_a_dateline_is_told_by_each_label(label: dateline.Label) -> None:
    said = f"{label.example.split('：')[0]}：甲" if "：" in label.example else label.example
    for text in in_all_scripts(said):
        assert dateline.is_dateline(text), text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("2012年01月12日 09:35", True),
        ("来源：新华网 字号：大 中 小", True),
        ("作者：甲，乙；丙", True),
        ("编辑：小满", True),
        ("责任编辑的职责", False),
        ("古诗出处考", False),
        ("编辑部的故事", False),
        ("作者的意图", False),
        ("来源不明，下落不明", False),
        ("2012年1月，他来到了北京。", False),
        ("刊名", False),
    ],
)
def test_a_dateline_and_what_only_speaks_of_such_things(line: str, told: bool) -> None:
    assert [dateline.is_dateline(text) for text in in_all_scripts(line)] == [told] * 5


@pytest.mark.parametrize(
    ("line", "authors", "source"),
    [
        ("来源：《青原农业科技》2012年第5期 作者：温国栋 点击：12", "温国栋", "《青原农业科技》2012年第5期"),
        ("作者：温国栋 评论：3", "温国栋", ""),
        ("作者：温国栋 日期：2012-11-03 打印 关闭", "温国栋", ""),
    ],
)
def test_a_row_of_labels_is_parted_in_both_scripts(line: str, authors: str, source: str) -> None:
    for text in in_all_scripts(line):
        found = dateline.match(text)
        same = _converter("t2s").convert
        assert found and (same(found.authors), same(found.source)) == (authors, source), text
