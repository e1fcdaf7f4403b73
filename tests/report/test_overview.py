"""The figures are those of the records, manifests and state, whatever order they come in."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from outputs.corpus.copies import Copy, copies
from outputs.manifest import Manifest
from outputs.report import words
from outputs.report.overview.figures import COUNTS, crawl_figures, run_figures
from outputs.report.overview.page import overview
from outputs.report.overview.tally import FIELDS, NAME, Tally
from outputs.state import answers, hosts, pages
from outputs.state.database import State, StateError
from tests.doctor.conftest import FIRST, SECOND
from tests.report.conftest import Parsed, record


def tallied(*records: Any) -> Tally:
    tally = Tally()
    for each in records:
        tally.take(Copy("s", each))
    return tally


def drawn(seed: int, n: int = 40) -> list[Any]:
    rng = random.Random(seed)
    return [
        record(
            rng.randrange(99),
            journal=rng.choice(("学报", "学刊", "")),
            quality={"confidence": rng.random()},
            verdict={"kind": rng.choice(("clean", "injected"))},
            counts={"removed": {rng.choice("abc"): rng.randrange(1, 9)}, "repaired": {}},
            doi=rng.choice(("", "10.1/x")),
        )
        for _ in range(n)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_records_does_not_matter_and_two_halves_make_the_whole(seed: int) -> None:
    records = drawn(seed)
    whole = tallied(*records)
    assert whole == tallied(*reversed(records))
    halves = tallied(*records[:17]), tallied(*records[17:])
    for counted in fields(Tally):
        first, second, both = (getattr(tally, counted.name) for tally in (*halves, whole))
        assert first + second == both, counted.name
    for counts in (whole.sites, whole.places, whole.verdicts, whole.confidence, whole.journals, whole.years):
        assert counts.total() == whole.records
    assert all(n <= whole.records for n in whole.fields.values())
    assert all(whole.in_removed[step] <= n for step, n in whole.removed.items())


def test_a_record_passes_as_it_is_and_when_it_is_asked_for() -> None:
    tally, records = Tally(), drawn(1, 3)
    passing = tally.of(Copy("s", each) for each in records)
    assert tally.records == 0
    assert next(passing).record is records[0] and tally.records == 1
    assert [copy.record for copy in passing] == records[1:] and tally.records == 3


def test_a_record_of_an_older_release_counts() -> None:
    tally = tallied({"id": "url:1", "url": ""})
    assert tally.records == 1 and not tally.fields and tally.places == Counter({("", ""): 1})
    assert not set(FIELDS) & {"id", "url", "removed", "quality"}


def test_a_page_in_a_journals_place_is_not_kept() -> None:
    assert max(len(name) for name in tallied(record(journal="刊" * 100_000)).journals) == NAME


MANIFEST: dict[str, Any] = {
    "run_id": "R", "kind": "crawl", "started": "2026-11-22T18:30:15Z", "finished": "2026-11-22T18:31:15Z", "exit": 0,
    "sites": ["a", "b"], "failed_sites": {}, "fetched": 9, "unchanged": 2, "new": 3, "changed": 1, "gone": 0,
    "failed": 4, "failed_urls": {"count": 0, "first": [], "path": ""}, "rejected": 1, "files": [], "versions": {},
    "by_site": {"a": {"counts": {"fetched": 5, "new": 3}}, "b": {"counts": {"fetched": 4, "failed": 4}}},
}  # fmt: skip


def test_the_sites_of_a_run_make_the_run() -> None:
    read: Manifest = MANIFEST  # type: ignore[assignment]
    whole, a, b = (run_figures(read, site) for site in ("", "a", "b"))
    assert whole.fetched == a.fetched + b.fetched == 9 and whole.failed == b.failed == 4 and a.failed == 0
    assert whole.seconds == a.seconds == 60


def test_a_manifest_of_before_there_were_kinds_and_sites_counts() -> None:
    older = {name: value for name, value in MANIFEST.items() if name not in ("kind", "by_site", "gone", "rejected")}
    found = run_figures(older, "a")  # type: ignore[arg-type]
    assert found.kind == "crawl" and found.fetched == 9 and found.gone == 0


#: What a manifest is damaged by: whole texts, and fields that say something else; and what only its sites' figures are.
DAMAGED = ("", "{", "[]", "null", '"x"', "{}", "\x00", *(json.dumps(MANIFEST | change) for change in (
    {"started": "yesterday"}, {"started": None}, {"finished": 3}, {"exit": "<b>"}, {"new": "many"}, {"new": [1]},
)))  # fmt: skip
DAMAGED_SITES = [
    json.dumps(MANIFEST | {"by_site": each}) for each in ([], {}, {"a": 1}, {"a": {"counts": {"new": "x"}}})
]


@pytest.mark.parametrize(("wrong", "site"), [(each, "") for each in DAMAGED] + [(each, "a") for each in DAMAGED_SITES])
def test_a_damaged_manifest_is_named_and_the_others_count(data: Path, wrong: str, site: str) -> None:
    before = crawl_figures(data, site)
    (data / "runs" / "damaged").mkdir()
    (data / "runs" / "damaged" / "manifest.json").write_text(wrong)
    found = crawl_figures(data, site)
    assert found.runs == before.runs
    assert [*found.notes] == [*before.notes, words.DAMAGED_MANIFEST.filled("runs/damaged/manifest.json")]


@pytest.mark.parametrize(("sound", "site"), [(json.dumps(MANIFEST), "a"), *((each, "") for each in DAMAGED_SITES)])
def test_what_is_said_of_other_sites_does_no_harm(data: Path, sound: str, site: str) -> None:
    before = crawl_figures(data, site)
    (data / "runs" / "R").mkdir()
    (data / "runs" / "R" / "manifest.json").write_text(sound)
    found = crawl_figures(data, site)
    assert len(found.runs) == len(before.runs) + 1 and found.notes == before.notes


def test_the_figures_are_what_was_crawled(made: Path) -> None:
    found = crawl_figures(made)
    assert [run.id for run in found.runs][:2] == [FIRST, SECOND]
    manifests = [json.loads((made / "runs" / run.id / "manifest.json").read_text()) for run in found.runs]
    for name in COUNTS:
        assert [getattr(run, name) for run in found.runs] == [read[name] for read in manifests]
    [host] = found.hosts
    assert host.name == "a.example" and host.articles <= host.asked and host.failed == found.reasons.total()
    assert sum(found.rejections.values()) == 1 and all(name.startswith("verdict ") for name in found.rejections)
    assert not found.notes and not found.taken_over
    assert crawl_figures(made, "s") == found


def test_of_a_site_that_is_none_there_is_nothing(made: Path) -> None:
    found = crawl_figures(made, "t")
    assert not found.runs and not found.hosts and not found.reasons and not found.rejections and not found.failed


def test_the_state_is_left_as_it_is(data: Path) -> None:
    path = data / "state" / "state.db"
    before = path.read_bytes()
    crawl_figures(data)
    assert path.read_bytes() == before


def test_without_a_state_the_rest_is_told(data: Path) -> None:
    whole = crawl_figures(data)
    (data / "state" / "state.db").unlink()
    found = crawl_figures(data)
    assert found.runs == whole.runs and found.notes == (words.NO_STATE,) and not found.hosts


def test_a_damaged_state_is_refused(data: Path) -> None:
    (data / "state" / "state.db").write_bytes(b"no database" * 400)
    with pytest.raises(StateError, match=r"state\.db is damaged"):
        crawl_figures(data)


@pytest.fixture
def harmed(data: Path) -> Path:
    """The folder after a bad night: a URL failed, an article turned, its host was left alone."""
    state = State(data / "state" / "state.db")
    with state.transaction() as db:
        db.execute("UPDATE urls SET error = 'answered 500' WHERE key = (SELECT MIN(key) FROM urls WHERE error = '')")
        db.execute("UPDATE pages SET status = 4, reason = 'taken over? was x' WHERE id = (SELECT MAX(id) FROM pages)")
        db.execute("UPDATE hosts SET quarantined = '3 of 9 articles turned'")
    state.close()
    return data


def test_failures_and_hosts_that_were_taken_over_are_told(harmed: Path) -> None:
    found = crawl_figures(harmed)
    assert found.reasons["answered 500"] == 1 and "answered 500" in [url["reason"] for url in found.failed]
    assert len(found.failed) == found.reasons.total() == sum(host.failed for host in found.hosts)
    [host] = found.taken_over
    assert host.quarantined and host.pages == 1 and host.since > 0 and "turned" in host.reason
    state = State(harmed / "state" / "state.db")
    assert hosts.release(state, "a.example")
    [again] = hosts.taken_over(state, "s")
    assert not again.quarantined and again.reason.startswith("taken over?") and again.since == host.since
    assert not hosts.taken_over(state, "t") and not hosts.figures(state, "t")
    assert not answers.failure_reasons(state, "t") and not pages.rejections(state, "t")
    state.close()


@pytest.mark.parametrize("drawing", [True, False])
def test_every_figure_stands_in_the_page(harmed: Path, drawing: bool) -> None:
    tally, crawl = Tally(), crawl_figures(harmed)
    assert len([*tally.of(copies(harmed))]) == tally.records > 0
    page = Parsed(overview(tally, crawl, drawing))
    for said in (
        "answered 500",
        "3 of 9 articles turned",
        "a.example",
        FIRST,
        *tally.removed,
        *tally.verdicts,
        *FIELDS,
    ):
        assert said in page.text, said
    charts = [tag for tag, _ in page.elements].count("svg")
    assert charts > 5 if drawing else charts == 0
    assert (words.NO_CHARTS.en in page.text) is not drawing
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    named = [attributes["aria-labelledby"] for _, attributes in page.elements if "aria-labelledby" in attributes]
    assert len(set(ids)) == len(ids) and set(named) <= set(ids)


def test_nothing_at_all_has_a_page(tmp_path: Path) -> None:
    page = Parsed(overview(Tally(), crawl_figures(tmp_path), True))
    assert words.NOTHING.zh in page.text and "svg" not in [tag for tag, _ in page.elements]
