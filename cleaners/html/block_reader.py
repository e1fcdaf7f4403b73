"""The walk over a parsed page: its texts as blocks, its block-level elements as a tree."""

from __future__ import annotations

import re
from functools import lru_cache

from selectolax.lexbor import LexborNode

from cleaners.doc import Block, BlockKind
from cleaners.html import marks as m
from cleaners.html.elements import (
    BLOCK,
    BREAK,
    CODE,
    END,
    HEADINGS,
    HIDDEN,
    IMAGE,
    INLINE,
    KIND,
    LINK,
    MATH,
    RAISE,
    SCRIPT,
    SKIP,
)
from cleaners.html.inline_text import mathml, raised, unwrapped

MAX_NODES = 60_000  # elements told apart; real pages have some 1000. Beyond, memory is bound to the text
MAX_BLOCKS = 60_000  # beyond, text is gathered in one block
_PARAGRAPH: tuple[BlockKind, int] = ("paragraph", 0)
_new = tuple.__new__


# What holds a text: its element, why it is hidden, whether it is linked, raised (1) or lowered (2). A bare tuple: the
# loop makes one for every element. None where text is no text (scripts).
_Place = tuple[int, str, bool, int]
_ROOT: _Place = (0, "", False, 0)


class BlockReader:
    """One page being read: its blocks and its block-level elements as columns."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.nodes: list[tuple[int, str, str, int]] = [(-1, "html", "", 0)]  # parent, tag, names, marks: a Tree's rows
        self.buf: list[str] = []
        self.linked = 0
        self.last_linked = False
        self.node = 0
        self.beyond: list[str] = []
        self.unseen: list[str] = []  # hidden text among the block's
        self.unseen_place = _ROOT
        self.after = False
        self.hide: dict[int, str] = {}  # elements that are hidden, and why
        self.selected: dict[int, int] = {}  # elements that the site's rules select, and the bit that says for what
        self.asides: dict[int, int] = {}  # elements inside a heading that are no part of it, and the bit that says why
        self.bold: frozenset[int] = frozenset()  # paragraphs that are nothing but one bold link

    def read(self, root: LexborNode) -> None:
        """One walk over the tree in document order. Everything here is done some 1500 times a page."""
        kind_of, special, buf = (
            CODE.get,
            self.hide.keys() | self.selected.keys() | self.asides.keys() | self.bold,
            self.buf,
        )
        element: LexborNode | None = root
        place, above = _ROOT, list[_Place]()
        while element is not None:
            tag = element.tag
            if tag == "-text":
                if not element.is_empty_text_node:
                    self._text(element.text_content or "", place)
                elif buf:
                    buf.append(" ")
                inside = None
            else:
                kind = kind_of(tag, INLINE)  # type: ignore[arg-type]
                if kind == INLINE:
                    inner: _Place | None = place
                elif kind == LINK:
                    inner = self._link(element, place)
                elif kind == BLOCK:
                    inner = self._open(tag or "", element, place)
                elif kind == SKIP:
                    inner = None
                else:
                    inner = self._rare(kind, tag or "", element, place)
                if special and inner is not None and (key := element.mem_id) in special:
                    inner = self._special(key, element, inner)
                inside = None if inner is None else element.first_child
            if inside is not None and inner is not None:
                above.append(place)
                place, element = inner, inside
                continue
            following = element.next
            while following is None and above:
                place = above.pop()
                element = element.parent  # type: ignore[union-attr]
                following = element.next  # type: ignore[union-attr]
            element = following
        self.flush()
        self.node = 0

    def _text(self, text: str, place: _Place) -> None:
        node, hidden, linked, lifted = place
        if hidden:
            self._add_unseen(text, place)
            return
        if node != self.node:
            if self.buf:
                self.flush()
            self.node = node
        self.last_linked = linked
        if linked:
            self.linked += len(text.strip())
        self.buf.append(raised(text, lifted == 2) if lifted else text)

    def _open(self, tag: str, element: LexborNode, place: _Place) -> _Place:
        """A block-level element: text so far is a block, and the element a node of the tree."""
        if self.buf or self.unseen:
            self.flush()
        name = ""
        if attrs := element.attributes:
            name = attrs.get("class") or ""
            if ident := attrs.get("id"):
                name = f"#{ident} {name}"
        nodes = self.nodes
        above, hidden, linked, _ = place
        if len(nodes) >= MAX_NODES:
            return (above, hidden, linked, 0)
        nodes.append((above, tag, name, nodes[above][3] | _bits(tag[:_NAMES], name[:_NAMES])))
        return (len(nodes) - 1, hidden, linked, 0)

    def _link(self, element: LexborNode, place: _Place) -> _Place:
        node, hidden, linked, lifted = place
        if linked or "href" not in element.attributes:
            return place
        if (
            self.nodes[node][1] in HEADINGS
            and len(address := element.attributes["href"] or "") > 1
            and address[0] == "#"
        ):
            return place  # a heading that leads back to the table of contents, or to itself, leads nowhere else
        if self.last_linked and self.buf:
            self.buf.append(" ")  # links side by side are apart for a reader: tags, authors
        return (node, hidden, True, lifted)

    def _special(self, key: int, element: LexborNode, place: _Place) -> _Place:
        """An element that is hidden, that the site's rules select, or that is a block of its own inside a heading."""
        if bit := self.asides.get(key):
            place = self._open(element.tag or "", element, place)
            self._mark(place[0], bit)
        node, hidden, linked, lifted = place
        if key in self.bold:
            self._mark(node, m.BOLD_LINK)
        hidden = hidden or self.hide.get(key, "")
        if bit := self.selected.get(key):
            if bit == m.RULE_DROP:
                hidden = hidden or "the site's rules drop it"
            else:
                self._mark(node, bit)
        return (node, hidden, linked, lifted)

    def _mark(self, node: int, bit: int) -> None:
        above, tag, names, marks = self.nodes[node]
        self.nodes[node] = (above, tag, names, marks | bit)

    def _rare(self, kind: int, tag: str, element: LexborNode, place: _Place) -> _Place | None:
        node, hidden, linked, _ = place
        if kind == BREAK:
            if self.buf:
                self.flush()
            return None
        if kind == HIDDEN:
            if tag == "button" and not hidden and self._of_authors(node):
                self._add(" " + _button(element), place)
                return None
            return (node, hidden or f"<{tag}>", linked, 0)
        if kind == RAISE:
            return (node, hidden, linked, 2 if tag == "sub" else 1)
        if kind == SCRIPT:
            if "math/tex" in (element.attributes.get("type") or ""):
                self._add(f"${element.text().strip()}$", place)
        elif kind == IMAGE:
            alt = element.attributes.get("alt") or ""
            if alt.startswith(("$", "\\")) and len(alt) < 2000:  # a formula that is an image says what it shows
                self._add(alt, place)
        elif kind == MATH:
            self._add(mathml(element.html or ""), place)
        elif kind == END:
            self.flush()
            self.after = True
        return None

    def _of_authors(self, node: int) -> bool:
        """Whether an element or one around it is named an area of authors: there a button shows a name."""
        while node > 0:
            parent, tag, names, _ = self.nodes[node]
            if names and tag != "body" and not m.AUTHORS.isdisjoint(m.words(names)):
                return True
            node = parent
        return False

    def _add(self, text: str, place: _Place) -> None:
        if place[1]:
            self._add_unseen(text, place)
            return
        if place[0] != self.node:
            self.flush()
            self.node = place[0]
        self.buf.append(text)

    def _add_unseen(self, text: str, place: _Place) -> None:
        """Hidden text is a block of its own; the seen text around it stays together."""
        if text.isspace():
            return
        if self.unseen and place[:2] != self.unseen_place[:2]:
            self.flush_unseen()
        self.unseen_place = place
        self.unseen.append(text)

    def flush(self) -> None:
        """The text so far is a block, if it is any."""
        buf = self.buf
        if buf:
            raw = ("".join(buf) if len(buf) > 1 else buf[0]).strip()
            buf.clear()
            linked, self.linked = self.linked, 0
            if raw:
                node = self.node
                tag = self.nodes[node][1]
                if tag == "pre" and "\n" in raw:
                    self._flush_pre(raw)
                elif len(self.blocks) > MAX_BLOCKS:
                    self.beyond.append(raw)
                else:
                    text = unwrapped(raw) if "\n" in raw else " ".join(raw.split())
                    kind, level = KIND.get(tag, _PARAGRAPH)
                    linked = linked if linked < len(text) else len(text)
                    # Made as the tuple it is: the named constructor takes four times as long.
                    self.blocks.append(_new(Block, (text, kind, level, linked, node, "", self.after, False)))
        if self.unseen:
            self.flush_unseen()

    def flush_unseen(self) -> None:
        text = " ".join("".join(self.unseen).split())
        self.unseen.clear()
        node, hidden, linked, _ = self.unseen_place
        self.blocks.append(Block(text, "paragraph", 0, len(text) if linked else 0, node, hidden, self.after))

    def _flush_pre(self, raw: str) -> None:
        """Preformatted text: a blank line or an indented one begins a new paragraph."""
        for paragraph in re.split(r"\n(?=\s*\n|[ \t]{2,}|\u3000)", raw):
            if text := unwrapped(paragraph):
                self.blocks.append(Block(text, "paragraph", 0, 0, self.node, "", self.after))


def _button(element: LexborNode) -> str:
    """The text of a button, its spans apart (given name, surname), raised marks where they belong."""
    parts: list[str] = []
    for node in element.traverse(include_text=True):
        if node.tag == "-text" and (text := (node.text_content or "").strip()):
            above = node.parent.tag if node.parent is not None else ""
            if above in ("sup", "sub") and parts:
                parts[-1] += raised(text, above == "sub")
            else:
                parts.append(text)
    return " ".join(parts)


#: Characters of an element's names that are looked at, by hand; what is remembered of them is no larger.
_NAMES = 200


@lru_cache(maxsize=1 << 15)
def _bits(tag: str, names: str) -> int:
    """What an element's tag, class tokens and id say; the whole page's own names say nothing."""
    if tag == "body" or tag == "html":
        return 0
    return m.OF_TAG.get(tag, 0) | (m.of_names(names) if names else 0)
