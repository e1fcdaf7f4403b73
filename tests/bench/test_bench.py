"""``make bench``: what fails costs nothing else, systems are measured alike, and docs/bench.json is what is told."""

from __future__ import annotations

import ast
import gzip
import json
import math
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.audit.lock import PEERS, WORK, pins
from tests.bench import __main__ as bench
from tests.bench import chart, results, tables
from tests.bench.part import OURS, Column, Part
from tests.bench.parts import quality
from tests.bench.peers import asking, systems
from tests.bench.results import Machine, Measured
from tests.conftest import ROOT

PART = Part(
    "a", "What it takes", "2 pages", (Column("time", "s", False, 1),), {OURS: {"time": 1.5}, "x": {"time": None}}, ""
)
MEASURED = Measured(PART, "2026-11-26", "abc", Machine("z80", 1, 1, "CP/M"), {"python": "3.11"})
KNOWN = results.load()


# What is kept.


def test_each_part_is_there_with_all_its_systems_and_figures() -> None:
    assert sorted(KNOWN) == results.names()
    for one in KNOWN.values():
        assert one.part.rows and one.part.title and one.part.pages
        for system, cells in one.part.rows.items():
            assert set(cells) == {column.name for column in one.part.columns}, system
            assert all(value is None or (math.isfinite(value) and value >= 0) for value in cells.values()), system
    for name in ("quality", "extract"):
        assert list(KNOWN[name].part.rows) == list(systems.SYSTEMS)


def test_it_says_when_where_and_of_what_it_was_measured() -> None:
    locked = {pin.name: pin.version for pin in pins(PEERS.path.read_text("utf-8"))}
    for name in ("quality", "extract"):
        one = KNOWN[name]
        assert one.date and one.commit and one.machine.processor and one.machine.cores and one.machine.memory
        peers = {system.package for system in systems.SYSTEMS.values()} - {""}
        assert {one.versions[word] for word in one.versions if word.lower() in peers} == {
            locked[peer] for peer in peers
        }


def test_the_unit_of_time_is_the_same_release_for_all() -> None:
    [ours], [theirs] = (
        [pin.version for pin in pins(lock.path.read_text("utf-8")) if pin.name == "lxml"] for lock in (WORK, PEERS)
    )
    assert ours == theirs


def test_the_releases_that_rows_name_are_told() -> None:
    told = results.versions(
        replace(PART, rows={"a pinyin regex": {}, "ftfy, its defaults": {}, "bare Scrapy spider": {}})
    )
    assert told.keys() == {"python", "lxml", "ftfy", "Scrapy"} and all(told.values())


def test_what_is_kept_is_read_back(tmp_path: Path) -> None:
    results.save({"a": MEASURED}, tmp_path / "bench.json")
    assert results.load(tmp_path / "bench.json") == {"a": MEASURED}


def test_what_cannot_be_written_leaves_the_old(tmp_path: Path) -> None:
    path = tmp_path / "bench.json"
    results.save({"a": MEASURED}, path)
    with pytest.raises(TypeError):
        results.save({"a": replace(MEASURED, commit={1})}, path)  # type: ignore[arg-type]
    assert results.load(path) == {"a": MEASURED}


# A run.


@pytest.fixture(autouse=True)
def no_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "commit", lambda: "abc")


def test_a_part_that_fails_is_named_and_the_others_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    def measuring(name: str) -> Part:
        if name == "b":
            raise ZeroDivisionError
        return replace(PART, name=name)

    kept: list[Measured] = []
    assert bench.run(["a", "b", "c"], measuring, kept.append) == ["b"]
    assert [one.part.name for one in kept] == ["a", "c"]
    told = capsys.readouterr()
    assert "b: failed" in told.err and told.out.count("jingkan       1.5") == 2


def test_the_exit_code_tells_and_nothing_else_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    wrote = list[str]()
    monkeypatch.setattr(bench, "write", lambda: wrote.append("all"))
    monkeypatch.setattr(bench, "measured", lambda name: 1 // 0)
    monkeypatch.setattr(sys, "argv", ["bench", "quality"])
    assert bench.main() == 1 and wrote == ["all"]


def test_a_part_that_there_is_not_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["bench", "qualty"])
    with pytest.raises(SystemExit) as refused:
        bench.main()
    assert refused.value.code == 2 and "no such part: qualty" in capsys.readouterr().err


# The systems.


def page(folder: Path, text: str) -> asking.Where:
    path = folder / f"{len(list(folder.iterdir()))}.html.gz"
    path.write_bytes(gzip.compress(text.encode()))
    return path, "https://journal.example/1"


