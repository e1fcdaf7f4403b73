"""No text becomes anything but text: in a page, in an attribute, in a script."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outputs.outside.escapes import harmless_lines
from outputs.report import words
from outputs.report.escaping import element, in_script, text
from outputs.report.words import Label
from tests.report.conftest import Parsed
from tests.report.payloads import PAYLOADS

TEXTS = st.text(st.characters(exclude_categories=())) | st.sampled_from(PAYLOADS)
LABELS = {name: value for name, value in vars(words).items() if isinstance(value, Label)}


@given(TEXTS)
def test_text_is_read_as_the_text_it_was(said: str) -> None:
    page = Parsed(f"<p>{text(said)}</p>")
    assert [tag for tag, _ in page.elements] == ["p"]
    assert page.text.replace("\r", "") == harmless_lines(said).replace("\r", "")


@given(TEXTS)
def test_an_attribute_ends_where_ours_ends(said: str) -> None:
    page = Parsed(element("p", text("x"), title=said))
    assert page.elements == [("p", {"title": harmless_lines(said)})]


@given(st.lists(TEXTS | st.integers()) | st.dictionaries(TEXTS, st.lists(TEXTS)))
def test_a_script_says_the_value_and_nothing_of_a_page(value: object) -> None:
    said = in_script(value)
    assert json.loads(said) == value
    assert said.encode() and not any(sign in said for sign in "<\u2028\u2029\u202e")


@pytest.mark.parametrize("sound", ["净刊", "a b\n\tc", "10 > 9", "“引文”", "乾隆", "😀"])
def test_sound_text_stays(sound: str) -> None:
    assert Parsed(text(sound)).text == sound and json.loads(in_script(sound)) == sound


@pytest.mark.parametrize("name", LABELS)
def test_a_label_says_the_same_in_both_languages(name: str) -> None:
    label = LABELS[name]
    assert label.en and label.zh and label.en != label.zh
    assert ("{" in label.en) == ("{" in label.zh)
    assert any(char > "\u3000" for char in label.zh) and all(char < "\u3000" for char in label.en)


def test_no_label_is_said_twice() -> None:
    assert len(set(LABELS.values())) >= len(LABELS) - len(SAME)


#: Another column of the same word.
SAME = ("VERDICT", "VERDICTS", "YEARS")
