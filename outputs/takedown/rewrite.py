"""Files written anew without some of what they held: for takedowns, and for archives that have grown old.

A file is never changed in place. The new one stands beside it under a temporary name; one transaction has everything
point to the new one and condemns the old; then the old one goes and the new one gets its name. Killed at any point,
``recover`` finishes or undoes it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from outputs.archive import reader
from outputs.files import TEMPORARY, sha256_of, sync
from outputs.shards.replacement import finish_replacing, renamed
from outputs.state import files, pages
from outputs.state.database import State
from outputs.state.files import Moved, Shard
from outputs.state.revisit import DAY


def archive(state: State, data: Path, name: str, keep: Callable[[int, str], bool]) -> int:
    """Write an archive anew with the records that ``keep(offset, url)`` wants; how many bytes that saved.

    A file that was moved away saves nothing. The file's own description is always kept.
    Pages whose record is gone must have been removed from the state before.
    """
    path, new = data / name, renamed(name)
    if not path.exists():
        return 0
    records = reader.extents(path)
    kept = [record for record in records if not record.url or keep(record.offset, record.url)]
    if len(kept) == len(records):
        return 0
    moved: list[Moved] = []
    with path.open("rb") as source, (data / (new + TEMPORARY)).open("wb") as target:
        for record in kept:
            moved.append(Moved(record.offset, target.tell()))
            source.seek(record.offset)
            target.write(source.read(record.end - record.offset))
        size = target.tell()
        sync(target)
    saved = path.stat().st_size - size
    files.replace_archive(state, name, new, size, moved)
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
        sync(target)
    files.replace_shard(state, name, Shard(new, Path(name).parts[0], sha256_of(fresh), kept, fresh.stat().st_size))
    finish_replacing(state, data)
    return gone


def old_archives(state: State, data: Path, days: float) -> int:
    """Reduce archives older than so many days to what records are made from; how many bytes that saved.

    Kept is every response that gave a record of any version, waits for cleaning, or is the newest of its page; so each
    record can still be made again. What goes: lists, errors, sitemaps, and the notes that a page had not changed.
    An archive is looked through once.
    """
    saved = 0
    for id, name in files.old_archives(state, before=time.time() - days * DAY):
        if not (data / name).exists():  # it may be moved back
            continue
        needed = pages.needed_offsets(state, name)
        saved += archive(state, data, name, lambda offset, _, needed=needed: offset in needed)  # type: ignore[misc]
        files.looked_through(state, id)
    return saved
