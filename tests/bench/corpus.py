"""What `scrapy corpus` takes: ``python -m tests.bench.corpus [--records N]``, or ``make scale``.

Seeded records with known truth (``tests.corpus.scale``), a tenth of them and all of them: time, processor time, the
most memory that all processes take together, and how many pairs of copies are put together rightly. Bars: for 100 000
records 10 minutes on two cores, 700 MB, and 12 times what a tenth takes; recall 0.97, precision 0.995.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from outputs.corpus.articles import tables
from outputs.corpus.duplicates import Duplicates
from tests.bench.processes import Taken, taken
from tests.corpus import scale
from tests.crawl.runner import command

SECONDS, MEGABYTES, GROWTH, RECALL, PRECISION = 600, 700, 12, 0.97, 0.995


def score(folder: Path) -> scale.Score:
    """How rightly the copies were put together, of the pairs that the truth tells."""
    with (folder / "truth.jsonl").open(encoding="utf-8") as lines:
        works = {(each["site"], each["url"]): each["work"] for each in map(json.loads, lines)}
    with Duplicates(tables(folder / "data")) as duplicates:
        return scale.score(duplicates.clusters(), works)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=100_000)
    args = parser.parse_args()
    print(f"{'records':>8}  {'seconds':>8}  {'processor':>9}  {'MB':>6}  {'recall':>7}  {'precision':>9}")
    rows: list[Taken] = []
    with tempfile.TemporaryDirectory(prefix="jingkan-scale-") as name:
        for count in (args.records // 10, args.records):
            folder = Path(name, str(count))
            scale.write(folder, count)
            row, found = taken(command(folder / "data", "corpus")), score(folder)
            rows.append(row)
            print(
                f"{count:8}  {row.seconds:8.1f}  {row.processor:9.1f}  {row.megabytes:6.0f}"
                f"  {found.recall:7.4f}  {found.precision:9.4f}",
                flush=True,
            )
    growth = rows[1].seconds / rows[0].seconds
    print(f"{growth:.1f} times as long for ten times as many (bar: {GROWTH})")
    bars = f"{SECONDS} s, {MEGABYTES} MB, recall {RECALL}, precision {PRECISION}"
    print(f"Bars for 100 000 on two cores ({os.cpu_count()} here): {bars}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
