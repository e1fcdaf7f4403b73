"""What was measured, for people: a part as a table in a terminal, and the READMEs' table between its two marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cleaners.patterns import regex
from tests.bench.part import OURS, Column, Part
from tests.bench.results import Measured

_NUMBER = regex(r"\d[\d,]*(?= (?:pages|records|synthetic))")  # run, 20,000 pages

#: What stands between two marks is rendered: the block that the first one names.
BEGIN, END = "<!-- bench: {}, written by make bench -->", "<!-- /bench -->"

#: The columns of the READMEs' tables, by part: as many as a reader in a hurry takes in.
PEERS = (
    ("quality", "F1"),
    ("quality", "F1 held out"),
    ("quality", "precision"),
    ("quality", "recall"),
    ("quality", "junk left"),
    ("quality", "fields"),
    ("extract", "cold"),
    ("extract", "memory"),
)
REPAIR = tuple(
    ("repair", column)
    for column in ("restored, full", "recovered, full", "recovered, narrow", "recovered, mixed", "false, full", "cold")
)
#: What many pages take: (part, row, what it is called).
MANY = (
    ("growth", "run, 20,000 pages", "`scrapy run`"),
    ("cluster", "reclean", "`scrapy reclean`"),
    ("cluster", "cluster, local", "`outputs.cluster`, local"),
    ("cluster", "cluster, ray", "`outputs.cluster`, Ray"),
    ("growth", "corpus, 100,000 records", "`scrapy corpus`"),
)
NEEDED = {part for part, *_ in (*PEERS, *REPAIR, *MANY)}


@dataclass(frozen=True, slots=True)
class Words:
    """What the tables say in one language: the heads of their columns, and the lines below them."""

    peers: tuple[str, ...]
    repair: tuple[str, ...]
    many: tuple[str, ...]
    below: str
    million: str


ENGLISH = Words(
    ("text: F1", "F1 held out", "precision", "recall", "junk left", "fields right", "time (× lxml)", "memory (MB)"),
    ("damaged characters right", "lost ones: full width", "narrow", "mixed", "sound ones spoilt", "characters/s"),
    ("pages", "pages/s", "processor (ms/page)", "memory (MB)"),
    "{date}, commit `{commit}`, {processor}, {cores} cores, Python {python}.",
    "A million pages like those of the text, which take {clean} ms each, are {hours} hours of one core to be cleaned: "
    "{here} hours on {cores} cores, {many} minutes on {more}. Fetching and keeping them takes {fetch} hours of one "
    "core more, a corpus of their records {corpus}.",
)
CHINESE = Words(
    ("正文 F1", "F1（留出）", "精确率", "召回率", "残留垃圾", "字段正确", "时间（× lxml）", "内存（MB）"),
    ("损坏字符复原", "丢失的：全角", "半角", "混合", "完好的被改坏", "字符/秒"),
    ("页数", "页/秒", "处理器（毫秒/页）", "内存（MB）"),
    "{date}，提交 `{commit}`，{processor}，{cores} 核，Python {python}。",
    "像正文那样的页面，每页 {clean} 毫秒，一百万页要用一个核 {hours} 小时清洗：{cores} 核 {here} 小时，{more} 核 "
    "{many} 分钟。抓取和存档另需一个核 {fetch} 小时，由这些记录做成语料库需 {corpus} 小时。",
)
READMES = {"README.md": ENGLISH, "README.zh-CN.md": CHINESE}
#: Cores of a rack, for the reckoning of a million pages.
RACK = 64


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
    >>> cell(51216, Column("cold", "characters/s", True, 0))
    '51,216'
    """
    return "–" if value is None else f"{value:,.{column.digits}f}"


def blocks(measured: Mapping[str, Measured], words: Words) -> dict[str, str]:
    """What stands between the marks of a README, by the block's name."""
    return {
        "peers": _beside(measured, PEERS, words.peers) + f"\n{_about(measured['quality'], words)}\n",
        "repair": _beside(measured, REPAIR, words.repair),
        "many": _many(measured, words) + f"\n{_million(measured, words)}\n",
    }


