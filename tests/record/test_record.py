"""The record: everything the article knows, nothing JSON cannot hold, nothing the schema does not explain."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cleaners import Article, Author, Page, Reference, Removal, Section, Verdict
from cleaners.article import Citation, Edit, Source
from outputs.quality import quality
from outputs.record import to_record
from outputs.schema import problems, schema
from tests.conftest import ROOT

URL = "https://mirror.example/page/2013/0429/17.shtml"
FULL = Article(
    url=URL,
    title="县域数字档案馆建设研究",
    authors=(Author("林知夏", ("清江学院",), corresponding=True), Author("欧阳树")),
    year="2013",
    doi="10.9999/qj.2013.04.017",
    published="2013-04-29",
    keywords=("数字档案馆", "县域"),
    sections=(Section(1, "一、问题", ("档案是记忆[1]。", "图1 流程"), captions=("图1 流程",)),),
    text="一、问题\n\n档案是记忆[1]。\n\n图1 流程",
    references=(Reference("[1]林知夏.档案[J].清江学报,2012(3):1-9.", mark="[1]", title="档案", type="J", parsed=True),),
    citations=(Citation("[1]", 0, 0, (0,)),),
    language="zh",
    script="Hans",
    charset="gb18030",
    charset_evidence="declared, and no byte out of place",
    verdict=Verdict("injected", ("hidden block before the page",)),
    removed=(Removal("banner", "spam before the title", "甲_乙"), Removal("banner", "again", "丙", "body > h1")),
    repairs=(Edit(3, "(guān)", "", "annotation"), Edit(40, "?qū)嵶", "實做", "shear", 0.9)),
    sources=(Source("title", "citation", (("head", "县域数字档案馆建设研究_某网"),)),),
)
PAGE = Page(URL, b"", fetched=datetime(2026, 1, 2, 8, 0, 0, tzinfo=timezone(timedelta(hours=8))))


def record(article: Article = FULL, **extra: Any) -> dict[str, Any]:
    return {**to_record(article, PAGE, **extra)}


def test_full_record_is_valid_and_plain_json() -> None:
    assert problems(record()) == []
    assert json.loads(json.dumps(record(), allow_nan=False)) == record()


def test_empty_article_has_empty_strings_never_null() -> None:
    bare = record(Article(URL))
    assert problems(bare) == []
    assert [bare[name] for name in ("title", "text", "doi")] == ["", "", ""]
    assert bare["id"] and bare["url"] == URL
    assert "null" not in json.dumps(bare)


@pytest.mark.parametrize("field", [f.name for f in fields(Article)])
def test_every_field_of_the_article_is_in_the_record(field: str) -> None:
    if field == "undecided":
        assert record(replace(FULL, undecided=3))["quality"]["undecided"] == 3
    elif field == "unread":
        told = record(replace(FULL, unread=3))
        assert problems(told) == [] and told["quality"]["unread"] == 3 and "unread" not in record()["quality"]
    else:
        assert field in record()


def test_schema_is_one_and_explains_every_field() -> None:
    Draft202012Validator.check_schema(schema())
    properties: Any = schema()["properties"]
    assert [name for name, told in properties.items() if not told.get("description")] == []
    # Older records lack the version of their form, and stay valid.
    assert {*schema()["required"], "schema"} == set(record())  # type: ignore[call-overload]


def test_schema_is_as_shipped_whoever_used_it() -> None:
    assert problems(record()) == []
    assert schema() == json.loads((ROOT / "outputs" / "record.schema.json").read_text("utf-8"))


def test_provenance() -> None:
    told = record()
    assert told["fetched"] == "2026-01-02T00:00:00Z"
    assert told["counts"] == {"removed": {"banner": 2}, "repaired": {"annotation": 1, "shear": 1}}
    assert told["verdict"] == {"kind": "injected", "reasons": ["hidden block before the page"]}
    assert told["sources"][0]["others"] == [{"source": "head", "value": "县域数字档案馆建设研究_某网"}]
    assert told["cleaner"].count("+") == 1


def test_extra_fields_are_known_to_the_schema_and_overwrite_nothing() -> None:
    assert problems(record(site="mirror", run="20260102T000000Z", version=2, opt_out=["tdm-reservation: 1"])) == []
    assert problems(record(colour="red")) == ["record: has fields the schema does not know: colour"]
    with pytest.raises(TypeError, match="text"):
        record(text="other")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": None}, "title: must be a string, is null"),
        ({"year": "13"}, 'year: has not the form ^([0-9]{4})?$: "13"'),
        ({"published": "April"}, 'published: has not the form ^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$: "April"'),
        ({"verdict": {"kind": "fine", "reasons": []}}, "verdict.kind: must be one of"),
        ({"authors": [{"name": "甲"}]}, "authors[0]: lacks affiliations, corresponding, role"),
        ({"counts": {"removed": {"banner": 0}, "repaired": {}}}, "counts.removed.banner: must be at least 1, is 0"),
        ({"removed": [{"step": "", "reason": "r", "text": "", "where": ""}]}, "removed[0].step: must not be empty"),
        ({"doi": "doi:10.1/x"}, "doi: has not the form"),
    ],
)
def test_problems_name_the_field_in_plain_words(change: dict[str, object], said: str) -> None:
    [problem] = problems(record() | change)
    assert problem.startswith(said)


def test_missing_field_is_named() -> None:
    told = record()
    del told["id"], told["text"]
    assert problems(told) == ["record: lacks id, text"]


def test_two_articles_differ_in_id_and_one_keeps_its_own() -> None:
    assert record()["id"] == record()["id"]
    other = replace(FULL, title="另一篇", doi="", url=URL + "?2", authors=(), text="别的正文。")
    assert record(other)["id"] != record()["id"]


class TestQuality:
    def test_sure_repairs_cost_nothing(self) -> None:
        sure = replace(
            FULL, verdict=Verdict("clean"), text="正文。" * 200, repairs=(Edit(0, "(a)", "", "annotation"),) * 9
        )
        assert quality(sure)["confidence"] == 1.0
        assert quality(sure)["reasons"] == []

    @pytest.mark.parametrize("kind", ["doorway", "list", "error", "empty"])
    def test_no_article_no_confidence(self, kind: Any) -> None:
        told = quality(replace(FULL, verdict=Verdict(kind, ("why",))))
        assert told["confidence"] == 0
        assert told["reasons"] == [f"×0: no article on this page: verdict {kind}"]

    def test_another_title_is_a_doubt_but_not_a_longer_form_of_it(self) -> None:
        clean = replace(FULL, verdict=Verdict("clean"), text="正文。" * 200, repairs=())
        assert quality(clean)["confidence"] == 1.0
        other = replace(clean, sources=(Source("title", "citation", (("head", "别的题目"),)),))
        assert quality(other)["reasons"] == ["×0.95: the page also gives another title: 别的题目"]

    def test_sentences_left_outside_the_body_are_a_doubt(self) -> None:
        rest = (Removal("region", "outside the article", "另一段，也有句子。" * 900),)
        part = replace(FULL, verdict=Verdict("clean"), text="正文。" * 200, repairs=(), sources=(), removed=rest)
        [reason] = quality(part)["reasons"]
        assert reason == "×0.68: 90% of the page's sentences stand outside what was taken for the article"
        junk = replace(part, removed=(Removal("linkfarm", "spam", rest[0].text),))
        assert quality(junk)["confidence"] == 1.0

    def test_doubt_lowers_it_and_is_named(self) -> None:
        long = replace(FULL, verdict=Verdict("clean"), text="正文。" * 200, repairs=())
        steps = [
            long,
            replace(long, repairs=(Edit(0, "?稍", "可在", "shear", 0.6),)),
            replace(long, repairs=(Edit(0, "?稍", "可在", "shear", 0.6),), undecided=4),
            replace(long, repairs=(Edit(0, "?稍", "可在", "shear", 0.6),), undecided=40, title=""),
        ]
        told = [quality(step) for step in steps]
        values = [t["confidence"] for t in told]
        assert values == sorted(values, reverse=True) and len(set(values)) == len(values)
        assert [len(t["reasons"]) for t in told] == [0, 1, 2, 3]

    @given(
        st.integers(0, 10**6), st.floats(0, 1), st.text(max_size=300), st.lists(st.sampled_from(["shear", "entity"]))
    )
    def test_always_within_bounds(self, undecided: int, sure: float, text: str, kinds: list[str]) -> None:
        edits = tuple(Edit(i, "前" * 9, "后", kind, sure) for i, kind in enumerate(kinds))
        article = replace(FULL, text=text, undecided=undecided, repairs=edits)
        assert problems(record(article)) == []


def test_a_valid_record_is_not_put_to_the_slow_validator(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes twenty times as long as the compiled schema, and would be paid for every page of a night's crawl."""

    def never(*args: object) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr("jsonschema.Draft202012Validator", never)
    assert problems(record()) == []
    with pytest.raises(AssertionError, match="asked"):
        problems(record() | {"title": None})


def test_fetching_time_is_utc() -> None:
    page = Page(URL, b"", fetched=datetime(2026, 5, 1, tzinfo=UTC))
    assert to_record(FULL, page)["fetched"] == "2026-05-01T00:00:00Z"
