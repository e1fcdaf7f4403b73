"""What other hijackers' programs put before each mark, or cut out: undone or told where a page shows it throughout."""

from __future__ import annotations

import random
import re

import pytest

from cleaners import Page, clean, repair
from cleaners.chinese.conversion.texts import to_traditional
from cleaners.repair.cut_letters import lacks_letters
from cleaners.repair.marks.stuffed import COMMAS, PAIRS, has_pairs, undo_commas, undo_pairs
from outputs.quality import quality
from tests.repair.measure import articles

MARK = re.compile("(?<=[一-龥])[，。；：！？、,;:!?]")
PROSE = (
    "山村的水车停了许多年，木匠的儿子回来以后，先量了轮子的尺寸，再画出每一块叶板的样子。"
    "老人坐在河边看着，不时说出一两个木件的旧名；年轻人听不懂，就请他写在纸上。"
    "修复用去了两个冬天，水车在春天转了起来，村里的磨坊又有了水声、人声、笑声。"
    "后来有人问起工钱，木匠说木料是山上砍的，工夫是自己的，没有花过一分钱。"
)
FOLD = str.maketrans("，；：！？", ",;:!?")


def stuffed(text: str, seed: int = 1, share: float = 1.0) -> str:
    """Two characters of a small pool before each mark."""
    rng = random.Random(seed)
    pool = "杖浓壤棉柒试喂蓬咳糕瞬吻匹龙赁屑兆坡收沛"
    return MARK.sub(lambda m: ("".join(rng.sample(pool, 2)) if rng.random() < share else "") + m[0], text)


@pytest.mark.parametrize("convert", [str, to_traditional], ids=["Hans", "Hant"])
@pytest.mark.parametrize("comma", [",", "，"])
@pytest.mark.parametrize("narrow", [False, True])
def test_a_comma_before_each_mark(convert: object, comma: str, narrow: bool) -> None:
    text = to_traditional(PROSE) if convert is to_traditional else PROSE
    text = text.translate(FOLD) if narrow else text
    for page in ("{}", "<h1>水车</h1><p>{}</p><div>首页，栏目，联系我们</div>"):
        result = repair(page.format(MARK.sub(lambda m: comma + m[0], text)))
        assert result.text == page.format(text)
        assert {edit.kind for edit in result.edits} == {COMMAS}


@pytest.mark.parametrize("convert", [str, to_traditional], ids=["Hans", "Hant"])
def test_two_characters_before_each_mark(convert: object) -> None:
    text = to_traditional(PROSE) if convert is to_traditional else PROSE
    for page in ("{}", "<h1>水车</h1><p>{}</p>"):
        result = repair(page.format(stuffed(text)))
        assert result.text == page.format(text)
        assert {edit.kind for edit in result.edits} == {PAIRS}


def test_the_record_says_that_the_text_was_stuffed() -> None:
    html = f"<html><body><h1>山村水车的修复</h1><p>{stuffed(PROSE)}</p><p>{stuffed(PROSE, 2)}</p></body></html>"
    article = clean(Page("http://m.example/1", html.encode()))
    assert "".join(article.text.split()) == PROSE * 2
    assert quality(article)["confidence"] < 0.9


def test_where_some_marks_have_none_the_text_stays_and_is_doubted() -> None:
    text = stuffed(PROSE * 2, 3, share=0.8)
    assert undo_pairs(text) == [] and has_pairs(text)
    html = f"<html><body><h1>山村水车的修复</h1><p>{text}</p></body></html>"
    article = clean(Page("http://m.example/1", html.encode()))
    assert article.text == text and quality(article)["confidence"] < 0.9


SOUND = [
    PROSE,
    PROSE.replace("，", ",,", 2),
    PROSE.translate(FOLD),
    "他怀抱着孩子，吻了吻他的额头，又接着赶路，一句话也没有说，只是偶尔咳嗽，或者打一个喷嚏，就这样走到了天亮。" * 2,
    "常用的药材有当归、黄芪、白术、茯苓、甘草、熟地、川芎、白芍、半夏、陈皮、柴胡、枳壳、桔梗、薄荷、麦冬、五味子。",
    "姓名：姜涛；籍贯：涡阳；职业：木匠；爱好：钓鱼；电话：无；住址：河东；备注：无。",
    "鄱阳湖畔的鹈鹕、鸬鹚、鹭鸶、鸳鸯、鹧鸪、鹌鹑，与山里的獐麂、豺獾、鼯鼠，都记在县志的物产卷里。" * 3,
    "蝜蝂者，善负小虫也。行遇物，辄持取，卬其首负之。背愈重，虽困剧不止也。其背甚涩，物积因不散，卒踬仆不能起。",
]


@pytest.mark.parametrize("text", SOUND)
@pytest.mark.parametrize("convert", [str, to_traditional], ids=["Hans", "Hant"])
def test_sound_texts(text: str, convert: object) -> None:
    text = to_traditional(text) if convert is to_traditional else text
    assert undo_commas(text) == [] and undo_pairs(text) == [] and not has_pairs(text)
    assert repair(text).edits == ()


def test_articles() -> None:
    """Nothing of a sound one is touched; of a stuffed one nothing but what was put in."""
    put_in = taken = 0
    for number, text in enumerate(articles()):
        assert undo_commas(text) == [] and undo_pairs(text) == []
        damaged = stuffed(text, number)
        left = repair(damaged).text
        put_in += len(damaged) - len(text)
        taken += len(damaged) - len(left)
        assert len(left) >= len(text)
        commas = re.sub("(?<=[一-龥”）》%])[，。；：！？、]", lambda m: "," + m[0], text)
        assert repair(commas).text == text
    assert taken >= 0.97 * put_in


ENGLISH = (
    "This research was proposed because several sections of the series present no response to the purpose of a phase. "
    "The process observed in the selected section was used to separate the sediment, and these services increased."
)


def test_letters_cut_out_of_english_words() -> None:
    cut = ENGLISH.replace("se", "")
    assert lacks_letters(cut) and not lacks_letters(ENGLISH)
    assert not lacks_letters("The respon-\nse of the rea-\nders was a purpo-\nse of its own. " + ENGLISH)
    assert not lacks_letters("Le cours est clos. Der Kurs ist gut. 未见英文。")
    html = f"<html><body><h1>A Study</h1><p>{cut}</p><p>{cut}</p></body></html>"
    article = clean(Page("http://m.example/1", html.encode()))
    assert "rearch" in article.text and quality(article)["confidence"] < 0.9
    assert any("letters" in why for why in quality(article)["reasons"])
