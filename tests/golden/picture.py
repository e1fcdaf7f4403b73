"""The README's picture, drawn from a golden case: the page as readers are served it, and the record made of it.

    python -m tests.golden.picture > docs/before-after.svg

Nothing in it is written by hand: the left side is the page's text, red where the record says it was removed and orange
where it was repaired; the right side is the record.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
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
    repairs = {r["before"]: r["after"] for r in case.record["repairs"] if r["before"].strip()}
    sheared = [r["before"] for r in case.record["repairs"] if r["kind"] == "shear"]
    for string in soup.body.stripped_strings if soup.body else ():
        text = mended = " ".join(string.split())
        for before, after in repairs.items():
            mended = mended.replace(before, after)
        if len(mended) < 6:
            continue
        if mended in removed:
            yield text, RED
        elif run := next((run for run in sheared if run in text), ""):
            yield "…" + text[max(text.index(run) - 12, 0) :], ORANGE  # the run is what the line is shown for
        else:
            yield text, INK if mended == text else ORANGE


def chosen(case: Case, most: int) -> list[tuple[str, str]]:
    """As many lines as fit: sheared ones, long ones, and of what was removed the first and the last."""
    lines = list(page_lines(case))
    removed = [i for i, (_, colour) in enumerate(lines) if colour == RED]
    sheared = [i for i, (text, _) in enumerate(lines) if text.startswith("…")]
    keep = {*removed[:2], *removed[-3:], *sheared}
    for i in range(len(lines)):
        if len(keep) < most and i not in removed:
            keep.add(i)
    return [lines[i] for i in sorted(keep)]


def record_lines(record: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
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
    text = re.sub("[\ue000-\uf8ff]", "▯", text)  # private use: what damage leaves has no glyph
    return text if width(text) <= columns else clip(text, 0, columns - 1).rstrip() + "…"


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
