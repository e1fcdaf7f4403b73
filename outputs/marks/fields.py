"""A field of a record as the text that a person reads and mends in the review page.

The page makes the same text of it: ``asText`` in ``outputs/report/static/marks.js``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import get_origin, get_type_hints

from outputs.record_types import Author, Content

#: Fields that can be marked: the verdict, and all that the article says but what ``text`` holds as well or only points
#: to places in it.
FIELDS = ("verdict", *(name for name in Content.__annotations__ if name not in ("sections", "citations", "language")))
_TYPES = get_type_hints(Content)


def as_text(value: object) -> str:
    """The value of a field as a text: a list one entry a line, an object by what it is called.

    >>> as_text([{"name": "王一", "affiliations": ["甲大学"]}, {"name": "李二", "affiliations": []}])
    '王一\\n李二'
    >>> as_text({"kind": "doorway", "reasons": ["…"]}), as_text(None)
    ('doorway', '')
    """
    if isinstance(value, list):
        return "\n".join(map(as_text, value))
    if isinstance(value, Mapping):
        return as_text(next((value[name] for name in ("name", "raw", "kind") if name in value), None))
    return "" if value is None else str(value)


def alike(one: str, other: str) -> bool:
    """Whether two texts of a field say the same: white space at the ends of a line, and empty lines, say nothing.

    >>> alike("甲 \\n\\n乙", "甲\\n乙\\n"), alike("甲乙", "甲\\n乙")
    (True, False)
    """
    return lines(one) == lines(other)


def lines(text: str) -> list[str]:
    """The lines of a text that hold something, each without white space around it."""
    return [line.strip() for line in re.split(r"\r\n|[\n\r]", text) if line.strip()]


def value_of(field: str, text: str, found: object) -> object:
    """The value that a field must have to be shown as this text.

    found: the value it has; authors and references that stay are taken from there, since the text has only their names.

    >>> value_of("year", " 2019 ", "2018"), value_of("keywords", "图书\\n阅读\\n", ["图书阅读"])
    ('2019', ['图书', '阅读'])
    >>> value_of("references", "[1] 王一. 甲. 2019", [{"raw": "[1] 王一. 甲. 2019", "year": "2019"}])
    [{'raw': '[1] 王一. 甲. 2019', 'year': '2019'}]
    >>> value_of("authors", "李二", [{"name": "李二等"}])
    [{'name': '李二', 'affiliations': [], 'corresponding': False, 'role': 'author'}]
    """
    kind = _TYPES.get(field)
    if get_origin(kind) is not list:
        return text.strip()
    if kind == list[str]:
        return lines(text)
    known = {as_text(entry): entry for entry in found} if isinstance(found, list) else {}
    return [known.get(line) or _new(kind, line) for line in lines(text)]


def _new(kind: object, line: str) -> dict[str, object]:
    """An author or a reference of which a person has said no more than how it is printed."""
    if kind == list[Author]:
        return {"name": line, "affiliations": [], "corresponding": False, "role": "author"}
    return {"raw": line}
