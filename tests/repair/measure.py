"""How well repair does on text that nothing was tuned on: the mirror's articles, damaged with many different tables."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise
from typing import Literal, get_args

from cleaners.repair import Repaired, repair
from tests.mirror.damage import BROKEN, damage, make_table, to_kit
from tests.mirror.truth import ARTICLES

SIZES = (0, 1, 6, 33, 60, 100, 140)
STYLES = ("toned", "toned", "toneless", "space", "mixed")
_INSERTION = re.compile(r"\([a-zāáǎàōóǒòēéěèīíǐìūúǔùüǖǘǚǜńňǹḿ]{1,6} ?\)")
# Widths are compared folded: the sites narrow full-width ASCII as they like.
WIDTHS = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}


@cache
def articles() -> tuple[str, ...]:
    """Each article as plain text, a line a paragraph, of what GBK can write."""
    found = []
    for path in sorted(ARTICLES.glob("*.toml")):
        data = tomllib.loads(path.read_text("utf-8"))
        authors = " ".join(author["name"] for author in data.get("authors", ()))
        references = [reference["raw"] for reference in data.get("references", ())]
        lines = [data["title"], authors, "摘要：" + data.get("abstract", ""), *data["body"].splitlines(), *references]
        text = "\n".join(line.strip() for line in lines if line.strip())
        found.append(text.encode("gbk", "ignore").decode("gbk"))
    return tuple(found)


@dataclass
class Score:
    """Counts over paragraphs; ``wrong``: (what it was, what came back, how it stood damaged).

    harmed: unsheared ones that repair changed into something else than they were; left: annotated ones it left alone.
    stated: of each edit of a sheared run how sure it was said to be, and whether it was right.
    """

    paragraphs: int = 0
    sheared: int = 0
    exact: int = 0
    harmed: int = 0
    left: int = 0
    characters: int = 0
    right: int = 0
    undecided: int = 0
    wrong: list[tuple[str, str, str]] = field(default_factory=list)
    stated: list[tuple[float, bool]] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.paragraphs} paragraphs, {self.sheared} sheared, {self.exact / max(1, self.sheared):.4f} exact; "
            f"characters right {self.right / max(1, self.characters):.6f}; undecided {self.undecided}; "
            f"unsheared paragraphs harmed {self.harmed}, left annotated {self.left}"
        )


Width = Literal["full", "ascii", "mixed", "any"]

# What stands around the article on a mixed page; the first line is the family's own.
TEMPLATE = (
    "感谢您访问我们的网站，您可能还对以下资源感兴趣：",
    "相关阅读：河口湿地的候鸟（一）",
    "本站所有内容，未经许可不得转载！",
)


def page(number: int, offset: int = 0, width: Width = "any") -> tuple[str, str]:
    """One article as it was and as it came damaged, by the table of this number.

    width: ``full`` as it comes out of the process; ``ascii`` with its full-width ASCII made narrow; ``mixed`` so in all
    or in most paragraphs of the article, inside a template that is not; ``any`` one page in three ``ascii``.
    """
    texts = articles()
    rng = random.Random(f"table {number} {offset}" + ("" if width == "any" else f" {width}"))
    truth = to_kit(texts[number % len(texts)])
    table = make_table(rng, rng.choice(SIZES), rng.choice(STYLES), truth)  # type: ignore[arg-type]
    damaged = damage(
        truth,
        table,
        rng,
        breaks=rng.choice((0.0, 0.5, 0.6, 1.0)),
        pua=rng.choice(("keep", "keep", "drop")),  # type: ignore[arg-type]
        narrow=width == "any" and rng.random() < 0.3,
        marks=BROKEN if width == "any" else rng.sample(BROKEN, len(BROKEN)),
    )
    if width in ("ascii", "mixed"):
        wide = 0.0 if width == "ascii" else rng.choice((0.0, 0.0, 0.2, 0.4))
        damaged = "\n".join(line if rng.random() < wide else line.translate(WIDTHS) for line in damaged.split("\n"))
    around = "\n".join(("", *TEMPLATE)) if width == "mixed" else ""
    return truth + around, damaged + around


def measure(tables: Iterable[int], offset: int = 0, width: Width = "any") -> Score:
    """Repair one damaged article for each table number and compare, paragraph by paragraph."""
    score = Score()
    for number in tables:
        compare(*page(number, offset, width), score)
    return score


def compare(truth: str, damaged: str, score: Score) -> None:
    """Add one page's outcome to the score."""
    repaired = repair(damaged)
    rows = list(zip(*(text.translate(WIDTHS).split("\n") for text in (truth, repaired.text, damaged)), strict=True))
    unequal: list[list[tuple[int, int]]] = []
    for was, came, stood in rows:
        sheared = _INSERTION.sub("", stood) != _INSERTION.sub("", was)
        score.paragraphs += 1
        score.characters += len(was)
        score.sheared += sheared
        score.undecided += came.count("\ufffd")
        if was == came:
            score.exact += sheared
            score.right += len(was)
            unequal.append([])
            continue
        score.harmed += not sheared and came != stood
        score.left += not sheared and came == stood
        matcher = SequenceMatcher(None, was, came, autojunk=False)
        score.right += sum(block.size for block in matcher.get_matching_blocks()) - max(0, len(came) - len(was))
        score.wrong.append((was, came, stood))
        unequal.append([(start, end) for kind, _, _, start, end in matcher.get_opcodes() if kind != "equal"])
    score.stated += _stated(repaired, unequal)


def _stated(repaired: Repaired, unequal: list[list[tuple[int, int]]]) -> Iterator[tuple[float, bool]]:
    """How sure each edit of a sheared run was said to be, and whether it touches nothing that differs from the truth.

    unequal: for each line where it does, as offsets in the line that came out.
    """
    shift = 0
    for edit in repaired.edits:
        start = edit.where + shift
        shift += len(edit.after) - len(edit.before)
        if edit.kind == "shear":
            line = repaired.text.count("\n", 0, start)
            start -= repaired.text.rfind("\n", 0, start) + 1
            end = start + len(edit.after)
            yield edit.sure, not any(a <= end and start <= b for a, b in unequal[line])


BANDS = (0.0, 0.5, 0.7, 0.9, 1.01)


@dataclass(frozen=True)
class Band:
    """Edits that were said to be about as sure. stated: the mean of what was said; right: the share that is."""

    low: float
    edits: int
    stated: float
    right: float


def bands(stated: list[tuple[float, bool]]) -> list[Band]:
    """The table of stated against right.

    >>> bands([(0.8, True), (0.8, False), (0.95, True)])
    [Band(low=0.7, edits=2, stated=0.8, right=0.5), Band(low=0.9, edits=1, stated=0.95, right=1.0)]
    """
    found = []
    for low, high in pairwise(BANDS):
        inside = [entry for entry in stated if low <= entry[0] < high]
        if inside:
            mean = sum(sure for sure, _ in inside) / len(inside)
            found.append(Band(low, len(inside), round(mean, 3), round(sum(ok for _, ok in inside) / len(inside), 3)))
    return found


if __name__ == "__main__":
    print(measure(range(200)))
    for width in get_args(Width)[:3]:
        score = measure(range(200), width=width)
        print(width, score, *bands(score.stated), sep="\n  ")
