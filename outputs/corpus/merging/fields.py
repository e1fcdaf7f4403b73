"""The fields beside the text: one value each, by vote."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from outputs.corpus.merging import characters
from outputs.corpus.merging.alignment import similarity
from outputs.corpus.merging.characters import Merged, Reading
from outputs.corpus.merging.folding import in_script, squeezed
from outputs.corpus.merging.passages import plain
from outputs.corpus.merging.soundness import AS_PRINTED, SOUND, holds_lost
from outputs.record_types import CopyReading, Disagreement, Other, Record, Source

#: Merged as a passage is: long enough for some of it to be right on each copy.
PROSE = ("title", "title_en", "abstract", "abstract_en")
#: Fields that are taken together from one copy, for they refer to each other or are one value.
TOGETHER: tuple[tuple[str, ...], ...] = (
    ("authors", "affiliations"),
    ("journal",), ("year",), ("volume",), ("issue",), ("pages",), ("doi",), ("issn",), ("cn",), ("clc",),
    ("document_code",), ("article_number",), ("received",), ("revised",), ("accepted",), ("published",),
    ("funding",), ("biographies",), ("keywords",), ("keywords_en",), ("language",), ("pdf_url",),
)  # fmt: skip
#: Dates, of which a more precise one says the same: 2014-08-05 and 2014.
DATES = frozenset(("received", "revised", "accepted", "published"))
#: Never made of two scripts' values, for they have none.
AS_THEY_ARE = frozenset(("doi", "issn", "pdf_url", "language"))


@dataclass(frozen=True, slots=True)
class Voted:
    """values: of every field of PROSE and TOGETHER. sources: where each came from, what other copies say."""

    values: Mapping[str, object]
    sources: Sequence[Source]
    disagreements: Sequence[Disagreement]


def vote(records: Sequence[Record], sound: Sequence[bool]) -> Voted:
    """The fields of the merged record; the first copy is the pivot. Records are of one article, sound as told."""
    values: dict[str, object] = {}
    won: dict[str, int] = {}
    at_odds: list[Disagreement] = []
    for name in PROSE:
        values[name], won[name], odds = _prose(name, records, sound)
        at_odds += odds
    for names in TOGETHER:
        best, odds = _voted(names, records, sound)
        at_odds += odds
        for name in names:
            values[name] = _as_pivot(name, records[best], records[0])
            won[name] = best
    return Voted(values, _sources(records, won), at_odds)


def _prose(name: str, records: Sequence[Record], sound: Sequence[bool]) -> tuple[str, int, list[Disagreement]]:
    """A text field, the copy it is in the main, and where the copies are at odds."""
    said = [str(_value(record, name)) for record in records]
    if len(set(said)) == 1:
        return said[0], 0, []
    best, odds = _voted((name,), records, sound)
    first = str(_as_pivot(name, records[best], records[0]))
    order = [best, *(i for i in range(len(records)) if i != best)]
    texts = {i: plain(str(_as_pivot(name, records[i], records[0]))) for i in order if said[i]}
    if not first:
        return "", best, odds
    alike = [i for i in order if i in texts and similarity(texts[best].folded, texts[i].folded)]
    merged = characters.merged([Reading(i, sound[i], texts[i]) for i in alike])
    return merged.text, best, disagreements(name, merged) if len(alike) > 1 else odds


def disagreements(name: str, merged: Merged, place: int = 0) -> list[Disagreement]:
    """What a merged passage has on record, at its place in a field."""
    return [
        {
            "field": name,
            "place": place + choice.place,
            "readings": [{"value": value, "copies": list(copies)} for value, copies in choice.readings],
            "chosen": choice.chosen,
            "why": choice.why,
        }
        for choice in merged.choices
    ]


def _voted(names: Sequence[str], records: Sequence[Record], sound: Sequence[bool]) -> tuple[int, list[Disagreement]]:
    """The copy whose values are taken, and the disagreement if the votes are equal."""
    if all(_value(record, name) == _value(records[0], name) for record in records for name in names):
        return 0, []
    forms = [_form(names, record) for record in records]
    if len(set(forms)) == 1:
        return 0, []
    votes: dict[str, float] = {}
    for form, record, is_sound in zip(forms, records, sound, strict=True):
        if any(_value(record, name) for name in names):
            lost = any(holds_lost(_value(record, name)) for name in names)
            votes[form] = votes.get(form, 0.0) + (0.0 if lost else SOUND if is_sound else AS_PRINTED)
    if not votes:
        return 0, []
    if names[0] in DATES:
        votes = {form: sum(n for said, n in votes.items() if form.startswith(said)) for form in votes}
    most = max(votes.values())
    best = next(i for i, form in enumerate(forms) if votes.get(form) == most)
    tied = [form for form, number in votes.items() if number == most]
    if len(tied) == 1 or not most:
        return best, []
    readings: list[CopyReading] = [
        {
            "value": _shown(records[forms.index(form)], names[0]),
            "copies": [i for i, other in enumerate(forms) if other == form],
        }
        for form in tied
    ]
    chosen = _shown(records[best], names[0])
    return best, [{"field": names[0], "place": 0, "readings": readings, "chosen": chosen, "why": characters.TIE}]


def _form(names: Sequence[str], record: Record) -> str:
    """The values for comparing."""
    return squeezed("\n".join(_shown(record, name) for name in names))


def _value(record: Record, name: str) -> object:
    return cast(Mapping[str, object], record).get(name, "")


def _shown(record: Record, name: str) -> str:
    value = _value(record, name)
    if isinstance(value, str):
        return value
    if name == "authors":
        return "; ".join(author["name"] for author in record["authors"])
    return "; ".join(map(str, cast(list[object], value))) if value else ""


def _as_pivot(name: str, record: Record, pivot: Record) -> object:
    """A copy's value in the pivot's script."""
    value = _value(record, name)
    if name in AS_THEY_ARE or record is pivot or not record["script"] or record["script"] == pivot["script"]:
        return value
    if isinstance(value, str):
        return in_script(value, pivot["script"])
    if not value:
        return value
    converted: object = json.loads(in_script(json.dumps(value, ensure_ascii=False), pivot["script"]))
    return converted


def _sources(records: Sequence[Record], won: Mapping[str, int]) -> list[Source]:
    """The pivot's own sources, and of each field that another copy gave, that copy's; what other copies say beside.

    A source that is not on the pivot's page is named with its address: ``label at https://b.example/1``.
    """
    own = [{source["field"]: source for source in record["sources"]} for record in records]
    names = dict.fromkeys([*(s["field"] for s in records[0]["sources"]), *won])
    found: list[Source] = []
    for name in names:
        best = won.get(name, 0)
        given = own[best].get(name)
        where = f" at {records[best]['url']}" if best else ""
        others: list[Other] = list(given["others"]) if given else []
        if name in won and any(_value(record, name) != _value(records[best], name) for record in records):
            said = {squeezed(_shown(records[best], name)), ""} | {squeezed(other["value"]) for other in others}
            for i, record in enumerate(records):
                value = _shown(record, name)
                if i != best and squeezed(value) not in said:
                    said.add(squeezed(value))
                    their = own[i].get(name)
                    others.append(
                        {"source": f"{their['source'] if their else 'page'} at {record['url']}", "value": value}
                    )
        if given or others or (where and _shown(records[best], name)):
            found.append({"field": name, "source": (given["source"] if given else "page") + where, "others": others})
    return found
