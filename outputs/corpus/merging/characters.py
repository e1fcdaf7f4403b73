"""One passage out of its readings on several copies, character by character where they differ."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from cleaners.chinese.language_model import model
from cleaners.repair import UNDECIDED
from outputs.corpus.merging.folding import folded
from outputs.corpus.merging.passages import Passage
from outputs.corpus.merging.soundness import AS_PRINTED, REPAIRED, SOUND

# By hand, tuned together with soundness.SOUND on tests/corpus/hard_copies.py in November 2026.
#: What a nat of the language model's is worth in votes: a wrong character costs about eight.
NAT = 0.2
#: Votes the model has at most: it overrules one damaged copy, never two.
MODEL_AT_MOST = 1.9
#: Nats a character costs in good text, so that of readings of two lengths the shorter is not the likelier.
CHARACTER = 4.5
#: Votes by which a reading must win; below, the pivot's stands and the place is on record.
MARGIN = 0.1
#: A gap of more characters than these is a passage's matter: nobody loses a sentence by votes or by the model.
SHORT_GAP = 8
_CONTEXT = 3  # characters the model looks back, and as many whose likelihood a reading changes

_NUMBER = re.compile(r"[0-9][0-9.,%]*")


class Reading(NamedTuple):
    """A passage as a copy has it. copy: its number. sound: whether the copy is undamaged."""

    copy: int
    sound: bool
    passage: Passage


@dataclass(frozen=True, slots=True)
class Choice:
    """A place where the copies were at odds and none could be shown to be right; the pivot's reading was kept.

    place: offset in the merged passage. readings: each reading and the copies that have it.
    """

    place: int
    readings: tuple[tuple[str, tuple[int, ...]], ...]
    chosen: str
    why: str


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a merged passage that stands on some copies and is missing on the others."""

    place: int
    length: int
    copies: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """A passage out of all its readings."""

    text: str
    choices: tuple[Choice, ...] = ()
    runs: tuple[Run, ...] = ()


class _Said(NamedTuple):
    """What one copy has at a place. vote: what its word counts there."""

    copy: int
    text: str
    vote: float


#: Whether a stretch is to be left out: it is another passage's, or recurs on the host of every copy that has it.
Foreign = Callable[[str, tuple[int, ...]], bool]


def merged(readings: Sequence[Reading], foreign: Foreign = lambda text, copies: False) -> Merged:
    """The passage that its readings show together, in the form and the script of the first, the pivot.

    readings: in one script, one a copy at most.

    >>> ones = ("工会千部联系群众", "工会干部联\ufffd群众", "工会干部联系群众")
    >>> merged([Reading(i, False, Passage(text, text)) for i, text in enumerate(ones)]).text
    '工会干部联系群众'
    """
    pivot = readings[0].passage
    if all(r.passage.folded == pivot.folded for r in readings) or _is_settled(readings):
        return Merged(pivot.text)
    maps = [_map(pivot.folded, r.passage.folded) for r in readings]
    out: list[str] = []
    size, done = 0, 0
    choices: list[Choice] = []
    runs: list[Run] = []
    for start, end in _places(pivot.folded, maps):
        kept = pivot.text[done:start]
        out.append(kept)
        size += len(kept)
        said = [_said(r, there, start, end) for r, there in zip(readings, maps, strict=True)]
        voters = _voters(said, readings, [there.stretch(start, end)[1] for there in maps])
        if long := _long(said, foreign):
            # Those that have the stretch are merged by themselves: the first of them is its pivot.
            inner = merged([_between(readings[i], maps[i], start, end) for i in long], foreign)
            if len(long) == 1:
                runs.append(Run(size, len(inner.text), (said[long[0]].copy,)))
            choices += [replace(choice, place=size + choice.place) for choice in inner.choices]
            runs += [replace(run, place=size + run.place) for run in inner.runs]
            out.append(inner.text)
            size += len(inner.text)
            done = end
            continue
        before = folded("".join(out[-2:])[-_CONTEXT:])
        chosen, why = _decided(voters, before, pivot.folded[end : end + _CONTEXT])
        if why:
            choices.append(Choice(size, _grouped(voters), chosen, why))
        out.append(chosen)
        size += len(chosen)
        done = end
    out.append(pivot.text[done:])
    return Merged("".join(out), tuple(choices), tuple(runs))


