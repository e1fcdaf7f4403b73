"""Which passage of one copy is which of another: equal ones first, similar ones between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel, LCSseq, Levenshtein

from cleaners.repair import UNDECIDED
from outputs.corpus.merging.passages import Passage

# By hand: unrelated paragraphs share a third of their characters in order, copies with a third damaged two thirds.
SIMILAR = 0.5
# By hand, of a line: 二、对策 and 三、方法 share a quarter, 二、对策 and 三、对策 three. Of 17 characters two copies of
# one line differ in one; 主席：张宗益（重庆大学经济学院） is 主席：刘文忻（南开大学经济学院） but for five.
SIMILAR_LINE = 0.72
LINE = 12  # characters: what is shorter is no part of another passage
OTHER = 3  # characters of a line in a row that are others: another name, no damage
LOST = 3  # characters that one which was lost may stand for
CUT = 0.7  # the start, or the end, of a longer passage
#: Equal passages of so many characters are the same, whatever stands between; shorter ones may be a host's, by hand.
ANCHOR = 40
#: Pairs between two equal passages that are compared, each with each, at most: beyond, those near the diagonal.
MOST_PAIRS = 40_000
#: What a pair of lines that recur on both hosts is worth beside one of the article's own: hosts put theirs anywhere.
HOSTS = 0.01


class Pair(NamedTuple):
    """A place in the row of one copy and the passage of another that belongs there; None where one has nothing."""

    left: int | None
    right: Passage | None


def align(left: Sequence[Passage], right: Sequence[Passage]) -> list[Pair]:
    """Two bodies side by side, in the order of both; every passage of either is in it.

    A passage that is two on the left is cut in two, two that are one on the left are joined.
    """
    pairs: list[Pair] = []
    for op in LCSseq.opcodes(_anchors(left, "left"), _anchors(right, "right")):
        if op.tag == "equal":
            here = range(op.src_start, op.src_end)
            pairs += [Pair(i, right[j]) for i, j in zip(here, range(op.dest_start, op.dest_end), strict=True)]
        elif op.tag == "delete":
            pairs += [Pair(i, None) for i in range(op.src_start, op.src_end)]
        elif op.tag == "insert":
            pairs += [Pair(None, p) for p in right[op.dest_start : op.dest_end]]
        else:
            raise AssertionError(op.tag)  # Indel has no other
    return _mended(left, pairs)


def _anchors(passages: Sequence[Passage], side: str) -> list[str]:
    """What each passage must be equal in; one that is no anchor has what no other side's has."""
    return [
        p.folded if len(p.folded) >= ANCHOR and not p.recurs else f"{side} {number}"
        for number, p in enumerate(passages)
    ]


def _mended(left: Sequence[Passage], pairs: Sequence[Pair]) -> list[Pair]:
    """What stands alone on both sides between two equal passages, paired where it is similar."""
    done: list[Pair] = []
    ours: list[int] = []
    theirs: list[Passage] = []
    for pair in [*pairs, None]:
        if pair is not None and pair.right is None and pair.left is not None:
            ours.append(pair.left)
        elif pair is not None and pair.left is None and pair.right is not None:
            theirs.append(pair.right)
        else:
            done += _between(left, ours, theirs)
            ours, theirs = [], []
            if pair is not None:
                done.append(pair)
    return done


def _between(left: Sequence[Passage], ours: Sequence[int], theirs: Sequence[Passage]) -> list[Pair]:
    """The likeliest pairing of two rows: most characters in common, no two pairs crossing."""
    m, n = len(ours), len(theirs)
    if not m or not n:
        return [Pair(i, None) for i in ours] + [Pair(None, p) for p in theirs]
    band = max(m, n) if m * n <= MOST_PAIRS else abs(m - n) + MOST_PAIRS // max(m, n)
    said = [left[i].folded for i in ours]
    other = [p.folded for p in theirs]
    best = [[0.0] * (n + 1) for _ in range(m + 1)]
    step = [[(0, 0)] * (n + 1) for _ in range(m + 1)]
    for i in range(m + 1):
        for j in range(n + 1):
            if not i and not j:
                continue
            top, way = (best[i - 1][j], (1, 0)) if i else (-1.0, (0, 0))
            if j and best[i][j - 1] > top:
                top, way = best[i][j - 1], (0, 1)
            if i and j and abs(i - j) <= band:
                for a, b in _SHAPES:
                    if a > i or b > j:
                        continue
                    if a + b > 2 and any(p.recurs for p in [*(left[k] for k in ours[i - a : i]), *theirs[j - b : j]]):
                        continue
                    ones, twos = said[i - a : i], other[j - b : j]
                    worth = HOSTS if left[ours[i - 1]].recurs and theirs[j - 1].recurs else 1.0
                    if (shared := worth * _shared(ones, twos)) and best[i - a][j - b] + shared > top:
                        top, way = best[i - a][j - b] + shared, (a, b)
            best[i][j], step[i][j] = top, way
    return _traced(left, ours, theirs, step)


#: Passages of either side that are one: pieces that a lost line break joined, or a stray one parted.
_SHAPES = ((1, 1), (1, 2), (2, 1))


