"""An answer on its way into the archive: values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Outcome = Literal["page", "unchanged", "gone", "failed", "held", "forbidden"]


@dataclass(frozen=True, slots=True)
class Link:
    """A URL worth fetching, in canonical form. kind: ``article``, ``list`` or ``sitemap``. host: name and port."""

    url: str
    kind: str
    host: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer to one request, or the lack of one.

    outcome: ``page`` (a body to archive), ``unchanged`` (304), ``gone`` (404, 410), ``held`` (429, 503: the host asks
        for a pause), ``failed`` (any other status, or no answer), ``forbidden`` (robots.txt).
    host: the row of the host. prior_digest, prior_seen: body and time of the last answer, ``""`` and 0 for the first.
    final: the address that answered, after redirects; of a failed one, where they led. retry_at: when a held URL may be
    tried again. left_out: (host, limit) → links of the page that ran over it. error: why there is no page, in one
    clause.
    """

    site: str
    host: int
    url: str
    kind: str
    outcome: Outcome
    fetched: datetime
    final: str = ""
    status: int = 0
    headers: Sequence[tuple[str, str]] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    prior_digest: str = ""
    prior_seen: float = 0.0
    links: Sequence[Link] = field(default=(), repr=False)
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter, repr=False)
    opt_out: tuple[str, ...] = ()
    retry_at: float = 0.0
    error: str = ""

    def header(self, name: str) -> str:
        """The first header of that name, ``""`` where there is none."""
        return next((value for n, value in self.headers if n.lower() == name), "")


@dataclass(frozen=True, slots=True)
class Archived:
    """An answer that is in the archive, or that had nothing to put there.

    outcome: that of ``got``, or ``unchanged`` where the body turned out the same. digest: of the body. archive,
    offset: where its bytes are.
    """

    got: Fetched
    outcome: Outcome
    digest: str = ""
    archive: str = ""
    offset: int = 0
