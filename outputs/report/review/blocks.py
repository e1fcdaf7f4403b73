"""A page's bytes → its blocks in page order, as they were decoded, with the record's own repairs put into them.

Nothing is decided here that the record does not say: the charset is the record's, the repairs are the record's, and no
cleaner runs. A repair takes effect in the source, where part of the markup may have been damaged, too; so that it is
found again in the blocks, signs of a private use area stand around it while the source is read.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cleaners import Page, html
from cleaners.decode import BOMS, decode
from cleaners.doc import Doc
from cleaners.file_types import binary
from outputs.record_types import Record, Repair

#: The nth repair begins with the one sign and ends with the other; a page has some hundred, by hand.
_BEGIN, _END, MOST_MARKED = 0xF0000, 0x100000, 0xFFF0
_MARK = re.compile("[\U000f0000-\U0010ffff]")
_TAG = re.compile(r"<(?=[A-Za-z/!?]|$)|>")
#: Of bytes, not of text: its place is counted in the page as it was sent.
_OF_BYTES = "gbk-insertion"
HEAD = "head"


class Mend(NamedTuple):
    """A repair in a block's text: its place there, as restored, and its number in the record's ``repairs``."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A block of a page. where: its element's path, as in the record's ``removed``. kind: of ``doc.BlockKind``, or
    ``head`` for what stands in the page's head. hidden: why no reader sees it, ``""`` where he does.
    """

    text: str
    kind: str = "paragraph"
    where: str = ""
    hidden: str = ""
    mends: tuple[Mend, ...] = ()


class _Edit(NamedTuple):
    """A repair as a change of the decoded source."""

    where: int
    length: int
    after: str
    number: int


def blocks(page: Page, record: Record) -> tuple[PageBlock, ...]:
    """The blocks of a page whose record this is, its title and what the head says of it first.

    A repair that fell into a tag, or that made one, is in effect but stands in no block. No blocks of what is no page.

    >>> made = {"charset": "utf-8", "repairs": [{"where": 4, "before": "(huì)", "after": "", "kind": "annotation"}]}
    >>> [(block.text, block.mends) for block in blocks(Page("u", "<p>會(huì)議</p>".encode()), made)]
    [('會議', (Mend(start=1, end=1, number=0),))]
    """
    if binary(page.body):
        return ()
    repairs = record.get("repairs", [])
    source, edits = _decoded(page, record.get("charset", ""), repairs)
    doc = html.read(_edited(source, edits, marked=_MARK.search(source) is None), page.url)
    return tuple(_without_marks(_all(doc), repairs))


def _all(doc: Doc) -> Iterator[PageBlock]:
    if doc.head_title:
        yield PageBlock(doc.head_title, HEAD, "head > title")
    for name, content in doc.meta:
        yield PageBlock(content, HEAD, f"head > meta.{name}")
    for block in doc.blocks:
        yield PageBlock(block.text, block.kind, doc.tree.path(block.node), block.hidden)


def _decoded(page: Page, charset: str, repairs: Sequence[Repair]) -> tuple[str, list[_Edit]]:
    """The source as the record says it was read, and the repairs that fit it, in order."""
    body = page.body
    for bom, codec in BOMS:
        if body.startswith(bom):
            return _fitting(body.decode(codec, "replace"), repairs)
    try:
        codec = codecs.lookup(charset).name
        if any(repair["kind"] == _OF_BYTES for repair in repairs):
            text, done = _without_insertions(body, codec, repairs)
        else:
            text, done = body.decode(codec, "replace"), []
    except (LookupError, ValueError):  # a record of another release, whose charset nobody knows
        return decode(page).text, []
    text, edits = _fitting(text, repairs)
    return text, sorted([*done, *edits], key=lambda edit: (edit.where, edit.length))


def _fitting(text: str, repairs: Sequence[Repair]) -> tuple[str, list[_Edit]]:
    edits, end = list[_Edit](), 0
    order = sorted(range(len(repairs)), key=lambda number: repairs[number]["where"])
    for number in order:
        repair = repairs[number]
        where, before = repair["where"], repair["before"]
        if repair["kind"] != _OF_BYTES and where >= end and text.startswith(before, where):
            edits.append(_Edit(where, len(before), repair["after"], number))
            end = where + len(before)
    return text, edits


def _without_insertions(body: bytes, codec: str, repairs: Sequence[Repair]) -> tuple[str, list[_Edit]]:
    """The bytes without what was put between them, decoded, and where in the text each insertion stood: before the
    character that it tore apart."""
    decoder = codecs.getincrementaldecoder(codec)("replace")
    parts, edits, place, length = list[str](), list[_Edit](), 0, 0
    for number, repair in enumerate(repairs):
        where, before = repair["where"], repair["before"]
        size = sum(1 if char < "\x80" else 2 for char in before)
        if repair["kind"] != _OF_BYTES or where < place or b")" not in body[where + size - 2 : where + size]:
            continue
        parts.append(decoder.decode(body[place:where]))
        length += len(parts[-1])
        edits.append(_Edit(length, 0, "", number))
        place = where + size
    parts.append(decoder.decode(body[place:], final=True))
    return "".join(parts), edits


def _edited(source: str, edits: Iterable[_Edit], marked: bool) -> str:
    """The source with its repairs in it, each between its signs but in a tag."""
    parts, place, inside = list[str](), 0, False
    for edit in edits:
        before = source[place : max(edit.where, place)]
        for found in _TAG.finditer(before):
            inside = found[0] == "<"
        fit = marked and not inside and edit.number < MOST_MARKED and not _TAG.search(edit.after)
        parts += (
            [before, chr(_BEGIN + edit.number), edit.after, chr(_END + edit.number)] if fit else [before, edit.after]
        )
        for found in _TAG.finditer(edit.after):
            inside = found[0] == "<"
        place = max(edit.where + edit.length, place)
    return "".join((*parts, source[place:]))


def _without_marks(read: Iterable[PageBlock], repairs: Sequence[Repair]) -> Iterator[PageBlock]:
    """The blocks without signs, and with the repairs that stood between them: what a page made to look like signs is
    none, for what it holds is not what the record says."""
    found = list(read)
    once = Counter(sign for block in found if not block.text.isascii() for sign in _MARK.findall(block.text))
    for block in found:
        if block.text.isascii() or not _MARK.search(block.text):
            yield block
            continue
        parts, place, length, begun, mends = list[str](), 0, 0, dict[int, int](), list[Mend]()
        for sign in _MARK.finditer(block.text):
            parts.append(block.text[place : sign.start()])
            length += len(parts[-1])
            place, code = sign.end(), ord(sign[0])
            if once[sign[0]] > 1:
                continue
            if code < _END:
                begun[code - _BEGIN] = length
            elif (number := code - _END) in begun:
                mends.append(Mend(begun[number], length, number))
        text = "".join((*parts, block.text[place:]))
        if not text.strip():  # nothing but signs: what was repaired there stands in no block
            continue
        true = tuple(mend for mend in mends if _is_as_said(text[mend.start : mend.end], repairs, mend.number))
        yield PageBlock(text, block.kind, block.where, block.hidden, true)


def _is_as_said(text: str, repairs: Sequence[Repair], number: int) -> bool:
    if number >= len(repairs):
        return False
    return text == repairs[number]["after"] or "".join(text.split()) == "".join(repairs[number]["after"].split())
