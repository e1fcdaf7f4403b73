"""Undoes the forced pinyin and the sheared runs of one page: finds where the process was at work, decodes, reports.

The page decides what is believed. One insertion inside a character proves the process; balanced annotations alone
prove it only if they are byte-blind and consistent (``annotation.py``); a break alone must win against the text as it
stands by a wide margin. Clean text, pinyin lessons included, comes out as it went in.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import replace

from cleaners.article import Edit
from cleaners.budget import Budget, budget_of
from cleaners.repair.annotation import undo_annotations
from cleaners.repair.edits import apply
from cleaners.repair.insertion import spaces_after
from cleaners.repair.marks.question_marks import is_laid_out
from cleaners.repair.segments import segments
from cleaners.repair.shear.page.evidence import page_evidence
from cleaners.repair.shear.page.widths import Span, narrow_spans
from cleaners.repair.shear.page_edits import on_proof, sheared_edits
from cleaners.repair.signs import (
    CUT_TAG,
    is_silently_sheared,
    is_suspect,
    lands_inside_narrow,
    may_show_process,
    proves_process,
)


def undo_process(text: str, budget: Budget | None = None) -> list[Edit]:
    """Edits that take the forced pinyin out and bring sheared runs back; none on a page without the process.

    budget: what is left of the page's; a segment that it ends before stays as it stands.

    >>> [(e.before, e.after, e.kind) for e in undo_process("打?qū)嵶龊眯滦蝿菹氯罕姽ぷ?/h1>")]
    [('?qū)嵶龊眯滦蝿菹氯罕姽ぷ?', '實做好新形勢下群眾工作', 'shear'), ('', '<', 'markup')]
    >>> undo_process("教師讀會(huì)議，f(x)=a?b:c，真的嗎??")
    []
    """
    if not may_show_process(text):
        return []
    budget = budget or budget_of(text)
    spaces = spaces_after(text)
    if not spaces:
        return _undone(text, budget)
    left = _undone(apply(text, [Edit(place, " ", "", "annotation") for place in spaces]), budget)
    cuts = [place - i for i, place in enumerate(spaces)]  # where each stood, in the text without them
    return [_with_spaces(edit, text, cuts) for edit in left]


def _with_spaces(edit: Edit, text: str, cuts: list[int]) -> Edit:
    """An edit of the text without its spaces as one of the text; a space goes with the insertion it stands behind.

    >>> _with_spaces(Edit(1, "(xi)", "", "annotation", 1.0), "習(xi) 近平", [5]).before
    '(xi) '
    """
    start, end = edit.where, edit.where + len(edit.before)
    start, end = start + bisect_right(cuts, start), end + bisect_right(cuts, end)
    return replace(edit, where=start, before=text[start:end])


def _undone(text: str, budget: Budget) -> list[Edit]:
    """As ``undo_process``, of a text that is worth a look."""
    spans = list(segments(text))
    whole = undo_annotations(text, spans)
    suspects = [span for span in spans if is_suspect(line := text[slice(*span)]) and not is_laid_out(line)]
    silent = [] if suspects or not whole else [span for span in spans if is_silently_sheared(text[slice(*span)])]
    if not suspects and not silent:
        return whole
    proven = bool(whole) or any(proves_process(text[slice(*span)]) for span in suspects)
    narrow = narrow_spans(text, spans)
    chosen = sorted({*suspects, *silent, *(_beside(text, spans, narrow) if proven else ())})
    sound = sorted(set(spans).difference(chosen))
    page = page_evidence(text, sound, chosen, silent=bool(silent), proven=proven, budget=budget)
    page, decoded = (page, {}) if proven else on_proof(text, chosen, page, narrow)
    edits, unread = sheared_edits(text, chosen, page, narrow, decoded)
    if page.proven and any(edit.kind == "shear" for edit in edits):
        whole = undo_annotations(text, spans, proven=True)
    budget.unread += sum(end - start for start, end in unread)
    taken = sorted([*unread, *((edit.where, edit.where + len(edit.before)) for edit in edits)])
    return sorted(edits + _outside(whole, taken), key=lambda edit: edit.where)


def _beside(text: str, spans: list[Span], narrow: Collection[Span]) -> Iterable[Span]:
    """What else is decoded on a page that shows the process: segments whose tag or whose mark was damaged."""
    for span in spans:
        if CUT_TAG.search(text, *span) or (span in narrow and lands_inside_narrow(text[slice(*span)])):
            yield span


def _outside(edits: Iterable[Edit], taken: list[tuple[int, int]]) -> list[Edit]:
    """The edits that touch none of the stretches, which are in order."""
    kept, i = [], 0
    for edit in edits:
        while i < len(taken) and taken[i][1] <= edit.where:
            i += 1
        if i == len(taken) or edit.where + len(edit.before) <= taken[i][0]:
            kept.append(edit)
    return kept
