"""Where the readable text of a page stands, be it plain text or HTML source.

A sheared run never crosses a line's end nor an intact tag, for control characters and ``<`` end it; so a page falls
into independent segments: lines, stretches between tags, and the attribute values that a reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# <meta content="…">, <img alt='…'>, <a title="…">: what a reader or an indexer sees
_TEXT_ATTRIBUTE = re.compile(
    r"""\b(?:content|title|alt|value|placeholder|summary|label|aria-label|data-title)\s*=\s*(?:"([^"]*)|'([^']*))""",
    re.IGNORECASE,
)
_HTML = re.compile(
    r"<(?:!doctype|html|head|body|div|p|br|span|meta|h[1-6]|table|a|script|title)\b[^<>]*>", re.IGNORECASE
)
_OPAQUE = re.compile(r"<(?:!--|(script|style)\b)", re.IGNORECASE)
_TAG_START = re.compile(r"<[a-zA-Z/!?]")


def is_html(text: str) -> bool:
    """Whether the text is HTML source.

    >>> is_html("<p>關系</p>"), is_html("若 a<b 且 c>d")
    (True, False)
    """
    return _HTML.search(text) is not None


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
    for start, end in _markup(text):
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


def _markup(text: str) -> Iterator[tuple[int, int]]:
    """Tags, comments, and scripts and styles with their content; linear however the page is broken."""
    place, close, missing = 0, 0, set()
    while True:
        found = _TAG_START.search(text, place)
        if found is None:
            return
        start = found.start()
        opaque = _OPAQUE.match(text, start)
        closing = "" if opaque is None else f"</{opaque[1].lower()}" if opaque[1] else "-->"
        end = -1
        if closing and closing not in missing:
            end = _find(text, closing, start)
            if end < 0:
                missing.add(closing)
            elif closing != "-->":
                end = text.find(">", end) + 1 or len(text)
            else:
                end += 3
        if end < 0:
            if close <= start:  # the > found before still stands ahead after a stray <
                close = text.find(">", start) + 1
            end = close
            if not end:
                return
            inner = text.find("<", start + 1, end)
            if inner > 0:  # a stray < before the tag: <3 <b>
                place = inner
                continue
        yield start, end
        place = end


def _find(text: str, closing: str, start: int) -> int:
    if closing == "-->":
        return text.find(closing, start)
    found = re.compile(re.escape(closing) + r"\b", re.IGNORECASE).search(text, start)
    return found.start() if found else -1
