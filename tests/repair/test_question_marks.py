"""No-break spaces that became question marks on damaged pages, beside questions that are asked."""

from __future__ import annotations

import pytest

from cleaners import Page, clean
from cleaners.chinese.conversion.texts import to_traditional
from cleaners.repair import repair
from cleaners.repair.edits import apply
from cleaners.repair.marks.question_marks import undo_lone_marks
from tests.mirror.damage import to_kit
from tests.repair.measure import articles

PROOF = "打?qū)嵶龊眯滦蝿菹氯罕姽ぷ?/h1>"

#: (as it stands on a damaged page, as it was)
BLANKS = [
    ("【关? 键? 词】水车;木匠", "【关 键 词】水车;木匠"),
    ("[关?键?词]水车;木匠", "[关 键 词]水车;木匠"),
    ("摘? 要:记下了三架水车。", "摘 要:记下了三架水车。"),
    ("摘?要:记下了三架水车。", "摘 要:记下了三架水车。"),
    ("〔内? 容? 提? 要〕三架水车", "〔内 容 提 要〕三架水车"),
    ("【责? 编】姜涛", "【责 编】姜涛"),
    ("责? 编: 姜涛", "责 编: 姜涛"),
    ("关键词:? 水车;? 木匠;? 山村", "关键词: 水车; 木匠; 山村"),
    ("关键词:水车?木匠?山村", "关键词:水车 木匠 山村"),
    ("关键词?:水车;木匠", "关键词 :水车;木匠"),
    ("【摘要】? 记下了三架水车。", "【摘要】 记下了三架水车。"),
    ("中图分类号:? TV213", "中图分类号: TV213"),
    ("姜涛?郭敏?周德海", "姜涛 郭敏 周德海"),
    ("姜涛? 郭敏", "姜涛 郭敏"),
    ("2016-03-02 10:11:12姜涛? 郭敏", "2016-03-02 10:11:12姜涛 郭敏"),
    ("李?明", "李 明"),
    ("(山南大学? 水利学院,安徽? 合肥? 230001)", "(山南大学 水利学院,安徽 合肥 230001)"),
    ("0? ? ?引 言", "0 引 言"),
    ("一?? 方法", "一 方法"),
    ("1.2?样本", "1.2 样本"),
    ("（三）?结果", "（三） 结果"),
    ("三、?结果", "三、 结果"),
    ("第二章?水车的构造", "第二章 水车的构造"),
    ("? ? 随着电力的普及，水车渐渐停了。", "随着电力的普及，水车渐渐停了。"),
    ("随着电力的普及，水车渐渐停了。? ?", "随着电力的普及，水车渐渐停了。"),
    ("山村水车的修复问题? ?", "山村水车的修复问题"),
    ("山村水车的修复研究?", "山村水车的修复研究"),
    ("山村水车的修复研究? ——以三架水车为例", "山村水车的修复研究 ——以三架水车为例"),
    ("关于修复水车的几点思考?", "关于修复水车的几点思考"),
    ("样本? ? 甲组与乙组各十架", "样本 甲组与乙组各十架"),
]

QUESTIONS = [
    "水车为什么停了?",
    "谁来修复水车?",
    "水车还能转吗?",
    "如何修复山村的水车?",
    "怎样记录老木匠的手艺?",
    "是否应当修复水车?",
    "修水车要多少木料?",
    "水车哪里去了?",
    "能不能再造一架水车?",
    "修复水车:机遇?挑战?",
    "水车何去何从?",
    "几架水车在转?",
    "修旧如旧还是拆旧建新?",
    "水车真的停了?",
    "谁?我?",
    "何人?何事?",
    "是吗? 是的。",
    "老人问:“还转吗?”我说:“转。”",
    "你来? 好。",
    "水车? 还是风车?",
    "What is a water wheel? 水车",
    "真的吗? 真的。",
]


def _behind_proof(page: str) -> str:
    """A page behind the line that proves the damage, which is a heading of it where the page is HTML."""
    return f"<h1>{PROOF}\n{page}" if "<" in page else f"{PROOF}\n{page}"


