"""One value a field out of all that were found, the most trusted first, disagreement on record."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleaners.article import Source
from cleaners.chinese.characters import IS_HAN_OR_LOST
from cleaners.journal.sources import RANK, SOURCES, Found
from cleaners.lines import issue_line
from cleaners.lines.fields import FIELDS

_SINGLE = tuple(field.name for field in FIELDS if field.single)
# Whose date of publication is never the article's year, and whose is none on a journal's page.
_NO_YEAR = frozenset(source.name for source in SOURCES if source.year == "never")
_POSTED = frozenset(source.name for source in SOURCES if source.year != "always")


def _rank(found: Found) -> int:
    return RANK[found.source]


def merge(found: Iterable[Found], title: str, journal_page: bool) -> tuple[dict[str, str], list[Source]]:
    """A value for every field that has one an article, "" for none, and the source of each, disagreement on record.

    title: the article's; it says in which script the other fields are wanted.

    >>> found = [Found("doi", "label", "10.5555/a.1"), Found("doi", "citation", "10.5555/a.2")]
    >>> values, sources = merge(found, "浅说", journal_page=True)
    >>> values["doi"], sources
    ('10.5555/a.2', [Source(field='doi', source='citation', others=(('label', '10.5555/a.1'),))])
    """
    by_field: dict[str, list[Found]] = {}
    for item in map(_in_form, sorted(found, key=_rank)):
        if item.value:
            by_field.setdefault(item.field, []).append(item)
    undated = _POSTED if journal_page else _NO_YEAR
    years = [Found("year", f.source, f.value[:4]) for f in by_field.get("published", ()) if f.source not in undated]
    by_field["year"] = sorted([*by_field.get("year", []), *years], key=_rank)
    _same_script("journal", by_field, title)
    _same_script("abstract", by_field, title)
    by_field["abstract"] = _whole(by_field.get("abstract", []), by_field.get("abstract_en", []))
    values, sources = {}, []
    for name in _SINGLE:
        candidates = by_field.get(name, [])
        values[name] = candidates[0].value if candidates else ""
        if candidates:
            sources.append(source_of(name, candidates))
    return values, sources


def _in_form(found: Found) -> Found:
    """Volume and issue in their one form, whoever says them: 第01期 and 1 are no disagreement."""
    return found._replace(value=issue_line.plain(found.value)) if found.field in ("volume", "issue") else found


def source_of(name: str, candidates: list[Found]) -> Source:
    """Where a field's value came from and who said otherwise: white space, case and width are no disagreement."""
    said = {_same(candidates[0].value)}
    others = []
    for item in candidates[1:]:
        if _same(item.value) not in said and not (name == "published" and candidates[0].value.startswith(item.value)):
            said.add(_same(item.value))
            others.append((item.source, item.value))
    return Source(name, candidates[0].source, tuple(others))


def _whole(candidates: list[Found], english: list[Found]) -> list[Found]:
    """The abstracts, a whole one before the trusted one that is cut off: DSpace's tags hold 140 characters of it."""
    start = _same(candidates[0].value.rstrip(" .…")) if candidates else ""
    if len(start) < 40:
        return candidates
    whole = next((c for c in (*candidates[1:], *english) if _same(c.value)[:-1].startswith(start)), None)
    return [Found("abstract", whole.source, whole.value), *candidates] if whole else candidates


def _same(value: str) -> str:
    return re.sub(r"[\W_]", "", value).lower()


def _same_script(name: str, by_field: dict[str, list[Found]], title: str) -> None:
    """An article with a Chinese title has its journal's Chinese name and abstract, where any source gives them.

    Hanspub's ``citation_journal_title`` is English on its Chinese pages.
    """
    candidates = by_field.get(name, [])
    if len(candidates) < 1 or not IS_HAN_OR_LOST.search(title):
        return
    chinese = [c for c in candidates if IS_HAN_OR_LOST.search(c.value)]
    if name == "abstract" and (english := [c for c in candidates if c not in chinese]):
        by_field["abstract_en"] = sorted(
            [*by_field.get("abstract_en", []), *(Found("abstract_en", c.source, c.value) for c in english)], key=_rank
        )
        by_field[name] = chinese
    elif chinese:
        by_field[name] = [*chinese, *(c for c in candidates if c not in chinese)]
