"""Sound text comes through unchanged, byte for byte: real pages, and what most resembles damage."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from cleaners.repair import repair
from cleaners.repair.gbk_bytes import repair_bytes
from tests.mirror.damage import to_kit
from tests.repair.measure import articles

LESSON = "學(xué)習(xí)漢(hàn)語(yǔ)要(yào)從(cóng)拼(pīn)音(yīn)開(kāi)始(shǐ)，每(měi)天(tiān)讀(dú)課(kè)文(wén)。"
SOUND = [
    # question marks of all kinds
    "真的嗎??",
    "真的吗？？",
    "你说什么?!他走了?",
    "为什么?。不知道",
    "是?，不是?；都可以?！",
    "他问:“行不行?”我说行。",
    "怎么办?,我也不知道;到底行不行?;好。",
    "哪里有?哪里没有?、都看看",
    "????",
    "?",
    "? ? ?",
    "1?2?3?",
    "[4?6]页",
    "图(a)?图(b)?",
    "这是真的吗？！！",
    "他是谁?她是谁?我是谁?",
    "什么是“新常态”?。",
    "可行?不可行?、待定?",
    "价格?:面议",
    "——真的?——真的!",
    "共有几种?a)一种;b)两种;c)三种",
    "选哪个?a) 甲 b) 乙",
    "答案是?ba)乙",
    "请问对吗?ok)",
    # signs beside quotation marks, which a decoder takes for another language's letters
    "版面为3×“大”字",
    "等于6÷“二”",
    # pinyin that teaches
    "行(xíng)",
    "會(huì)議",
    "長(cháng)短",
    "学(xué)习(xí)",
    "關(guān)羽，字雲長，河東解良人。",
    LESSON,
    "银行(háng)、行(xíng)走、行(hàng)列，这是多音字“行”的读音。",
    "“給”讀作(gěi)時是動詞，讀(jǐ)時見於“給養”。",
    "汉字“和”有五个读音：和(hé)平、应和(hè)、和(huó)面、和(huò)药、和(hú)牌。",
    "的(de) 地(de) 得(de)",
    "李白(lǐ bái)是唐代诗人",
    "龜茲(qiū cí)古國",
    "單(shàn)縣、單(chán)于、單(dān)獨",
    "尉遲(yù chí)恭",
    "他叫翀(chōng)，翀字很少见，请读作chōng。",
    "㙍(duō)、埗(bù)是地名用字",
    "參差(cēn cī)不齊",
    "角(jué)色不讀(jiǎo)色",
    "關(guān)：閉也。關門。會(huì)：聚也。會合。學(xué)：效也。學習。",
    "guān 關 huì 會 xué 學",
    "注音：關（ㄍㄨㄢ）、會（ㄏㄨㄟˋ）",
    "发(fā)展(zhǎn) 与 头发(fà)",
    "重(zhòng)要；重(chóng)复；重(zhòng)量；重(chóng)新。",
    # names with romanisation, list marks, formulas
    "习近平(Xi Jinping)主席",
    "王小明(Wang Xiaoming)、李雷(Li Lei)",
    "上海(shanghai)、北京(beijing)",
    "商业广告(flash)",
    "第一场(a)",
    "210法案(f)",
    "函数f(x)=g(y)?h(z):0",
    "若P(A|B)=a，则(b)成立",
    "(a)甲；(b)乙；(c)丙",
    "平均值(mean)与方差(var)",
    "产品(pin)码",
    "参数(a)、(e)、(o)均为元音",
    "向量(u)与(v)",
    "溫度(wen)度",
    "苹果(an apple)",
    "单位(men)",
    "比如(yi)字",
    # Taiwan and Hong Kong
    "臺灣的學生們於週末後前往圖書館裡，並且關於這個問題發表了意見?",
    "香港特區政府於昨日公佈，係首次有關措施。",
    "記者會上問到:「是否屬實?」，發言人表示「不予置評」。",
    "後來，他們裡裡外外都找過了，並沒有發現什麼。",
    "著名的著作，穿著新衣，隨著時間顯著改變",
    "乾隆皇帝與幹部，乾燥的麵條，頭髮發展",
    # Japanese, English, others
    "これは本当ですか?？はい、そうです。",
    "関係者(かんけいしゃ)によると、発表は来週?。",
    "東京(とうきょう)へ行く(いく)",
    "What is this?! (an example), isn't it?; yes?, no?.",
    "f(x)?g(y):h(z); a?b:c",
    "Où est-il? (là) ; déjà?, voilà",
    "caf\u00e9 na\u00efve Stra\u00dfe \u00c0\u00c8\u00cc\u00d2\u00d9",
    "한국어 텍스트입니다?, 네.",
    "Что это?, да?; нет (ха)",
    # code and markup
    "url?q=中文&a=(b)",
    "https://example.com/?关键词=学习(a)",
    "if (a ? b : c) { return d?.e ?? f; }",
    "<p>x?y:z</p>",
    "<a href=\"/s?wd=关系(guan)\" title='关于?'>关于</a>",
    "SELECT * FROM t WHERE a=? AND b=?，执行",
    "正则 (?:abc)?，或 \\d+?；",
    "a &lt; b &amp;&amp; c &gt; d",
    "&#169; 2020 &nbsp; &mdash;",
    "&amp;nbsp; 是空格的实体",
    # what looks like mojibake
    "锟斤拷是常见的乱码，“烫烫烫”也是。",
    "涓涓细流，鍒：古兵器",
    "ÄÖÜäöüß",
    "ÀÁÂÃÄÅÆÇÈÉ",
    "Ð Þ ð þ",
    "naïve façade",
    "5 µm × 3 °C ± 2",
    # private use, euro, zero-width that mean something
    "图标\ue001和\uf0e0",
    "价格€100",
    "👨‍👩‍👧家庭",
    "می‌خواهم",
    "क्‍ष",
    # 著 and other pairs
    "執著於著作權，显著、著名、卓著",
    "这个面包(mian)很好吃，里面(li)有馅",
]


@pytest.mark.parametrize("text", SOUND)
def test_sound_text_is_left_alone(text: str) -> None:
    result = repair(text)
    assert result.edits == () and result.text == text


@pytest.mark.parametrize("text", SOUND)
def test_sound_text_is_left_alone_in_a_paragraph_and_in_html(text: str) -> None:
    around = "研究表明，该方法在多数情况下是有效的。"
    for page in (f"{around}{text}\n{around}", f"<html><body><p>{around}</p><p>{around}</p></body></html>\n" + text):
        assert repair(page).edits == ()


@pytest.mark.parametrize("text", [*SOUND, *SOUND[:0]])
def test_sound_bytes_are_left_alone(text: str) -> None:
    for charset in ("gbk", "utf-8", "big5"):
        body = text.encode(charset, "ignore")
        assert repair_bytes(body) == (body, ())


def test_a_long_lesson_is_left_alone() -> None:
    assert repair((LESSON + "\n") * 40).edits == ()
    reader = "孔子曰：學而時習之，不亦說(yuè)乎？有朋自遠方來，不亦樂(lè)乎？人不知而不慍(yùn)，不亦君子乎？\n"
    assert repair(reader * 3).edits == ()


@pytest.mark.parametrize("number", range(20))
def test_whole_articles_are_left_alone(number: int) -> None:
    texts = articles()
    text = texts[number % len(texts)]
    assert repair(text).edits == ()
    assert repair(to_kit(text)).edits == ()


def test_real_texts_and_pages_are_left_alone(shared: Path) -> None:
    for path in sorted((shared / "articles").rglob("*.json")):
        text = json.loads(path.read_text("utf-8"))["text"]
        assert repair(text).edits == (), path.name
    for path in sorted((shared / "clean").glob("*.gz")):
        body = gzip.decompress(path.read_bytes())
        assert repair_bytes(body)[1] == (), path.name
        for charset in ("utf-8", "gb18030"):
            try:
                text = body.decode(charset)
            except UnicodeDecodeError:
                continue
            assert repair(text).edits == (), path.name
            break
