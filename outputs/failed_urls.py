"""What a run could not have, ``data/runs/<run_id>/failed.jsonl``: one line a URL, with the reason and the next try."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TypedDict

from outputs import jsonl
from outputs.files import TEMPORARY, sync, sync_folder
from outputs.state import answers
from outputs.state.database import State
from outputs.state.runs import StoredRun

#: How many of them a manifest holds itself.
FIRST = 20


class FailedUrl(TypedDict):
    """A URL that could not be had. reason: in plain words. tries: in a row, over all runs. next_try: when a run may ask
    for it again, UTC, as 2026-11-22T18:30:15Z; ``""`` for never."""

    url: str
    site: str
    reason: str
    tries: int
    next_try: str


class FailedUrls(TypedDict):
    """What a manifest says of them. path: of the file of all, below the data folder; ``""`` where there are none."""

    count: int
    first: list[FailedUrl]
    path: str


def write(state: State, data: Path, run: StoredRun) -> FailedUrls:
    """Write the file of a run that is over, whole or not at all, and none where nothing failed; what it holds."""
    failed = _failed(state, run)
    first = list(islice(failed, FIRST))
    if not first:
        return {"count": 0, "first": [], "path": ""}
    path = data / "runs" / run.id / "failed.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(TEMPORARY)
    with temporary.open("wb") as stream:
        count = jsonl.write(stream, first) + jsonl.write(stream, failed)
        sync(stream)
    temporary.rename(path)
    sync_folder(path.parent)
    return {"count": count, "first": first, "path": path.relative_to(data).as_posix()}


def _failed(state: State, run: StoredRun) -> Iterator[FailedUrl]:
    for site in run.sites:
        for found in answers.failed_urls(state, site, run.started):
            due = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(found.next_try)) if found.next_try else ""
            yield {"url": found.url, "site": site, "reason": found.reason, "tries": found.tries, "next_try": due}
