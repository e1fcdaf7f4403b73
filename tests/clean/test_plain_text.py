"""Plain text as crawlers' extracts give the family's pages: what is HTML, and what becomes of what is not."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import Article, Page, clean, repair
from cleaners.chinese.conversion.texts import to_traditional
from cleaners.html import plain_text
from cleaners.markup import is_html
from tests.conftest import calls
from tests.mirror import junk
from tests.mirror.damage import make_table, to_kit

PARTS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "plain_text.toml").read_text(encoding="utf-8"))
ARTICLES: dict[str, dict[str, Any]] = PARTS["articles"]
TAGS = ("<tr id='k3x9z'></tr>", "<td id='k3x9z'><em id='k3x9z'></em></td>", "  • <center id='k3x9z'></center>",
        "<strike id='k3x9z'></strike><delect id='k3x9z'></delect>", "<p id='k3x9z'></p>")  # fmt: skip
FARM = "崇明县| 手游| 大冶市| 浦江县| 罗城| 鹤壁市| 禹城市| 剑河县| 抚松县| 柯坪县| 永吉县| 深泽县| 公安县| 林口县|"


@dataclass(frozen=True, slots=True)
class Extract:
    """One page as plain text.

    joint: what joins the phrases of the banner, "" for none. above, below: how many lines of tags stand at the page's
    ends. header: as on the pages, ``A`` with title and dateline, ``B`` from the author line on. subtitle: "own" for a
    line of its own. closed: the end of the title's tag is left. blank: lines are indented and parted by blank ones.
    related: "two" lines an article, "one", or "" for none. farm: "line", "lines" for one name a line, or "". title:
    another than the article's own. mobile: its first line, its date without a time, the related titles in the header.
    """

    label: str
    article: str
    script: Literal["hans", "kit", "hant"] = "hans"
    joint: str = "_"
    above: int = 0
    below: int = 0
    header: Literal["A", "B"] = "A"
    subtitle: bool = False
    closed: bool = False
    blank: bool = False
    related: Literal["", "one", "two"] = "two"
    farm: Literal["", "line", "lines"] = "line"
    title: str = ""
    mobile: bool = False


POSITIVES = (
    Extract("as the seed", "ferry", "kit", closed=True),
    Extract("Simplified, no tags", "kiln"),
    Extract("one line of tags above", "ferry", above=1, joint=","),
    Extract("kit, one line of tags, blank lines", "kiln", "kit", above=1, joint="-", blank=True),
    Extract("kit, two lines of tags below", "orchard", "kit", below=2, joint=" I "),
    Extract("Traditional, two lines of tags above", "kiln", "hant", above=2, joint="", farm="", related=""),
    Extract("Traditional with all junk", "ferry", "hant", above=1, joint="_", subtitle=True),
    Extract("five lines of tags at either end", "orchard", above=5, below=5, joint="_", blank=True),
    Extract("subtitle on its own line", "ferry", "kit", subtitle=True, joint="-"),
    Extract("subtitle, no banner", "ferry", subtitle=True, joint="", related="", farm=""),
    Extract("related list of one line an article", "orchard", "kit", above=1, related="one"),
    Extract("farm of one name a line", "kiln", "kit", farm="lines", joint=","),
    Extract("a title of two characters", "kiln", "kit", title="说窑", above=1),
    Extract(
        "a long title", "ferry", title="关于山区内河渡口撤并以后村民出行服务与应急渡运保障工作若干问题的调查与思考" * 2
    ),
    Extract(
        "a title that speaks of time, of a site and of a page", "orchard", title="首页的位置与登录时间：来源和编辑"
    ),
    Extract("a title that asks", "kiln", "kit", title="旧砖窑能改成作坊吗？", blank=True),
    Extract("mobile", "ferry", "kit", above=1, related="", mobile=True),
    Extract("mobile, Simplified, no banner", "kiln", joint="", mobile=True),
    Extract("header B", "ferry", "kit", header="B", above=1),
    Extract("header B, Simplified, blank lines", "orchard", header="B", below=1, blank=True, joint=" I "),
    Extract("header B, Traditional", "orchard", "hant", header="B", above=2, related="one"),
)
SCRIPTS: dict[str, Callable[[str], str]] = {"hans": str, "kit": to_kit, "hant": to_traditional}


def lines(extract: Extract) -> list[str]:
    """The page's lines, Simplified, without the lines of tags."""
    of, rng = ARTICLES[extract.article], random.Random(extract.label)
    found = [extract.joint.join(junk.phrases(rng, 6)), "?"] if extract.joint else []
    if extract.mobile:
        found.append("APP下载")
    if extract.header == "A":
        found.append((extract.title or of["title"]) + ("</h1>" if extract.closed else ""))
        found += [f"——{of['subtitle']}"] if extract.subtitle else []
        found.append(of["dateline"][: 10 if extract.mobile else None] + "".join(of["authors"]))
        if extract.mobile:
            found += [each["title"] for each in PARTS["related"][:2]]
        found += [of["issue_line"], f"关键词:{of['site_tags']}"]
    found.append(" ".join(of["authors"]))
    found += [of["affiliation"]] if of["affiliation"] else []
    if of["abstract"]:
        found += [f"摘 要：{of['abstract']}", f"关键词：{'；'.join(of['keywords'])}"]
    found += of["paragraphs"]
    found += ["参考文献:", *of["references"]] if of["references"] else []
    if extract.related:
        found += ["猜你喜欢", of["site_tags"]]
        for each in PARTS["related"]:
            both = (each["title"], each["entry"])
            found += [" ".join(filter(None, both))] if extract.related == "one" else filter(None, both)
    found += {"": [], "line": [FARM], "lines": FARM.split(" ")}[extract.farm]
    return found


