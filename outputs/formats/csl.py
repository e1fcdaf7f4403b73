"""Record → CSL-JSON item (citationstyles.org, schema 1.0.2): the hub that the other reference formats are made from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NotRequired, Required, TextIO, TypedDict, final, get_args

from cleaners.chinese.characters import IS_HAN
from cleaners.chinese.names import surname
from cleaners.controls import address
from outputs.outside.escapes import as_json, bare
from outputs.record_types import Record

#: The roles of CSL that an author of a record may have; a reporter has none.
Role = Literal["author", "editor", "translator"]
#: Variables that hold a text.
Text = Literal[
    "title", "container-title", "volume", "issue", "page", "DOI", "ISSN", "URL", "abstract", "keyword", "language"
]
#: Variables that an item need not have.
Variable = Literal[Role, Text, "issued", "accessed"]


@final
class Person(TypedDict):
    """A person's name in its parts."""

    family: str
    given: str
    suffix: NotRequired[str]


@final
class Body(TypedDict):
    """A name that has no parts, or unknown ones."""

    literal: str


Name = Person | Body

#: date-parts: one date: its year, and month and day where they are known. Empty for no date.
Date = TypedDict("Date", {"date-parts": list[list[int]]}, total=False)

Item = TypedDict(
    "Item",
    {
        "id": Required[str],
        "type": Required[Literal["article-journal", "article"]],
        "title": str,
        "author": list[Name],
        "editor": list[Name],
        "translator": list[Name],
        "container-title": str,
        "issued": Date,
        "volume": str,
        "issue": str,
        "page": str,
        "DOI": str,
        "ISSN": str,
        "URL": str,
        "abstract": str,
        "keyword": str,
        "language": str,
        "accessed": Date,
    },
    total=False,
)

# Ludwig van Beethoven: particles belong to the family name.
_PARTICLES = frozenset("van von de der den di da del della la le du dos ten ter el al bin ibn".split())  # noqa: SIM905
_SUFFIX = re.compile(r",? (Jr\.?|Sr\.?|II|III|IV)$")


def item(record: Record) -> Item:
    """One record as a CSL-JSON item; what the record does not say is not there.

    >>> item({"id": "doi:10.5555/x", "year": "2013"})
    {'id': 'doi:10.5555/x', 'type': 'article', 'issued': {'date-parts': [[2013]]}}
    """
    url, record = address(record.get("url", "")), bare(record)
    made: Item = {
        "id": record["id"],
        "type": "article-journal" if record.get("journal") else "article",
        "title": record.get("title", ""),
        "author": _people(record, "author"),
        "editor": _people(record, "editor"),
        "translator": _people(record, "translator"),
        "container-title": record.get("journal", ""),
        "issued": issued(record),
        "volume": record.get("volume", ""),
        "issue": record.get("issue", ""),
        "page": record.get("pages", ""),
        "DOI": record.get("doi", ""),
        "ISSN": record.get("issn", ""),
        "URL": url,
        "abstract": record.get("abstract", ""),
        "keyword": ", ".join(record.get("keywords", [])),
        "language": language(record),
        "accessed": date(record.get("fetched", "")[:10]),
    }
    variables: tuple[Variable, ...] = get_args(Variable)  # mypy follows a loop over these, not over an item's keys
    for variable in variables:
        if not made[variable]:
            del made[variable]
    return made


def _people(record: Record, role: Role) -> list[Name]:
    return [name(author["name"]) for author in record.get("authors", []) if author.get("role", "author") == role]


def name(full: str) -> Name:
    """A person's name in its parts; a body's, or one whose parts are unknown, as it is.

    >>> name("欧阳晓棠"), name("阿卜杜拉·买买提")
    ({'family': '欧阳', 'given': '晓棠'}, {'literal': '阿卜杜拉·买买提'})
    >>> name("Ludwig van Beethoven")
    {'family': 'van Beethoven', 'given': 'Ludwig'}
    """
    if IS_HAN.search(full):
        family = surname(full)
        if family and 2 <= len(full) <= 4 and "·" not in full and len(full) > len(family):
            return {"family": family, "given": full[len(family) :]}
        return {"literal": full}
    suffix = _SUFFIX.search(full)
    words = (full[: suffix.start()] if suffix else full).split()
    if len(words) < 2:
        return {"literal": full}
    first = next((i for i, w in enumerate(words[1:-1], 1) if w.lower() in _PARTICLES), len(words) - 1)
    person: Person = {"family": " ".join(words[first:]), "given": " ".join(words[:first])}
    if suffix:
        person["suffix"] = suffix[1]
    return person


def full_name(parts: Name) -> str:
    """The parts of a name as they are written in its own language: 陈璐, J. M. Leinaas.

    >>> full_name({"family": "陈", "given": "璐"}), full_name({"family": "Leinaas", "given": "J. M."})
    ('陈璐', 'J. M. Leinaas')
    """
    if "literal" in parts:
        return parts["literal"]
    if IS_HAN.search(parts["family"]):
        return parts["family"] + parts["given"]
    return f"{parts['given']} {parts['family']}" + (f", {parts['suffix']}" if "suffix" in parts else "")


def issued(record: Record) -> Date:
    """The year of the issue, with month and day where the date of publication is of that year."""
    year, published = record.get("year", ""), record.get("published", "")
    return date(published if published[:4] == year or not year else year)


def date(iso: str) -> Date:
    """An ISO date as a CSL date, empty for none.

    >>> date("2013-04"), date("")
    ({'date-parts': [[2013, 4]]}, {})
    """
    return {"date-parts": [[int(part) for part in iso.split("-")]]} if iso else {}


def issue_date(item: Item) -> list[int]:
    """Year, month and day of the issue, as far as they are known.

    >>> issue_date({"id": "1", "type": "article", "issued": {"date-parts": [[2013, 4]]}})
    [2013, 4]
    """
    [parts] = item.get("issued", {}).get("date-parts", [[]])
    return parts


def year(item: Item) -> str:
    """The year of the issue, ``""`` where it is not known."""
    return "".join(map(str, issue_date(item)[:1]))


def language(record: Record) -> str:
    """The item's language as styles ask for it: ``zh-CN``, ``zh-TW`` by its script, else the record's code.

    >>> language({"language": "zh", "script": "Hant"}), language({"language": "en"})
    ('zh-TW', 'en')
    """
    code = record.get("language", "")
    return {"Hans": "zh-CN", "Hant": "zh-TW"}.get(record.get("script", ""), "zh") if code == "zh" else code


def write(stream: TextIO, records: Iterable[Record]) -> int:
    """The records as one CSL-JSON array, an item a line; how many."""
    count = 0
    stream.write("[")
    for record in records:
        stream.write(",\n" if count else "\n")
        stream.write(as_json(item(record)))
        count += 1
    stream.write("\n]\n")
    return count
