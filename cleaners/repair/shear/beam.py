"""The beam: which readings are kept.

Readings that agree in their state (the byte that waits, the last bytes and characters, the marks that are open) go on
alike whatever comes, so that the best of them is kept alone (Viterbi); of the states the best are kept (beam search).
"""

from __future__ import annotations

from collections import Counter

from cleaners.budget import Budget
from cleaners.chinese.language_model import model
from cleaners.repair.shear.path import Path
from cleaners.repair.shear.reading import Doubt, Reading

# By hand, with the costs of costs.py.
BEAM = 20  # readings kept after each token
GAP = 14.0  # natural log units behind the best at which a reading is given up
CLOSE = 6.0  # two readings that come together within this distance are also compared as rows of words
WORDS_WEIGHT = 0.5  # more helps names, but turns 由2000年 into 有2000年
APART = 0.1  # of two readings that have read the same and wait for different bytes, the next likely is so far behind
DEEP = 40  # pieces of text that are walked back to where two readings parted

# Steps of the budget, measured: a candidate that is looked at is one, which takes about a microsecond.
A_READING = 8
A_LOOK_AT_WORDS = 40  # two readings compared as rows of words, and A_CHARACTER for each of their characters
A_CHARACTER = 2


def prune(readings: list[Reading], budget: Budget, beam: int = BEAM, waiting: int = 0) -> list[Reading]:
    """The best reading of each state, of the best states; a merge remembers how close it was.

    waiting: how many are kept beside that wait for a byte; 0 where those count among the others.
    """
    budget.take(A_READING * len(readings))
    if len(readings) < 2:
        return readings
    best: dict[tuple[int, str, int, str], Reading] = {}
    for reading in readings:
        path = reading.path
        state = (reading.pending, reading.history, reading.last_two, path.open if path else "")
        other = best.get(state)
        if other is None:
            best[state] = reading
        else:
            ahead = reading.value - other.value
            if -CLOSE < ahead < CLOSE:
                ahead += WORDS_WEIGHT * _better_words(reading, other, budget)
            winner = reading if ahead > 0 else other
            number = path.token if path else 0
            best[state] = winner._replace(doubts=Doubt(abs(ahead), number, winner.doubts))
    ranked = sorted(best.values(), key=lambda reading: -reading.value)
    floor = ranked[0].value - GAP
    if waiting:
        near = [reading for reading in ranked if reading.value >= floor]
        kept = [reading for reading in near if reading.pending < 0][:beam]
        kept += _spread([reading for reading in near if reading.pending >= 0])[:waiting]
    else:
        kept = [reading for reading in ranked[:beam] if reading.value >= floor]
    # What reads well may run into bytes that cannot be: the other alignment stays in reach.
    other = next((r for r in ranked if (r.pending < 0) != (ranked[0].pending < 0)), None)
    if other is not None and other not in kept:
        kept.append(other)
    return kept


def _spread(ranked: list[Reading]) -> list[Reading]:
    """Readings in an order in which those that have read the same do not stand in a row.

    All leads that a break may have taken cost the same until the next byte tells them apart; they come likeliest first.
    """
    met = Counter[str]()
    order = []
    for reading in ranked:
        met[reading.history] += 1
        order.append((met[reading.history] * APART - reading.value, reading))
    order.sort(key=lambda entry: entry[0])
    return [reading for _, reading in order]


def _better_words(reading: Reading, other: Reading, budget: Budget) -> float:
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
    budget.take(A_LOOK_AT_WORDS + A_CHARACTER * (len(ours_text) + len(theirs_text)))
    return language.words(language.fold(ours_text)) - language.words(language.fold(theirs_text))
