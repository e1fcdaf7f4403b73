"""Figures as charts: SVG that stands in the page, in the page's own colours, its words as text.

A strict policy blocks inline style, and a chart knows nothing of light and dark: so each is drawn in colours that stand
for something, and these become classes of ``report.css``. altair and vl-convert are an extra of the installation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from json import dumps
from typing import Any
from xml.etree import ElementTree as Xml  # nosec B405 # it reads drawings that were made here

from outputs.outside.escapes import printable
from outputs.report.escaping import Html

#: What is drawn with what: the colour given to altair → the class of the page's style.
INK, ACCENT, PALE, GREY, WARM = "#000001", "#000002", "#000003", "#000004", "#000005"
CLASSES = {INK: "ink", ACCENT: "accent", PALE: "pale", GREY: "grey", WARM: "warm"}

#: Width of a chart and of a run's column, heights, in the pixels that its letters have 11 of. By hand: a telephone's
#: width less the margins, so that no letter is made smaller there.
WIDTH, HEIGHT, ROW, LETTERS = 320, 190, 20, 11
#: Room around a drawing: the reader's letters may be wider than those that were measured, by a tenth of a label.
_PADDING = {"left": 10, "right": 4, "top": 4, "bottom": 4}
#: Characters of a label beside a bar: half of the width.
LABEL = 14

_SVG = "{http://www.w3.org/2000/svg}"
#: Attributes that stay: geometry and text. What speaks (``aria-…``, ``role``) would say the chart a second time beside
#: its table, and in one language.
_KEPT = frozenset({
    "viewBox", "transform", "d", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "cx", "cy", "r", "opacity",
    "fill-opacity", "stroke-opacity", "stroke-width", "text-anchor", "font-size", "font-weight", "display",
})  # fmt: skip
_ELEMENTS = frozenset({f"{_SVG}{name}" for name in ("svg", "g", "path", "line", "rect", "text", "tspan")})


def available() -> bool:
    """Whether charts can be drawn here."""
    return all(find_spec(name) is not None for name in ("altair", "vl_convert"))


def bars(values: Mapping[str, float], name: str, most: float | None = None) -> Html:
    """A bar for each name, one below the other, its value beside it. name: the heading's id. most: of the scale."""
    import altair as alt

    rows = _rows(values)
    longest = max((len(row["said"]) for row in rows), default=0)
    # A bar leaves room for the longest value beside it: a digit has 7 pixels of the 220 beside a long name.
    room = (most if most is not None else max(values.values(), default=1)) * 220 / (220 - 8 - 7 * longest)
    scale = alt.Scale(domainMin=0, domainMax=room)
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("order:O", title=None, axis=alt.Axis(labelExpr=_named(rows), **_QUIET_AXIS)),
        x=alt.X("value:Q", title=None, axis=None, scale=scale),
    )
    drawn = base.mark_bar(color=ACCENT, height={"band": 0.62})
    beside = base.mark_text(align="left", dx=4, color=INK).encode(text="said:N")
    return _drawn((drawn + beside).properties(height=ROW * max(len(rows), 1)), name)


def columns(values: Mapping[str, float], name: str) -> Html:
    """A column for each name, from left to right. name: the id of the heading."""
    import altair as alt

    rows = _rows(values)
    chart = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("order:O", title=None, axis=_below(rows)),
        y=alt.Y("value:Q", title=None, axis=_beside()),
    )
    return _drawn(chart.mark_bar(color=ACCENT, width={"band": 0.72}).properties(height=HEIGHT), name)


def stacks(rows: Sequence[tuple[str, Mapping[str, int], int]], name: str) -> Html:
    """A column for each row (label, parts, mark) of its parts one on the other, and a dash where the mark is.

    The parts are drawn in the order and the colours of ``PARTS``. name: the id of the heading.
    """
    import altair as alt

    labels = [{"name": _label(label), "order": n} for n, (label, _, _) in enumerate(rows)]
    parts = [
        {"order": n, "part": part, "of": list(PARTS).index(part), "value": value}
        for n, (_, values, _) in enumerate(rows)
        for part, value in values.items()
    ]
    marks = [{"order": n, "value": mark} for n, (_, _, mark) in enumerate(rows)]
    x = alt.X("order:O", title=None, axis=_below(labels))
    colour = alt.Scale(domain=list(PARTS), range=list(PARTS.values()))
    stacked = alt.Chart(alt.Data(values=parts)).mark_bar(width={"band": 0.72})
    stacked = stacked.encode(
        x=x,
        y=alt.Y("value:Q", title=None, axis=_beside()),
        color=alt.Color("part:N", legend=None, scale=colour),
        order="of:O",
    )
    dash = alt.Chart(alt.Data(values=marks)).mark_tick(color=INK, thickness=2, width={"band": 0.9})
    return _drawn((stacked + dash.encode(x=x, y=alt.Y("value:Q"))).properties(height=HEIGHT), name)


