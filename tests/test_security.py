"""SECURITY.md names tests that are there; what else it promises is for a reader to doubt."""

from __future__ import annotations

import re

import pytest

from spiders import settings
from tests.attacks.answers import ANSWERS
from tests.attacks.sitemaps import SITEMAPS
from tests.attacks.structures import STRUCTURES
from tests.conftest import ROOT

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
TESTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/*.py")}
DEFINED = {name for text in TESTS.values() for name in re.findall(r"(?:def|class) (test_\w+|Test\w+)", text)}


def named(text: str) -> set[str]:
    """The tests that a text names; ``…`` stands for any letters.

    >>> sorted(named("`tests/a.py::test_b…`, `…c`, `TestD`; `test_e.py`, `test_e.py::test_f_…_g`, `tests.conftest`"))
    ['TestD', 'test_b…', 'test_f_…_g', '…c']
    """
    quoted = [each.rpartition("::")[2] for each in re.findall(r"`([^`\n]+)`", text)]
    return {each for each in quoted if re.fullmatch(r"(test_|Test|…)\w[\w…]*", each)}


def is_defined(name: str) -> bool:
    """
    >>> is_defined("test_security_names_…_there"), is_defined("test_nobody_wrote_this…")
    (True, False)
    """
    pattern = re.compile(r"\w*".join(map(re.escape, name.split("…"))))
    return any(pattern.fullmatch(each) for each in DEFINED)


def test_security_names_tests_that_are_there() -> None:
    assert len(named(TEXT)) > 30
    assert sorted(name for name in named(TEXT) if not is_defined(name)) == []


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`([\w/]*test_\w+\.py)\b", TEXT))))
def test_a_file_of_tests_that_it_names_is_there(name: str) -> None:
    assert any(path == name or path.endswith(f"/{name}") for path in TESTS)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^):#]+)\)", TEXT))))
def test_what_it_links_is_there(target: str) -> None:
    assert (ROOT / target).exists()


UNITS = {"": 1, "KiB": 1 << 10, "MiB": 1 << 20}


def limits(text: str) -> list[tuple[str, int]]:
    """The settings that a text names with a number, in bytes where it has a unit.

    >>> limits("`LIMIT_A` 2 MiB, `LIMIT_B` 10 000 lists, `DOWNLOAD_C` 60 s, `LIMIT_D`")
    [('LIMIT_A', 2097152), ('LIMIT_B', 10000), ('DOWNLOAD_C', 60)]
    """
    found = re.findall(r"`((?:LIMIT|DOWNLOAD|REDIRECT)_[A-Z_]+)` (\d[\d ]*)(?<! )(?: (KiB|MiB)\b)?", text)
    return [(name, int(number.replace(" ", "")) * UNITS[unit]) for name, number, unit in found]


def test_every_limit_is_told_with_its_number() -> None:
    told = limits(TEXT)
    assert [(name, getattr(settings, name)) for name, _ in told] == told
    assert {name for name in vars(settings) if name.startswith("LIMIT_")} <= {name for name, _ in told}


def test_it_counts_the_attacks() -> None:
    assert f"{len(ANSWERS)} answers, {len(STRUCTURES)} structures of pages and {len(SITEMAPS)}\nsitemaps" in TEXT


def rows(heading: str) -> list[list[str]]:
    """The cells of all rows of the tables below a heading, those of their heads left out."""
    (section,) = re.findall(rf"^## {heading}.*?(?=^## )", TEXT, re.M | re.S)
    lines = [line for line in section.splitlines() if line.startswith("| ") and not line.startswith("| attack |")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


@pytest.mark.parametrize("row", rows("Each row that was seen"), ids=lambda row: row[0][:40])
def test_each_row_that_was_seen_names_what_tries_it(row: list[str]) -> None:
    *_, crawl, elsewhere = row
    assert named(crawl) and (named(elsewhere) or re.fullmatch(r"asks for one page|target `\w+` of `.*`", elsewhere))


def test_no_row_that_was_seen_is_left_out() -> None:
    """The ten of issue 17, and four that held."""
    assert [len(row) for row in rows("Each row that was seen")] == [4] * 10 + [3] * 4


@pytest.mark.parametrize("place", sorted(set(re.findall(r"\]\(#([^)]+)\)", TEXT))))
def test_a_part_that_it_links_is_there(place: str) -> None:
    headings = re.findall(r"^## (.*)$", TEXT, re.M)
    assert place in {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
