"""What a reading has read so far, and how well its quotation marks and brackets pair."""

from __future__ import annotations

import re
from typing import NamedTuple

from cleaners.patterns import regex
from cleaners.repair.edits import UNDECIDED
from cleaners.repair.shear.costs import (
    COST_AGAIN,
    COST_OPEN_END,
    COST_QUOTE,
    COST_UNCLOSED,
    COST_UNOPENED,
    COST_UNOPENED_OTHER,
    GAIN_QUOTE,
)

# “引文” ‘引’ （注） 《書名》 【題】 〔年〕 「引」 『引』 : what closes, with what it closes; ( counts as （
CLOSES = {"”": "“", "’": "‘", "）": "（", ")": "（", "》": "《", "】": "【", "〕": "〔", "」": "「", "』": "『"}
OPENING = frozenset(CLOSES.values()) | {"("}
PAIRED = frozenset("".join(CLOSES) + "".join(OPENING))
_MARK = regex(f"(?<![0-9A-Za-z])[{re.escape(''.join(sorted(PAIRED)))}]")  # a) and 1) are numbers of items
_WIDE = regex(r"[^\x00-\x7f]")
DEPTH = 3  # marks that stand open at once in sound text, by hand


class Path(NamedTuple):
    """A piece of text that was read, after those before it; readings that begin alike share them.

    token: its index. open: the opening marks that wait for their partners, innermost last.
    strain: what the marks that do not pair have cost so far, in natural log units.
    guessed: no byte of a character in it is left, so that the language alone has read it.
    """

    earlier: Path | None
    token: int
    text: str
    open: str
    strain: float
    guessed: bool


_new = tuple.__new__


def on(earlier: Path | None, token: int, text: str, guessed: bool = False) -> Path:
    """The path that goes on with a piece of text.

    >>> on(on(None, 0, "取名“彩虹"), 1, "橋”").strain, on(None, 0, "取冒彩虹橋”").strain, on(None, 0, "（一").open
    (0.0, 4.0, '（')
    """
    open, strain = ("", 0.0) if earlier is None else (earlier[3], earlier[4])
    if not PAIRED.isdisjoint(text):
        open, strain = _paired(open, strain, text)
    return _new(Path, (earlier, token, text, open, strain, guessed))


def _paired(open: str, strain: float, text: str) -> tuple[str, float]:
    """The marks that are open after a text, and the strain."""
    for mark in _MARK.findall(text):
        if mark == "“" and mark in open:
            strain += COST_AGAIN
        elif mark in OPENING:
            open = (open + ("（" if mark == "(" else mark))[-DEPTH:]
        else:
            at = open.rfind(CLOSES[mark])
            if at < 0:
                strain += COST_UNOPENED.get(mark, COST_UNOPENED_OTHER)
            else:
                open = open[:at]
    return open, strain


def texts(path: Path | None, marked: bool = False) -> dict[int, str]:
    """What was read for each token, by its index. marked: with U+FFFD for each character, but ASCII, that was guessed.

    >>> texts(on(on(None, 0, "由"), 1, "界定", guessed=True), marked=True)
    {1: '��', 0: '由'}
    """
    found: dict[int, str] = {}
    while path is not None:
        text = _WIDE.sub(UNDECIDED, path.text) if marked and path.guessed else path.text
        found[path.token] = text + found.get(path.token, "")
        path = path.earlier
    return found


def quoted(path: Path | None) -> bool:
    """Whether a quotation is open."""
    return path is not None and "“" in path.open


def unpaired(char: str, quoted: bool) -> float:
    """What a quotation mark costs that does not fit the one before it; one that fits gains."""
    return 0.0 if char not in "“”" else -GAIN_QUOTE if (char == "”") == quoted else COST_QUOTE


def unclosed(path: Path | None) -> float:
    """What it costs that the text ends with an opening mark, or with something open.

    A quotation of several paragraphs closes in its last alone, so that this is no more than unlikely.
    """
    while path is not None and not path.text:
        path = path.earlier
    if path is None:
        return 0.0
    return (COST_OPEN_END if path.text[-1] in OPENING else 0.0) + (COST_UNCLOSED if path.open else 0.0)
