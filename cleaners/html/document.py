"""HTML text → Doc. The only module that knows HTML.

lexbor parses (through selectolax): it builds the tree a browser builds, which is what decides who sees what, and
it is the fastest at hand. Measured on real pages, in units of lxml's parse of the same bytes: this module's
whole pass 2.4 (0.5 of it parsing), the same pass over lxml's events 3, over tags split by our own loop 3.
Two things no tree bears, so they are dealt with before: very deep or unclosed nesting, which costs it quadratic
time, and pages of many megabytes, which cost it memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from cleaners.doc import Block, BlockKind, Doc, Tree
from cleaners.html import marks as m
from cleaners.html.css import hidden_names, hiding
from cleaners.rules import Rules

STRETCH = 700_000  # characters parsed at once; a longer page is parsed in stretches
MAX_OPEN = 1200  # more elements open at once than any real page has
MAX_NODES = 60_000  # elements told apart; real pages have some 1000. Beyond, memory is bound to the text
MAX_BLOCKS = 60_000  # beyond, text is gathered in one block
SHORT = 60_000  # characters; nothing in so little text takes long
WINDOW = 16384  # characters in which opened and closed elements are counted
LONG_TAG = re.compile(r"(<[a-zA-Z][a-zA-Z0-9]*)[^<>]{20000,}")  # <img src="data:…"> or a million attributes
ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^<>]*>")
END_OF_BODY = "jingkan-end-of-body"  # an element put before the last </body>, for a parser passes over that in silence

_BLOCKS = """html body div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd section article aside nav main header footer
    blockquote pre form fieldset figure figcaption center address details summary caption hgroup menu dir marquee legend
    table tr td th"""
BLOCK, BREAK, INLINE, LINK, SKIP, TITLE, STYLE, SCRIPT, META, REL, RAISE, HIDDEN, IMAGE, MATH, END = range(1, 16)
CODE: dict[str, int] = {
    **dict.fromkeys(_BLOCKS.split(), BLOCK),
    **dict.fromkeys(("br", "hr"), BREAK),
    **dict.fromkeys(("input", "-comment"), SKIP),
    **dict.fromkeys(("select", "textarea", "button", "option", "noscript", "template", "noframes", "xmp"), HIDDEN),
    # what stands in these is read where the thing itself cannot be shown, and labels of drawings
    **dict.fromkeys(("svg", "iframe", "video", "audio", "canvas", "object", "applet"), HIDDEN),
    **dict.fromkeys(("sup", "sub"), RAISE),
    "a": LINK, "title": TITLE, "style": STYLE, "script": SCRIPT, "meta": META, "link": REL, "img": IMAGE, "math": MATH,
    END_OF_BODY: END,
}  # fmt: skip
VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr"))
_PARAGRAPH: tuple[BlockKind, int] = ("paragraph", 0)
KIND: dict[str, tuple[BlockKind, int]] = {
    **{f"h{level}": ("heading", level) for level in range(1, 7)},
    "li": ("item", 0), "dt": ("item", 0), "dd": ("item", 0), "caption": ("caption", 0), "figcaption": ("caption", 0),
}  # fmt: skip
_new = tuple.__new__
ABOVE = str.maketrans("0123456789+-−=()niabcdefgh", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱᵃᵇᶜᵈᵉᶠᵍʰ")
BELOW = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
RAISABLE = re.compile(r"[0-9+\-−=()ni,，、*# ]{1,12}")
LETTERED = re.compile(r"[a-h](?:[,，、* ]{1,2}[a-h0-9*†‡#]){0,4}")  # a · a,b · a,* : marks of authors and of notes


def raised(text: str, below: bool) -> str:
    """A superscript or subscript as plain text.

    >>> "10" + raised("-3", False), "H" + raised("2", True) + "O", "结果" + raised("[1]", False), raised("TM", False)
    ('10⁻³', 'H₂O', '结果[1]', 'TM')
    >>> "Anna Smith" + raised("a,*", False), "2" + raised("nd", False), "1" + raised("er", False)
    ('Anna Smithᵃ,*', '2nd', '1er')
    """
    inner = text.strip()
    if not below and LETTERED.fullmatch(inner):
        return inner.translate(ABOVE)
    return inner.translate(BELOW if below else ABOVE) if RAISABLE.fullmatch(inner) else text


def unwrapped(text: str) -> str:
    """Text with its white space folded; a line break between two Han characters or full-width marks is no space.

    >>> unwrapped("说到这里\\n  他停 了\\nand then")
    '说到这里他停 了 and then'
    """
    lines = [line for raw in text.split("\n") if (line := " ".join(raw.split()))]
    for i in range(len(lines) - 1):
        if not (lines[i][-1] > "⺀" and lines[i + 1][0] > "⺀"):
            lines[i] += " "
    return "".join(lines)


# What holds a text: its element, why it is hidden, whether it is linked, raised (1) or lowered (2). A bare tuple: the
# loop makes one for every element. None where text is no text (scripts).
_Place = tuple[int, str, bool, int]
_ROOT: _Place = (0, "", False, 0)
# What only those meet who hear the page: the names that Bootstrap, WordPress and HTML5 Boilerplate give it
_SPOKEN = frozenset(("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text"))
_HEAD = ",".join(
    (
        "title,meta,style,link[rel],script[type*=ld],a[href*=pdf i],a[rel=next],[style],[hidden]",
        *sorted(f".{name}" for name in _SPOKEN),
    )
)


class _Reader:
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

    def read(self, root: LexborNode) -> None:
        """One walk over the tree in document order. Everything here is done some 1500 times a page."""
        kind_of, special, buf = CODE.get, self.hide.keys() | self.selected.keys(), self.buf
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
                    inner = self._special(key, inner)
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
        nodes.append((above, tag, name, nodes[above][3] | _bits(tag, name)))
        return (len(nodes) - 1, hidden, linked, 0)

    def _link(self, element: LexborNode, place: _Place) -> _Place:
        node, hidden, linked, lifted = place
        if linked or "href" not in element.attributes:
            return place
        if self.last_linked and self.buf:
            self.buf.append(" ")  # links side by side are apart for a reader: tags, authors
        return (node, hidden, True, lifted)

    def _special(self, key: int, place: _Place) -> _Place:
        """An element that is hidden or that the site's rules select."""
        node, hidden, linked, lifted = place
        hidden = hidden or self.hide.get(key, "")
        if bit := self.selected.get(key):
            if bit == m.RULE_DROP:
                hidden = hidden or "the site's rules drop it"
            else:
                self.nodes[node] = (*self.nodes[node][:3], self.nodes[node][3] | bit)
        return (node, hidden, linked, lifted)

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


