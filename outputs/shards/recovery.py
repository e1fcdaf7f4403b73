"""The disk as the last transaction said it is: shards get their names, and what a killed run left is put right."""

from __future__ import annotations

from pathlib import Path

from outputs.files import TEMPORARY, cut, sha256_of, sync_folder
from outputs.outside.log import logger
from outputs.shards.replacement import finish_replacing
from outputs.state import files, pages, runs, urls
from outputs.state.database import State, StateError
from outputs.state.files import UnnamedShard

log = logger(__name__)


def publish(state: State, data: Path) -> None:
    """Give every registered shard its final name. Raises StateError where one is gone."""
    for shard in files.unnamed_shards(state):
        if not _renamed(state, data, shard):
            raise StateError(f"{data / shard.name} is registered but missing or altered")


def recover(state: State, data: Path) -> None:
    """Put the disk back to what the last transaction said: no torn archive, no half shard, nothing counted twice."""
    for shard in files.unnamed_shards(state):
        if not _renamed(state, data, shard):
            _do_again(state, data, shard)
    finish_replacing(state, data)
    for site in runs.known_sites(state):
        for folder in (data / site, data / site / "archive"):
            for leftover in folder.glob(f"*{TEMPORARY}"):
                if leftover.is_file():  # a folder is a report that is being made, or will be put right by the next
                    leftover.unlink()
    known = files.archive_sizes(state)
    for run in runs.unfinished(state):
        for path in data.glob(f"*/archive/*-{run}-*.warc.gz"):
            cut(path, known.get(path.relative_to(data).as_posix(), 0))
    for site, size in runs.rejected_sizes(state).items():
        cut(data / site / "rejected.jsonl", size)
    urls.release_all(state)


def _renamed(state: State, data: Path, shard: UnnamedShard) -> bool:
    final, temporary = data / shard.name, data / (shard.name + TEMPORARY)
    if temporary.exists():
        temporary.rename(final)
        sync_folder(final.parent)
    elif not final.exists() or sha256_of(final) != shard.sha256:
        return False
    files.shard_named(state, shard.id)
    return True


def _do_again(state: State, data: Path, shard: UnnamedShard) -> None:
    """Have the pages of a shard that is gone cleaned once more: a disk has lost what it said was safe."""
    final = data / shard.name
    log.error("%s was lost before it had its name; its pages are cleaned again", final)
    if final.exists():
        final.rename(data / (shard.name + ".damaged"))
    pages.clean_shard_again(state, shard.id)
