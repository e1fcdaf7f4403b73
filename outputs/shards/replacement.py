"""What follows when a file was written anew: the manifest lists the new one, the old goes, the new gets its name.

The state has condemned the old file in the transaction that put the new one in its place; until that says otherwise,
all of this is to be done, and may be done twice.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from outputs.archive.writer import TEMPORARY, sync_folder
from outputs.state.database import State, sha256_of

_NAME = re.compile(r"^(?P<stem>.*?)(?:-r(?P<n>\d+))?(?P<ending>\.warc\.gz|\.jsonl)$")


def renamed(name: str) -> str:
    """The name a file has after it was written anew; with its folders, if it has any.

    >>> renamed("demo/archive/a-00001-r1.warc.gz"), renamed("b.jsonl")
    ('demo/archive/a-00001-r2.warc.gz', 'b-r1.jsonl')
    """
    found = _NAME.match(name)
    assert found is not None, name
    return f"{found['stem']}-r{int(found['n'] or 0) + 1}{found['ending']}"


def finish_replacing(state: State, data: Path) -> None:
    """Put each new file in the place of the one it replaces.

    The old one goes first: whoever reads ``records*.jsonl`` meanwhile must not read a record twice.
    """
    for row in state.rows("SELECT path FROM condemned"):
        old, new = data / row["path"], data / renamed(row["path"])
        fresh = new.with_name(new.name + TEMPORARY)
        if (written := fresh if fresh.exists() else new).exists():
            _list(state, data, row["path"], written)
        old.unlink(missing_ok=True)
        if fresh.exists():
            fresh.rename(new)
            sync_folder(new.parent)
        with state.transaction() as db:
            db.execute("DELETE FROM condemned WHERE path = ?", (row["path"],))


def _list(state: State, data: Path, old: str, written: Path) -> None:
    """Have the manifest that lists a file list its successor, whose bytes are in ``written`` so far."""
    new = renamed(old)
    shard = state.one("SELECT run, sha256, records, bytes FROM shards WHERE name = ?", new)
    kept = shard or state.one("SELECT run, bytes FROM archives WHERE name = ?", new)
    path = data / "runs" / kept["run"] / "manifest.json" if kept else None
    if kept is None or path is None or not path.exists():
        return
    entry: dict[str, Any] = {"path": new, "sha256": sha256_of(written), "bytes": kept["bytes"]}
    if shard:
        entry |= {"sha256": shard["sha256"], "records": shard["records"]}
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["files"] = [entry if file["path"] == old else file for file in manifest["files"]]
    temporary = path.with_suffix(TEMPORARY)
    temporary.write_text(json.dumps(manifest, ensure_ascii=False, indent=2), encoding="utf-8")
    temporary.rename(path)
