"""Repair of text beside ftfy and a regular expression, on damage of known truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median

from tests.bench.part import OURS, Column, Part
from tests.bench.restoration import SYSTEMS, Repairs, Restored, compared, fresh
from tests.repair.measure import WIDTHS, Width, articles, page

#: As in ``tests.repair.measure``, by the names that a reader knows.
SETS: dict[str, Width] = {"full": "full", "narrow": "ascii", "mixed": "mixed"}
UNDAMAGED, LEFT = "undamaged", "left as it is"
#: The first number of tables that no test and no tuning has looked at.
HELD_OUT = 20_000
#: Pages of each article in each width. By hand: 4 000 lost characters in all, and two minutes.
ROUNDS = 10

COLUMNS = (
    *(
        Column(f"{what}, {width}", "", what in ("restored", "recovered"), 4)
        for width in SETS
        for what in ("restored", "recovered", "false", "error")
    ),
    Column(f"false, {UNDAMAGED}", "", False, 4),
    Column("cold", "characters/s", True, 0),
    Column("warm", "characters/s", True, 0),
    Column(f"cold, {UNDAMAGED}", "characters/s", True, 0),
)

NOTE = """\
Restored: the share of damaged characters that stand right afterwards, that is as they were and with nothing \
foreign behind them; most of them only bear an annotation, 關(guān), which whoever finds it can take away. \
Recovered: the share of those that were lost, another one or none in their place, 實 in 打?qū)嵶. False: the share \
of sound characters that do not stand right any more. Error: insertions, deletions and substitutions between \
truth and outcome, by the characters of the truth; the row "left as it is" has what the damage made of it. \
Widths of full-width ASCII are folded before anything is compared, for the sites narrow it as they like. Full: \
as the damage leaves the text; narrow: its full-width ASCII made narrow; mixed: so in most paragraphs, inside a \
template that is not. Cold: each text once in a fresh process that has loaded everything by one line before; \
warm: the same texts again in that process; characters of the damaged text by processor seconds, the median of \
the processes, in which the systems take turns. ftfy is made for text that was decoded wrongly, which this is \
not; its second row has our settings, which leave Chinese punctuation alone. The regex takes away what may be \
pinyin behind a Chinese character."""


def measure(
    rounds: int = ROUNDS,
    texts: int | None = None,
    run: Callable[[Sequence[str]], dict[str, Repairs]] = fresh,
) -> Part:
    """texts: how many of the articles; all where it is None. run: repairs texts, cold only where nothing ran before."""
    whole = len(articles())
    number = min(texts or whole, whole)
    counts = {name: dict.fromkeys((*SETS, UNDAMAGED), Restored()) for name in (LEFT, *SYSTEMS)}
    rates: dict[tuple[str, str], list[float]] = {}
    for nth in range(rounds):
        for kind in (*SETS, UNDAMAGED):
            pages = pages_of(kind, nth, number)
            damaged = [came for _, came in pages]
            found = run(damaged)
            characters = sum(map(len, damaged))
            for name, each in (found | {LEFT: Repairs(tuple(damaged), 0, 0)}).items():
                for (truth, came), repaired in zip(pages, each.texts, strict=True):
                    folded = (text.translate(WIDTHS) for text in (truth, came, repaired))
                    counts[name][kind] += compared(*folded)
            for name, each in found.items():
                for state, seconds in (("cold", each.cold), ("warm", each.warm)):
                    label = f"{state}, {UNDAMAGED}" if kind == UNDAMAGED else state
                    rates.setdefault((name, label), []).append(characters / seconds)
    total = counts[OURS]
    return Part(
        name="repair",
        title="Damaged text of known truth, repaired",
        pages=(
            f"{rounds * number} pages in each of 3 widths, {number} articles of our own damaged by tables that"
            f" nothing was tuned on: {sum(total[width].damaged for width in SETS):,} of"
            f" {sum(total[width].characters for width in SETS):,} characters damaged,"
            f" {sum(total[width].lost for width in SETS):,} of them lost; and the {number} undamaged"
        ),
        columns=COLUMNS,
        rows={name: _row(counts[name], name, rates) for name in (*SYSTEMS, LEFT)},
        note=NOTE,
    )


def pages_of(kind: str, nth: int, number: int) -> list[tuple[str, str]]:
    """(truth, damaged) of so many articles, each once."""
    if kind == UNDAMAGED:
        return [(text, text) for text in articles()[:number]]
    first = HELD_OUT + nth * len(articles())
    return [page(first + n, width=SETS[kind]) for n in range(number)]


def _row(counts: dict[str, Restored], name: str, rates: dict[tuple[str, str], list[float]]) -> dict[str, float | None]:
    row: dict[str, float | None] = {}
    for kind, count in counts.items():
        sound = count.characters - count.damaged
        if kind != UNDAMAGED:
            row[f"restored, {kind}"] = count.restored / count.damaged
            row[f"recovered, {kind}"] = count.recovered / count.lost
            row[f"error, {kind}"] = count.errors / count.characters
        row[f"false, {kind}"] = count.false / sound
    for column in COLUMNS[-3:]:
        found = rates.get((name, column.name))
        row[column.name] = median(found) if found else None
    return row
