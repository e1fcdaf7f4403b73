"""An article's page and its own extract as plain text are one article: every field that the extract can tell."""

from __future__ import annotations

import random
from dataclasses import astuple

import pytest

from cleaners import Article, Page, clean
from cleaners.chinese.conversion.texts import to_traditional
from tests.mirror import junk, render
from tests.mirror.extract import extract
from tests.mirror.pages import DEAD_ENDS, Process, Resource, article_page, entry, layout, path_of
from tests.mirror.truth import load_all

FIELDS = (
    "title", "title_en", "affiliations", "journal", "year", "volume", "issue", "pages", "doi", "clc", "document_code",
    "article_number", "received", "revised", "published", "abstract", "abstract_en", "funding", "biographies",
    "keywords", "keywords_en", "script", "script_from",
)  # fmt: skip
PROCESSES = (Process("plain"), Process(size=0), Process(size=3), Process(size=6, annotations="mixed"))
STRAY = ("", "<tr id='b7q'></tr>\n", "<em id='b7q'></em>\n<li id='b7q'><video id='b7q'></video></li>\n")


def page(seed: int) -> Resource:
    """A page of some article in some layout, with junk and with damage that can be undone."""
    rng = random.Random(f"extract {seed}")
    truths = load_all()
    truth, form = truths[seed % len(truths)], layout(seed, rng.choice(("desktop", "mobile")))
    others = tuple(entry(other, form.device) for other in rng.sample(truths, 4) if other is not truth)
    chrome = render.Chrome("文汇参阅网", related=(*others, *DEAD_ENDS[:2]), previous=others[0], following=others[1])
    line = "{}<br />" if form.lines == "br" else "<p>{}</p>"
    injections = junk.combination(rng, junk.Place(len(truth.blocks), line), 0.3)
    process = rng.choice(PROCESSES)
    return article_page(truth, form, chrome, process, injections, rng, path_of(truth, form.device))


def told(article: Article, header: str) -> dict[str, object]:
    """What an article says, but for what only markup can: the title of header B, what parts a table's cells."""
    found: dict[str, object] = {name: getattr(article, name) for name in FIELDS if name != "title" or header == "A"}
    found["authors"] = [astuple(author) for author in article.authors]
    found["site_tags"] = "".join(article.site_tags)
    found["references"] = [str(reference) for reference in article.references]
    found["text"] = " ".join(article.text.split())
    return found


def _differs(seed: int) -> dict[str, tuple[object, object]]:
    resource = page(seed)
    assert resource.facts.form is not None
    url, source = f"http://a.example{resource.facts.path}", resource.body.decode()
    stray, text = STRAY[seed % 3], extract(source)
    if seed % 2:
        text = "\n\n".join(f"    {line}" for line in text.split("\n"))
    text = f"{stray}{text}\n{stray}"
    of_html = told(clean(Page(url, resource.body, resource.content_type)), resource.facts.form.header)
    of_text = told(clean(Page(url, text.encode())), resource.facts.form.header)
    return {name: (of_html[name], of_text[name]) for name in of_html if of_html[name] != of_text[name]}


@pytest.mark.parametrize("seed", range(40))
def test_a_page_and_its_extract_are_one_article(seed: int) -> None:
    assert _differs(seed) == {}


@pytest.mark.slow
@pytest.mark.parametrize("first", range(40, 400, 40))
def test_more_pages_and_their_extracts(first: int) -> None:
    assert {seed: found for seed in range(first, first + 40) if (found := _differs(seed))} == {}


@pytest.mark.parametrize("truth", load_all(), ids=lambda truth: truth.id)
def test_extracts_of_genuine_traditional_pages(truth: render.Truth) -> None:
    number = load_all().index(truth)
    resource = article_page(
        truth, layout(number), render.Chrome("文匯參閱網"), Process("plain"), (), random.Random(1), path_of(truth)
    )
    assert resource.facts.form is not None
    source, url = to_traditional(resource.body.decode()), f"http://a.example{resource.facts.path}"
    header = resource.facts.form.header
    of_html, of_text = (told(clean(Page(url, text.encode())), header) for text in (source, extract(source)))
    assert of_html == of_text
