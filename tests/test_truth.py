"""The mirror's articles are what the tests measure by, so they are measured themselves."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date, datetime

import pytest

from tests.mirror.truth import Truth, TruthReference, load_all

TRUTHS = load_all()
REFERENCES = [(truth.id, reference) for truth in TRUTHS for reference in truth.references]
TYPES = {"J", "M", "C", "D", "N", "P", "S", "R", "G", "Z", "EB/OL", "DB/OL", "J/OL"}

each_article = pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: truth.id)


def strings(value: object) -> list[str]:
    """Every string inside nested dicts, lists and tuples."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in strings(item)]
    return []


def issn_check_digit(digits: str) -> str:
    """The eighth character of an ISSN from its first seven digits (ISO 3297: modulus 11, weights 8 to 2).

    >>> issn_check_digit("0317847")
    '1'
    >>> issn_check_digit("1050124")
    'X'
    """
    rest = -sum(int(digit) * weight for digit, weight in zip(digits, range(8, 1, -1), strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def test_there_are_enough_and_each_has_its_own_name() -> None:
    assert len(TRUTHS) >= 16
    assert [truth.id for truth in TRUTHS] == sorted({truth.id for truth in TRUTHS})
    for field in ("path_id", "title", "abstract", "body", "doi", "article_number"):
        values = [value for truth in TRUTHS if (value := getattr(truth, field))]
        assert len(values) == len(set(values)), field


@each_article
def test_encodable_in_gbk(truth: Truth) -> None:
    for text in strings(asdict(truth)):
        text.encode("gbk")


@each_article
def test_lengths(truth: Truth) -> None:
    assert len(truth.body) >= 1000
    assert truth.abstract == "" or len(truth.abstract) >= 80
    assert 3 <= len(truth.references) <= 8
    assert len(truth.sections) >= 3


@each_article
def test_no_text_is_out_of_form(truth: Truth) -> None:
    for text in strings(asdict(truth)):
        assert text.strip() == text or text == truth.body
        assert not re.search(r"[\u3000\u00a0\ufffd\ue000-\uf8ff\u200b]|  ", text), text
    for line in truth.body.splitlines():
        assert line == line.strip()
        assert not re.search(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]", line), line


@each_article
def test_sections_and_text_say_the_same(truth: Truth) -> None:
    parts = [part for section in truth.sections for part in (section.heading, *section.paragraphs) if part]
    assert "\n\n".join(parts) == truth.text
    assert truth.text.count("\n\n\n") == 0
    assert "#" not in truth.text and "|" not in truth.text


@each_article
def test_metadata_is_well_formed(truth: Truth) -> None:
    assert re.fullmatch(r"\d{8}", truth.path_id)
    published = datetime.fromisoformat(truth.published)
    assert str(published) == truth.published
    days = [date.fromisoformat(day) for day in (truth.received, truth.revised) if len(day) == 10]
    assert [*days, published.date()] == sorted([*days, published.date()])
    assert int(truth.year) <= published.year
    assert not truth.doi or re.fullmatch(r"10\.5555/\S+", truth.doi)
    assert not truth.issn or truth.issn[-1] == issn_check_digit(truth.issn[:8].replace("-", "", 1)[:7])
    assert not truth.cn or re.fullmatch(r"\d{2}-\d{4}/[A-Z]{1,2}\d?", truth.cn)
    assert truth.document_code in ("", "A", "B", "C")


@each_article
def test_article_number_repeats_issn_year_issue_and_pages(truth: Truth) -> None:
    if not truth.article_number:
        pytest.skip("the article prints no 文章编号")
    match = re.fullmatch(r"(\d{4}-\d{3}[\dX])\((\d{4})\)(\w+)-(\d{4})-(\d{2})", truth.article_number)
    assert match
    issn, year, issue, first, count = match.groups()
    first_page, _, last_page = truth.pages.partition("-")
    assert (issn, year) == (truth.issn, truth.year)
    assert issue.lstrip("0") == truth.issue.lstrip("0")
    assert int(first) == int(first_page) and int(count) == int(last_page) - int(first_page) + 1


@each_article
def test_affiliation_marks_point_at_affiliations(truth: Truth) -> None:
    assert truth.authors
    marks = {mark for author in truth.authors for mark in author.affiliations}
    assert marks == set(range(1, len(truth.affiliations) + 1))


@each_article
def test_citations_point_at_references(truth: Truth) -> None:
    marks = [reference.mark for reference in truth.references]
    assert len(marks) == len(set(marks))
    # [3] and [3-4]; not an interval such as [0，92.6%].
    cited = {int(number) for mark in re.findall(r"\[(\d+(?:-\d+)?)\]", truth.text) for number in mark.split("-")}
    assert cited <= set(range(1, len(marks) + 1))


@pytest.mark.parametrize(("article", "reference"), REFERENCES, ids=[f"{a}-{r.mark}" for a, r in REFERENCES])
def test_reference_fields_are_in_raw(article: str, reference: TruthReference) -> None:
    assert reference.title and reference.raw.startswith(reference.mark)
    assert reference.type == "" or f"[{reference.type}]" in reference.raw.replace("［", "[").replace("］", "]")
    assert reference.type in TYPES | {""}
    for text in strings(asdict(reference)):
        assert text in reference.raw, f"{article}: {text} is not in {reference.raw}"
    assert not reference.doi or reference.doi.startswith("10.5555/")


def test_every_type_of_reference_is_there() -> None:
    assert {reference.type for _, reference in REFERENCES} >= TYPES
    assert any(not reference.raw.isascii() and "等" in reference.raw for _, reference in REFERENCES)
    assert any("et al" in reference.raw for _, reference in REFERENCES)


def test_what_the_cleaner_must_not_trip_over_is_there() -> None:
    texts = "\n".join(truth.text for truth in TRUTHS)
    for trap in ("彩票", "赌博", "(flash)", "f(x)", "SEO", "太和县", "℃", "±", "×", "①"):
        assert trap in texts, trap
    assert {block.kind for truth in TRUTHS for block in truth.blocks} == {
        "heading",
        "paragraph",
        "caption",
        "table",
        "note",
    }
    assert {section.level for truth in TRUTHS for section in truth.sections} == {0, 1, 2}
    assert sum(bool(truth.title_en and truth.abstract_en) for truth in TRUTHS) >= 8
