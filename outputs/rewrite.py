"""Files written anew without some of what they held: for takedowns, and for archives that have grown old.

A file is never changed in place. The new one stands beside it under a new name; one transaction has everything point
to the new one and condemns the old; then the old one goes. Killed at any point, ``recover`` finishes or undoes it.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from outputs.archive import sync_folder
from outputs.shards import remove_condemned
from outputs.state import State, sha256_of

#: ``demo-20261122T185801466Z-00001.warc.gz`` → ``…-00001-r1.warc.gz`` → ``…-00001-r2.warc.gz``
_NAME = re.compile(r"^(?P<stem>.*?)(?:-r(?P<n>\d+))?(?P<ending>\.warc\.gz|\.jsonl)$")


def archive(state: State, data: Path, name: str, keep: Callable[[int, str], bool]) -> int:
    """Write an archive anew with the records that ``keep(offset, url)`` wants; how many bytes that saved.

    A file that was moved away saves nothing. The file's own description is always kept.
    Pages whose record is gone must have been removed from the state before.
    """
    path, fresh = data / name, renamed(data / name)
    if not path.exists():
        return 0
    moved: list[tuple[int, int]] = []
    with path.open("rb") as source, fresh.open("wb") as target:
        for offset, end, url in _records(path):
            if url and not keep(offset, url):
                continue
            moved.append((target.tell(), offset))
            source.seek(offset)
            target.write(source.read(end - offset))
        size = target.tell()
        _on_disk(target)
    if size == path.stat().st_size:
        fresh.unlink()
        return 0
    new = fresh.relative_to(data).as_posix()
    with state.transaction() as db:
        db.executemany(
            "UPDATE pages SET archive = ?, offset = ? WHERE archive = ? AND offset = ?",
            [(new, to, name, at) for to, at in moved],
        )
        db.execute("UPDATE archives SET name = ?, bytes = ? WHERE name = ?", (new, size, name))
        db.execute("INSERT OR IGNORE INTO condemned VALUES (?)", (name,))
    _replaced(state, data, name, {"path": new, "sha256": sha256_of(fresh), "bytes": size})
    saved = path.stat().st_size - size
    remove_condemned(state, data)
    return saved


def shard(state: State, data: Path, name: str, keep: Callable[[dict[str, Any]], bool]) -> int:
    """Write a shard anew with the lines that ``keep`` wants; how many lines went, 0 for a file that was moved away."""
    path, fresh = data / name, renamed(data / name)
    if not path.exists():
        return 0
    kept = gone = 0
    with path.open("rb") as source, fresh.open("wb") as target:
        for line in source:
            if keep(json.loads(line)):
                target.write(line)
                kept += 1
            else:
                gone += 1
        _on_disk(target)
    if not gone:
        fresh.unlink()
        return 0
    new, digest, size = fresh.relative_to(data).as_posix(), sha256_of(fresh), fresh.stat().st_size
    with state.transaction() as db:
        db.execute(
            "UPDATE shards SET name = ?, sha256 = ?, records = ?, bytes = ? WHERE name = ?",
            (new, digest, kept, size, name),
        )
        db.execute("INSERT OR IGNORE INTO condemned VALUES (?)", (name,))
    _replaced(state, data, name, {"path": new, "sha256": digest, "records": kept, "bytes": size})
    remove_condemned(state, data)
    return gone


def old_archives(state: State, data: Path, days: float) -> int:
    """Reduce archives older than so many days to what records are made from; how many bytes that saved.

    Kept is every response that gave a record of any version, waits for cleaning, or is the newest of its page; so each
    record can still be made again. What goes: lists, errors, sitemaps, and the notes that a page had not changed.
    """
    before = time.time() - days * 86400
    saved = 0
    rows = state.rows(
        "SELECT a.name FROM archives a JOIN runs r ON r.id = a.run"
        " WHERE r.started < ? AND a.name NOT GLOB '*-r[0-9]*.warc.gz'",
        before,
    )
    for row in rows:
        needed = {
            page["offset"]
            for page in state.rows(
                "SELECT offset FROM pages p WHERE archive = ? AND (status IN (0, 1) OR id ="
                " (SELECT MAX(id) FROM pages WHERE url = p.url AND archive != ''))",
                row["name"],
            )
        }
        saved += archive(state, data, row["name"], lambda offset, _, needed=needed: offset in needed)  # type: ignore[misc]
    return saved


def renamed(path: Path) -> Path:
    """The name a file has after it was written anew.

    >>> renamed(Path("a-00001-r1.warc.gz")).name, renamed(Path("b.jsonl")).name
    ('a-00001-r2.warc.gz', 'b-r1.jsonl')
    """
    found = _NAME.match(path.name)
    assert found is not None, path
    return path.with_name(f"{found['stem']}-r{int(found['n'] or 0) + 1}{found['ending']}")


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


def _replaced(state: State, data: Path, name: str, entry: dict[str, Any]) -> None:
    """Have the manifest that lists a file list its successor."""
    run = state.one(
        "SELECT run FROM archives WHERE name = ? UNION SELECT run FROM shards WHERE name = ?",
        entry["path"],
        entry["path"],
    )
    path = data / "runs" / run["run"] / "manifest.json" if run else None
    if path is None or not path.exists():
        return
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["files"] = [entry if file["path"] == name else file for file in manifest["files"]]
    temporary = path.with_suffix(".tmp")
    temporary.write_text(json.dumps(manifest, ensure_ascii=False, indent=2), encoding="utf-8")
    temporary.rename(path)
