"""Checks of what reads pages: decode, html, the journal parser, links, and ``clean`` with all that comes after it."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Iterator
from html import unescape
from io import StringIO

from cleaners import Article, Page, clean, html, journal
from cleaners.controls import sound
from cleaners.decode import decode
from cleaners.html.inline_text import ABOVE, BELOW
from outputs import jsonl
from outputs.explain import explain
from outputs.export import TEXTS, write
from outputs.outside.escapes import bare
from outputs.record import plain, to_record
from outputs.schema import problems
from spiders.hyperlinks import hyperlinks
from tests.fuzz.checks import CONTROL, encodable, holds

URL = "http://a.example/lunwen/2016/0411/20471863.shtml"
#: What a server may say of the charset: the input's last byte chooses, so that the bytes alone tell it all.
HEADERS = ("", "", "text/html; charset=utf-8", "text/html; charset=gbk", "text/html; charset=undefined", "text/plain")
#: Formats that refuse no record; JSON Lines is looked at more closely.
EXPORTS = tuple(form for form in TEXTS if form != "jsonl")
#: What the reader of HTML writes for what no letter of the source shows: a raised digit, a cell's and a row's end.
_WRITTEN = frozenset((*" \t\n()[]^_/$", *map(chr, (*ABOVE.values(), *BELOW.values()))))


def page(data: bytes) -> Page:
    return Page(URL, data, HEADERS[data[-1] % len(HEADERS)] if data else "")


def decoding(data: bytes) -> Hashable:
    """Any bytes are text in a charset that is known, without a surrogate."""
    found = decode(page(data))
    encodable(found.text)
    "".encode(found.charset)  # raises LookupError for a charset that is none
    holds(found.evidence, "why this charset is said")
    return found.charset, found.evidence[:12], bool(found.edits), "\ufffd" in found.text


def blocks(data: bytes) -> Hashable:
    """Any text is a Doc whose blocks stand in its tree."""
    doc = html.read(data.decode("utf-8", "replace"), URL)
    elements = len(doc.tree.parent)
    holds(all(-1 <= parent < own for own, parent in enumerate(doc.tree.parent)), "a parent stands before its child")
    for block in doc.blocks:
        holds(-1 <= block.node < max(elements, 1), "a block stands in an element of the tree")
        holds(block.text.strip(), "no block is empty")
        holds(0 <= block.linked <= len(block.text), "no more of a block is linked than there is")
        doc.tree.path(block.node)
    encodable(doc.head_title, *(block.text for block in doc.blocks))
    return frozenset(b.kind for b in doc.blocks), len(doc.meta) > 0, len(doc.json_ld) > 0, min(len(doc.blocks), 9)


def fields(data: bytes) -> Hashable:
    """Any Doc is read for its fields, before anything is taken out of it but what no field may hold."""
    article = sound(journal.read(html.read(data.decode("utf-8", "replace"), URL)))
    told = json.dumps([plain(getattr(article, name)) for name in Article.__dataclass_fields__], ensure_ascii=False)
    encodable(told)
    return tuple(bool(getattr(article, name)) for name in Article.__dataclass_fields__)


def links(data: bytes) -> Hashable:
    """The addresses of a page, whatever its charset: absolute, each once."""
    found = list(hyperlinks(page(data)))
    encodable(*found)
    holds(all(":" in url for url in found), "an address is absolute")
    return min(len(found), 5)


def cleaned(data: bytes) -> Hashable:
    """The whole of it: a page is cleaned, its record is valid and sound, and every format takes it."""
    given = page(data)
    article = clean(given, script=("auto", "auto", "keep", "hans", "hant")[len(data) % 5])
    record = to_record(article, given)
    holds(problems(record) == [], "the record is valid")
    encodable(*_texts(record))
    line = jsonl.line(record)
    holds(next(jsonl.parsed([line], None)) == jsonl.sound(record), "the record is the same when it is read")  # type: ignore[arg-type]
    holds(not CONTROL.search(line.decode().rstrip("\n")), "a line of JSON holds no control character")
    for text in _texts({name: value for name, value in record.items() if name not in ("removed", "repairs")}):
        holds(not CONTROL.search(text), "no field holds a control character")
    if not article.script_from:
        _no_letter_is_made_up(given, article)
    shown = explain(article, record)
    holds(not CONTROL.search(shown), "explain shows no control character")
    if article.verdict.is_article:
        for form in EXPORTS:
            write(StringIO(), [bare(record)], form)
    kinds = frozenset(edit.kind for edit in article.repairs)
    return article.verdict.kind, frozenset(r.step for r in article.removed), kinds, article.charset


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from (key, *_texts(part))
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


_NO_CHARACTER = re.compile("&#[0-9]{9,};?")


def _no_letter_is_made_up(given: Page, article: Article) -> None:
    """Every character of the text stands in the page, in its charset, or in a repair that is on record."""
    source = _NO_CHARACTER.sub("", decode(given).text)  # of 4 300 digits Python makes no number
    repaired = "".join(edit.after for edit in article.repairs)
    known = {*source, *unescape(source), *repaired, *unescape(unescape(source)), *_WRITTEN}
    holds(not set(article.text) - known, "every character of the text is the page's or a repair's")
