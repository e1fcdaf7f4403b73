"""Record → a reference by GB/T 7714—2015, numeric style, as Chinese journals print it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from outputs.formats import csl
from outputs.formats.csl import Item, Name
from outputs.outside.escapes import folded
from outputs.record_types import Record

_MOST = 3  # §8.1.2: of more than three responsible, the first three and 等


def entry(record: Record) -> str:
    """One record as a reference, without a number.

    >>> authors = [{"name": name} for name in ("陈璐", "马创新", "陈小荷", "王明")]
    >>> entry({"id": "doi:10.5555/x.1", "title": "浅说", "authors": authors, "journal": "大学图书馆学报",
    ...        "year": "2016", "volume": "34", "issue": "1", "pages": "5-10", "doi": "10.5555/x.1"})
    '陈璐, 马创新, 陈小荷, 等. 浅说[J]. 大学图书馆学报, 2016, 34(1): 5-10. DOI: 10.5555/x.1.'
    """
    item = csl.item(record)
    authors = [_person(parts) for parts in item.get("author", [])]
    chinese = item.get("language", "").startswith("zh") or not item.get("title", "").isascii()
    who = ", ".join(authors[:_MOST]) + ((", 等" if chinese else ", et al") if len(authors) > _MOST else "")
    journal = item.get("container-title", "")
    title = f"{item.get('title', '')}[{'J' if journal else 'EB/OL'}]"
    parts = map(folded, (who, title, *(_serial(item) if journal else _online(item, record))))
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def _person(parts: Name) -> str:
    """陈璐; a Latin name by §8.1.1: family name in capitals, initials without stops: LEINAAS J M."""
    full = csl.full_name(parts)
    if "literal" in parts or not full.isascii():
        return full
    initials = " ".join(word[0].upper() for word in parts["given"].replace("-", " ").split())
    return f"{parts['family'].upper()} {initials}"


def _serial(item: Item) -> Iterable[str]:
    number = item.get("volume", "") + (f"({item['issue']})" if item.get("issue") else "")
    when = [part for part in (item["container-title"], csl.year(item), number) if part]
    yield ", ".join(when) + (f": {item['page']}" if item.get("page") else "")
    if item.get("DOI"):
        yield f"DOI: {item['DOI']}"


def _online(item: Item, record: Record) -> Iterable[str]:
    published, fetched = record.get("published", ""), record.get("fetched", "")[:10]
    dates = (f"({published})" if published else "") + (f"[{fetched}]" if fetched else "")
    yield dates
    yield item.get("URL", "")


def write(stream: TextIO, records: Iterable[Record]) -> int:
    """The records as numbered references, one a line; how many."""
    count = 0
    for count, record in enumerate(records, 1):
        stream.write(f"[{count}] {entry(record)}\n")
    return count
