"""A takedown: what was asked to go is gone from records, rejects and archives, and is never asked for again."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from outputs import jsonl
from outputs.files import replace_whole
from outputs.shards.recovery import publish
from outputs.shards.writer import ShardWriter
from outputs.state import files, runs, takedowns
from outputs.state.database import State
from outputs.takedown import rewrite, takedown_list
from outputs.takedown.matching import matches

#: What the tombstone of a takedown says; the tombstone itself stays.
REASON = "forgotten"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What a takedown removed. elsewhere: files of the crawl that were moved away, and may still hold it."""

    pages: int
    records: int
    archives: int
    elsewhere: tuple[str, ...] = ()


def forget(state: State, data: Path, run: str, what: str) -> Forgotten:
    """Remove a URL (in canonical form) or a domain. Done again after a crash, it finishes what was begun."""
    takedown_list.note(state, data, what)
    named = partial(matches, what)
    kept = takedowns.kept(state, named)
    urls = frozenset(kept.urls.values())

    def goes(url: str) -> bool:
        return url in urls or named(url)

    shards, archives = files.shard_names(state), files.archive_names(state)
    elsewhere = tuple(sorted({name for name in (*shards, *archives) if not (data / name).exists()}))
    records = sum(rewrite.shard(state, data, name, partial(_stays, goes)) for name in shards)
    reduced = sum(rewrite.archive(state, data, name, partial(_is_kept, kept, goes, name)) > 0 for name in archives)
    for site in runs.known_sites(state):
        _remove_rejects(state, data, site, goes)
    takedowns.remove(state, kept.urls)  # last: a takedown that was cut off finds its pages again
    if kept.sites:
        _write_tombstones(state, data, run, kept.sites, what)
    return Forgotten(kept.pages, records, reduced, elsewhere)


def _stays(goes: Callable[[str], bool], record: dict[str, object]) -> bool:
    return not goes(str(record["url"])) or record.get("reason") == REASON


def _is_kept(kept: takedowns.Kept, goes: Callable[[str], bool], archive: str, offset: int, url: str) -> bool:
    return (archive, offset) not in kept.places and not goes(url)


def _remove_rejects(state: State, data: Path, site: str, goes: Callable[[str], bool]) -> None:
    """Write the site's rejected pages anew without those that go."""
    path = data / site / "rejected.jsonl"
    if not path.exists():
        return
    lines = path.read_bytes().splitlines(keepends=True)
    kept = b"".join(line for line in lines if not goes(str(json.loads(line)["url"])))
    replace_whole(path, kept)  # before the state says so: a length beyond the end of the file does no harm
    with state.transaction() as db:
        runs.note_rejected(db, site, len(kept))


def _write_tombstones(state: State, data: Path, run: str, sites: Iterable[str], what: str) -> None:
    """One line a site says that something was taken down, and nothing of what it was."""
    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    for site in sites:
        number = files.shards_of(state, run, site)
        writer = ShardWriter(data, f"{site}/tombstones-{run}-{number:05}.jsonl", site)
        writer.write(jsonl.line({"id": "", "url": what, "site": site, "run": run, "gone": when, "reason": REASON}))
        finished = writer.finish()
        with state.transaction() as db:
            files.register(db, finished, run)
    publish(state, data)
