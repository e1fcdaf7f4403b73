"""CONTRIBUTING.md points to what is there."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
LINKS = sorted(set(re.findall(r"\]\(([^):#]+)\)", TEXT)))
CHANGES = ("A site.", "A kind of junk.", "A field.", "An export format.", "The revisit rule.")


@pytest.mark.parametrize("target", LINKS)
def test_what_it_names_is_there(target: str) -> None:
    assert (ROOT / target).exists()


def test_it_tells_of_every_room() -> None:
    for package in ("cleaners", "outputs", "spiders"):
        rooms = {path.parent.relative_to(ROOT).as_posix() for path in (ROOT / package).glob("*/__init__.py")}
        assert rooms <= set(LINKS), "a room that nobody is told of"


@pytest.mark.parametrize("change", CHANGES)
def test_each_usual_change_names_the_files_it_touches(change: str) -> None:
    paragraph = TEXT.partition(f"**{change}**")[2].partition("\n\n")[0]
    assert re.search(r"\]\([^)]+\.(py|json)\)", paragraph)


def test_it_is_one_page() -> None:
    assert len(TEXT.splitlines()) <= 100
