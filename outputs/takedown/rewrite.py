"""Files written anew without some of what they held: for takedowns, and for archives that have grown old.

A file is never changed in place. The new one stands beside it under a temporary name; one transaction has everything
point to the new one and condemns the old; then the old one goes and the new one gets its name. Killed at any point,
``recover`` finishes or undoes it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from outputs.archive import reader
from outputs.files import TEMPORARY, sha256_of, sync
from outputs.shards.replacement import finish_replacing, renamed
from outputs.state import files, pages
from outputs.state.database import State
from outputs.state.files import Moved, Shard
from outputs.state.revisit import DAY
from outputs.takedown.pieces import Piece, pieces


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What came of an archive. saved: bytes. gone: the pieces that went. damaged: those kept that give no record."""

    saved: int = 0
    gone: tuple[Piece, ...] = ()
    damaged: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Thinned:
    """What came of old archives. saved: bytes. trouble: one sentence for each file that someone should look at."""

    saved: int = 0
    trouble: tuple[str, ...] = ()


def archive(state: State, data: Path, name: str, keep: Callable[[Piece], bool]) -> Rewritten:
    """Write an archive anew with the pieces that ``keep`` wants.

    Of a file that was moved away nothing goes. What is nobody's, as the file's own description, is always kept, and
    what is damaged and kept is kept byte for byte: it may be rescued yet. Pages whose record is gone must have been
    removed from the state before.
    """
    path, new = data / name, renamed(name)
    if not path.exists():
        return Rewritten()
    cut = pieces(reader.scan(path), pages.places(state, name))
    kept = [piece for piece in cut if piece.is_nobodys or keep(piece)]
    gone = tuple(piece for piece in cut if not (piece.is_nobodys or keep(piece)))
    damaged = tuple(piece for piece in kept if piece.why)
    if not gone:
        return Rewritten(damaged=damaged)
    moved: list[Moved] = []
    with path.open("rb") as source, (data / (new + TEMPORARY)).open("wb") as target:
        for piece in kept:
            if piece.place >= 0:
                moved.append(Moved(piece.place, target.tell()))
            source.seek(piece.offset)
            target.write(source.read(piece.end - piece.offset))
        size = target.tell()
        sync(target)
    saved = path.stat().st_size - size
    files.replace_archive(state, name, new, size, moved)
    finish_replacing(state, data)
    return Rewritten(saved, gone, damaged)


def shard(state: State, data: Path, name: str, goes: Callable[[bytes], bool]) -> int:
    """Write a shard anew without the lines that go; how many they were, 0 for a file that was moved away."""
    path, new = data / name, renamed(name)
    if not path.exists():
        return 0
    gone = lines_that_go(path, goes)
    if not gone:
        return 0
    fresh = data / (new + TEMPORARY)
    with fresh.open("wb") as target:
        kept = copy_without(path, target, goes)
        sync(target)
    files.replace_shard(state, name, Shard(new, Path(name).parts[0], sha256_of(fresh), kept, fresh.stat().st_size))
    finish_replacing(state, data)
    return gone


def lines_that_go(path: Path, goes: Callable[[bytes], bool]) -> int:
    """How many lines of a file go."""
    with path.open("rb") as source:
        return sum(map(goes, source))


def copy_without(path: Path, target: BinaryIO, goes: Callable[[bytes], bool]) -> int:
    """Copy a file without the lines that go; how many stay."""
    kept = 0
    with path.open("rb") as source:
        for line in source:
            if not goes(line):
                target.write(line)
                kept += 1
    return kept


def old_archives(state: State, data: Path, days: float) -> Thinned:
    """Reduce archives older than so many days to what records are made from.

    Kept is every response that gave a record of any version, waits for cleaning, or is the newest of its page; so each
    record can still be made again; and whatever is damaged. What goes: lists, errors, sitemaps, and the notes that a
    page had not changed. An archive is looked through once; one that could not be is tried again by the next run.
    """
    saved, trouble = 0, list[str]()
    for id, name in files.old_archives(state, before=time.time() - days * DAY):
        if not (data / name).exists():  # it may be moved back
            continue
        needed = pages.needed_offsets(state, name)
        try:
            done = archive(state, data, name, lambda piece, needed=needed: piece.place in needed or bool(piece.why))  # type: ignore[misc]
        except OSError as error:
            trouble.append(f"{data / name} could not be thinned, and is as it was: {error.strerror or error}")
            continue
        files.looked_through(state, id)
        saved += done.saved
        if done.damaged:
            trouble.append(f"{data / files.archive_name(state, id)} is damaged: {_listed(done.damaged)}; {ADVICE}")
    return Thinned(saved, tuple(trouble))


#: What to do about a damaged archive that only lost what was hit.
ADVICE = "every other record of it is whole; put the file back from a backup if there is one"


def _listed(damaged: tuple[Piece, ...], most: int = 3) -> str:
    """The first of some damaged pieces, and how many more there are."""
    said = "; ".join(map(str, damaged[:most]))
    return said + (f" and {len(damaged) - most} more" if len(damaged) > most else "")
