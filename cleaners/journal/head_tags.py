"""What the page's head says of the article: Highwire, bepress, PRISM, EPrints, JSON-LD and Dublin Core tags.

Each value comes with its source, in the order of trust; which one wins is decided in ``merge``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from cleaners.chinese import names
from cleaners.chinese.characters import IS_HAN, close_up, even
from cleaners.doc import Doc
from cleaners.journal.sources import RANK, Found
from cleaners.lines import author_line, dates, identifiers

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
_CREATORS = frozenset(
    ["author", "authors", "creator", "creators", "creators_name", "creator.personalname", "contributor.author"]
)


class Head(NamedTuple):
    """What a head says: single values in the order of trust, and each source's list of authors."""

    values: tuple[Found, ...] = ()
    authors: tuple[tuple[str, tuple[author_line.Person, ...]], ...] = ()
    language: str = ""
    site_keywords: tuple[str, ...] = ()
    og_title: str = ""
    unbound: tuple[str, ...] = ()  # institutions that stand behind all authors, and whose they are nothing tells

    def institutions(self) -> tuple[str, ...]:
        """Every institution the head names, in order."""
        own = (a for _, persons in self.authors for p in persons for a in p.affiliations)
        return tuple(dict.fromkeys([*own, *self.unbound]))


def read(doc: Doc) -> Head:
    """The head's statements on the article.

    >>> head = read(Doc("u", meta=(("citation_author", "Opitz, Juri"), ("citation_date", "2024/05/09"))))
    >>> head.values, head.authors[0][1][0].name
    ((Found(field='published', source='citation', value='2024-05-09'),), 'Juri Opitz')
    """
    ranked: list[tuple[int, int, Found]] = []
    creators: dict[str, list[author_line.Person]] = {}
    edges: dict[str, dict[str, str]] = {}
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
            if day := dates.iso(content):
                ranked.append((RANK["opengraph"], 0, Found("published", "opengraph", day)))
        else:
            _tag(name, content, ranked, creators, edges)
    for source, pages in edges.items():
        if first := pages.get("firstpage"):
            last = pages.get("lastpage", "")
            value = f"{first}-{last}" if last and last != first else first
            ranked.append((RANK[source], 50, Found("pages", source, value)))
    for found, persons in _json_ld(doc.json_ld):
        ranked += [(RANK["json-ld"], 0, f) for f in found]
        if persons and "json-ld" not in creators:
            creators["json-ld"] = list(persons)
    ranked.sort(key=lambda r: r[:2])
    values = tuple(f for _, _, f in ranked if f.field != "language")
    language = next((f.value for _, _, f in ranked if f.field == "language"), "")
    lists = [(s, _bound(p)) for s, p in sorted(creators.items(), key=lambda item: RANK[item[0]]) if p]
    unbound = tuple(dict.fromkeys(u for _, (_, loose) in lists for u in loose))
    persons_of = tuple((s, _in_one_script(persons, language)) for s, (persons, _) in lists)
    return Head(values, persons_of, language, tuple(dict.fromkeys(site)), og_title, unbound)


def _bound(persons: list[author_line.Person]) -> tuple[tuple[author_line.Person, ...], tuple[str, ...]]:
    """Persons with their institutions, and institutions that are nobody's for sure.

    Highwire puts an institution behind its author. Where several authors come first and all institutions after the
    last of them (Hanspub), a single one is everyone's; of several nothing tells whose they are.

    >>> _bound([author_line.Person("甲"), author_line.Person("乙", (), ("X大学",))])[0][0].affiliations
    ('X大学',)
    >>> _bound([author_line.Person("甲"), author_line.Person("乙", (), ("X大学", "Y医院"))])
    ((Person(name='甲', marks=(), affiliations=()), Person(name='乙', marks=(), affiliations=())), ('X大学', 'Y医院'))
    """
    last = persons[-1].affiliations
    if len(persons) == 1 or not last or any(p.affiliations for p in persons[:-1]):
        return tuple(persons), ()
    if len(last) == 1:
        return tuple(p._replace(affiliations=last) for p in persons), ()
    return tuple(p._replace(affiliations=()) for p in persons), last


def _in_one_script(persons: tuple[author_line.Person, ...], language: str) -> tuple[author_line.Person, ...]:
    """The authors once, where the tags name them all in both scripts, first in the one and then in the other (Magtech).

    >>> [p.name for p in _in_one_script((author_line.Person("包海龙"), author_line.Person("BAO Hailong")), "zh")]
    ['包海龙']
    """
    han = tuple(p for p in persons if IS_HAN.search(p.name))
    latin = tuple(p for p in persons if not IS_HAN.search(p.name))
    if len(han) != len(latin) or not han or persons not in (han + latin, latin + han):
        return persons
    if not all(names.spells(p.name, q.name) for p, q in zip(latin, han, strict=True)):
        return persons
    return latin if language.lower().startswith("en") else han


def _tag(
    name: str,
    content: str,
    ranked: list[tuple[int, int, Found]],
    creators: dict[str, list[author_line.Person]],
    edges: dict[str, dict[str, str]],
) -> None:
    for prefix, source, table in _PREFIXES:
        if not name.startswith(prefix):
            continue
        key = name[len(prefix) :]
        if key in _CREATORS:
            creators.setdefault(source, []).extend(author_line.from_tag(content))
        elif key == "author_institution" and creators.get(source):
            creators[source][-1] = creators[source][-1].at(content)
        elif key in ("firstpage", "lastpage", "startingpage", "endingpage"):
            edges.setdefault(source, {}).setdefault(table[key], content)
        elif key in table and (value := _clean(table[key], content)):
            ranked.append((RANK[source], list(table).index(key), Found(table[key], source, value)))
        return


def _clean(field: str, content: str) -> str:
    """A tag's value in the form of its field, ``""`` where it cannot be one."""
    if field == "doi":
        return identifiers.doi(content)
    if field == "issn":
        return identifiers.issn(content)
    if field == "published":
        return dates.iso(content)
    if field == "journal" and (re.match(r"\w{2,12}:\S", content) or not any(c.isalpha() for c in content)):
        return ""  # isPartOf may hold an address, a URN or a number
    if field in ("title", "abstract"):
        return even(content)
    if field == "journal":
        return close_up(content)
    return " ".join(content.split())


def _json_ld(scripts: tuple[str, ...]) -> Iterator[tuple[list[Found], tuple[author_line.Person, ...]]]:
    """The articles that JSON-LD describes; a script that is no JSON says nothing, as browsers and crawlers treat it."""
    for script in scripts:
        if "Article" not in script or len(script) > 400_000:
            continue
        try:
            data = json.loads(script, strict=False)
        except ValueError:
            continue
        for node in _nodes(data):
            if isinstance(node.get("@type"), str | list) and "Article" in str(node["@type"]):
                named = {str(other["@id"]): other for other in _nodes(data) if "@id" in other}
                yield _article(node, named)
                return


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


def _article(
    node: dict[str, object], named: dict[str, dict[str, object]]
) -> tuple[list[Found], tuple[author_line.Person, ...]]:
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
    if first := _text(node.get("pageStart")):
        last = _text(node.get("pageEnd"))
        values.append(("pages", f"{first}-{last}" if last and last != first else first))
    who = node.get("author")
    persons = tuple(
        person
        for item in (who if isinstance(who, list) else [who])
        for person in author_line.from_tag(_person(item, named))
    )
    return [Found(field, "json-ld", " ".join(value.split())) for field, value in values if value], persons


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
