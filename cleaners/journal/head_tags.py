"""What the page's head says of the article: Highwire, bepress, PRISM, EPrints, JSON-LD and Dublin Core tags.

Each value comes with its source, in the order of trust; which one wins is decided in ``merge``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from cleaners.chinese import names
from cleaners.chinese.characters import IS_HAN_OR_LOST, close_up, even
from cleaners.doc import Doc
from cleaners.journal.sources import RANK, Found
from cleaners.lines import author_line, dates, identifiers
from cleaners.lines.author_line import Person

#: Objects and lists in one another that JSON-LD is read to, by hand: an article's author's affiliation's address is 4.
DEEPEST = 30

# Tag → field, in the order in which tags of one vocabulary are trusted (an issue's date before the date online).
HIGHWIRE = {
    "title": "title",
    "journal_title": "journal",
    "volume": "volume",
    "issue": "issue",
    "doi": "doi",
    "issn": "issn",
    "issnprint": "issn",
    "issnonline": "issn",
    "publication_date": "published",
    "date": "published",
    "year": "published",
    "cover_date": "published",
    "online_date": "published",
    "keywords": "keywords",
    "keyword": "keywords",
    "abstract": "abstract",
    "pdf_url": "pdf_url",
    "language": "language",
    "firstpage": "firstpage",
    "lastpage": "lastpage",
}
PRISM = {
    "publicationname": "journal",
    "volume": "volume",
    "number": "issue",
    "doi": "doi",
    "issn": "issn",
    "issnprint": "issn",
    "eissn": "issn",
    "publicationdate": "published",
    "coverdate": "published",
    "startingpage": "firstpage",
    "endingpage": "lastpage",
}
EPRINTS = {
    "title": "title",
    "publication": "journal",
    "volume": "volume",
    "number": "issue",
    "pagerange": "pages",
    "issn": "issn",
    "date": "published",
    "abstract": "abstract",
    "id_number": "doi",
    "document_url": "pdf_url",
    "keywords": "keywords",
}
DUBLIN_CORE = {
    "title": "title",
    "source.issn": "issn",
    "source.volume": "volume",
    "source.issue": "issue",
    "identifier.doi": "doi",
    "identifier.pagenumber": "pages",
    "identifier": "doi",
    "relation.ispartof": "journal",
    "ispartof": "journal",
    "issued": "published",
    "date.issued": "published",
    "date": "published",
    "date.created": "published",
    "subject": "keywords",
    "abstract": "abstract",
    "language": "language",
}
_PREFIXES = (
    ("citation_", "citation", HIGHWIRE),
    ("bepress_citation_", "bepress", HIGHWIRE),
    ("prism.", "prism", PRISM),
    ("eprints.", "eprints", EPRINTS),
    ("dc.", "dublin-core", DUBLIN_CORE),
    ("dcterms.", "dublin-core", DUBLIN_CORE),
)
_LAST = 50  # the place of pages among the tags of a vocabulary: behind all
_CREATORS = frozenset(
    ["author", "authors", "creator", "creators", "creators_name", "creator.personalname", "contributor.author"]
)


class Head(NamedTuple):
    """What a head says: single values in the order of trust, and each source's list of authors."""

    values: tuple[Found, ...] = ()
    authors: tuple[tuple[str, tuple[Person, ...]], ...] = ()
    language: str = ""
    site_keywords: tuple[str, ...] = ()
    og_title: str = ""
    unbound: tuple[str, ...] = ()  # institutions that stand behind all authors, and whose they are nothing tells

    def institutions(self) -> tuple[str, ...]:
        """Every institution the head names, in order."""
        own = (a for _, persons in self.authors for p in persons for a in p.affiliations)
        return tuple(dict.fromkeys([*own, *self.unbound]))


@dataclass(slots=True)
class _Told:
    """What the tags say, while they are read.

    ranked: each value with the rank of its source and the place of its tag in the source's vocabulary, to be sorted by.
    creators: the authors by source. edges: first and last page by source.
    """

    ranked: list[tuple[int, int, Found]] = field(default_factory=list)
    creators: dict[str, list[Person]] = field(default_factory=dict)
    edges: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, name: str, source: str, value: str, place: int = 0) -> None:
        if value:
            self.ranked.append((RANK[source], place, Found(name, source, value)))


