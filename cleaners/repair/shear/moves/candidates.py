"""Which characters the bytes that are left allow: all that begin, or end, with a byte, or lie around one that is gone.

The likeliest come first where the language model is asked already here, without any context that a reading has.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from heapq import nlargest
from typing import NamedTuple

from cleaners.chinese.gbk import INVALID, pair_chars, zone_char
from cleaners.chinese.language_model import model

# Log probabilities, by hand: a character that is rarer is no candidate …
RARE = -12.5  # … for a lost byte
TOO_RARE = -9.0  # … beside two dropped ones
# How many are kept, by hand.
_AROUND_GAP = 24
_AFTER_FIRST = 6
_TWO_AFTER = 12

Candidate = tuple[str, str, int]  # folded, as it stands, and the byte that is asked for


@cache
def by_lead() -> dict[int, list[Candidate]]:
    """For each lead byte: (folded, character, trail byte) of what Chinese text uses."""
    return _index(lambda code: code >> 8, lambda code: code & 0xFF)


@cache
def by_trail() -> dict[int, list[Candidate]]:
    """For each trail byte: (folded, character, lead byte) of what Chinese text uses."""
    return _index(lambda code: code & 0xFF, lambda code: code >> 8)


ZONE_LEADS = frozenset((*range(0xA1, 0xA8), *range(0xAA, 0xB0), *range(0xF8, 0xFF)))


@cache
def zone_partners() -> dict[int, frozenset[int]]:
    """For each trail byte the lead bytes with which it makes a private-use character."""
    return {trail: frozenset(lead for lead in ZONE_LEADS if zone_char(lead, trail)) for trail in range(0x40, 0xFF)}


class Around(NamedTuple):
    """The likeliest pairs of characters around what is gone, by the first. steps: pairs that were looked at, of the
    budget's steps; kept: how many are here; firsts: the first folded, the second folded, both as they are."""

    steps: int
    kept: int
    firsts: list[tuple[str, list[str], list[str]]]


class Found(NamedTuple):
    """What a look-up found, the likeliest first. steps: candidates that it looked at, of the budget's steps."""

    steps: int
    gaps: list[tuple[str, str]]


@lru_cache(maxsize=65536)
def around_gap(first: int, last: int) -> Around:
    """The likeliest characters (first x)(y last) where (x y) is for private use."""
    language, found = model(), []
    for folded, char, x in by_lead().get(first, ()):
        if x in ZONE_LEADS:
            alone, behind = language.log(folded), _behind_gap(x, last)
            values = language.after(folded, [entry[0] for entry in behind])
            found += [
                (alone + value, folded, folded2, char, char2)
                for value, (folded2, char2, _) in zip(values, behind, strict=True)
            ]
    likely = nlargest(_AROUND_GAP, found)
    firsts: dict[str, tuple[list[str], list[str]]] = {}
    for _, folded, folded2, char, char2 in likely:
        seconds, pairs = firsts.setdefault(folded, ([], []))
        seconds.append(folded2)
        pairs.append(char + char2)
    return Around(len(found), len(likely), [(folded, *behind) for folded, behind in firsts.items()])


@lru_cache(maxsize=8192)
def _behind_gap(x: int, last: int) -> list[Candidate]:
    """The characters (y last) where (x y) is for private use."""
    pairs = pair_chars()
    return [entry for entry in by_trail().get(last, ()) if _is_private(pairs[x << 8 | entry[2]])]


@lru_cache(maxsize=8192)
def _usual_behind_gap(x: int, last: int) -> list[Candidate]:
    """Those of them that are not TOO_RARE."""
    log = model().log
    return [entry for entry in _behind_gap(x, last) if log(entry[0]) > TOO_RARE]


