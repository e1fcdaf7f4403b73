"""What differs between two records of a page, field by field."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass

Record = dict[str, object]


class Absent:
    """Stands for a value that is not there."""

    def __repr__(self) -> str:
        return "(absent)"


ABSENT = Absent()
#: A hash of the code: it must differ.
ALWAYS_IGNORED = frozenset({"cleaner"})
#: Stands for a field in a difference of the order in which the fields are written.
ORDER = "(order of fields)"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a page's record that is not what it was. page: its name. before, after: JSON values, or ABSENT."""

    folder: str
    page: str
    field: str
    before: object
    after: object

    @property
    def json(self) -> str:
        """One line of JSON without a line feed; a value that is absent is left out."""
        sides = {"before": self.before, "after": self.after}
        present = {name: value for name, value in sides.items() if value is not ABSENT}
        return json.dumps({"folder": self.folder, "page": self.page, "field": self.field} | present)


def same(before: object, after: object) -> bool:
    """Whether two values are written alike: 1 and 1.0 are not, nor are objects whose keys stand in another order."""
    if before is ABSENT or after is ABSENT:
        return before is after
    return json.dumps(before) == json.dumps(after)


def differences(
    folder: str, page: str, before: Record, after: Record, ignored: Collection[str] = ()
) -> Iterator[Difference]:
    """Each field that differs, in the order of the fields. Where a side raised, that it did so is all that is said.

    >>> [each.field for each in differences("a", "a/1", {"title": "题", "doi": "", "cleaner": "1"}, {"title": "目"})]
    ['title', 'doi']
    """
    if "error" in before or "error" in after:
        before, after = ({"error": side["error"]} if "error" in side else {} for side in (before, after))
    for field in dict.fromkeys([*before, *after]):
        if field in ALWAYS_IGNORED or field in ignored:
            continue
        values = before.get(field, ABSENT), after.get(field, ABSENT)
        if not same(*values):
            yield Difference(folder, page, field, *values)
    orders = [name for name in before if name in after], [name for name in after if name in before]
    if orders[0] != orders[1] and ORDER not in ignored:
        yield Difference(folder, page, ORDER, *orders)
