"""Pages that made single places take quadratic time: four times the page takes about four times the calls."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cleaners.html.css import hidden_names
from cleaners.html.head import MOST_NAMED, _named
from cleaners.html.limits import LONGEST_TAG, SHORT
from cleaners.page import Page
from cleaners.pipeline import clean
from cleaners.repair.annotation import NEAR, pair_before
from cleaners.repair.process import undo_process
from tests.conftest import calls

#: How much more than four times the calls may be, by hand.
FOUR_TIMES = 5


def test_a_row_of_insertions_is_walked_once() -> None:
    def row(number: int) -> str:
        return "关" + "(guān)" * number

    undo_process(row(9))  # tables load here, uncounted
    assert calls(undo_process, row(1200)) <= FOUR_TIMES * calls(undo_process, row(300))


@pytest.mark.parametrize("number", [0, 1, 3, NEAR // 7])
def test_what_a_few_insertions_annotate_is_found(number: int) -> None:
    text = "关" + "(guān)" * number
    assert pair_before(text, 0, len(text)) == "关"


@pytest.mark.parametrize("number", [1, MOST_NAMED, MOST_NAMED + 1, 10 * MOST_NAMED])
def test_what_a_sheet_hides_is_hidden_however_many_names_it_has(number: int) -> None:
    sheet = "".join(f".c{i}{{display:none}}" for i in range(number))
    assert len(hidden_names(sheet)) == number
    page = f"<style>{sheet}</style><h1>题目</h1><p>看得见。</p><p class=d>也看得见。</p><p class=c0>看不见。</p>"
    article = clean(Page("u", page.encode()))
    assert [removal.text for removal in article.removed if removal.step == "hidden"] == ["看不见。"]


@pytest.mark.parametrize("names", [["a"], ["#a", "b"], [f"c{i}" for i in range(999)]])
def test_a_selector_does_not_grow_with_a_sheet(names: list[str]) -> None:
    assert len(_named(names)) <= 10 * MOST_NAMED


PAGES: dict[str, Callable[[int], str]] = {
    "attributes": lambda number: "<p " + " ".join(f"a{i}='字'" for i in range(number)) + ">",
    "one attribute": lambda number: f"<img src='{'x' * 9 * number}'>",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_tag_too_long_for_any_page_is_cut(name: str) -> None:
    begin = "<h1>题目</h1><p>分词是第一步，后面的都要靠它。它好，别的才好。</p>"
    tag = PAGES[name](20_000)
    assert len(tag) > SHORT > LONGEST_TAG
    article = clean(Page("u", f"{begin}{tag}".encode()))
    assert article.text.startswith("分词是第一步")
