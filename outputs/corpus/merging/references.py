"""The reference list out of its copies': entry by entry, each read again where no copy has it so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from cleaners.article import Citation, Section
from cleaners.article import Reference as Entry
from cleaners.journal.citations import cite
from cleaners.references import entry
from outputs import record_types
from outputs.corpus.merging.fields import disagreements
from outputs.corpus.merging.folding import in_script
from outputs.corpus.merging.passages import plain
from outputs.corpus.merging.rows import Body, Recurs, merge_bodies
from outputs.record import plain as as_json
from outputs.record_types import Disagreement, Record, Reference


def merge_references(
    records: Sequence[Record], bodies: Sequence[Body], recurs: Recurs
) -> tuple[list[Reference], list[Disagreement]]:
    """The merged list and where the copies are at odds, the entry's index being the place.

    bodies: one a record, for what they say of the copy; the first is the pivot.
    """
    pivot = records[0]
    raws = [[r["raw"] for r in record["references"]] for record in records]
    if all(raw == raws[0] for raw in raws):
        return pivot["references"], []
    script = pivot["script"]
    lists = [
        Body(
            [plain(in_script(raw, script) if r["script"] not in ("", script) else raw) for raw in each], b.sound, b.host
        )
        for r, each, b in zip(records, raws, bodies, strict=True)
    ]
    known = {r["raw"]: r for record in reversed(records) for r in record["references"]}
    outcomes = merge_bodies(lists, recurs)
    found = [known.get(o.passage.text) or _read(o.passage.text) for o in outcomes]
    odds = [{**d, "place": i} for i, o in enumerate(outcomes) for d in disagreements("references", o.merged)]
    return found, cast(list[Disagreement], odds)


def _read(raw: str) -> Reference:
    return cast(Reference, as_json(entry.parse(raw)))


def citations(sections: Sequence[record_types.Section], references: Sequence[Reference]) -> list[record_types.Citation]:
    """The marks in merged sections that cite the merged list."""
    body = [Section(s["level"], s["heading"], tuple(s["paragraphs"])) for s in sections]
    entries = [Entry(r["raw"], r["mark"]) for r in references]
    found: tuple[Citation, ...] = cite(body, entries)
    return [cast(record_types.Citation, as_json(citation)) for citation in found]