#: What a run's column is made of, from below: the part and its colour.
PARTS = {"new": ACCENT, "changed": PALE, "unchanged": GREY, "failed": WARM}

_QUIET_AXIS = {"domain": False, "ticks": False, "labelPadding": 6, "labelLimit": 0}


def _label(text: str) -> str:
    """A name as a chart has room for it.

    >>> _label("a\\n b"), _label("江南图书馆学刊江南图书馆学刊江南"), _label("")
    ('a b', '江南图书馆学刊江南图书馆学…', '—')
    """
    shown = printable(text) or "—"
    return shown if len(shown) <= LABEL else shown[: LABEL - 1] + "…"


def _rows(values: Mapping[str, float]) -> list[dict[str, Any]]:
    return [
        {
            "name": _label(name),
            "order": n,
            "value": value,
            "said": f"{value:,g}" if isinstance(value, float) else f"{value:,}",
        }
        for n, (name, value) in enumerate(values.items())
    ]


def _named(rows: Sequence[Mapping[str, Any]]) -> str:
    """An expression that gives a row's name in the place of its number: two names may be cut to the same."""
    return f"{dumps([row['name'] for row in rows])}[datum.value]"


def _below(rows: Sequence[Mapping[str, Any]]) -> Any:
    """The axis below columns. Where there are many, only some are named: at most seven, by hand."""
    import altair as alt

    every = -(-len(rows) // 7)
    shown = [n for n in range(len(rows)) if n % every == 0]
    return alt.Axis(labelExpr=_named(rows), values=shown, labelAngle=0, **_QUIET_AXIS)


def _beside() -> Any:
    import altair as alt

    return alt.Axis(tickCount=4, domain=False, ticks=False, grid=True, labelPadding=6, format=",d", tickMinStep=1)


def _drawn(chart: Any, name: str) -> Html:
    import vl_convert

    chart = chart.properties(
        width=WIDTH, autosize={"type": "fit", "contains": "padding"}, padding=_PADDING, background="transparent"
    )
    chart = chart.configure_view(stroke=None).configure_axis(
        labelColor=INK, gridColor=INK, gridOpacity=0.12, labelFontSize=LETTERS, labelFont="sans-serif"
    )
    chart = chart.configure_text(fontSize=LETTERS, font="sans-serif")
    return inert(vl_convert.vegalite_to_svg(chart.to_dict()), name)


def inert(svg: str, name: str) -> Html:
    """A drawing as it may stand in a page: only shapes and text, no style, colours as classes. name: the id of the
    heading that names it.

    >>> inert('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script><a href="x"><g/></a>'
    ...     '<text fill="#000001" style="x" onclick="y">净&lt;</text></svg>', "years")
    '<svg role="img" aria-labelledby="years"><text class="fill-ink">净&lt;</text></svg>'
    """
    drawing = _inert(Xml.fromstring(svg))  # nosec B314 # the drawing was made here
    drawing.attrib.update({"role": "img", "aria-labelledby": name})
    return Html(Xml.tostring(drawing, encoding="unicode"))


def _inert(part: Xml.Element) -> Xml.Element:
    colours = {how: part.get(how, "") for how in ("fill", "stroke")}
    classes = " ".join(f"{how}-{CLASSES[colour]}" for how, colour in colours.items() if colour in CLASSES)
    kept = {key: value for key, value in part.items() if key in _KEPT}
    kept |= {how: "none" for how, colour in colours.items() if colour in ("none", "transparent")}
    made = Xml.Element(part.tag.removeprefix(_SVG), ({"class": classes} if classes else {}) | kept)
    made.text = part.text
    made.extend(_inert(each) for each in part if each.tag in _ELEMENTS)
    return made
