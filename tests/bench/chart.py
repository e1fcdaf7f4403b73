"""The chart of the READMEs: how right each system's text is, against how much of the hijackers' junk is left in it.

It is shown on pages that are light or dark, which a picture cannot know: so it stands on a ground of its own, in the
colours of the report (``outputs/report/static/report.css``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bench.part import OURS
from tests.bench.results import Measured
from tests.conftest import ROOT

GROUND, INK, SOFT, LINE, ACCENT, GREY = "#fbfbf9", "#1f2328", "#5a6068", "#dfe0dc", "#0b6b62", "#8b9096"
WIDTH, HEIGHT, LETTERS = 600, 300, 13


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    below: str
    right: str
    junk: str


CHARTS: Mapping[Path, Words] = {
    ROOT / "docs" / "bench.svg": Words(
        "Up is better, left is better",
        "Text of Chinese pages against junk left on hijacked ones",
        "F1 of the text",
        "share of the junk that is left",
    ),
    ROOT / "docs" / "bench.zh-CN.svg": Words(
        "越高越好，越左越好", "中文页面的正文质量与被劫持页面上残留的垃圾", "正文 F1", "残留垃圾的比例"
    ),
}


def points(measured: Mapping[str, Measured]) -> list[dict[str, object]]:
    """Each system where it stands; what failed to give either figure has no place."""
    rows = measured["quality"].part.rows
    return [
        {"system": system, "F1": row["F1"], "junk": row["junk left"], "ours": system == OURS}
        for system, row in rows.items()
        if row["F1"] is not None and row["junk left"] is not None
    ]


def drawn(measured: Mapping[str, Measured], words: Words) -> str:
    """The chart as SVG; altair and vl-convert are of the extra ``report``."""
    import altair as alt
    import vl_convert

    colour = alt.condition("datum.ours", alt.value(ACCENT), alt.value(GREY))
    base = alt.Chart(alt.Data(values=points(measured))).encode(
        x=alt.X(
            "junk:Q",
            title=words.junk,
            axis=alt.Axis(format=".0%", tickCount=6),
            scale=alt.Scale(padding=12, nice=False),
        ),
        y=alt.Y(
            "F1:Q",
            title=words.right,
            axis=alt.Axis(format=".2f", tickCount=5),
            scale=alt.Scale(zero=False, padding=14, nice=False),
        ),
    )
    dots = base.mark_circle(size=110, opacity=1).encode(color=colour)
    names = base.mark_text(align="left", dx=10, fontSize=LETTERS, font="sans-serif").encode(
        text="system:N", color=alt.condition("datum.ours", alt.value(ACCENT), alt.value(INK))
    )
    chart = (dots + names).properties(
        width=WIDTH,
        height=HEIGHT,
        padding=16,
        background=GROUND,
        title=alt.Title(words.below, subtitle=words.title, anchor="start", offset=14),
    )
    chart = chart.configure_view(stroke=None).configure_title(
        color=INK,
        subtitleColor=SOFT,
        fontSize=LETTERS + 3,
        subtitleFontSize=LETTERS,
        font="sans-serif",
        subtitleFont="sans-serif",
    )
    chart = chart.configure_axis(
        labelColor=SOFT, titleColor=INK, gridColor=LINE, domainColor=LINE, tickColor=LINE, labelFontSize=LETTERS - 1,
        titleFontSize=LETTERS, labelFont="sans-serif", titleFont="sans-serif", titleFontWeight="normal",
        titlePadding=10,
    )  # fmt: skip
    return str(vl_convert.vegalite_to_svg(chart.to_dict()))
