"""Fit the weights of ``cleaners.region`` on real pages with gold text: ``python -m tests.bench.fit [--write]``.

Only pages whose sha256(file name) is even are learned from; the odd ones are scored apart. Each block is a case: it is
the article's text if most of its character 4-grams are the gold text's. Logistic regression, with what a name may mean
held to its sign (a footer never speaks for text), comments fixed (few pages have more of them than of text), and
a penalty chosen by cross-validation within the even half (30, 60, 120 were tried; 60 did best).
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import cleaners
from cleaners import pipeline
from cleaners.doc import Doc
from cleaners.html import marks as m
from cleaners.region import scores
from tests.bench.quality import Case, grams, load, score

TARGET = Path(cleaners.__file__).with_name("region") / "weights.py"
NAMES = ("CONTENT", "TEXT", "NAV", "FOOT", "HEAD", "SIDE", "COMMENT", "SHARE", "RELATED", "AD", "META")
BITS = tuple(getattr(m, name) for name in NAMES)
FOR = ("CONTENT", "TEXT")  # names that may only speak for text; the others only against
COMMENTS = -3.5
PENALTY = 60.0
Floats = NDArray[np.float64]


def cases(doc: Doc, gold: str) -> tuple[Floats, Floats, Floats]:
    """The marks of a page's blocks, whether each is the article's, and its weight: together 30 a page."""
    wanted = grams(gold)
    rows, labels, sizes = [], [], []
    for block, (row, bits) in zip(doc.blocks, scores.features(doc)[0], strict=True):
        if row is None:
            continue
        found = grams(block.text)
        hit = sum(min(count, wanted[gram]) for gram, count in found.items()) / sum(found.values())
        rows.append([*map(float, row), *(float(bool(bits & bit)) for bit in BITS)])
        labels.append(float(hit >= 0.6))
        sizes.append(min(len(block.text), 300) ** 0.5)
    size = np.array(sizes)
    return np.array(rows), np.array(labels), size / size.sum() * 30


def fitted(x: Floats, y: Floats, weight: Floats) -> Floats:
    """Newton's method; a weight that leaves its bounds is set to the bound and the rest is fitted again."""
    first = len(scores.NAMES)
    low, high = np.full(x.shape[1], -9.0), np.full(x.shape[1], 9.0)
    for i, name in enumerate(NAMES, first):
        low[i], high[i] = (0.0, 1.5) if name in FOR else (COMMENTS, COMMENTS) if name == "COMMENT" else (-2.5, 0.0)
    scale = x.std(0) + 1e-9
    scale[0] = 1.0
    b = np.where(low == high, low, 0.0)
    fixed = low == high
    while True:
        z, offset = x[:, ~fixed] / scale[~fixed], x[:, fixed] @ b[fixed]
        v, penalty = b[~fixed] * scale[~fixed], np.full(int((~fixed).sum()), PENALTY)
        penalty[0] = 1e-6
        for _ in range(30):
            p = 1 / (1 + np.exp(-(z @ v + offset)))
            gradient = z.T @ (weight * (y - p)) - penalty * v
            hessian = (z * (weight * p * (1 - p) + 1e-9)[:, None]).T @ z + np.diag(penalty)
            v = v + np.linalg.solve(hessian, gradient)
        b[~fixed] = v / scale[~fixed]
        outside = (b < low - 1e-9) | (b > high + 1e-9)
        if not outside.any():
            return b
        b = np.clip(b, low, high)
        fixed |= outside


def prepared(case: Case) -> Doc:
    """The Doc as ``region`` gets it."""
    doc = pipeline._read(case.page, None)[2]
    for cleaner in cleaners.CLEANERS[:-1]:
        doc = cleaner(doc)
    return replace(doc)


def source(b: Floats) -> str:
    """The text of ``weights.py``."""
    head = (TARGET.read_text("utf-8")).split("BLOCK_WEIGHTS")[0]
    blocks = "".join(f"    {value:.3f},  # {name}\n" for name, value in zip(scores.NAMES, b, strict=False))
    marks = "".join(f"    m.{name}: {value:.3f},\n" for name, value in zip(NAMES, b[len(scores.NAMES) :], strict=True))
    return f"{head}BLOCK_WEIGHTS: tuple[float, ...] = (\n{blocks})\nMARK_WEIGHTS: dict[int, float] = {{\n{marks}}}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write {TARGET.name}")
    write = parser.parse_args().write
    even = [case for case in load() if case.even]
    parts = [cases(prepared(case), case.gold) for case in even]
    b = fitted(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    print(source(b))
    if write:
        TARGET.write_text(source(b), "utf-8")
    scores.BLOCK_WEIGHTS = tuple(b[: len(scores.NAMES)])
    scores.MARK_WEIGHTS = dict(zip(BITS, b[len(scores.NAMES) :], strict=True))
    score()


if __name__ == "__main__":
    main()
