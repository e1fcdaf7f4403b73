"""Files written anew without some of what they held: for takedowns, and for archives that have grown old.

A file is never changed in place. The new one stands beside it under a temporary name; one transaction has everything
point to the new one and condemns the old; then the old one goes and the new one gets its name. Killed at any point,
``recover`` finishes or undoes it.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from outputs.archive.writer import TEMPORARY, sync_folder
from outputs.shards.replacement import finish_replacing, renamed
from outputs.state.database import State, sha256_of


def archive(state: State, data: Path, name: str, keep: Callable[[int, str], bool]) -> int:
    """Write an archive anew with the records that ``keep(offset, url)`` wants; how many bytes that saved.

    A file that was moved away saves nothing. The file's own description is always kept.
    Pages whose record is gone must have been removed from the state before.
    """
    path, new = data / name, renamed(name)
    if not path.exists():
        return 0
    records = _records(path)
    kept = [(offset, end) for offset, end, url in records if not url or keep(offset, url)]
    if len(kept) == len(records):
        return 0
    moved: list[tuple[int, int]] = []
    with path.open("rb") as source, (data / (new + TEMPORARY)).open("wb") as target:
        for offset, end in kept:
            moved.append((target.tell(), offset))
            source.seek(offset)
            target.write(source.read(end - offset))
        size = target.tell()
        _on_disk(target)
    saved = path.stat().st_size - size
    with state.transaction() as db:
        db.executemany(
            "UPDATE pages SET archive = ?, offset = ? WHERE archive = ? AND offset = ?",
            [(new, to, name, at) for to, at in moved],
        )
        db.execute("UPDATE archives SET name = ?, bytes = ? WHERE name = ?", (new, size, name))
        db.execute("INSERT OR IGNORE INTO condemned VALUES (?)", (name,))
    finish_replacing(state, data)
    return saved


def shard(state: State, data: Path, name: str, keep: Callable[[dict[str, Any]], bool]) -> int:
    """Write a shard anew with the lines that ``keep`` wants; how many lines went, 0 for a file that was moved away."""
    path, new = data / name, renamed(name)
    if not path.exists():
        return 0
    with path.open("rb") as source:
        gone = sum(not keep(json.loads(line)) for line in source)
    if not gone:
        return 0
    kept, fresh = 0, data / (new + TEMPORARY)
    with path.open("rb") as source, fresh.open("wb") as target:
        for line in source:
            if keep(json.loads(line)):
                target.write(line)
                kept += 1
        _on_disk(target)
    with state.transaction() as db:
        db.execute(
            "UPDATE shards SET name = ?, sha256 = ?, records = ?, bytes = ? WHERE name = ?",
            (new, sha256_of(fresh), kept, fresh.stat().st_size, name),
        )
        db.execute("INSERT OR IGNORE INTO condemned VALUES (?)", (name,))
    finish_replacing(state, data)
    return gone


def old_archives(state: State, data: Path, days: float) -> int:
    """Reduce archives older than so many days to what records are made from; how many bytes that saved.

    Kept is every response that gave a record of any version, waits for cleaning, or is the newest of its page; so each
    record can still be made again. What goes: lists, errors, sitemaps, and the notes that a page had not changed.
    An archive is looked through once.
    """
    before = time.time() - days * 86400
    saved = 0
    rows = state.rows(
        "SELECT a.rowid AS id, a.name FROM archives a JOIN runs r ON r.id = a.run"
        " WHERE r.started < ? AND NOT a.reduced",
        before,
    )
    for row in rows:
        if not (data / row["name"]).exists():  # it may be moved back
            continue
        needed = {
            page["offset"]
            for page in state.rows(
                "SELECT offset FROM pages p WHERE archive = ? AND (status IN (0, 1) OR id ="
                " (SELECT MAX(id) FROM pages WHERE url = p.url AND archive != ''))",
                row["name"],
            )
        }
        saved += archive(state, data, row["name"], lambda offset, _, needed=needed: offset in needed)  # type: ignore[misc]
        with state.transaction() as db:
            db.execute("UPDATE archives SET reduced = 1 WHERE rowid = ?", (row["id"],))
    return saved


def _records(path: Path) -> list[tuple[int, int, str]]:
    """(offset, end, URL) of each record of an archive; the URL is ``""`` for the file's own description."""
    starts: list[tuple[int, str]] = []
    with path.open("rb") as stream:
        iterator = ArchiveIterator(stream)
        for record in iterator:
            starts.append((iterator.get_record_offset(), record.rec_headers.get_header("WARC-Target-URI") or ""))
    ends = [offset for offset, _ in starts[1:]] + [path.stat().st_size]
    return [(offset, end, url) for (offset, url), end in zip(starts, ends, strict=True)]


def _on_disk(stream: Any) -> None:
    stream.flush()
    os.fsync(stream.fileno())
    sync_folder(Path(stream.name).parent)
