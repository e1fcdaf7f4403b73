"""The demo's crawl on one side, into a data folder of its own: what ``make crawl`` does there, and its records."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Collection
from pathlib import Path

from tests.compare.difference import ABSENT, Difference, Record, differences
from tests.compare.side import Side, Unrunnable, finish, running

FOLDER = "crawl"
#: What two runs of the same code differ in.
IGNORED = frozenset({"run", "fetched", "archive"})
#: Exit codes of a run that went to its end: all well, some pages failed, a monitor raised an alarm.
ENDED = (0, 2, 4)


def crawl(side: Side, folder: Path) -> tuple[int, dict[str, Record]]:
    """Crawl the demo with ``folder``, which is new, as the current one: the exit code, and the records by URL.

    The data folder is ``data`` in the current one, and Scrapy finds the project by ``scrapy.cfg`` there. The mirror is
    the side's own and has fixed ports: one side at a time. Raises Unrunnable where there are no records.
    """
    folder.mkdir()
    for needed in ("scrapy.cfg", "tests/demo.py"):
        if not (side.folder / needed).exists():
            raise Unrunnable(f"{side.name} has no demo to crawl: there is no {needed}")
    shutil.copy(side.folder / "scrapy.cfg", folder)
    with running(side, [sys.executable, "-m", "tests.demo", "demo"], folder) as child:
        code = finish(side, child, ENDED)
    lines = [line for path in sorted(folder.rglob("records*.jsonl")) for line in path.open(encoding="utf-8")]
    if not lines:
        raise Unrunnable(f"{side.name}: the demo wrote no records to the data folder of the current one")
    return code, {_key(record): record for record in map(json.loads, lines)}


def compare(sides: tuple[Side, Side], folder: Path, ignored: Collection[str]) -> tuple[list[Difference], int]:
    """What differs between the records of the two sides' crawls, made below ``folder``, and how many pages have one."""
    (code, before), (other_code, after) = (crawl(side, folder / f"crawl-{n}") for n, side in enumerate(sides))
    found = []
    if code != other_code:
        found.append(Difference(FOLDER, f"{FOLDER} as a whole", "(exit code)", code, other_code))
    urls = dict.fromkeys([*before, *after])
    for url in urls:
        page = f"{FOLDER} {url}"
        if url in before and url in after:
            found += differences(FOLDER, page, before[url], after[url], IGNORED.union(ignored))
        else:
            told = ["a record" if url in records else ABSENT for records in (before, after)]
            found.append(Difference(FOLDER, page, "(record)", *told))
    return found, len(urls)


def _key(record: Record) -> str:
    version = record.get("version", 1)
    return str(record["url"]) + (f" version {version}" if version != 1 else "")