def text(extract: Extract) -> str:
    """The page as it is handed on."""
    written = [SCRIPTS[extract.script](line) for line in lines(extract)]
    if extract.blank:
        written = [f"    {line}\n" for line in written]
    return "\n".join([*TAGS[: extract.above], *written, *TAGS[: extract.below]])


def cleaned(source: str) -> Article:
    return clean(Page("http://m.lanyu.example/page/2010/0101/7.shtml", source.encode()))


@pytest.mark.parametrize("extract", POSITIVES, ids=lambda extract: extract.label)
def test_every_part_of_an_extract_becomes_what_it_is(extract: Extract) -> None:
    source = text(extract)
    assert not is_html(source)
    article = cleaned(source)
    _is_exact(article, extract, to_traditional if extract.script == "hant" else str)
    removed = "\n".join(removal.text for removal in article.removed)
    assert removed.count("k3x9z") == sum(tag.count("k3x9z") for n in (extract.above, extract.below) for tag in TAGS[:n])
    assert article.verdict.kind == ("injected" if extract.joint or extract.farm else "clean")
    assert article.script_from == ("Hant" if extract.script == "kit" else "")


def _is_exact(article: Article, extract: Extract, into: Callable[[str], str]) -> None:
    """Every field of the extract's article, in the script that is expected of it."""
    of, shown = ARTICLES[extract.article], extract.header == "A"
    title = f"{of['title']}——{of['subtitle']}" if extract.subtitle else extract.title or of["title"]
    assert article.title == (into(title) if shown else "")
    assert [author.name for author in article.authors] == [into(name) for name in of["authors"]]
    assert (article.journal, article.year, article.issue) == (
        (into(of["journal"]), of["year"], of["issue"]) if shown else ("", "", "")
    )
    assert article.published == (of["dateline"][:10] if shown else "2010-01-01")
    assert "".join(article.site_tags) == (into(of["site_tags"]) if shown else "")
    assert article.abstract == into(of["abstract"])
    assert article.keywords == tuple(map(into, of["keywords"]))
    assert article.text.split("\n\n") == [into(line) for line in of["paragraphs"]]
    assert [str(reference) for reference in article.references] == [into(line) for line in of["references"]]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["ferry", "kiln", "orchard"])
def test_annotated_extracts_come_out_alike(name: str, seed: int) -> None:
    """Damage that the bytes fully undo, in text with stray tags."""
    extract = Extract(f"damaged {seed}", name, "kit", above=seed % 3, below=seed % 2, blank=seed > 1)
    source = text(extract)
    for char, insertion in make_table(random.Random(seed), 6, "toned", source).entries:
        source = source.replace(char, char + insertion)
    _is_exact(cleaned(source), extract, str)


HEADER = ("乡村出行札记", "2013-05-08 10:20:30邵远舟", "乡村交通观察 2013年5期", "邵远舟")


@pytest.mark.parametrize("into", [str, to_traditional], ids=["hans", "hant"])
@pytest.mark.parametrize("page", PARTS["own"], ids=lambda page: page["label"])
def test_what_is_the_articles_own_stays(page: dict[str, str], into: Callable[[str], str]) -> None:
    own = [into(line) for line in page["text"].strip().split("\n") if line]
    source = "\n".join([*map(into, HEADER), *own])
    article = cleaned(source)
    assert not is_html(source)
    assert article.text.split("\n\n") == own
    assert article.title == into(HEADER[0])
    assert (article.verdict.kind, article.removed) == ("clean", ())
    assert repair(source).edits == ()


@pytest.mark.parametrize("page", PARTS["own"], ids=lambda page: page["label"])
def test_it_stays_below_lines_of_tags(page: dict[str, str]) -> None:
    own = [line for line in page["text"].strip().split("\n") if line]
    assert cleaned("\n".join([*TAGS, *HEADER, *own, *TAGS[:2]])).text.split("\n\n") == own


@pytest.mark.parametrize("page", PARTS["own"], ids=lambda page: page["label"])
def test_one_line_of_it_alone_is_plain_text(page: dict[str, str]) -> None:
    longest = max(page["text"].split("\n"), key=len)
    assert not is_html(longest) and not is_html(longest * 30)


@pytest.mark.parametrize("page", PARTS["html"], ids=lambda page: page["label"])
def test_html_stays_html(page: dict[str, str]) -> None:
    assert is_html(page["text"])
    assert is_html(f"{TAGS[0]}\n{page['text']}\n{TAGS[1]}\n")


@pytest.mark.parametrize(
    "unit",
    [
        "<b>",
        "<b id='x'></b>\n",
        "<b>\n",
        "<!--",
        "<script>",
        "<",
        "甲<p>乙。\n",
        "</div>甲",
        "<a b=c d",
        "太和县|\n",
        "  ",
    ],
)
def test_what_is_html_is_told_in_linear_work(unit: str) -> None:
    def told(text: str) -> bool:
        return is_html(text + "</b>" * text.count("<b>")) or not plain_text.read(text).blocks

    assert calls(told, unit * 5000) < 15 * calls(told, unit * 500) + 1000


@given(st.text(alphabet="<>/ab r='x\n甲。：•?&", max_size=80))
@settings(max_examples=300, deadline=None)
def test_plain_text_loses_nothing_that_is_no_tag(text: str) -> None:
    """Every letter outside of tags is in some block, whatever the text is made of."""
    blocks = "".join(block.text for block in plain_text.read(text).blocks)
    for letter in "甲。：&":
        assert blocks.count(letter) >= re.sub("<[^<>]*>", "", text).count(letter)
