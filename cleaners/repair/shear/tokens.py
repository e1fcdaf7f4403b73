"""A damaged segment as a row of tokens: what stands there, cut where bytes may have been lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cleaners.repair.insertion import INSERTION

MANY = 6  # question marks in a row that stand there by themselves: the process leaves two, three with a dropped mark
# ?/h1>  ?br>  ?p class="x">  : a tag whose < was swallowed
TAG_REST = re.compile(r"(?:/[a-zA-Z][a-zA-Z0-9]{0,9}|[a-zA-Z][a-zA-Z0-9]{0,9}(?:\s[^<>]{0,300})?/?)>")
_TOKEN = re.compile(
    rf"(?P<many>\?{{{MANY},}})|"
    + INSERTION.pattern
    + r"|(?P<mark>\?)|(?P<space>[\x00-\x20]+)|(?P<ascii>[!->@-\x7f]+?(?=[(?]|[^!-\x7f]|$))|(?P<wide>[^\x00-\x7f]+)"
)


class Token(NamedTuple):
    """A piece of the segment. kind: ``wide`` characters, ``ascii``, ``space``, ``mark`` (a lone ?), or an insertion,
    ``lost`` (its parenthesis swallowed) or ``whole``."""

    kind: str
    start: int
    end: int
    text: str


def tokens(text: str, marks: str = "") -> list[Token]:
    """The segment's tokens; wide characters are cut before each of ``marks``.

    >>> [(t.kind, t.text) for t in tokens("打?qū)嵶 a(guān)b?/h1>")]  # doctest: +NORMALIZE_WHITESPACE
    [('wide', '打'), ('lost', '?qū)'), ('wide', '嵶'), ('space', ' '), ('ascii', 'a'), ('whole', '(guān)'),
    ('ascii', 'b'), ('mark', '?'), ('ascii', '/h1>')]
    """
    found, place = [], 0
    for match in _TOKEN.finditer(text):
        if match.start() > place:
            found.append(Token("ascii", place, match.start(), text[place : match.start()]))
        kind = match.lastgroup or ("lost" if match[0][0] == "?" else "whole")
        kind = "ascii" if kind == "many" else kind
        place = match.end()
        found.append(Token(kind, match.start(), place, match[0]))
    if place < len(text):
        found.append(Token("ascii", place, len(text), text[place:]))
    return [part for token in found for part in _cut(token, marks)] if marks else found


def _cut(token: Token, marks: str) -> Iterator[Token]:
    """A token of wide characters in parts, each beginning with a mark but for the first; any other as it is."""
    place = token.start
    for part in re.findall(f"[{marks}]?[^{marks}]+|[{marks}]", token.text) if token.kind == "wide" else (token.text,):
        yield Token(token.kind, place, place + len(part), part)
        place += len(part)
