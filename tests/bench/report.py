"""What a report takes to build: ``python -m tests.bench.report [--records N]``.

Records of pages that three mirrors damaged and filled with junk, each as often as it takes, under addresses of their
own, beside their archives: seconds, processor time, the most memory of all processes, and what is on disk. Bars: for
10 000 records 60 s and 400 MB.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from outputs.report.build import NAME
from tests.bench.corpus import taken
from tests.report import made

RECORDS, SECONDS, MEGABYTES = 10_000, 60, 400
ARTICLES = 20  # that are cleaned once on each mirror
BUILD = "import sys, pathlib; from outputs.report.build import build; build(pathlib.Path(sys.argv[1]))"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=RECORDS)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jingkan-report-") as name:
        data, kept = Path(name, "data"), list(made.mirrored(ARTICLES))
        made.write(data, sorted(made.repeated(kept, args.records), key=lambda one: one.site))
        row = taken([sys.executable, "-c", BUILD, str(data)])
        size = sum(path.stat().st_size for path in (data / NAME).rglob("*") if path.is_file())
        archived = sum(path.stat().st_size for path in data.glob("*/archive/*"))
    print(f"{args.records} records with {archived >> 20} MB of archives:")
    print(f"  built in {row.seconds:.1f} s, {row.processor:.1f} s of processors  (bar for {RECORDS}: ≤ {SECONDS} s)")
    print(f"  peak memory {row.megabytes:.0f} MB  (bar: ≤ {MEGABYTES} MB)")
    print(f"  {size >> 20} MB on disk")
    return 0


if __name__ == "__main__":
    sys.exit(main())
