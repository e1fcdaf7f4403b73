"""Texts made to cost the decoder as much as they can: each shape found by trying, at any length."""

from __future__ import annotations

import random
from collections.abc import Callable

SHEARED = "打?qū)嵶"  # proves the page damaged, and its last byte waits for a partner
_USUAL = "的一是不了有和人中大为上个国我以要他时来用生到作地于出就分对成会可主发年动同工也能下过子说产种面"
_PINYIN = ("qū", "guān", "jiàn", "xué", "zhǎn")

Piece = Callable[[random.Random], str]


def _usual(rng: random.Random) -> str:
    return rng.choice(_USUAL)


def _rare(rng: random.Random) -> str:
    return chr(rng.randrange(0x4E00, 0x9FA6))


#: What a text begins with, and what is repeated in it.
SHAPES: dict[str, tuple[str, Piece]] = {
    "a break behind each character": (SHEARED, lambda rng: _usual(rng) + "?，"),
    "a break and a mark more": (SHEARED, lambda rng: _usual(rng) + "??，"),
    "one character over and over": ("", lambda _: "关?，"),
    "a mark behind each character": (SHEARED, lambda rng: _usual(rng) + "?"),
    "a lost insertion behind each": ("", lambda rng: f"{_usual(rng)}?{rng.choice(_PINYIN)})"),
    "narrow marks": (f"{SHEARED},好,了", lambda rng: _usual(rng) + "?,"),
    "narrow marks and one more": (f"{SHEARED},好,了", lambda rng: _usual(rng) + "??,"),
    "letters between": (f"{SHEARED},", lambda rng: _usual(rng) + "?,Ab1;"),
    "damaged and not, in turn": ("", lambda _: f"{SHEARED}龊眯的?，"),
    "lines of a break": (f"{SHEARED}\n", lambda rng: f"{_usual(rng)}?，{_usual(rng)}\n"),
    "lines of rare characters": ("", lambda rng: "打?qū)" + "".join(_rare(rng) for _ in range(20)) + "\n"),
    "lines of nothing else": ("", lambda _: f"{SHEARED}\n"),
    "rare characters in one line": (SHEARED, _rare),
    "letters that were wide": (f"{SHEARED},好,", lambda _: "A&bc,"),
}


def expensive(shape: str, characters: int) -> str:
    """A text of a shape, the same each time, cut behind so many characters."""
    rng, (begin, piece) = random.Random(shape), SHAPES[shape]
    pieces, length = [begin], len(begin)
    while length < characters:
        pieces.append(piece(rng))
        length += len(pieces[-1])
    return "".join(pieces)[:characters]
