"""What the copies of an article disagree on, from the corpus, for each of the pages that it was merged from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from outputs.corpus.build import NAME
from outputs.formats.reading import read

#: Of one article; real ones have fewer, and what a browser holds of hostile ones is bounded. By hand.
MOST = 200


def disagreements(data: Path, pages: set[tuple[str, str]]) -> Mapping[tuple[str, str], dict[str, Any]]:
    """For each of these pages, (site, URL), that a corpus has merged with others: ``copies``, their (site, URL), and
    ``places``, where they are at odds. Nothing where there is no corpus. Raises FormatError, jsonl.TornLine, OSError.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    if not (data / NAME).is_dir():
        return found
    for record in read(data / NAME):
        copies = [(copy["site"], copy["url"]) for copy in record.get("copies", [])]
        if len(copies) < 2 or pages.isdisjoint(copies):
            continue
        places = record.get("disagreements", [])
        said = {"copies": copies, "places": places[:MOST], "more": max(len(places) - MOST, 0)}
        found |= dict.fromkeys(pages.intersection(copies), said)
    return found
