"""``python -m tests.mirror.measure [--random N] [--seed S] [--show FIELD]``: how well the cleaners do on the mirror.

Cleans every page of every mirror, or N random pages, and prints on how many pages each field is right, by damage, with
the first misses.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict

from cleaners import Page, clean
from tests.mirror.compare import differences, survivors
from tests.mirror.pages import DEVICES, Resource, random_page
from tests.mirror.site import AGGREGATOR, Mirror, default_mirrors


def main() -> None:
    """Clean the pages and print what is right, field by field."""
    parser = argparse.ArgumentParser(prog="python -m tests.mirror.measure", description=__doc__)
    parser.add_argument("--random", type=int, metavar="N", help="N random pages instead of the mirrors'")
    parser.add_argument("--seed", type=int, default=0, help="of the mirrors, or the first random page")
    parser.add_argument("--show", metavar="FIELD", default="", help="every miss of the fields that start so")
    options = parser.parse_args()
    misses: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    totals: Counter[str] = Counter()
    for name, resource in _random(options.seed, options.random) if options.random else _mirrors(options.seed):
        kind = resource.facts.damage
        totals[kind] += 1
        page = Page("http://127.0.0.1:8731" + resource.facts.path, resource.body, resource.content_type)
        article = clean(page)
        found = differences(article, resource) + [f"junk in {line}" for line in survivors(article, resource)]
        for line in found:
            misses[kind, re.split(r"[: ]", line)[0]].append((name, line))
    for (kind, field), lines in sorted(misses.items()):
        wrong = len({name for name, _ in lines})
        print(f"{kind:10} {field:16} {totals[kind] - wrong:4} of {totals[kind]} pages right")
        for name, line in lines if options.show and field.startswith(options.show) else lines[:2]:
            print(f"    {name} {line[:300]}")
    print("pages:", dict(totals))


def _mirrors(seed: int) -> list[tuple[str, Resource]]:
    pages = []
    for mirror in (*default_mirrors(seed), Mirror(style=AGGREGATOR, seed=seed)):
        for path in (mirror.path(id, device) for id in mirror.ids for device in DEVICES):
            if resource := mirror.resource(path):
                pages.append((f"{mirror.style.name}{path}", resource))
    return pages


def _random(first: int, number: int) -> list[tuple[str, Resource]]:
    return [(f"random_page({seed})", random_page(seed)) for seed in range(first, first + number)]


if __name__ == "__main__":
    main()
