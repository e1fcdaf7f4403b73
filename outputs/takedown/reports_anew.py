"""A takedown in the reports: each that there is, is made anew, and so names nothing of what went."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from outputs.jsonl import TornLine
from outputs.lock import Locked
from outputs.report import build
from outputs.state.database import DatabaseError, StateError

#: Seconds that a takedown waits for a report that is being made, and that may show what went: ten times what one of
#: 10 000 records takes, and a minute.
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Remade:
    """What became of the reports, a sentence each. undone: what may still show something, and what to do."""

    done: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()


def finish(data: Path) -> Remade:
    """Make every report anew. One that cannot be is removed: what may show what was taken down must not stay.

    Raises OSError where that cannot be done either.
    """
    done, undone = list[str](), list[str]()
    for site in build.reports(data):
        name = (data / site / build.NAME).as_posix()
        try:
            build.build(data, site, patience=PATIENCE)
            done.append(f"{name} was made anew")
        except Locked as error:
            undone.append(f"{name} may show what was taken down: {error}; make it anew when that is done")
        except (TornLine, StateError, DatabaseError, OSError) as error:
            build.remove(data, site)
            done.append(f"{name} was removed, as it could not be made anew: {error}")
    return Remade(tuple(done), tuple(undone))
