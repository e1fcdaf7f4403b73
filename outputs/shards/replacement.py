"""What follows when a file was written anew: the manifest lists the new one, the old goes, the new gets its name.

The state has condemned the old file in the transaction that put the new one in its place; until that says otherwise,
all of this is to be done, and may be done twice.
"""

from __future__ import annotations

import re
from pathlib import Path

from outputs import manifest
from outputs.files import TEMPORARY, sync_folder
from outputs.outside.log import logger
from outputs.state import files
from outputs.state.database import State

log = logger(__name__)

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
    for name in files.condemned(state):
        old, new = data / name, data / renamed(name)
        fresh = new.with_name(new.name + TEMPORARY)
        if (written := fresh if fresh.exists() else new).exists():
            _list(state, data, name, written)
        if old.is_symlink():  # moved to another disk: its bytes are there
            old.resolve().unlink(missing_ok=True)
        old.unlink(missing_ok=True)
        if fresh.exists():
            fresh.rename(new)
            sync_folder(new.parent)
        files.removed(state, name)


def _list(state: State, data: Path, old: str, written: Path) -> None:
    """Have the manifest that lists a file list its successor, whose bytes are in ``written`` so far."""
    new = renamed(old)
    kept = files.file(state, new)
    if kept and (path := manifest.path_of(data, kept.run)).exists():
        try:
            manifest.list_instead(data, kept.run, old, manifest.entry(new, kept, written))
        except (ValueError, KeyError, TypeError):  # what is wrong with a list of files must not keep the files wrong
            log.error("%s is damaged, and cannot be told that %s is %s now", path, old, new)
