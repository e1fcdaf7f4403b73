"""Learning a journal's boilerplate costs its articles nothing: five generated journals, with what was learned and
without."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import reduce
from pathlib import Path
from typing import cast

import pytest

from cleaners import Page, Rules, clean
from cleaners.doc import Block
from cleaners.junk import article_lines, recurring
from cleaners.junk.recurring import STEP
from outputs.cleaning.boilerplate import LEVELS
from outputs.cleaning.differential import LEAST
from outputs.cleaning.recurrence import Lesson, look
from outputs.cleaning.workers import lost_fields
from outputs.record import to_record
from outputs.record_types import Record
from outputs.run import OK
from outputs.state.database import State
from outputs.state.runs import counts
from tests.crawl.journals import JOURNALS, Journal
from tests.crawl.runner import records, run
from tests.mirror import serve

#: What may differ between a page that was cleaned with what was learned and without.
FREE = frozenset(["site", "run", "version", "archive", "opt_out", "rules", "removed", "counts", "sources", "quality"])
#: What may differ by planted blocks alone.
TEXT = frozenset(("text", "sections"))
#: Fields that every article of every journal says.
SAID = {
    *("id", "title", "authors", "affiliations", "journal", "year", "issue", "pages", "doi", "clc", "document_code"),
    *("article_number", "received", "funding", "keywords", "abstract", "text", "references"),
}
SIZES = (16, *(pytest.param(n, marks=pytest.mark.slow) for n in (60, 200)))


def learned(pages: Iterable[Page]) -> frozenset[str]:
    """What a crawl has learned of the host once it has had these pages."""
    had = list(pages)
    number = max((step for step in LEVELS if step <= len(had)), default=len(had))
    return reduce(Lesson.seen, map(look, had[-number:]), Lesson()).found()


def record(page: Page, rules: Rules | None = None) -> Record:
    return to_record(clean(page, rules=rules), page)


def said(of: Record) -> set[str]:
    """The names of the fields that hold something."""
    return {name for name, value in of.items() if value}


def paragraphs(of: Record) -> list[str]:
    return [text for section in of["sections"] for text in (section["heading"], *section["paragraphs"]) if text]


def without(texts: Iterable[str], planted: set[str]) -> list[str]:
    return [text for text in texts if text not in planted]


@pytest.mark.parametrize("number", SIZES)
@pytest.mark.parametrize("journal", JOURNALS, ids=lambda journal: journal.code)
def test_what_is_learned_takes_the_furniture_and_nothing_else(journal: Journal, number: int) -> None:
    pages = [journal.page(n) for n in range(number)]
    rules = Rules(boilerplate=learned(pages))
    for n, page in enumerate(pages):
        assert_only_furniture_went(record(page), record(page, rules), journal.furniture(n))


@pytest.mark.slow
def test_a_crawl_takes_the_furniture_and_nothing_else(tmp_path: Path) -> None:
    journal = replace(JOURNALS[0], number=60)
    with serve([journal]) as hosts:
        done = run(tmp_path, hosts)
        assert done.code == OK, done.out
        got = {str(of["url"]): of for of in records(tmp_path)}
        assert len(got) == journal.number
        for n, path in enumerate(journal.paths):
            mine = got[hosts[0].url + path]
            page = replace(journal.page(n), url=mine["url"], fetched=datetime.fromisoformat(mine["fetched"]))
            assert_only_furniture_went(record(page), cast(Record, mine), journal.furniture(n))
    state = State(tmp_path / "state" / "state.db")
    counted = counts(state, done.manifest["run_id"])
    state.close()
    assert LEAST <= counted["checked"] <= LEAST + 5 and not any(name.startswith("lost:") for name in counted)


def assert_only_furniture_went(plain: Record, mine: Record, furniture: Iterable[str]) -> None:
    """A record that was cleaned with what was learned is the plain one without the planted lines, each on record."""
    assert said(plain) >= SAID, plain["url"]
    differing = {name for name, value in plain.items() if value != dict(mine)[name]} - FREE
    assert differing <= TEXT, (plain["url"], differing)
    planted = {" ".join(line.split()) for line in furniture}
    assert without(plain["text"].split("\n\n"), planted) == mine["text"].split("\n\n"), plain["url"]
    assert without(paragraphs(plain), planted) == paragraphs(mine), plain["url"]
    removed = [line for r in mine["removed"] if r["step"] == STEP for line in r["text"].split("\n")]
    assert sorted(removed) == sorted(planted), plain["url"]


def test_with_every_digit_folded_and_nothing_excepted_the_fields_are_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The learning before this: what the tests above are for."""

    def folded(block: Block) -> str:
        return "".join("0" if c.isdigit() else c for c in block.text if not c.isspace())

    pages = [JOURNALS[0].page(n) for n in range(16)]
    plain = [record(page) for page in pages]
    monkeypatch.setattr(recurring, "fingerprint", folded)
    monkeypatch.setattr(article_lines, "own", lambda doc, i: "")
    rules = Rules(boilerplate=learned(pages))
    mine = [record(page, rules) for page in pages]
    lost = SAID.intersection(*(said(before) - said(after) for before, after in zip(plain, mine, strict=True)))
    assert lost >= {"year", "issue", "pages", "doi", "clc", "article_number", "received", "funding", "affiliations"}
    assert {r["id"].partition(":")[0] for r in plain} == {"doi"} and {r["id"][:5] for r in mine} == {"text:"}
    assert {r["quality"]["confidence"] for r in mine} == {1.0}, "and nothing said so"
    checked = [lost_fields(after, before) for before, after in zip(plain, mine, strict=True)]
    assert all(lost | {"id"} <= set(of) for of in checked), "but the differential check does"
