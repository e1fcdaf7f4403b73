"""The relations, one row each: what is done, to which pages, why it must not matter, or what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.relations import beside, markup, said
from tests.relations.change import Change
from tests.relations.sample import Sample, record

Expectation = Callable[..., dict[str, Any]]


def same(content: dict[str, Any]) -> dict[str, Any]:
    return content


def without_paragraph(content: dict[str, Any], section: int, number: int) -> dict[str, Any]:
    """The content without a paragraph that cites nothing."""
    sections = [dict(part) for part in content["sections"]]
    gone = sections[section]["paragraphs"][number]
    sections[section]["paragraphs"] = [p for p in sections[section]["paragraphs"] if p != gone]
    citations = [
        c | {"paragraph": c["paragraph"] - (c["section"] == section and c["paragraph"] > number)}
        for c in content["citations"]
    ]
    text = "\n\n".join(part for part in content["text"].split("\n\n") if part != gone)
    return content | {"sections": sections, "citations": citations, "text": text}


def with_paragraph(content: dict[str, Any], section: int, number: int, before: str, added: str) -> dict[str, Any]:
    """The content with a paragraph that cites nothing before another one."""
    sections = [dict(part) for part in content["sections"]]
    told = sections[section]["paragraphs"]
    sections[section]["paragraphs"] = [*told[:number], added, *told[number:]]
    citations = [
        c | {"paragraph": c["paragraph"] + (c["section"] == section and c["paragraph"] >= number)}
        for c in content["citations"]
    ]
    text = content["text"].replace(before, f"{added}\n\n{before}", 1)
    return content | {"sections": sections, "citations": citations, "text": text}


def entitled(content: dict[str, Any], title: str) -> dict[str, Any]:
    return content | {"title": title}


def published(content: dict[str, Any], day: str) -> dict[str, Any]:
    return content | {"published": day}


def with_author(content: dict[str, Any], name: str) -> dict[str, Any]:
    """The content with a second author, who is all the first one is but for the name and what only one can be."""
    (first,) = content["authors"]
    return content | {"authors": [first, first | {"name": name, "corresponding": False}]}


def as_it_is(text: str) -> str:
    return text


def any_page(sample: Sample) -> bool:
    return True


def undamaged(sample: Sample) -> bool:
    """What is written anew on a damaged page lacks the damage that the page has everywhere."""
    return not record(sample)["script_from"]


def readable(sample: Sample) -> bool:
    """Where pinyin stands between the bytes, another charset writes what they were misread for."""
    return all(edit["kind"] != "gbk-insertion" for edit in record(sample)["repairs"])


def in_simplified(sample: Sample) -> bool:
    return record(sample)["script"] == "Hans" and undamaged(sample)


def can_lose_a_paragraph(sample: Sample) -> bool:
    return bool(said.paragraphs(sample))


def titled(sample: Sample) -> bool:
    return undamaged(sample) and beside.has_linked_titles(sample)


@dataclass(frozen=True)
class Relation:
    """A change and what must come of it.

    holds: the pages that it is drawn for. expected: the content from the content before, and what the change told.
    fold: what does not matter when the two are compared.
    """

    name: str
    reason: str
    change: Change
    holds: Callable[[Sample], bool] = any_page
    expected: Expectation = same
    fold: Callable[[str], str] = as_it_is


_SEEN = "a reader sees the same lines"
_UNSEEN = "no reader sees it"
_WHOLE = "what wraps everything is no part of the page"
_BESIDE = "it stands beside the article and says nothing of it"

RELATIONS = (
    Relation("div for p", _SEEN, markup.paragraphs_as("div"), markup.has_paragraphs),
    Relation("section for p", _SEEN, markup.paragraphs_as("section"), markup.has_paragraphs),
    Relation("lines for p", _SEEN, markup.lines_of("div"), markup.has_paragraphs),
    Relation("rows for p", _SEEN, markup.rows, markup.has_paragraphs),
    Relation("p for lines", _SEEN, markup.paragraphs_for_lines, markup.has_broken_lines),
    Relation("styled p", _SEEN, markup.styled, markup.has_paragraphs),
    Relation("white space", _SEEN, markup.spaced, markup.has_paragraphs),
    Relation("opaque classes", _UNSEEN, markup.opaque, markup.has_classes),
    Relation("linked headings", _SEEN, beside.linked_headings, beside.has_headings),
    Relation("anchors in headings", _BESIDE, beside.anchored, beside.has_headings),
    Relation("beside the title", _BESIDE, beside.accompanied, beside.has_title),
    Relation("site's name above", _BESIDE, beside.named_above),
    Relation("teasers", _BESIDE, beside.teasers),
    Relation("wrapped", _WHOLE, markup.wrapped_in(markup.WILD)),
    Relation("wrapped as comments", _WHOLE, markup.wrapped_in(markup.WILD_COMMENTS)),
    Relation("class of body", _WHOLE, markup.classed),
    Relation("other ids", _UNSEEN, markup.other_ids, markup.has_ids),
    Relation("order of attributes", "HTML gives it no meaning", markup.other_order),
    Relation("capitals", "HTML gives it no meaning", markup.capitals),
    Relation("comments", _UNSEEN, markup.commented),
    Relation("entities", _SEEN, markup.entities, undamaged),
    Relation("forty links", _BESIDE, beside.forty_links),
    Relation("PDF link", "the article is offered in a second form", beside.pdf_link),
    Relation("noscript", "it is for other browsers", beside.noscript),
    Relation("template", _BESIDE, beside.template),
    Relation("related titles", _BESIDE, beside.other_titles, titled),
    Relation("charset", "the text is the same", markup.other_charset, readable),
    Relation("Traditional", "the words are the same", markup.in_traditional, in_simplified, fold=markup.folded),
    Relation(
        "paragraph less",
        "the others do not depend on it",
        said.paragraph_less,
        can_lose_a_paragraph,
        without_paragraph,
    ),
    Relation(
        "paragraph more",
        "words of a site's in an article are the article's",
        said.paragraph_more,
        can_lose_a_paragraph,
        with_paragraph,
    ),
    Relation("other title", "a field is what the page prints", said.other_title, beside.has_title, entitled),
    Relation("other date", "a field is what the page prints", said.other_date, said.dated, published),
    Relation("second author", "who else wrote it stands beside", said.second_author, said.has_one_author, with_author),
)


@dataclass(frozen=True)
class Known:
    """Draws that fail: of a relation, of some pages, or of a relation on some pages.

    relation: ``""`` for any. pages: their names, or how these begin; none for any.
    """

    reason: str
    relation: str = ""
    pages: tuple[str, ...] = ()

    def covers(self, relation: Relation, sample: Sample) -> bool:
        return self.relation in ("", relation.name) and sample.name.startswith(self.pages or "")


#: At most ten; each goes as soon as nothing that it covers fails, which a test says.
KNOWN = (
    Known("a class that has the word comment removes all that it wraps", "wrapped as comments"),
    Known("what stands in the <h1> beside the title becomes part of it", "beside the title"),
    Known("the beginnings of other articles below are the article's", "teasers", ("bare", "case")),
    Known("a mark between the authors of a dateline is not read", "second author", ("golden fx361", "bare")),
    Known(
        "in a table, authors with numbers are none, and a heading above one paragraph is outside the article",
        "rows for p",
        ("golden hanspub", "mirror 18", "hijacked 13", "hijacked 18", "case second-article", "case other-hijack"),
    ),
    Known("the last paragraph above a link is outside the article", "PDF link", ("bare library",)),
    Known("a paper on disclaimers that ends in examples loses them", pages=("case disclaimers",)),
)
