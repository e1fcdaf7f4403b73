"""What a part of the bench gives: one table, whose rows are systems and whose columns say what better is.

A part is a module of ``tests/bench/parts/`` with ``measure() -> Part``; ``python -m tests.bench`` runs them by name.
"""

from __future__ import annotations

from dataclasses import dataclass

OURS = "jingkan"


@dataclass(frozen=True, slots=True)
class Column:
    """A figure that is measured of each system.

    ``unit`` stands behind it ("×", "MB", "pages/s", "" for a share); ``more``: whether more of it is better;
    ``digits``: how many places the tables show.
    """

    name: str
    unit: str
    more: bool
    digits: int


@dataclass(frozen=True, slots=True)
class Part:
    """One part as measured.

    ``title``: what is measured, a line; ``pages``: on what, with numbers; ``rows``: by system and by column, None where
    a system has no such thing or fails; ``note``: what a reader must know to read the figures, "" if nothing.
    """

    name: str
    title: str
    pages: str
    columns: tuple[Column, ...]
    rows: dict[str, dict[str, float | None]]
    note: str
