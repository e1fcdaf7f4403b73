"""The edits of a page's sheared segments: each decoded, those that were unsure again with what the others taught."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from cleaners.article import Edit
from cleaners.patterns import regex
from cleaners.repair.edits import UNDECIDED, in_common
from cleaners.repair.shear.certainty import DOUBTED, sure
from cleaners.repair.shear.decoder import Run, decode
from cleaners.repair.shear.digits import restore_digit
from cleaners.repair.shear.page.evidence import PageEvidence
from cleaners.repair.shear.page.widths import Span
from cleaners.repair.shear.tokens import TAG_REST

_GUESS = regex(f"{UNDECIDED}+")
_NARROW = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}
# Natural log units, by hand.
MIN_GAIN = 3.0  # on a page without proof, how much better than as it stands a segment must read
MIN_MARGIN = 4.0  # a segment that is this far ahead of its next reading teaches the others
PROOF_GAIN = 15.0  # a segment that reads so much better once decoded proves that the page is damaged
MOST_TRIED = 40  # segments that are decoded to look for such a proof


def on_proof(
    text: str, spans: list[Span], page: PageEvidence, narrow: Collection[Span]
) -> tuple[PageEvidence, dict[Span, list[Run]]]:
    """The page as proven if one of its first segments reads so much better decoded than as it stands that it is
    damaged, and without any segment; else as it is, with the segments that were decoded to see it.
    """
    decoded = dict[Span, list[Run]]()
    for span in spans[:MOST_TRIED]:
        runs = decode(text[slice(*span)], page, span in narrow)
        if page.budget.ended:
            break
        if any(run.gain >= PROOF_GAIN for run in runs):
            return replace(page, proven=True), {}
        decoded[span] = runs
    return page, decoded


def sheared_edits(
    text: str, spans: list[Span], page: PageEvidence, narrow: Collection[Span], decoded: dict[Span, list[Run]]
) -> tuple[list[Edit], list[Span]]:
    """Edits that bring the sheared runs of the segments back, in order, and the segments that the budget ended before.

    narrow: those that were made narrow. decoded: those that were, on the page as it is.
    """
    decoded, unread = dict(decoded), list[Span]()
    for span in spans:
        if span not in decoded:
            runs = decode(text[slice(*span)], page, span in narrow)
            if page.budget.ended:
                unread.append(span)
            else:
                decoded[span] = runs
    fold = page.scorer.model.fold
    unsure = []
    for span, runs in decoded.items():
        if all(run.margin > MIN_MARGIN for run in runs):
            page.scorer.learn(fold(_with_runs(text[slice(*span)], runs)))
        else:
            unsure.append(span)
    if unsure and len(unsure) < len(decoded):
        for span in unsure:
            runs = decode(text[slice(*span)], page, span in narrow)
            if page.budget.ended:  # what was read before the others taught it is still a whole reading
                break
            decoded[span] = runs
    edits: list[Edit] = []
    for span, runs in decoded.items():
        for run in runs:
            # Whole insertions in step are the page's matter, see annotation.py.
            if run.sheared and (page.proven or run.gain >= MIN_GAIN):
                found = _edits(text[slice(*span)], run, span[0], span in narrow)
                if run.text.endswith(UNDECIDED):
                    found = [restore_digit(text, edit) for edit in found]
                edits.extend(found)
    return edits, unread


def _with_runs(segment: str, runs: list[Run]) -> str:
    """The segment as it was read."""
    out, place = [], 0
    for run in runs:
        out += [segment[place : run.start], run.text]
        place = run.end
    return "".join(out) + segment[place:]


def _edits(segment: str, run: Run, offset: int, narrow: bool) -> list[Edit]:
    """A run as edits: swallowed markup apart, and without what stayed as it was.

    offset: of the segment in the page. narrow: whether the segment's full-width ASCII was made narrow.

    >>> run = Run(1, 8, "實做好<", 99.0, True, 9.0, "實做好<")
    >>> _edits("打?qū)嵶龊?/h1>", run, 100, False)  # doctest: +NORMALIZE_WHITESPACE
    [Edit(where=101, before='?qū)嵶龊?', after='實做好', kind='shear', sure=1.0),
     Edit(where=108, before='', after='<', kind='markup', sure=1.0)]
    """
    certainty = sure(run.margin, run.guessed)
    # Of several guesses in one run it is not known which is the doubtful one.
    doubted = certainty < DOUBTED and len(_GUESS.findall(run.marked)) == 1
    before, after = segment[run.start : run.end], run.marked if doubted else run.text
    if narrow:
        after = after.translate(_NARROW)
    markup = []
    if after.endswith("<") and before.endswith("?") and TAG_REST.match(segment, run.end):
        after = after[:-1]
        markup = [Edit(offset + run.end, "", "<", "markup", 1.0)]
    start, end = in_common(before, after)
    before, after = before[start : len(before) - end], after[start : len(after) - end]
    if not before and not after:
        return markup
    edit = Edit(offset + run.start + start, before, after, "shear", 0.0 if after == UNDECIDED else certainty)
    return [edit, *markup]
