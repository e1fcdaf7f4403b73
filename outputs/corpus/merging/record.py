"""An article's copies → one record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast
from urllib.parse import urlsplit

from cleaners.chinese.language_model import model
from cleaners.repair import UNDECIDED
from outputs import jsonl
from outputs.corpus.copies import Copy
from outputs.corpus.merging import fields
from outputs.corpus.merging.fields import disagreements
from outputs.corpus.merging.identity import best_id
from outputs.corpus.merging.passages import JOINT, passages, sections
from outputs.corpus.merging.references import citations, merge_references
from outputs.corpus.merging.rows import Body, Outcome, Recurs, merge_bodies
from outputs.corpus.merging.soundness import is_sound
from outputs.quality import with_undecided
from outputs.record_types import Disagreement, Merged, MergedCopy, OnlyOn, Record

#: Characters of the text that the language model looks at to choose the pivot: as many tell as well as all; by hand.
SAMPLE = 2_000


def _never(host: str, paragraph: str) -> bool:
    return False


def merge(copies: Sequence[Copy], recurs: Recurs = _never, known: str = "") -> Record:
    """The record of an article out of its copies, the same whatever their order; a copy given twice counts once.

    A single copy's record comes back as it is. Otherwise form, script and provenance are those of the pivot: an
    undamaged copy before a damaged one; of undamaged ones the longest, of damaged ones that which the language model
    likes best. Its ``copies`` say what the record was made of, ``disagreements`` where they are at odds and none could
    be shown to be right, ``only_on`` what one alone has; ``sources`` says which copy a field came from.

    recurs: whether a paragraph stands on a host's other articles, too (``recurring.Recurring`` knows).
    known: the id that the article had when it was merged before; it stays, unless a DOI comes.
    Raises ValueError where there is no copy.
    """
    distinct = _distinct(copies)
    if not distinct:
        raise ValueError("there is nothing to merge: no copy was given")
    if len(distinct) == 1:
        return distinct[0].record
    ranked = _ranked(distinct)
    records = [copy.record for copy in ranked]
    sound = [is_sound(record) for record in records]
    pivot = records[0]
    voted = fields.vote(records, sound)
    extra: Merged = {"copies": [_copy(copy) for copy in ranked]}
    body: dict[str, object] = {}
    at_odds = list(voted.disagreements)
    if any(r["sections"] != pivot["sections"] or r["references"] != pivot["references"] for r in records):
        bodies = [
            Body(passages(record, pivot["script"]), is_ok, _host(record))
            for record, is_ok in zip(records, sound, strict=True)
        ]
        outcomes = merge_bodies(bodies, recurs)
        references, odds = merge_references(records, bodies, recurs)
        odds_in_text, only_on = _marks(outcomes, len(records))
        at_odds += [*odds_in_text, *odds]
        if only_on:
            extra["only_on"] = only_on
        body = _body(pivot, outcomes, references)
    if at_odds:
        extra["disagreements"] = at_odds
    merged = {
        **pivot,
        **voted.values,
        **body,
        "id": best_id([r["id"] for r in records], known),
        "sources": voted.sources,
    }
    was, left = _undecided(pivot), _undecided(merged)
    merged["quality"] = with_undecided(
        pivot["quality"], max(pivot["quality"]["undecided"] - was + left, 0), _size(merged)
    )
    return cast(Record, {**merged, **extra})


def _distinct(copies: Sequence[Copy]) -> list[Copy]:
    """Each copy once, in an order of their own."""
    pages: dict[tuple[str, str], list[Copy]] = {}
    for copy in copies:
        same = pages.setdefault((copy.record["url"], copy.site), [])
        if copy not in same:
            same.append(copy)
    return [
        copy
        for page in sorted(pages)
        for copy in sorted(pages[page], key=lambda copy: jsonl.line(copy.record) if len(pages[page]) > 1 else b"")
    ]


def _ranked(copies: Sequence[Copy]) -> list[Copy]:
    """The pivot first, then by how far each is to be trusted; equals stay in their order.

    Of undamaged copies the longest is first. The model is asked only where all are damaged: that is what it can tell.
    """
    sound = [is_sound(copy.record) for copy in copies]
    texts = {copy.record["text"] for copy in copies}
    ask = len(texts) > 1 and not any(sound)
    likely = {text: _likelihood(text) if ask else 0.0 for text in texts}

    def key(numbered: tuple[int, Copy]) -> tuple[bool, bool, float, int, float]:
        number, record = numbered[0], numbered[1].record
        text = record["text"]
        size = len(text) if sound[number] else 0
        return not text, not sound[number], -likely[text], -size, -record["quality"]["confidence"]

    return [copy for _, copy in sorted(enumerate(copies), key=key)]


def _likelihood(text: str) -> float:
    """Nats a character, of the text's beginning; what stayed undecidable costs as much as what is wrong."""
    judge = model()
    sample = judge.fold(text[:SAMPLE])
    return round(judge.score(sample) / max(len(sample), 1), 6)


def _host(record: Record) -> str:
    return (urlsplit(record["url"]).hostname or "").lower()


def _copy(copy: Copy) -> MergedCopy:
    record = copy.record
    made: MergedCopy = {
        "id": record["id"],
        "url": record["url"],
        "site": copy.site,
        "archive": record.get("archive", ""),
        "verdict": record["verdict"]["kind"],
        "confidence": record["quality"]["confidence"],
    }
    if copy.offset is not None:
        made["offset"] = copy.offset
    return made


def _body(pivot: Record, outcomes: Sequence[Outcome], references: Sequence[Any]) -> dict[str, object]:
    """Sections, text, references and citations, which name each other by their places."""
    made = sections([outcome.passage for outcome in outcomes])
    if made == pivot["sections"] and references == pivot["references"]:
        return {}
    text = JOINT.join(outcome.passage.text for outcome in outcomes)
    return {"sections": made, "text": text, "references": references, "citations": citations(made, references)}


def _marks(outcomes: Sequence[Outcome], copies: int) -> tuple[list[Disagreement], list[OnlyOn]]:
    """What is on record of the merged text: places at odds, and what one copy alone has."""
    odds: list[Disagreement] = []
    only_on: list[OnlyOn] = []
    place = 0
    for outcome in outcomes:
        odds += disagreements("text", outcome.merged, place)
        size = len(outcome.passage.text)
        if len(outcome.copies) == 1:
            only_on.append({"field": "text", "place": place, "length": size, "copy": outcome.copies[0]})
        else:
            for run in outcome.merged.runs:
                where: OnlyOn = {
                    "field": "text",
                    "place": place + run.place,
                    "length": run.length,
                    "copy": run.copies[0],
                }
                only_on.append(where)
        place += size + len(JOINT)
    return odds, only_on


def _said(record: Mapping[str, Any]) -> Iterator[str]:
    """All that ``quality`` counts characters of."""
    yield from (record[name] for name in ("title", "title_en", "abstract", "abstract_en", "text"))
    yield from (reference["raw"] for reference in record["references"])


def _undecided(record: Mapping[str, Any]) -> int:
    return sum(text.count(UNDECIDED) for text in _said(record))


def _size(record: Mapping[str, Any]) -> int:
    return sum(map(len, _said(record)))
