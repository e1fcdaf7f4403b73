"""A record as one of an article's copies."""

from __future__ import annotations

from dataclasses import dataclass

from outputs.record_types import Record


@dataclass(frozen=True, slots=True)
class Copy:
    """The newest record of one page. site: the folder below ``data`` that it stands in."""

    site: str
    record: Record