def test_a_system_answers_for_each_page_from_a_process_of_its_own(tmp_path: Path) -> None:
    said = "分词是中文处理的第一步，后面的每一步都要靠它。" * 10
    pages = [page(tmp_path, f"<html><body><h1>浅说分词</h1><p>{said}</p></body></html>"), page(tmp_path, "")]
    read = asking.texts(OURS, pages)
    assert read.answers == (said, "") and read.failures == () and read.memory > 10**7


def test_a_system_is_timed_beside_the_parser_on_each_page(tmp_path: Path) -> None:
    pages = [page(tmp_path, f"<html><body>{'<p>分词是第一步。</p>' * 200}") for _ in range(2)]
    for spent in asking.timed(OURS, pages[:1], pages[1:]):
        assert spent.seconds > 0 and spent.parse > 0


def test_what_cannot_be_answered_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"jingkan \(text\) ended with 1"):
        asking.texts(OURS, [(tmp_path / "absent.html.gz", "")])


def test_peers_are_run_by_what_imports_nothing_of_the_project() -> None:
    ours = {"cleaners", "outputs", "spiders", "tests"}
    found = {
        (path.stem, node.module)
        for path in (
            ROOT / "tests" / "bench" / "peers" / "systems.py",
            ROOT / "tests" / "bench" / "peers" / "worker.py",
        )
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and str(node.module).partition(".")[0] in ours
    }
    assert found == {("systems", "cleaners"), ("worker", "tests.bench.peers.systems")}


# Figures.


def gold(**known: object) -> quality.Gold:
    return quality.Gold((Path("a"), ""), known)


def test_junk_is_counted_by_string_and_by_page() -> None:
    pages = [gold(junk=["彩票", "賭場"]), gold(junk=["開戶", "上網"])]
    assert quality.junk_figures(["去赌 场", "文章"], pages) == {"junk left": 0.25, "pages with junk": 0.5}


def test_a_field_is_wrong_where_it_is_known_and_not_told_and_empty_where_there_is_none() -> None:
    pages = [gold(title="A", authors=["B"], journal=None, doi="10.1/a", year="2021")]
    found = quality.field_figures("GNE", [{"title": " A", "authors": ["B", "C"], "year": "2021"}], [*pages])
    assert found["title"] == found["year"] == 1 and found["authors"] == 0
    assert found["doi"] is None and found["journal"] is None and found["fields"] == 0.5


# What is told of it.


@pytest.mark.parametrize("name", tables.READMES)
def test_the_tables_of_a_readme_are_what_was_measured(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert tables.written(text, tables.blocks(KNOWN, tables.READMES[name])) == text, "python -m tests.bench --write"


def test_the_charts_show_each_system() -> None:
    shown = [point["system"] for point in chart.points(KNOWN)]
    assert len(shown) == len(systems.SYSTEMS)
    for path in chart.CHARTS:
        drawing = path.read_text("utf-8")
        assert all(f">{system}<" in drawing for system in shown)
        assert chart.GROUND in drawing, "legible on a dark page, too"


def figures(part: str, column: str, peers_only: bool = True) -> dict[str, float]:
    """By system, without those that have none."""
    rows = KNOWN[part].part.rows
    found = {system: cells[column] for system, cells in rows.items() if system != OURS or not peers_only}
    return {system: value for system, value in found.items() if value is not None}


def test_what_the_readmes_say_in_words_is_so() -> None:
    ours = {part: KNOWN[part].part.rows[OURS] for part in ("quality", "extract")}
    cold, memory, spam = figures("extract", "cold"), figures("extract", "memory"), figures("quality", "spam read")
    assert min(cold, key=lambda name: cold[name]) == "resiliparse" == min(memory, key=lambda name: memory[name])
    assert (ours["extract"]["cold"] or 0) > 3 * cold["resiliparse"], "several times as fast"
    faster = {name for name, value in cold.items() if value < (ours["extract"]["cold"] or 0)}
    assert faster == {"resiliparse", "boilerpy3", "jusText"}
    assert max(memory.values()) < (ours["extract"]["memory"] or 0), "every peer takes less memory"
    assert round(10 * (ours["quality"]["spam read"] or 0)) == 4, "four in ten"
    assert min(spam.values()) > 0.5, "most or all"


def test_the_table_of_a_terminal_is_even() -> None:
    assert tables.plain(PART).splitlines() == [
        "What it takes: 2 pages",
        "         time (s)",
        "jingkan       1.5",
        "x               –",
    ]
    assert json.loads(results.RESULTS.read_text("utf-8")).keys() == KNOWN.keys()
