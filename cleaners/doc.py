"""A page as blocks of text with their marks: what junk removal and the journal parser work on.

Nothing here knows HTML: ``html.parse`` makes a Doc, the cleaners in ``junk/`` and ``region`` map Doc to
Doc, and ``journal.read`` reads the Article out of what is left.

What ``journal.read`` may rely on, once the cleaners have run
-------------------------------------------------------------
- ``blocks`` hold the article and its front and back matter in reading order, and nothing else: all other
  text of the page went into ``removed``.
- ``Block.body`` is True for blocks inside the article's region, False for what stands between the title
  and the region (title, dateline, authors, labelled front matter). A page's region may itself hold title,
  authors, abstract, keywords and references: telling these from the body is ``journal.read``'s work.
- At most one block has kind ``title``: the visible title of the article. There may be none.
- Body text without any journal label belongs into ``Article.text`` as it stands, blocks joined by a blank line.
- Superscript and subscript digits are Unicode (``张三¹,²``, ``H₂O``, ``10⁻³``), so that a mark never glues to a word;
  bracketed citation marks stay as they are (``结果[1]``).
- ``head_title``, ``meta`` and ``json_ld`` are as the page gives them, spam included: what the cleaners found
  to be spam there has been taken out and is in ``removed``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from cleaners.article import Removal

BlockKind = Literal["title", "heading", "paragraph", "item", "table", "caption", "note"]


class Block(NamedTuple):
    """One block of text as a reader sees it. A named tuple, for a page has hundreds: ``_replace`` gives a changed copy.

    text: white space folded, ``<br>`` as a block boundary, table cells separated by tabs, rows by newlines.
    kind: what the markup says it is; ``level`` 1 to 6 for a heading, else 0.
    linked: how many characters of ``text`` stand inside links.
    node: the element that holds it, an index into ``Doc.tree``; -1 for a block made without a page.
    hidden: why a reader does not see it (``display: none``), ``""`` where he does.
    after: True where it stands after the page's last ``</body>``.
    body: True inside the article's region.
    """

    text: str
    kind: BlockKind = "paragraph"
    level: int = 0
    linked: int = 0
    node: int = -1
    hidden: str = ""
    after: bool = False
    body: bool = False


@dataclass(frozen=True, slots=True)
class Tree:
    """The block-level elements of a page in document order, as columns: element ``i`` has its marks at index ``i``.

    parent: index of the parent, -1 for the root; always smaller than the element's own index.
    tag: the tag's name. names: its class tokens and id as written, separated by spaces.
    marks: bits of ``cleaners.html.marks`` for what tag and names say, its ancestors' included.
    """

    parent: tuple[int, ...] = ()
    tag: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    marks: tuple[int, ...] = ()

    def path(self, node: int, most: int = 5) -> str:
        """Where an element stands, a CSS-like path of at most ``most`` elements, innermost last.

        >>> Tree((-1, 0, 1), ("body", "div", "p"), ("", "main wide", "")).path(2)
        'body > div.main.wide > p'
        """
        steps: list[str] = []
        while node >= 0 and len(steps) < most:
            steps.append(".".join((self.tag[node], *self.names[node].split()[:3])))
            node = self.parent[node]
        return " > ".join(reversed(steps))


@dataclass(frozen=True, slots=True)
class Doc:
    """A parsed page. ``blocks`` in reading order; ``meta`` the head's (name, content) pairs in order, names lower case.

    links: (address, text) of the page's links to PDF files and of ``rel=next``/``rel=canonical``, as written.
    notes: what was found out on the way and belongs into the verdict's reasons.
    boilerplate: fingerprints of blocks that recur on this site (``junk.recurring``).
    suspicious: whether any of the hijackers' words is on the page at all; False spares the closer look.
    traces: what the hijacker's kit left in the source (``junk.kit``).
    charset: the codec that the bytes were read with, in which the queries of its links are sent.
    unread: characters of damaged segments that the repair's budget ended before.
    """

    url: str
    head_title: str = ""
    meta: tuple[tuple[str, str], ...] = ()
    json_ld: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    removed: tuple[Removal, ...] = ()
    tree: Tree = Tree()
    links: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    boilerplate: frozenset[str] = frozenset()
    suspicious: bool = False
    traces: tuple[str, ...] = ()
    charset: str = "utf-8"
    unread: int = 0

    def without(self, drop: dict[int, str], step: str, is_spam: bool = False) -> Doc:
        """The Doc without the blocks of these indices (index → reason), each on record.

        Neighbours removed for one reason share one Removal, their texts on lines of their own, their place the first's.
        is_spam: whether what the step takes out is the hijackers'.

        >>> doc = Doc("u", blocks=(Block("a"), Block("b"), Block("c")))
        >>> left = doc.without({0: "spam before the page", 1: "spam before the page"}, "banner")
        >>> [b.text for b in left.blocks], left.removed
        (['c'], (Removal(step='banner', reason='spam before the page', text='a\\nb', where=''),))
        """
        if not drop:
            return self
        removed = list(self.removed)
        run: list[int] = []
        for i in sorted(drop):
            if run and (i != run[-1] + 1 or drop[i] != drop[run[0]]):
                removed.append(self._removal(run, drop[run[0]], step, is_spam))
                run = []
            run.append(i)
        removed.append(self._removal(run, drop[run[0]], step, is_spam))
        kept = tuple(b for i, b in enumerate(self.blocks) if i not in drop)
        return replace(self, blocks=kept, removed=tuple(removed))

    def _removal(self, run: list[int], reason: str, step: str, is_spam: bool) -> Removal:
        text = "\n".join([self.blocks[i].text for i in run])
        return Removal(step, reason, text, self.tree.path(self.blocks[run[0]].node), is_spam)
