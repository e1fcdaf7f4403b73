"""A page as blocks of text with their marks: what junk removal and the journal parser work on.

Nothing here knows HTML; ``html.py`` makes a Doc, the cleaners in ``junk/`` map Doc to Doc, and
``journal/`` reads the Article out of what is left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from cleaners.article import Removal

BlockKind = Literal["title", "heading", "paragraph", "item", "table", "caption", "note"]


@dataclass(frozen=True, slots=True)
class Block:
    """One block of text as a reader sees it.

    text: white space folded, ``<br>`` as a block boundary, table cells separated by tabs, rows by newlines.
    kind: what the markup says it is; ``level`` 1 to 6 for a heading, else 0.
    path: where it stands, a CSS-like path of tag, id and class tokens, outermost first.
    linked: how many characters of ``text`` stand inside links.
    """

    text: str
    kind: BlockKind = "paragraph"
    level: int = 0
    path: str = ""
    linked: int = 0


@dataclass(frozen=True, slots=True)
class Doc:
    """A parsed page. ``blocks`` in reading order; ``meta`` the head's (name, content) pairs in order, names lower case."""

    url: str
    head_title: str = ""
    meta: tuple[tuple[str, str], ...] = ()
    json_ld: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    removed: tuple[Removal, ...] = ()

    def without(self, removals: dict[int, Removal]) -> Doc:
        """The Doc without the blocks of these indices, each removal on record.

        >>> doc = Doc("u", blocks=(Block("a"), Block("b")))
        >>> doc.without({0: Removal("banner", "spam before the page", "a")}).blocks
        (Block(text='b', kind='paragraph', level=0, path='', linked=0),)
        """
        if not removals:
            return self
        return replace(
            self,
            blocks=tuple(b for i, b in enumerate(self.blocks) if i not in removals),
            removed=self.removed + tuple(removals[i] for i in sorted(removals)),
        )
