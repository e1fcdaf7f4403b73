"""Marks of the review: the file they stand in, the golden cases made of them, and what a trial says of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners import Page, clean
from outputs.archive.digest import payload_digest
from outputs.archive.reader import pages
from outputs.archive.writer import Archive, Response
from outputs.marks.fields import FIELDS, alike, as_text, value_of
from outputs.marks.judging import Fate, judged
from outputs.marks.reading import Mark, MarksError, read, schema
from outputs.record import to_record
from outputs.record_types import Record
from outputs.schema import problems
from tests.commands.conftest import ARTICLE
from tests.golden import __main__ as golden
from tests.golden import case as harness
from tests.golden import marked
from tests.golden import test_golden as of_cases
from tests.golden.case import Case

CORPUS = "0123456789abcdef" * 2
URL = "https://a.example/1"
WRONG = {"url": URL, "field": "title", "verdict": "wrong", "saved": "题目（一）", "expected": "题目"}
RIGHT = {"url": URL, "field": "", "verdict": "right"}


def exported(path: Path, *marks: object, **more: object) -> Path:
    path.write_text(json.dumps({"jingkan_marks": 1, "corpus": CORPUS, "marks": marks} | more), "utf-8")
    return path


def test_what_a_page_exports_is_read(tmp_path: Path) -> None:
    full = WRONG | {"id": "url:1", "archive": "s/archive/s-r-00001.warc.gz", "offset": 7, "note": "多了一"}
    file = exported(tmp_path / "marks.json", full, RIGHT, WRONG | {"field": "doi", "expected": None, "offset": None})
    assert read(file) == [
        Mark(URL, "title", False, "题目（一）", "题目", "多了一", "s/archive/s-r-00001.warc.gz", 7),
        Mark(URL, "", True),
        Mark(URL, "doi", False, "题目（一）"),
    ]


def test_of_two_marks_of_a_field_the_later_counts(tmp_path: Path) -> None:
    (mark,) = read(exported(tmp_path / "m", WRONG, WRONG | {"verdict": "right", "expected": None}))
    assert mark.right


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"url": "javascript:alert(1)"}, "marks[1].url: has not the form"),
        ({"url": 1}, "marks[1].url: must be a string, is 1"),
        ({"archive": "../../etc/archive/x.warc.gz"}, "marks[1].archive: has not the form"),
        ({"archive": "../archive/x.warc.gz"}, "marks[1].archive: has not the form"),
        ({"archive": "/s/archive/x.warc.gz"}, "marks[1].archive: has not the form"),
        ({"archive": "s/archive/../x.warc.gz"}, "marks[1].archive: has not the form"),
        ({"archive": "s/archive/x.py"}, "marks[1].archive: has not the form"),
        ({"offset": -1}, "marks[1].offset: must be at least 0, is -1"),
        ({"verdict": "maybe"}, "marks[1].verdict: must be one of 'right', 'wrong', is \"maybe\""),
        ({"colour": "red"}, "marks[1]: has fields the schema does not know: colour"),
        ({"field": "colour"}, "marks[1]: no field to mark: 'colour'; there are verdict, title, "),
        ({"field": "sections"}, "marks[1]: no field to mark: 'sections'"),
        ({"field": ""}, "marks[1]: says that something is wrong, and not which field"),
        ({"expected": " 题目（一）\n"}, "marks[1]: title is marked wrong, and expected to be what it is"),
    ],
)
def test_what_is_wrong_with_a_mark_is_told_in_a_line(tmp_path: Path, change: dict[str, object], said: str) -> None:
    file = exported(tmp_path / "marks.json", RIGHT, WRONG | change)
    with pytest.raises(MarksError) as told:
        read(file)
    assert str(told.value).startswith(f"{file}: {said}") and "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is no file of marks, as it is not JSON"),
        (b"\xff\xfe{", "is no file of marks, as it is not JSON"),
        (b"[" * 100_000, "is no file of marks, as it is not JSON"),
        (b"[]", "the file: must be an object, is []"),
        (b'{"url": "https://a.example/1"}', "the file: "),
        (json.dumps({"jingkan_marks": 2, "corpus": CORPUS, "marks": []}).encode(), "jingkan_marks: 1 was expected"),
        (json.dumps({"jingkan_marks": 1, "corpus": "x", "marks": []}).encode(), "corpus: has not the form"),
    ],
)
def test_what_is_no_file_of_marks_is_told_in_a_line(tmp_path: Path, content: bytes, said: str) -> None:
    (file := tmp_path / "marks.json").write_bytes(content)
    with pytest.raises(MarksError) as told:
        read(file)
    assert str(told.value).startswith(f"{file}: {said}") and "\n" not in str(told.value)
    with pytest.raises(MarksError, match=r"absent: cannot be read: No such file"):
        read(tmp_path / "absent")


def test_every_field_that_can_be_marked_is_of_the_record_and_of_a_case() -> None:
    assert set(FIELDS) <= get_type_hints(Record).keys() & set(harness.FIELDS)
    assert set(schema()["$defs"]["mark"]["properties"]) - {"verdict", "id"} | {"right"} == set(Mark.__slots__)


PAGE = Page(URL, ARTICLE.encode("gb18030"))
RECORD = to_record(clean(PAGE), PAGE)


@pytest.mark.parametrize("field", [field for field in FIELDS if field != "verdict"])
def test_a_text_taken_back_is_the_value_it_was_made_of(field: str) -> None:
    value: Any = RECORD[field]  # type: ignore[literal-required]
    back = value_of(field, as_text(value), value)
    assert back == value if field != "text" else alike(as_text(back), as_text(value))


@given(st.sampled_from(FIELDS), st.text("甲乙 \n\t.", max_size=12))
def test_whatever_a_person_writes_is_shown_as_written(field: str, text: str) -> None:
    """And the record with it has the type that the schema wants, references aside, which are not parsed."""
    value = value_of(field, text, RECORD.get(field))
    assert alike(as_text(value), text)
    if field not in ("verdict", "references"):
        said = [each for each in problems(RECORD | {field: value}) if "must be a" in each or "must be one" in each]
        assert said == []


@pytest.mark.parametrize("field", FIELDS)
def test_the_fate_of_a_mark(field: str) -> None:
    """Of any field: what it was, what it should be, and a third."""
    was, should, other = ({field: each} for each in ("甲\n乙", "乙", "丙"))
    wrong = Mark(URL, field, False, "甲\n乙", "乙")
    right, unsaid = Mark(URL, field, True, "甲\n乙"), Mark(URL, field, False, "甲\n乙")

    def fates(now: dict[str, str] | None) -> list[Fate]:
        return [judged(mark, was, now).fate for mark in (wrong, unsaid, right, Mark(URL, "", True))]

    assert fates(was) == ["wrong", "wrong", "kept", "kept"]
    assert fates({field: "甲\n\n 乙\n"})[:3] == ["wrong", "wrong", "kept"]
    assert fates(should) == ["mended", "changed", "lost", "lost"]
    assert fates(other) == ["changed", "changed", "lost", "lost"]
    assert fates({}) == ["changed", "changed", "lost", "lost"]
    assert fates(None) == ["missing"] * 4
    assert {fate for now in (was, should, other, None) for fate in fates(now)} == set(get_args(Fate))


# -- golden cases


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with two visits of a page and one of another in an archive, and a folder for cases beside it."""
    for module in (harness, golden, marked):
        monkeypatch.setattr(module, "HERE", tmp_path / "golden")
    archive = Archive(tmp_path / "data" / "s" / "archive", "s-r")
    for n, (url, body) in enumerate([(URL, PAGE.body), (URL, PAGE.body + b"<!-- 2 -->"), (URL + "2", b"<p>other</p>")]):
        when = datetime(2026, 1, 1 + n, tzinfo=UTC)
        archive.write(Response(url, 200, (("Content-Type", "text/html"),), body, when, payload_digest(body)))
    archive.close()
    return tmp_path / "data"


