"""Fit and measure how doorways are told, by network: ``python -m tests.bench.doorways [--write]``.

Each network of ``../shared/data/doorways`` is left out in turn, the weights are fitted on the others and on all pages
that are none, and the network's pages are judged with them: a weight never sees a page of the network that it is scored
on. ``--write`` fits on all and writes ``weights.py``. The words themselves are not fitted: they stand in
``invitations.toml``.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

import cleaners
from cleaners import Page, clean, pipeline
from cleaners.junk.doorways import invitations
from cleaners.junk.doorways.invitations import MOST, Counts
from cleaners.verdict import invitation_counts
from tests.conftest import ROOT, SHARED

TARGET = Path(cleaners.__file__).with_name("junk") / "doorways" / "weights.py"
NAMES = tuple(MOST)
#: Networks whose pages invite. The others' are borrowed sentences: no weight is fitted on them, and they are scored.
INVITING = ("entry-pages", "film-farm", "casino", "gambling")
WEIGHT = 40.0  # of a network, whatever the number of its pages; some 330 pages are none; by hand
PENALTY = 5.0  # keeps the sum from leaning on one count; 1, 5 and 20 were tried and tell the same pages
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A page, whether it is a doorway, of which network, and whether its HTML was put around its text."""

    name: str
    page: Page
    doorway: bool
    network: str = ""
    framed: bool = False


def load() -> list[Case]:
    """The doorways and their look-alikes, and the clean pages of the other folders and of the golden ones."""
    folder = SHARED / "doorways"
    rows = map(json.loads, (folder / "index.jsonl").read_text("utf8").splitlines())
    cases = [
        Case(
            row["file"],
            Page(row["url"], gzip.decompress((folder / row["file"]).read_bytes())),
            row["kind"] == "doorway",
            row["network"],
            row["framed"],
        )
        for row in rows
    ]
    return cases + [Case(file.name, Page("u", gzip.decompress(file.read_bytes())), False) for file in _others()]


def _others() -> Iterator[Path]:
    for pattern in ("articles/*/*.html.gz", "clean/*.html.gz", "journals/*.html.gz"):
        yield from sorted(SHARED.glob(pattern))
    for file in sorted((ROOT / "tests" / "golden").glob("*/*/page.html.gz")):
        if json.loads(file.with_name("expected.json").read_text("utf8"))["verdict"] in ("clean", "injected"):
            yield file
    for file in sorted((SHARED / "hijacked").glob("*.html.gz")):
        gold = json.loads(file.with_name(file.name.removesuffix(".html.gz") + ".json").read_text("utf8"))
        if gold["kind"].startswith("injected"):
            yield file


def counted(page: Page) -> Counts:
    """The counts as the verdict takes them."""
    return invitation_counts(pipeline._cleaned(pipeline._read(page, None)[2]))


def row(found: Counts) -> list[float]:
    """What is weighed: the counts up to the most of each, and 1 for the threshold."""
    return [*(min(getattr(found, name), MOST[name]) for name in NAMES), 1.0]


def fitted(x: Floats, y: Floats, weight: Floats) -> Floats:
    """Logistic regression with weights of 0 and more, by projected gradient: no count speaks against a doorway."""
    scale = x.std(0) + 1e-9
    scale[-1] = 1.0
    z = x / scale
    held = np.array([*[1.0] * len(NAMES), 0.0])
    step = 1 / (0.25 * np.linalg.eigvalsh(z.T @ (z * weight[:, None]))[-1] + PENALTY)
    b = np.zeros(x.shape[1])
    for _ in range(4000):
        p = 1 / (1 + np.exp(-(z @ b)))
        b -= step * (z.T @ (weight * (p - y)) + PENALTY * held * b)
        b[:-1] = np.maximum(b[:-1], 0)
    fit: Floats = b / scale
    return fit


def weights(cases: list[Case], rows: list[list[float]], without: str = "") -> tuple[dict[str, float], float]:
    """The weights without a network, rounded so that a reader can add them up, and a threshold in the middle between
    the clean page that comes highest and the doorway that comes lowest."""
    learned = [i for i, c in enumerate(cases) if not c.doorway or (c.network in INVITING and c.network != without)]
    size = {name: sum(cases[i].network == name for i in learned) for name in INVITING}
    y = np.array([float(cases[i].doorway) for i in learned])
    weight = np.array([WEIGHT / size[cases[i].network] if cases[i].doorway else 1.0 for i in learned])
    fit = fitted(np.array([rows[i] for i in learned]), y, weight)[:-1].round(2)
    sums = [float(fit @ rows[i][:-1]) for i in learned]
    clean = max(sums[n] for n, i in enumerate(learned) if not cases[i].doorway)
    doors = min(sums[n] for n, i in enumerate(learned) if cases[i].doorway and any(rows[i][:-1]))
    return dict(zip(NAMES, map(float, fit), strict=True)), round((clean + doors) / 2, 2)


def main() -> None:
    """The table, a network a row: how many are not saved as articles, and how many clean pages become doorways."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="fit on all networks and write weights.py")
    cases = load()
    rows = [row(counted(case.page)) for case in cases]
    if parser.parse_args().write:
        found, threshold = weights(cases, rows)
        lines = "".join(f'    "{name}": {weight},\n' for name, weight in found.items())
        head = TARGET.read_text("utf8").partition("WEIGHTS:")[0]
        TARGET.write_text(f"{head}WEIGHTS: dict[str, float] = {{\n{lines}}}\nTHRESHOLD = {threshold}\n", "utf8")
    networks = dict.fromkeys(case.network for case in cases if case.doorway)
    print(f"{'network':16} {'HTML':7} {'told':>7} {'not saved':>10} {'clean pages taken':>18}   weights")
    told = {True: [0, 0], False: [0, 0]}
    for network in networks:
        found, threshold = weights(cases, rows, network)
        with patch.multiple(invitations, WEIGHTS=found, THRESHOLD=threshold):
            kinds = [(case, clean(case.page).verdict.kind) for case in cases if case.network == network]
            taken = sum(clean(case.page).verdict.kind == "doorway" for case in cases if not case.doorway)
        doors = sum(kind == "doorway" for _, kind in kinds)
        saved = sum(kind in ("clean", "injected") for _, kind in kinds)
        framed = kinds[0][0].framed
        told[framed][0] += len(kinds) - saved
        told[framed][1] += len(kinds)
        print(
            f"{network:16} {'framed' if framed else 'real':7} {doors:3}/{len(kinds):<3} "
            f"{len(kinds) - saved:6}/{len(kinds):<3} {taken:18}   {found} {threshold}"
        )
    for framed, (good, all_) in told.items():
        print(f"{'framed' if framed else 'real'} HTML: {good} of {all_} not saved as articles")


if __name__ == "__main__":
    main()
