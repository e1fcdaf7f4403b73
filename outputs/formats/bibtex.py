"""CSL-JSON items → BibTeX in UTF-8, for biber and every current reference manager."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import TextIO

from cleaners.chinese.characters import HAN
from outputs.formats import csl
from outputs.formats.csl import Item, Name, Text
from outputs.outside.escapes import folded
from outputs.record_types import Record

_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_", "$": r"\$",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_FIELDS: tuple[tuple[Text, str], ...] = (
    ("title", "title"),
    ("container-title", "journal"),
    ("volume", "volume"),
    ("issue", "number"),
    ("page", "pages"),
    ("DOI", "doi"),
    ("ISSN", "issn"),
    ("URL", "url"),
    ("keyword", "keywords"),
    ("abstract", "abstract"),
)
_VERBATIM = frozenset(("doi", "url"))  # biblatex and hyperref read these as they stand
#: What would end such a field, or the entry: braces that are not of it, a backslash before one, white space.
_ENDING = re.compile(r'[{}\\\s"]')
# What BibTeX takes a list of names, or a name, apart at: "Smith and Wesson Inc" is one body, "Acme, Inc" has no suffix.
_PARTS_AT = re.compile(r"(?i)\band\b|,")
_LANGUAGE = {"zh-CN": "chinese", "zh-TW": "chinese", "zh": "chinese", "en": "english"}


def key(item: Item) -> str:
    """A key, the same in every export: surname and title in pinyin, the year, eight digits of the id's hash.

    Eight, since articles of one title and no author differ by them alone: of four, a thousand such made seven twins.

    >>> key({"id": "doi:10.5555/x", "author": [{"family": "陈", "given": "璐"}], "title": "面对面做好工作",
    ...      "issued": {"date-parts": [[2013]]}})
    'chen2013mianduimian_3db54644'
    """
    from pypinyin import lazy_pinyin

    authors = item.get("author")
    family = _family(authors[0]) if authors else ""
    title = item.get("title", "")
    first = re.match(rf"[{HAN}]{{1,3}}|[^\W\d_]+|\w+", re.sub(r"^[^\w]+", "", title))
    words = (
        "".join(lazy_pinyin(family or "anon", errors="default")),
        "".join(lazy_pinyin(first[0] if first else "", errors="default")),
    )
    who, what = (re.sub(r"[^a-z0-9]", "", word.lower().replace("ü", "v")) for word in words)
    digest = hashlib.sha256(item["id"].encode()).hexdigest()[:8]
    return f"{who or 'anon'}{csl.year(item)}{what}_{digest}"


def _family(parts: Name) -> str:
    return parts["literal"] if "literal" in parts else parts["family"]


def escape(text: str) -> str:
    r"""On one line, with the characters that TeX would act upon made harmless.

    >>> escape("100% {A&B}_1")
    '100\\% \\{A\\&B\\}\\_1'
    """
    return "".join(_ESCAPES.get(char, char) for char in folded(text))


def verbatim(text: str) -> str:
    r"""An address or DOI in a field that is read as it stands: what would end the field, in percent-encoding.

    >>> verbatim("http://a.example/{1}%20"), verbatim("10.5555/x}}\n@comment{")
    ('http://a.example/%7B1%7D%20', '10.5555/x%7D%7D%0A@comment%7B')
    """
    return _ENDING.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), text)


def entry(record: Record) -> str:
    """One record as an entry: ``@article``, ``@misc`` where no journal is known. Names of bodies, and what BibTeX would
    take for several, stand in braces."""
    item = csl.item(record)
    lines = []
    for role, people in (("author", item.get("author")), ("editor", item.get("editor"))):
        if people:
            lines.append(f"{role} = {{{' and '.join(map(_person, people))}}}")
    for source, field in _FIELDS:
        if value := item.get(source):
            lines.append(f"{field} = {{{verbatim(value) if field in _VERBATIM else escape(_pages(field, value))}}}")
    if parts := csl.issue_date(item):
        lines.append(f"year = {{{parts[0]}}}")
        if len(parts) > 1:
            lines.append(f"date = {{{'-'.join(f'{part:02d}' for part in parts)}}}")
    if code := item.get("language"):
        lines.append(f"langid = {{{_LANGUAGE.get(code, escape(code))}}}")
    kind = "article" if item["type"] == "article-journal" else "misc"
    return f"@{kind}{{{key(item)},\n  " + ",\n  ".join(lines) + "\n}\n"


def _pages(field: str, value: str) -> str:
    return re.sub(r"(?<=\d)\s*[-–—]\s*(?=\d)", "--", value) if field == "pages" else value


def _person(parts: Name) -> str:
    if "literal" in parts or _PARTS_AT.search(f"{parts['given']} {parts['family']}"):
        return f"{{{escape(csl.full_name(parts))}}}"
    suffix = f", {parts['suffix']}" if "suffix" in parts else ""
    return escape(f"{parts['family']}{suffix}, {parts['given']}")


def write(stream: TextIO, records: Iterable[Record]) -> int:
    """The records as BibTeX entries, a blank line between them; how many."""
    count = 0
    for record in records:
        stream.write(("\n" if count else "") + entry(record))
        count += 1
    return count
