"""What has become of a mark: whether the cleaner, as it is now, does what a person said is right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from outputs.marks.fields import FIELDS, alike, as_text
from outputs.marks.reading import Mark

#: What has become of a mark. mended: it was wrong, and is as expected. wrong: it still is. changed: it was wrong and is
#: something else now; what it should be was not said, or is not reached. kept: it was right and still is. lost: it was
#: right, and is something else now. missing: there is no record of the page, nor any of it to clean.
Fate = Literal["mended", "wrong", "changed", "kept", "lost", "missing"]


class Judged(NamedTuple):
    """A mark and its fate. now: what the field holds, as a text; of a record as a whole the fields that changed."""

    mark: Mark
    fate: Fate
    now: str = ""


def judged(mark: Mark, saved: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> Judged:
    """Compare a mark with its page's record as cleaned now.

    saved: the record as it is saved. now: as it would be written, empty where the page would give none; None where
    there is nothing to tell that by.

    >>> mark = Mark("http://a.example/1", "title", right=False, saved="题目（一）", expected="题目")
    >>> [judged(mark, {}, {"title": title}).fate for title in ("题目", "题目（一）", "题")]
    ['mended', 'wrong', 'changed']
    """
    if now is None:
        return Judged(mark, "missing")
    if not mark.field:  # all of it is right
        changed = [name for name in FIELDS if not _same(name, saved or now, now)]
        return Judged(mark, "lost" if changed else "kept", ", ".join(changed))
    text = as_text(now.get(mark.field))
    if mark.right:
        return Judged(mark, "kept" if alike(text, mark.saved) else "lost", text)
    if mark.expected is not None and alike(text, mark.expected):
        return Judged(mark, "mended", text)
    return Judged(mark, "wrong" if alike(text, mark.saved) else "changed", text)


def _same(name: str, saved: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    one, other = saved.get(name) or None, now.get(name) or None
    return as_text(one) == as_text(other) if name == "verdict" else one == other
