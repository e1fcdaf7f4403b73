"""Where the time of ``clean`` goes, in units of lxml's parse of the same pages: ``python -m tests.bench.speed``.

Processor time, not wall time; pages and parser take turns, and the least of several rounds counts, so that a busy
machine says the same as an idle one.

There is no bar: one of 3 parses was set and is withdrawn, for the best that prototypes reached was 4.8. How it was
tried for, in parses by lxml of the same pages: the walk over lexbor's tree takes 0.3, reading names and
text 0.25, what Python does with 30 000 elements and 80 000 texts 1.2; the same over serialized HTML split by one
pattern is no faster (0.3 + 0.3 + 0.1 before anything is done with a token); over lxml's events 3. All of ``cleaners``
compiled with mypyc: 6.4 instead of 7.2. What would reach it is a pass from bytes to blocks that is not Python.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import lxml.html

import cleaners
from cleaners import Page, clean, html, journal, repair
from cleaners.decode import decode
from tests.bench.quality import load

ROUNDS = 3
#: What each stage took, in lxml parses of the same pages. Measured in November 2026 on 110 pages and 2 cores that
#: others worked on as well: the median of five calls, of which the whole of ``clean`` took 8.4 to 9.7.
MEASURED = {"clean": 9.0, "decode": 0.4, "repair": 3.4, "parse": 2.9, "region": 1.5, "journal": 0.8}


def _timed(run: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    result = run()
    return time.process_time() - start, result


def stages(page: Page) -> dict[str, float]:
    """Seconds of each stage of one page, and of lxml's parse and the whole of ``clean``."""
    spent: dict[str, float] = {}
    spent["lxml parse"], _ = _timed(lambda: lxml.html.document_fromstring(page.body))
    spent["clean"], _ = _timed(lambda: clean(page))
    spent["decode"], found = _timed(lambda: decode(page))
    spent["repair"], repaired = _timed(lambda: repair(found.text))
    spent["parse"], doc = _timed(lambda: html.parse(repaired.text, page.url))
    for cleaner in cleaners.CLEANERS:
        spent[cleaner.__name__], doc = _timed(lambda c=cleaner, d=doc: c(d))  # type: ignore[misc]
    spent["journal"], _ = _timed(lambda: journal.read(doc))
    return spent


def main() -> None:
    pages = [case.page for case in load()]
    for page in pages[:5]:
        clean(page)  # models and tables load here, untimed
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        total: dict[str, float] = {}
        for page in pages:
            for stage, seconds in stages(page).items():
                total[stage] = total.get(stage, 0.0) + seconds
        best = {stage: min(seconds, best.get(stage, seconds)) for stage, seconds in total.items()}
    unit = best.pop("lxml parse")
    print(f"{len(pages)} pages, lxml parse {unit:.3f} s")
    for stage, seconds in best.items():
        before = f"  ({MEASURED[stage]} × in November 2026)" if stage in MEASURED else ""
        print(f"  {stage:10s} {seconds / unit:6.2f} ×{before}")


if __name__ == "__main__":
    main()
