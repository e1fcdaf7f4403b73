"""Text repair: brings back what the hijacked sites' conversion damaged, and leaves sound text alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from cleaners.article import Edit
from cleaners.budget import Budget, budget_of
from cleaners.repair.edits import UNDECIDED, Repaired, apply, compose
from cleaners.repair.entity import undo_entities
from cleaners.repair.invisible import undo_invisible
from cleaners.repair.marks.question_marks import undo_lone_marks
from cleaners.repair.marks.stuffed import undo_commas, undo_pairs
from cleaners.repair.mojibake.gbk import undo_gbk_mojibake
from cleaners.repair.mojibake.other import undo_other_mojibake
from cleaners.repair.mojibake.utf8 import undo_utf8_mojibake
from cleaners.repair.process import undo_process
from cleaners.repair.signs import may_show_process

Step = Callable[[str], list[Edit]]

# In this order, ``undo_process`` between the two: what splits the pinyin goes before the pinyin is looked for; rows of
# UTF-8 are no accident, while the same bytes often make a pair of GBK, too; GBK is undone before ftfy, which makes it
# irreversible; entities behind these, for what they stand for was never damaged; other hijackers' marks last, in text
# that can be read.
BEFORE: tuple[Step, ...] = (undo_invisible,)
AFTER: tuple[Step, ...] = (
    undo_utf8_mojibake,
    undo_gbk_mojibake,
    undo_other_mojibake,
    undo_entities,
    undo_commas,
    undo_pairs,
)
_DAMAGE = frozenset(("annotation", "shear", "markup"))
_ROUNDS = 4  # what one repair lays open the next may see; no real page needed more than two


def repair(text: str, budget: Budget | None = None) -> Repaired:
    """Undo the damage in a page's text, plain or HTML source; sound text comes back unchanged, with no edits.

    Script is never converted (``chinese.scripts`` does). Edits are in offsets of ``text``, in order, none overlapping;
    a character that stays undecidable is U+FFFD. Repairing again changes nothing, unless the budget ended.

    budget: of the work, ``cleaners.budget.budget_of(text)`` if None is given; it is used up.

    >>> repair("面對面、實打?qū)嵶龊眯滦蝿菹氯罕姽ぷ?/h1>").text
    '面對面、實打實做好新形勢下群眾工作</h1>'
    >>> repair("真的嗎??會(huì)議，f(x)").edits
    ()
    """
    budget = budget or budget_of(text)
    edits: list[Edit] = []
    current = text
    for _ in range(_ROUNDS):
        budget.unread = 0  # what an earlier round did not read this one meets again
        fresh = _once(current, budget)
        if not fresh:
            break
        edits = compose(text, edits, fresh)
        current = apply(text, edits)
    return Repaired(current, tuple(edits), budget.unread)


def may_be_damaged(text: str) -> bool:
    """Whether text without markup is worth repairing: the look that every page gets, before its source is touched.

    >>> may_be_damaged("打?qū)嵶龊眯滦蝿菹氯罕姽ぷ?/h1>"), may_be_damaged("真的吗？f(x)=a?b:c")
    (True, False)
    """
    steps = (*BEFORE, *AFTER)
    return may_show_process(text) or any(step(text) for step in steps) or bool(undo_lone_marks(text, proven=False))


def _once(text: str, budget: Budget) -> list[Edit]:
    """Every step, each on what the one before left."""
    edits: list[Edit] = []
    current = text
    steps: tuple[Step, ...] = (*BEFORE, partial(undo_process, budget=budget), *AFTER)
    for step in steps:
        found = step(current)
        if found:
            edits = compose(text, edits, found)
            current = apply(text, edits)
    proven = any(edit.kind in _DAMAGE for edit in edits)
    return compose(text, edits, undo_lone_marks(current, proven))


__all__ = ["UNDECIDED", "Edit", "Repaired", "Step", "may_be_damaged", "repair"]
