"""A takedown: what was asked to go is gone from every file of the data folder, and is never asked for again."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from outputs import jsonl
from outputs.shards.recovery import publish
from outputs.shards.writer import ShardWriter
from outputs.state import files, runs, takedowns
from outputs.state.database import State
from outputs.takedown import loose_files, rewrite, takedown_list
from outputs.takedown.loose_files import REASON, Kind
from outputs.takedown.matching import Gone, matches
from outputs.takedown.pieces import Piece
from outputs.takedown.rewrite import Rewritten


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What a takedown removed. elsewhere: files of the crawl that were moved away, and may still hold it.

    gone: what it was, for ``proof.traces``, which looks afterwards whether it is.
    """

    gone: Gone
    pages: int
    records: int
    elsewhere: tuple[str, ...] = ()


def forget(state: State, data: Path, run: str, what: str) -> Forgotten:
    """Remove a URL (in canonical form) or a domain. Done again after a crash, it finishes what was begun.

    Raises OSError, when all is removed that can be, for an archive that cannot be read or written.
    Damaged records go where their own first bytes or the state say that they are of it; what nobody can tell stays.
    """
    takedown_list.note(state, data, what)
    kept = takedowns.kept(state, partial(matches, what))
    gone = Gone(what, frozenset(kept.urls.values()), kept.digests)
    shards, archives = files.shard_names(state), files.archive_names(state)
    elsewhere = tuple(sorted({name for name in (*shards, *archives) if not (data / name).exists()}))
    records = sum(rewrite.shard(state, data, name, partial(loose_files.line_goes, gone)) for name in shards)
    done, failed = list[Rewritten](), list[OSError]()
    for name in archives:
        try:
            done.append(rewrite.archive(state, data, name, partial(_stays, gone)))
        except OSError as error:  # a file on a bad disk must not keep it in the others
            failed.append(OSError(f"{data / name}: {error.strerror or error}"))
    # Bodies of articles alone: many an address of a host may have the very same page that says "not found".
    articles = [piece for each in done for piece in each.gone if not kept.articles.isdisjoint(piece.names)]
    bodies = {piece.digest for piece in articles if piece.digest}
    gone = replace(gone, digests=gone.digests | bodies)
    for site in runs.known_sites(state):
        _remove_rejects(state, data, site, gone)
    _remove_from_loose_files(state, data, gone)
    if failed:
        raise failed[0]
    takedowns.remove(state, kept.urls)  # last: a takedown that was cut off finds its pages again
    if kept.sites:
        _write_tombstones(state, data, run, kept.sites, what)
    return Forgotten(gone, kept.pages, records, elsewhere)


def _stays(gone: Gone, piece: Piece) -> bool:
    return not any(map(gone.covers, piece.names))


def _rejects(site: str) -> str:
    return f"{site}/rejected.jsonl"


def _remove_rejects(state: State, data: Path, site: str, gone: Gone) -> None:
    """Write the site's rejected pages anew without those that go."""
    path = data / _rejects(site)
    if path.exists() and loose_files.remove_lines(path, partial(loose_files.line_goes, gone)):
        with state.transaction() as db:  # after the file: a length beyond its end does no harm
            runs.note_rejected(db, site, path.stat().st_size)


def _remove_from_loose_files(state: State, data: Path, gone: Gone) -> None:
    """Take it out of the files that the state does not speak of: logs, manifests, failures, shards of a lost state."""
    spoken_of = {*files.shard_names(state), *map(_rejects, runs.known_sites(state))}
    for name, kind in list(loose_files.files_below(data)):
        if kind in (Kind.LINES, Kind.LOG, Kind.MANIFEST) and name not in spoken_of:
            loose_files.remove(data, name, kind, gone)


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
