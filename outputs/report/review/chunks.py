"""The review's data as scripts that a page on disk may load: each file calls one function of ``static/review.js``.

``records.js``: ``jingkan.index({...})``, the fields of a row once and the rows that filters and search use.
``chunks/NNN.js``: ``jingkan.chunk(NNN, [...])``, the records whole, each with its page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from outputs.files import replace_whole
from outputs.record_types import Record
from outputs.report.escaping import in_script
from outputs.report.review.alignment import Aligned

FOLDER, INDEX = "chunks", "records.js"
#: Records, and bytes, of a file at most, but for a record that is larger by itself. Tried in Chromium, November 2026:
#: a file of 1 MB is there in some 20 ms.
RECORDS, BYTES = 200, 1_000_000


class Chunks:
    """Writes records into files below a folder, as many into each as fit."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.number, self.size = folder / FOLDER, 0, 0
        self.held: list[str] = []
        self.folder.mkdir()

    def add(self, said: str) -> tuple[int, int]:
        """Where a record, of ``as_script``, will be: the number of its file, and its place in it."""
        size = len(said.encode())
        if self.held and (len(self.held) == RECORDS or self.size + size > BYTES):
            self.finish()
        self.held.append(said)
        self.size += size
        return self.number, len(self.held) - 1

    def finish(self) -> None:
        """Write what is held."""
        if self.held:
            script = f"jingkan.chunk({self.number}, [\n" + ",\n".join(self.held) + "\n]);\n"
            replace_whole(self.folder / name(self.number), script.encode())
            self.number, self.size, self.held = self.number + 1, 0, []


def as_script(value: object) -> str:
    """A value as JSON for a script, its texts inert."""
    return inert(in_script(value))


def name(number: int) -> str:
    """The name of a file of records.

    >>> name(7), name(1234)
    ('007.js', '1234.js')
    """
    return f"{number:03}.js"


def write_index(folder: Path, index: Mapping[str, Any]) -> None:
    """Write ``records.js``."""
    replace_whole(folder / INDEX, f"jingkan.index({as_script(index)});\n".encode())


def packed(aligned: Sequence[Aligned], record: Record) -> dict[str, Any]:
    """A page beside its record, as short as it can be said: what recurs is said once, and named by its number.

    ``blocks``: ``[kind, place, hidden, run, …]``; a run is a text, or ``[text, fate, change]``, ``change`` only where
    it was repaired. fate: the field it is kept in, the number in ``reasons`` of why it was removed, or null.
    ``places``: of elements. ``reasons``: ``[step, reason]``. ``changes``: ``[kind, before, after, how sure]``.
    ``unfound``: ``[reason, text]`` of what was removed and is not in the blocks, not as a whole.
    ``unseen``: ``[change, how often]`` of the repairs that are in none.

    >>> from outputs.report.review.alignment import Run
    >>> from outputs.report.review.blocks import PageBlock
    >>> record = {"repairs": [{"kind": "shear", "before": "?", "after": "乙", "sure": 0.9}], "removed": []}
    >>> said = packed([Aligned(PageBlock("甲乙"), (Run("甲"), Run("乙", "kept", "text", 0)))], record)
    >>> said["blocks"], said["changes"]
    ([['paragraph', 0, '', '甲', ['乙', 'text', 0]]], [('shear', '?', '乙', 0.9)])
    """
    places, reasons, changes = _Numbers(), _Numbers(), _Numbers()
    removals, repairs = record.get("removed", []), record.get("repairs", [])
    why = [reasons.of((removal["step"], removal["reason"])) for removal in removals]
    change = [changes.of((each["kind"], each["before"], each["after"], each["sure"])) for each in repairs]
    left = [_size(removal["text"]) for removal in removals]
    seen = set[int]()
    blocks = []
    for each in aligned:
        runs = list[Any]()
        for run in each.runs:
            fate: str | int | None = run.what if run.fate == "kept" else None
            if run.fate == "removed":
                fate = why[int(run.what)]
                left[int(run.what)] -= _size(run.text)
            if run.mend >= 0:
                seen.add(run.mend)
                runs.append([run.text, fate, change[run.mend]])
            else:
                runs.append(run.text if fate is None else [run.text, fate])
        blocks.append([each.block.kind, places.of(each.block.where), each.block.hidden, *runs])
    unseen = Counter(change[n] for n in range(len(repairs)) if n not in seen)
    return {
        "blocks": blocks,
        "places": list(places),
        "reasons": list(reasons),
        "changes": list(changes),
        "unfound": [(why[n], removals[n]["text"]) for n, size in enumerate(left) if size > 0],
        "unseen": list(unseen.items()),
    }


class _Numbers(dict[Any, int]):
    """Values, each with its number from 0."""

    def of(self, value: Any) -> int:
        return self.setdefault(value, len(self))


def _size(text: str) -> int:
    return len("".join(text.split()))


def inert(script: str) -> str:
    r"""JSON of ``in_script`` in whose texts nothing turns the direction of writing or is no character: such signs are
    named, for a browser would obey them.

    >>> inert(in_script(["b\u202ec\n\x1b<", "\\u202e"]))
    '["b\\u003c202E>c\\n\\u003c1B>\\u003c", "\\\\u202e"]'
    """
    return _ESCAPE.sub(_named, script) if "\\u" in script else script


_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|.)")


def _named(found: re.Match[str]) -> str:
    code = found[1]
    return found[0] if code in (None, "003c") else f"\\u003c{int(code, 16):02X}>"
