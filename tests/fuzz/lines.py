"""Checks of what reads text: repair, the line parsers, the reference parsers."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import fields

from cleaners.lines import (
    author_line,
    dateline,
    dates,
    headings,
    identifiers,
    issue_line,
    keywords,
    labels,
    site_lines,
    walls,
)
from cleaners.references import entry, reference_list
from cleaners.repair import Repaired, may_be_damaged, repair
from cleaners.repair.edits import apply
from tests.fuzz import seeds
from tests.fuzz.checks import encodable, holds

#: Those whose value, given to them again, must be the same value: what was read is in the form that is written.
FORMS: tuple[Callable[[str], str], ...] = (
    dates.iso, dates.year, identifiers.doi, identifiers.issn, identifiers.cn, issue_line.plain,
)  # fmt: skip
PARSERS: tuple[Callable[[str], object], ...] = (
    author_line.persons, author_line.byline, author_line.from_tag, author_line.signed, author_line.affiliations,
    author_line.is_workplace, author_line.plain, author_line.is_word, dateline.match, dateline.is_dateline,
    headings.number, headings.is_unnumbered, headings.is_caption, headings.is_note, identifiers.article_number,
    issue_line.match, issue_line.numbers, issue_line.date, keywords.split, keywords.unlabelled, labels.match,
    labels.alone, labels.split, labels.opens_summary, labels.summary_parts, site_lines.is_edge, site_lines.is_notice,
    site_lines.heads_list, site_lines.offers_more, site_lines.opens_comments, site_lines.is_menu,
    site_lines.is_enactment, site_lines.is_of_the_site, walls.walls, walls.heading, walls.title,
)  # fmt: skip


def repairing(data: bytes) -> Hashable:
    """``repair`` of any text: its edits make of the text what it returns, in order, and it is done after once."""
    text = data.decode("utf-8", "replace")
    repaired = repair(text)
    _edits_hold(text, repaired)
    holds(repair(repaired.text).text == repaired.text, "repairing twice is repairing once")
    may_be_damaged(text)
    return frozenset(edit.kind for edit in repaired.edits)


def sound(data: bytes) -> Hashable:
    """Sound text, whatever of it stands together, is left as it is. The bytes say which sentences are drawn."""
    known = seeds.sentences()
    drawn = (int.from_bytes(data[at : at + 2], "big") % len(known) for at in range(0, min(len(data), 60), 2))
    text = "".join(known[n] for n in drawn)
    holds(not repair(text).edits, "sound text has no edits")
    return len(text) // 100


def _edits_hold(text: str, repaired: Repaired) -> None:
    holds(apply(text, repaired.edits) == repaired.text, "the edits make the text what it became")
    end = 0
    for edit in repaired.edits:
        holds(edit.where >= end, "edits are in order and do not overlap")
        holds(text.startswith(edit.before, edit.where), "an edit says what stood there")
        holds(0 <= edit.sure <= 1 and edit.kind, "an edit says its kind and how sure it is")
        end = edit.where + len(edit.before)


def one_line(data: bytes) -> Hashable:
    """Every parser of one line takes any line; what is in its written form is read as it is written."""
    text = data.decode("utf-8", "replace")
    shape: list[int] = []
    for form in FORMS:
        value = form(text)
        holds(form(value) == value, f"{form.__module__}.{form.__name__} reads its own value as it is")
        shape.append(bool(value))
    for parser in PARSERS:
        found = parser(text)
        shape.append(len(found) if isinstance(found, list | tuple) and len(found) < 3 else bool(found))
    return tuple(shape)


def reference(data: bytes) -> Hashable:
    """An entry keeps its raw text, and is read the same where it is read again; parts are on one line."""
    text = data.decode("utf-8", "replace")
    found = entry.parse(text)
    holds(found.raw == " ".join(text.split()), "an entry keeps its raw text")
    holds(entry.parse(found.raw) == found, "an entry that is read again is the same")
    for field in fields(found):
        value = getattr(found, field.name)
        for part in value if isinstance(value, tuple) else [value] if isinstance(value, str) else []:
            holds(part == part.strip(), "a part of an entry has no blanks around it")
    reference_list.looks_like_entry(text)
    return found.type, found.parsed, *(bool(getattr(found, field.name)) for field in fields(found))


def reference_list_of(data: bytes) -> Hashable:
    """A list of entries: as many are read as there are lines at most in what is told, and none is made up."""
    text = data.decode("utf-8", "replace")
    parts = reference_list.split(text)
    holds("".join("".join(parts).split()) == "".join(text.split()), "splitting a list loses nothing")
    texts = text.splitlines()
    where = reference_list.located(texts)
    holds(0 <= where.start <= max(where.stop, where.start) <= len(texts), "a list is located inside its page")
    holds(0 <= reference_list.tail_start(texts) <= len(texts), "a tail is located inside its page")
    read, _ = reference_list.read(texts)
    whole = " ".join(text.split())
    squeezed = whole.replace(" ", "")
    for each in read:
        holds(each.raw.replace(" ", "") in squeezed, "an entry's raw text is in the page")
        encodable(each.raw)
    return len(read), len(parts)
