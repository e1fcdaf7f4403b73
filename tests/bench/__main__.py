"""What the project takes and gives, beside its peers: ``python -m tests.bench [PART …]``, or ``make bench [PART=…]``.

Each part is measured, shown as a table, and put into docs/bench.json at once; from that the READMEs' tables and the
charts are made. A part that fails is named, the others go on, and the exit code is 1. ``--write``: nothing is measured.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from importlib import import_module

from outputs.files import replace_whole
from tests.bench import chart, results, tables
from tests.bench.part import Part
from tests.bench.results import Measured
from tests.conftest import ROOT


def run(names: Iterable[str], measuring: Callable[[str], Part], keep: Callable[[Measured], None]) -> list[str]:
    """Measure parts and keep each as soon as it is there; those that failed."""
    failed, commit, machine = [], results.commit(), results.machine()
    for name in names:
        began = time.monotonic()
        print(f"{name}: measuring …", file=sys.stderr, flush=True)
        try:
            part = measuring(name)
            keep(Measured(part, results.today(), commit, machine, results.versions(part)))
        except Exception:  # whatever it is, the other parts are measured
            traceback.print_exc()
            print(f"{name}: failed", file=sys.stderr, flush=True)
            failed.append(name)
        else:
            print(f"{tables.plain(part)}\n({name}: {time.monotonic() - began:.0f} s)\n", flush=True)
    return failed


def measured(name: str) -> Part:
    part = import_module(f"tests.bench.parts.{name}").measure()
    assert isinstance(part, Part)
    return part


def keep(one: Measured) -> None:
    results.save(results.load() | {one.part.name: one})


def write() -> None:
    """The READMEs' table and the charts, from what is kept."""
    known = results.load()
    for name, words in tables.READMES.items():
        page = ROOT / name
        replace_whole(page, tables.written(page.read_text("utf-8"), tables.blocks(known, words)).encode())
    for path, said in chart.CHARTS.items():
        replace_whole(path, chart.drawn(known, said).encode())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(results.names())}; none for all")
    parser.add_argument("--write", action="store_true", help="only write the READMEs' tables and the chart anew")
    args = parser.parse_args()
    if unknown := sorted(set(args.parts) - set(results.names())):
        parser.error(f"no such part: {', '.join(unknown)}")
    failed = [] if args.write else run(args.parts or results.names(), measured, keep)
    if missing := tables.NEEDED - results.load().keys():
        print(f"The READMEs stay as they are: not yet measured: {', '.join(sorted(missing))}", file=sys.stderr)
        return 1
    write()
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
