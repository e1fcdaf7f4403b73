"""Which segments had their full-width ASCII made narrow: their own marks say, or those of the segments beside them.

A page is commonly mixed: the article was narrowed when its text was taken over, the template around it was not; or the
author set one comma in ASCII among a hundred. So each segment is asked, never the page.
"""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.chinese.characters import HAN
from cleaners.patterns import regex

Span = tuple[int, int]  # where a segment starts and ends

# ，對 : marks of full-width ASCII that prose uses; ～ and ％ stand among narrowed marks, too
_WIDE = regex("[！（），：；？]")
# 為主,耕地 第三: (下同); : the same marks narrow, beside Chinese; a ? may be a lost byte, a ( an insertion's
_NARROW = regex(rf"(?<=[{HAN}])[,;:!]|[,;:!](?=[{HAN}])")


def narrow_spans(text: str, spans: Sequence[Span]) -> frozenset[Span]:
    """The segments of a page that were made narrow. spans: all of its segments, in order.

    A segment without such marks goes with the nearest that has some, of two as near with the narrow one, for that
    allows more; on a page without any mark all are narrow.

    >>> page = "為主,耕地分散\\n標題\\n感謝，您：\\n連續三年，分散,了"
    >>> [page[start:end] for start, end in sorted(narrow_spans(page, [(0, 7), (8, 10), (11, 16), (17, 26)]))]
    ['為主,耕地分散', '標題']
    """
    says = [_says_narrow(text, span) for span in spans]
    before, behind = _nearest(says), _nearest(says[::-1])[::-1]
    found = []
    for span, *both in zip(spans, before, behind, strict=True):
        sides = [side for side in both if side is not None]
        closest = min((distance for distance, _ in sides), default=0)
        if not sides or any(narrow for distance, narrow in sides if distance == closest):
            found.append(span)
    return frozenset(found)


def _says_narrow(text: str, span: Span) -> bool | None:
    """Whether a segment's own marks say that it was narrowed, None where it has none."""
    wide, narrow = len(_WIDE.findall(text, *span)), len(_NARROW.findall(text, *span))
    return narrow > wide if wide or narrow else None


def _nearest(says: Sequence[bool | None]) -> list[tuple[int, bool] | None]:
    """For each segment how far before it the last that says something stands, and what that says."""
    last: tuple[int, bool] | None = None
    found: list[tuple[int, bool] | None] = []
    for says_narrow in says:
        if says_narrow is not None:
            last = (0, says_narrow)
        elif last is not None:
            last = (last[0] + 1, last[1])
        found.append(last)
    return found
