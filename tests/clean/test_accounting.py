"""Every text that a page shows is in the record: in the article, in one of its fields, or among what was removed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaners import Article, Page, clean

PROSE = "分词是第一步，后面的步骤都要靠它。它做得好，别的才做得好；它做得不好，别的也做不好。"
FRONT = "<p>摘要：本文说的是分词，也说语料。</p><p>关键词：分词；语料</p>"
# What a page may hold, {} standing for a text that must turn up somewhere.
FRAGMENTS = (
    "<p>{}</p>",
    "<div class=nav><a href=/x>{}</a></div>",
    "<p>中图分类号：G25 {}</p>",
    "<p>收稿日期：2016-04-11，{}</p>",
    "<p>收稿日期：{}</p>",
    "<p>DOI：10.1000/182 {}</p>",
    "<p>文章编号：1009-3176(2016)02-0045-08 {}</p>",
    "<p>ISSN：1009-3176 {}</p>",
    "<p>文献标识码：A {}</p>",
    "<p>摘要：{}</p>",
    "<p>通信作者：{}</p>",
    "<p>基金项目：{}</p>",
    "<p>作者单位：{}</p>",
    "<p>大学图书馆学报 2016年1期 {}</p>",
    "<p>2016-09-05 10:20 来源：{}</p>",
    "<p>责任编辑：{}</p>",
    "<p>（原载《澜水师专学报》2003年第4期，{}）</p>",
    "<table><tr><td>{}</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>",
    "<table><tr><td>作者</td><td>温国栋</td><td>刊名</td><td>工会博览</td></tr><tr><td>年份</td><td>{}</td></tr></table>",
    "<ul><li>{}</li></ul>",
    "<p style='display:none'>{}</p>",
    "<object>{}</object>",
    "<video>{}</video>",
    "<svg><text>{}</text></svg>",
    "<textarea>{}</textarea>",
    "<details><summary>更多</summary>{}</details>",
    "<p>甲<ruby>漢<rt>{}</rt></ruby></p>",
    "<marquee>{}</marquee>",
    "<p>[1]李.{}[J].刊,2007(2).</p>",
    "<p>参考文献：</p><p>[1]甲.{}[J].刊,2007(2).</p><p>[2]乙.题[M].北京:社,2001.</p>",
)


def everything(article: Article) -> str:
    """All that the record holds, white space aside."""
    return "".join(repr([getattr(article, name) for name in Article.__slots__]).split())


def page(parts: list[str], front: str) -> Page:
    body = f"<h1>浅说分词的方法</h1>{front}<p>{PROSE * 2}</p>{''.join(parts)}<p>{PROSE * 2}结尾。</p>"
    return Page("http://a.example/1.html", body.encode())


@pytest.mark.parametrize("front", ["", FRONT], ids=["page", "journal"])
@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_the_text_of_each_kind_turns_up(fragment: str, front: str) -> None:
    needle = "谁都没说过的一句话"
    assert needle in everything(clean(page([fragment.format(needle)], front)))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=8), st.sampled_from(["", FRONT]))
def test_whatever_stands_side_by_side(fragments: list[str], front: str) -> None:
    needles = [f"谁都没说过的第{'甲乙丙丁戊己庚辛'[n]}句话" for n in range(len(fragments))]
    parts = [fragment.format(needle) for fragment, needle in zip(fragments, needles, strict=True)]
    found = everything(clean(page(parts, front)))
    assert [needle for needle in needles if needle not in found] == []
