"""Which records a review holds where there are too many to look at: the doubtful, and some of all the others."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from outputs.corpus.copies import Version

#: Records that are all taken. By hand: their rows are some 6 MB of script, which a browser reads in half a second.
MOST = 20_000
SEED = 18


@dataclass(frozen=True, slots=True)
class Sample:
    """The records chosen, and of how many. doubtful: how many were taken for their low confidence; the others were
    drawn by ``seed``. All of them are there where ``doubtful`` is 0."""

    versions: tuple[Version, ...]
    of: int
    doubtful: int = 0
    seed: int = SEED


def sampled(versions: Sequence[Version], most: int = MOST, seed: int = SEED) -> Sample:
    """All records, or beyond ``most`` half of that with the lowest confidence, and half drawn from the others.

    The same records and the same seed give the same sample, in whatever order they come.

    >>> from pathlib import Path
    >>> from outputs.corpus.copies import Place
    >>> made = [Version(f"u{n}", ("r", "", 1), "", n / 9, Place(Path("s/r.jsonl"), n)) for n in range(9)]
    >>> chosen = sampled(made, 4)
    >>> [version.url for version in chosen.versions[:2]], len(chosen.versions), chosen.of, chosen.doubtful
    (['u0', 'u1'], 4, 9, 2)
    """
    if len(versions) <= most:
        return Sample(tuple(versions), len(versions), seed=seed)
    ordered = sorted(versions, key=lambda version: (version.confidence, version.url, version.place))
    half = most // 2
    drawn = random.Random(seed).sample(ordered[half:], most - half)  # nosec B311 # a sample, and no secret
    return Sample((*ordered[:half], *drawn), len(versions), half, seed)
