"""Record golden cases and show what changed.

    python -m tests.golden record SITE/CASE FILE|URL|- [--url U]
    python -m tests.golden record --marks FILE [--data DATA]
    python -m tests.golden diff [SITE[/CASE] …] [--update]

``record`` saves the page as it is and drafts what is expected of it: read every field before you commit it.
With ``--marks`` it makes a case of every page of which the review's marks say that something is wrong: the page's bytes
from the archive, and what was said to be right as what is expected. Its test fails until the cleaner is mended.
``diff`` shows, field by field, where cleaning now differs from what is expected; exit code 1 where it does.
``--update`` then makes it what is expected: review it as ``git diff tests/golden``.
"""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from pathlib import Path

from outputs.marks.reading import MarksError, read
from spiders.one_page import Unreadable, load
from tests.golden.case import DEFECTS, HERE, Case, cases, pretty
from tests.golden.marked import Unfit, record_marked, wrong_pages


def record(name: str, source: str, url: str) -> int:
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", name):
        print(f"{name}: a case is named SITE/CASE, of letters, digits, . _ -", file=sys.stderr)
        return 2
    case = Case(HERE / name)
    if (case.folder / "page.json").exists():
        print(f"{name} is there already: choose another name, or remove {case.folder}", file=sys.stderr)
        return 1
    try:
        case.write_page(load(source, url))
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 1
    case.write_expected()
    print(case.expected_file.read_text("utf-8"))
    print(f"Read every field of {case.expected_file}: what is wrong there is a defect, not an expectation.")
    return 0


def record_marks(file: Path, data: Path) -> int:
    """Make a case of each page that has a wrong mark; exit code 1 where one could not be made, 2 for no marks."""
    try:
        pages = wrong_pages(read(file))
    except MarksError as error:
        print(error, file=sys.stderr)
        return 2
    failed = 0
    for marks in pages:
        try:
            case = record_marked(data, marks)
        except Unfit as error:
            print(error, file=sys.stderr)
            failed += 1
            continue
        print(case.name)
        for mark in marks:
            met = case.found.get(mark.field) == (case.expected or {}).get(mark.field)
            print(
                f"  {mark.field}: "
                + ("as expected already, by the cleaner alone" if met else "fails until it is mended")
            )
    print(
        f"{len(pages) - failed} cases recorded. Read every field: what is wrong there is a defect, not an expectation."
    )
    return 1 if failed else 0


def differences(case: Case) -> list[str]:
    """Lines that show each field where what cleaning gives differs from what is expected."""
    expected, lines = case.expected or {}, []
    for field in [*case.found, *(expected.keys() - case.found.keys() - {DEFECTS})]:
        before, after = (pretty(side[field]) if field in side else "(empty)" for side in (expected, case.found))
        if before == after:
            if field in case.defects:
                lines.append(f"  {field}: as expected now; take it out of {DEFECTS}")
        elif field in case.defects:
            lines.append(f"  {field}: known defect: {case.defects[field]}")
        else:
            lines.append(f"  {field}:")
            diff = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1)
            lines += [f"    {line}" for line in diff if not line.startswith(("---", "+++"))]
    return lines


def diff(names: list[str], update: bool) -> int:
    try:
        chosen = cases(names)
    except KeyError as error:
        print(f"no golden case {error}: there are {', '.join(case.name for case in cases())}", file=sys.stderr)
        return 2
    changed = 0
    for case in chosen:
        if lines := differences(case):
            print(case.name, *lines, sep="\n")
            changed += any("known defect" not in line for line in lines)
        if update:
            case.write_expected()
    print(f"{len(chosen)} cases, {changed} differ{' and are updated: review git diff tests/golden' if update else ''}")
    return 1 if changed and not update else 0


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.golden", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    new = commands.add_parser("record", help="save a page as a new case")
    new.add_argument("name", metavar="SITE/CASE", nargs="?")
    new.add_argument("source", metavar="FILE|URL|-", nargs="?")
    new.add_argument("--url", default="", help="the page's address, where the source does not tell it")
    new.add_argument(
        "--marks", metavar="FILE", type=Path, help="the review's marks: a case of each page that has a wrong one"
    )
    new.add_argument("--data", metavar="DATA", type=Path, default=Path("data"), help="the data folder of the marks")
    show = commands.add_parser("diff", help="show what changed")
    show.add_argument("names", nargs="*", metavar="SITE[/CASE]")
    show.add_argument("--update", action="store_true", help="make what cleaning gives now what is expected")
    opts = parser.parse_args(argv)
    if opts.command == "record":
        if opts.marks and (opts.name or opts.source or opts.url):
            parser.error("--marks names the pages itself: give no case, source or --url with it")
        if opts.marks:
            return record_marks(opts.marks, opts.data)
        if not (opts.name and opts.source):
            parser.error("give SITE/CASE and FILE|URL|-, or --marks FILE")
        return record(opts.name, opts.source, opts.url)
    return diff(opts.names, opts.update)


if __name__ == "__main__":
    sys.exit(main())
