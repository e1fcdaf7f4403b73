"""Record → CSL-JSON item (citationstyles.org, schema 1.0.2): the hub that the other reference formats are made from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TextIO, cast

from cleaners.chinese.names import surname

Record = dict[str, object]
Item = dict[str, object]

_HAN = re.compile(r"[\u3400-\u9fff]")
# Ludwig van Beethoven: particles belong to the family name.
_PARTICLES = frozenset("van von de der den di da del della la le du dos ten ter el al bin ibn".split())  # noqa: SIM905
_SUFFIX = re.compile(r",? (Jr\.?|Sr\.?|II|III|IV)$")


def item(record: Record) -> Item:
    """One record as a CSL-JSON item; what the record does not say is not there.

    >>> item({"id": "doi:10.5555/x", "year": "2013"})
    {'id': 'doi:10.5555/x', 'type': 'article', 'issued': {'date-parts': [[2013]]}}
    """
    people = [cast(Record, a) for a in cast("list[object]", record.get("authors") or [])]
    values: Item = {
        "id": _text(record, "id"),
        "type": "article-journal" if record.get("journal") else "article",
        "title": _text(record, "title"),
        "author": [name(str(a["name"])) for a in people if a.get("role", "author") == "author"],
        "editor": [name(str(a["name"])) for a in people if a.get("role") == "editor"],
        "translator": [name(str(a["name"])) for a in people if a.get("role") == "translator"],
        "container-title": _text(record, "journal"),
        "issued": issued(record),
        "volume": _text(record, "volume"),
        "issue": _text(record, "issue"),
        "page": _text(record, "pages"),
        "DOI": _text(record, "doi"),
        "ISSN": _text(record, "issn"),
        "URL": _text(record, "url"),
        "abstract": _text(record, "abstract"),
        "keyword": ", ".join(str(k) for k in cast("list[object]", record.get("keywords") or [])),
        "language": language(record),
        "accessed": date(_text(record, "fetched")[:10]),
    }
    return {key: value for key, value in values.items() if value or key in ("id", "type")}


def name(full: str) -> Item:
    """A person's name in its parts; a body's, or one whose parts are unknown, as it is.

    >>> name("欧阳晓棠"), name("阿卜杜拉·买买提")
    ({'family': '欧阳', 'given': '晓棠'}, {'literal': '阿卜杜拉·买买提'})
    >>> name("Ludwig van Beethoven")
    {'family': 'van Beethoven', 'given': 'Ludwig'}
    """
    if _HAN.search(full):
        family = surname(full)
        if family and 2 <= len(full) <= 4 and "·" not in full and len(full) > len(family):
            return {"family": family, "given": full[len(family) :]}
        return {"literal": full}
    suffix = _SUFFIX.search(full)
    words = (full[: suffix.start()] if suffix else full).split()
    if len(words) < 2:
        return {"literal": full}
    first = next((i for i, w in enumerate(words[1:-1], 1) if w.lower() in _PARTICLES), len(words) - 1)
    parts: Item = {"family": " ".join(words[first:]), "given": " ".join(words[:first])}
    return parts | ({"suffix": suffix[1]} if suffix else {})


def full_name(parts: Item) -> str:
    """The parts of a name as they are written in its own language: 陈璐, J. M. Leinaas.

    >>> full_name({"family": "陈", "given": "璐"}), full_name({"family": "Leinaas", "given": "J. M."})
    ('陈璐', 'J. M. Leinaas')
    """
    if "literal" in parts:
        return str(parts["literal"])
    family, given = str(parts["family"]), str(parts["given"])
    if _HAN.search(family):
        return family + given
    return f"{given} {family}" + (f", {parts['suffix']}" if "suffix" in parts else "")


def issued(record: Record) -> Item:
    """The year of the issue, with month and day where the date of publication is of that year."""
    year, published = _text(record, "year"), _text(record, "published")
    return date(published if published[:4] == year or not year else year)


def date(iso: str) -> Item:
    """An ISO date as a CSL date, empty for none.

    >>> date("2013-04"), date("")
    ({'date-parts': [[2013, 4]]}, {})
    """
    return {"date-parts": [[int(part) for part in iso.split("-")]]} if iso else {}


def language(record: Record) -> str:
    """The item's language as styles ask for it: ``zh-CN``, ``zh-TW`` by its script, else the record's code.

    >>> language({"language": "zh", "script": "Hant"}), language({"language": "en"})
    ('zh-TW', 'en')
    """
    code = _text(record, "language")
    return {"Hans": "zh-CN", "Hant": "zh-TW"}.get(_text(record, "script"), "zh") if code == "zh" else code


def _text(record: Record, key: str) -> str:
    return str(record.get(key) or "")


def write(stream: TextIO, records: Iterable[Record]) -> int:
    """The records as one CSL-JSON array, an item a line; how many."""
    count = 0
    stream.write("[")
    for record in records:
        stream.write(",\n" if count else "\n")
        stream.write(json.dumps(item(record), ensure_ascii=False))
        count += 1
    stream.write("\n]\n")
    return count
