"""Records as CSV (RFC 4180), for spreadsheets: UTF-8 with a byte order mark, one row an article.

A spreadsheet shows 32 767 characters of a cell at most; the whole text is in the other formats.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import TextIO

from outputs.outside.escapes import bare
from outputs.record_types import Record

#: Excel takes a file for UTF-8 only where it begins with this.
_MARK = "\ufeff"
_JOINT = "; "
#: What a spreadsheet may overlook before it takes the rest for a formula: white space, control and format characters.
_OVERLOOKED = re.compile(r"[\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*")
#: Begin a formula (OWASP, CSV Injection); in full width too, where the input method is Chinese or Japanese.
_FORMULA = "=+-@"
#: Cells that begin with these alone are shifted into another column, or read on from the next sign.
_SHIFTING = "\t\r\n\0"

_PLAIN = (
    "id", "url", "title", "title_en", "authors", "affiliations", "journal", "year", "volume", "issue", "pages", "doi",
    "issn", "cn", "clc", "document_code", "article_number", "received", "revised", "accepted", "published", "funding",
    "keywords", "keywords_en", "abstract", "abstract_en", "text", "references", "pdf_url", "language", "script", "site",
    "fetched", "archive", "opt_out",
)  # fmt: skip


def _field(name: str) -> Callable[[Record], str]:
    return lambda record: _text(record.get(name, ""))


def _text(value: object) -> str:
    """A field's value in one cell: a list joined, of an author the name, of a reference the entry as printed."""
    if isinstance(value, list):
        return _JOINT.join(map(_text, value))
    if isinstance(value, dict):
        return str(value.get("name", value.get("raw", "")))
    return str(value)


#: Name of a column → its text of a record.
COLUMNS: dict[str, Callable[[Record], str]] = {
    **{name: _field(name) for name in _PLAIN},
    "verdict": lambda record: record["verdict"]["kind"] if "verdict" in record else "",
    "confidence": lambda record: str(record["quality"]["confidence"]) if "quality" in record else "",
}


def cell(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would calculate it.

    >>> cell("=HYPERLINK(A1)"), cell(" ＝1+1"), cell("1-2"), cell("A=B")
    ("'=HYPERLINK(A1)", "' ＝1+1", '1-2', 'A=B')
    """
    begins = _OVERLOOKED.sub("", text, count=1)[:1]
    if text[:1] in tuple(_SHIFTING) or (begins and unicodedata.normalize("NFKC", begins) in tuple(_FORMULA)):
        return f"'{text}"
    return text


def row(record: Record) -> Sequence[str]:
    """A record's cells, in the order of ``COLUMNS``."""
    record = bare(record)
    return [cell(text(record)) for text in COLUMNS.values()]


def write(stream: TextIO, records: Iterable[Record]) -> int:
    """The records as rows below a row of names, to a stream that translates no line ends; how many records."""
    stream.write(_MARK)
    rows = csv.writer(stream)
    rows.writerow(COLUMNS)
    count = 0
    for count, record in enumerate(records, 1):  # noqa: B007
        rows.writerow(row(record))
    return count
