"""What runs on each side, with its tree as PYTHONPATH and current folder; the only file here that meets its code.

    python -P worker.py records PAGES OUT     one line of JSON a page: its record, or {"error": …}
    python -P worker.py clean PAGES           the same cleaning, nothing kept
    python -P worker.py repair TEXTS          each text repaired, nothing kept

PAGES is a folder as ``pages.write`` makes it, TEXTS a JSON list. Nothing of this package is imported, and of the tree
no more than the names that every commit has.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaners import Page

#: A page that cannot be cleaned without the language model: where that is missing, no page is worth comparing.
DAMAGED = "<h1>實打?qū)嵶龊眯滦蝿菹氯罕姽ぷ?/h1>"


def pages(folder: Path) -> Iterator[Page]:
    """The pages of a folder, as ``cleaners`` takes them."""
    from cleaners import Page

    for row in json.loads((folder / "index.json").read_text("utf-8")):
        fetched = datetime.fromisoformat(row["fetched"]) if row["fetched"] else None
        yield Page(row["url"], (folder / row["file"]).read_bytes(), row["content_type"], fetched)


def records(folder: Path, out: Path) -> None:
    """Write the record of each page; a page that raises has one that names the exception."""
    import outputs.record
    from cleaners import Page, clean

    of_tree(outputs.record)
    clean(Page("https://compare.example/", DAMAGED.encode()))
    with out.open("w", encoding="ascii", buffering=1) as file:  # by line, so that one sees where a process died
        for page in pages(folder):
            try:
                line = json.dumps(outputs.record.to_record(clean(page), page))
            except Exception as error:
                line = json.dumps({"error": f"{type(error).__name__}: {error}".replace(str(Path.cwd()), ".")})
            file.write(line + "\n")


def clean_all(folder: Path) -> None:
    """Clean every page."""
    from cleaners import clean

    for page in pages(folder):
        clean(page)


def repair_all(file: Path) -> None:
    """Repair every text."""
    from cleaners import repair

    for text in json.loads(file.read_text("utf-8")):
        repair(text)


def of_tree(module: ModuleType) -> None:
    """End with a message where the module is not the tree's own but an installed one."""
    if not Path(module.__file__ or "").resolve().is_relative_to(Path.cwd().resolve()):
        sys.exit(f"{module.__name__} was imported from {module.__file__}")


TASKS: dict[str, Callable[..., None]] = {"records": records, "clean": clean_all, "repair": repair_all}

if __name__ == "__main__":
    import cleaners

    of_tree(cleaners)
    task, *arguments = sys.argv[1:]
    TASKS[task](*map(Path, arguments))
