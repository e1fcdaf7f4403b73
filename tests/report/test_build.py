"""The report is whole or not at all, inert whatever it shows, and names nothing of what was taken down."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from outputs import jsonl
from outputs.doctor.examine import examine
from outputs.lock import Lock, Locked
from outputs.outside.escapes import harmless_lines
from outputs.report import build as room
from outputs.report import words
from outputs.report.build import Built, NoSuchSite, build
from outputs.report.frame import POLICY
from outputs.report.overview import charts
from outputs.shards.recovery import recover
from outputs.state.database import State
from tests.report.conftest import Parsed, record, without_time, write
from tests.report.payloads import PAYLOADS

#: All that a page of the report may be made of: nothing that loads, runs or leads away.
ELEMENTS = {
    *("html", "head", "meta", "title", "link", "script", "body", "header", "footer", "main", "nav", "section", "div"),
    *("h1", "h2", "h3", "p", "ul", "li", "dl", "dt", "dd", "span", "strong", "i", "a", "button", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td", "figure", "svg", "g", "path", "line", "rect", "text", "tspan"),
}
#: What they load and lead to, every bit of it ours.
OWN = frozenset({"static/report.css", "static/language.js", "#content", "index.html", "review.html"})
#: The files of a report, but for its records, which are chunks/NNN.js.
FILES = {
    *("index.html", "review.html", "records.js", "chunks/000.js"),
    *("static/report.css", "static/language.js", "static/review.js", "static/marks.js"),
}


def reports(data: Path) -> list[str]:
    """The reports that there are, and what a build that was cut off left."""
    found = [path for path in (*data.glob("report*"), *data.glob("*/report*")) if path.is_dir()]
    return sorted(path.relative_to(data).as_posix() for path in found)


def snapshot(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): without_time(path.read_text())
        for path in folder.rglob("*")
        if path.is_file()
    }


def index(data: Path, site: str = "") -> str:
    return (data / site / "report" / "index.html").read_text()


def test_a_page_is_made_of_what_is_ours_alone(of_hostile: Built) -> None:
    page = Parsed(of_hostile.page.read_text())
    assert {tag for tag, _ in page.elements} <= ELEMENTS
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "srcdoc", "xlink:href")]
        assert {attributes[name] for name in ("src", "href") if name in attributes} <= OWN, tag
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert {"http-equiv": "Content-Security-Policy", "content": POLICY} in [each for _, each in page.elements]
    assert "unsafe" not in POLICY and "http" not in POLICY


def test_what_a_page_says_is_shown_as_it_is(of_hostile: Built) -> None:
    page = Parsed(of_hostile.page.read_text())
    shown = [harmless_lines(jsonl.sound({"": payload})[""]) for payload in PAYLOADS]
    assert [said for said in shown if said not in page.text] == []
    assert of_hostile.records == len(PAYLOADS)


def test_a_style_sheet_and_scripts_load_nothing(of_hostile: Built) -> None:
    for path in (of_hostile.page.parent / "static").iterdir():
        source = path.read_text()
        assert not re.search(r"url\(|@import|https?:|fetch\(|innerHTML|eval\(|document\.write", source), path.name


def test_every_class_has_its_style(of_hostile: Built) -> None:
    css = (of_hostile.page.parent / "static" / "report.css").read_text()
    page = Parsed(of_hostile.page.read_text())
    classes = {name for _, each in page.elements for name in (each.get("class") or "").split()}
    assert [name for name in classes - {"stroke-accent"} if f".{name}" not in css] == []


@pytest.mark.usefixtures("in_numbers")
def test_two_reports_of_the_same_are_the_same(data: Path) -> None:
    build(data)
    first = snapshot(data / "report")
    build(data, "s")
    build(data)
    assert snapshot(data / "report") == first
    assert set(snapshot(data / "s" / "report")) == set(first) == FILES


@pytest.mark.usefixtures("in_numbers")
def test_only_the_newest_version_counts_and_what_is_gone_does_not(tmp_path: Path) -> None:
    older, newer = record(1, journal="旧刊"), record(1, journal="新刊", run="20260102", version=2)
    write(tmp_path, [older, newer, record(2, journal="亡刊")])
    stone = {"id": "url:2", "url": "http://a.example/2", "site": "s", "run": "20260102", "reason": "404"}
    stone["gone"] = "2026-01-02T00:00:00Z"
    (tmp_path / "s" / "tombstones-1.jsonl").write_bytes(jsonl.line(stone))
    assert build(tmp_path).records == 1
    page = index(tmp_path)
    assert "新刊" in page and "旧刊" not in page and "亡刊" not in page


@pytest.mark.usefixtures("in_numbers")
def test_a_site_has_its_own_report(tmp_path: Path) -> None:
    write(tmp_path, [record(1, journal="甲刊")], "a")
    write(tmp_path, [record(2, journal="乙刊")], "b")
    assert build(tmp_path).records == 2 and build(tmp_path, "a").records == 1
    assert "甲刊" in index(tmp_path, "a") and "乙刊" not in index(tmp_path, "a")
    assert reports(tmp_path) == ["a/report", "report"]
    before = snapshot(tmp_path / "report")
    build(tmp_path)
    assert snapshot(tmp_path / "report") == before, "a report is no site"


@pytest.mark.parametrize("site", ["t", "..", ".", "a/b", "/", "state", "runs", "report", "\x1b[2J", "s/../s", "s\0"])
def test_of_no_site_there_is_none_and_nothing_is_written(data: Path, site: str) -> None:
    before = sorted(data.rglob("*"))
    with pytest.raises(NoSuchSite, match="nothing was crawled of"):
        build(data, site)
    assert sorted(data.rglob("*")) == before


def test_of_nothing_there_is_none(tmp_path: Path) -> None:
    for data in (tmp_path, tmp_path / "none"):
        with pytest.raises(NoSuchSite, match="crawl first"):
            build(data)
    assert not [*tmp_path.iterdir()]


@pytest.mark.usefixtures("in_numbers")
@pytest.mark.parametrize(
    ("step", "error"),
    [("newest", OSError("no space left")), ("overview", KeyboardInterrupt()), ("replace_folder", OSError("read-only"))],
)
def test_a_report_that_cannot_be_made_leaves_the_one_before(data: Path, step: str, error: BaseException) -> None:
    build(data)
    before = snapshot(data / "report")

    def fails(*_: object, **__: object) -> None:
        raise error

    with pytest.MonkeyPatch.context() as patch, pytest.raises(type(error)):
        patch.setattr(room, step, fails)
        build(data)
    assert snapshot(data / "report") == before and not [*data.glob("report*.tmp")]
    build(data)
    assert snapshot(data / "report") == before


@pytest.mark.usefixtures("in_numbers")
@pytest.mark.parametrize("line", [b"{", b"[]\n", b'{"id": 1}\n', b'{"id": "url:1", "url": "x"}'])
def test_a_torn_shard_is_named(data: Path, line: bytes) -> None:
    (data / "s" / "records-torn-00001.jsonl").write_bytes(line)
    with pytest.raises(jsonl.TornLine, match="records-torn-00001"):
        build(data)
    assert not reports(data)


@pytest.mark.usefixtures("in_numbers")
def test_it_reads_beside_a_run_but_not_beside_itself(data: Path) -> None:
    with Lock(data / "state" / "run.lock").wait(0), Lock(data / "state" / "cleaning.lock").wait(0):
        assert build(data).records
    with Lock(data / "state" / "report.lock").wait(0), pytest.raises(Locked):
        build(data)
    assert build(data).records


@pytest.mark.usefixtures("in_numbers")
def test_a_run_begins_beside_a_report_that_is_being_made(data: Path) -> None:
    part = data / "s" / "report.tmp"
    part.mkdir()
    (part / "index.html").write_text("half")
    state = State(data / "state" / "state.db")
    recover(state, data)
    state.close()
    assert (part / "index.html").exists()
    build(data, "s")
    assert not part.exists()


@pytest.mark.usefixtures("in_numbers")
def test_the_doctor_finds_nothing_wrong_with_a_report(data: Path) -> None:
    before = examine(data)
    build(data)
    build(data, "s")
    (data / "s" / "report.tmp").mkdir()
    assert examine(data) == before and before.sound


def test_without_the_extra_there_are_the_tables(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert words.NO_CHARTS not in build(data).notes
    drawn = Parsed(index(data))
    monkeypatch.setattr(charts, "available", lambda: False)
    assert words.NO_CHARTS in build(data).notes
    bare = Parsed(index(data))
    tables = [[tag for tag, _ in page.elements].count("table") for page in (drawn, bare)]
    assert tables[0] == tables[1] > 5 and "svg" not in [tag for tag, _ in bare.elements]
