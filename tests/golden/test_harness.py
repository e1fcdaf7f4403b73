"""The golden harness itself: what is recorded, what a missing expectation does, what a difference looks like."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaners import Article, Page
from outputs import record
from tests.commands.conftest import ARTICLE
from tests.golden import __main__ as command
from tests.golden import case as harness
from tests.golden import test_golden as tests
from tests.golden.case import DEFECTS, FIELDS, Case


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of cases, and a page beside it."""
    for module in (harness, command):
        monkeypatch.setattr(module, "HERE", tmp_path / "golden")
    (tmp_path / "a.html").write_bytes(ARTICLE.encode("gb18030"))
    return tmp_path


More = Callable[..., None]


@pytest.fixture
def more(monkeypatch: pytest.MonkeyPatch) -> More:
    """Gives every record further fields, which the schema knows."""

    def give(**fields: object) -> None:
        def to_record(article: Article, page: Page) -> dict[str, object]:
            return {**record.to_record(article, page), **fields}

        monkeypatch.setattr(harness, "to_record", to_record)
        monkeypatch.setattr(harness, "problems", lambda told: [])

    return give


def recorded(folder: Path) -> Case:
    arguments = ["record", "xiangtu/library", str(folder / "a.html"), "--url", "https://a.example/1"]
    assert command.main(arguments) == 0
    return Case(folder / "golden" / "xiangtu" / "library")


def test_record_saves_the_bytes_and_drafts_the_expectation(folder: Path) -> None:
    case = recorded(folder)
    assert case.page.body == ARTICLE.encode("gb18030")
    assert case.page.url == "https://a.example/1"
    assert {"title", "text", "verdict", "removed"} <= set(case.expected or {}) <= set(FIELDS)
    assert command.main(["diff"]) == 0


def test_record_overwrites_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recorded(folder)
    assert command.main(["record", "xiangtu/library", str(folder / "a.html")]) == 1
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["library", "a/b/c", "../x/y", "a/"])
def test_record_wants_site_and_case(folder: Path, name: str) -> None:
    assert command.main(["record", name, str(folder / "a.html")]) == 2


def test_record_says_what_cannot_be_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["record", "a/b", str(folder / "none.html")]) == 1
    assert "no such file" in capsys.readouterr().err
    assert not (folder / "golden").exists()


def change(case: Case, **values: object) -> Case:
    expected = json.loads(case.expected_file.read_text("utf-8"))
    case.expected_file.write_text(json.dumps(expected | values, ensure_ascii=False), "utf-8")
    return Case(case.folder)


def test_diff_names_the_field_and_update_takes_it_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = change(recorded(folder), journal="别的刊物", language="fr")
    capsys.readouterr()
    assert command.main(["diff", "xiangtu/library"]) == 1
    said = capsys.readouterr().out
    assert '  journal:\n    @@ -1 +1 @@\n    -"别的刊物"\n' in said and "  language:" in said
    assert "1 cases, 1 differ" in said
    with pytest.raises(AssertionError):
        tests.test_field(case, "journal")
    assert command.main(["diff", "--update"]) == 0
    assert command.main(["diff"]) == 0
    tests.test_field(Case(case.folder), "journal")


def test_update_leaves_known_defects_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = change(recorded(folder), journal="乡土文苑", **{DEFECTS: {"journal": "the page's foot names it"}})
    assert command.main(["diff", "--update"]) == 0
    assert "journal: known defect: the page's foot names it" in capsys.readouterr().out
    assert (Case(case.folder).expected or {})["journal"] == "乡土文苑"


def test_missing_expectation_is_written_and_then_fails(folder: Path) -> None:
    case = recorded(folder)
    case.expected_file.unlink()
    with pytest.raises(pytest.fail.Exception, match="was missing and is drafted now"):
        tests.test_somebody_said_what_is_expected(Case(case.folder))
    assert case.expected_file.exists()
    tests.test_somebody_said_what_is_expected(Case(case.folder))


def test_update_keeps_a_defect_that_is_expected_to_be_empty(folder: Path) -> None:
    case = change(recorded(folder), title="", **{DEFECTS: {"title": "it is a poem and has none"}})
    assert command.main(["diff", "--update"]) == 0
    assert case.found["title"]
    assert "title" not in json.loads(case.expected_file.read_text("utf-8"))
    with pytest.raises(AssertionError):
        tests.test_field(Case(case.folder), "title")


def test_what_is_not_written_is_expected_to_be_empty(folder: Path) -> None:
    case = recorded(folder)
    assert "doi" not in json.loads(case.expected_file.read_text("utf-8"))
    tests.test_field(Case(case.folder), "doi")
    tests.test_field(change(case, doi=""), "doi")
    with pytest.raises(AssertionError):
        tests.test_field(change(case, doi="10.1/x"), "doi")


def test_what_is_found_and_not_written_fails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = recorded(folder)
    expected = json.loads(case.expected_file.read_text("utf-8"))
    del expected["title"]
    case.expected_file.write_text(json.dumps(expected), "utf-8")
    with pytest.raises(AssertionError):
        tests.test_field(Case(case.folder), "title")
    capsys.readouterr()
    assert command.main(["diff"]) == 1
    assert '  title:\n    @@ -1 +1 @@\n    -(empty)\n    +"' in capsys.readouterr().out


def test_update_takes_out_what_is_empty(folder: Path) -> None:
    case = change(recorded(folder), doi="", keywords_en=[], undecided=0)
    with pytest.raises(AssertionError, match="--update"):
        tests.test_nothing_is_written_that_is_empty(case)
    assert command.main(["diff", "--update"]) == 0
    tests.test_nothing_is_written_that_is_empty(case)


@pytest.mark.parametrize("empty", ["", [], 0, {}])
def test_a_record_with_one_more_empty_field_matches(folder: Path, more: More, empty: object) -> None:
    case = recorded(folder)
    written, found = case.expected_file.read_bytes(), case.found
    more(colour=empty)
    assert "colour" in Case(case.folder).record
    assert Case(case.folder).found == found
    assert command.main(["diff"]) == 0
    assert command.main(["diff", "--update"]) == 0
    assert case.expected_file.read_bytes() == written


@pytest.mark.parametrize("value", ["red", ["red"], 1])
def test_a_record_with_one_more_field_that_holds_something_does_not(
    folder: Path, more: More, value: object, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded(folder)
    more(colour=value)
    capsys.readouterr()
    assert command.main(["diff"]) == 1
    assert "  colour:\n" in capsys.readouterr().out


def test_unknown_case_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recorded(folder)
    assert command.main(["diff", "nobody"]) == 2
    assert "no golden case 'nobody': there are xiangtu/library" in capsys.readouterr().err
