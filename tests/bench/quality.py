"""How well the article's text is found, on real pages with gold text: ``python -m tests.bench.quality``.

Precision, recall and F1 over multisets of character 4-grams, white space ignored, both sides folded to Simplified; mean
over pages. Even and odd pages (sha256 of the file name) are told apart: the even ones were tuned on.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from cleaners import Page, clean
from cleaners.chinese.conversion.texts import to_simplified
from tests.conftest import SHARED

DATA = SHARED / "articles"


@dataclass(frozen=True, slots=True)
class Case:
    """A page, the set it is of, its gold text, and whether it may be tuned on."""

    name: str
    set: str
    page: Page
    gold: str
    even: bool


def grams(text: str, n: int = 4) -> Counter[str]:
    """The multiset of character n-grams, folded."""
    folded = to_simplified("".join(text.split()))
    return Counter(folded[i : i + n] for i in range(max(len(folded) - n + 1, 1)))


def f1(found: str, gold: str) -> float:
    """
    >>> f1("北京欢迎你们", "北 京歡迎你們"), f1("", "北京欢迎你们")
    (1.0, 0.0)
    """
    a, b = grams(found), grams(gold)
    hit = sum((a & b).values())
    return 2 * hit / (sum(a.values()) + sum(b.values())) if hit else 0.0


def is_even(file: Path) -> bool:
    """Whether a page may be tuned on.

    >>> is_even(Path("d.html.gz")), is_even(Path("a.html.gz"))
    (True, False)
    """
    return int(hashlib.sha256(file.name.encode()).hexdigest(), 16) % 2 == 0


def load() -> list[Case]:
    """All pages with gold text."""
    cases = []
    for file in sorted(DATA.glob("*/*.html.gz")):
        gold = json.loads(file.with_name(file.name.removesuffix(".html.gz") + ".json").read_text("utf8"))
        page = Page(gold["url"], gzip.decompress(file.read_bytes()))
        cases.append(Case(file.name, file.parent.name, page, gold["text"], is_even(file)))
    return cases


def score() -> dict[str, float]:
    """Mean F1 of all pages, each half and each set, printed and returned."""
    groups: dict[str, list[float]] = {}
    for case in load():
        value = f1(clean(case.page).text, case.gold)
        for group in ("all", "even" if case.even else "odd", case.set):
            groups.setdefault(group, []).append(value)
    means = {group: sum(values) / len(values) for group, values in groups.items()}
    for group, mean in means.items():
        low = sum(value < 0.5 for value in groups[group])
        print(f"{group:12s} F1 {mean:.3f}  {len(groups[group]):3d} pages, {low} under 0.5")
    return means


if __name__ == "__main__":
    score()
