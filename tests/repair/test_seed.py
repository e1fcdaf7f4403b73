"""The page this project exists for: its body comes back with no wrong character."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from cleaners.chinese.conversion.texts import to_simplified
from cleaners.chinese.traditional import shows_kit
from cleaners.repair import repair
from tests.repair.measure import WIDTHS

PHRASE = "實打實做好新形勢下群眾工作"


@pytest.fixture(scope="module")
def seed(shared: Path) -> str:
    return next((shared / "seed").glob("*.txt")).read_text("utf-8")


def body(text: str) -> str:
    """From the title to the end of the references."""
    return text[text.index("面對面") : text.index("猜你喜")]


def test_the_phrase_comes_back_in_all_its_places(seed: str) -> None:
    fixed = repair(seed).text
    assert fixed.count("面對面、心貼心、" + PHRASE) == seed.count("實打?q") == 7
    assert "面對面、心貼心、" + PHRASE + "</h1>" in fixed
    for follows in (
        ",對構建和諧",
        ",有著十分",
        ",首先要求我們工會在開展工作時",
        ",要求我們工會組織必須",
        "的前提。隨著市場",
        ",為和諧",
    ):
        assert (PHRASE + follows).translate(WIDTHS) in fixed.translate(WIDTHS)


def test_nothing_of_the_damage_is_left(seed: str) -> None:
    fixed = body(repair(seed).text)
    assert not re.search("[?\ue000-\uf8ff\ufffd]", fixed)
    assert not re.search(r"\([a-zāáǎàōóǒòēéěèīíǐìūúǔùüǖǘǚǜ]+ ?\)", fixed)


def test_no_character_of_the_body_is_wrong(seed: str) -> None:
    """The hash is of the body as it was read through by a person, width folded."""
    fixed = body(repair(seed).text).translate(WIDTHS)
    assert hashlib.sha256(fixed.encode()).hexdigest()[:16] == "334340c15839a80a"


def test_repairing_again_changes_nothing(seed: str) -> None:
    once = repair(seed)
    again = repair(once.text)
    assert again.text == once.text and again.edits == ()


def test_every_edit_is_sure_and_on_record(seed: str) -> None:
    result = repair(seed)
    kinds = {edit.kind for edit in result.edits}
    assert {"shear", "annotation", "markup", "lone-mark"} <= kinds
    assert all(seed.startswith(edit.before, edit.where) for edit in result.edits)
    assert all(edit.sure > 0.9 for edit in result.edits if edit.kind == "shear")


def test_its_script_is_the_kits(seed: str) -> None:
    fixed = body(repair(seed).text)
    assert shows_kit(fixed)
    simplified = to_simplified(fixed)
    assert len(simplified) == len(fixed)
    assert simplified.startswith("面对面、心贴心、实打实做好新形势下群众工作</h1>")
    assert "随着我国步入全面小康社会建设" in simplified and "著" not in simplified.replace("显著", "")