TIE = "tie: the pivot's stands"
DIGITS = "digits differ: the pivot's stands"


def _voters(said: Sequence[_Said], readings: Sequence[Reading], ends: Sequence[int]) -> list[_Said]:
    """The readings that count at a place. ends: where it ends in each.

    Not that of a copy which ends there with less than another: it may have been cut. Of the others an undamaged one
    wins: however many damaged ones agree, they may be of one table.
    """
    most = max(len(each.text) for each in said)
    rest = [
        (each, r)
        for each, r, end in zip(said, readings, ends, strict=True)
        if not (r.passage.last and end == len(r.passage.text) and len(each.text) < most)
    ]
    return [each for each, r in rest if r.sound] or [each for each, _ in rest]


def _is_settled(readings: Sequence[Reading]) -> bool:
    """Whether the pivot is sound and the others cannot tell better: the sound ones say the same, and no damaged one is
    longer by more than a short gap."""
    pivot = readings[0]
    return (
        pivot.sound
        and not pivot.passage.last
        and all(
            r.passage.folded == pivot.passage.folded
            if r.sound
            else len(r.passage.text) <= len(pivot.passage.text) + SHORT_GAP
            for r in readings
        )
    )


@dataclass(frozen=True, slots=True)
class _Map:
    """Where the pivot's places are in another reading.

    spans: the stretches of the pivot that differ. ends: where each ends. ahead: how far the other is ahead of the
    pivot behind none, one, two … of them.
    """

    spans: tuple[tuple[int, int], ...]
    ends: tuple[int, ...]
    ahead: tuple[int, ...]

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """What the other has for a stretch of the pivot that cuts through none of the spans."""
        return start + self.ahead[bisect_left(self.ends, start)], end + self.ahead[bisect_right(self.ends, end)]


def _map(pivot: str, other: str) -> _Map:
    ops = [op for op in Levenshtein.opcodes(pivot, other) if op.tag != "equal"]
    ahead = [op.dest_end - op.src_end for op in ops]
    return _Map(tuple((op.src_start, op.src_end) for op in ops), tuple(op.src_end for op in ops), (0, *ahead))


def _places(pivot: str, maps: Sequence[_Map]) -> list[tuple[int, int]]:
    """The stretches of the pivot that any reading differs in; those that touch are one, a number is never parted."""
    numbers = [found.span() for found in _NUMBER.finditer(pivot)]
    starts, ends = [start for start, _ in numbers], [end for _, end in numbers]
    places: list[tuple[int, int]] = []
    for start, end in sorted({_with_numbers(span, starts, ends) for each in maps for span in each.spans}):
        if places and start <= places[-1][1]:
            places[-1] = places[-1][0], max(places[-1][1], end)
        else:
            places.append((start, end))
    return places


def _with_numbers(span: tuple[int, int], starts: Sequence[int], ends: Sequence[int]) -> tuple[int, int]:
    """A stretch and the numbers that it touches."""
    start, end = span
    first, last = bisect_left(ends, start), bisect_right(starts, end)
    return (min(start, starts[first]), max(end, ends[last - 1])) if first < last else span


def _said(reading: Reading, there: _Map, start: int, end: int) -> _Said:
    """What a copy has where the pivot has ``start`` to ``end``."""
    start, end = there.stretch(start, end)
    text = reading.passage.text[start:end]
    return _Said(reading.copy, text, _vote(reading, text, start, end))


def _vote(reading: Reading, text: str, start: int, end: int) -> float:
    if UNDECIDED in text:
        return 0.0
    if reading.sound:
        return SOUND
    sure = [d.sure for d in reading.passage.doubts if d.start <= end and start <= d.end]
    return min(sure) * REPAIRED if sure else AS_PRINTED


