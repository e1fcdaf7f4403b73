"""Marking in the browser: what is marked is kept, leaves as a file, comes back from it, and becomes a failing case."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from outputs.marks.fields import FIELDS, alike, as_text
from outputs.marks.reading import Mark, read
from outputs.report.corpus_id import NAME, corpus_id
from outputs.report.marks_panel import marks_panel
from tests.golden import __main__ as golden
from tests.report.browser import Open, Opened
from tests.report.marks_page import FULL, REFUSE, write
from tests.report.payloads import PAYLOADS
from tests.report.test_marks import CORPUS, RECORD, URL, data, the_case

__all__ = ["data"]  # a fixture

ARCHIVE = "s/archive/s-r-00001.warc.gz"
SHOWN = {"id": RECORD["id"], "url": URL, "archive": ARCHIVE, "offset": 12, "fields": RECORD}
OTHER = "fedcba9876543210" * 2

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def made(name: str = "report", corpus: str = CORPUS, shown: Mapping[str, Any] = SHOWN, **more: str) -> Path:
        return write(tmp_path / name, corpus, shown, **more)

    return made


def mark(opened: Opened, field: str, verdict: str, expected: str | None = None, note: str = "") -> None:
    """Mark a field as a person does."""
    page = opened.page
    page.select_option("#mark-field", field)
    if expected is not None:
        page.fill("#mark-expected", expected)
    page.fill("#mark-note", note)
    page.click(f"#mark-{verdict}")


def text_of(opened: Opened) -> str:
    return opened.page.input_value("#marks-text")


def marks_of(opened: Opened, folder: Path) -> list[Mark]:
    """The marks as the commands read what the page exports."""
    if not (text := text_of(opened)):
        return []
    (file := folder / "copied.json").write_text(text, "utf-8")
    return read(file)


def said(opened: Opened) -> str:
    """What the page says just now, in English."""
    return opened.page.eval_on_selector("#marks-said", "p => p.innerText").strip()  # type: ignore[no-any-return]


def shows(opened: Opened, detail: Mapping[str, Any]) -> None:
    opened.page.evaluate("detail => show(detail)", detail)


def imports(opened: Opened, content: str) -> None:
    opened.page.evaluate("document.getElementById('marks-said').replaceChildren()")
    payload: Any = {"name": "m.json", "mimeType": "application/json", "buffer": content.encode()}
    opened.page.set_input_files("#marks-import", payload)
    opened.page.wait_for_selector("#marks-said:not(:empty)")


@pytest.mark.slow
def test_a_mark_is_kept_exported_and_becomes_a_failing_case(
    make: Make, open_page: Open, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (archive,) = data.glob("s/archive/*")
    name = archive.relative_to(data).as_posix()
    opened = open_page(make(shown={**SHOWN, "archive": name, "offset": None}))
    mark(opened, "title", "wrong", "另一个题目", "多了字 & <b>")
    mark(opened, "year", "right")
    mark(opened, "journal", "wrong")
    mark(opened, "", "right")
    expected = [
        Mark(URL, "title", False, RECORD["title"], "另一个题目", "多了字 & <b>", name),
        Mark(URL, "year", True, RECORD["year"], archive=name),
        Mark(URL, "journal", False, RECORD["journal"], archive=name),
        Mark(URL, "", True, archive=name),
    ]
    assert marks_of(opened, data) == expected
    with opened.page.expect_download() as download:
        opened.page.click("#marks-export")
    download.value.save_as(file := data / "down.json")
    assert download.value.suggested_filename == "jingkan-marks.json" and file.read_text("utf-8") == text_of(opened)
    assert opened.faults() == []

    assert golden.main(["record", "--marks", str(file), "--data", str(data)]) == 0
    assert "title: fails until it is mended" in capsys.readouterr().out
    case = the_case(data)
    assert (case.expected or {})["title"] == "另一个题目" != case.found["title"]


@pytest.mark.slow
def test_marks_stay_where_they_belong(make: Make, open_page: Open, tmp_path: Path) -> None:
    """In every report of the corpus, in no other's, however near they are on the disk; changed or taken off they go."""
    opened = open_page(make())
    mark(opened, "title", "wrong", "甲")
    mark(opened, "doi", "right")
    before = marks_of(opened, tmp_path)
    for name, corpus, there in (("site", CORPUS, before), ("elsewhere", OTHER, [])):
        opened.page.goto(make(name, corpus).as_uri())
        assert marks_of(opened, tmp_path) == there
    opened.page.goto((tmp_path / "report" / "marks.html").as_uri())
    opened.page.select_option("#mark-field", "title")
    assert opened.page.input_value("#mark-expected") == "甲"
    mark(opened, "title", "right")
    opened.page.select_option("#mark-field", "doi")
    opened.page.click("#mark-off")
    assert [(each.field, each.right, each.expected) for each in marks_of(opened, tmp_path)] == [("title", True, None)]
    shows(opened, {**SHOWN, "url": URL + "2"})
    assert "No marks yet." in opened.page.inner_text("#mark-list") and "Marks: 1; pages: 1." in opened.page.inner_text(
        "#marks"
    )
    shows(opened, {"url": "file:///a.html", "fields": {}})
    assert opened.page.is_hidden("#marks"), "such a page is in no corpus"
    assert opened.faults() == []


