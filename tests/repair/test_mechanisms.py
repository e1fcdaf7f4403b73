"""Each way in which the process loses bytes, alone in a sentence written for it, on a page that shows the process."""

from __future__ import annotations

import random
from typing import Any, Literal

import pytest

from cleaners.repair import repair
from cleaners.repair.gbk_bytes import repair_bytes
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


def undone(sentence: str, table: Table, seed: int = 1, **process: Any) -> tuple[str, str, str]:
    """(truth, damaged, repaired) of a sentence behind the page's proof, widths folded."""
    truth = to_kit(PROOF + "\n" + sentence)
    damaged = damage(truth, table, random.Random(seed), **process)
    return truth.translate(WIDTHS), damaged.translate(WIDTHS), repair(damaged).text.translate(WIDTHS)


def test_a_space_behind_each_insertion_goes_with_it() -> None:
    """習(xi) 近平: the table's entries end with the space."""
    table = Table((("驅", "(qū) "), ("關", "(guān) "), ("學", "(xué) "), ("對", "(duì) ")))
    truth, damaged, repaired = undone("关于学生对学校的关系，请看 Table 1 (a) 和 (b) 两栏", table, breaks=0.0)
    assert "學(xué) 生" in damaged
    assert repaired == truth


def test_spaces_stay_where_the_insertions_have_none() -> None:
    table = Table((QU, ("關", "(guān)"), ("學", "(xué)")))
    truth, _, repaired = undone("关 于学生的 关系与学校 关 联", table, breaks=0.0)
    assert repaired == truth


def test_the_second_space_of_an_indented_paragraph_at_a_break() -> None:
    """（一） is A1A1 A1A1 A3A8: a break before A1A3 takes the second space's last byte and a bracket's first."""
    truth, damaged, repaired = undone("　　（一）样本与数据的来源", Table((QU,)), breaks=1.0)
    assert "?。ㄒ" in damaged
    assert repaired == truth


def test_the_number_of_an_item_by_the_item_after_it() -> None:
    truth, damaged, repaired = undone("　　（1）把资料交给学校。（2）请老师检查。（3）归档", Table((QU,)), breaks=1.0)
    assert "?。?）" in damaged.replace(")", "）")
    assert repaired == truth


def test_a_mark_that_went_with_the_tag_behind_it() -> None:
    """值守少?/p>: the paragraph's last mark lost a byte in each pass, the second took the < with it."""
    page = "<p>打?qū)嵶龊眯滦蝿菹氯罕姽ぷ?/p>\n<p>這樣的網頁更新慢、值守少?/p>\n<p>對網站而言</p>"
    assert repair(page).text.split("\n")[1] == "<p>這樣的網頁更新慢、值守少。</p>"


def test_a_break_that_leaves_no_trace_where_lost_bytes_leave_none() -> None:
    table = Table((QU, ("純", "(chún)"), ("為", "(wèi)"), ("們", "(men)")))
    sentence = "为了减轻患儿的痛苦，提高家属的满意程度，我们为他们做了许多。他们认为，这是因为我们为人周到"
    truth, damaged, repaired = undone(sentence, table, breaks=1.0, lost="silent", end="silent")
    assert "?" not in damaged
    assert repaired == truth


def test_a_character_dropped_in_the_first_pass_and_in_step_again_in_the_second() -> None:
    """。白河的薆育 for 水養育: the first pass was one off and dropped a pair, since a break the second is in step."""
    table = Table((QU, ("饋", "(kuì)")))
    truth, damaged, repaired = undone("渡船把两岸连接起来。白河的水养育了两岸的人民", table, breaks=1.0, pua="drop")
    assert "?" in damaged.split("\n")[2]
    assert repaired == truth


def test_an_insertion_behind_a_comma_made_narrow() -> None:
    """,F(xiàn)1: the comma was A3AC, and AC46 is 現."""
    table = Table((QU, ("現", "(xiàn)"), ("斷", "(duàn)")))
    truth, damaged, repaired = undone("矿区有两条断层，F1走向北东，现已出现断裂", table, breaks=0.0, narrow=True)
    assert ",F(xiàn)1" in damaged
    assert repaired == truth


def test_where_the_process_shows_a_list_that_was_left_alone_is_no_evidence() -> None:
    """The hijacker's own related list holds 興 without its pinyin: one bare beside two, on a page full of it."""
    page = "關(guān)系與關(guān)心，相關(guān)經(jīng)濟，經(jīng)常關(guān)注已經(jīng)發展的社會，還有許多別的問題。"
    text = f"{page}\n市鎮的興(xìng)起，{page}\n其興(xìng)也勃。\n興化城裏的舊事"
    assert "(" not in repair(text).text
    assert repair("興(xìng)起，其興(xìng)也勃，興化城。").edits == ()
    body = text.encode("gbk")
    assert b"(" not in repair_bytes(body)[0]