def read(doc: Doc) -> Head:
    """The head's statements on the article.

    >>> head = read(Doc("u", meta=(("citation_author", "Opitz, Juri"), ("citation_date", "2024/05/09"))))
    >>> head.values, head.authors[0][1][0].name
    ((Found(field='published', source='citation', value='2024-05-09'),), 'Juri Opitz')
    """
    told = _Told()
    site: list[str] = []
    og_title = ""
    for name, content in doc.meta:
        if not (content := content.strip()):
            continue
        if name == "keywords":
            site += [w for part in content.replace("，", ",").split(",") if (w := part.strip())]
        elif name == "og:title":
            og_title = og_title or content
        elif name == "article:published_time":
            told.add("published", "opengraph", dates.iso(content))
        else:
            _tag(name, content, told)
    for source, pages in told.edges.items():
        told.add("pages", source, _range(pages.get("firstpage", ""), pages.get("lastpage", "")), place=_LAST)
    for found, persons in _json_ld(doc.json_ld):
        for one in found:
            told.add(*one)
        told.creators.setdefault("json-ld", list(persons))
    values = [found for _, _, found in sorted(told.ranked, key=lambda ranked: ranked[:2])]
    language = next((found.value for found in values if found.field == "language"), "")
    by_trust = sorted(told.creators.items(), key=lambda item: RANK[item[0]])
    lists = [(source, _bound(_once(persons))) for source, persons in by_trust if persons]
    return Head(
        values=tuple(found for found in values if found.field != "language"),
        authors=tuple((source, _in_one_script(persons, language)) for source, (persons, _) in lists),
        language=language,
        site_keywords=tuple(dict.fromkeys(site)),
        og_title=og_title,
        unbound=tuple(dict.fromkeys(place for _, (_, loose) in lists for place in loose)),
    )


def _range(first: str, last: str) -> str:
    """Pages as printed, "" without a first one.

    >>> _range("7", "16"), _range("7", "7"), _range("7", ""), _range("", "16")
    ('7-16', '7', '7', '')
    """
    return f"{first}-{last}" if first and last and last != first else first


def _once(persons: list[Person]) -> list[Person]:
    """Each person once, with all the institutions: a set of tags may be printed twice, an author once an institution.

    >>> _once([Person("甲", (), ("X大学",)), Person("甲", (), ("Y医院",)), Person("乙")])
    [Person(name='甲', marks=(), affiliations=('X大学', 'Y医院')), Person(name='乙', marks=(), affiliations=())]
    """
    once: dict[str, Person] = {}
    for person in persons:
        key = "".join(filter(str.isalnum, person.name)).lower()
        places = (*once[key].affiliations, *person.affiliations) if key in once else person.affiliations
        once[key] = once.get(key, person)._replace(affiliations=tuple(dict.fromkeys(places)))
    return list(once.values())


def _bound(persons: list[Person]) -> tuple[tuple[Person, ...], tuple[str, ...]]:
    """Persons with their institutions, and institutions that are nobody's for sure.

    Highwire puts an institution behind its author. Where several authors come first and all institutions after the
    last of them (Hanspub), a single one is everyone's; of several nothing tells whose they are.

    >>> _bound([Person("甲"), Person("乙", (), ("X大学",))])[0][0].affiliations
    ('X大学',)
    >>> _bound([Person("甲"), Person("乙", (), ("X大学", "Y医院"))])
    ((Person(name='甲', marks=(), affiliations=()), Person(name='乙', marks=(), affiliations=())), ('X大学', 'Y医院'))
    """
    last = persons[-1].affiliations
    if len(persons) == 1 or not last or any(p.affiliations for p in persons[:-1]):
        return tuple(persons), ()
    if len(last) == 1:
        return tuple(p._replace(affiliations=last) for p in persons), ()
    return tuple(p._replace(affiliations=()) for p in persons), last


def _in_one_script(persons: tuple[Person, ...], language: str) -> tuple[Person, ...]:
    """The authors once, where the tags name them all in both scripts, first in the one and then in the other (Magtech).

    >>> [p.name for p in _in_one_script((Person("包海龙"), Person("BAO Hailong")), "zh")]
    ['包海龙']
    """
    han = tuple(p for p in persons if IS_HAN_OR_LOST.search(p.name))
    latin = tuple(p for p in persons if not IS_HAN_OR_LOST.search(p.name))
    if len(han) != len(latin) or not han or persons not in (han + latin, latin + han):
        return persons
    if not all(names.spells(p.name, q.name) for p, q in zip(latin, han, strict=True)):
        return persons
    return latin if language.lower().startswith("en") else han


def _tag(name: str, content: str, told: _Told) -> None:
    """What one tag says, if it is of a vocabulary that describes articles."""
    for prefix, source, table in _PREFIXES:
        if not name.startswith(prefix):
            continue
        key = name[len(prefix) :]
        if key in _CREATORS:
            told.creators.setdefault(source, []).extend(author_line.from_tag(content))
        elif key == "author_institution" and told.creators.get(source):
            told.creators[source][-1] = told.creators[source][-1].at(content)
        elif (named := table.get(key, "")) in ("firstpage", "lastpage"):
            told.edges.setdefault(source, {}).setdefault(named, content)
        elif named:
            told.add(named, source, _clean(named, content), place=list(table).index(key))
        return


