"""What fails, and why: see ``tests.relations``."""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from tests.conftest import SHARED
from tests.relations.draw import Draw, draw
from tests.relations.sample import case_samples, samples


def show(one: Draw, folder: Path) -> None:
    print(f"{one.name}: {one.relation.reason}")
    for line in one.differences() or ["holds"]:
        print(f"  {line}")
    for name, sample in (("before", one.sample), ("after", one.changed.sample)):
        path = folder / f"relation-{one.number}-{name}.html"
        path.write_bytes(sample.page.body)
        print(f"  {path}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", type=int, nargs="?", help="one draw: what differs, and both pages")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--last", type=int, default=2000, help="all draws from first to last, counted")
    parser.add_argument("--cases", action="store_true", help="the pages of cases/ instead")
    parser.add_argument("--show", type=int, default=1, help="failing draws of each relation and kind of page")
    parser.add_argument("--unknown", action="store_true", help="only those that are not known to fail")
    parser.add_argument("--folder", type=Path, default=Path("data"), help="where pages are written")
    args = parser.parse_args()
    pages = case_samples(SHARED) if args.cases else samples()
    if args.number is not None:
        args.folder.mkdir(exist_ok=True)
        return show(draw(args.number, pages), args.folder)
    failed: dict[tuple[str, str], list[tuple[Draw, list[str]]]] = defaultdict(list)
    drawn: dict[tuple[str, str], int] = defaultdict(int)
    for number in range(args.first, args.last):
        one = draw(number, pages)
        kind = one.relation.name, one.sample.kind
        drawn[kind] += 1
        if not (args.unknown and one.known) and (found := one.differences()):
            failed[kind].append((one, found))
    for kind, those in failed.items():
        print(f"{' · '.join(kind)}: {len(those)} of {drawn[kind]}")
        for one, lines in those[: args.show]:
            print(f"    {'known, ' * bool(one.known)}{one.name}: {lines[0]}")
    print(f"{sum(map(len, failed.values()))} of {args.last - args.first} draws fail")


if __name__ == "__main__":
    main()