@lru_cache(maxsize=1 << 15)
def _bits(tag: str, names: str) -> int:
    """What an element's tag, class tokens and id say; the whole page's own names say nothing."""
    if tag == "body" or tag == "html":
        return 0
    return m.OF_TAG.get(tag, 0) | (m.of_names(names[:200]) if names else 0)


def with_tables(doc: Doc) -> Doc:
    """A table of data becomes one block; one that lays out the page stays as its blocks."""
    tree = doc.tree
    if "table" not in tree.tag:
        return doc
    tables, cells = [0], [0]  # the innermost table that an element is in, and the cell in it
    for node in range(1, len(tree.tag)):
        tag, parent = tree.tag[node], tree.parent[node]
        if tag == "caption":  # beside the table, not in it
            parent = tree.parent[tables[parent]]
        tables.append(node if tag == "table" else tables[parent])
        cells.append(node if tag == "td" or tag == "th" else 0 if tag == "table" else cells[parent])
    blocks: list[Block] = []
    i = 0
    while i < len(doc.blocks):
        table = tables[doc.blocks[i].node]
        end = i + 1
        if table:
            while end < len(doc.blocks) and tables[doc.blocks[end].node] == table:
                end += 1
            if end - i > 3 and _is_data(doc.blocks[i:end], cells, tree):
                blocks.append(_as_table(doc.blocks[i:end], table, cells, tree))
                i = end
                continue
        blocks.extend(doc.blocks[i:end])
        i = end
    return replace(doc, blocks=tuple(blocks))


def _is_data(blocks: Sequence[Block], cell_of: list[int], tree: Tree) -> bool:
    """Two columns or more in most of two rows or more, short cells, few links, nothing hidden, no headings."""
    cells = {cell_of[b.node] for b in blocks} - {0}
    rows: dict[int, int] = {}
    for cell in cells:
        row = tree.parent[cell]
        rows[row] = rows.get(row, 0) + 1
    if len(rows) < 2 or sum(n > 1 for n in rows.values()) < 0.6 * len(rows):
        return False
    size = sum(len(b.text) for b in blocks)
    if size > 60 * len(cells) or len(blocks) > 2 * len(cells) or max(len(b.text) for b in blocks) > 400:
        return False
    return sum(b.linked for b in blocks) < 0.5 * size and not any(b.hidden or b.kind == "heading" for b in blocks)


