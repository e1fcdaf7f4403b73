"""What was measured, for people: a part as a table in a terminal, and the READMEs' table between its two marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cleaners.patterns import regex
from tests.bench.part import OURS, Column, Part
from tests.bench.results import Measured

#: Between these stands what is rendered, and nothing else.
BEGIN, END = "<!-- bench: written by make bench -->", "<!-- /bench -->"
_BETWEEN = regex(rf"(?s)(?<={BEGIN}\n).*?(?={END})")

#: The columns of the READMEs' table, by part: eight are what a reader in a hurry takes in.
SHOWN = (
    ("quality", "F1"),
    ("quality", "F1 held out"),
    ("quality", "precision"),
    ("quality", "recall"),
    ("quality", "junk left"),
    ("quality", "fields"),
    ("extract", "cold"),
    ("extract", "memory"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """What the table says in one language: the heads of its columns and the line below it."""

    heads: tuple[str, ...]
    below: str


ENGLISH = Words(
    ("text: F1", "F1 held out", "precision", "recall", "junk left", "fields right", "time (× lxml)", "memory (MB)"),
    "{date}, commit `{commit}`, {processor}, {cores} cores, Python {python}.",
)
CHINESE = Words(
    ("正文 F1", "F1（留出）", "精确率", "召回率", "残留垃圾", "字段正确", "时间（× lxml）", "内存（MB）"),
    "{date}，提交 `{commit}`，{processor}，{cores} 核，Python {python}。",
)
READMES = {"README.md": ENGLISH, "README.zh-CN.md": CHINESE}


def plain(part: Part) -> str:
    """A part as a terminal shows it."""
    heads = ["", *(f"{column.name} ({column.unit})" if column.unit else column.name for column in part.columns)]
    rows = [[system, *(cell(cells.get(c.name), c) for c in part.columns)] for system, cells in part.rows.items()]
    widths = [max(map(len, each)) for each in zip(heads, *rows, strict=True)]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in [heads, *rows]
    ]
    return "\n".join([f"{part.title}: {part.pages}", *lines, *([part.note] if part.note else [])])


def cell(value: float | None, column: Column) -> str:
    """
    >>> cell(0.94951, Column("F1", "", True, 3)), cell(None, Column("doi", "", True, 2))
    ('0.950', '–')
    """
    return "–" if value is None else f"{value:.{column.digits}f}"


def markdown(measured: Mapping[str, Measured], words: Words) -> str:
    """The READMEs' table: a row for each system, the best figure of each column bold."""
    columns = [_column(measured[part].part, name) for part, name in SHOWN]
    systems = list(measured[SHOWN[0][0]].part.rows)
    shown = {
        system: [cell(_value(measured, at, system), column) for at, column in zip(SHOWN, columns, strict=True)]
        for system in systems
    }
    best = [_best([row[n] for row in shown.values()], column) for n, column in enumerate(columns)]
    lines = ["| | " + " | ".join(words.heads) + " |", "|---|" + "---:|" * len(columns)]
    for system, row in shown.items():
        marked = [f"**{value}**" if value == most else value for value, most in zip(row, best, strict=True)]
        lines.append(f"| {_released(measured, system)} | " + " | ".join(marked) + " |")
    one = measured[SHOWN[0][0]]
    told = words.below.format(
        date=one.date,
        commit=one.commit,
        processor=one.machine.processor,
        cores=one.machine.cores,
        python=one.versions["python"],
    )
    return "\n".join([*lines, "", told, ""])


def _column(part: Part, name: str) -> Column:
    return next(column for column in part.columns if column.name == name)


def _value(measured: Mapping[str, Measured], at: tuple[str, str], system: str) -> float | None:
    part, name = at
    return measured[part].part.rows[system][name]


def _best(cells: list[str], column: Column) -> str:
    values = [each for each in cells if each != "–"]
    return (max if column.more else min)(values, key=float)


def _released(measured: Mapping[str, Measured], system: str) -> str:
    """A system with its release, which stands behind the word that names it."""
    known = measured[SHOWN[0][0]].versions
    return " ".join(f"{word} {known[word]}" if word in known and system != OURS else word for word in system.split())


def written(page: str, table: str) -> str:
    """A page with the table between its marks.

    >>> written(f"# A\\n{BEGIN}\\nold\\n{END}\\n", "new\\n") == f"# A\\n{BEGIN}\\nnew\\n{END}\\n"
    True
    >>> written("# A", "new")
    Traceback (most recent call last):
    ValueError: the marks of the table are not there once
    """
    made, times = _BETWEEN.subn(lambda _: table, page)
    if times != 1:
        raise ValueError("the marks of the table are not there once")
    return made
