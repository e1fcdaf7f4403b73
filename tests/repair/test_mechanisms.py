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


@pytest.mark.parametrize(
    ("sentence", "listed"),
    [
        ("运输的安全性对社会的发展", ("數", "(shù)")),
        ("程序审理，赔偿", ("數", "(shù)")),
    ],
)
def test_what_no_byte_holds_is_never_said_to_be_sure(sentence: str, listed: tuple[str, str]) -> None:
    """Private-use characters were dropped: of two characters side by side half of each is gone."""
    truth = to_kit(PROOF + "\n" + sentence)
    damaged = damage(truth, Table((QU, listed)), random.Random(1), breaks=0.0, pua="drop")
    assert damaged != damage(truth, Table((QU, listed)), random.Random(1), breaks=0.0, pua="keep")
    result = repair(damaged)
    last = damaged.rindex("\n")
    assert result.text.translate(WIDTHS) == truth.translate(WIDTHS)
    assert [edit.sure < 0.9 for edit in result.edits if edit.where > last] == [True]


def test_widths_are_decided_by_segment() -> None:
    """An article that was made narrow, in a template that was not."""
    truth = to_kit(
        PROOF + "\n合作社的运行需要稳定的资金。《章程》规定，每户都要出资，并且按年分红\n感谢您访问，祝您愉快！"
    )
    table = Table((QU, ("當", "(dāng)")))
    lines = damage(truth, table, random.Random(1), breaks=1.0).split("\n")
    damaged = "\n".join([*(line.translate(WIDTHS) for line in lines[:-1]), lines[-1]])
    repaired = repair(damaged).text.split("\n")
    assert "?" in lines[2] and repaired[-1] == lines[-1]
    assert repaired[2] == truth.split("\n")[2].translate(WIDTHS)


@pytest.mark.parametrize("pinyin", ["(lǜ)", "(lü)", "(lu:)", "(lv)"])
def test_each_spelling_of_an_umlaut(pinyin: str) -> None:
    truth, damaged, repaired = undone("绿色的旅途与绿化的道路，绿地总面积", Table((QU, ("綠", pinyin))), breaks=0.0)
    assert pinyin in damaged and repaired == truth


def test_two_losses_before_a_comma() -> None:
    """客流量??，: 小， is D0A1 A3AC, broken before A1A3 and before A3AC."""
    marks = (b"\xa1\xa3", b"\xa3\xac")
    truth, damaged, repaired = undone("他们那里的规模太小，今年不会扩大", Table((QU,)), breaks=1.0, marks=marks)
    assert "??" in damaged and repaired == truth


def test_a_space_between_keywords_that_was_swallowed() -> None:
    page = "打?qū)嵶龊眯滦蝿菹氯罕姽ぷ?/h1>\n關鍵詞:工會組織 實打?qū)?干部隊伍 群眾工作"
    assert repair(page).text.split("\n")[1] == "關鍵詞:工會組織 實打實 干部隊伍 群眾工作"


def test_an_insertion_after_a_latin_letter_alone() -> None:
    """鞍l(fā)ively: the second byte of 鞍 and the l make 發."""
    assert repair("一個叫鞍l(fā)ively的詞").text == "一個叫鞍lively的詞"
    assert repair("函數f(x)與型l(a)，見l(fa)一欄").edits == ()


def test_where_the_process_shows_a_list_that_was_left_alone_is_no_evidence() -> None:
    """The hijacker's own related list holds 興 without its pinyin: one bare beside two, on a page full of it."""
    page = "關(guān)系與關(guān)心，相關(guān)經(jīng)濟，經(jīng)常關(guān)注已經(jīng)發展的社會，還有許多別的問題。"
    text = f"{page}\n市鎮的興(xìng)起，{page}\n其興(xìng)也勃。\n興化城裏的舊事"
    assert "(" not in repair(text).text
    assert repair("興(xìng)起，其興(xìng)也勃，興化城。").edits == ()
    body = text.encode("gbk")
    assert b"(" not in repair_bytes(body)[0]