def _traced(
    left: Sequence[Passage], ours: Sequence[int], theirs: Sequence[Passage], step: list[list[tuple[int, int]]]
) -> list[Pair]:
    pairs: list[Pair] = []
    i, j = len(ours), len(theirs)
    while i or j:
        a, b = step[i][j]
        match a, b:
            case 1, 0:
                pairs.append(Pair(ours[i - 1], None))
            case 0, 1:
                pairs.append(Pair(None, theirs[j - 1]))
            case 1, 1:
                pairs.append(Pair(ours[i - 1], theirs[j - 1]))
            case 1, 2:
                pairs.append(Pair(ours[i - 1], theirs[j - 2].joined(theirs[j - 1])))
            case 2, 1:
                first, second = ours[i - 2], ours[i - 1]
                at = _cut(left[first].folded, left[second].folded, theirs[j - 1].folded)
                whole = theirs[j - 1]
                pairs += [Pair(second, whole.between(at, len(whole.text))), Pair(first, whole.between(0, at))]
        i, j = i - a, j - b
    return pairs[::-1]


def _cut(first: str, second: str, whole: str) -> int:
    """Where a passage is to be cut that is two on another copy.

    >>> _cut("甲乙丙", "丁戊", "甲丙丁戊")
    2
    """
    at = len(first)
    for op in Levenshtein.opcodes(first + second, whole):
        if op.src_start <= at <= op.src_end:
            return min(op.dest_start + at - op.src_start, op.dest_end)
    return len(whole)


def _bare(text: str) -> str:
    return text.replace(UNDECIDED, "")


def _shared(ones: Sequence[str], twos: Sequence[str]) -> float:
    """Characters that two passages share if they are the same, 0.0 if they are not.

    Two that are joined must both be of the length of a sentence, and make the other one, as a whole and each its part.
    """
    if len(ones) + len(twos) == 2:
        return similarity(ones[0], twos[0]) * min(len(_bare(ones[0])), len(_bare(twos[0])))
    one, two = _bare("".join(ones)), _bare("".join(twos))
    if min(map(len, (*ones, *twos))) < LINE or not 0.7 < len(one) / len(two) < 1.4:
        return 0.0
    alike: float = Indel.normalized_similarity(one, two, score_cutoff=CUT)
    if not alike or not _has_both(*((ones, twos[0]) if len(ones) == 2 else (twos, ones[0]))):
        return 0.0
    return alike * min(len(one), len(two))


def _has_both(pieces: Sequence[str], whole: str) -> bool:
    """Whether a passage is two others: a heading that the other copy dropped is no part of the paragraph below it."""
    first, second = pieces
    at = _cut(first, second, whole)
    return all(similarity(*pair) for pair in zip(pieces, (whole[:at], whole[at:]), strict=True))


def similarity(one: str, two: str) -> float:
    """How alike two folded passages are, 0.0 where they are not the same: shares of characters in order.

    A passage that was cut short is its other copy's start, or end. What was lost differs from nothing. Lines of one
    form are the same only if little differs, and no number or Latin letter: damage hits Chinese.

    >>> cut = "他们先后走访了十二个村庄，"
    >>> similarity(cut, cut + "共三百户，问卷两百份。"), similarity("二、对策", "三、方法")
    (1.0, 0.0)
    >>> line = "地点：第二教学楼301"
    >>> similarity(line, "地点：第二教学楼302"), similarity(line, "地点：\ufffd\ufffd教学楼301")
    (0.0, 1.0)
    """
    if one == two:
        return 1.0
    short, long = sorted((_bare(one), _bare(two)), key=len)
    if not short or (len(long) < ANCHOR and not _may_be_one(one, two)):
        return 0.0
    if len(long) < ANCHOR:
        whole = _alike_lines(one, two)
    else:
        whole = Indel.normalized_similarity(short, long, score_cutoff=SIMILAR)
    if len(short) < LINE:
        return whole
    parts = (long[: len(short)], long[-len(short) :])
    least = SIMILAR_LINE if len(short) < ANCHOR else CUT
    return max(whole, *(Indel.normalized_similarity(short, part, score_cutoff=least) for part in parts))


def _alike_lines(one: str, two: str) -> float:
    """The share of characters that two lines have in order, of those that the other one has not lost."""
    ones, twos = _bare(one), _bare(two)
    if UNDECIDED not in one + two and any(len(other) >= OTHER for other in _replaced(one, two)):
        return 0.0
    common = LCSseq.similarity(ones, twos)
    apart = max(len(ones) - common - LOST * two.count(UNDECIDED), 0)
    apart += max(len(twos) - common - LOST * one.count(UNDECIDED), 0)
    alike = 1 - apart / (len(ones) + len(twos))
    return alike if common and alike >= SIMILAR_LINE else 0.0


def _replaced(one: str, two: str) -> list[str]:
    return [one[op.src_start : op.src_end] for op in Levenshtein.opcodes(one, two) if op.tag == "replace"]


def _may_be_one(one: str, two: str) -> bool:
    """Whether two lines have the same numbers and Latin letters, but for what was lost. A sentence is no line."""
    if one.endswith(_STOPS) or two.endswith(_STOPS):
        return True
    ones, twos = "".join(_ASCII.findall(one)), "".join(_ASCII.findall(two))
    if ones == twos:
        return True
    if UNDECIDED not in one + two:
        return False
    return Indel.distance(ones, twos) == abs(len(ones) - len(twos))


_STOPS = ("。", "!", "?", ";", ",", ".")
_ASCII = re.compile("[0-9A-Za-z]+")
