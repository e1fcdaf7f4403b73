"""The labels of abstract, keywords and tags: one vocabulary, for the journal's readers and for the removal of junk."""

from __future__ import annotations

import pytest

from cleaners.doc import Block, Doc
from cleaners.junk.banner import banner
from cleaners.junk.linkfarm import linkfarm
from cleaners.lines import labels
from cleaners.lines.fields import FIELD
from tests.mirror.damage import to_kit

SPAM = "国产精品在线观看_亚洲六合彩代理加盟"
SUMMARY = ("abstract", "abstract_en", "keywords", "keywords_en")
NAMES = sorted({name.replace("_", " ") for field in SUMMARY for name in FIELD[field].labels.split()})


def kept(line: str) -> bool:
    """Whether a line of spam words stays on a page full of them."""
    spam = tuple(Block(f"{SPAM}{n}", "heading", 1, linked=20) for n in range(6))
    doc = Doc("u", suspicious=True, blocks=(*spam, Block(line, linked=len(line)), Block(line)))
    return [block.text for block in banner(linkfarm(doc)).blocks].count(line) == 2


@pytest.mark.parametrize("name", [*NAMES, "标签", "標籤", "論文摘要", "關鍵詞", "摘　要", "标 签"])
def test_a_labelled_line_is_the_articles_whatever_its_words_are(name: str) -> None:
    for line in (f"{name}：{SPAM}", f"【{name}】{SPAM}", f"{to_kit(name)}: {SPAM}"):
        assert kept(line), line


@pytest.mark.parametrize("line", [SPAM, f"摘要{SPAM}", f"标签{SPAM}", f"最新标签：{SPAM}", f"看关键词：{SPAM}"])
def test_a_line_that_opens_with_no_label_is_not_spared(line: str) -> None:
    assert not kept(line)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("【機構】某某大學", "workplace"),
        ("發表日期：2016-05-01", "published"),
        ("網絡首發日期：2016-05-01", "published"),
        ("機構改革的成效：以三縣為例", None),
        ("發表：2016-05-01", None),
    ],
)
def test_a_label_is_known_in_both_scripts(line: str, field: str | None) -> None:
    found = labels.match(line)
    assert (found.field if found else None) == field
