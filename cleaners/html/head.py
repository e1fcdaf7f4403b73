"""What a page says of itself beside its text: title, meta, JSON-LD, links to other forms of it; what it hides."""

from __future__ import annotations

from collections.abc import Collection

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from cleaners.html import marks as m
from cleaners.html.css import hidden_names, hiding
from cleaners.rules import Rules

# What only those meet who hear the page: the names that Bootstrap, WordPress and HTML5 Boilerplate give it
_SPOKEN = frozenset(("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text"))
_HEAD = ",".join(
    (
        "title,meta,style,link[rel],script[type*=ld],a[href*=pdf i],a[rel=next],[style],[hidden]",
        *sorted(f".{name}" for name in _SPOKEN),
    )
)
# Names that are looked for one by one, by hand: each is compared with each element, and a hijacker's sheet has few.
MOST_NAMED = 50


class Head:
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
            for element in parser.css(_named(self.styles)):
                attrs = element.attributes
                for name in (f"#{attrs.get('id')}", *(attrs.get("class") or "").split()):
                    if name in self.styles:
                        hidden.setdefault(element.mem_id, f"{name} {{{self.styles[name]}}}")
        return hidden


def _named(names: Collection[str]) -> str:
    """A selector of the elements that have one of these names, and perhaps of others; ``#`` begins an id.

    Not ``.name``: a style sheet may hold what is no name in CSS (``.2²``), and one such would cost the page.

    >>> _named(["#top", "2²"]), _named([f"c{number}" for number in range(1 + MOST_NAMED)])
    ('[id="top"],[class~="2²"]', '[id],[class]')
    """
    if len(names) > MOST_NAMED:
        return "[id],[class]"
    return ",".join(f'[id="{name[1:]}"]' if name[0] == "#" else f'[class~="{name}"]' for name in names)


def selected(parser: LexborHTMLParser, rules: Rules, notes: list[str]) -> dict[int, int]:
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
