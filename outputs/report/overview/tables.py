"""Tables of figures: what a chart shows, for whoever reads numbers; what is from outside is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from outputs.report import words
from outputs.report.escaping import Html, element, joined, text
from outputs.report.words import Label, both


class Share(float):
    """A share of a hundred."""


#: A cell: words of ours, a number, or text from outside.
Cell = Label | int | float | str

#: Characters of a cell: a reason or an address may hold a page. By hand: two lines of a wide screen.
LONGEST = 240
#: Characters of a cell from which on it may be broken anywhere; by hand: a time or a host's name stays whole.
UNBROKEN = 28


def table(columns: Sequence[Label], rows: Sequence[Sequence[Cell]], name: str) -> Html:
    """A table whose first column names the row. A column of numbers stands to the right.

    name: the id of the heading it belongs to. Of no rows a word is made.

    >>> "Nothing." in table([words.SITE], [], "sites")
    True
    """
    if not rows:
        return element("p", both(words.NOTHING), class_="none")
    numeric = [all(isinstance(row[n], int | float) for row in rows) for n in range(len(columns))]
    head = element("tr", *(_cell("th", c, n, scope="col") for c, n in zip(columns, numeric, strict=True)))
    body = joined(
        element("tr", *(
            _cell("td", cell, numeric[n]) if n else _cell("th", cell, numeric[n], scope="row")
            for n, cell in enumerate(row)
        ))
        for row in rows
    )  # fmt: skip
    made = element("table", element("thead", head), element("tbody", body))
    return element("div", made, class_="scroll", role="group", aria_labelledby=name, tabindex="0")


def first(rows: Iterable[Sequence[Cell]], most: int, of: int) -> tuple[list[Sequence[Cell]], Html]:
    """So many rows at most, and how many of all are not among them."""
    shown = list(islice(rows, most))
    left = of - len(shown)
    return shown, element("p", both(words.MORE.filled(f"{left:,}")), class_="note") if left > 0 else Html("")


def said(cell: Cell) -> Html:
    """What a cell shows.

    >>> said(12345), said(0.5), said(Share(92)), said("<b>")
    ('12,345', '0.5', '92.0 %', '&lt;b&gt;')
    """
    if isinstance(cell, Label):
        return both(cell)
    if isinstance(cell, Share):
        return text(f"{cell:.1f} %")
    if isinstance(cell, int | float):
        return text(f"{cell:,}")
    return text(cell if len(cell) <= LONGEST else cell[: LONGEST - 1] + "…")


def _cell(tag: str, cell: Cell, numeric: bool, **attributes: str) -> Html:
    if numeric:
        attributes["class_"] = "number"
    elif isinstance(cell, str) and len(cell) > UNBROKEN:
        attributes["class_"] = "long"
    return element(tag, said(cell), **attributes)
