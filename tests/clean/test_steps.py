"""A kind of junk is one function and one entry: whether it is spam the step says itself, and the verdict hears it."""

from __future__ import annotations

from typing import Any

import pytest

from cleaners import CLEANERS, Page, clean, pipeline
from cleaners.doc import Doc
from outputs.record import to_record

PAGE = Page(
    "http://a.example/1",
    (
        "<title>圩堤渗漏的巡查</title><h1>圩堤渗漏的巡查</h1><p>～～彩带～～</p>"
        + "<p>圩区的堤防多建在软土上，汛期水位抬高以后，堤脚常有细小的渗水点出现，巡查人员要逐段查看，并做好记录。</p>"
        * 6
    ).encode(),
)


def ribbon(is_spam: bool) -> Any:
    """A cleaner of a kind that nobody else knows."""

    def step(doc: Doc) -> Doc:
        drop = {i: "a ribbon" for i, block in enumerate(doc.blocks) if block.text.startswith("～～")}
        return doc.without(drop, "ribbon", is_spam=is_spam)

    return step


@pytest.mark.parametrize(("is_spam", "kind"), [(True, "injected"), (False, "clean")])
def test_a_step_says_itself_whether_it_takes_out_spam(
    is_spam: bool, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "CLEANERS", (ribbon(is_spam), *CLEANERS))
    article = clean(PAGE)
    assert article.verdict.kind == kind
    assert ("ribbon: a ribbon" in article.verdict.reasons) is is_spam
    assert [removal.text for removal in article.removed if removal.step == "ribbon"] == ["～～彩带～～"]
    record = to_record(article, PAGE)
    assert record["counts"]["removed"]["ribbon"] == 1
    assert all(set(removal) == {"step", "reason", "text", "where"} for removal in record["removed"])


def test_without_the_step_nothing_is_taken_out_for_spam() -> None:
    article = clean(PAGE)
    assert article.verdict.kind == "clean" and not any(removal.is_spam for removal in article.removed)
