"""A stretch of a reference in two forms of equal length: as printed, and folded for matching."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleaners.chinese.characters import HAN, close_up, digits, fold
from cleaners.chinese.scripts import both_scripts, forms
from cleaners.patterns import regex

# Between the parts of a reference 。 is a full stop and 、 a comma; every dash and 〜 stands for "to".
_STOPS = str.maketrans("。、；—–―‐‑‒−~～〜", ".,;----------") | {
    ord(form): char for char in "页册辑号" for form in forms(char)
}
_EDGE = " \t\n.,:;/、。，：；．／　-－—–"


@dataclass(frozen=True, slots=True)
class Piece:
    """``folded`` is for patterns, ``printed`` for values; an offset means the same in both."""

    printed: str
    folded: str

    @classmethod
    def of(cls, text: str) -> Piece:
        return cls(text, fold(text).translate(_STOPS))

    def cut(self, start: int = 0, end: int | None = None) -> Piece:
        return Piece(self.printed[start:end], self.folded[start:end])

    def strip(self, edge: str = _EDGE) -> Piece:
        """Without separators at either end.

        >>> Piece.of("．《党政干部论坛》，").strip().printed
        '《党政干部论坛》'
        """
        start = len(self.folded) - len(self.folded.lstrip(edge))
        return self.cut(start, max(start, len(self.folded.rstrip(edge))))

    def group(self, found: re.Match[str], group: int | str = 0) -> Piece:
        """The part of this piece that a group of a match on ``folded`` covers; empty where it took no part."""
        start, end = found.span(group)
        return self.cut(start, end) if start >= 0 else Piece("", "")

    @property
    def value(self) -> str:
        """As printed, without separators at the ends, digits in ASCII, OCR's blanks between Han closed up."""
        return tidy(self.strip().printed)

    def __bool__(self) -> bool:
        return bool(self.folded.strip(_EDGE))


# 正 确 把 握 · 地震 遗址 的 记忆: three single Han in a row with blanks between, or a particle between two, are the
# scanner's.
_SCANNED = regex(
    both_scripts(
        rf"[{HAN}] [{HAN}] [{HAN}](?![{HAN}])"
        rf"|(?<=[{HAN}]) [的与和及之] (?=[{HAN}])"
    )
)


def tidy(text: str) -> str:
    """White space folded; that between Han taken out where a scanner put it after every character.

    >>> tidy("正 确 把 握 思 想"), tidy("扎根理论 质性研究")
    ('正确把握思想', '扎根理论 质性研究')
    """
    text = " ".join(digits(text).split())
    return close_up(text) if _SCANNED.search(text) else text
