"""How well repair does on text that nothing was tuned on: the mirror's articles, damaged with many different tables."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache

from cleaners.repair import repair
from tests.mirror.damage import damage, make_table, to_kit
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

    def __str__(self) -> str:
        return (
            f"{self.paragraphs} paragraphs, {self.sheared} sheared, {self.exact / max(1, self.sheared):.4f} exact; "
            f"characters right {self.right / max(1, self.characters):.6f}; undecided {self.undecided}; "
            f"unsheared paragraphs harmed {self.harmed}, left annotated {self.left}"
        )


def measure(tables: Iterable[int], offset: int = 0) -> Score:
    """Repair one damaged article for each table number and compare, paragraph by paragraph."""
    score, texts = Score(), articles()
    for number in tables:
        rng = random.Random(f"table {number} {offset}")
        truth = to_kit(texts[number % len(texts)])
        table = make_table(rng, rng.choice(SIZES), rng.choice(STYLES), truth)  # type: ignore[arg-type]
        damaged = damage(
            truth,
            table,
            rng,
            breaks=rng.choice((0.0, 0.5, 0.6, 1.0)),
            pua=rng.choice(("keep", "keep", "drop")),  # type: ignore[arg-type]
            narrow=rng.random() < 0.3,
        )
        compare(truth, damaged, score)
    return score


def compare(truth: str, damaged: str, score: Score) -> None:
    """Add one page's outcome to the score."""
    repaired = repair(damaged).text.translate(WIDTHS).split("\n")
    rows = zip(truth.translate(WIDTHS).split("\n"), repaired, damaged.translate(WIDTHS).split("\n"), strict=True)
    for was, came, stood in rows:
        sheared = _INSERTION.sub("", stood) != _INSERTION.sub("", was)
        score.paragraphs += 1
        score.characters += len(was)
        score.sheared += sheared
        score.undecided += came.count("\ufffd")
        if was == came:
            score.exact += sheared
            score.right += len(was)
            continue
        score.harmed += not sheared and came != stood
        score.left += not sheared and came == stood
        blocks = SequenceMatcher(None, was, came, autojunk=False).get_matching_blocks()
        score.right += sum(block.size for block in blocks) - max(0, len(came) - len(was))
        score.wrong.append((was, came, stood))


if __name__ == "__main__":
    print(measure(range(200)))
