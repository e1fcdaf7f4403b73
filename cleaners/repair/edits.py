"""Edits applied, and edits of edits: every step reports in offsets of the text that ``repair`` was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleaners.article import Edit

UNDECIDED = "\ufffd"


@dataclass(frozen=True, slots=True)
class Repaired:
    """Text after repair and every edit that led to it, ordered by place.

    unread: characters of damaged segments that the budget ended before; they stand as they stood.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    unread: int = 0


def apply(text: str, edits: Sequence[Edit]) -> str:
    """The text with its edits made; they are in order and do not overlap.

    >>> apply("關(guān)系", [Edit(1, "(guān)", "", "annotation")])
    '關系'
    """
    out, place = [], 0
    for edit in edits:
        out += [text[place : edit.where], edit.after]
        place = edit.where + len(edit.before)
    out.append(text[place:])
    return "".join(out)


def in_common(before: str, after: str) -> tuple[int, int]:
    """How many characters two texts share at their start, and how many of the rest at their end.

    >>> in_common("的工?,有", "的工作,有"), in_common("aa", "aaa")
    ((2, 2), (2, 0))
    """
    most = min(len(before), len(after))
    start = 0
    while start < most and before[start] == after[start]:
        start += 1
    end = 0
    while end < most - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return start, end


def compose(text: str, first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """One list of edits of ``text`` that does what ``first`` and then ``second`` (edits of the outcome) do.

    Edits that touch become one, of the later kind and as sure as the less sure.

    >>> compose("a?b?c", [Edit(1, "?", "--", "x")], [Edit(2, "-b", "+", "y", 0.5), Edit(4, "?", "", "y")])
    [Edit(where=1, before='?b?', after='-+', kind='y', sure=0.5)]
    """
    if not first or not second:
        return list(first or second)
    middle = apply(text, first)
    # (start, end) in the middle text, offset from there to the given text after it
    spans: list[tuple[int, int, Edit, bool]] = []
    shift = 0
    for edit in first:
        spans.append((edit.where + shift, edit.where + shift + len(edit.after), edit, True))
        shift += len(edit.after) - len(edit.before)
    spans += [(edit.where, edit.where + len(edit.before), edit, False) for edit in second]
    spans.sort(key=lambda span: (span[0], span[1]))
    done, group = [], [spans[0]]
    end, shift = spans[0][1], 0
    for span in spans[1:]:
        if span[0] <= end and (span[0] < end or not (span[3] and group[-1][3])):
            group.append(span)
            end = max(end, span[1])
        else:
            edit, shift = _merged(text, middle, group, shift)
            done.append(edit)
            group, end = [span], span[1]
    done.append(_merged(text, middle, group, shift)[0])
    return [edit for edit in done if edit.before != edit.after]


def _merged(text: str, middle: str, group: list[tuple[int, int, Edit, bool]], shift: int) -> tuple[Edit, int]:
    """One edit of the given text for a group that touches, and the shift to the middle text after it."""
    start, end = group[0][0], max(span[1] for span in group)
    where = start - shift
    for _, _, edit, is_first in group:
        if is_first:
            shift += len(edit.after) - len(edit.before)
    later = [Edit(s - start, edit.before, edit.after, edit.kind) for s, _, edit, is_first in group if not is_first]
    last = next((edit for _, _, edit, is_first in group if not is_first), group[0][2])
    after = apply(middle[start:end], later)
    return Edit(where, text[where : end - shift], after, last.kind, min(span[2].sure for span in group)), shift