def _decided(said: Sequence[_Said], before: str, behind: str) -> tuple[str, str]:
    """The reading to take, and why where that is to be on record."""
    pivot = said[0].text
    votes: dict[str, float] = {}
    for each in said:
        if UNDECIDED not in each.text:
            form = folded(each.text)
            votes[form] = votes.get(form, 0.0) + each.vote
    if not votes:  # lost on all: the one that has most of it
        return max((s.text for s in said), key=lambda text: len(text.replace(UNDECIDED, ""))), ""
    shown = {form: next(s.text for s in said if folded(s.text) == form) for form in votes}
    ours = folded(pivot)
    if len(votes) > 1 and len({form.strip() for form in votes}) == 1:
        return shown.get(ours, next(iter(shown.values()))), ""
    digits = {"".join(filter(str.isdigit, form)) for form in votes}
    if len(digits) == 1:
        if together := _by_columns(said):
            return together, ""
        votes = _with_model(votes, before, behind)
    ranked = sorted(votes, key=lambda form: (-votes[form], form != ours, form))
    if len(ranked) > 1 and votes[ranked[0]] - votes[ranked[1]] < MARGIN:
        kept = ours if ours in votes else ranked[0]
        return shown[kept], TIE if len(digits) == 1 else DIGITS
    return shown[ranked[0]], ""


def _by_columns(said: Sequence[_Said]) -> str:
    """A place of several characters of which each has more votes than any other, from two copies at least.

    Where three have 持稳高, 持中经 and 司中高, no two agree on the whole, but on each character two do. "" where they
    do not, or are of several lengths. No digit is among them: numbers are whole.

    >>> _by_columns([_Said(0, "持稳高", 0.7), _Said(1, "持中经", 0.9), _Said(2, "司中高", 0.6)])
    '持中高'
    """
    whole = [each for each in said if UNDECIDED not in each.text]
    forms = [folded(each.text) for each in whole]
    if len(whole) < 3 or len(set(map(len, forms))) > 1 or any(map(str.isdigit, "".join(forms))):
        return ""
    out = []
    for column in range(len(forms[0])):
        votes: dict[str, list[float]] = {}
        for form, each in zip(forms, whole, strict=True):
            votes.setdefault(form[column], []).append(each.vote)
        best, *others = sorted(votes, key=lambda c: -sum(votes[c]))
        if len(votes[best]) < 2 or any(sum(votes[best]) - sum(votes[c]) < MARGIN for c in others):
            return ""
        out.append(next(each.text[column] for form, each in zip(forms, whole, strict=True) if form[column] == best))
    return "".join(out)


def _long(said: Sequence[_Said], foreign: Foreign) -> list[int]:
    """The numbers of the readings that have a stretch which others are missing; none where the gap is a short one.

    What is lost on a copy is no gap, and what a stretch has lost makes it no shorter one: who misses all of it cannot
    tell. A stretch that is not the article's is missing nowhere.
    """
    shortest = min((len(s.text) for s in said if UNDECIDED not in s.text), default=None)
    if shortest is None:
        return []
    long = [i for i, s in enumerate(said) if len(s.text.replace(UNDECIDED, "")) - shortest > SHORT_GAP]
    if not long:
        return []
    copies = tuple(said[i].copy for i in long)
    if all(foreign(said[i].text, copies) for i in long):
        return [i for i in range(len(said)) if i not in long]
    return long


def _between(reading: Reading, there: _Map, start: int, end: int) -> Reading:
    start, end = there.stretch(start, end)
    return reading._replace(passage=reading.passage.between(start, end))


def _with_model(votes: dict[str, float], before: str, behind: str) -> dict[str, float]:
    """The votes, and the language model's for what it likes."""
    judge = model()
    before, behind = judge.fold(before), judge.fold(behind)
    scores = {form: judge.score(judge.fold(form) + behind, before) + CHARACTER * len(form) for form in votes}
    best = max(scores.values())
    return {form: vote + max(MODEL_AT_MOST - NAT * (best - scores[form]), 0.0) for form, vote in votes.items()}


def _grouped(said: Sequence[_Said]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    found: dict[str, list[int]] = {}
    for each in said:
        found.setdefault(each.text, []).append(each.copy)
    return tuple((text, tuple(sorted(copies))) for text, copies in found.items())
