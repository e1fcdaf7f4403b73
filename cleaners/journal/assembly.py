"""The article put together: of the head's tags, the visible parts and the URL, the most trusted value of each field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cleaners.article import Article, Author, Source
from cleaners.chinese import language, names, traditional
from cleaners.chinese.characters import IS_HAN_OR_LOST
from cleaners.doc import Doc
from cleaners.html.addresses import absolute
from cleaners.journal import citations, head_tags, merge, sections, titles, visible
from cleaners.journal.gathering import Visible, of_issue
from cleaners.journal.head_tags import Head
from cleaners.journal.sources import Found
from cleaners.lines import author_line, dates, identifiers, keywords
from cleaners.patterns import regex


def read(doc: Doc) -> Article:
    """The article of a page whose junk was removed and whose region was marked (see ``cleaners.doc``).

    Never raises on content; what is not there is empty. charset, repairs and verdict are for the caller to fill in.

    >>> from cleaners.doc import Block
    >>> blocks = [Block("浅说", "title"), Block("2016-04-11 07:53:48马创新陈小荷"), Block("大学图书馆学报 2016年1期")]
    >>> lines = ("马创新 陈小荷", "摘 要：本文…", "关键词：分词；词性", "一、引言", "分词是第一步。")
    >>> blocks += [Block(line, body=True) for line in lines]
    >>> a = read(Doc("http://a.example/1", blocks=tuple(blocks)))
    >>> a.title, [str(x) for x in a.authors], a.journal, a.year, a.issue, a.published
    ('浅说', ['马创新', '陈小荷'], '大学图书馆学报', '2016', '1', '2016-04-11')
    >>> a.keywords, a.text
    (('分词', '词性'), '一、引言\\n\\n分词是第一步。')
    """
    head = head_tags.read(doc)
    seen = visible.read(doc, head)
    title, title_source = titles.choose(doc, head, seen)
    issue = titles.issue_of(doc.head_title)
    titled = of_issue(issue, "head-title") if issue else []
    found = [*head.values, *seen.values, *titled, *_from_url(doc.url)]
    values, sources = merge.merge(found, title, seen.journal_page)
    people, people_source = _authors(head, seen)
    body = sections.build(seen.body)
    text = "\n\n".join(block.text for block in seen.body)
    words = _keywords(head, seen)
    sample = text or values["abstract"] or values["abstract_en"] or title
    return Article(
        url=doc.url,
        title=title,
        authors=people,
        affiliations=_institutions(people, head, seen),
        **values,  # type: ignore[arg-type]
        funding=seen.funding,
        biographies=seen.biographies,
        site_tags=words.site_tags,
        keywords=words.chinese,
        keywords_en=words.english,
        sections=body,
        text=text,
        references=tuple(seen.references),
        citations=citations.cite(body, seen.references) if seen.references else (),
        pdf_url=_pdf(doc, head),
        language=language.language(sample, head.language),
        script=traditional.script(sample),
        removed=doc.removed + tuple(seen.removed),
        undecided=sum(s.count("\ufffd") for s in (title, values["abstract"], text, *map(str, seen.references))),
        sources=(*title_source, *people_source, *sources, *words.sources),
    )


# /page/2016/0411/20471863.shtml · /2016-04/11/content_1.htm · /20160411/
_URL_DATE = regex(r"/((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?=[/_.])")


def _from_url(url: str) -> Iterable[Found]:
    """The DOI that an address holds, and the date that its path does."""
    number = identifiers.doi(url) if "10." in url else ""
    if number:
        yield Found("doi", "url", number)
    if found := _URL_DATE.search(url):
        yield Found("published", "url", dates.iso("-".join(found.groups())))


Persons = tuple[author_line.Person, ...]


def _authors(head: Head, seen: Visible) -> tuple[tuple[Author, ...], list[Source]]:
    """The authors of the most trusted source, then editors and others with their roles."""
    lists = [*head.authors, *_shown_authors(seen)]
    people = author_line.bind(_chosen(lists, seen.persons), tuple(seen.institutions), seen.corresponding)
    others = tuple(Author(name, role=role) for role, name in dict.fromkeys(seen.others))
    found = [Found("authors", source, "，".join(p.name for p in persons)) for source, persons in lists]
    return people + others, [merge.source_of("authors", found)] if found else []


def _shown_authors(seen: Visible) -> Iterable[tuple[str, Persons]]:
    """The authors as a line and as the dateline name them, each with its source; what says the same, once."""
    if seen.persons:
        yield "front", seen.persons
    if seen.glued and "".join(p.name for p in seen.persons) != seen.glued.replace(" ", ""):
        yield "dateline", tuple(author_line.Person(name) for name in names.part(seen.glued) or (seen.glued,))


def _chosen(lists: Sequence[tuple[str, Persons]], printed: Persons) -> Persons:
    """The first list whose names are undamaged, else the first; with the marks that the page prints behind them."""
    if not lists:
        return ()
    sound = (persons for _, persons in lists if not any("\ufffd" in p.name for p in persons))
    chosen = next(sound, lists[0][1])
    if [p.name for p in chosen] != [p.name for p in printed]:
        return chosen
    return tuple(p._replace(marks=p.marks or q.marks) for p, q in zip(chosen, printed, strict=True))


def _institutions(people: tuple[Author, ...], head: Head, seen: Visible) -> tuple[str, ...]:
    """Every institution of the article, as the page prints them, else as the authors or the head have them."""
    printed = [value for _, value in seen.institutions]
    return tuple(dict.fromkeys(printed or [a for author in people for a in author.affiliations] or head.unbound))


class _Keywords(NamedTuple):
    """The site's tags, the author's keywords in both languages, and where these came from."""

    site_tags: tuple[str, ...]
    chinese: tuple[str, ...]
    english: tuple[str, ...]
    sources: tuple[Source, ...] = ()


def _keywords(head: Head, seen: Visible) -> _Keywords:
    """Keywords as the page shows them, else as its tags do; parted as another list on the page parts them."""
    tagging = [found for found in head.values if found.field == "keywords"]
    tagged = tuple(dict.fromkeys(word for found in tagging for word in keywords.split(found.value)))
    tags = seen.site_tags
    if len(tags) == 1:
        tags = keywords.by_evidence(tags[0], head.site_keywords)
    words, words_en = seen.keywords, seen.keywords_en
    if len(words) == 1:
        words = keywords.by_evidence(words[0], tagged, head.site_keywords, tags)
    if words or words_en or not tagged:
        return _Keywords(tags, words, words_en, (Source("keywords", "label"),) if words else ())
    words, words_en = keywords.by_script(tagged)
    if not any(IS_HAN_OR_LOST.search(w) for w in words) and any(IS_HAN_OR_LOST.search(b.text) for b in seen.body[:3]):
        words, words_en = (), words
    return _Keywords(tags, words, words_en, (Source("keywords", tagging[0].source),))


def _pdf(doc: Doc, head: Head) -> str:
    """The article's PDF: as the tags say, else the page's only link of that kind."""
    tagged = next((f.value for f in head.values if f.field == "pdf_url"), "")
    if tagged:
        return absolute(doc.url, tagged, doc.charset)
    links = dict.fromkeys(
        href for href, text in doc.links if not text.startswith("rel=") and ("pdf" in href.lower() or "PDF" in text)
    )
    return absolute(doc.url, next(iter(links)), doc.charset) if len(links) == 1 else ""
