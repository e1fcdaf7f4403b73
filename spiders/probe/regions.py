"""Where on a page its article may stand, as CSS selectors."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag
from soupsieve import escape

REGION_TAGS = ("div", "article", "section", "main", "td")
SENTENCE_MARKS = re.compile(r"[，。；？！,.;?!](?=\D|$)")


@dataclass(frozen=True, slots=True)
class Region:
    """An element that may hold the article: its CSS selector, unique on the page, and what is inside.

    characters: text without white space. linked: the share of it inside links, 0 to 1.
    sentences: its share of the page's sentence marks, which is what bodies have and menus have not.
    """

    selector: str
    characters: int
    linked: float
    sentences: float


def regions(soup: BeautifulSoup) -> list[Region]:
    """Elements that may hold the article, the likeliest first: tight around most of the page's sentences."""
    size: Counter[int] = Counter()
    linked: Counter[int] = Counter()
    sentences: Counter[int] = Counter()
    elements: dict[int, Tag] = {}
    total = 0
    for string in soup.find_all(string=True):
        if not isinstance(string, NavigableString) or isinstance(string, PreformattedString):
            continue
        if string.parent is None or string.parent.name in ("script", "style", "noscript", "title"):
            continue
        characters = len("".join(string.split()))
        in_link = string.find_parent("a") is not None
        marks = 0 if in_link else len(SENTENCE_MARKS.findall(string))
        total += marks
        for above in string.parents:
            if above.name in REGION_TAGS:
                elements[id(above)] = above
                size[id(above)] += characters
                linked[id(above)] += characters * in_link
                sentences[id(above)] += marks
    # Of elements with the same sentences the tightest: a wrapper tells no more than what it wraps.
    tightest: dict[int, int] = {}
    for key in elements:
        if sentences[key] >= max(0.2 * total, 3):
            best = tightest.setdefault(sentences[key], key)
            if size[key] < size[best]:
                tightest[sentences[key]] = key
    found = [
        Region(selector(elements[key], soup), size[key], linked[key] / max(size[key], 1), marks / total)
        for marks, key in sorted(tightest.items(), reverse=True)
    ]
    return sorted(found, key=lambda r: (-(r.sentences >= 0.8), r.characters))[:6]


def selector(element: Tag, soup: BeautifulSoup) -> str:
    """A CSS selector that only this element of the page has: by class, else by id, else by its place.

    Classes come first: the hijacker stamps random ids on real elements.

    >>> soup = BeautifulSoup('<div class="main"><div id="x1" class="main text">a</div></div>', "lxml")
    >>> selector(soup.select("div")[1], soup), selector(soup.select("div")[0], soup)
    ('div.text', 'html > body > div')
    """
    for name in element.get("class") or []:
        if len(soup.select(by_class := f"{element.name}.{escape(name)}", limit=2)) == 1:
            return by_class
    if (name := str(element.get("id") or "")) and len(soup.select(by_id := f"#{escape(name)}", limit=2)) == 1:
        return by_id
    if element.parent is None or isinstance(element.parent, BeautifulSoup):
        return element.name
    like = element.parent.find_all(element.name, recursive=False)
    number = next(i for i, sibling in enumerate(like, 1) if sibling is element)
    place = f":nth-of-type({number})" if len(like) > 1 else ""
    return f"{selector(element.parent, soup)} > {element.name}{place}"
