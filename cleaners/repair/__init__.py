"""Text repair: brings back what the hijacked sites' conversion damaged, and leaves sound text alone."""

from __future__ import annotations

from cleaners.repair.edit import Edit, Repaired
from cleaners.repair.process import undo_process


def repair(text: str) -> Repaired:
    out, place = [], 0
    edits = undo_process(text)
    for e in edits:
        out += [text[place:e.where], e.after]; place = e.where+len(e.before)
    out.append(text[place:])
    return Repaired("".join(out), tuple(edits))