@pytest.mark.slow
def test_two_windows_lose_nothing_of_each_other(make: Make, open_page: Open, tmp_path: Path) -> None:
    opened = open_page(make())
    second = opened.page.context.new_page()
    opened.errors.clear()  # of that window
    second.goto(opened.page.url)
    other = Opened(second)
    mark(opened, "title", "right")
    mark(other, "year", "right")
    mark(opened, "doi", "right")
    opened.page.wait_for_timeout(100)
    assert {each.field for each in marks_of(other, tmp_path)} == {"title", "year", "doi"}
    assert text_of(opened) == text_of(other) and opened.faults() == []


@pytest.mark.slow
@pytest.mark.parametrize("before", [REFUSE, FULL], ids=["refused", "full"])
def test_where_the_storage_refuses_marks_are_in_memory_and_that_is_said(
    make: Make, open_page: Open, tmp_path: Path, before: str
) -> None:
    opened = open_page(make(before=before))
    mark(opened, "title", "wrong", "甲")
    assert said(opened).startswith("This browser keeps nothing for this page")
    shows(opened, {**SHOWN, "url": URL + "2"})
    mark(opened, "year", "right")
    assert [each.url for each in marks_of(opened, tmp_path)] == [URL, URL + "2"]
    assert said(opened).startswith("This browser keeps nothing"), "it is said as long as it is so"
    opened.page.reload()
    assert marks_of(opened, tmp_path) == [] and opened.faults() == []


@pytest.mark.slow
def test_a_file_is_imported_whole_or_not_at_all(make: Make, open_page: Open, tmp_path: Path) -> None:
    opened = open_page(make())
    mark(opened, "title", "wrong", "甲")
    mark(opened, "year", "right")
    text, marks = text_of(opened), marks_of(opened, tmp_path)
    file = json.loads(text)

    def changed(**change: object) -> str:
        return json.dumps({**file, "marks": [file["marks"][0], {**file["marks"][1], **change}]})

    bad = "Nothing was imported: mark 2 of the file is none."
    none = "Nothing was imported: the file holds no marks."
    for content, told in {
        "": none, "[]": none, "null": none, '{"marks": []}': none, json.dumps({**file, "jingkan_marks": 2}): none,
        changed(url="javascript:alert(1)"): bad, changed(url=1): bad, changed(field="colour"): bad,
        changed(verdict="maybe"): bad, changed(field="", verdict="wrong"): bad, changed(archive="../a"): bad,
        changed(offset=-1): bad, changed(offset=1.5): bad, changed(note=None): bad, changed(expected=[]): bad,
        json.dumps({**file, "marks": [file["marks"][0], None]}): bad,
    }.items():  # fmt: skip
        imports(opened, content)
        assert said(opened) == told, content
        assert text_of(opened) == text

    imports(opened, text)
    assert said(opened) == "Marks imported: 2; in the place of others: 2." and marks_of(opened, tmp_path) == marks
    opened.page.goto(make("elsewhere", OTHER).as_uri())
    mark(opened, "year", "wrong", "1066")
    mark(opened, "doi", "right")
    imports(opened, text)
    assert said(opened).startswith("Marks imported: 2; in the place of others: 1. They are of another corpus")
    assert {(each.field, each.right) for each in marks_of(opened, tmp_path)} == {
        ("title", False), ("year", True), ("doi", True),
    }  # fmt: skip
    assert opened.faults() == []