Record_ = Callable[..., tuple[int, str, str]]


@pytest.fixture
def record(data: Path, capsys: pytest.CaptureFixture[str]) -> Record_:
    def of(*marks: dict[str, object]) -> tuple[int, str, str]:
        (archive,) = data.glob("s/archive/*")
        there = {"archive": archive.relative_to(data).as_posix(), "saved": "…"}
        file = exported(data.parent / "marks.json", *(there | mark for mark in marks))
        code = golden.main(["record", "--marks", str(file), "--data", str(data)])
        return code, *capsys.readouterr()

    return of


def the_case(data: Path) -> Case:
    (folder,) = (path.parent for path in data.parent.glob("golden/*/*/page.json"))
    return Case(folder)


def test_a_wrong_mark_becomes_a_case_that_fails_in_its_field_alone(data: Path, record: Record_) -> None:
    code, said, _ = record(WRONG | {"expected": "另一个题目"}, RIGHT, {"url": URL, "field": "year", "verdict": "right"})
    case = the_case(data)
    assert code == 0 and "title: fails until it is mended" in said and "1 cases recorded" in said
    assert case.folder.parent.name == "s" and case.page.url == URL
    assert case.page.body == PAGE.body + b"<!-- 2 -->", "the newest, as no offset was given"
    for field in harness.FIELDS:
        if field == "title":
            with pytest.raises(AssertionError):
                of_cases.test_field(case, field)
        else:
            of_cases.test_field(case, field)
    of_cases.test_expectation_names_only_fields_of_the_record(case)
    of_cases.test_nothing_is_written_that_is_empty(case)
    assert (case.expected or {})["title"] == "另一个题目"


