"""The takedown list, ``data/takedowns.jsonl``: one line for each takedown, never changed, only added to.

It stands outside ``state/``, so that a state that is lost, or made anew, forgets no takedown. The state keeps a copy
(``state.takedowns``): what only one of the two knows, the next run tells the other.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from outputs import jsonl
from outputs.files import sync
from outputs.state import takedowns
from outputs.state.database import State, StateError
from outputs.takedown.matching import Takedowns


@dataclass(frozen=True, slots=True)
class Takedown:
    """What was taken down, a canonical URL or a domain, and when, in seconds since 1970."""

    what: str
    at: float


def path_of(data: Path) -> Path:
    """Where the list of a data folder is, once there is one."""
    return data / "takedowns.jsonl"


def read(data: Path) -> list[Takedown]:
    """Every takedown, in the order they came. A last line that was cut short counts where it still says what goes.

    Raises StateError, naming the line, where another line is damaged: nothing may be asked for while one is unknown.
    """
    path = path_of(data)
    *lines, torn = path.read_bytes().split(b"\n") if path.exists() else [b""]
    found = []
    for number, line in enumerate(lines, 1):
        taken = _parsed(line)
        if taken is None:
            raise StateError(
                f"{path}:{number} is damaged, so that what was taken down is not known: mend that line, or put a copy "
                "of the file in its place; until then nothing is crawled"
            )
        found.append(taken)
    last = _parsed(torn)
    return found + ([last] if last else [])


def covered(data: Path) -> Takedowns:
    """All that was taken down, for whoever is about to ask for a URL, or to keep something of it.

    Raises StateError where the list is damaged.
    """
    return Takedowns(taken.what for taken in read(data))


def add(data: Path, what: str, at: float) -> None:
    """Put a takedown on the list, on disk for sure; one that is there already is not added again."""
    if what not in {taken.what for taken in read(data)}:
        _append(data, [Takedown(what, at)])


def note(state: State, data: Path, what: str) -> None:
    """Note that a URL or a domain is never asked for again: on the list first, then in the state."""
    add(data, what, time.time())
    takedowns.never_again(state, what)


def reconcile(state: State, data: Path) -> Takedowns:
    """Mend a last line that was cut short, and have list and state know the same takedowns; all of them.

    The states of older versions know takedowns that no list has. Raises StateError where the list is damaged.
    """
    listed = {taken.what for taken in read(data)}
    stored = takedowns.forgotten_since(state)
    _append(data, [Takedown(what, at) for what, at in stored.items() if what not in listed])
    for what in listed - stored.keys():
        takedowns.never_again(state, what)
    return Takedowns(listed | stored.keys())


def known(state: State, data: Path) -> list[str]:
    """All that list or state know to be taken down. Raises StateError where the list is damaged."""
    return sorted({taken.what for taken in read(data)} | takedowns.forgotten_since(state).keys())


def _append(data: Path, new: list[Takedown]) -> None:
    """Add lines after the last whole one. One that was cut short is ended where it can be read, else taken out: it was
    never said to be done."""
    path = path_of(data)
    if not new and not path.exists():
        return
    with path.open("a+b") as stream:
        stream.seek(0)
        torn = stream.read().rpartition(b"\n")[2]
        if torn and _parsed(torn):
            stream.write(b"\n")
        elif torn:
            os.truncate(path, path.stat().st_size - len(torn))
        for taken in new:
            at = datetime.fromtimestamp(taken.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            stream.write(jsonl.line({"what": taken.what, "at": at}))
        sync(stream)


def _parsed(line: bytes) -> Takedown | None:
    """A takedown out of its line; None where it says none.

    >>> _parsed(b'{"what":"a.example","at":"1970-01-01T00:01:00Z"}'), _parsed(b'{"what":"a.exa')
    (Takedown(what='a.example', at=60.0), None)
    """
    try:
        said = json.loads(line)
        what, at = said["what"], datetime.fromisoformat(said["at"]).timestamp()
    except (ValueError, LookupError, TypeError):
        return None
    return Takedown(what, at) if isinstance(what, str) and what else None