@pytest.mark.parametrize("script", [str, to_kit, to_traditional], ids=["Hans", "kit", "Hant"])
@pytest.mark.parametrize(("stands", "was"), BLANKS)
def test_blanks_on_a_damaged_page(stands: str, was: str, script: object) -> None:
    convert = to_kit if script is to_kit else to_traditional if script is to_traditional else str
    for page in ("?\n{}\n", "<div>?</div><h1>{}</h1><p>山村</p>"):
        text = repair(_behind_proof(page.format(convert(stands)))).text
        assert " ".join(convert(was).split()) in " ".join(text.split())


@pytest.mark.parametrize("script", [str, to_kit, to_traditional], ids=["Hans", "kit", "Hant"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_questions_on_a_damaged_page(question: str, script: object) -> None:
    convert = to_kit if script is to_kit else to_traditional if script is to_traditional else str
    for page in ("?\n{}\n正文\n", "<div>?</div><h1>{}</h1><p>山村</p>", "<div>?</div><p>{}</p><p>山村</p>"):
        assert convert(question) in repair(_behind_proof(page.format(convert(question)))).text


@pytest.mark.parametrize(
    "text", [*QUESTIONS, *(stands for stands, _ in BLANKS if "键" not in stands and "要" not in stands)]
)
def test_a_page_without_damage_keeps_its_marks(text: str) -> None:
    assert repair(text).edits == ()
    assert repair(f"<p>山村</p><p>{text}</p>").edits == ()


def test_a_page_that_shows_this_kind_alone() -> None:
    page = "<p>? ? 水车停了。</p><p>? ? 木匠老了。</p><p>? ? 山村静了。</p><h2>一?? 方法</h2><p>真的吗?真的。</p>"
    assert "".join(repair(page).text.split()) == (
        "<p>水车停了。</p><p>木匠老了。</p><p>山村静了。</p><h2>一方法</h2><p>真的吗?真的。</p>"
    )
    assert repair("<p>【关? 键? 词】水车</p>").text.replace("\xa0", "") == "<p>【关 键 词】水车</p>"
    quiz = "<p>? ? ?</p><p>谁? 谁? 谁?</p><p>??? 是什么意思</p>"
    assert repair(quiz).edits == ()


@pytest.mark.parametrize("convert", [str, to_kit], ids=["Hans", "kit"])
def test_a_title_asks_where_no_other_mark_is_a_blank(convert: object) -> None:
    title = "山村水车的修复研究?"
    assert undo_lone_marks(title) == []
    assert [edit.after for edit in undo_lone_marks(f"?\n{title}")] == ["", ""]


def test_sound_articles_with_questions_are_left_alone() -> None:
    for text in articles():
        asked = text.replace("？", "?")
        assert undo_lone_marks(asked, proven=False) == []
        left = apply(asked, undo_lone_marks(asked))
        assert left == asked


def test_the_fields_of_a_page_come_out() -> None:
    paragraphs = "".join(
        f"<p>? ? 第{n}架水車停在河邊，木匠說(shuō)它還能再轉(zhuàn)許多年，只要有人說(shuō)得出它的尺寸。</p>"
        for n in "一二三四五"
    )
    body = (
        "<html><body><h1><a href='http://spam.example/'>国产精品久久久_久久精品</a></h1><div>?</div>"
        "<h1>山村水車的修復問題? ?</h1><p>姜濤? 郭敏</p><p>摘? 要:記下了三架水車,說(shuō)明了修復的辦法。</p>"
        f"<p>【關? 鍵? 詞】水車;? 木匠;? 修復</p>{paragraphs}</body></html>"
    )
    article = clean(Page("http://m.example/page/2016/0302/1.shtml", body.encode()))
    assert article.title == "山村水车的修复问题"
    assert [author.name for author in article.authors] == ["姜涛", "郭敏"]
    assert article.keywords == ("水车", "木匠", "修复")
    assert article.abstract == "记下了三架水车,说明了修复的办法。"
    assert "?" not in article.text
