"""A page as it came over the wire: the start of the one way through the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of one page, before anything is believed about them.

    url: the address it was fetched from, canonical where the crawler knows it.
    body: the bytes as sent, content encoding (gzip, br) already undone, charset not.
    content_type: the HTTP header as sent, ``""`` where there was none. A claim, not a fact.
    fetched: when it was fetched, timezone aware, or None.
    """

    url: str
    body: bytes
    content_type: str = ""
    fetched: datetime | None = None
