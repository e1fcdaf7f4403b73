"""What the text of a page costs: processor time as a multiple of lxml's parse, and memory, beside peers.

Each system works in processes of its own. In a *cold* pass a process meets each text for the first time, after the
hijacked pages of the real data have loaded what it loads late; in a *warm* one, the same process meets the same pages
again. lxml's parse and the system take turns on each page, so that a busy machine slows both.
"""

from __future__ import annotations

import sys
from statistics import median

from tests.bench.part import Column, Part
from tests.bench.parts.quality import golds
from tests.bench.peers import asking
from tests.bench.peers.systems import SYSTEMS

#: Processes of which the median counts.
ROUNDS = 3
COLUMNS = (
    Column("cold", "×", False, 1),
    Column("warm", "×", False, 1),
    Column("pages a second", "pages/s", True, 0),
    Column("memory", "MB", False, 0),
)
NOTE = (
    "×: processor time in lxml's parses of the same pages in the same process. cold: each text once in a fresh "
    "process, which has read six other pages before and so has its models loaded; warm: the same texts a second time "
    f"there. Each the median of {ROUNDS} processes. pages a second: cold, of one core, by processor time. memory: the "
    "most of a fresh process that gives the text of all pages. From bytes to text; jingkan has then read every field, "
    "section and reference, too, and peers have not. newspaper4k is told to look for no pictures."
)


def measure() -> Part:
    pages, loading = ([page.where for page in golds(*which)] for which in (("articles", "*/*"), ("hijacked",)))
    timed: dict[str, list[tuple[asking.Spent, asking.Spent]]] = {system: [] for system in SYSTEMS}
    for turn in range(ROUNDS):
        for system, passes in timed.items():
            print(f"  {turn + 1} of {ROUNDS}: {system} …", file=sys.stderr, flush=True)
            passes.append(asking.timed(system, loading, pages))
    rows: dict[str, dict[str, float | None]] = {
        system: {
            "cold": median(cold.seconds / cold.parse for cold, _ in passes),
            "warm": median(warm.seconds / warm.parse for _, warm in passes),
            "pages a second": len(pages) / median(cold.seconds for cold, _ in passes),
            "memory": asking.texts(system, pages).memory / 1e6,
        }
        for system, passes in timed.items()
    }
    said = f"{len(pages)} Chinese pages, 2005–2022, with {len(loading)} hijacked ones before them"
    return Part("extract", "What the text of a page costs", said, COLUMNS, rows, NOTE)
