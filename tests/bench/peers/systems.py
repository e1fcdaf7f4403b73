"""How each system of the bench is used: as its documentation says, with the settings that suit Chinese pages best.

A system that takes bytes is given the bytes. One that takes text alone is given what resiliparse reads in them, which
heeds ``<meta charset>`` and the Encoding Standard: so none suffers for a decoder that it does not bring along. Nothing
of the project is imported but by its own system, for the peers' interpreter need not have what it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

#: ``title``, ``authors`` (a list), ``journal``, ``doi`` and ``year``: those that a system has a field for.
Fields = dict[str, object]
Made = tuple[Callable[[bytes, str], str], Callable[[bytes, str], Fields] | None]


@dataclass(frozen=True, slots=True)
class System:
    """make: loads it and gives two functions of a page's bytes and URL: the article's text; its fields, None where it
    has none. package: the distribution, '' for the project itself. has: the fields it can tell."""

    package: str
    make: Callable[[], Made]
    has: frozenset[str] = frozenset()


def decoded(body: bytes) -> str:
    """The page's text, for systems that take no bytes."""
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    return bytes_to_str(body, detect_encoding(body, from_html_meta=True))


def jingkan() -> Made:
    from cleaners import Page, clean

    def fields(body: bytes, url: str) -> Fields:
        got = clean(Page(url, body))
        authors = [author.name for author in got.authors]
        return {"title": got.title, "authors": authors, "journal": got.journal, "doi": got.doi, "year": got.year}

    return lambda body, url: clean(Page(url, body)).text, fields


def trafilatura(fast: bool = False, favor_precision: bool = False) -> Made:
    """Without readers' comments, which no gold text holds."""
    from trafilatura import extract, extract_metadata

    def text(body: bytes, url: str) -> str:
        kept = extract(body, url=url or None, include_comments=False, fast=fast, favor_precision=favor_precision)
        return kept or ""

    def fields(body: bytes, url: str) -> Fields:
        if (got := extract_metadata(body, default_url=url or None)) is None:
            return {}
        authors = [name.strip() for name in (got.author or "").split(";") if name.strip()]
        return {"title": got.title, "authors": authors, "journal": got.sitename, "year": (got.date or "")[:4]}

    return text, fields


def resiliparse() -> Made:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda body, url: extract_plain_text(decoded(body), main_content=True), None


def readability() -> Made:
    """Its summary is HTML, whose text lxml gives."""
    import lxml.html
    from readability import Document

    def text(body: bytes, url: str) -> str:
        return str(lxml.html.document_fromstring(Document(body, url=url or None).summary()).text_content())

    def fields(body: bytes, url: str) -> Fields:
        got = Document(body, url=url or None)
        author = got.author()
        return {"title": got.short_title(), "authors": [author] if author else []}

    return text, fields


def newspaper() -> Made:
    """In Chinese for text, by its documentation; the language of a journal's page it finds itself. Without pictures,
    which it would ask the network for."""
    from newspaper import Article

    def read(body: bytes, url: str, **options: str) -> Article:
        article = Article(url or "http://a.example/", fetch_images=False, **options)
        article.download(input_html=decoded(body))
        article.parse()
        return article

    def fields(body: bytes, url: str) -> Fields:
        got = read(body, url)
        year = str(got.publish_date.year) if got.publish_date else ""
        return {"title": got.title, "authors": list(got.authors), "journal": got.meta_site_name, "year": year}

    return lambda body, url: read(body, url, language="zh").text, fields


def gne() -> Made:
    from gne import GeneralNewsExtractor

    extractor = GeneralNewsExtractor()

    def fields(body: bytes, url: str) -> Fields:
        got = extractor.extract(decoded(body))
        authors = [got["author"]] if got["author"] else []
        return {"title": got["title"], "authors": authors, "year": got["publish_time"][:4]}

    return lambda body, url: extractor.extract(decoded(body))["content"], fields


def justext() -> Made:
    """It has no stoplist of Chinese and would need blanks between words to use one: without it, the shares of stop
    words being 0 as its command line sets them then. Its lengths are meant for letters: F1 of the bench's own pages is
    0.40 by its own (70, 200), 0.81 by (35, 100) and (20, 60), 0.80 by (10, 40), November 2026."""
    from justext import justext

    def text(body: bytes, url: str) -> str:
        paragraphs = justext(
            decoded(body), frozenset(), length_low=20, length_high=60, stopwords_low=0, stopwords_high=0
        )
        return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)

    return text, None


def boilerpy3() -> Made:
    """By the extractor made for articles, the best of its seven on the bench's pages; what it reads of a page that it
    cannot read to its end counts."""
    from boilerpy3.extractors import ArticleExtractor

    extractor = ArticleExtractor(raise_on_failure=False)
    return lambda body, url: extractor.get_content(decoded(body)), lambda body, url: {
        "title": extractor.get_doc(decoded(body)).title
    }


_NEWS = frozenset(("title", "authors", "journal", "year"))
SYSTEMS: Mapping[str, System] = {
    "jingkan": System("", jingkan, _NEWS | {"doi"}),
    "trafilatura": System("trafilatura", trafilatura, _NEWS),
    "trafilatura fast": System("trafilatura", partial(trafilatura, fast=True), _NEWS),
    "trafilatura precision": System("trafilatura", partial(trafilatura, favor_precision=True), _NEWS),
    "resiliparse": System("resiliparse", resiliparse),
    "readability-lxml": System("readability-lxml", readability, frozenset(("title", "authors"))),
    "newspaper4k": System("newspaper4k", newspaper, _NEWS),
    "GNE": System("gne", gne, _NEWS - {"journal"}),
    "jusText": System("justext", justext),
    "boilerpy3": System("boilerpy3", boilerpy3, frozenset(("title",))),
}
