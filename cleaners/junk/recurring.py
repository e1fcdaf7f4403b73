"""What one page cannot show, a site can: blocks that recur across its pages are boilerplate.

The crawler counts fingerprints over a site's first pages (``Boilerplate``), and hands what recurs to ``clean`` as a
frozen set in ``Rules``. Nothing here keeps state by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cleaners.doc import Block, Doc

STEP = "recurring"
MIN_PAGES = 8  # fewer tell nothing
SHARE = 0.4  # of the pages that a boilerplate block is on
MAX_PAGES = 200  # learning ends here: memory and the set stay bounded
MAX_COUNTED = 20_000  # fingerprints kept while learning; the rarest go when there are more
MAX_TEXT = 400  # a longer block is an article's, not a template's


def fingerprint(block: Block) -> str:
    """Names a block by its text alone, digits and white space aside: dates and counters change from page to page.

    >>> fingerprint(Block("版权所有 2019")) == fingerprint(Block("版权所有 2023")), len(fingerprint(Block("x")))
    (True, 16)
    """
    text = "".join("0" if c.isdigit() else c for c in block.text if not c.isspace())
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def recurring(doc: Doc) -> Doc:
    """Take out the blocks that the site shows on page after page.

    >>> foot = Block("版权所有")
    >>> doc = Doc("u", blocks=(Block("正文"), foot), boilerplate=frozenset([fingerprint(foot)]))
    >>> [b.text for b in recurring(doc).blocks]
    ['正文']
    """
    if not doc.boilerplate:
        return doc
    return doc.without(
        {
            i: "recurs across the site's pages"
            for i, block in enumerate(doc.blocks)
            if len(block.text) <= MAX_TEXT and fingerprint(block) in doc.boilerplate
        },
        STEP,
    )


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """How often each block was seen over a site's pages: a value that grows by ``seen`` and is cheap to store.

    >>> site = Boilerplate()
    >>> for n in range(10):
    ...     site = site.seen(["foot", f"paragraph {n}"])
    >>> site.pages, site.found()
    (10, frozenset({'foot'}))
    """

    pages: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)

    def seen(self, fingerprints: Iterable[str]) -> Boilerplate:
        """One page more. Each block counts once a page, however often it stands there."""
        if self.pages >= MAX_PAGES:
            return self
        counts = dict(self.counts)
        for name in set(fingerprints):
            counts[name] = counts.get(name, 0) + 1
        if len(counts) > MAX_COUNTED:
            floor = 2 + self.pages // 20
            counts = {name: count for name, count in counts.items() if count >= floor}
        return Boilerplate(self.pages + 1, counts)

    def found(self) -> frozenset[str]:
        """The fingerprints to hand to ``Rules``: of blocks on enough of enough pages."""
        if self.pages < MIN_PAGES:
            return frozenset()
        least = max(3, SHARE * self.pages)
        return frozenset(name for name, count in self.counts.items() if count >= least)
