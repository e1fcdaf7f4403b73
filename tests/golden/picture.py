"""The README's picture, drawn from a golden case: the page as readers are served it, and the record made of it.

    python -m tests.golden.picture > docs/before-after.svg

Nothing in it is written by hand: the left side is the page's text, red where the record says it was removed and orange
where it was repaired; the right side is the record.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from html import escape
from typing import Any

from bs4 import BeautifulSoup
from wcwidth import clip, width

from tests.golden.case import HERE, Case

CASE = "family/header-a"
WIDTH, PANEL, LINE, TOP = 1000, 488, 23, 64
COLUMNS = 58  # of half-width characters on a panel's line
GREY, RED, ORANGE, GREEN, INK = "#8c959f", "#cf222e", "#bc4c00", "#1a7f37", "#1f2328"


def page_lines(case: Case) -> Iterator[tuple[str, str]]:
    """(text, colour) of the page's lines as served, junk and damage in the colours of what became of them."""
    soup = BeautifulSoup(case.page.body.decode(str(case.record["charset"])), "lxml")
    removed = "\n".join(r["text"] for r in case.record["removed"])
    damage = [r["before"] for r in case.record["repairs"] if r["before"].strip()]
    for string in soup.body.stripped_strings if soup.body else ():
        text = " ".join(string.split())
        if len(text) < 4:
            continue
        if text in removed:
            yield text, RED
        else:
            yield text, ORANGE if any(d in text for d in damage) else INK


def chosen(case: Case, most: int) -> list[tuple[str, str]]:
    """As many lines as fit: of each colour's runs the first two, with the lines between left out."""
    lines, kept, run = list(page_lines(case)), [], 0
    for i, (text, colour) in enumerate(lines):
        run = run + 1 if i and lines[i - 1][1] == colour else 0
        if run < 2:
            kept.append((text, colour))
    return kept[: most - 3] + kept[-3:] if len(kept) > most else kept


def record_lines(record: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(field, value, colour) of the record's lines."""
    for field in ("title", "journal", "year", "issue", "published"):
        yield field, str(record[field]), INK
    yield "authors", "；".join(a["name"] for a in record["authors"]), INK
    for field in ("keywords", "site_tags"):
        yield field, "；".join(record[field]), INK
    yield "abstract", record["abstract"], INK
    yield "text", record["text"].replace("\n\n", " ¶ "), INK
    for reference in record["references"][:2]:
        yield "references", reference["raw"], INK
    counts = record["counts"]
    yield "verdict", f"{record['verdict']['kind']}, confidence {record['quality']['confidence']}", GREEN
    yield "removed", ", ".join(f"{step} ×{n}" for step, n in counts["removed"].items()), RED
    yield "repaired", ", ".join(f"{kind} ×{n}" for kind, n in counts["repaired"].items()), ORANGE


def fit(text: str, columns: int) -> str:
    return text if width(text) <= columns else clip(text, 0, columns - 1) + "…"


def draw(case: Case) -> str:
    right = list(record_lines(case.record))
    left = chosen(case, len(right))
    height = TOP + LINE * len(right) + 16
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
        " font-family=\"'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif\" font-size=\"14\">",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for x, heading in ((8, "the page, as it is served"), (WIDTH - PANEL - 8, "the record")):
        out.append(
            f'<rect x="{x}" y="8" width="{PANEL}" height="{height - 16}" rx="6" fill="#f6f8fa" stroke="#d0d7de"/>'
        )
        out.append(f'<text x="{x + 14}" y="36" font-weight="bold" fill="{INK}">{heading}</text>')
    for i, (text, colour) in enumerate(left):
        line = ' text-decoration="line-through"' if colour == RED else ""
        out.append(f'<text x="22" y="{TOP + LINE * i}" fill="{colour}"{line}>{escape(fit(text, COLUMNS))}</text>')
    x = WIDTH - PANEL + 6
    for i, (field, value, colour) in enumerate(right):
        y = TOP + LINE * i
        out.append(f'<text x="{x}" y="{y}" fill="{GREY}">{field}</text>')
        out.append(f'<text x="{x + 90}" y="{y}" fill="{colour}">{escape(fit(value, COLUMNS - 14))}</text>')
    return "\n".join([*out, "</svg>", ""])


if __name__ == "__main__":
    sys.stdout.write(draw(Case(HERE / CASE)))
