"""Each part of the bench, run small, gives a whole table with figures that can be."""

from __future__ import annotations

import math
import sys

import pytest

from tests.bench.crawl import Crawled
from tests.bench.part import OURS, Part
from tests.bench.parts import cluster, crawl, growth, repair, startup
from tests.bench.processes import Taken, taken
from tests.bench.restoration import fresh, repairs
from tests.repair.measure import articles


def check(part: Part) -> None:
    """Every row has every column, and no figure is negative or none at all."""
    names = [column.name for column in part.columns]
    assert len(set(names)) == len(names) and part.title and part.pages and part.note
    for name, row in part.rows.items():
        assert set(row) == set(names), name
        assert all(math.isfinite(figure) and figure >= 0 for figure in row.values() if figure is not None), (name, row)


def test_repair_restores_what_others_do_not() -> None:
    part = repair.measure(rounds=1, texts=2, run=repairs)
    check(part)
    mine = part.rows[OURS]
    others = {name: row for name, row in part.rows.items() if name != OURS}
    assert len(others) == 4
    for width in repair.SETS:
        assert all(row[f"restored, {width}"] < mine[f"restored, {width}"] <= 1 for row in others.values())
        assert all(row[f"error, {width}"] > mine[f"error, {width}"] for row in others.values())
        assert part.rows[repair.LEFT][f"restored, {width}"] == part.rows[repair.LEFT][f"false, {width}"] == 0
    assert mine["false, undamaged"] == 0 < part.rows["ftfy, its defaults"]["false, undamaged"]


def test_a_fresh_process_repairs_as_this_one_does() -> None:
    texts = [came for _, came in repair.pages_of("mixed", 0, 1)]
    here, there = repairs(texts), fresh(texts)
    assert {name: each.texts for name, each in there.items()} == {name: each.texts for name, each in here.items()}
    assert all(each.cold > 0 and each.warm > 0 for each in there.values())


def test_no_page_is_repaired_twice_in_a_process() -> None:
    """A second time a cache would be measured."""
    for kind in (*repair.SETS, repair.UNDAMAGED):
        pages = repair.pages_of(kind, 0, len(articles()))
        assert len({truth for truth, _ in pages}) == len(pages) == len(articles())


def test_starts_are_measured() -> None:
    few = {name: startup.COMMANDS[name] for name in (startup.PYTHON, startup.IMPORT)}
    part = startup.measure(rounds=1, commands=few)
    check(part)
    assert part.rows[startup.IMPORT]["memory"] > part.rows[startup.PYTHON]["memory"] > 1


def test_a_crawl_is_the_median_of_its_rounds() -> None:
    crawls = [Crawled(100, rate, Taken(seconds, 2.0, 90.0, 0.5)) for rate, seconds in ((10, 20), (30, 10), (20, 40))]
    part = crawl.part(100, {OURS: crawls, "bare": crawls[:1]})
    check(part)
    assert part.rows[OURS] == {
        "downloaded": 20, "whole": 5, "processor, crawling": 5, "processor, all": 20, "memory": 90
    }  # fmt: skip


def test_growth_is_told_by_command_and_size() -> None:
    part = growth.part(
        [("run", 1000, Taken(9, 8, 70, 3)), ("corpus", 50, Taken(1, 1, 1, 1)), ("run", 20, Taken(1, 1, 60, 1))]
    )
    check(part)
    assert list(part.rows) == ["run, 20 pages", "run, 1,000 pages", "corpus, 50 records"]
    assert part.rows["run, 1,000 pages"] == {
        "time": 9,
        "speed": pytest.approx(111, abs=1),
        "processor": 8,
        "memory": 70,
    }


def test_what_processes_take_is_that_of_all_and_of_the_first_alone() -> None:
    spin = "sum(i * i for i in range(2_000_000))"
    said = list[str]()
    line = [sys.executable, "-c", f"import subprocess, sys; print(1); subprocess.run([sys.executable, '-c', '{spin}'])"]
    found = taken(line, lambda line, _: said.append(line))
    assert said == ["1\n"]
    assert found.processor > found.alone > 0 and found.megabytes > 1
    with pytest.raises(AssertionError):
        taken([sys.executable, "-c", "raise SystemExit(3)"])


@pytest.mark.slow
def test_every_command_that_is_started_ends_well() -> None:
    part = startup.measure(rounds=1)
    check(part)
    assert list(part.rows) == list(startup.COMMANDS)


@pytest.mark.slow
def test_a_crawl_stands_beside_a_bare_one() -> None:
    part = crawl.measure(pages=60, rounds=1)
    check(part)
    mine, *bare = part.rows.values()
    assert list(part.rows) == [OURS, *crawl.BARE]
    assert all(mine["memory"] > row["memory"] > 10 for row in bare)
    assert mine["processor, all"] >= mine["processor, crawling"] > 0


@pytest.mark.slow
def test_growth_has_a_row_for_each_command_and_size() -> None:
    part = growth.measure(pages=(20, 40), records=(40,))
    check(part)
    assert list(part.rows) == [
        *("run, 20 pages", "run, 40 pages", "reclean, 20 pages", "reclean, 40 pages"),
        "corpus, 40 records",
    ]
    assert all(row["memory"] > 10 for row in part.rows.values())


def test_a_machine_that_lacks_the_executors_has_no_figures_for_them() -> None:
    part = cluster.part(100, {"reclean": Taken(10, 2, 90, 1), "cluster, ray": None})
    assert part.rows["reclean"] == {"speed": 10, "processor": 20, "memory": 90}
    assert set(part.rows["cluster, ray"].values()) == {None}
