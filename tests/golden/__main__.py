"""Record golden cases and show what changed.

    python -m tests.golden record SITE/CASE FILE|URL|- [--url U]
    python -m tests.golden diff [SITE[/CASE] …] [--update]

``record`` saves the page as it is and drafts what is expected of it: read every field before you commit it.
``diff`` shows, field by field, where cleaning now differs from what is expected; exit code 1 where it does.
``--update`` then makes it what is expected: review it as ``git diff tests/golden``.
"""

from __future__ import annotations

import argparse
import difflib
import re
import sys

from spiders.one_page import Unreadable, load
from tests.golden.case import DEFECTS, HERE, Case, cases, pretty


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
    new.add_argument("name", metavar="SITE/CASE")
    new.add_argument("source", metavar="FILE|URL|-")
    new.add_argument("--url", default="", help="the page's address, where the source does not tell it")
    show = commands.add_parser("diff", help="show what changed")
    show.add_argument("names", nargs="*", metavar="SITE[/CASE]")
    show.add_argument("--update", action="store_true", help="make what cleaning gives now what is expected")
    opts = parser.parse_args(argv)
    if opts.command == "record":
        return record(opts.name, opts.source, opts.url)
    return diff(opts.names, opts.update)


if __name__ == "__main__":
    sys.exit(main())
