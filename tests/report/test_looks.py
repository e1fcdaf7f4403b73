"""Whoever sees little can read it: contrast in both schemes by WCAG 2.2 (1.4.3, 1.4.11); the pictures of it."""

from __future__ import annotations

import re
import struct

import pytest

from tests.conftest import ROOT
from tests.report.pictures import DOCS, HEIGHT, PICTURES

CSS = (ROOT / "outputs" / "report" / "static" / "report.css").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
SCHEMES = [
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in re.findall(r":root \{(.*?)\}", CSS, re.S)
]
#: Colours that text has on either ground, and on a ground of their own.
TEXT = ("ink", "soft", "accent", "removed", "doubt", "mended")
MARKED = (("removed", "on-removed"), ("ink", "on-kept"), ("soft", "on-kept"))


def luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """
    >>> round(contrast("#000000", "#ffffff"), 1), contrast("#123456", "#123456")
    (21.0, 1.0)
    """
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_and_drawn_parts_stand_out(scheme: dict[str, str]) -> None:
    for ground in ("ground", "card"):
        text = {name: contrast(scheme[name], scheme[ground]) for name in TEXT}
        drawn = {name: contrast(scheme[name], scheme[ground]) for name in ("accent", "pale", "grey", "warm")}
        assert min(text.values()) >= 4.5, text
        assert min(drawn.values()) >= 3, drawn
    marked = {one: contrast(scheme[one], scheme[ground]) for one, ground in MARKED}
    assert min(marked.values()) >= 4.5, marked


def test_both_schemes_name_the_same_colours_and_nothing_else_is_coloured() -> None:
    light, dark = SCHEMES
    assert light.keys() == dark.keys() and light != dark
    assert len(re.findall(r"#[0-9a-f]{3,8}\b", CSS)) == len(light) + len(dark)
    assert set(re.findall(r"var\(--([\w-]+)\)", CSS)) == light.keys()


def test_the_pictures_of_the_readme_are_there_and_each_is_said_in_words() -> None:
    """``make pictures`` writes them; what no person sees is read out."""
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = dict(re.findall(r"!\[([^\]]{20,})\]\(docs/(report-[\w.-]+)\)", readme))
    assert sorted(shown.values()) == sorted(PICTURES) == sorted(path.name for path in DOCS.glob("report-*"))
    for name in PICTURES:
        picture = (DOCS / name).read_bytes()
        assert picture.startswith(b"\x89PNG\r\n") and struct.unpack(">II", picture[16:24]) == (1440, HEIGHT)
    assert re.search(r"^pictures: .*\n(?:\t.*\n)*\t\$\(BIN\)/python -m tests\.report\.pictures$", MAKEFILE, re.M)
