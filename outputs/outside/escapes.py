"""Text from outside as it may be shown: what would command a terminal, or turn a line around, as plain signs."""

from __future__ import annotations

import json
import re
from typing import TypeVar

from cleaners.controls import CONTROLS, MARKS, SURROGATES, TURNING, UPPER_CONTROLS, sound_value, without_controls
from cleaners.patterns import regex

Shape = TypeVar("Shape")

#: Line and paragraph separators end a line for ``str.splitlines`` and for many readers of lines.
_LINE_ENDS = "\\u2028\\u2029"
_HARMFUL = regex(f"[{CONTROLS}{TURNING}{MARKS}{_LINE_ENDS}{SURROGATES}]")
_HARMFUL_IN_LINES = regex(f"(?![\\t\\n])[{CONTROLS}{TURNING}{MARKS}{_LINE_ENDS}{SURROGATES}]")
_RAW_IN_JSON = regex(f"[{UPPER_CONTROLS}{TURNING}{MARKS}{_LINE_ENDS}]")


def harmless(text: str) -> str:
    r"""Control characters and those that turn the direction of writing shown as ``<1B>``: a page must not command the
    terminal, nor have it show something in another order than it stands.

    >>> harmless("\x1b[31m \u202egnp.exe")
    '<1B>[31m <202E>gnp.exe'
    """
    return _HARMFUL.sub(_code, text)


def harmless_lines(text: str) -> str:
    r"""The same of a text of several lines: its tabs and newlines stay.

    >>> harmless_lines("a\x9b1m\n\tb\r")
    'a<9B>1m\n\tb<0D>'
    """
    return _HARMFUL_IN_LINES.sub(_code, text)


def printable(text: str) -> str:
    r"""On one line, white space folded, and what commands the terminal shown as ``<1B>``.

    >>> printable("a\n  b\x1b[31m")
    'a b<1B>[31m'
    """
    return harmless(" ".join(text.split()))


def in_json(text: str) -> str:
    r"""JSON that says the same, with what JSON allows raw in a string and a terminal obeys in escapes.

    >>> in_json('{"title":"净\x9b31m\u202e"}')
    '{"title":"净\\u009b31m\\u202e"}'
    """
    return _RAW_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def as_json(value: object, indent: int | None = None) -> str:
    r"""A value as JSON for people: Chinese as it is, nothing in it that commands a terminal.

    >>> as_json({"title": "净\x9b"})
    '{"title": "净\\u009b"}'
    """
    return in_json(json.dumps(value, ensure_ascii=False, indent=indent))


def bare(record: Shape) -> Shape:
    r"""A record without control characters, for formats that have no escape for them; one of ours has none in its
    fields, but what an older version wrote may, and ``removed`` and ``repairs`` are as the page was.

    >>> bare({"title": "净\x1b[1m", "keywords": ["a\u202eb"]})
    {'title': '净[1m', 'keywords': ['ab']}
    """
    made: Shape = sound_value(record, [])
    return made


def folded(text: str) -> str:
    r"""On one line, without control characters: what a format has that reads line by line.

    >>> folded("a\n\t b\x1b[1m\x00")
    'a b[1m'
    """
    return without_controls(" ".join(text.split()))


def _code(found: re.Match[str]) -> str:
    return f"<{ord(found[0]):02X}>"
