"""In which script a page's article comes out: the kit's goes back to Simplified, a writer's stays byte for byte."""

from __future__ import annotations

from functools import cache

import opencc
import pytest

from cleaners import Article, Page, clean
from cleaners.pipeline import Script
from tests.mirror.damage import Table, decode, insert, reading, to_kit

TITLE = "水碓专著的整理与展示平台"
PARAGRAPHS = (
    "山里的水碓停用以后，专著和论著里的记载成了仅有的材料。方培元著《陕西水碓考》附着十二幅图，图上写着名字和尺寸。",
    "我们依照原著复制了一座水碓，放在河边的平台上，它随着水流运转。乾隆年间的县志也有著录，只是没有图，看着书很难想象。",
    "参观的人围着水碓议论着，有的着急地问什么时候舂米。讲解的老人不慌不忙，他说着话，把谷子倒进臼里，手里的活并不停。",
    "观察了三个月，效果显著，来的学生比过去多了一倍，于是系里决定把这里作为实习的地方，还准备编著一本小册子。",
)
TABLE = Table(
    tuple((char, f"({reading(char)})") for char in "數來過時學實著圖論觀問話們準備這動應")
)  # large enough to prove the damage where a table of another kind gives a writer's characters


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def article(*lines: str, script: Script = "auto") -> Article:
    body = f"<h1>{lines[0]}</h1>" + "".join(f"<p>{line}</p>" for line in lines[1:])
    source = f"<html><head><title>{lines[0]}</title></head><body>{body}</body></html>"
    return clean(Page("http://a.example/page/1.html", source.encode()), script=script)


def inserted(line: str) -> str:
    """The line with pinyin between its bytes."""
    return decode(insert(line.encode("gbk"), TABLE))


@pytest.mark.parametrize("other", ["", "臺", "裡臺後", "裡臺後於並係"])
def test_what_the_kit_damaged_goes_back_to_simplified(other: str) -> None:
    """Whatever its table makes of 台 里 后 于 并 系."""
    table = dict(zip("裡臺後於並係", "里台后于并系", strict=True))
    lines = (TITLE, *PARAGRAPHS)
    made = [to_kit(line) for line in lines]
    for char in other:
        made = [line.replace(table[char], char) for line in made]
    found = article(*map(inserted, made))
    assert (found.script, found.script_from, found.title) == ("Hans", "Hant", TITLE)
    assert found.text == "\n\n".join(PARAGRAPHS)


def test_the_kit_is_told_without_damage() -> None:
    found = article(*map(to_kit, (TITLE, *PARAGRAPHS)))
    assert (found.script, found.title, found.text) == ("Hans", TITLE, "\n\n".join(PARAGRAPHS))


@pytest.mark.parametrize("name", ["s2t", "s2tw", "s2hk"])
def test_a_writers_traditional_stays_and_goes_to_simplified_on_demand(name: str) -> None:
    lines = [_converter(name).convert(line) for line in (TITLE, *PARAGRAPHS)]
    found = article(*lines)
    assert (found.script, found.script_from, found.title) == ("Hant", "", lines[0])
    assert found.text == "\n\n".join(lines[1:])
    asked = article(*lines, script="hans")
    assert asked.title == TITLE
    assert asked.text.replace("想像", "想象") == "\n\n".join(PARAGRAPHS)


def test_a_simplified_page_stays_where_simplified_is_asked_for() -> None:
    lines = (TITLE, *PARAGRAPHS, "王乾的大著捏坏了么？")
    assert article(*lines, script="hans").text == article(*lines).text == "\n\n".join(lines[1:])


def test_damage_that_others_do_too_proves_no_kit() -> None:
    """A no-break space that became a question mark, on a page of Taiwan's."""
    lines = [_converter("s2tw").convert(line) for line in (TITLE, *PARAGRAPHS)]
    found = article(f"{lines[0]}?", "作者：?方培元", *lines[1:])
    assert found.script == "Hant" and lines[1] in found.text
