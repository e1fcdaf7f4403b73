"""The same pages cleaned on both sides at the same time, and their records compared."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path

from tests.compare.difference import Difference, differences
from tests.compare.pages import Sample, write
from tests.compare.side import WORKER, Side, Unrunnable, python, run_each


def compare(
    sides: tuple[Side, Side], samples: Sequence[Sample], folder: Path, ignored: Collection[str]
) -> list[Difference]:
    """What differs between the two sides' records of these pages; ``folder`` takes what is handed over.

    Raises Unrunnable where there is nothing to clean or a side cannot clean at all.
    """
    if not samples:
        raise Unrunnable("there are no pages to compare")
    pages = write(samples, folder / "pages")
    outs = [folder / f"{number}.jsonl" for number in range(2)]
    run_each([(side, python(WORKER, "records", pages, out)) for side, out in zip(sides, outs, strict=True)])
    records = [[json.loads(line) for line in out.open(encoding="ascii")] for out in outs]
    return [
        difference
        for sample, before, after in zip(samples, *records, strict=True)
        for difference in differences(sample.folder, sample.name, before, after, ignored)
    ]
