"""Where the readable text of a page stands, be it plain text or HTML source.

A sheared run never crosses a line's end nor an intact tag, for control characters and ``<`` end it; so a page falls
into independent segments: lines, stretches between tags, and the attribute values that a reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaners.markup import is_html, spans
from cleaners.patterns import regex

# <meta content="…">, <img alt='…'>, <a title="…">: what a reader or an indexer sees
_TEXT_ATTRIBUTE = regex(
    r"""\b(?:content|title|alt|value|placeholder|summary|label|aria-label|data-title)\s*=\s*(?:"([^"]*)|'([^']*))""",
    re.IGNORECASE,
)


def segments(text: str) -> Iterator[tuple[int, int]]:
    """Offsets (start, end) of each stretch of readable text, in order, none empty.

    >>> page = '<title>甲</title><script>"乙"</script><p class="丙">丁<img alt="戊">\\n己</p>'
    >>> [page[start:end] for start, end in segments(page)]
    ['甲', '丁', '戊', '己']
    """
    if not is_html(text):
        yield from _lines(text, 0, len(text))
        return
    place = 0
    for start, end in spans(text):
        yield from _lines(text, place, start)
        if not text.startswith("<!", start):
            yield from _attributes(text, start, end)
        place = end
    yield from _lines(text, place, len(text))


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = text.find("\n", start, end)
        if stop < 0:
            stop = end
        if stop > start:
            yield start, stop
        start = stop + 1


def _attributes(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if text[start:end].isascii():
        return
    for match in _TEXT_ATTRIBUTE.finditer(text, start, end):
        group = 1 if match[1] is not None else 2
        if match.end(group) > match.start(group):
            # A value whose closing quote was swallowed runs on to the tag's end.
            yield match.start(group), min(match.end(group), end - 1)
