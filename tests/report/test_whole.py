"""The whole report in a browser, from disk, as a person goes through it: of good pages and of hostile ones."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from outputs.report.build import NAME, build
from outputs.state.database import State
from tests.golden import __main__ as golden
from tests.golden import case as harness
from tests.golden import marked
from tests.golden.case import Case
from tests.report import made
from tests.report.browser import Open, Opened
from tests.report.payloads import PAYLOADS

pytestmark = pytest.mark.slow
#: The folder of the hostile pages, and so the name of their archive and of their records.
SITE = "h<img src=x onerror=alert(1)>"
PAGES = ("index.html", "review.html")
#: Elements that neither page makes of what it shows.
FOREIGN = "img, iframe, object, embed, style, base, form[action], math, template, [onload], [onerror], [style]"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder and its report: 30 articles as three mirrors serve them, and a page for each payload; each of these
    payloads is besides why an address could not be had, and part of that address."""
    data = tmp_path_factory.mktemp("whole") / "data"
    good = sorted(made.repeated(list(made.mirrored(1)), 30), key=lambda one: one.site)
    made.write(data, [*good, *made.hostile(SITE)])
    state = State(data / "state" / "state.db")
    with state.transaction() as db:
        keys = [row["key"] for row in db.execute("SELECT key FROM urls WHERE url LIKE 'http://a.example/%<b>%'")]
        for key, payload in zip(keys, PAYLOADS, strict=True):
            said = payload.encode("utf-8", "replace").decode()
            db.execute("UPDATE urls SET error = ?, asked = 1 WHERE key = ?", (said, key))
    state.close()
    build(data)
    return data


@pytest.fixture
def opened(data: Path, open_page: Open) -> Iterator[Opened]:
    seen = open_page(data / NAME / "index.html", locale="en-GB", viewport={"width": 1440, "height": 900})
    yield seen
    assert seen.faults() == [] and len(seen.requests) > 2


def unfold(seen: Opened) -> None:
    for details in seen.page.locator("details").all():
        details.evaluate("each => { each.open = true; }")


def to_review(seen: Opened) -> None:
    seen.page.click("nav a[href='review.html']")
    seen.page.wait_for_selector(".page > .block")


def test_a_person_goes_through_it_and_a_mark_becomes_a_failing_case(
    opened: Opened, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = opened.page
    assert page.inner_text("h1") == "Overview"
    page.click("#language")
    assert page.inner_text("h1") == "概览"
    page.click("#language")
    to_review(opened)
    page.select_option("#by-site", "b")
    page.fill("#search", "4")
    title = page.inner_text("#list li:first-child .title")
    page.click("#list li:first-child a")
    page.locator("#about h2", has_text=re.compile(f"^{re.escape(title)}$")).wait_for()
    page.click(".turn button:last-child")
    page.click(".turn button:first-child")
    page.locator("#about h2", has_text=re.compile(f"^{re.escape(title)}$")).wait_for()

    page.click("#marks-open")
    page.select_option("#mark-field", "title")
    page.fill("#mark-expected", "另一个题目 j k / ?")
    page.fill("#mark-note", "不是这个")
    page.focus("#mark-note")
    page.keyboard.type("jk/?")  # the keys of the review are letters here
    assert page.inner_text("#about h2") == title and page.input_value("#mark-note") == "不是这个jk/?"
    page.click("#mark-wrong")
    with page.expect_download() as download:
        page.click("#marks-export")
    download.value.save_as(tmp_path / "marks.json")
    page.click("nav a[href='index.html']")
    to_review(opened)
    assert "Marks: 1; pages: 1." in (page.text_content("#marks-count") or ""), "they outlive the page"

    for module in (harness, golden, marked):
        monkeypatch.setattr(module, "HERE", tmp_path / "golden")
    assert golden.main(["record", "--marks", str(tmp_path / "marks.json"), "--data", str(data)]) == 0
    assert "title: fails until it is mended" in capsys.readouterr().out
    (folder,) = (path.parent for path in tmp_path.glob("golden/b/*/page.json"))
    case = Case(folder)
    assert (case.expected or {})["title"] == "另一个题目 j k / ?" != case.found["title"]


def test_nothing_of_a_page_is_obeyed(opened: Opened) -> None:
    """Every payload is in the overview, then in view in the review, and marked: nothing runs, loads or leads away."""
    page = opened.page
    unfold(opened)
    reasons = page.inner_text("main")
    missing = [payload for payload in PAYLOADS if payload.isprintable() and payload not in reasons]
    assert missing == [] and page.locator(f":is({FOREIGN})").count() == 0
    to_review(opened)
    page.select_option("#by-site", SITE)
    page.select_option("#order", "archive")
    page.locator("#list li:first-child a").click()
    for n, payload in enumerate(PAYLOADS):
        page.locator("#about .copyable code", has_text=f"http://a.example/{n}?").first.wait_for()
        unfold(opened)
        record = page.locator("#record")
        assert record.locator(f":is({FOREIGN}), script, a").count() == 0, payload
        if payload.isprintable():
            assert record.inner_text().count(payload) >= 5, payload
        page.select_option("#mark-field", "journal")
        page.click("#mark-wrong")
        page.keyboard.press("j")
    assert page.locator(f":is({FOREIGN})").count() == 0
    assert len(json.loads(page.input_value("#marks-text"))["marks"]) == len(PAYLOADS)


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_it_fits_and_everybody_can_use_it(data: Path, open_page: Open, name: str, width: int) -> None:
    """In both languages and both schemes, of a good record and of a hostile one. A wide page is asked once."""
    seen = open_page(data / NAME / name, locale="en-GB", viewport={"width": width, "height": 900})
    for record in ("url:7", "</script><script>alert(1)</script>1") if name == "review.html" else ("content",):
        seen.page.evaluate(f"location.hash = {json.dumps(quote(record, safe=''))}")
        seen.page.locator("main", has_text=record if name == "review.html" else "Runs").wait_for()
        unfold(seen)
        for scheme in ("light", "dark"):
            seen.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            for _ in ("zh", "en"):
                seen.page.click("#language")
                assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
                if width == 360 or scheme == "dark":
                    assert seen.violations() == [], (record, scheme)
    assert seen.faults() == []


@pytest.mark.parametrize(
    ("locale", "shown", "other"),
    [("zh-CN", "zh-Hans", "English"), ("zh-TW", "zh-Hans", "English"), ("de", "en", "中文")],
)
def test_the_browsers_language_is_shown_and_the_one_chosen_is_kept(
    data: Path, open_page: Open, locale: str, shown: str, other: str
) -> None:
    seen = open_page(data / NAME / "index.html", locale=locale)
    assert seen.page.get_attribute("html", "lang") == shown and seen.page.inner_text("#language") == other
    seen.page.click("#language")
    to_review(seen)
    assert seen.page.get_attribute("html", "lang") != shown and seen.faults() == []
