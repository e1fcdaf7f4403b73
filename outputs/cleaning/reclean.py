"""Cleaning the archive again, with no network: what a better cleaner is applied with."""

from __future__ import annotations

from outputs.record import cleaner_version
from outputs.state import pages
from outputs.state.database import State


def enqueue(state: State, run: str, everything: bool = False) -> int:
    """Have the newest archived page of every article cleaned again by the workers; how many pages.

    Left out are pages that this very cleaner has cleaned already, so that a run that was stopped goes on where it
    was; with ``everything`` they are not. What comes out different is a new version of its record; what comes out the
    same is not written again.
    """
    return pages.enqueue(state, run, cleaner_version(), everything)
