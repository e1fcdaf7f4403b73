"""What is known of one site, as an immutable value that cleaning is given."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """What differs on one site from the general case; everything is optional.

    body: a CSS selector of the element that holds the article; where it matches nothing the
        general extraction decides, and the record says so.
    title: a CSS selector of the title.
    drop: CSS selectors of elements that are never part of the article.
    boilerplate: fingerprints (``cleaners.junk.recurring.fingerprint``) of blocks that recur across
        the site's pages, learned by the crawler and frozen here.

    >>> Rules(body="div.article").hash == Rules(body="div.article").hash
    True
    >>> Rules(body="div.article").hash == Rules().hash
    False
    """

    body: str = ""
    title: str = ""
    drop: tuple[str, ...] = ()
    boilerplate: frozenset[str] = frozenset()

    @property
    def hash(self) -> str:
        """Twelve hex digits that name this value; two equal values share them on every machine."""
        content = [self.body, self.title, list(self.drop), sorted(self.boilerplate)]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:12]
