"""Everything the checks compare, read once: what the state says, and what lies on disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from outputs.doctor import disk
from outputs.doctor.disk import Rejects, ShardOnDisk
from outputs.manifest import Manifest
from outputs.state import files, runs, takedowns
from outputs.state.database import State, StateError, flaws
from outputs.state.files import ArchiveFile
from outputs.state.whole import contents
from outputs.state.whole.contents import EndedRun, LastVersion, Place, RegisteredShard
from outputs.takedown import takedown_list
from outputs.takedown.matching import Takedowns


@dataclass(frozen=True, slots=True)
class Survey:
    """A data folder. What is below ``registered`` is what the state says, the rest is what is there.

    deep: whether archives are read from end to end. archives: name → bytes. takedowns: None where the list is damaged,
    and ``list_flaw`` says how. unlisted: takedowns that only the state knows.
    """

    data: Path
    deep: bool
    registered: Registered
    shards: Mapping[str, ShardOnDisk]
    archives: Mapping[str, int]
    rejects: tuple[Rejects, ...]
    manifests: Mapping[str, Manifest]
    manifest_flaws: tuple[str, ...]
    leftovers: tuple[str, ...]
    takedowns: Takedowns | None
    list_flaw: str
    unlisted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Registered:
    """What the state says. flaws: what SQLite finds wrong with it; everything else is empty then."""

    flaws: tuple[str, ...] = ()
    shards: tuple[RegisteredShard, ...] = ()
    archives: tuple[ArchiveFile, ...] = ()
    places: tuple[Place, ...] = ()
    articles: tuple[LastVersion, ...] = ()
    ended: tuple[EndedRun, ...] = ()
    unfinished: tuple[str, ...] = ()
    condemned: tuple[str, ...] = ()
    rejected: Mapping[str, int] | None = None


def survey(state: State, data: Path, deep: bool) -> Survey:
    """Read a data folder. Raises OSError and DatabaseError where that is not possible."""
    found, wrong = disk.manifests(data)
    listed, flaw = Takedowns(()), ""
    unlisted: tuple[str, ...] = ()
    try:
        known = {taken.what for taken in takedown_list.read(data)}
        stored = takedowns.forgotten_since(state)
        listed, unlisted = Takedowns(known | stored.keys()), tuple(what for what in stored if what not in known)
    except StateError as error:
        flaw = str(error)
    shards = [disk.read_shard(data, path) for path in disk.shard_paths(data)]
    return Survey(
        data=data,
        deep=deep,
        registered=_registered(state, deep),
        shards={shard.name: shard for shard in shards},
        archives={disk.below(data, path): path.stat().st_size for path in disk.archive_paths(data)},
        rejects=tuple(disk.rejects(data)),
        manifests=found,
        manifest_flaws=wrong,
        leftovers=tuple(disk.leftovers(data)),
        takedowns=None if flaw else listed,
        list_flaw=flaw,
        unlisted=unlisted,
    )


def _registered(state: State, deep: bool) -> Registered:
    if found := flaws(state, deep):
        return Registered(flaws=tuple(found))
    return Registered(
        shards=tuple(contents.shards(state)),
        archives=tuple(contents.archives(state)),
        places=tuple(contents.places(state)),
        articles=tuple(contents.articles(state)),
        ended=tuple(contents.ended_runs(state)),
        unfinished=tuple(runs.unfinished(state)),
        condemned=tuple(files.condemned(state)),
        rejected=runs.rejected_sizes(state),
    )
