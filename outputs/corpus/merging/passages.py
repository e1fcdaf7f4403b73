"""A record's body as a row of passages, headings and paragraphs alike, and the sections made of such a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from outputs.corpus.merging.folding import folded, in_script
from outputs.corpus.merging.soundness import Doubt, doubts
from outputs.record_types import Record, Script, Section

#: What joins headings and paragraphs in a record's ``text``.
JOINT = "\n\n"


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading or a paragraph. folded: for comparing, of the text's length.

    level: of a heading, None for a paragraph. caption, note: whether its section lists the paragraph as one.
    doubts: where a repair wrote it, in offsets of the text. recurs: whether it stands on the host's other articles.
    last: whether its copy ends with it, and so may have been cut in it.
    """

    text: str
    folded: str
    level: int | None = None
    caption: bool = False
    note: bool = False
    doubts: tuple[Doubt, ...] = ()
    recurs: bool = False
    last: bool = False

    def between(self, start: int, end: int) -> Passage:
        """A stretch of a passage."""
        inside = _inside(self.doubts, start, end)
        last = self.last and end == len(self.text)
        return replace(self, text=self.text[start:end], folded=self.folded[start:end], doubts=inside, last=last)

    def joined(self, other: Passage) -> Passage:
        """Two passages that are one on another copy."""
        size = len(self.text)
        moved = tuple(Doubt(d.start + size, d.end + size, d.sure) for d in other.doubts)
        text, form = self.text + other.text, self.folded + other.folded
        return replace(self, text=text, folded=form, doubts=self.doubts + moved, last=other.last)


def passages(record: Record, script: Script = "") -> list[Passage]:
    """The body of a record, passage by passage, in a script; "" leaves it as it stands."""
    found, place = [], 0
    doubtful = doubts(record["text"], record["repairs"]) if record["repairs"] else []
    convert = script and record["script"] and record["script"] != script
    for printed, level, caption, note in _parts(record["sections"]):
        text = in_script(printed, script) if convert else printed
        inside = _inside(doubtful, place, place + len(printed)) if doubtful else ()
        found.append(Passage(text, folded(text), level, caption, note, inside))
        place += len(printed) + len(JOINT)
    return found


def _inside(doubtful: Sequence[Doubt], start: int, end: int) -> tuple[Doubt, ...]:
    """The doubts that a stretch has, in its own offsets."""
    return tuple(
        Doubt(max(d.start, start) - start, min(d.end, end) - start, d.sure)
        for d in doubtful
        if d.start < end and start < d.end
    )


def plain(text: str) -> Passage:
    """A text that is no part of a body: a title, an entry of the reference list."""
    return Passage(text, folded(text))


def _parts(sections: Sequence[Section]) -> Iterator[tuple[str, int | None, bool, bool]]:
    for section in sections:
        if section["heading"]:
            yield section["heading"], section["level"], False, False
        for paragraph in section["paragraphs"]:
            yield paragraph, None, paragraph in section["captions"], paragraph in section["notes"]


def sections(row: Sequence[Passage]) -> list[Section]:
    """The sections of a body.

    >>> [s["heading"] for s in sections([plain("序。"), replace(plain("一、甲"), level=1), plain("乙。")])]
    ['', '一、甲']
    """
    found: list[Section] = []
    for passage in row:
        if passage.level is not None:
            found.append(_section(passage.level, passage.text))
            continue
        if not found:
            found.append(_section(0, ""))
        found[-1]["paragraphs"].append(passage.text)
        if passage.caption:
            found[-1]["captions"].append(passage.text)
        if passage.note:
            found[-1]["notes"].append(passage.text)
    return found


def _section(level: int, heading: str) -> Section:
    return {"level": level, "heading": heading, "paragraphs": [], "captions": [], "notes": []}