def test_of_several_visits_the_marked_one_is_taken(data: Path, record: Record_) -> None:
    (archive,) = data.glob("s/archive/*")
    first = next(offset for offset, page in pages(archive) if page.url == URL)
    assert record(WRONG | {"offset": first})[0] == 0
    assert the_case(data).page.body == PAGE.body


def test_an_archive_that_was_written_anew_is_found_by_the_page(data: Path, record: Record_) -> None:
    (archive,) = data.glob("s/archive/*")
    file = f"s/archive/{archive.name}"
    archive.rename(archive.with_name("s-r-00001-r2.warc.gz"))
    assert record(WRONG | {"archive": file, "offset": 3})[0] == 0
    assert the_case(data).page.url == URL


@pytest.mark.parametrize("field", FIELDS)
def test_what_was_said_to_be_right_is_expected_in_the_form_of_a_case(data: Path, record: Record_, field: str) -> None:
    """What the record says already, marked as what it should be, makes a case that passes."""
    now = as_text(RECORD[field])  # type: ignore[literal-required]
    code, said, _ = record({"url": URL, "field": field, "verdict": "wrong", "expected": now + "\n"})
    assert code == 0 and f"{field}: as expected already" in said
    of_cases.test_field(the_case(data), field)


@pytest.mark.parametrize("field", FIELDS)
def test_where_it_was_not_said_what_is_right_the_case_fails_and_asks(data: Path, record: Record_, field: str) -> None:
    assert record({"url": URL, "field": field, "verdict": "wrong", "note": "看原刊"})[0] == 0
    case = the_case(data)
    assert (case.expected or {})[field] == f"{marked.UNSAID} (看原刊)"
    with pytest.raises(AssertionError):
        of_cases.test_field(case, field)


def test_right_marks_make_no_case(data: Path, record: Record_) -> None:
    assert record(RIGHT)[1].startswith("0 cases recorded")
    assert not (data.parent / "golden").exists()


def test_a_case_that_is_there_is_left_alone(data: Path, record: Record_) -> None:
    record(WRONG)
    before = the_case(data).expected_file.read_bytes()
    code, said, told = record(WRONG | {"expected": "第三个题目"}, WRONG | {"url": URL + "2"})
    assert code == 1 and f"{URL}: there is a case of it: mend " in told and "1 cases recorded" in said
    assert before in {path.read_bytes() for path in data.parent.glob("golden/*/*/expected.json")}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"archive": ""}, "its marks name no archive"),
        ({"url": "https://b.example/"}, "does not hold it"),
        ({"archive": "t/archive/x.warc.gz"}, "t/archive does not hold it"),
    ],
)
def test_a_page_that_is_not_to_be_had_is_named(
    data: Path, record: Record_, change: dict[str, object], said: str
) -> None:
    code, _, told = record(WRONG | change)
    assert code == 1 and said in told and len(told.splitlines()) == 1
    assert not (data.parent / "golden").exists()


@pytest.mark.parametrize(
    "given",
    [["record"], ["record", "a/b"], ["record", "a/b", "c", "--marks", "d"], ["record", "--url", URL, "--marks", "d"]],
)
def test_marks_and_a_page_are_one_or_the_other(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        golden.main(given)
    assert ended.value.code == 2 and "error: " in capsys.readouterr().err


def test_what_is_no_file_of_marks_is_told_by_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert golden.main(["record", "--marks", str(tmp_path / "absent")]) == 2
    assert "absent: cannot be read" in capsys.readouterr().err
