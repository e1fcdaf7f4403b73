"""Title, authors, journal, DOI and year on real journal pages, beside peers: the table of the README.

    python -m tests.bench.fields [--python /path/to/venv/bin/python] [--wrong]

Pages: ``../shared/data/journals``. Exact match after white-space folding, over the pages that hold an article and whose
gold names the field. ``--python``: an interpreter that has the peers; each that is missing is skipped by name.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from cleaners import Page, clean
from tests.conftest import SHARED

NAMES = ("title", "authors", "journal", "doi", "year")
PEERS = ("trafilatura", "newspaper4k", "gne")
CHECKS = "TFOnline_"  # a browser check was saved in the place of the article

Row = tuple[dict[str, object], float]


def pages() -> list[tuple[Path, dict[str, object]]]:
    """(page, gold) of every page of the folder that holds an article."""
    golds = sorted((SHARED / "journals").glob("*.json"))
    return [
        (g.with_name(g.stem + ".html.gz"), json.loads(g.read_text("utf-8")))
        for g in golds
        if not g.name.startswith(CHECKS)
    ]


def ours(todo: list[tuple[Path, dict[str, object]]]) -> Iterator[Row]:
    """Our fields and seconds, page by page."""
    import gzip

    for path, gold in todo:
        body = gzip.decompress(path.read_bytes())
        start = time.perf_counter()
        got = clean(Page(str(gold["url"]), body))
        seconds = time.perf_counter() - start
        fields = {
            "title": got.title,
            "authors": [a.name for a in got.authors],
            "journal": got.journal,
            "doi": got.doi,
            "year": got.year,
        }
        yield fields, seconds


def peer(name: str, python: str, todo: list[tuple[Path, dict[str, object]]]) -> Iterator[Row]:
    """A peer's, by an interpreter that has it; raises LookupError where it has not."""
    worker = Path(__file__).with_name("peer_fields.py")
    lines = "".join(f"{path}\t{gold['url']}\n" for path, gold in todo)
    done = subprocess.run([python, str(worker), name], input=lines, capture_output=True, text=True, check=False)
    if done.returncode == 3:
        raise LookupError(done.stderr.strip())
    done.check_returncode()
    for (path, _), line in zip(todo, (x for x in done.stdout.splitlines() if x.startswith('{"fields"')), strict=True):
        row = json.loads(line)
        if row["failed"]:
            print(f"   {name} failed on {path.name}: {row['failed'][:100]}", file=sys.stderr)
        yield row["fields"], row["seconds"]


def folded(value: object) -> object:
    """White space folded; None and "" alike."""
    return [folded(v) for v in value] if isinstance(value, list) else re.sub(r"\s+", " ", str(value or "")).strip()


def main() -> int:
    parser = argparse.ArgumentParser(description="Bibliographic fields beside peers")
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has the peers")
    parser.add_argument("--wrong", action="store_true", help="show our own misses")
    options = parser.parse_args()
    if not SHARED.is_dir():
        print(f"{SHARED} is absent: nothing to measure on", file=sys.stderr)
        return 1
    todo = pages()
    print(f"{'system':12s}" + "".join(f"{name:>10s}" for name in NAMES) + f"{'ms/page':>10s}   ({len(todo)} pages)")
    for name in ("jingkan", *PEERS):
        try:
            rows = list(ours(todo) if name == "jingkan" else peer(name, options.python, todo))
        except LookupError as error:
            print(f"{name:12s} skipped: {error}")
            continue
        cells = []
        for field in NAMES:
            told = [
                (gold, got.get(field), path)
                for (path, gold), (got, _) in zip(todo, rows, strict=True)
                if gold[field] is not None
            ]
            cut = [(str(g[field])[:4] if field == "year" else g[field], got, path) for g, got, path in told]
            wrong = [(path.name, want, got) for want, got, path in cut if folded(want) != folded(got)]
            cells.append(f"{len(cut) - len(wrong)}/{len(cut)}")
            if options.wrong and name == "jingkan":
                for miss in wrong:
                    print("   ", field, *miss)
        print(
            f"{name:12s}"
            + "".join(f"{cell:>10s}" for cell in cells)
            + f"{1000 * sum(s for _, s in rows) / len(rows):10.1f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