@lru_cache(maxsize=4096)
def _after_first(first: str, x: int) -> tuple[int, list[tuple[float, str, str, int]]]:
    """The likeliest characters after a folded one whose lead byte makes a private-use character with x before it, and
    of how many."""
    chars, rest = _between_gaps(x)
    found = zip(model().after(first, chars), chars, rest, strict=True)
    likely = nlargest(_AFTER_FIRST, ((value, folded, *entry) for value, folded, entry in found))
    return len(chars), likely


@lru_cache(maxsize=256)
def _between_gaps(x: int) -> tuple[list[str], list[tuple[str, int]]]:
    """The usual characters whose lead byte makes a private-use character with x before it, and whose trail byte may
    make one: folded, and (as they are, trail byte)."""
    entries = [(folded, char, x2) for x2 in ZONE_LEADS for folded, char, _ in _usual_behind_gap(x, x2)]
    return [entry[0] for entry in entries], [entry[1:] for entry in entries]


@lru_cache(maxsize=16384)
def two_after(first: str, x: int, last: int) -> Found:
    """After a character that ended in x: a whole one between two private-use ones, and one that ends in ``last``.

    Folded, and as they are.
    A comma (A3AC) between hides as easily: 全篇，它 is C8AB C6AA A3AC CBFC, where ABC6, AAA3 and ACCB are dropped.
    """
    language, pairs, found = model(), pair_chars(), []
    steps, seconds = _after_first(first, x)
    for value, folded2, char2, x2 in seconds:
        if _is_private(pairs[x2 << 8 | 0xA3]):
            comma, behind = value + language.log(first + folded2 + ","), _usual_behind_gap(0xAC, last)
            values = language.after(folded2 + ",", [entry[0] for entry in behind])
            for value3, (folded3, char3, _) in zip(values, behind, strict=True):
                found.append((comma + value3, folded2 + "," + folded3, char2 + "，" + char3))
        behind = _usual_behind_gap(x2, last)
        values = language.after(first + folded2, [entry[0] for entry in behind])
        for value3, (folded3, char3, _) in zip(values, behind, strict=True):
            found.append((value + value3, folded2 + folded3, char2 + char3))
    return Found(steps + len(found), [entry[1:] for entry in nlargest(_TWO_AFTER, found)])


def _index(key: Callable[[int], int], rest: Callable[[int], int]) -> dict[int, list[Candidate]]:
    """The characters that are candidates, by one byte of their code (``key``), with the other (``rest``)."""
    found: dict[int, list[Candidate]] = {}
    for code, folded, char in _usual():
        found.setdefault(key(code), []).append((folded, char, rest(code)))
    return found


@cache
def _usual() -> list[tuple[int, str, str]]:
    """Code, folded form and character of all that are candidates."""
    chars = [
        (code, char)
        for code, char in enumerate(pair_chars())
        if char not in (INVALID, "\u3000") and not _is_private(char)
    ]
    folded = "".join(char for _, char in chars).translate(model().fold_map)  # each is one character
    logs = model().after("", folded)
    return [(code, fold, char) for (code, char), fold, log in zip(chars, folded, logs, strict=True) if log > RARE]


def _is_private(char: str) -> bool:
    """Whether a character is of the zones for private use."""
    return "\ue000" <= char <= "\ue765"


def lost_twice(following: str) -> frozenset[int]:
    """What the second of two bytes lost in a row was, by the mark that follows.

    Both were lost at breaks, so the second made a mark with the first byte of the mark that stands there.
    形??；明 : 骸； is BAA1 A3BB, broken before A1A3 and before A3BB.
    客流量??， : 小， is D0A1 A3AC, broken before A1A3 and before A3AC.
    低??、醫 : 保、 is B1A3 A1A2, broken before A3A1 and before A1A2.

    >>> lost_twice("；"), lost_twice("、"), lost_twice("甲")
    (frozenset({161}), frozenset({163}), frozenset())
    """
    if following and following in "，；！？,;!?":
        return frozenset({0xA1})
    return frozenset({0xA3} if following and following in "、。" else ())
