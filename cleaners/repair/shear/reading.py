"""A state of the search: one way to read a segment so far, and how it goes on."""

from __future__ import annotations

from typing import NamedTuple

from cleaners.repair.shear.page.scorer import SPAN
from cleaners.repair.shear.path import Path, on
from cleaners.repair.shear.tokens import Token

IN_STEP = -1  # in place of a byte that waits

_new = tuple.__new__  # a NamedTuple's own constructor calls this from a Python frame more


class Move(NamedTuple):
    """What a token, or a part of it, may have been after a reading: a transition of the search.

    text: what is read, as it stands; folded: as the language model sees it. score: log probability of it after the
    reading's history. last_two: the last two bytes it leaves (first << 8 | second); waits: whether the second of them
    is a lead byte that waits for its partner. guessed: no byte of a character in it is left.
    """

    text: str
    folded: str
    score: float
    last_two: int
    waits: bool = False
    guessed: bool = False


class Doubt(NamedTuple):
    """Another reading that came together with this one at a token. margin: how far it was behind."""

    margin: float
    token: int
    earlier: Doubt | None


class Reading(NamedTuple):
    """One way to read the segment so far.

    score: log probability of what was read, less what its losses cost. pending: the lead byte that waits for its
    partner, or IN_STEP. history: the last characters read, folded. last_two: the last two bytes read (first << 8 |
    second). path: what was read. doubts: the other readings that came together with it, the last first.
    one_off_before: the second pass is in step since a break, yet the first was one off and may have dropped characters.
    """

    score: float
    pending: int
    history: str
    last_two: int
    path: Path | None
    doubts: Doubt | None = None
    one_off_before: bool = False

    @property
    def value(self) -> float:
        """The score, less what marks cost that do not pair."""
        return self.score - self.path.strain if self.path else self.score

    def went_on(self, token: Token, move: Move, cost: float = 0.0) -> Reading:
        """The reading after a move, at a cost beside the language's.

        >>> token = Token("wide", 0, 2, "實做", 0)
        >>> START.went_on(token, Move("實", "实", -6.5, 0x8C8D), 1.0)[:4]
        (-7.5, -1, '\\n实', 35981)
        >>> hex(START.went_on(token, Move("實", "实", -6.5, 0x8DD7, waits=True)).pending)
        '0xd7'
        """
        text, folded, score, last_two, waits, guessed = move
        return _new(
            Reading,
            (
                self.score + score - cost,
                last_two & 0xFF if waits else IN_STEP,
                (self.history + folded)[1 - SPAN :],
                last_two,
                on(self.path, token.number, text, guessed),
                self.doubts,
                False,
            ),
        )

    def waiting(self, token: Token, last_two: int, cost: float) -> Reading:
        """The reading after a token that left nothing but a byte that waits."""
        return self._replace(
            score=self.score - cost,
            pending=last_two & 0xFF,
            last_two=last_two,
            path=on(self.path, token.number, ""),
        )

    def without(self, token: Token) -> Reading:
        """The reading after a token that is no part of the text."""
        return self._replace(path=on(self.path, token.number, ""))

    def less(self, cost: float) -> Reading:
        """The same at a further cost."""
        return self._replace(score=self.score - cost)


START = Reading(0.0, IN_STEP, "\n", 0x0A0A, None)  # at the beginning of a line
