"""CSL-JSON items → RIS (the tags of EndNote and Zotero), UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TextIO, cast

from outputs.formats import csl
from outputs.formats.csl import Item, Record

_TAGS = (
    ("title", "TI"), ("container-title", "T2"), ("volume", "VL"), ("issue", "IS"), ("DOI", "DO"), ("ISSN", "SN"),
    ("URL", "UR"), ("abstract", "AB"), ("language", "LA"), ("id", "ID"),
)  # fmt: skip


def entry(record: Record) -> str:
    """One record as an RIS entry: ``JOUR``, ``GEN`` where no journal is known.

    >>> print(entry({"id": "url:1", "title": "浅说", "authors": [{"name": "陈璐"}], "pages": "45-52", "year": "2016"}))
    TY  - GEN
    AU  - 陈, 璐
    TI  - 浅说
    PY  - 2016
    SP  - 45
    EP  - 52
    ID  - url:1
    ER  -
    <BLANKLINE>
    """
    item = csl.item(record)
    lines = [("TY", "JOUR" if item["type"] == "article-journal" else "GEN")]
    for role, tag in (("author", "AU"), ("editor", "ED")):
        lines += [(tag, _person(parts)) for parts in cast("list[Item]", item.get(role) or [])]
    values = {tag: str(item[source]) for source, tag in _TAGS if item.get(source)}
    order = ("TI", "T2", "VL", "IS")
    lines += [(tag, values[tag]) for tag in order if tag in values]
    lines += _dates(item)
    lines += _pages(str(item.get("page", "")))
    lines += [(tag, value) for tag, value in values.items() if tag not in order]
    lines += [("KW", str(word)) for word in cast("list[object]", record.get("keywords") or [])]
    return "".join(f"{tag}  - {' '.join(value.split())}\n" for tag, value in lines) + "ER  -\n"


def _person(parts: Item) -> str:
    if "literal" in parts:
        return str(parts["literal"])
    return f"{parts['family']}, {parts['given']}" + (f", {parts['suffix']}" if "suffix" in parts else "")


def _dates(item: Item) -> list[tuple[str, str]]:
    parts = cast("dict[str, list[list[int]]]", item.get("issued") or {}).get("date-parts")
    if not parts:
        return []
    day = [f"{part:02d}" for part in parts[0]]
    return [("PY", day[0])] + ([("DA", "/".join(day))] if len(day) > 1 else [])


def _pages(page: str) -> list[tuple[str, str]]:
    if not page:
        return []
    first, *last = re.split(r"\s*[-–—]\s*", page, maxsplit=1)
    return [("SP", first)] + ([("EP", last[0])] if last else [])


def write(stream: TextIO, records: Iterable[Record]) -> int:
    """The records as RIS entries, a blank line between them; how many."""
    count = 0
    for record in records:
        stream.write(("\n" if count else "") + entry(record))
        count += 1
    return count
