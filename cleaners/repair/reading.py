"""The readings of a segment: what one is, which are kept, and how sure the best of them is."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp
from typing import Any, NamedTuple

from cleaners.repair.model import model

BEAM = 20  # readings kept after each token
GAP = 14.0  # natural log units behind the best at which a reading is given up
CLOSE = 6.0  # two readings that come together within this distance are also compared as rows of words
WORDS_WEIGHT = 0.5  # more helps names, but turns 由2000年 into 有2000年
DEEP = 40  # pieces of text that are walked back to where two readings parted
QUOTED = 400  # how far back an opening quotation mark is looked for
COST_OPEN_END = 6.0  # that a paragraph ends with an opening mark
COST_UNCLOSED = 2.0  # that it ends inside a quotation

# (earlier path, token index, text read): shared by all readings that begin alike
Path = tuple[Any, int, str]


class Reading(NamedTuple):
    """One way to read the segment so far.

    pending: the lead byte that waits for its partner, or -1 when in step.
    history: the last characters read, folded. bytes2: the last two bytes read (first << 8 | second).
    path: (earlier path, token index, text read); margin: how far the nearest other reading was behind, at its closest.
    shadow: in step since a break of the second pass, but one off in the first, which may have dropped characters here.
    """

    score: float
    pending: int
    history: str
    bytes2: int
    path: Path | None
    margin: float = 99.0
    shadow: bool = False


def _pieces(path: Path | None, most: int) -> Iterator[str]:
    """What was read, last piece first, until ``most`` characters have come."""
    while path is not None and most > 0:
        path, _, text = path
        most -= len(text)
        yield text


def quoted(path: Path | None) -> bool:
    """Whether the last quotation mark that was read opened a quotation."""
    for text in _pieces(path, QUOTED):
        opened, closed = text.rfind("“"), text.rfind("”")
        if opened != closed:
            return opened > closed
    return False


def unpaired(char: str, quoted: bool) -> float:
    """What a quotation mark costs that does not fit the one before it; one that fits gains."""
    return 0.0 if char not in "“”" else -1.5 if (char == "”") == quoted else 2.5


def unclosed(path: Path | None) -> float:
    """What it costs that the text ends with an opening mark, or with a quotation open.

    A quotation of several paragraphs closes in its last alone, so that this is no more than unlikely.
    """
    last = next((text[-1] for text in _pieces(path, QUOTED) if text), "")
    return (COST_OPEN_END if last and last in "“‘（《【「『" else 0.0) + (COST_UNCLOSED if quoted(path) else 0.0)


def prune(readings: list[Reading], beam: int = BEAM) -> list[Reading]:
    """The best reading of each state, the best states; a merge remembers how close it was."""
    if len(readings) < 2:
        return readings
    best: dict[tuple[int, str, int], Reading] = {}
    for reading in readings:
        state = (reading.pending, reading.history, reading.bytes2)
        other = best.get(state)
        if other is None:
            best[state] = reading
        else:
            ahead = reading.score - other.score
            if -CLOSE < ahead < CLOSE:
                ahead += WORDS_WEIGHT * _better_words(reading, other)
            winner = reading if ahead > 0 else other
            best[state] = winner._replace(margin=min(winner.margin, abs(ahead)))
    ranked = sorted(best.values(), key=lambda reading: -reading.score)
    floor = ranked[0].score - GAP
    kept = [reading for reading in ranked[:beam] if reading.score >= floor]
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
    fork, path = path, other.path
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
