"""Show whether the working tree makes the same records as another commit.

    python -m tests.compare COMMIT                              every page there is
    python -m tests.compare HEAD --only golden --only mirror
    python -m tests.compare HEAD~3 --crawl                      the demo's crawl as well
    python -m tests.compare HEAD~3 --time                       no records but processor time

Pages are made or read once, by the working tree, and cleaned by both sides. Exit code: 0 where all records are the
same, 1 where some differ, 2 for wrong usage or where a side cannot be run.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.compare import crawl, records, timing
from tests.compare.checkout import checkout
from tests.compare.language_model import provide
from tests.compare.pages import FOLDERS, OWN, Sample, gather
from tests.compare.report import details, summary
from tests.compare.side import Side, Unrunnable
from tests.conftest import ROOT, SHARED


def main(argv: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """The exit code, see above. root: the working tree."""
    options = arguments(argv)
    try:
        code = run(options, root)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader went away: `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (Unrunnable, OSError) as error:
        print(f"compare: {error}", file=sys.stderr)
        return 2
    return code


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line; ends with exit code 2 where it makes no sense."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.compare", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("commit", metavar="COMMIT", help="any name git has for it")
    parser.add_argument(
        "--only", metavar="NAME", action="append", choices=FOLDERS, help=f"one folder of pages: {', '.join(FOLDERS)}"
    )
    parser.add_argument(
        "--pages", metavar="PATH", action="append", type=Path, default=[], help="HTML of your own, a file or a folder"
    )
    parser.add_argument(
        "--shared", metavar="FOLDER", type=Path, default=SHARED, help="of real pages (default: %(default)s)"
    )
    parser.add_argument("--ignore", metavar="FIELD", action="append", default=[], help="a field that may differ")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write all differences there, in full, one a line")
    parser.add_argument("--crawl", action="store_true", help="compare the records of the demo's crawl as well")
    parser.add_argument("--time", action="store_true", help="measure processor time instead of comparing records")
    options = parser.parse_args(argv)
    if options.time and (options.crawl or options.json or options.ignore):
        parser.error("--time compares no records: --crawl, --json and --ignore mean nothing with it")
    for path in options.pages:
        if not path.exists():
            parser.error(f"no such file or folder: {path}")
    return options


def run(options: argparse.Namespace, root: Path) -> int:
    """What was asked for; 1 where records differ, else 0. Raises Unrunnable."""
    usual = (*timing.CLEANED, timing.DAMAGED) if options.time else FOLDERS
    samples, absent = gather(dict.fromkeys([*(options.only or usual), OWN]), options.shared, options.pages)
    if absent:
        print(f"skipped, not in {options.shared}: {', '.join(absent)}")
    with tempfile.TemporaryDirectory(prefix="jingkan-compare-") as name:
        folder = Path(name).resolve()
        with checkout(options.commit, root, folder / "before") as before:
            sides = before, Side("the working tree", root)
            print(f"before: {before.name}   after: {sides[1].name}", flush=True)
            provide(before, root)
            if options.time:
                return show_times(sides, samples, folder)
            compared = Counter(sample.folder for sample in samples)
            found = records.compare(sides, samples, folder, options.ignore)
            if options.crawl:
                crawled, compared[crawl.FOLDER] = crawl.compare(sides, folder, options.ignore)
                found += crawled
    print(*details(found), *summary(found, compared), sep="\n")
    if options.json:
        options.json.write_text("".join(f"{each.json}\n" for each in found), "utf-8")
    return 1 if found else 0


def show_times(sides: tuple[Side, Side], samples: Sequence[Sample], folder: Path) -> int:
    """Print a row for each workload; 0, for nothing is judged."""
    print(timing.HEADER, flush=True)
    for workload in timing.workloads(samples, folder):
        print(timing.row(timing.measure(workload, *sides, timing.RUNS)), flush=True)
    return 0


if __name__ == "__main__":
    # A process that is asked to end removes its worktree first, as on Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
