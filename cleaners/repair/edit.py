"""What a repair says of itself: each change with its place, kind and certainty."""

from __future__ import annotations

from dataclasses import dataclass

UNDECIDED = "\ufffd"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to the text.

    where: offset of ``before`` in the text as it was given to ``repair`` (characters, not bytes).
    before, after: what stood there, what stands there now; ``after`` may be ``""``.
    kind: the repair that did it: ``gbk-insertion``, ``annotation``, ``shear``, ``markup``, ``mojibake``,
        ``entity``, ``invisible``, ``lone-mark`` …: the key that counts are kept by.
    sure: 0 to 1; 1.0 where the bytes allow nothing else.
    """

    where: int
    before: str
    after: str
    kind: str
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class Repaired:
    """Text after repair and every edit that led to it, ordered by place."""

    text: str
    edits: tuple[Edit, ...] = ()
