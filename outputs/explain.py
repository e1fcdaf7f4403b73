"""What was done to a page, for a person at a terminal: verdict, charset, fields, removals by step, repairs by run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import fields as fields_of
from itertools import groupby
from typing import NamedTuple, TextIO

from wcwidth import clip, width

from cleaners import Article
from cleaners.article import Edit
from outputs.outside.escapes import printable
from outputs.record_types import Record

#: What each role is painted with: SGR codes. The words say it all without them.
_PAINT = {"good": "32", "bad": "31", "doubt": "33", "faint": "2", "strong": "1", "found": "1;33"}
_VERDICT_PAINT = {"clean": "good", "injected": "doubt"}
#: All fields of the Article are shown, in its order, but these: the head says them, they have a part of their own, or
#: another field says the same.
NO_LINE = frozenset(
    {"url", "verdict", "charset", "charset_evidence", "rules"}
    | {"removed", "repairs", "undecided", "sources"}
    | {"sections", "citations"}
)
#: So many removals of one step, and so many different runs of one kind of repair, are shown; the record holds all.
SHOWN, RUNS_SHOWN = 8, 40
#: Characters shown on either side of a repaired run.
AROUND = 6


@dataclass(frozen=True, slots=True)
class Style:
    """How the terminal shows it. width: columns; colour: whether SGR codes may be written."""

    width: int = 100
    colour: bool = False

    @classmethod
    def of(cls, stream: TextIO) -> Style:
        """Of the terminal behind a stream; no colour elsewhere, or where NO_COLOR is set (https://no-color.org)."""
        colour = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        return cls(max(_columns(stream), 40), bool(colour))

    def paint(self, role: str, text: str) -> str:
        return f"\x1b[{_PAINT[role]}m{text}\x1b[0m" if self.colour and text else text

    def fit(self, text: str, indent: int = 0) -> str:
        """A text on one line, shortened to the columns left of the indent; a Chinese character takes two.

        >>> Style(width=12).fit("国产日韩欧美", indent=2)
        '国产日韩…'
        """
        plain, room = printable(text), self.width - indent
        return plain if width(plain) <= room else clip(plain, 0, room - 1).rstrip() + "…"


def _columns(stream: TextIO) -> int:
    """Columns of the terminal behind this very stream: standard output may be a file while errors are read."""
    if told := os.environ.get("COLUMNS", ""):
        return int(told) if told.isdigit() else 100
    try:
        return os.get_terminal_size(stream.fileno()).columns or 100
    except (OSError, ValueError):  # no terminal, or no file at all
        return 100


def pad(text: str, columns: int) -> str:
    return text + " " * max(columns - width(text), 0)


def explain(article: Article, record: Record, style: Style | None = None, text: str = "") -> str:
    """The page's record as text of several lines, no line wider than the terminal.

    text: the page as it was decoded; with it, what stands around each repair is shown.
    """
    style = style or Style()
    parts = [
        _head(article, record, style),
        fields(article, style),
        _removals(article, style),
        _repairs(article.repairs, text, style),
    ]
    return "\n".join(line for part in parts for line in part) + "\n"


def _head(article: Article, record: Record, style: Style) -> Iterator[str]:
    kind, quality = article.verdict.kind, record["quality"]
    yield style.paint("strong", style.fit(article.url or "(standard input)"))
    yield f"  verdict     {style.paint(_VERDICT_PAINT.get(kind, 'bad'), kind)}"
    for reason in article.verdict.reasons:
        yield " " * 14 + style.fit(reason, 14)
    yield f"  confidence  {quality['confidence']}"
    for reason in quality["reasons"]:
        yield " " * 14 + style.paint("doubt", style.fit(reason, 14))
    yield "  charset     " + style.fit(f"{article.charset or 'none'}: {article.charset_evidence}", 14)
    yield f"  cleaner     {record['cleaner']}" + (f", rules {article.rules}" if article.rules else "")


def fields(article: Article, style: Style, heading: str = "Fields") -> Iterator[str]:
    """Each field with its value, where it came from, and what the sources that lost say."""
    sources = {s.field: s for s in article.sources}
    yield style.paint("strong", heading)
    for name in (field.name for field in fields_of(Article) if field.name not in NO_LINE):
        if not (value := _shown(name, getattr(article, name))):
            continue
        source = sources.get(name)
        origin = "  ← " + style.fit(source.source, style.width * 2 // 3) if source else ""
        yield f"  {name:<15} {style.fit(value, 18 + width(origin))}{style.paint('faint', origin)}"
        for other, said in source.others if source else ():
            yield style.paint("doubt", " " * 18 + style.fit(f"≠ {other}: {said}", 18))


def _shown(name: str, value: object) -> str:
    if name == "text" and isinstance(value, str) and value:
        return f"{len(value)} characters: {value}"
    if name == "references" and isinstance(value, tuple) and value:
        return f"{len(value)}: {value[0]}"
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return str(value)


def _removals(article: Article, style: Style) -> Iterator[str]:
    if not article.removed:
        yield style.paint("strong", "Removed") + "  nothing"
        return
    removed = sorted(article.removed, key=lambda r: r.step)  # stable: the page's order within a step
    yield style.paint("strong", "Removed") + f"  {len(removed)} blocks, {sum(len(r.text) for r in removed)} characters"
    for step, group in groupby(removed, key=lambda r: r.step):
        blocks = list(group)
        yield f"  {style.paint('bad', step)} ×{len(blocks)}"
        for reason, run in groupby(blocks[:SHOWN], key=lambda r: r.reason):
            yield "    " + style.paint("faint", style.fit(reason, 4))
            for removal in run:
                place = style.fit(removal.where.rsplit(" > ", 1)[-1], style.width * 2 // 3)
                text = style.fit(removal.text or "(no text)", 8 + width(place))
                yield f"      {text}  {style.paint('faint', place)}" if place else f"      {text}"
        yield from _rest(len(blocks), SHOWN, style)


def _rest(count: int, shown: int, style: Style) -> Iterator[str]:
    if count > shown:
        yield "      " + style.paint("faint", f"… and {count - shown} more; the record holds them all")


def _repairs(edits: Iterable[Edit], text: str, style: Style) -> Iterator[str]:
    """Before and after, damaged run by damaged run: edits of one kind that touch are one run."""
    edits = sorted(edits, key=lambda e: e.kind)
    if not edits:
        yield style.paint("strong", "Repaired") + "  nothing"
        return
    yield style.paint("strong", "Repaired") + f"  {len(edits)} places"
    for kind, group in groupby(edits, key=lambda e: e.kind):
        runs = list(_runs(group))
        yield f"  {style.paint('good', kind)} ×{len(runs)}"
        alike: dict[Change, list[float]] = {}  # the same change occurs again and again: shown once
        for run in runs:
            alike.setdefault(_change(run, text), []).append(min(e.sure for e in run))
        for change, sure in list(alike.items())[:RUNS_SHOWN]:
            note = f"  ×{len(sure)}" if len(sure) > 1 else ""
            note += f"  {min(sure):.0%} sure" if min(sure) < 0.995 else ""
            yield from _shown_change(change, note, style)
        yield from _rest(len(alike), RUNS_SHOWN, style)


class Change(NamedTuple):
    """A run before and after, and what stands on either side of it, as far as it is known."""

    left: str
    before: str
    after: str
    right: str


def _change(run: list[Edit], text: str) -> Change:
    before, after = "".join(e.before for e in run), "".join(e.after for e in run)
    start = run[0].where
    if text[start : start + len(before)] != before:  # counted in another text: raw bytes, a part of the page
        return Change("", before, after, "")
    if not after:  # an annotation belongs to the character it follows, wherever that stands
        return Change(text[max(start - 1, 0) : start], before, after, "")
    end = start + len(before)
    return Change(text[max(start - AROUND, 0) : start], before, after, text[end : end + AROUND])


def _shown_change(change: Change, note: str, style: Style) -> Iterator[str]:
    """On one line if it fits there, else on two."""
    left, before, after, right = (printable(part) for part in change)
    if width(left + before + right + left + after + right + note) + 9 <= style.width and left + after:
        shown = (left + style.paint("bad", before) + right, left + style.paint("good", after) + right)
        yield f"    {shown[0]} → {shown[1]}{style.paint('doubt', note)}"
        return
    room = 6 + width(left)
    yield (
        f"    − {left}"
        + style.paint("bad", style.fit(before or "(nothing)", room + width(note)))
        + style.paint("doubt", note)
    )
    yield f"    + {left}" + style.paint("good", style.fit(after or "(taken out)", room))


def _runs(edits: Iterable[Edit]) -> Iterator[list[Edit]]:
    """Edits that follow one another without a gap, together."""
    run: list[Edit] = []
    for edit in sorted(edits, key=lambda e: e.where):
        if run and edit.where > run[-1].where + len(run[-1].before):
            yield run
            run = []
        run.append(edit)
    if run:
        yield run
