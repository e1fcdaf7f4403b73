"""What a page and its translation must have in common, read from their Markdown, heading by heading."""

from __future__ import annotations

import re
from calendar import month_name
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
_HEADING = re.compile(r"^(#+) .*$", re.M)
_COMMENT = re.compile(r"(?<=\S)\s+# (?!').*$", re.M)  # what a line of code gives, # '…', is no comment
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FIGURE = re.compile(r"(?<![\w.])\d+(?:[ ,./]\d+)*")
_LANGUAGE = re.compile(r"\.zh-CN(?=\.)")
_MONTHS = tuple(month_name)[1:]
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})\b")


@dataclass(frozen=True, slots=True)
class Section:
    """All of a section that a translator leaves as it is.

    figures: as numbers in ASCII; what one language says in words the other says in words. rows: of each line of a
    table the code in its first cell, and how many cells it has. blocks: language and text, without comments.
    """

    level: int
    blocks: tuple[tuple[str, str], ...]
    rows: tuple[tuple[tuple[str, ...], int], ...]
    code: Counter[str] = field(default_factory=Counter)
    links: Counter[str] = field(default_factory=Counter)
    figures: Counter[str] = field(default_factory=Counter)


def sections(markdown: str) -> list[Section]:
    """The sections of a page, what stands before its first heading included.

    >>> [s] = sections("# 甲\\n\\n用 `a -x` 在 [页](b.zh-CN.md#丙) 上做 3 次\\n")[1:]
    >>> s.code, s.links, s.figures
    (Counter({'a -x': 1}), Counter({'b.md': 1}), Counter({'3': 1}))
    >>> sections("in May 2026")[0].figures == sections("2026 年 5 月")[0].figures
    True
    """
    blocks = [(kind, _COMMENT.sub("", text)) for kind, text in _FENCE.findall(markdown)]
    prose = _FENCE.sub("```", markdown)
    starts = [0, *(heading.start() for heading in _HEADING.finditer(prose)), len(prose)]
    found = []
    for start, end in pairwise(starts):
        text = prose[start:end]
        taken = tuple(blocks.pop(0) for _ in range(text.count("```")))
        heading = _HEADING.match(text)
        found.append(_section(len(heading[1]) if heading else 0, text, taken))
    return found


def _section(level: int, text: str, blocks: tuple[tuple[str, str], ...]) -> Section:
    code = Counter(_CODE.findall(text))
    links = Counter(_LANGUAGE.sub("", target.partition("#")[0]) for target in _LINK.findall(text))
    plain = _LINK.sub("]", _CODE.sub("", text))
    months = _MONTH.sub(lambda month: str(_MONTHS.index(month[0]) + 1), plain)
    figures = Counter(figure for run in _FIGURE.findall(months) for figure in _years_apart(run))
    return Section(level, blocks, tuple(_rows(text)), code, links, figures)


def _years_apart(run: str) -> list[str]:
    """The figures of a run: ``3 475`` is one, ``11 2026``, a month before its year, two.

    >>> _years_apart("3 475"), _years_apart("11 2026"), _years_apart("23/23")
    (['3475'], ['11', '2026'], ['23/23'])
    """
    parts = run.split(" ")
    return ["".join(parts)] if all(len(part) == 3 for part in parts[1:]) else parts


def _rows(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    for line in text.splitlines():
        if line.startswith("|"):
            cells = re.split(r"(?<!\\)\|", line)[1:-1]
            yield tuple(_CODE.findall(cells[0])), len(cells)


def differences(page: str, translation: str) -> list[str]:
    """What one has and the other has not, a line each; empty where they say the same.

    The two may link to each other: each link that leads to the other language is one link.

    >>> differences("# A\\n`x -a` 5 MB", "# 甲\\n5 MB 的 `x -b`")
    ["section 2: code, here alone: ['x -a'], there alone: ['x -b']"]
    """
    ours, theirs = sections(page), sections(translation)
    if [s.level for s in ours] != [s.level for s in theirs]:
        return [f"headings: {[s.level for s in ours]}, there {[s.level for s in theirs]}"]
    found = []
    for number, (here, there) in enumerate(zip(ours, theirs, strict=True), 1):
        for name in ("code", "links", "figures"):
            a: Counter[str] = getattr(here, name)
            b: Counter[str] = getattr(there, name)
            if a != b:
                alone = f"here alone: {sorted((a - b).elements())}, there alone: {sorted((b - a).elements())}"
                found.append(f"section {number}: {name}, {alone}")
        for name in ("blocks", "rows"):
            if getattr(here, name) != getattr(there, name):
                found.append(f"section {number}: {name}: {getattr(here, name)}, there {getattr(there, name)}")
    return found
