"""A cleaned article against what its page says, field by field: the measure the tests share.

The rule: every value is exact, damaged or not. Where the damage swallowed an ASCII character (a digit, mostly) and
nothing on the page tells which, the article says so with U+FFFD, and that place is not held against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from itertools import takewhile

from cleaners.article import Article, Reference
from cleaners.repair import UNDECIDED
from tests.mirror.pages import Resource
from tests.mirror.render import Form
from tests.mirror.truth import TruthReference

TEXTS = (
    "title", "title_en", "journal", "year", "volume", "issue", "pages", "doi", "clc", "document_code",
    "article_number", "received", "revised", "abstract", "abstract_en",
)  # fmt: skip
LISTS = ("affiliations", "funding", "biographies", "site_tags", "keywords", "keywords_en")
PARTS = tuple(field.name for field in fields(TruthReference))  # of a reference


def differences(got: Article, resource: Resource) -> list[str]:
    """What of the article differs from what its page says, one line each, named by the field; empty: nothing.

    A field that the page does not print may be empty, or true all the same (from the URL, <title>, article number).
    """
    facts = resource.facts
    assert facts.truth is not None and facts.form is not None
    want = facts.expected
    found: list[str] = []
    for name in TEXTS:
        told = getattr(want, name) or (getattr(got, name) if getattr(got, name) == getattr(facts.truth, name) else "")
        found += _differs(name, told, getattr(got, name))
    if got.published[:10] != want.published:  # the URL says it as well
        found.append(f"published: {got.published!r} for {want.published!r}")
    for name in LISTS:
        found += _lists(name, getattr(want, name), getattr(got, name), _joined(name, facts.form))
    found += _lists("authors", [a.name for a in want.authors], [a.name for a in got.authors])
    for mine, theirs in zip(want.authors, got.authors, strict=False):
        if mine.name == theirs.name:
            found += _lists(f"affiliations of {mine.name}", mine.affiliations, theirs.affiliations)
    found += _lists("references", [r.raw for r in want.references], [r.raw for r in got.references])
    for entry, parsed in zip(want.references, got.references, strict=False):
        found += _parts(entry, parsed)
    found += _lists("text", want.text.split("\n\n"), got.text.split("\n\n"))
    found += _lists("headings", [s.heading for s in want.sections], [s.heading for s in got.sections])
    if [s.level for s in want.sections] != [s.level for s in got.sections]:
        found.append(f"levels of sections: {[s.level for s in got.sections]} for {[s.level for s in want.sections]}")
    if got.verdict.kind != facts.kind:
        found.append(f"verdict: {got.verdict.kind} {got.verdict.reasons} for {facts.kind}")
    return found


def survivors(got: Article, resource: Resource) -> list[str]:
    """Junk strings that are left in a field of the article, each with the field."""
    fields = {name: str(getattr(got, name)) for name in (*TEXTS, *LISTS, "text", "sections", "references", "authors")}
    return [f"{name}: {string}" for string in resource.facts.junk for name, value in fields.items() if string in value]


def _joined(name: str, form: Form) -> bool:
    """Whether the page has lost what separated the values, so that only all of them together can be told."""
    if name == "keywords":
        return form.separator == ""
    if name == "site_tags":
        return not form.tags_linked
    return name in ("funding", "biographies")


def _differs(name: str, want: str, got: str) -> Iterator[str]:
    """A line if the value is not what it should be."""
    if not _equal(want, got):
        yield f"{name}: {_short(got, want)} for {_short(want, got)}"


def _equal(want: str, got: str) -> bool:
    """Whether two values are the same, but for what is said to be undecided.

    >>> _equal("每晚10 h", "每晚10 h"), _equal("每晚10 h", "每晚�0 h"), _equal("每晚10 h", "�晚10 h")
    (True, True, False)
    """
    if want == got or UNDECIDED not in got or len(want) != len(got):
        return want == got
    return all(a == b or (b == UNDECIDED and a.isascii()) for a, b in zip(want, got, strict=True))


def _lists(name: str, want: list[str] | tuple[str, ...], got: object, joined: bool = False) -> Iterator[str]:
    """Lines for a list of values: a missing, an added and a wrong one each."""
    values = [str(value) for value in got]  # type: ignore[attr-defined]
    if joined:
        yield from _differs(name, "".join(want), "".join(values))
    elif len(want) == len(values):
        for number, (mine, theirs) in enumerate(zip(want, values, strict=True), 1):
            yield from _differs(f"{name} {number}", mine, theirs)
    else:
        missing = [_short(value) for value in want if value not in values]
        added = [_short(value) for value in values if value not in want]
        yield f"{name}: {len(values)} for {len(want)}; missing {missing}, added {added}"


def _parts(want: Reference, got: Reference) -> Iterator[str]:
    """Lines for the parts of a reference whose text is right but for what is undecided."""
    if not _equal(want.raw, got.raw):
        return
    for part in PARTS:
        mine, theirs = getattr(want, part), getattr(got, part)
        if mine != theirs and not (isinstance(mine, str) and _equal(mine, theirs)):
            yield f"references {want.mark} {part}: {theirs!r} for {mine!r}"


def _short(value: str, other: str = "") -> str:
    """The value, or the stretch where it departs from the other, with what stands before it.

    >>> _short("一" * 50 + "二三", "一" * 50 + "四")
    "…'一一一一一一一一二三'"
    """
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(value, other, strict=False)))
    cut = max(0, start - 8)
    return ("…" if cut else "") + repr(value[cut : cut + 60]) + ("…" if len(value) > cut + 60 else "")
