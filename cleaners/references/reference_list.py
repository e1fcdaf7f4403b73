"""The reference list: where it begins and ends, and its entries, run together or not."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from cleaners.article import Reference
from cleaners.chinese.characters import fold
from cleaners.lines import labels
from cleaners.patterns import regex
from cleaners.references.entry import MARK, parse

# An entry of a list without header: a mark in brackets, then a type mark or a year somewhere.
_BRACKETED = regex(r"\s*\[\s*(\d{1,3})\s*\]")
_EVIDENCE = regex(
    r"\[\s*(?:[JMCDNPSRGZA]|EB|DB|CP|DS|PP)(?:\s*/\s*(?:OL|CD|MT|DK))?\s*\]|(?:1[89]|20)\d\d|出版社|\bdoi\b",
    re.IGNORECASE,
)
_NOTE = regex("[①-⑳][^。]{0,40}《[^》]+》")  # of history: ①《青阳县志》卷四, ②参见吴砚农《水上人家》
# Marks inside a run: "…2007(S2)[2]关秋茗…" but not "[J]", not an access date "[2013-01-04]".
_INNER = regex(r"\[\s*(\d{1,3})\s*\](?=\s*\S)")
_DOTTED = regex(r"(?:(?<=[.。)\]\d])\s+|(?<=[.。)\]])|^\s*)(\d{1,3})\s*[.．、](?!\d)\s*(?=[^\W\d_\[(（《“\"])")


def looks_like_entry(text: str) -> bool:
    """Whether a text can be an entry of a reference list.

    >>> looks_like_entry("[1]李熙正确把握[J]党政干部论坛2007(S2)"), looks_like_entry("（责任编辑 王一）")
    (True, False)
    >>> looks_like_entry("①《青阳县志》卷四《市镇》，嘉庆九年刻本。"), looks_like_entry("《青阳县志》说，此地多山。")
    (True, False)
    """
    folded = fold(text[:600])
    return (
        len(text) >= 8
        and bool(_EVIDENCE.search(folded) or _NOTE.match(text))
        and (bool(MARK.match(folded)) or bool(re.search(r"[.,:《]", folded)))
    )


def split(text: str) -> list[str]:
    """The entries that stand in one text, told apart by their rising numbers.

    >>> split("[1]甲[J]刊,2007(S2)[2]乙[J]刊2010(12) [3]丙[M].北京:社,2001[2013-01-04].")
    ['[1]甲[J]刊,2007(S2)', '[2]乙[J]刊2010(12)', '[3]丙[M].北京:社,2001[2013-01-04].']
    >>> split("1.甲.题.刊,2007(2). 2.乙.题.刊,2010,12:3-4.")
    ['1.甲.题.刊,2007(2).', '2.乙.题.刊,2010,12:3-4.']
    """
    folded = fold(text)
    for pattern in (_INNER, _DOTTED):
        cuts = _rising(pattern, folded)
        if len(cuts) > 1:
            edges = [*cuts, len(text)]
            parts = [text[a:b].strip() for a, b in itertools.pairwise(edges)]
            head = text[: cuts[0]].strip()
            return ([head] if head else []) + [p for p in parts if p]
    return [text.strip()] if text.strip() else []


def _rising(pattern: re.Pattern[str], folded: str) -> list[int]:
    """Where numbers stand that go up by one from the first."""
    cuts: list[int] = []
    expected = 0
    for found in pattern.finditer(folded):
        number = int(found[1])
        if not cuts or number == expected:
            at = found.start(1)
            while pattern is _INNER and at and folded[at - 1] in "[ ":
                at -= 1
            cuts.append(at)
            expected = number + 1
    return cuts


def tail_start(texts: Sequence[str]) -> int:
    """Where a list without header begins: the last run of texts numbered [1], [2], …; ``len(texts)`` for none.

    >>> tail_start(["正文。", "[1]甲[J]刊,2007.", "[2]乙[M].北京:社,2001.", "[3]丙[N].报,2010-01-02."])
    1
    """
    for i in range(len(texts) - 1, -1, -1):
        found = _BRACKETED.match(fold(texts[i][:8])) if texts[i][:1] in "[［〔【" else None
        if found and int(found[1]) == 1:
            run = [t for t in texts[i:] if t[:1] in "[［〔【"]
            if len(run) >= 2 and sum(map(looks_like_entry, run)) >= 0.8 * len(run):
                return i
            if len(run) == 1 and _EVIDENCE.search(fold(run[0])) and "[2]" in fold(run[0]):
                return i
            return len(texts)
    return len(texts)


_COUNTED = regex(r"\s*[(（]?\d+[)）]?$")  # 参考文献（12）


def located(texts: Sequence[str], start: int = 0) -> range:
    """Where a page's reference list stands, its label included: for whoever decides what belongs to the article.

    start: the list is looked for from here on. Two entries or more below a label of its own; a bare number between
    them belongs to the entry it counts. ``range(0)`` where there is none.

    >>> entries = ["[1]甲.题[J].刊,2007(1).", "[2]乙.题[M].北京:社,2001.", "3", "丙.题.刊,2003,2(1):3."]
    >>> located(["正文。", "参考文献：", *entries, "猜你喜欢"]), located(["参考文献", "只有一条[J].刊,2007."])
    (range(1, 6), range(0, 0))
    """
    for label in range(len(texts) - 1, start - 1, -1):
        text = texts[label]
        if len(text) > 40 or text[:1] not in labels.FIRST:
            continue
        found = labels.match(_COUNTED.sub("", text) if text[-1].isdigit() or text[-1] in ")）" else text)
        if found is None or not found.alone or found.field not in ("references", "notes"):
            continue
        entries, last = 0, label
        for i in range(label + 1, len(texts)):
            if looks_like_entry(texts[i]):
                entries, last = entries + 1, i
            elif not re.fullmatch(r"[\[(]?\d{1,3}[\])]?\.?", texts[i]):
                break
        if entries > 1:
            return range(label, last + 1)
    return range(0)


def read(texts: Sequence[str]) -> tuple[list[Reference], int]:
    """The entries of a list, and how many of the texts they took.

    A text without a mark, in a list whose entries have one, continues the entry above where that makes an entry
    of it, else it ends the list.

    >>> refs, used = read(["[1]李熙正确把握思想政治工作的切入点[J]", "党政干部论坛2007(S2)", "猜你喜欢"])
    >>> refs[0].container, used
    ('党政干部论坛', 2)
    """
    out: list[Reference] = []
    marked = bool(texts) and bool(MARK.match(fold(texts[0][:12])))
    used = 0
    for text in texts:
        own = MARK.match(fold(text[:12]))
        if marked and not own:
            joined = parse(f"{out[-1].raw}{text}") if out and not _complete(out[-1]) and len(text) < 200 else None
            if joined is None or not _complete(joined):
                break
            out[-1] = joined
        elif not marked and not looks_like_entry(text):
            break
        else:
            out += [parse(entry) for entry in split(text)]
        used += 1
    return out, used


def _complete(reference: Reference) -> bool:
    return reference.parsed and bool(reference.year or reference.url or reference.doi)
