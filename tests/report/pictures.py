"""The README's pictures of the report, of articles that were written for this project as our own mirrors serve them.

    python -m tests.report.pictures [FOLDER]

Writes one picture of each page into ``docs/``, or into a folder with each in both schemes and two widths, to look at.
"""

from __future__ import annotations

import json
import sys
import tempfile
from contextlib import chdir
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from outputs.report.build import NAME, build
from outputs.state.database import State
from tests.conftest import ROOT
from tests.report import made
from tests.report.browser import ARGUMENTS, installed

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DOCS = ROOT / "docs"
#: Picture → the page that it is of.
PICTURES = {"report-overview.png": "index.html", "report-review.png": "review.html"}
#: The one that the review shows, for its repairs of three kinds and its spam of lotteries.
RECORD = "path:2021/0719/39540712"
#: Of the pictures, so that the review shows a record beside its page.
HEIGHT = 1200
ARTICLES = 20
#: New, changed and failed pages of each run, a week apart.
RUNS = ((9, 0, 1), (14, 0, 0), (12, 2, 3), (8, 1, 0), (6, 0, 0), (5, 3, 2), (4, 1, 0), (2, 0, 0))
FAILURES = ("answered 503", "answered 404", "no answer within 60 s")
#: What is looked at beside the pictures of the README.
SCHEMES, WIDTHS = ("light", "dark"), (360, 1440)


def data(folder: Path) -> None:
    """A data folder with all articles of three mirrors, runs of two months, and a few addresses that failed."""
    kept = sorted(made.mirrored(ARTICLES), key=lambda one: one.site)
    made.write(folder, kept)
    known = 0
    for n, (new, changed, failed) in enumerate(RUNS):
        begun = made.START + timedelta(weeks=n - len(RUNS) + 1)
        counts = {"fetched": known + new + failed, "new": new, "changed": changed, "failed": failed}
        counts["unchanged"] = known - changed
        known += new
        run = f"{begun:%Y%m%dT%H%M%S000Z}"
        times = {"started": begun.isoformat(), "finished": (begun + timedelta(minutes=9 + 3 * n)).isoformat()}
        manifest = {"run_id": run, "kind": "crawl", "sites": ["a", "b", "c"], "exit": 0, "files": []}
        (folder / "runs" / run).mkdir(parents=True)
        (folder / "runs" / run / "manifest.json").write_text(json.dumps(manifest | times | counts), "utf-8")
    state = State(folder / "state" / "state.db")
    with state.transaction() as db:
        for each, said in zip(kept[::11], FAILURES, strict=False):
            db.execute("UPDATE urls SET error = ?, asked = 1, failures = 2 WHERE url = ?", (said, each.page.url))
    state.close()


def shoot(browser: Browser, page: Path, picture: Path, width: int, scheme: str, language: str = "en-GB") -> None:
    """Write what a person sees of a page first; of the review, once a record is there."""
    size = {"width": width, "height": HEIGHT}
    context = browser.new_context(viewport=size, color_scheme=scheme, locale=language)  # type: ignore[arg-type]
    tab = context.new_page()
    tab.goto(page.as_uri())
    if page.name == "review.html":
        tab.wait_for_selector(".page > .block")
        tab.evaluate("key => { location.hash = encodeURIComponent(key); }", RECORD)
        tab.locator("#beside .saved", has_text=RECORD).wait_for()
        if picture.parent == DOCS:
            tab.evaluate("document.getElementById('record').scrollIntoView()")
    tab.screenshot(path=picture, full_page=picture.parent != DOCS)
    context.close()


def main(to: Path | None) -> int:
    if not (program := installed()):
        print("Chromium is absent: install it, or name another in CHROMIUM", file=sys.stderr)
        return 1
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory(prefix="jingkan-pictures-") as name, sync_playwright() as playwright, chdir(name):
        data(Path("data"))  # below here, as a person's is: the review shows its path in a command
        build(Path("data"))
        folder = Path("data").resolve()
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        for picture, page in PICTURES.items():
            if to is None:
                shoot(browser, folder / NAME / page, DOCS / picture, 1440, "light")
                continue
            for scheme, width in product(SCHEMES, WIDTHS):
                language = "zh-CN" if scheme == "dark" else "en-GB"
                path = to / f"{Path(picture).stem}-{width}-{scheme}.png"
                shoot(browser, folder / NAME / page, path, width, scheme, language)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve() if sys.argv[1:] else None))
