"""The review in a browser, from disk: found, filtered and walked through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from outputs.report.build import NAME, build
from tests.report import made
from tests.report.browser import Open, Opened

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The review of 60 records."""
    data, kept = tmp_path_factory.mktemp("review") / "data", list(made.mirrored(1))
    several = list(made.repeated(kept, 60))
    made.write(data, sorted(several, key=lambda one: one.site))
    build(data)
    return data / NAME / "review.html"


@pytest.fixture
def opened(page: Path, open_page: Open) -> Iterator[Opened]:
    seen = open_page(page)
    seen.page.wait_for_selector(".page > .block")
    yield seen
    assert seen.faults() == []


def rows(seen: Opened) -> list[str]:
    return [str(text) for text in seen.page.locator("#list .title").all_inner_texts()]


def confidences(seen: Opened) -> list[float]:
    return [float(text) for text in seen.page.locator("#list .number").all_inner_texts()]


def test_the_doubtful_come_first_and_another_order_can_be_had(opened: Opened) -> None:
    first = confidences(opened)
    assert first == sorted(first) and len(first) == 50
    opened.page.select_option("#order", "archive")
    assert confidences(opened) != first


def test_filters_and_search_narrow_and_widen_again(opened: Opened) -> None:
    all_ = opened.page.inner_text("#count")
    opened.page.select_option("#by-site", "b")
    assert "20" in opened.page.inner_text("#count").split()[0]
    opened.page.select_option("#by-step", "hidden")
    opened.page.fill("#search", "59")
    assert [title for title in rows(opened) if not title.endswith("59")] == []
    opened.page.fill("#search", "no such words")
    assert rows(opened) == []
    opened.page.fill("#search", "")
    opened.page.select_option("#by-site", "")
    opened.page.select_option("#by-step", "")
    assert opened.page.inner_text("#count") == all_


@pytest.mark.parametrize(("forth", "back"), [("j", "k"), ("ArrowRight", "ArrowLeft")])
def test_keys_walk_through_the_list(opened: Opened, forth: str, back: str) -> None:
    walked = []
    for key in (forth, forth, forth, back, back, back, back):
        opened.page.keyboard.press(key)
        opened.page.wait_for_timeout(150)
        walked.append(opened.page.locator("#list [aria-current] .title").inner_text())
    names = rows(opened)
    assert [names.index(name) for name in walked] == [1, 2, 3, 2, 1, 0, 0]


def test_keys_for_search_and_help(opened: Opened) -> None:
    opened.page.keyboard.press("/")
    assert opened.page.evaluate("document.activeElement.id") == "search"
    opened.page.keyboard.type("j?/k")
    assert opened.page.input_value("#search") == "j?/k" and not opened.page.is_visible("#help")
    opened.page.keyboard.press("Escape")
    opened.page.keyboard.press("?")
    assert opened.page.is_visible("#help")
    opened.page.keyboard.press("Escape")
    assert not opened.page.is_visible("#help")


def test_a_record_can_be_linked_to(page: Path, open_page: Open) -> None:
    seen = open_page(page, quote("url:41", safe=""))
    seen.page.wait_for_selector(".page > .block")
    assert seen.page.inner_text("#about h2").endswith(" 41")
    assert "url:41" in seen.page.inner_text("#beside .saved")
    seen.page.evaluate("location.hash = '#no%20such<b>%'")
    seen.page.wait_for_selector("#about [role=alert]")
    assert "no%20such" in seen.page.inner_text("#about") and seen.page.locator("#about b").count() == 0
    seen.page.go_back()
    seen.page.wait_for_selector(".page > .block")
    assert seen.faults() == []


def test_who_listens_is_told_of_each_record(page: Path, open_page: Open) -> None:
    seen = open_page(page)
    seen.page.wait_for_selector(".page > .block")
    seen.page.evaluate("document.addEventListener('jingkan:shown', ({detail}) => { globalThis.told = detail; })")
    seen.page.keyboard.press("j")
    seen.page.locator("#about h2", has_text=rows(seen)[1]).wait_for()
    told = seen.page.evaluate("globalThis.told")
    assert told["url"].startswith("http") and told["archive"].endswith(".warc.gz") and told["offset"] > 0
    assert told["fields"]["title"] == rows(seen)[1] and "" not in told["fields"].values()
