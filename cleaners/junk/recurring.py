"""What one page cannot show, a site can: blocks that recur across its pages are boilerplate.

The crawler counts fingerprints over a site's first pages (``Boilerplate``), and hands what recurs to ``clean`` as a
frozen set in ``Rules``. Nothing here keeps state by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cleaners.doc import Block, Doc
from cleaners.junk import article_lines
from cleaners.patterns import regex

STEP = "recurring"
MIN_PAGES = 8  # fewer tell nothing
SHARE = 0.4  # of the pages that a boilerplate block is on
MAX_PAGES = 200  # learning ends here: memory and the set stay bounded
MAX_COUNTED = 20_000  # fingerprints kept while learning; the rarest go when there are more
MAX_TEXT = 400  # a longer block is an article's, not a template's
SHORTEST = 12  # a shorter one says too little: 摘 要 and 一、引言 recur on every page and are no boilerplate; by hand
#: Goes into every fingerprint: those of another form match nothing. Before this one every digit was folded everywhere.
FORM = b"2"
_NUMBER = regex(r"\d[\d,.]*")  # 1,234 and 999 are one counter


def fingerprint(block: Block) -> str:
    """Names a block by its text alone, white space aside; in a line of the site's, numbers aside, too.

    Counters and years change from page to page in such lines alone: elsewhere a number is what is said.

    >>> fingerprint(Block("版权所有 2019")) == fingerprint(Block("版权所有 2023")), len(fingerprint(Block("x")))
    (True, 16)
    >>> fingerprint(Block("本馆藏书 12 万册")) == fingerprint(Block("本馆藏书 13 万册"))
    False
    """
    text = "".join(block.text.split())
    if article_lines.SITE_LINE.search(text):
        text = _NUMBER.sub("0", text)
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8, person=FORM).hexdigest()


def fingerprints(doc: Doc) -> Iterator[str]:
    """The fingerprints of the blocks that are boilerplate if they recur: plain paragraphs that are no article's own.

    >>> doc = Doc("u", blocks=(Block("中图分类号：G257.3"), Block("本站文章未经许可不得转载"), Block("正文")))
    >>> list(fingerprints(doc)) == [fingerprint(doc.blocks[1])]
    True
    """
    return (fingerprint(b) for i, b in enumerate(doc.blocks) if _is_plain(b) and not article_lines.own(doc, i))


def recurring(doc: Doc) -> Doc:
    """Take out the blocks that the site shows on page after page; what may be the article's own stays.

    >>> blocks = (Block("正文"), Block("本站文章未经许可不得转载"), Block("中图分类号：G257.3"))
    >>> doc = Doc("u", blocks=blocks, boilerplate=frozenset(map(fingerprint, blocks)))
    >>> [b.text for b in recurring(doc).blocks]
    ['正文', '中图分类号：G257.3']
    """
    if not doc.boilerplate:
        return doc
    return doc.without(
        {
            i: "recurs across the site's pages"
            for i, block in enumerate(doc.blocks)
            if _is_plain(block) and fingerprint(block) in doc.boilerplate and not article_lines.own(doc, i)
        },
        STEP,
    )


def _is_plain(block: Block) -> bool:
    """Whether a block is a paragraph of a template's length: no heading, table or caption, and no link."""
    return block.kind == "paragraph" and not block.linked and SHORTEST <= len(block.text) <= MAX_TEXT


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
