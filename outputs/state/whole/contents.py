"""What the state says as a whole of articles, pages, files and runs. Only reads; works on a state that is read-only."""

from __future__ import annotations

from typing import NamedTuple

from outputs.state.database import State
from outputs.state.files import ArchiveFile


class RegisteredShard(NamedTuple):
    """A shard as it is registered."""

    name: str
    run: str
    sha256: str
    records: int
    bytes: int


class Place(NamedTuple):
    """Where the bytes of a page are. final: the address that answered, ``""`` where it was the page's own."""

    archive: str
    offset: int
    url: str
    final: str


class LastVersion(NamedTuple):
    """An article: the version of its last record."""

    site: str
    url: str
    version: int


class EndedRun(NamedTuple):
    """A run that is over."""

    id: str
    exit: int


def shards(state: State) -> list[RegisteredShard]:
    """Every shard."""
    rows = state.rows("SELECT name, run, sha256, records, bytes FROM shards ORDER BY name")
    return [RegisteredShard(*row) for row in rows]


def archives(state: State) -> list[ArchiveFile]:
    """Every archive."""
    return [ArchiveFile(*row) for row in state.rows("SELECT name, site, run, bytes FROM archives ORDER BY name")]


def places(state: State) -> list[Place]:
    """Where the bytes of every page are, in the order they lie there."""
    rows = state.rows(
        "SELECT p.archive, p.offset, u.url, p.final FROM pages p JOIN urls u ON u.key = p.url WHERE p.archive != ''"
        " ORDER BY p.archive, p.offset"
    )
    return [Place(*row) for row in rows]


def articles(state: State) -> list[LastVersion]:
    """Every article."""
    rows = state.rows(
        "SELECT h.site, u.url, a.version FROM articles a JOIN urls u ON u.key = a.url JOIN hosts h ON h.id = u.host"
    )
    return [LastVersion(*row) for row in rows]


def ended_runs(state: State) -> list[EndedRun]:
    """Every run that is over."""
    return [EndedRun(*row) for row in state.rows("SELECT id, exit FROM runs WHERE finished > 0 ORDER BY id")]