def _as_table(blocks: Sequence[Block], table: int, cell_of: list[int], tree: Tree) -> Block:
    """Rows as lines, a tab between cells; an empty cell is a cell."""
    rows: dict[int, dict[int, str]] = {}
    for node in range(table + 1, len(tree.tag)):
        if tree.parent[node] < table:
            break
        if cell_of[node] == node:
            rows.setdefault(tree.parent[node], {})[node] = ""
    for b in blocks:
        cell = cell_of[b.node]
        row = rows.setdefault(tree.parent[cell] if cell else b.node, {})
        row[cell] = f"{row[cell]} {b.text}" if row.get(cell) else b.text
    text = "\n".join("\t".join(row.values()) for row in rows.values() if any(row.values()))
    return Block(text, "table", 0, sum(b.linked for b in blocks), table, "", blocks[0].after)


# <annotation-xml encoding="MathML-Content"><ci>x</ci></annotation-xml>; none begins inside another, so it is linear
_ANNOTATION = re.compile(r"<annotation\b[^<]*(?:<(?!/?annotation)[^<]*)*</annotation(?:-xml)?>")


def mathml(text: str) -> str:
    """MathML on one line; its TeX where it carries that.

    >>> mathml("<math><msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><mfrac><mn>1</mn><mi>y</mi></mfrac></math>")
    'x^2+1/y'
    """
    if found := re.search(r"<annotation[^<>]*tex[^<>]*>([^<]*)<", text):
        return f"${unescape(found[1]).strip()}$"
    text = _ANNOTATION.sub("", text)
    for name, sign in (("msup", "^"), ("msub", "_"), ("mfrac", "/")):
        text = re.sub(rf"(<{name}\b[^<>]*>\s*<(\w+)[^<>]*>[^<]*</\2>)", rf"\1{sign}", text)
    return unescape("".join(re.sub(r"<[^>]*>", "", text).split()))


def parse(text: str, url: str = "", rules: Rules | None = None) -> Doc:
    """The page as blocks. Linear in the length of the text, whatever is in it; never raises on content.

    >>> doc = parse("<title>T</title><p>水是H<sub>2</sub>O。<br>又一行</p><p style='display:none'>看不见</p>")
    >>> [(b.text, b.hidden) for b in doc.blocks]
    [('水是H₂O。', ''), ('又一行', ''), ('看不见', 'display:none')]
    """
    if len(text) > STRETCH:
        text = LONG_TAG.sub(r"\1", text)
    if _most_open(text) > MAX_OPEN:
        text = flattened(text)
    end = text.rfind("</body")
    if end < 0:
        end = text.rfind("</BODY")
    if 0 < end < len(text) - 20:
        text = f"{text[:end]}<{END_OF_BODY}></{END_OF_BODY}>{text[end:]}"
    reader, head = _Reader(), _Head()
    for stretch in _stretches(text):
        parser = LexborHTMLParser(stretch)
        reader.hide = head.read(parser)
        if rules and (rules.body or rules.title or rules.drop):
            reader.selected = _selected(parser, rules, head.notes)
        if parser.root is not None:
            reader.read(parser.root)
    if reader.beyond:
        reader.blocks.append(Block("\n".join(reader.beyond), node=0))
    tree = Tree(*zip(*reader.nodes, strict=True))
    doc = Doc(
        url, head.title, tuple(head.meta), tuple(head.json_ld), tuple(reader.blocks), tree=tree,
        links=tuple(head.links), notes=tuple(head.notes),
    )  # fmt: skip
    return with_tables(doc)


