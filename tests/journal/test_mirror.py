"""Every field of every article of the mirror, in every layout, in both scripts."""

from __future__ import annotations

import random
from dataclasses import fields

import pytest

from cleaners import journal
from cleaners.article import Reference
from cleaners.chinese.characters import fold
from tests.journal.standin import doc
from tests.mirror.compare import TEXTS, differences
from tests.mirror.damage import to_kit
from tests.mirror.pages import DEVICES, Process, article_page, layout, path_of
from tests.mirror.render import Chrome, Entry
from tests.mirror.truth import Truth, TruthReference, load_all

CHROME = Chrome(
    "某某期刊网", related=(Entry("别的文章", "/page/2020/0101/1.shtml", "别的刊", "2020", "1", "2020-01-01 01:02:03"),)
)
PLAIN = Process("plain")
LAYOUTS = range(8)  # every label style, separator, header and kind of heading


@pytest.mark.parametrize("truth", load_all(), ids=lambda t: t.id)
def test_every_field_in_every_layout(truth: Truth) -> None:
    for number in LAYOUTS:
        for device in DEVICES:
            path = path_of(truth, device)
            page = article_page(truth, layout(number, device), CHROME, PLAIN, (), random.Random(1), path)
            got = journal.read(doc(page.body.decode(), "http://a.example" + path))
            # how the cells of a table are joined is html's business
            assert [line for line in differences(got, page) if "\\t" not in line] == [], (number, device)


@pytest.mark.parametrize("truth", load_all(), ids=lambda t: t.id)
def test_a_traditional_page_gives_the_same_in_traditional(truth: Truth) -> None:
    for number in LAYOUTS:
        path = path_of(truth)
        page = article_page(truth, layout(number), CHROME, PLAIN, (), random.Random(1), path)
        plain = journal.read(doc(page.body.decode(), "http://a.example" + path))
        hant = journal.read(doc(to_kit(page.body.decode()), "http://a.example" + path))
        for name in TEXTS:
            assert getattr(hant, name) == to_kit(getattr(plain, name)), (number, name)
        for name in ("keywords", "keywords_en", "site_tags", "funding", "biographies", "affiliations"):
            assert getattr(hant, name) == tuple(map(to_kit, getattr(plain, name))), (number, name)
        assert [a.name for a in hant.authors] == [to_kit(a.name) for a in plain.authors], number
        assert [a.affiliations for a in hant.authors] == [tuple(map(to_kit, a.affiliations)) for a in plain.authors]
        assert [(s.level, s.heading) for s in hant.sections] == [(s.level, to_kit(s.heading)) for s in plain.sections]
        assert [r.raw for r in hant.references] == [to_kit(r.raw) for r in plain.references]
        assert [r.container for r in hant.references] == [to_kit(r.container) for r in plain.references]
        assert hant.script == "Hant" and plain.script == "Hans"


@pytest.mark.parametrize("truth", load_all(), ids=lambda t: t.id)
def test_references_are_taken_apart(truth: Truth) -> None:
    names = {f.name for f in fields(TruthReference)} & {f.name for f in fields(Reference)}
    page = article_page(truth, layout(0), CHROME, PLAIN, (), random.Random(1), path_of(truth))
    got = journal.read(doc(page.body.decode(), "http://a.example/"))
    for want, found in zip(truth.references, got.references, strict=True):
        assert {n: getattr(found, n) for n in names} == {n: getattr(want, n) for n in names}
        assert found.parsed


@pytest.mark.parametrize("truth", load_all(), ids=lambda t: t.id)
def test_marks_in_the_text_lead_to_the_list(truth: Truth) -> None:
    """Every mark names the entry of its number, and stands where it is said to stand."""
    page = article_page(truth, layout(0), CHROME, PLAIN, (), random.Random(1), path_of(truth))
    got = journal.read(doc(page.body.decode(), "http://a.example/"))
    for citation in got.citations:
        assert citation.mark in got.sections[citation.section].paragraphs[citation.paragraph]
        for index in citation.references:
            assert fold(got.references[index].mark).strip("[]") in citation.mark or "-" in citation.mark


def test_sources_are_on_record() -> None:
    truth = next(t for t in load_all() if t.doi)
    path = path_of(truth)
    page = article_page(truth, layout(0), CHROME, PLAIN, (), random.Random(1), path)
    got = journal.read(doc(page.body.decode(), "http://a.example" + path))
    sources = {s.field: s.source for s in got.sources}
    assert sources["doi"] == "label" and sources["journal"] == "journal-line" and sources["published"] == "dateline"
    assert sources["authors"] == "front" and sources["title"] == "heading" and sources["abstract"] == "label"


def test_one_article_has_one_id_on_every_mirror() -> None:
    """Header A or B, desktop or mobile, either script, any domain; and no two articles share one."""
    ids = {}
    for truth in load_all():
        mine = set()
        for number in LAYOUTS:
            for device in DEVICES:
                path = path_of(truth, device)
                text = article_page(
                    truth, layout(number, device), CHROME, PLAIN, (), random.Random(1), path
                ).body.decode()
                for n, version in enumerate((text, to_kit(text))):
                    mine.add(journal.article_id(journal.read(doc(version, f"http://m{n}.example{path}"))))
        assert len(mine) == 1, (truth.id, mine)
        ids[truth.id] = mine.pop()
    assert len(set(ids.values())) == len(ids)
