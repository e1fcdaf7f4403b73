"""CSL-JSON items → RIS (the tags of EndNote and Zotero), UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TextIO

from outputs.formats import csl
from outputs.formats.csl import Item, Name, Text
from outputs.outside.escapes import folded
from outputs.record_types import Record

_TAGS: tuple[tuple[Text, str], ...] = (
    ("title", "TI"), ("container-title", "T2"), ("volume", "VL"), ("issue", "IS"), ("DOI", "DO"), ("ISSN", "SN"),
    ("URL", "UR"), ("abstract", "AB"), ("language", "LA"),
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
    lines += [("AU", _person(parts)) for parts in item.get("author", [])]
    lines += [("ED", _person(parts)) for parts in item.get("editor", [])]
    values = {tag: value for source, tag in _TAGS if (value := item.get(source))}
    order = ("TI", "T2", "VL", "IS")
    lines += [(tag, values[tag]) for tag in order if tag in values]
    lines += _dates(item)
    lines += _pages(item.get("page", ""))
    lines += [(tag, value) for tag, value in values.items() if tag not in order]
    lines.append(("ID", item["id"]))
    lines += [("KW", word) for word in record.get("keywords", [])]
    return "".join(f"{tag}  - {folded(value)}\n" for tag, value in lines) + "ER  -\n"


def _person(parts: Name) -> str:
    if "literal" in parts:
        return parts["literal"]
    return f"{parts['family']}, {parts['given']}" + (f", {parts['suffix']}" if "suffix" in parts else "")


def _dates(item: Item) -> list[tuple[str, str]]:
    parts = [f"{part:02d}" for part in csl.issue_date(item)]
    return [("PY", year) for year in parts[:1]] + ([("DA", "/".join(parts))] if len(parts) > 1 else [])


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
