"""The readings of a segment: what one is, which are kept, and how sure the best of them is."""

from __future__ import annotations

from math import exp
from typing import NamedTuple

from cleaners.chinese.language_model import model
from cleaners.repair.shear.path import Path

BEAM = 20  # readings kept after each token
GAP = 14.0  # natural log units behind the best at which a reading is given up
CLOSE = 6.0  # two readings that come together within this distance are also compared as rows of words
WORDS_WEIGHT = 0.5  # more helps names, but turns 由2000年 into 有2000年
DEEP = 40  # pieces of text that are walked back to where two readings parted


class Reading(NamedTuple):
    """One way to read the segment so far.

    pending: the lead byte that waits for its partner, or -1 when in step.
    history: the last characters read, folded. bytes2: the last two bytes read (first << 8 | second).
    path: what was read; margin: how far the nearest other reading was behind, at its closest.
    shadow: in step since a break of the second pass, but one off in the first, which may have dropped characters here.
    """

    score: float
    pending: int
    history: str
    bytes2: int
    path: Path | None
    margin: float = 99.0
    shadow: bool = False

    @property
    def value(self) -> float:
        """The score, less what marks cost that do not pair."""
        return self.score - self.path.strain if self.path else self.score


def prune(readings: list[Reading], beam: int = BEAM) -> list[Reading]:
    """The best reading of each state, the best states; a merge remembers how close it was."""
    if len(readings) < 2:
        return readings
    best: dict[tuple[int, str, int, str], Reading] = {}
    for reading in readings:
        path = reading.path
        state = (reading.pending, reading.history, reading.bytes2, path.open if path else "")
        other = best.get(state)
        if other is None:
            best[state] = reading
        else:
            ahead = reading.value - other.value
            if -CLOSE < ahead < CLOSE:
                ahead += WORDS_WEIGHT * _better_words(reading, other)
            winner = reading if ahead > 0 else other
            best[state] = winner._replace(margin=min(winner.margin, abs(ahead)))
    ranked = sorted(best.values(), key=lambda reading: -reading.value)
    floor = ranked[0].value - GAP
    kept = [reading for reading in ranked[:beam] if reading.value >= floor]
    # What reads well may run into bytes that cannot be: the other alignment stays in reach.
    other = next((r for r in ranked if (r.pending < 0) != (ranked[0].pending < 0)), None)
    if other is not None and other not in kept:
        kept.append(other)
    return kept


def _better_words(reading: Reading, other: Reading) -> float:
    """How much better one of two readings is as a row of words, where they differ."""
    nodes = {}
    path, depth = other.path, 0
    while path is not None and depth < DEEP:
        nodes[id(path)] = depth
        path, depth = path[0], depth + 1
    ours: list[str] = []
    path, depth = reading.path, 0
    while path is not None and depth < DEEP and id(path) not in nodes:
        ours.append(path[2])
        path, depth = path[0], depth + 1
    if path is None or depth == DEEP:
        return 0.0
    theirs: list[str] = []
    fork: Path | None = path
    path = other.path
    while path is not None and path is not fork:
        theirs.append(path[2])
        path = path[0]
    shared = ""
    while fork is not None and len(shared) < 3:
        shared = fork[2][-3:] + shared
        fork = fork[0]
    language = model()
    ours_text, theirs_text = shared[-3:] + "".join(reversed(ours)), shared[-3:] + "".join(reversed(theirs))
    return language.words(language.fold(ours_text)) - language.words(language.fold(theirs_text))


def sure(margin: float) -> float:
    """How sure a reading is that beats the next by ``margin`` natural log units.

    >>> sure(0.0), round(sure(5.0), 3), sure(99.0)
    (0.5, 0.993, 1.0)
    """
    return round(1 / (1 + exp(-margin)), 4)
