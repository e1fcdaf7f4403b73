"""The harness itself: a planted fault is found, a change changes something, and the same number draws the same."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest

from cleaners import Article, Page, clean
from tests.relations import beside, markup
from tests.relations.change import Change
from tests.relations.draw import draw
from tests.relations.sample import Cleaner, Sample, samples
from tests.relations.table import KNOWN, RELATIONS, Relation

PLACED = "<p>第一段说的是河堤的长度和高度，以及历年加固的次数。</p><p>第二段说的是闸门。</p><p>第三段说的是费用。</p>"


def lost_in_rows(page: Page) -> Article:
    """A fault: what stands in a table's cell next to nothing is no text."""
    return _edited(page, rb"<tr><td>[^<]*</td></tr>", b"")


def lost_below_links(page: Page) -> Article:
    """A fault: a page that has many links beside its article is a list."""
    article = clean(page)
    return replace(article, text="", sections=()) if page.body.count(b"/news/7") >= 40 else article


def first_author_alone(page: Page) -> Article:
    """A fault: of several authors the first is kept."""
    article = clean(page)
    return replace(article, authors=article.authors[:1])


def _edited(page: Page, pattern: bytes, by: bytes) -> Article:
    return clean(replace(page, body=re.sub(pattern, by, page.body)))


@pytest.mark.parametrize(
    ("fault", "relation"),
    [(lost_in_rows, "rows for p"), (lost_below_links, "forty links"), (first_author_alone, "second author")],
)
def test_a_planted_fault_is_found(fault: Cleaner, relation: str) -> None:
    """By draws that `make test` makes, and by no relation but its own."""
    drawn = [one for one in (draw(number, samples()) for number in range(66)) if not one.known]
    assert {one.relation.name for one in drawn if one.differences(fault)} == {relation}


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda relation: relation.name)
def test_a_change_changes_the_page_it_holds_for(relation: Relation) -> None:
    """Of three draws of it one does; and the same number gives the same."""
    drawn = [draw(RELATIONS.index(relation) + turn * len(RELATIONS), samples()) for turn in range(3)]
    assert any(one.changed.sample.page != one.sample.page for one in drawn)
    assert [one.changed for one in drawn] == [one.changed for one in drawn]


def test_reasons_stand_beside_every_relation_and_known_failures_are_few() -> None:
    names = [relation.name for relation in RELATIONS]
    assert len(set(names)) == len(names) and all(relation.reason for relation in RELATIONS)
    assert len(KNOWN) <= 10 and all(known.reason and known.relation in ("", *names) for known in KNOWN)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (markup.paragraphs_as("div"), "<div>第二段说的是闸门。</div>"),
        (markup.lines_of("div"), "第二段说的是闸门。<br>第三段说的是费用。<br></div>"),
        (markup.rows, "<tr><td>第二段说的是闸门。</td></tr>"),
        (markup.wrapped_in(("hot",)), ' class="hot"><p>第一段'),
        (markup.other_order, PLACED),
        (beside.pdf_link, ".pdf"),
    ],
)
def test_what_a_change_writes(change: Change, found: str) -> None:
    page = Sample("a", "golden", "http://a.example/1.html", f"<html><body>{PLACED}</body></html>")
    assert found in change(page, random.Random(1)).sample.html
