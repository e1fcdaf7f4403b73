"""What no HTML parser bears: very deep or unclosed nesting costs it quadratic time, many megabytes cost it memory."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaners.html.elements import BLOCK, CODE, VOID
from cleaners.patterns import regex

STRETCH = 700_000  # characters parsed at once; a longer page is parsed in stretches
MAX_OPEN = 1200  # more elements open at once than any real page has
SHORT = 60_000  # characters; nothing in so little text takes long
WINDOW = 16384  # characters in which opened and closed elements are counted
LONGEST_TAG = 20_000  # characters; more is <img src="data:…"> or a million attributes
LONG_TAG = regex(rf"(<[a-zA-Z][a-zA-Z0-9]*)[^<>]{{{LONGEST_TAG},}}")
ANY_TAG = regex(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^<>]*>")


def stretches(text: str) -> Iterator[str]:
    """The text whole, or in stretches that end before a tag."""
    at = 0
    while len(text) - at > STRETCH:
        end = text.find("<", at + STRETCH)
        if end < 0:
            break
        yield text[at:end]
        at = end
    yield text[at:] if at else text


def without_long_tags(text: str) -> str:
    """The page with tags beyond LONGEST_TAG cut down to their names. Sound pages are looked at in few places only.

    >>> without_long_tags(f"<p>甲<img src='{'x' * LONGEST_TAG}'>乙"), without_long_tags("<p>甲<img src='x'>乙")
    ('<p>甲<img>乙', "<p>甲<img src='x'>乙")
    """
    parts, done = [], 0
    at = text.find("<")
    while 0 <= at < len(text) - LONGEST_TAG:
        following = text.rfind("<", at + 1, at + 1 + LONGEST_TAG)
        if following < 0:  # the next one is too far away: this is a long tag, or the last before a long text
            if found := LONG_TAG.match(text, at):
                parts.append(text[done : found.end(1)])
                done = found.end()
            following = text.find("<", at + 1)
        at = following
    return "".join((*parts, text[done:])) if parts else text


def most_open(text: str) -> int:
    """At most how many elements are open at once, give or take what a window holds. Void elements count as open."""
    most = now = 0
    if len(text) < SHORT or text.count("<") < 4 * MAX_OPEN:
        return 0
    for at in range(0, len(text), WINDOW):
        now = max(now + text.count("<", at, at + WINDOW) - 2 * text.count("</", at, at + WINDOW), 0)
        now -= text.count("<br", at, at + WINDOW) + text.count("<!--", at, at + WINDOW)
        most = max(most, now)
    return most


def shallow(text: str, kept: frozenset[str] = frozenset()) -> str:
    """The page as it is, or flattened where it is nested deeper than any real one.

    >>> shallow("<p>甲"), shallow("<div>" * 60_000).count("<div>")
    ('<p>甲', 400)
    """
    return flattened(text, kept) if most_open(text) > MAX_OPEN else text


def flattened(text: str, kept: frozenset[str] = frozenset()) -> str:
    """The page without the elements that open when a third of MAX_OPEN are open already; their text stays, and breaks.

    kept: names of elements that stay however deep they are; they must be such as cannot stand in one another.

    >>> flattened("<div>" * 500 + "字" + "</div>" * 500).count("<div>")
    400
    >>> flattened("<div>" * 500 + "<a href=/1>", frozenset(["a"])).endswith("<br><a href=/1>")
    True
    """
    depth = beyond = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth, beyond
        name = tag[2].lower()
        if name in VOID or name in kept:
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