def _clean(name: str, content: str) -> str:
    """A tag's value in the form of its field, ``""`` where it cannot be one."""
    if name == "doi":
        return identifiers.doi(content)
    if name == "issn":
        return identifiers.issn(content)
    if name == "published":
        return dates.iso(content)
    if name == "journal" and (re.match(r"\w{2,12}:\S", content) or not any(c.isalpha() for c in content)):
        return ""  # isPartOf may hold an address, a URN or a number
    if name in ("title", "abstract"):
        return even(content)
    if name == "journal":
        return close_up(content)
    return " ".join(content.split())


def _json_ld(scripts: tuple[str, ...]) -> Iterator[tuple[list[Found], tuple[Person, ...]]]:
    """The articles that JSON-LD describes; a script that is no JSON says nothing, as browsers and crawlers treat it."""
    for script in scripts:
        if "Article" not in script or len(script) > 400_000:
            continue
        try:
            data = _loaded(script)
        except (ValueError, RecursionError):  # no JSON, or a bomb of brackets
            continue
        for node in _nodes(data):
            if isinstance(node.get("@type"), str | list) and "Article" in str(node["@type"]):
                named = {str(other["@id"]): other for other in _nodes(data) if "@id" in other}
                yield _article(node, named)
                return


def _loaded(script: str) -> object:
    """What a script of JSON-LD says.

    Raises ValueError for what is no JSON or lies in one another more than DEEPEST times, RecursionError for far more.

    >>> _loaded('{"name": ["甲"]}')
    {'name': ['甲']}
    """
    data: object = json.loads(script, strict=False)
    level = [data]
    for _ in range(DEEPEST):
        inner = [item.values() if isinstance(item, dict) else item for item in level if isinstance(item, dict | list)]
        level = [part for parts in inner for part in parts]
    if level:
        raise ValueError("too deep")
    return data


def _nodes(data: object) -> Iterator[dict[str, object]]:
    """The objects at the top of a JSON-LD script: itself, list items, @graph and mainEntity."""
    queue = [data]
    while queue:
        item = queue.pop(0)
        if isinstance(item, list):
            queue += item[:20]
        elif isinstance(item, dict):
            yield item
            queue += [item[key] for key in ("@graph", "mainEntity") if key in item]


def _article(node: dict[str, object], named: dict[str, dict[str, object]]) -> tuple[list[Found], tuple[Person, ...]]:
    """An article's values and authors. named: the script's objects by their @id, which an author may point at."""
    values = [
        ("title", _text(node.get("headline") or node.get("name"))),
        ("published", dates.iso(_text(node.get("datePublished")))),
        ("doi", identifiers.doi(" ".join(map(_text, (node.get("identifier"), node.get("sameAs"), node.get("@id")))))),
        ("abstract", _text(node.get("abstract"))),
    ]
    part: object = node.get("isPartOf")
    for _ in range(3):
        if not isinstance(part, dict):
            break
        values.append(("volume", _text(part.get("volumeNumber"))))
        values.append(("issue", _text(part.get("issueNumber"))))
        values.append(("issn", identifiers.issn(_text(part.get("issn")))))
        if "Periodical" in str(part.get("@type")):
            values.append(("journal", _text(part.get("name"))))
        part = part.get("isPartOf")
    values.append(("pages", _range(_text(node.get("pageStart")), _text(node.get("pageEnd")))))
    who = node.get("author")
    persons = tuple(
        person
        for item in (who if isinstance(who, list) else [who])
        for person in author_line.from_tag(_person(item, named))
    )
    return [Found(name, "json-ld", " ".join(value.split())) for name, value in values if value], persons


def _person(item: object, named: dict[str, dict[str, object]]) -> str:
    """The name of an author: a string, an object's name or its halves, or those of the object it points at.

    >>> _person({"@id": "#b"}, {"#b": {"@id": "#b", "givenName": "Ben", "familyName": "Jones"}})
    'Ben Jones'
    """
    if isinstance(item, str):
        return "" if "://" in item else item
    if not isinstance(item, dict):
        return ""
    if item.keys() <= {"@id", "@type"}:
        item = named.get(str(item.get("@id")), item)
    if "Organization" in str(item.get("@type")):
        return ""
    halves = [_text(item.get("givenName")), _text(item.get("familyName"))]
    return _text(item.get("name")) or (" ".join(halves) if all(halves) else "")


def _text(value: object) -> str:
    """A JSON-LD value as text: strings and numbers themselves, of an object its value or name, of a list its items."""
    if isinstance(value, dict):
        return _text(value.get("value") or value.get("@value") or value.get("name") or value.get("@id"))
    if isinstance(value, list):
        return " ".join(map(_text, value))
    return str(value) if isinstance(value, str | int | float) else ""