class _Head:
    """What a page says of itself beside its text: title, meta, JSON-LD, links to other forms of it; what it hides."""

    def __init__(self) -> None:
        self.title = ""
        self.meta: list[tuple[str, str]] = []
        self.json_ld: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.styles: dict[str, str] = {}  # simple selectors that hide, with how
        self.notes: list[str] = []

    def read(self, parser: LexborHTMLParser) -> dict[int, str]:
        """Take in a page or a stretch of it; the elements that it hides, with the reason."""
        hidden: dict[int, str] = {}
        for element in parser.css(_HEAD):
            attrs, tag = element.attributes, element.tag
            reason = ""
            if (style := attrs.get("style")) or "hidden" in attrs:
                by_attribute = attrs.get("hidden", "until-found") != "until-found"
                reason = "hidden attribute" if by_attribute else hiding(style or "")
            if not reason and not _SPOKEN.isdisjoint((attrs.get("class") or "").split()):
                reason = "for screen readers alone"
            if reason and tag != "body" and tag != "html":
                hidden[element.mem_id] = reason
            if tag == "meta":
                name = attrs.get("name") or attrs.get("property") or attrs.get("itemprop") or attrs.get("http-equiv")
                if name and (content := attrs.get("content")):
                    self.meta.append((name.lower(), content))
            elif tag == "style":
                self.styles |= hidden_names(element.text())
            elif tag == "title":
                self.title = self.title or " ".join(element.text().split())
            elif tag == "script":
                self.json_ld.append(element.text().strip())
            elif tag == "link":
                if (rel := (attrs.get("rel") or "").lower()) in ("canonical", "next", "amphtml") and attrs.get("href"):
                    self.links.append((attrs["href"] or "", f"rel={rel}"))
            elif tag == "a":
                href = attrs.get("href") or ""
                if href and ("pdf" in href.lower() or attrs.get("rel") == "next"):
                    self.links.append((href, " ".join(element.text().split())[:80]))
        if self.styles:
            for element in parser.css(",".join(f"#{n[1:]}" if n[0] == "#" else f".{n}" for n in self.styles)):
                attrs = element.attributes
                for name in (f"#{attrs.get('id')}", *(attrs.get("class") or "").split()):
                    if name in self.styles:
                        hidden.setdefault(element.mem_id, f"{name} {{{self.styles[name]}}}")
        return hidden


def _selected(parser: LexborHTMLParser, rules: Rules, notes: list[str]) -> dict[int, int]:
    """The elements that the site's rules select, with the bit of what for; what matches nothing is noted."""
    selected: dict[int, int] = {}
    wanted = [(m.RULE_BODY, rules.body, "body"), (m.RULE_TITLE, rules.title, "title")]
    for bit, selector, what in (*wanted, *((m.RULE_DROP, drop, "drop") for drop in rules.drop)):
        if not selector:
            continue
        try:
            found = parser.css(selector)
        except SelectolaxError:
            notes.append(f"the site's rule for {what} ({selector}) is no CSS selector")
            continue
        for element in found:
            selected[element.mem_id] = bit
        if not found and bit != m.RULE_DROP:
            notes.append(f"the site's rule for {what} ({selector}) matches nothing")
    return selected


def _stretches(text: str) -> Iterator[str]:
    """The text whole, or in stretches that end before a tag."""
    at = 0
    while len(text) - at > STRETCH:
        end = text.find("<", at + STRETCH)
        if end < 0:
            break
        yield text[at:end]
        at = end
    yield text[at:] if at else text


def _most_open(text: str) -> int:
    """At most how many elements are open at once, give or take what a window holds. Void elements count as open."""
    most = now = 0
    if len(text) < SHORT or text.count("<") < 4 * MAX_OPEN:
        return 0
    for at in range(0, len(text), WINDOW):
        now = max(now + text.count("<", at, at + WINDOW) - 2 * text.count("</", at, at + WINDOW), 0)
        now -= text.count("<br", at, at + WINDOW) + text.count("<!--", at, at + WINDOW)
        most = max(most, now)
    return most


def flattened(text: str) -> str:
    """The page without the elements that open when a third of MAX_OPEN are open already; their text stays, and breaks.

    >>> flattened("<div>" * 500 + "字" + "</div>" * 500).count("<div>")
    400
    """
    depth = beyond = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth, beyond
        name = tag[2].lower()
        if name in VOID:
            return tag[0]
        if not tag[1]:
            if depth < MAX_OPEN // 3:
                depth += 1
                return tag[0]
            beyond += 1
        elif beyond:
            beyond -= 1
        else:
            depth = max(depth - 1, 0)
            return tag[0]
        return "<br>" if CODE.get(name) == BLOCK else ""

    return ANY_TAG.sub(keep, text)
