"""A cleaned article against what its page says, field by field: the measure the tests share.

The rule: a value that stands on the page whole, but for aligned annotations, must be exact. A value that the damage has
sheared may differ in some characters; it must still share half of its character pairs with the truth (``SHEARED``), so
a missing, swollen or wrong value never passes as a damaged one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape, unescape
from itertools import pairwise, takewhile

from cleaners.article import Article
from tests.mirror.damage import encode, to_kit
from tests.mirror.pages import Resource
from tests.mirror.render import Form

# Share of character pairs (F1) that a sheared value must keep. A run that stays sheared costs 20 to 40 characters.
SHEARED = 0.5

TEXTS = (
    "title", "title_en", "journal", "year", "issue", "doi", "clc", "document_code", "article_number", "received",
    "revised", "abstract", "abstract_en",
)  # fmt: skip
LISTS = ("affiliations", "funding", "biographies", "site_tags", "keywords", "keywords_en")


def differences(got: Article, resource: Resource) -> list[str]:
    """What of the article differs from what its page says, one line each; empty: as good as can be asked for.

    A field that the page does not print may be empty, or true all the same (from the URL or <title>).
    """
    facts = resource.facts
    assert facts.truth is not None and facts.form is not None
    want, page = facts.expected, _Page(resource)
    found: list[str] = []
    for name in TEXTS:
        told = getattr(want, name) or (getattr(got, name) if getattr(got, name) == getattr(facts.truth, name) else "")
        found += page.differs(name, told, getattr(got, name))
    if got.published[:10] != want.published:  # the URL says it as well
        found.append(f"published: {got.published!r} for {want.published!r}")
    for name in LISTS:
        found += page.lists(name, getattr(want, name), getattr(got, name), _joined(name, facts.form))
    found += page.lists("authors", [a.name for a in want.authors], [a.name for a in got.authors])
    for mine, theirs in zip(want.authors, got.authors, strict=False):
        if mine.name == theirs.name:
            found += page.lists(f"affiliations of {mine.name}", mine.affiliations, theirs.affiliations)
    found += page.lists("references", [r.raw for r in want.references], [r.raw for r in got.references])
    found += page.lists("text", want.text.split("\n\n"), got.text.split("\n\n"))
    found += page.lists("headings", [s.heading for s in want.sections], [s.heading for s in got.sections])
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


class _Page:
    """What stands on a page undamaged but for aligned annotations."""

    def __init__(self, resource: Resource) -> None:
        self.sheared = resource.facts.damage == "sheared"
        self.text = unescape(resource.body.decode()) if self.sheared else ""
        self.table = resource.facts.table

    def whole(self, value: str) -> bool:
        """Whether nothing of the value was sheared."""
        if not self.sheared:
            return True
        kit = encode(to_kit(escape(value))).decode("gbk")
        for char, insertion in self.table.entries:
            kit = kit.replace(char, char + insertion)
        return unescape(kit) in self.text

    def differs(self, name: str, want: str, got: str) -> Iterator[str]:
        """A line if the value is not what it should be."""
        if want == got:
            return
        if self.whole(want):
            yield f"{name}: {_short(got, want)} for {_short(want, got)}"
        elif _alike(want, got) < SHEARED:
            yield f"{name} (sheared): {got!r} for {want!r}"

    def lists(self, name: str, want: list[str] | tuple[str, ...], got: object, joined: bool = False) -> Iterator[str]:
        """Lines for a list of values: a missing, an added and a wrong one each."""
        values = [str(value) for value in got]  # type: ignore[attr-defined]
        if joined:
            yield from self.differs(name, "".join(want), "".join(values))
        elif len(want) == len(values):
            for number, (mine, theirs) in enumerate(zip(want, values, strict=True), 1):
                yield from self.differs(f"{name} {number}", mine, theirs)
        else:
            missing = [_short(value) for value in want if value not in values and self.whole(value)]
            added = [_short(value) for value in values if max((_alike(w, value) for w in want), default=0.0) < SHEARED]
            yield f"{name}: {len(values)} for {len(want)}; missing {missing}, added {added}"


def _alike(one: str, other: str) -> float:
    """F1 of the character pairs of two texts, 0 to 1.

    >>> _alike("群众工作", "群众工作"), round(_alike("群众工作", "群众蓦"), 2), _alike("群众", "")
    (1.0, 0.57, 0.0)
    """
    mine, theirs = Counter(pairwise(f"\n{one}")), Counter(pairwise(f"\n{other}"))
    return 2 * (mine & theirs).total() / max(mine.total() + theirs.total(), 1)


def _short(value: str, other: str = "") -> str:
    """The value, or the stretch where it departs from the other, with what stands before it.

    >>> _short("一" * 50 + "二三", "一" * 50 + "四")
    "…'一一一一一一一一二三'"
    """
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(value, other, strict=False)))
    cut = max(0, start - 8)
    return ("…" if cut else "") + repr(value[cut : cut + 60]) + ("…" if len(value) > cut + 60 else "")
