"""Where what was learned of a host costs its articles fields, it is put aside, said aloud, and the harm undone."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from outputs.cleaning.differential import EVERY, LEAST, Finding, Sample
from outputs.cleaning.workers import Cleaned, Task
from outputs.run import MONITOR, OK
from outputs.state import hosts
from outputs.state.database import State
from outputs.state.migrations import MIGRATIONS, add_set_aside
from outputs.state.pages import WaitingPage
from outputs.state.runs import counts
from spiders.runs.monitors import set_aside
from tests.crawl.conftest import Visit
from tests.crawl.journals import JOURNALS
from tests.crawl.runner import records, run, scrapy
from tests.crawl.test_cleaning import clean
from tests.mirror import serve

COLUMN = "Rural Libraries and Their Readers"
JOURNAL = replace(JOURNALS[0], number=LEAST + 4, column=COLUMN)


def newest(data: Path) -> dict[str, dict[str, Any]]:
    """The newest record of each address."""
    return {str(of["url"]): of for of in sorted(records(data), key=lambda of: of["version"])}


def test_a_set_that_costs_a_field_is_put_aside_and_its_pages_are_cleaned_again(
    tmp_path: Path, state: State, visit: Visit
) -> None:
    for path in JOURNAL.paths:
        visit(path, JOURNAL.resource(path).body)  # type: ignore[union-attr]
    clean(state, tmp_path)
    row = state.one("SELECT learned, learned_from, aside, aside_why FROM hosts")
    assert row and row["learned"] == "" and row["learned_from"] == JOURNAL.number and len(row["aside"].split()) == 6
    assert row["aside_why"] == f"of {LEAST} pages checked, title_en is lost on {LEAST} (100 %)"
    counted = counts(state, "r")
    assert counted["checked"] == counted["lost:title_en"] == LEAST
    assert [name for name in counted if name.startswith("lost:")] == ["lost:title_en"]
    got = newest(tmp_path)
    assert len(got) == JOURNAL.number and all(of["title_en"] == COLUMN for of in got.values())
    assert {of["version"] for of in records(tmp_path)} == {1, 2}, "cleaned with what was learned at first"

    (alarm,) = set_aside(state)
    assert alarm.startswith(
        "s: what was learned of the boilerplate of a.example costs its articles fields: of 20 pages"
    )
    assert set_aside(state) == [], "told once"

    for path in JOURNAL.paths:  # a later run: the same is not learned again
        visit(path, JOURNAL.resource(path).body.replace("三点".encode(), "四点".encode()), day=1)  # type: ignore[union-attr]
    clean(state, tmp_path, "later")
    assert hosts.learned(state, 1) == hosts.Learned("", JOURNAL.number, aside=True)
    later = newest(tmp_path)
    assert all("四点" in of["abstract"] and of["title_en"] == COLUMN for of in later.values())
    assert "checked" not in counts(state, "later") and set_aside(state) == []


def test_a_set_that_was_learned_before_is_learned_anew_and_its_pages_are_cleaned_again(
    tmp_path: Path, state: State, visit: Visit
) -> None:
    """What the migration leaves behind: fingerprints of another form, learned from no page."""
    journal = replace(JOURNALS[1], number=17)
    paths = journal.paths
    for path in paths[:-1]:
        visit(path, journal.resource(path).body)  # type: ignore[union-attr]
    clean(state, tmp_path)
    learned = hosts.learned(state, 1).fingerprints
    with state.transaction() as db:
        db.execute("UPDATE hosts SET learned = 'of another form', learned_from = 0")
    visit(paths[-1], journal.resource(paths[-1]).body)  # type: ignore[union-attr]
    clean(state, tmp_path, "later")
    assert hosts.learned(state, 1) == hosts.Learned(learned, len(paths))
    later = counts(state, "later")
    assert (later["unchanged"], later["new"]) == (len(paths) - 1, 1)


def test_a_state_of_before_keeps_what_was_learned_and_learns_anew(tmp_path: Path) -> None:
    path = tmp_path / "state" / "state.db"
    path.parent.mkdir()
    before = MIGRATIONS.index(add_set_aside)
    with sqlite3.connect(path) as db:
        for change in MIGRATIONS[:before]:
            change(db)
        db.execute(f"PRAGMA user_version = {before}")
        db.execute(
            "INSERT INTO hosts (site, name, learned, learned_from) VALUES ('s', 'a', 'x', 200), ('s', 'b', '', 32)"
        )
    state = State(path)
    assert hosts.learned(state, 1) == hosts.Learned("x", 0), "what tells that its pages were cleaned with it"
    assert hosts.learned(state, 2) == hosts.Learned("", 32)
    assert set_aside(state) == []
    state.close()


@pytest.mark.slow
def test_a_run_that_put_a_set_aside_says_so_and_ends_with_4(tmp_path: Path) -> None:
    with serve([JOURNAL]) as served:
        done = run(tmp_path, served)
        assert done.code == MONITOR
        host = served[0].url.removeprefix("http://")
        assert f"Alarm: mirror: what was learned of the boilerplate of {host} costs its articles fields: of" in done.out
        assert "title_en is lost on 20 (100 %)" in done.out
        assert all(of["title_en"] == COLUMN for of in newest(tmp_path).values())
        again = scrapy(tmp_path, "run", "mirror", "--now")
        assert again.code == OK, again.out


def task(host: int, url: str = "u") -> Task:
    return Task(WaitingPage(1, 1, url, "s", host, "a", 0), "r", "x", check=True)


def sample(*pages: tuple[int, tuple[str, ...] | None]) -> Sample:
    """What came of these pages: (host, fields lost)."""
    made = Sample()
    for host, lost in pages:
        made.seen(task(host), Cleaned(lost=lost))
    return made


def test_the_first_pages_of_each_site_are_checked_and_then_one_in_many_always_the_same() -> None:
    urls = [f"http://a.example/{n}" for n in range(3000)]
    made, again = Sample(), Sample()
    taken = [url for url in urls if made.takes("a", url)]
    assert taken[:LEAST] == urls[:LEAST] and len(taken) - LEAST == pytest.approx(3000 / EVERY, rel=0.2)
    assert taken == [url for url in urls if again.takes("a", url)]
    assert made.takes("b", urls[LEAST + 1]), "of each site"


@pytest.mark.parametrize(
    "label, pages, found",
    [
        ("nothing was checked", [(1, None)] * 30, []),
        ("nothing is lost", [(1, ())] * 30, []),
        ("one of twenty is five percent and no more", [(1, ("doi",))] + [(1, ())] * 19, []),
        ("two of twenty are more", [(1, ("doi",))] * 2 + [(1, ())] * 18, [1]),
        ("different fields do not add up", [(1, ("doi",)), (1, ("clc",))] + [(1, ())] * 18, []),
        ("few pages are judged, too", [(1, ("id", "doi"))] * 3, [1]),
        ("each host by its own pages", [(1, ())] * 20 + [(2, ("text",))] * 2, [2]),
    ],
)
def test_a_host_is_found_where_more_than_one_in_twenty_lose_a_field(
    label: str, pages: list[tuple[int, tuple[str, ...] | None]], found: list[int]
) -> None:
    made = sample(*pages)
    assert [finding.host for finding in made.findings()] == found, label
    assert made.findings() == [], "each once"


def test_a_host_is_judged_as_soon_as_enough_is_known_and_again_at_the_end() -> None:
    made = sample(*[(1, ())] * (LEAST - 1))
    assert not made.due
    made.seen(task(1), Cleaned(lost=()))
    assert made.due and made.findings() == [] and not made.due
    for _ in range(4):
        made.seen(task(1), Cleaned(lost=("clc",)))
    assert not made.due and made.findings() == [Finding(1, "of 24 pages checked, clc is lost on 4 (17 %)")]
    assert Counter(made.hosts) == Counter()
