"""`reclean --diff --marks` says of each mark what a run would then do to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from outputs import jsonl
from outputs.cleaning.batch import Batch, Limits
from outputs.cleaning.orders import ToTheEnd
from outputs.cleaning.process import Cleaning
from outputs.cleaning.reclean import enqueue
from outputs.cleaning.trial import try_out
from outputs.marks.fields import FIELDS, as_text
from outputs.marks.judging import judged
from outputs.marks.reading import Mark
from outputs.state.database import State
from outputs.state.runs import begin
from tests.crawl.conftest import Visit, state, visit
from tests.crawl.runner import scrapy
from tests.crawl.test_trial import AFTER, BEFORE, MORE, TEXT, clean, newest, page, set_rules

__all__ = ["state", "visit"]  # fixtures


def url(name: str) -> str:
    return f"http://a.example/{name}"


@pytest.fixture
def crawled(tmp_path: Path, state: State, visit: Visit) -> Path:
    """A data folder after a run, and other rules for its site since, which stand for another cleaner."""
    set_rules(state, BEFORE)
    visit("/same", page("山区小学图书角的借阅规律"))
    visit("/less", page("县级图书馆的轮换制度", more=f'<p class="new">{TEXT[::-1]}</p>'))
    visit("/lost", page("学期末的登记簿", "new"))
    clean(state, tmp_path)
    set_rules(state, AFTER)
    return tmp_path


def marks_of(record: dict[str, object]) -> list[Mark]:
    """Every mark that there may be of a record, of every field; some are of no use."""
    at, found = str(record["url"]), []
    for field in FIELDS:
        saved = as_text(record[field])
        found += [
            Mark(at, field, True, saved),
            Mark(at, field, False, saved, saved + "\n其他"),
            Mark(at, field, False, saved),
        ]
    return [*found, Mark(at, "", True)]


@pytest.mark.slow
def test_what_is_said_of_a_mark_is_what_a_run_then_does(crawled: Path, state: State) -> None:
    before = newest(crawled)
    marks = [mark for record in before.values() for mark in marks_of(record)]
    told = try_out(crawled, 1, True, marks=marks).marks
    assert newest(crawled) == before
    begin(state, "again", 2.0, "reclean")
    enqueue(state, "again", everything=True)
    Cleaning(Batch(state, crawled, "again", Limits()), crawled, 1).run(ToTheEnd())
    after = newest(crawled)
    rejected = {str(line["url"]) for line in jsonl.read(crawled / "s" / "rejected.jsonl")}
    assert rejected == {url("lost")} and {url for url in after if after[url] != before[url]} == {url("less")}
    for each in told:
        at = each.mark.url
        if at not in rejected:
            assert each == judged(each.mark, before[at], after[at])
    assert {each.fate for each in told} == {"wrong", "changed", "kept", "lost"}
    fates = {(each.mark.url, each.mark.field, each.mark.right): each.fate for each in told}
    assert fates[url("less"), "text", True] == "lost" and fates[url("same"), "text", True] == "kept"
    assert fates[url("lost"), "title", True] == "lost" == fates[url("lost"), "", True]


@pytest.mark.slow
def test_a_mark_that_is_mended_is_said_so(crawled: Path) -> None:
    """That a paragraph is no part of the text: the cleaner leaves it out by now."""
    text = as_text(newest(crawled)[url("less")]["text"])
    mark = Mark(url("less"), "text", False, text, "\n".join((TEXT, MORE)), "第三段\x1b是导航")
    outcome = try_out(crawled, 1, True, marks=[mark, Mark(url("absent"), "doi", True)])
    assert [each.fate for each in outcome.marks] == ["mended", "missing"]
    said = list(outcome.lines())
    assert "       1 marks: was wrong, and would be as it should" in said and all(map(str.isprintable, said))
    assert "  http://a.example/less text: 第三段<1B>是导航" in said
    mended, missing = json.loads(outcome.json())["marks"]
    assert (mended["fate"], mended["field"], missing["fate"]) == ("mended", "text", "missing")


@pytest.mark.slow
def test_a_page_that_is_not_cleaned_again_is_judged_by_its_record(crawled: Path, state: State) -> None:
    clean(state, crawled)
    record = newest(crawled)[url("same")]
    outcome = try_out(
        crawled, 1, marks=[Mark(url("same"), "title", True, str(record["title"])), Mark(url("same"), "", True)]
    )
    assert [each.fate for each in outcome.marks] == ["kept", "kept"]


@pytest.mark.slow
def test_without_marks_nothing_is_said_of_any(crawled: Path) -> None:
    outcome = try_out(crawled, 1, True)
    assert outcome.marks == () and not any("marks" in line for line in outcome.lines())


@pytest.mark.slow
def test_the_command_says_which_marks_are_mended(crawled: Path) -> None:
    (crawled / "marks.json").write_text(
        json.dumps({
            "jingkan_marks": 1,
            "corpus": "0" * 32,
            "marks": [{"url": url("less"), "field": "text", "verdict": "wrong", "expected": f"{TEXT}\n{MORE}"}],
        })
    )  # fmt: skip
    ran = scrapy(crawled, "reclean", "--diff", "--all", "--marks", str(crawled / "marks.json"))
    assert ran.code == 0 and "1 marks: was wrong, and would be as it should" in ran.out, ran.out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--marks", "FILE"], "--marks is for --diff"),
        (["--diff", "--marks", "FILE"], "FILE: jingkan_marks: 1 was expected"),
        (["--diff", "--marks", "absent"], "absent: cannot be read: No such file or directory"),
    ],
)
def test_wrong_usage(tmp_path: Path, given: list[str], said: str) -> None:
    State(tmp_path / "data" / "state" / "state.db").close()
    file = tmp_path / "marks.json"
    file.write_text(json.dumps({"jingkan_marks": 3, "corpus": "0" * 32, "marks": []}))
    ran = scrapy(tmp_path / "data", "reclean", *(str(file) if each == "FILE" else each for each in given))
    assert ran.code == 2 and "Traceback" not in ran.out
    assert said.replace("FILE", str(file)) in ran.out.splitlines()[-1]
