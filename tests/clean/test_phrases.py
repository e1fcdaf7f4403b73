"""Search phrases put into articles: taken out with a record, and never out of an article that is about such things."""

from __future__ import annotations

import pytest

from cleaners import Article, Page, clean
from cleaners.chinese.conversion.texts import to_traditional

TITLE = "乡村磨坊的口述记录"
TEXT = (
    "老人讲起磨坊的旧事，讲了很久。来听的人越来越多，谁也不愿意先走开。",
    "他说磨坊的水轮换过三次叶板，每一次都是从后山砍来的木料。记录的人把尺寸一一写下。",
    "后来磨坊停了，水声还在。记录的人又来过两次，补上了几件工具的旧名。",
    "有一位老太太带来了一只旧箩，说是当年装新米用的。箩底补过三回，每一回用的竹篾都不一样，她一样一样指给大家看。",
    "这份记录如今放在乡里的陈列室，旁边是水轮的模型，孩子们常来转动它。",
)


def cleaned(title: str, text: tuple[str, ...], head: str = "", convert: object = str) -> Article:
    page = f"<html><head><title>{head or title}</title></head><body><h1>{title}</h1>"
    page += "".join(f"<p>{paragraph}</p>" for paragraph in text) + "</body></html>"
    return clean(Page("http://p.example/1", (to_traditional(page) if convert is to_traditional else page).encode()))


@pytest.mark.parametrize("convert", [str, to_traditional], ids=["Hans", "Hant"])
@pytest.mark.parametrize("spam", ["彩票走势图今天", "国产精品久久下载", "棋牌游戏平台官网", "六合彩开奖结果记录"])
def test_before_the_first_sentence(spam: str, convert: object) -> None:
    text = (TEXT[0], f"{spam} {TEXT[1]}", TEXT[2], f"棋牌娱乐官网下载 {TEXT[3]}", TEXT[4])
    article = cleaned(TITLE, text, convert=convert)
    assert article.verdict.kind == "injected"
    was = cleaned(TITLE, TEXT, convert=convert)
    assert article.text == was.text
    assert any(removal.step == "phrases" for removal in article.removed)


@pytest.mark.parametrize("convert", [str, to_traditional], ids=["Hans", "Hant"])
def test_between_sentences(convert: object) -> None:
    parts = [paragraph.split("。") for paragraph in TEXT]
    text = tuple(f"{first}。国产精品在线观看 {'。'.join(rest)}" for first, *rest in parts)
    article = cleaned(TITLE, text[:3] + TEXT[3:], convert=convert)
    assert article.text == cleaned(TITLE, TEXT, convert=convert).text


@pytest.mark.parametrize("convert", [str, to_traditional], ids=["Hans", "Hant"])
@pytest.mark.parametrize("spam", ["彩票开奖直播", "国产精品视频", "六合彩资料大全", "棋牌游戏大全 "])
def test_before_the_title(spam: str, convert: object) -> None:
    article = cleaned(spam + TITLE, TEXT, convert=convert)
    assert article.title == cleaned(TITLE, TEXT, convert=convert).title
    assert article.verdict.kind == "injected"


@pytest.mark.parametrize("convert", [str, to_traditional], ids=["Hans", "Hant"])
def test_a_banner_and_nothing_else_is_no_title(convert: object) -> None:
    banner = "国产精品久久久_彩票_棋牌"
    page = f"<title>{banner}</title><h1><a href='http://spam.example/'>{banner}</a></h1>"
    page += "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    article = clean(Page("http://p.example/1", (to_traditional(page) if convert is to_traditional else page).encode()))
    assert article.title == "" and article.verdict.kind == "injected" and "磨坊" in article.text


ABOUT = [
    ("彩票开奖直播的公信力", ("彩票开奖直播始于前年，观众不多。", "彩票的销量与开奖的方式有关，直播使人放心。")),
    ("体育彩票公益金的使用", ("体育彩票公益金用于修建球场。", "体育彩票 公益金的使用要公开，彩票的购买者也关心它。")),
    ("国产电影的海外传播", ("国产电影走出去的路不短。", "国产电影 在海外的放映以影展为主，国产影片的译制也重要。")),
    ("网络棋牌游戏成瘾的干预", ("棋牌游戏使人久坐。", "棋牌游戏 的时间越长，睡眠越差，棋牌也就成了病。")),
    ("色情信息的网络治理", ("色情信息的传播方式在变。", "色情信息 的举报要有回音，治理色情信息不能只靠过滤。")),
    ("在线视频课程的设计", ("在线视频课程的长度以十分钟为宜。", "视频课程 的字幕帮助学生，在线的讨论也有用。")),
    ("日本中心城市的更新", ("日本中心城市的人口在减少。", "日本 中心城市的更新从车站开始。")),
]


@pytest.mark.parametrize("convert", [str, to_traditional], ids=["Hans", "Hant"])
@pytest.mark.parametrize(("title", "text"), ABOUT)
def test_articles_about_such_things(title: str, text: tuple[str, ...], convert: object) -> None:
    article = cleaned(title, (*text, *TEXT), convert=convert)
    assert article.verdict.kind == "clean" and article.removed == ()
    assert article.title == (to_traditional(title) if convert is to_traditional else title)
