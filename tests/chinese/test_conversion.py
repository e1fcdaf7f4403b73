"""Texts made Traditional come back as they stood, whichever program made them so.

The words are those of ``script_words.txt``, each in a sentence. In November 2026, before 著 was read by the words
around it, 370 of the 487 came back from the kit, and 361 from opencc's s2tw.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.chinese.character_forms import traditional_forms
from cleaners.chinese.conversion import texts
from cleaners.chinese.conversion.texts import to_simplified
from cleaners.chinese.conversion.zhu_zhe import zhu_zhe
from tests.chinese.test_scripts import GB2312, jieba_words
from tests.mirror.damage import to_kit

WORDS = Path(__file__).with_name("script_words.txt")
OPENCC = ("s2t", "s2tw", "s2hk")
#: Words that do not come back: 编著 may be meant of what is plaited, 名曲 is rarer than 著名, and 鯰 is 鲇, too.
_FISH = {"塘里养了鲶鱼。"}
_ZHE = {"她低头编着辫子。", "老人编着竹筐。", "唱着名曲走过街头。"}
MISSED = {"kit": _FISH | _ZHE, "s2t": _FISH, "s2tw": _FISH | _ZHE, "s2hk": _FISH}


class Word(NamedTuple):
    """A word of ``script_words.txt`` in its sentence, and its kind there."""

    kind: str
    word: str
    sentence: str


@cache
def words() -> tuple[Word, ...]:
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return tuple(Word(*line.split(" ", 2)) for line in lines if line and not line.startswith("#"))


@cache
def maker(program: str) -> Callable[[str], str]:
    """What a program makes of Simplified text."""
    return to_kit if program == "kit" else opencc.OpenCC(program).convert


@pytest.mark.parametrize("program", ["kit", *OPENCC])
def test_words_come_back_in_their_sentences(program: str) -> None:
    missed = set()
    for kind, word, sentence in words():
        if kind == "kit" and program != "kit":
            continue
        back = to_simplified(maker(program)(sentence), by_kit=program == "kit")
        assert len(back) == len(sentence)
        at = sentence.index(word)
        if back[at : at + len(word)] != word:
            missed.add(sentence)
    assert missed == MISSED[program]


def test_there_are_enough_words_of_each_kind() -> None:
    kinds = [word.kind for word in words()]
    assert min(kinds.count("zhu"), kinds.count("zhe"), kinds.count("word")) > 100
    assert len({word.word for word in words()}) > 300
    assert all(word.word in word.sentence for word in words())


@pytest.mark.parametrize("program", ["kit", "s2tw"])
def test_a_page_of_all_sentences_comes_back_as_each_does(program: str) -> None:
    """What stands on other lines does not matter."""
    sentences = [word.sentence for word in words()]
    made = [maker(program)(sentence) for sentence in sentences]
    alone = [to_simplified(text, by_kit=program == "kit") for text in made]
    assert to_simplified("\n".join(made), by_kit=program == "kit").split("\n") == alone


def test_simplified_comes_through_unchanged() -> None:
    """With ``script="hans"`` a page is converted that may be Simplified already."""
    whole = "\n".join(word.sentence for word in words())
    assert to_simplified(whole) == whole
    for one in words():
        if one.kind == "word":
            assert to_simplified(one.sentence) == one.sentence


def test_simplified_words_come_through_unchanged() -> None:
    """But for those with characters that one-to-one tables give for others: 後 於 徵 夥 吒 麽 麴."""
    given = set("後於徵夥吒麽麴著")
    known = set(GB2312) - given
    written = [word for word in jieba_words() if known.issuperset(word)]
    back = to_simplified("\n".join(written)).split("\n")
    assert [(a, b) for a, b in zip(written, back, strict=True) if a != b] == []


@given(st.text(GB2312 + "著着，。《》[]1 \n", max_size=40))
def test_the_length_stays_and_a_second_time_changes_nothing(text: str) -> None:
    for made in (text, to_kit(text)):
        back = to_simplified(made)
        assert len(back) == len(made)
        assert to_simplified(back) == back


@given(st.text("著着看书作者名，。《》讨论专", max_size=30))
def test_only_zhu_is_told_apart(text: str) -> None:
    told = zhu_zhe(text)
    assert told.replace("着", "著") == text.replace("着", "著")
    assert all(new == "着" for new, old in zip(told, text, strict=True) if old == "着")


def test_what_opencc_leaves_is_listed() -> None:
    """Each form that opencc's tw2s does not take back is listed, or a name's character, which stays."""
    convert = opencc.OpenCC("tw2s").convert
    known = set(GB2312)
    left = {
        form: simplified
        for simplified, forms in traditional_forms().items()
        for form in forms
        if form not in known and convert(form) == form
    }
    stays = set("瞭澂甦濬拏唚蘗斲糭")  # 瞭望; names of men; and what no page has shown
    assert {form: char for form, char in left.items() if form not in stays} == {
        form: char for form, char in texts._LEFT.items() if convert(form) == form
    }


@pytest.mark.parametrize(
    ("kit", "simplified"),
    [
        pytest.param(
            "[12]郝德厚著.井鹽史[M].某地:某某出版社,1998.",
            "[12]郝德厚著.井盐史[M].某地:某某出版社,1998.",
            id="an entry",
        ),
        pytest.param("作者：邵子良 著", "作者：邵子良 著", id="a blank before"),
        pytest.param("Kotler著，夏雨譯", "Kotler著，夏雨译", id="Latin"),
        pytest.param("孟秋、夏雨合著《農具》", "孟秋、夏雨合著《农具》", id="two authors"),
        pytest.param("老師讀著《農具》", "老师读着《农具》", id="a verb before a title"),
        pytest.param("他站著，譯者在旁邊", "他站着，译者在旁边", id="a translator, but no name"),
        pytest.param("陝西與陜西", "陕西与陕西", id="both forms of 陕"),
        pytest.param("隨著著作權法的修訂", "随着著作权法的修订", id="both in a row"),
        pytest.param("著", "著", id="nothing around: an author's, in another element"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_authors_and_verbs(kit: str, simplified: str) -> None:
    assert to_simplified(kit) == simplified


def test_a_text_that_tells_the_two_apart_is_left() -> None:
    """A writer of Hong Kong, or Simplified: 大著 would be read as 大着 alone."""
    text = "桌上放着灯，他看着书，听着雨，等着人，想着事。某某的大著已經讀過。"
    assert "大著" in to_simplified(text, by_kit=False)