def _beside(measured: Mapping[str, Measured], shown: tuple[tuple[str, str], ...], heads: tuple[str, ...]) -> str:
    """A row for each system, the best figure of each column bold."""
    columns = [_column(measured[part].part, name) for part, name in shown]
    first = measured[shown[0][0]]
    rows = {
        system: [cell(_value(measured, at, system), column) for at, column in zip(shown, columns, strict=True)]
        for system in first.part.rows
    }
    best = [_best([row[n] for row in rows.values()], column) for n, column in enumerate(columns)]
    lines = ["| | " + " | ".join(heads) + " |", "|---|" + "---:|" * len(columns)]
    for system, row in rows.items():
        marked = [f"**{value}**" if value == most else value for value, most in zip(row, best, strict=True)]
        lines.append(f"| {_released(first, system)} | " + " | ".join(marked) + " |")
    return "\n".join(lines) + "\n"


def _about(one: Measured, words: Words) -> str:
    told = one.machine
    return words.below.format(
        date=one.date,
        commit=one.commit,
        processor=told.processor,
        cores=told.cores,
        python=one.versions["python"],
    )


def _many(measured: Mapping[str, Measured], words: Words) -> str:
    """A row for each command that goes through many pages."""
    lines = ["| | " + " | ".join(words.many) + " |", "|---|" + "---:|" * len(words.many)]
    for part, row, name in MANY:
        figures = measured[part].part.rows[row]
        told = [_rounded(figures[column]) for column in ("speed", "processor", "memory")]
        lines.append(" | ".join([f"| {name}", f"{pages_of(measured[part].part, row):,}", *told]) + " |")
    return "\n".join(lines) + "\n"


def _million(measured: Mapping[str, Measured], words: Words) -> str:
    """What a million pages take, of what some take: hours, by milliseconds a page."""
    cores = measured["extract"].machine.cores
    clean = 1000 / (measured["extract"].part.rows[OURS]["pages a second"] or 0)
    run, again, corpus = (
        measured[part].part.rows[row]["processor"] or 0 for part, row in (MANY[0][:2], MANY[1][:2], MANY[4][:2])
    )
    hours = clean * 1e6 / 3.6e6
    return words.million.format(
        clean=f"{clean:.0f}", hours=f"{hours:.1f}", here=f"{hours / cores:.1f}", cores=cores, more=RACK,
        many=f"{60 * hours / RACK:.1f}", fetch=f"{(run - again) / 3.6:.1f}", corpus=f"{corpus / 3.6:.1f}",
    )  # fmt: skip


def pages_of(part: Part, row: str) -> int:
    """The pages that a row is about, which its name or the part's ``pages`` says.

    >>> pages_of(Part("a", "", "5,000 pages", (), {}, ""), "reclean")
    5000
    >>> pages_of(Part("a", "", "pages of 9 kB", (), {}, ""), "run, 20,000 pages")
    20000
    """
    found = _NUMBER.search(row) or _NUMBER.search(part.pages)
    assert found, row
    return int(found[0].replace(",", ""))


def _rounded(value: float | None) -> str:
    """Two figures of it at least.

    >>> _rounded(4.71), _rounded(213.4), _rounded(None)
    ('4.7', '213', '–')
    """
    return "–" if value is None else f"{value:.1f}" if value < 10 else f"{value:.0f}"


def _column(part: Part, name: str) -> Column:
    return next(column for column in part.columns if column.name == name)


def _value(measured: Mapping[str, Measured], at: tuple[str, str], system: str) -> float | None:
    part, name = at
    return measured[part].part.rows[system][name]


def _best(cells: list[str], column: Column) -> str:
    values = [each for each in cells if each != "–"]
    return (max if column.more else min)(values, key=lambda each: float(each.replace(",", "")))


def _released(one: Measured, system: str) -> str:
    """A system with its release, which stands behind the word that names it."""
    known = one.versions
    found = []
    for word in system.split():
        bare = word.rstrip(",")
        found.append(f"{bare} {known[bare]}{word[len(bare) :]}" if bare in known and system != OURS else word)
    return " ".join(found)


def written(page: str, made: Mapping[str, str]) -> str:
    """A page with each block between its marks.

    >>> page = "# A\\n<!-- bench: a, written by make bench -->\\nold\\n<!-- /bench -->\\n"
    >>> written(page, {"a": "new\\n"}) == page.replace("old", "new")
    True
    >>> written("# A", {"a": "new"})
    Traceback (most recent call last):
    ValueError: the marks of the block a are not there once
    """
    for name, block in made.items():
        begin, found, rest = page.partition(BEGIN.format(name) + "\n")
        _, ended, end = rest.partition(END)
        if not (found and ended) or found in rest:
            raise ValueError(f"the marks of the block {name} are not there once")
        page = begin + found + block + ended + end
    return page
