"""JSON Lines: whatever a page holds comes back, and a reader of lines sees one record a line."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outputs.jsonl import TornLine, line, read, write

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.dictionaries(st.text(), values, max_size=4))
def test_comes_back(record: dict[str, object]) -> None:
    assert json.loads(line(record)) == record


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=30))
def test_is_one_line_of_utf8_whatever_the_text(text: str) -> None:
    raw = line({"text": text})
    assert raw.decode().splitlines() == [raw.decode()[:-1]]


def test_separators_that_split_lines_are_escaped() -> None:
    text = "甲\u2028乙\u2029丙\x85丁\x0b\x0c\x1c"
    assert len(line({"text": text}).decode().splitlines()) == 1
    assert json.loads(line({"text": text}))["text"] == text


def test_lone_surrogates_become_the_replacement_character() -> None:
    assert json.loads(line({"text": "甲\ud800乙\udfff"}))["text"] == "甲\ufffd乙\ufffd"


def test_chinese_stays_readable() -> None:
    assert "净刊" in line({"title": "净刊"}).decode()


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_no_nan(number: float) -> None:
    with pytest.raises(ValueError, match="Out of range"):
        line({"confidence": number})


def test_write_and_read(tmp_path: Path) -> None:
    records: list[dict[str, object]] = [{"id": str(i), "text": "正\n文"} for i in range(5)]
    stream = io.BytesIO()
    assert write(stream, records) == 5
    path = tmp_path / "records.jsonl"
    path.write_bytes(stream.getvalue())
    assert list(read(path)) == records


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"id": "1"}\n{"id": ', r"records.jsonl:2: not JSON"),
        (b'{"id": "1"}\n{"id": "2"}', r"records.jsonl:2: the last line was cut short"),
        (b"[1]\n", r"records.jsonl:1: a record is a JSON object, this is a list"),
        (b"\xff\n", r"records.jsonl:1: not JSON"),
    ],
)
def test_torn_lines_are_named(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes(content)
    with pytest.raises(TornLine, match=said):
        list(read(path))
