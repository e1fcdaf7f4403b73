"""Each way in which the process loses bytes, alone in a sentence written for it, on a page that shows the process."""

from __future__ import annotations

import random
from typing import Literal

import pytest

from cleaners.repair import repair
from tests.mirror.damage import Table, damage, to_kit
from tests.repair.measure import WIDTHS

PROOF = "打实做好新形势下群众工作\n从吴江出发"
QU = ("驅", "(qū)")

# (what is lost, the sentence, what the page lists, private-use characters dropped, breaks, full-width ASCII narrowed)
CASES = [
    ("nothing but a partner", "城市规模总量由过去的三千元上升", (("總", "(zǒng)"),), "keep", 1.0, False),
    ("an annotation behind an ASCII trail", "在上海、江苏和浙江开工", (("蘇", "(sū)"),), "drop", 1.0, False),
    ("the byte after a colon made narrow", "有人说：他发明了这台机器", (("核", "(hé)"),), "keep", 0.0, True),
    ("a byte after a dropped one", "当地相对于上海吴淞口的水位", (("數", "(shù)"), ("吳", "(wú)")), "drop", 0.0, False),
    ("two bytes at two breaks, the first in ！", "农村低保、医疗保险都已结算", (), "keep", 1.0, False),
    ("two bytes at two breaks, the first in 。", "这样的机会要尽力争取；错过了就不会再来", (), "keep", 1.0, False),
    ("a bracket", "老人只说了一句：“都好。”(见附录二)随后起身", (), "keep", 1.0, True),
    ("the end of a quotation", "老人说：“今年的收成都好。”", (), "keep", 1.0, False),
]


@pytest.mark.parametrize(
    ("sentence", "listed", "pua", "breaks", "narrow"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_one_loss(
    sentence: str, listed: tuple[tuple[str, str], ...], pua: Literal["keep", "drop"], breaks: float, narrow: bool
) -> None:
    truth = to_kit(PROOF + "\n" + sentence)
    damaged = damage(truth, Table((QU, *listed)), random.Random(1), breaks=breaks, pua=pua, narrow=narrow)
    assert damaged.split("\n")[2] != truth.split("\n")[2]
    assert repair(damaged).text.translate(WIDTHS) == truth.translate(WIDTHS)
