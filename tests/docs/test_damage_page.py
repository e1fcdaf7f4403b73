"""docs/damage.md is true, in both languages: each example is damaged by the process and repaired as the page says."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache
from itertools import product

import pytest

from cleaners import repair
from cleaners.chinese.gbk import pair_chars
from cleaners.chinese.readings import reads
from cleaners.repair import UNDECIDED
from cleaners.repair.shear import certainty, costs
from tests.conftest import ROOT
from tests.docs import byte_pictures
from tests.mirror.damage import Table, damage, reading

PAGES = ("docs/damage.md", "docs/damage.zh-CN.md")
# The page's tables, in its order: which cells hold what. A table's rows are told by how many cells they have.
HAPPENS, DECIDED, KEPT = 3, 5, 2
# The characters that the tables of the examples list, each for itself or two together.
LISTED = (("冊",), ("館", "鴿"), ("緲",), ("謾",), ("貢",))
WORDS = 600  # what is read in two minutes or little more, by hand: 250 to 300 words a minute


@cache
def text(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def rows(page: str, cells: int) -> Iterator[list[str]]:
    """The rows of the table that has so many cells in each, headings left out, code without its marks."""
    table = [line for line in text(page).splitlines() if line.startswith("|")]
    split = [[cell.strip() for cell in line[1:-1].split("|")] for line in table]
    for row in split:
        if len(row) == cells and any("`" in cell for cell in row):
            yield [cell.strip("`") if cell.count("`") == 2 and cell[0] == cell[-1] == "`" else cell for cell in row]


EXAMPLES = [
    *(
        pytest.param(served, true, true, id=f"{page}: {served}")
        for page in PAGES
        for _, served, true in rows(page, HAPPENS)
    ),
    *(
        pytest.param(served, true, restored, id=f"{page}: {served}")
        for page in PAGES
        for served, true, restored, *_ in rows(page, DECIDED)
    ),
]


def test_the_page_has_its_examples() -> None:
    for page in PAGES:
        found = [len(list(rows(page, cells))) for cells in (HAPPENS, DECIDED, KEPT)]
        assert min(found) >= 4, found
        assert sum(found) == sum(line.startswith("| ") and "`" in line for line in text(page).splitlines())


@pytest.mark.parametrize(("served", "true", "restored"), EXAMPLES)
def test_each_example_is_repaired_as_it_says(served: str, true: str, restored: str) -> None:
    assert served != true
    assert repair(served).text == restored


def damaged(true: str) -> Iterator[str]:
    """All that the process and wrong decoding make of a text."""
    for chars, breaks, narrow in product(LISTED, (0.0, 1.0), (False, True)):
        table = Table(tuple((char, f"({reading(char)})") for char in chars))
        yield damage(true, table, random.Random(0), breaks=breaks, narrow=narrow)
    yield true.encode().decode("gbk", "replace")
    yield true.encode("gbk").decode("latin-1")
    for char in true:
        yield true.replace(char, f"&amp;#{ord(char)};")


@pytest.mark.parametrize(("served", "true", "restored"), EXAMPLES)
def test_each_example_comes_out_of_the_process(served: str, true: str, restored: str) -> None:
    assert served in set(damaged(true))


@pytest.mark.parametrize("page", PAGES)
def test_how_sure_each_is_is_what_repair_states(page: str) -> None:
    for served, true, restored, stated, _ in rows(page, DECIDED):
        sure = min(edit.sure for edit in repair(served).edits)
        assert float(stated) <= sure < float(stated) + 0.01, "two digits, never rounded up"
        assert restored == true or sure < 0.5, "what is wrong or open is not stated as sure"
    assert [UNDECIDED in restored for _, _, restored, *_ in rows(page, DECIDED)].count(True) == 1
    assert sum("**" in why and restored != true for _, true, restored, _, why in rows(page, DECIDED)) == 1


@pytest.mark.parametrize("page", PAGES)
def test_what_stays_stays(page: str) -> None:
    for kept, _ in rows(page, KEPT):
        assert repair(kept).edits == ()
        assert repair(kept).text == kept


@pytest.mark.parametrize("page", PAGES)
def test_the_code_gives_what_it_says(page: str) -> None:
    [code] = re.findall(r"```python\n(.*?)```", text(page), re.S)
    names: dict[str, object] = {}
    exec(compile(code, page, "exec"), names)
    [said] = re.findall(r"^mended\.text  # '(.+)'$", code, re.M)
    assert names["mended"] == repair(byte_pictures.SERVED)
    assert said == byte_pictures.TRUE


@pytest.mark.parametrize("page", PAGES)
def test_its_figures_are_those_that_were_measured(page: str) -> None:
    measured = certainty.__doc__ or ""
    [stretches] = re.findall(r"3 475", text(page))
    left = next(line for line in measured.splitlines() if "bytes are left" in line).split()[3:]
    percent = [round(float(share) * 100) for share in (left[0], left[-1])]
    assert stretches in measured
    assert re.findall(r"(\d+) ?%", text(page)) == [str(share) for share in percent]
    assert f" {certainty.MOST_GUESSED}" in text(page)
    assert "0.877" in text(page) and "0.877" in (costs.__doc__ or "")


@pytest.mark.parametrize("page", PAGES)
def test_bytes_that_it_names_are_so(page: str) -> None:
    halves = {char: char.encode("gbk") for char in "保存４井酒"}
    assert halves["４"] == halves["保"][1:] + halves["存"][:1]
    assert halves["井"][0] == halves["酒"][0]
    assert all(char in text(page) for char in halves)


def test_pinyin_and_bytes_leave_one_reading_where_the_page_says_so() -> None:
    for before, pinyin, listed in (("們", "cè", "冊"), ("字", "mán", "謾")):
        first = before.encode("gbk")[1]
        assert [c for c in pair_chars()[first << 8 : first + 1 << 8] if reads(c, pinyin)] == [listed]


def test_it_is_read_in_two_minutes() -> None:
    assert len(re.findall(r"[A-Za-z]+", re.sub(r"`[^`]*`|\(.*?\)", "", text(PAGES[0])))) <= WORDS


def test_the_pictures_are_those_that_are_drawn() -> None:
    for name, svg in byte_pictures.pictures().items():
        assert (ROOT / "docs" / name).read_text("utf-8") == svg, "make pictures"


def test_a_picture_is_text_and_loads_nothing() -> None:
    for svg in byte_pictures.pictures().values():
        assert "prefers-color-scheme: dark" in svg
        assert not re.search(r"<(?:image|script|use|foreignObject)|href|url\(|@import", svg)
        assert f"<title>{byte_pictures.SERVED.replace('<', '&lt;').replace('>', '&gt;')}" in svg


def test_the_picture_reads_the_bytes_as_the_site_does() -> None:
    line = byte_pictures.the_line()
    assert "".join(group.text for group in line.read) == byte_pictures.SERVED
    assert "".join(group.text for group in line.groups) == byte_pictures.TRUE
    assert bytes.fromhex("".join(cell.text for cell in line.mended)) == byte_pictures.TRUE.encode("gbk")
