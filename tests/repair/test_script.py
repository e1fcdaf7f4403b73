"""The kit's Traditional is told from genuine Traditional, and goes back to Simplified one to one."""

from __future__ import annotations

import pytest

from cleaners.chinese.conversion.texts import to_simplified
from cleaners.chinese.traditional import shows_kit
from tests.mirror.damage import to_kit
from tests.repair.measure import articles


@pytest.mark.parametrize("number", range(20))
def test_the_kit_is_recognised_and_undone(number: int) -> None:
    text = articles()[number % len(articles())]
    kit = to_kit(text)
    assert shows_kit(kit) and not shows_kit(text)
    back = to_simplified(kit)
    assert len(back) == len(text)
    assert sum(a != b for a, b in zip(back, text, strict=True)) <= 0.002 * len(text)


@pytest.mark.parametrize(
    "text",
    [
        "臺灣的學生們於週末後前往圖書館裡，並且關於這個問題發表了意見，關係到幹部的工作以後如何開展。",
        "著名的著作，穿著新衣，隨著時間顯著改變，後來於是並沒有。",
        "随着社会的发展，干部联系群众。",
        "東京で発表された関係者の話によると。",
        "Plain English text.",
        "",
    ],
)
def test_what_is_not_the_kits(text: str) -> None:
    assert not shows_kit(text)


@pytest.mark.parametrize(
    ("kit", "simplified"),
    [("隨著", "随着"), ("顯著", "显著"), ("著作", "著作"), ("執著", "执着"), ("看著", "看着"), ("著力", "着力")],
)
def test_zhe_and_zhu(kit: str, simplified: str) -> None:
    assert to_simplified(kit) == simplified
