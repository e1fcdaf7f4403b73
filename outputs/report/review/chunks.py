"""The review's data as scripts that a page on disk may load: each file calls one function of ``static/review.js``.

``records.js``: ``jingkan.index({...})``, the fields of a row once and the rows that filters and search use.
``chunks/NNN.js``: ``jingkan.chunk(NNN, [...])``, the records whole, each with its page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from outputs.files import replace_whole
from outputs.outside.escapes import harmless_lines
from outputs.report.escaping import in_script
from outputs.report.review.alignment import Aligned, Run

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

    def add(self, record: Mapping[str, Any]) -> tuple[int, int]:
        """Where a record will be: the number of its file, and its place in it."""
        said = in_script(inert(record))
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


def name(number: int) -> str:
    """The name of a file of records.

    >>> name(7), name(1234)
    ('007.js', '1234.js')
    """
    return f"{number:03}.js"


def write_index(folder: Path, index: Mapping[str, Any]) -> None:
    """Write ``records.js``."""
    replace_whole(folder / INDEX, f"jingkan.index({in_script(inert(index))});\n".encode())


def packed(aligned: Sequence[Aligned]) -> list[list[Any]]:
    """Blocks as short as they can be said: ``[kind, where, hidden, run, …]``; a run is a text that is neither kept nor
    removed, or ``[text, fate, what, number of a repair]``, whose last is left out where there is none.

    >>> from outputs.report.review.blocks import PageBlock
    >>> packed([Aligned(PageBlock("甲乙"), (Run("甲"), Run("乙", "kept", "text", 3)))])
    [['paragraph', '', '', '甲', ['乙', 'kept', 'text', 3]]]
    """
    return [[each.block.kind, each.block.where, each.block.hidden, *map(_packed, each.runs)] for each in aligned]


def _packed(run: Run) -> str | list[str | int]:
    if run.fate == "neither" and run.mend < 0:
        return run.text
    return [run.text, run.fate, run.what, *([run.mend] if run.mend >= 0 else [])]


def inert(value: Any) -> Any:
    r"""A value in whose texts nothing turns the direction of writing: such signs are named, for a browser obeys them.

    >>> inert({"a": ["b\u202ec\n", 1]})
    {'a': ['b<202E>c\n', 1]}
    """
    if isinstance(value, str):
        return harmless_lines(value)
    if isinstance(value, list | tuple):
        return [inert(each) for each in value]
    if isinstance(value, dict):
        return {harmless_lines(key): inert(each) for key, each in value.items()}
    return value
