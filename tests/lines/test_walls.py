"""Pages that are walls, and pages that speak of them: told in both scripts, whatever stands around."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import opencc
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cleaners import Page, clean
from cleaners.chinese.scripts import both_scripts
from cleaners.lines import walls
from cleaners.lines.wall_wordings import KINDS, Kind, Wording
from tests.conftest import not_endless
from tests.mirror.damage import to_kit

CASES = tomllib.loads(Path(__file__).with_name("walls.toml").read_text(encoding="utf-8"))["case"]
WORDINGS = [(kind, wording) for kind in KINDS for wording in kind.wordings]
NAMES = ("首页", "期刊简介", "过刊浏览")
MENU = "<ul class=nav>" + "".join(f"<li><a href=/c{n}.html>{name}</a></li>" for n, name in enumerate(NAMES)) + "</ul>"
FOOT = "<div class=foot><p>{}</p><p>版权所有 2016 湖滨学报编辑部</p></div>"
# A hijacker's, above everything: his style rule and his banner
HIJACKED = (
    '<div id="k1x9a" class="pl_css_ganrao" style="display: none;"><span id="k1x9a"></span></div>'
    '<h1><a href="http://x.invalid/">国产日韩欧美一区_亚洲少妇熟女av_成人影院</a></h1>'
)

Case = dict[str, str]
_converter = cache(opencc.OpenCC)


def parametrized(cases: Iterable[Case]) -> list[object]:
    return [pytest.param(case, id=f"{case['script']} {case['label']}") for case in cases]


def page(case: Case, frame: str = "{}", around: str = MENU + "{}" + FOOT) -> str:
    """frame: what the body stands in. around: menu and footer, or a part of them."""
    shown = around.format(frame.format(case["body"]), case.get("foot", ""))
    return f"<html><head><title>{case['title']}</title></head><body>{shown}</body></html>"


def fault(case: Case, source: str) -> str:
    """What is wrong with the verdict on a case's page, "" for nothing."""
    verdict = clean(Page("http://a.example/1.html", source.encode())).verdict
    if case["wall"]:
        right = verdict.kind == "error" and case["wall"] in verdict.reasons[0]
    else:
        right = verdict.kind in ("clean", "list")
    return "" if right else f"{verdict.kind}: {verdict.reasons}"


@pytest.mark.parametrize("case", parametrized(CASES))
def test_a_wall_is_told_and_an_article_is_none(case: Case) -> None:
    assert fault(case, page(case)) == ""


def test_there_are_enough_cases_of_each() -> None:
    counts = {(script, wall): 0 for script in ("hans", "hant") for wall in (True, False)}
    for case in CASES:
        counts[case["script"], bool(case["wall"])] += 1
    assert min(counts.values()) > 12, counts


FRAMES = (
    "{}",
    "<div class=content>{}</div>",
    '<div class="main right">{}</div>',
    "<article>{}</article>",
    "<table><tr><td>{}</td></tr></table>",
    "<div class=sidebar>{}</div>",
)
AROUND = (MENU + "{}" + FOOT, "{}" + FOOT, "{}<!--{}-->")
CONVERSIONS: dict[str, tuple[Callable[[str], str], ...]] = {
    "hans": (str, to_kit, *(_converter(name).convert for name in ("s2t", "s2tw", "s2hk"))),
    "hant": (str, _converter("t2s").convert),
}


@settings(max_examples=150)
@given(st.sampled_from(CASES), st.sampled_from(FRAMES), st.sampled_from(AROUND), st.data())
def test_neither_script_nor_frame_matters(case: Case, frame: str, around: str, data: st.DataObject) -> None:
    around = AROUND[0] if case.get("foot") else around
    convert = data.draw(st.sampled_from(CONVERSIONS[case["script"]]))
    assert fault(case, convert(page(case, frame, around))) == ""


@pytest.mark.parametrize("case", parametrized(case for case in CASES if case["script"] == "hans"))
def test_a_hijacked_wall_is_no_article_either(case: Case) -> None:
    body = HIJACKED + to_kit(case["body"])
    verdict = clean(Page("u", page(case | {"body": body, "title": to_kit(case["title"])}).encode())).verdict
    assert verdict.kind in (("error",) if case["wall"] else ("injected", "list")), verdict.reasons


@pytest.mark.parametrize(("kind", "wording"), [pytest.param(k, w, id=w.simplified) for k, w in WORDINGS])
def test_a_wording_finds_what_it_was_made_for(kind: Kind, wording: Wording) -> None:
    for example in (wording.simplified, wording.traditional):
        assert re.search(both_scripts(wording.pattern), re.sub(r"(?<=\W) (?=\w)|(?<=[\u3400-\u9fff]) ", "", example))
        assert kind in [wall.kind for wall in walls.walls(example)]


@pytest.mark.parametrize(("kind", "wording"), [pytest.param(k, w, id=w.never) for k, w in WORDINGS])
def test_what_is_alike_and_an_articles_is_not_told(kind: Kind, wording: Wording) -> None:
    for line in (wording.never, to_kit(wording.never), _converter("s2tw").convert(wording.never)):
        assert walls.walls(line) == ()


@pytest.mark.parametrize(("kind", "wording"), [pytest.param(k, w, id=w.simplified) for k, w in WORDINGS])
def test_whatever_a_wording_finds_holds_a_word_of_its_kind(kind: Kind, wording: Wording) -> None:
    """Only what holds one is looked at."""

    @settings(max_examples=60, suppress_health_check=list(HealthCheck), database=None)
    @given(st.from_regex(wording.pattern))
    def holds(text: str) -> None:
        found = re.search(wording.pattern, text)
        assume(found)
        assert found and walls._words(kind).search(found[0].lower())

    holds()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("“页面不存在”是最常见的提示。", [], id="quoted"),
        pytest.param("「頁面不存在」是最常見的提示。", [], id="quoted in Traditional"),
        pytest.param("继续阅读需付费的做法并不少见。", [], id="made a noun of"),
        pytest.param("点击“登录”后查看全文。", ["登录后查看全文"], id="a button quoted"),
        pytest.param("請先【登入】", ["請先登入"], id="a button in brackets"),
        pytest.param("404 Not Found", ["404 Not Found"], id="Latin"),
        pytest.param("您好，请登录", [], id="a greeting"),
        pytest.param("会员登录", [], id="a heading of every portal"),
        pytest.param("讲座仅限会员参加。", [], id="members of a society"),
        pytest.param("本书仅限馆内阅览，不外借。", [], id="a rule of a library"),
        pytest.param("该文件已失效。", [], id="a statute"),
        pytest.param("详情请登录学会网站查询。", [], id="another site"),
        pytest.param("读者可登录本刊网站免费阅读全文。", [], id="another page"),
        pytest.param("他证明你是对的。", [], id="proof"),
        pytest.param("浏览器支持JavaScript是现代网页的基础。", [], id="a browser"),
        pytest.param("剩余80%的农户选择搬迁。", [], id="a share"),
        pytest.param("第404页", [], id="a number"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_what_one_line_says(line: str, said: list[str]) -> None:
    assert list(dict.fromkeys(wall.words for wall in walls.walls(line)))[: len(said) or 1] == said


@pytest.mark.parametrize(
    "unit", ["您的", "请先", "已被", "剩余80%", "安全", "您所在的用户组没有", "404 ", "“", "检测到异常"]
)
def test_no_line_takes_long(unit: str) -> None:
    with not_endless():
        walls.walls(unit * 2000)
        walls.title(unit * 2000)
