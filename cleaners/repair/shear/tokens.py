"""A damaged segment as a row of tokens: what stands there, cut where bytes may have been lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from cleaners.patterns import regex
from cleaners.repair.insertion import INSERTION

MARKS = "，。；！？、"  # before these a break may come in
NARROW_MARKS = ",;!?。、"  # the same where full-width ASCII was made narrow
# Question marks in a row that stand there by themselves: the process leaves two, three with a dropped mark. By hand.
MANY = 6
# ?/h1>  ?br>  ?p class="x">  : a tag whose < was swallowed
TAG_REST = regex(r"(?:/[a-zA-Z][a-zA-Z0-9]{0,9}|[a-zA-Z][a-zA-Z0-9]{0,9}(?:\s[^<>]{0,300})?/?)>")
_TOKEN = regex(
    rf"(?P<many>\?{{{MANY},}})|"
    + INSERTION.pattern
    + r"|(?P<mark>\?)|(?P<space>[\x00-\x20]+)|(?P<ascii>[!->@-\x7f]+?(?=[(?]|[^!-\x7f]|$))|(?P<wide>[^\x00-\x7f]+)"
)

Kind = Literal["wide", "ascii", "space", "mark", "lost", "whole"]
_KINDS: dict[str, Kind] = {"many": "ascii", "mark": "mark", "space": "space", "ascii": "ascii", "wide": "wide"}


class Token(NamedTuple):
    """A piece of a segment: where it stands, what it is, and its number in the segment.

    kind: ``wide`` characters (not ASCII), ``ascii``, ``space``, ``mark`` (a lone ?), or an insertion, ``lost`` (its
    parenthesis swallowed) or ``whole``.
    """

    kind: Kind
    start: int
    end: int
    text: str
    number: int


def tokens(text: str, marks: str = "") -> list[Token]:
    """The segment's tokens; wide characters are cut before each of ``marks``.

    >>> [(t.kind, t.text) for t in tokens("打?qū)嵶 a(guān)b?/h1>")]  # doctest: +NORMALIZE_WHITESPACE
    [('wide', '打'), ('lost', '?qū)'), ('wide', '嵶'), ('space', ' '), ('ascii', 'a'), ('whole', '(guān)'),
    ('ascii', 'b'), ('mark', '?'), ('ascii', '/h1>')]
    """
    pieces = (piece for span in _spans(text) for piece in (_cut(*span, marks) if marks else (span,)))
    return [Token(kind, start, start + len(piece), piece, number) for number, (kind, start, piece) in enumerate(pieces)]


def _spans(text: str) -> Iterator[tuple[Kind, int, str]]:
    """(kind, start, text) of every stretch of one kind."""
    place = 0
    for match in _TOKEN.finditer(text):
        if match.start() > place:
            yield "ascii", place, text[place : match.start()]
        place = match.end()
        yield _kind(match), match.start(), match[0]
    if place < len(text):
        yield "ascii", place, text[place:]


def _kind(match: re.Match[str]) -> Kind:
    """What a stretch is; an insertion is the one alternative of the pattern without a name."""
    if match.lastgroup is None:
        return "lost" if match[0][0] == "?" else "whole"
    return _KINDS[match.lastgroup]


def _cut(kind: Kind, start: int, text: str, marks: str) -> Iterator[tuple[Kind, int, str]]:
    """A stretch of wide characters in parts, each beginning with a mark but for the first; any other as it is."""
    for part in re.findall(f"[{marks}]?[^{marks}]+|[{marks}]", text) if kind == "wide" else (text,):
        yield kind, start, part
        start += len(part)