@pytest.mark.slow
@pytest.mark.parametrize("kept", ["{", "{}", '[{"url": "javascript:alert(1)"}]', "[null]"])
def test_what_the_storage_holds_is_not_trusted_and_not_lost(make: Make, open_page: Open, kept: str) -> None:
    opened = open_page(make())
    key = f"jingkan.marks.{CORPUS}"
    opened.page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [key, kept])
    opened.page.reload()
    assert text_of(opened) == ""
    assert opened.page.evaluate("key => localStorage.getItem(key)", f"{key}.damaged") == kept
    mark(opened, "title", "right")
    assert '"title"' in text_of(opened) and opened.faults() == []


@pytest.mark.slow
def test_the_page_makes_the_same_text_of_a_field_as_the_commands(make: Make, open_page: Open) -> None:
    opened = open_page(make())
    odd = {
        "title": " 甲\r\n乙 ",
        "year": 2019,
        "keywords": ["甲", None, ["乙"]],
        "references": [{"other": 1}, {"raw": "[1]"}],
    }
    for fields in (RECORD, odd, {}):
        shows(opened, {**SHOWN, "fields": fields})
        for field in FIELDS:
            opened.page.select_option("#mark-field", field)
            assert alike(opened.page.input_value("#mark-expected"), as_text(fields.get(field))), field


@pytest.mark.slow
def test_nothing_that_a_record_a_note_or_a_file_holds_is_obeyed(make: Make, open_page: Open) -> None:
    shown = {**SHOWN, "fields": dict.fromkeys(FIELDS, "\n".join(PAYLOADS)), "id": PAYLOADS[0], "archive": PAYLOADS[2]}
    opened = open_page(make(shown={**shown, "url": URL + "?" + PAYLOADS[1].replace(" ", "/")}))
    typed = [payload for payload in PAYLOADS if payload.isprintable()]
    for field, *some in zip(FIELDS, typed[::3], typed[1::3], typed[2::3], strict=False):
        mark(opened, field, "wrong", " ".join(some), "".join(some))
    there = len(json.loads(text_of(opened))["marks"])
    marks = [
        {"url": f"{URL}{n}?{payload}", "field": FIELDS[0], "verdict": "right", "note": payload}
        for n, payload in enumerate(PAYLOADS)
    ]
    imports(opened, json.dumps({"jingkan_marks": 1, "corpus": PAYLOADS[0], "marks": marks}))
    opened.page.wait_for_timeout(100)
    assert len(json.loads(text_of(opened))["marks"]) == there + len(PAYLOADS)
    assert opened.faults() == []
    made = opened.page.eval_on_selector_all("#marks *", "all => all.map(each => each.localName)")
    ours = "div h2 h3 p ul li span label select option textarea small button input details summary"
    assert set(made) <= {*ours.split()}


@pytest.mark.slow
def test_everybody_can_use_it(make: Make, open_page: Open) -> None:
    """In both languages and both schemes, with marks, with an open part and a message; and by the keyboard alone."""
    for language in ("en", "zh-Hans"):
        for scheme in ("light", "dark"):
            opened = open_page(
                make(f"{language}-{scheme}", before=REFUSE, language=language),
                color_scheme=scheme,
                viewport={"width": 360, "height": 800},
            )
            mark(opened, "title", "wrong", "甲", "注" * 200)
            opened.page.click("#marks-as-text")
            assert opened.violations() == [] and opened.faults() == []
            assert opened.page.evaluate("document.documentElement.scrollWidth") <= 360
            assert opened.page.inner_text("#mark-wrong") == ("Wrong" if language == "en" else "有误")
    pressed = [opened.page.get_attribute(f"#mark-{verdict}", "aria-pressed") for verdict in ("right", "wrong")]
    assert pressed == ["false", "true"], "as the field is marked"
    opened.page.focus("#mark-field")
    for _ in range(3):
        opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("Enter")
    assert json.loads(text_of(opened))["marks"][-1]["verdict"] == "right"


def test_the_id_of_a_data_folder_is_written_once(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
    assert corpus_id(one) == corpus_id(one) != corpus_id(other)
    assert f'data-corpus="{corpus_id(one)}"' in marks_panel(corpus_id(one))
    for damaged in (b"", b"\xff", b"<script>", b"0" * 31):
        (one / NAME).write_bytes(damaged)
        assert corpus_id(one) == corpus_id(one) != damaged.decode("latin-1")
