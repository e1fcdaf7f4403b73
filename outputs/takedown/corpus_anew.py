"""A takedown in the corpus: its copies leave the tables of duplicates, and the corpus is made anew without them.

An article of which another copy stays is merged anew from that; the last copy's goes. A takedown that is cut off leaves
a mark, so that the next one, or ``scrapy corpus``, does what is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from outputs.corpus import build
from outputs.corpus.articles import tables
from outputs.corpus.copies import newest
from outputs.corpus.duplicates import Duplicates, DuplicatesError, Key
from outputs.files import sync_folder
from outputs.formats import FormatError
from outputs.jsonl import TornLine
from outputs.takedown.matching import Gone


def begin(data: Path) -> bool:
    """Mark the corpus, if there is one, as not made anew; whether it was marked, by a takedown that was cut off."""
    mark = build.mark(data)
    marked = mark.exists()
    if build.exists(data) and not marked:
        mark.touch()
        sync_folder(mark.parent)
    return marked


def finish(data: Path, gone: Sequence[Gone], needed: bool) -> str:
    """Take the copies that are gone out of the tables, and make the corpus anew; what was done, ``""`` for nothing.

    needed: whether records were removed, now or by a takedown that was cut off. What cannot be made anew is removed: a
    corpus that may hold what was taken down must not stay. Raises OSError where that cannot be done either.
    """
    try:
        known = _leave_tables(data, gone)
        if not build.exists(data) or not (needed or known):
            build.mark(data).unlink(missing_ok=True)
            return ""
        built = build.build(data)
    except (TornLine, FormatError, DuplicatesError) as error:
        tables(data).unlink(missing_ok=True)
        if not build.exists(data):
            return ""
        build.remove(data)
        return f"the corpus was removed, as it could not be made anew: {error}"
    return f"the corpus was made anew: {built.tally.articles} articles"


def _leave_tables(data: Path, gone: Sequence[Gone]) -> bool:
    """Take every copy that is in no record any more out of the tables; whether any of them was of the takedown."""
    if not tables(data).exists():
        return False
    there = {Key(version.place.site, version.url) for version in newest(data)}
    with Duplicates(tables(data)) as duplicates:
        left = [key for key in duplicates.copies() if key not in there]
        duplicates.forget(left)
    return any(each.covers(key.url) for key in left for each in gone)
