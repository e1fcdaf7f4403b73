"""Doorways are told from what looks like one: fixtures in both scripts, the real pages, the counts alone."""

from __future__ import annotations

import gzip
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaners import Page, clean
from cleaners.chinese.conversion.texts import to_traditional
from cleaners.junk.doorways import invitations, weights
from cleaners.junk.doorways.invitations import Counts, score
from tests.bench import doorways as bench
from tests.conftest import SHARED

PAGES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("doorways.toml").read_text("utf8"))["page"]
FOLDER = SHARED / "doorways"


def source(case: dict[str, Any]) -> str:
    keywords = f'<meta name="keywords" content="{case["keywords"]}">' if "keywords" in case else ""
    text = "".join(f"<p>{line}</p>" for line in case["text"])
    head = f'<meta charset="utf-8"><title>{case["title"]}</title>{keywords}'
    return f"<html><head>{head}</head><body><h1>{case['title']}</h1>{text}</body></html>"


@pytest.mark.parametrize("traditional", [False, True], ids=["hans", "hant"])
@pytest.mark.parametrize("case", PAGES, ids=lambda case: case["why"])
def test_doorways_and_look_alikes_in_both_scripts(case: dict[str, Any], traditional: bool) -> None:
    html = to_traditional(source(case)) if traditional else source(case)
    article = clean(Page("http://a.example/1.html", html.encode()), script="keep")
    assert article.verdict.kind == case["kind"], article.verdict.reasons
    if case["kind"] != "doorway":
        lines = [to_traditional(line) if traditional else line for line in case["text"]]
        assert [line for line in lines if line not in article.text] == []


def test_a_paper_with_an_abstract_is_no_doorway_whatever_it_names() -> None:
    door = next(case for case in PAGES if case["kind"] == "doorway")
    html = source({**door, "text": [f"摘要：{door['text'][0]}", *door["text"][1:]]})
    assert clean(Page("http://a.example/1.html", html.encode())).verdict.kind != "doorway"


def test_the_weights_are_of_the_counts_and_none_speaks_against_a_doorway() -> None:
    assert set(weights.WEIGHTS) == set(invitations.MOST) < set(Counts._fields)
    assert all(weight >= 0 for weight in weights.WEIGHTS.values())
    most = Counts(*invitations.MOST.values())
    assert score(Counts()) < 0 < score(most)


def _real() -> Iterator[dict[str, Any]]:
    if FOLDER.is_dir():
        yield from map(json.loads, (FOLDER / "index.jsonl").read_text("utf8").splitlines())


def test_no_real_look_alike_is_a_doorway_and_most_that_invite_are(shared: Path) -> None:
    kinds = {
        row["file"]: clean(Page(row["url"], gzip.decompress((shared / "doorways" / row["file"]).read_bytes()))).verdict
        for row in _real()
    }
    taken = [row["file"] for row in _real() if row["kind"] != "doorway" and kinds[row["file"]].kind == "doorway"]
    assert taken == []
    inviting = [row["file"] for row in _real() if row["network"] in bench.INVITING]
    assert sum(not kinds[file].is_article for file in inviting) >= 16
