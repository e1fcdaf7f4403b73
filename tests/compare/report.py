"""Differences as a person reads them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tests.compare.difference import ABSENT, Difference, same

#: Characters of a value that are shown. A Chinese one takes two columns.
SHOWN = 60
#: How many of them stand before the first difference.
LED_IN = 20


def details(differences: Sequence[Difference]) -> Iterator[str]:
    """Lines that show each difference, by page."""
    page = ""
    for each in differences:
        if each.page != page:
            page = each.page
            yield printable(page)
        place, before, after = locate(each.before, each.after, each.field)
        sizes = each.before, each.after
        longer = isinstance(sizes[0], list) and isinstance(sizes[1], list) and len(sizes[0]) != len(sizes[1])
        yield f"  {place}" + (f"  ({len(sizes[0])} entries, then {len(sizes[1])})" if longer else "")  # type: ignore[arg-type]
        was, now = excerpts(before, after)
        yield f"    before: {was}"
        yield f"    after:  {now}"


def summary(differences: Sequence[Difference], compared: Mapping[str, int]) -> Iterator[str]:
    """Lines that count pages by field and by folder; the last one is what it all comes to.

    compared: how many pages there are in each folder.
    """
    pages = {(each.folder, each.page) for each in differences}
    if differences:
        yield "pages that differ, by field"
        fields = Counter(each.field for each in differences)
        yield from (f"  {count:6}  {field}" for field, count in fields.most_common())
        yield "by folder"
        folders = Counter(folder for folder, _ in pages)
        yield from (f"  {folders[folder]:6}  {folder} (of {count})" for folder, count in compared.items())
    yield f"{sum(compared.values())} pages compared, {len(pages)} differ"


def locate(before: object, after: object, place: str) -> tuple[str, object, object]:
    """Where in a value the first difference is, and what stands there.

    >>> locate([{"raw": "[1] 甲"}, {"raw": "[2] 乙"}], [{"raw": "[1] 甲"}, {"raw": "[2] 丙"}], "references")
    ('references[1].raw', '[2] 乙', '[2] 丙')
    >>> locate({"n": 1}, {"n": 1, "m": 2}, "counts")
    ('counts', {'n': 1}, {'n': 1, 'm': 2})
    """
    if isinstance(before, dict) and isinstance(after, dict) and list(before) == list(after):
        for key in before:
            if not same(before[key], after[key]):
                return locate(before[key], after[key], f"{place}.{key}")
    if isinstance(before, list) and isinstance(after, list):
        for index in range(max(len(before), len(after))):
            pair = [side[index] if index < len(side) else ABSENT for side in (before, after)]
            if not same(*pair):
                return locate(pair[0], pair[1], f"{place}[{index}]")
    return place, before, after


def excerpts(before: object, after: object) -> tuple[str, str]:
    r"""Both values on one line each, long ones cut around the first difference; text stands in quotes.

    >>> excerpts("甲乙", "甲\n乙"), excerpts(1, ABSENT)
    (('"甲乙"', '"甲\\n乙"'), ('1', '(absent)'))
    """
    texts = [side if isinstance(side, str) else _plain(side) for side in (before, after)]
    alike = next((n for n, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), min(map(len, texts)))
    start = max(0, alike - LED_IN) if max(map(len, texts)) > SHOWN else 0
    cut = []
    for side, text in zip((before, after), texts, strict=True):
        quote = '"' if isinstance(side, str) else ""
        shown = quote + printable(text[start : start + SHOWN]) + quote
        cut.append(("…" if start else "") + shown + ("…" if start + SHOWN < len(text) else ""))
    return cut[0], cut[1]


def _plain(value: object) -> str:
    return repr(value) if value is ABSENT else json.dumps(value, ensure_ascii=False)


def printable(text: str) -> str:
    r"""The text with every character that does not show written as Python writes it.

    >>> print(printable("a\u3000b\x07\ue000\ud800\\"))
    a\u3000b\x07\ue000\ud800\\
    """
    return "".join(c if c.isprintable() and c != "\\" else c.encode("unicode_escape").decode() for c in text)
