"""CSV reads back as the records' texts, and no cell is one that a spreadsheet would calculate."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outputs.export import write_file
from outputs.formats.csv import COLUMNS, cell
from outputs.outside.escapes import bare
from tests.corpus.samples import records


def test_it_reads_back_below_a_byte_order_mark(tmp_path: Path) -> None:
    made = records(1)
    assert write_file(tmp_path / "x.csv", made, "csv") == len(made)
    assert (tmp_path / "x.csv").read_bytes().startswith(b"\xef\xbb\xbfid,url,")
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [list(row) for row in rows] == [list(COLUMNS)] * len(made)
    for row, record in zip(rows, map(bare, made), strict=True):
        assert {name: value.removeprefix("'") for name, value in row.items()} == {
            name: text(record).removeprefix("'") for name, text in COLUMNS.items()
        }
        assert row["authors"].removeprefix("'") == "; ".join(each["name"] for each in record["authors"]).removeprefix(
            "'"
        )
        assert row["verdict"] == record["verdict"]["kind"]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠a", "﹦1", " =1", "\u3000=1", "\ufeff=1", "\u200b=1", 
     "\x01=1", "\t", "\ttext", "\rtext", "\n=1", "\0", "\u202e=1", "\xa0@"],
)  # fmt: skip
def test_what_a_spreadsheet_would_calculate_is_text(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    ["", " ", "工会", "1-9", "a=b", "10.1000/1", "'=1", "(=1)", "—1", "·", "数字=1", "1.5", "《-》", "\u200b", "−"],
)
def test_what_it_would_not_is_let_be(text: str) -> None:
    assert cell(text) == text


@given(st.text(max_size=20))
def test_any_text_is_one_cell(text: str) -> None:
    stream = io.StringIO()
    csv.writer(stream).writerow([cell(text), "end"])
    [row] = csv.reader(io.StringIO(stream.getvalue(), newline=""))
    assert row == [cell(text), "end"] and row[0].removeprefix("'") in (text, text.removeprefix("'"))
    assert not row[0].lstrip().startswith(tuple("=+-@＝＋－＠"))
