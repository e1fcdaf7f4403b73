"""What holds for any text: repairing twice is repairing once, edits tell the whole story, time is linear."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.article import Edit
from cleaners.repair import repair
from cleaners.repair.edits import apply, compose
from cleaners.repair.gbk_bytes import repair_bytes
from tests.conftest import calls, not_endless

PIECES = st.sampled_from(
    [
        "關系",
        "群眾工作",
        "?",
        "??",
        "(guān)",
        "?qū)",
        "嵶龊眯滦蝿菹",
        "，",
        "。",
        ",",
        "\ue0e5",
        "€",
        " ",
        "\n",
        "a",
        "2",
        "<p>",
        "/h1>",
        "&#22269;",
        "\u200b",
        "\x07",
        "(",
        ")",
        "(luò )",
        "涓枃",
        "ÖÐÎÄ",
        "锟斤拷锟斤拷",
        "研究表明",
        "“",
        "”",
        "ぷ",
        "Ã©",
        "æ°´æ",
        "å ",
        "關系,，",
        "摘? 要",
        "? ? ",
        "\n姜濤? 郭敏\n",
        "?br>",
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join))
@settings(max_examples=150, deadline=None)
def test_repairing_twice_is_repairing_once(text: str) -> None:
    once = repair(text)
    assert apply(text, once.edits) == once.text
    assert repair(once.text).text == once.text


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_is_taken(text: str) -> None:
    assert apply(text, repair(text).edits) == repair(text).text


@given(st.binary(max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_taken(body: bytes) -> None:
    fixed, edits = repair_bytes(body)
    assert (fixed == body) == (not edits)


@given(st.text("abcdef", max_size=12), st.data())
@settings(max_examples=200, deadline=None)
def test_edits_of_edits(text: str, data: st.DataObject) -> None:
    def some(of: str) -> list[Edit]:
        edits, place = [], 0
        while place < len(of) and data.draw(st.booleans()):
            start = data.draw(st.integers(place, len(of)))
            end = data.draw(st.integers(start, min(len(of), start + 3)))
            edits.append(Edit(start, of[start:end], data.draw(st.text("xyz", min_size=1, max_size=2)), "k"))
            place = end + 1
        return edits

    first = some(text)
    middle = apply(text, first)
    second = some(middle)
    both = compose(text, first, second)
    assert apply(text, both) == apply(middle, second)
    assert all(text.startswith(edit.before, edit.where) for edit in both)


ADVERSARIAL = {
    "question marks": "?" * 100_000,
    "full-width question marks after one": "關?" + "？" * 30_000,
    "private use": "\ue0e5" * 100_000,
    "private use after a shear": "打?qū)嵶" + "\ue0e5" * 100_000,
    "nested parentheses": "(" * 50_000 + ")" * 50_000,
    "insertions without end": "關?qū)" * 20_000,
    "annotations": "關(guān)" * 20_000,
    "tag starts": "<a" * 50_000 + ">",
    "scripts": "<script" * 15_000,
    "comments": "<!--" * 25_000,
    "marks": "關?，" * 3_000,
    "entities": "&#2226" * 16_000,
    "mojibake": "锛" * 100_000,
    "control characters": "关\x07" * 50_000,
    "blanks that became marks": "打?qū)嵶龊眯\n" + "? " * 50_000 + "关",
    "rows of them": "打?qū)嵶龊眯\n" + "关? ? " * 20_000,
    "a comma before each mark": "关系,，" * 25_000,
    "UTF-8 as Latin": "æ°´" * 33_000,
    "UTF-8 as Latin without its bytes": "æ" * 50_000 + "æ°´" * 2,
    "UTF-8 as Latin and marks": "æ?" * 50_000 + "æ°´" * 2,
}


#: Calls that are made of any text.
FEW = 1000


@pytest.mark.parametrize("name", ADVERSARIAL)
def test_cost_is_linear_for_hostile_input(name: str) -> None:
    """A tenth of a text makes about a tenth of the calls, and all 100 kB, calls or not, come to an end."""
    text = ADVERSARIAL[name]
    repair(text[: len(text) // 50])  # tables are loaded
    with not_endless():
        repair(text)
    part = text[: len(text) // 4]
    assert calls(repair, part) < 15 * calls(repair, part[: len(part) // 10]) + FEW
