"""What a report takes to build and to read: ``python -m tests.bench.report [--records N]``.

Records of pages that three mirrors damaged and filled with junk, each as often as it takes, under addresses of their
own, beside their archives: seconds, processor time, the most memory of all processes, and what is on disk; then, where
Chromium is installed, how soon the review is there, shows the next record and has filtered all. Bars of issue 18.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from outputs.report.build import NAME
from tests.bench.processes import taken
from tests.report import made
from tests.report.browser import ARGUMENTS, installed

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RECORDS, SECONDS, MEGABYTES = 10_000, 60, 400
OPENS, NEXT, FILTER = 1000, 100, 50  # milliseconds
ARTICLES = 20  # that are cleaned once on each mirror
STEPS, OPENED = 200, 5
BUILD = "import sys, pathlib; from outputs.report.build import build; build(pathlib.Path(sys.argv[1]))"

#: Milliseconds until the first record is shown, noted by the page as it loads.
WATCH = "document.addEventListener('jingkan:shown', () => { globalThis.there ??= performance.now(); });"
#: Of a step to the next record, and of a choice in a filter or a word in the search, with the layout each asks for.
STEP = """() => new Promise((done) => {
  const begun = performance.now();
  document.addEventListener("jingkan:shown", () => { document.body.offsetHeight; done(performance.now() - begun); },
    { once: true });
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }));
})"""
CHOOSE = """([id, value]) => {
  const field = document.getElementById(id), begun = performance.now();
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  document.body.offsetHeight;
  return performance.now() - begun;
}"""
CHOICES = (
    *(("by-site", "b"), ("by-step", "hidden"), ("search", "分词"), ("search", ""), ("order", "archive")),
    *(("by-site", ""), ("by-verdict", "injected"), ("by-step", ""), ("order", "doubt"), ("by-verdict", "")),
)


def read(browser: Browser, page: Path) -> tuple[float, list[float], list[float]]:
    """Milliseconds: until the review is there, the median of a few; of each step to the next record; of each choice."""
    opens, steps, choices = list[float](), list[float](), list[float]()
    for _ in range(OPENED):
        context = browser.new_context()
        context.add_init_script(WATCH)
        tab = context.new_page()
        tab.goto(page.as_uri())
        tab.wait_for_selector(".page > .block")
        opens.append(tab.evaluate("globalThis.there"))
        if not steps:
            steps = [tab.evaluate(STEP) for _ in range(STEPS)]
            choices = [tab.evaluate(CHOOSE, [name, value]) for name, value in CHOICES]
        context.close()
    return statistics.median(opens), steps, choices


def said(figures: Sequence[float]) -> str:
    return f"{statistics.median(figures):.0f} ms in the median, {max(figures):.0f} ms at most"


def tell_reading(page: Path) -> None:
    program = installed()
    if not (program and find_spec("playwright")):
        print("  not read: Chromium or playwright is absent")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        opens, steps, choices = read(browser, page)
        browser.close()
    print(f"  opens in {opens:.0f} ms  (bar: ≤ {OPENS} ms)")
    print(f"  the next record: {said(steps)}  (bar: ≤ {NEXT} ms)")
    print(f"  a filter or a search over all: {said(choices)}  (bar: ≤ {FILTER} ms)")


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
        print(
            f"  built in {row.seconds:.1f} s, {row.processor:.1f} s of processors  (bar for {RECORDS}: ≤ {SECONDS} s)"
        )
        print(f"  peak memory {row.megabytes:.0f} MB  (bar: ≤ {MEGABYTES} MB)")
        print(f"  {size >> 20} MB on disk", flush=True)
        tell_reading(data / NAME / "review.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
