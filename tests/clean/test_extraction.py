"""What is the article's and what is its page's: titles, headings, other articles, short articles, verse, notices."""

from __future__ import annotations

import pytest

from cleaners import Page, clean
from cleaners.article import Article
from cleaners.chinese.conversion.texts import to_traditional

TITLE = "渡口石阶的磨损与修补"
FIRST = "渡口的石阶常年浸在水里，石面磨损得很快，过渡的人稍不留神就会滑倒。我们量了六处渡口的石阶，记下每一级的高低。"
SECOND = (
    "量得的结果是，靠水的三级磨损最重，中间的几级次之，最上面的几级几乎没有变化。磨损最重的地方，石面凹下去两寸多。"
)
THIRD = "修补的办法有两种，一种是把石头翻过来用，另一种是换上新石。翻用的石头还能走二十年，花的钱却只有换石的三成。"
BODY = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
LINKS = "".join(f'<li><a href="/n/{i}.html">南乡水利站召开第{i}次会议</a></li>' for i in range(40))
OTHER = (
    "灯塔的看守人每天要记三次天气，记录本一年换一本，几十年积下来有半间屋子。",
    "我们把这些本子抄录下来，和县里的记录对照，发现两者相差很小，只有风力一项偏高。",
)


def read(body: str, head_title: str = TITLE, head: str = "") -> Article:
    page = f"<html><head><title>{head_title}</title>{head}</head><body>{body}</body></html>"
    return clean(Page("http://river.example/a/1.html", f"<meta charset=utf-8>{page}".encode()), script="keep")


def in_both(text: str) -> tuple[str, str]:
    return text, to_traditional(text)


@pytest.mark.parametrize("names", ["comments-open", "liuyan box", "topbarFixed", "no-sidebar noAds", "shareOn"])
def test_the_name_of_what_holds_title_and_text_is_of_no_weight(names: str) -> None:
    for body in in_both(f'<div class="{names}"><h1>{TITLE}</h1>{BODY}</div><ul>{LINKS}</ul>'):
        assert len(read(body, to_traditional(TITLE) if "與" in body else TITLE).sections[0].paragraphs) == 3


@pytest.mark.parametrize("names", ["comments", "sidebar", "pinglun"])
def test_beside_title_and_text_such_a_name_weighs(names: str) -> None:
    said = "石阶的事我也见过，我们村里的渡口就是这样，每年都有人滑倒，说了好几回也没人管。"
    found = read(f'<div class="a"><h1>{TITLE}</h1>{BODY}</div><div class="{names}"><h3>看法</h3><p>{said}</p></div>')
    assert found.text == "\n\n".join((FIRST, SECOND, THIRD))


@pytest.mark.parametrize(
    "beside",
    [
        "<span>2018-07-19 10:25</span>",
        " <em>阅读数：315</em>",
        "<a href='/f.caj'>[CAJ下载]</a>",
        "<span>【字号 大 中 小】</span>",
        "*",
        "②",
        "<sup>☆</sup>",
        "（点击次数：42）",
    ],
)
def test_what_stands_behind_a_title_in_its_heading_is_no_part_of_it(beside: str) -> None:
    for page in in_both(f"<h1>{TITLE}{beside}</h1>{BODY}"):
        assert read(page, "").title in in_both(TITLE)


def test_a_label_before_the_title_and_authors_in_small_print_are_no_part_of_it() -> None:
    found = read(f"<h1><i class='flag'>转载</i>{TITLE} <small>贺兰舟 步青</small></h1>{BODY}", "")
    assert found.title == TITLE
    assert "步青" not in found.text
    assert "转载" in [removed.text for removed in found.removed]


@pytest.mark.parametrize(
    "title",
    [
        "转载文章的版权归属",
        "论C*代数",
        "<span>原创</span>的边界在哪里",
        "网页浏览次数",
        "PDF文件的长期保存",
        "字号大中小的由来",
    ],
)
def test_such_words_in_a_title_are_its_own(title: str) -> None:
    own = title.replace("<span>", "").replace("</span>", "")
    assert read(f"<h1>{title}</h1>{BODY}", own).title == own


def test_a_headline_that_describes_yields_to_the_title_that_the_page_repeats() -> None:
    data = '<script type="application/ld+json">{"@type": "Article", "headline": "%s"}</script>'
    assert read(f"<h1>{TITLE}</h1>{BODY}", f"{TITLE}_河工志", data % "一种省钱的修法").title == TITLE
    longer = f"{TITLE}（上）"
    assert read(f"<h1>{TITLE}</h1>{BODY}", f"{TITLE}_河工志", data % longer).title == longer


@pytest.mark.parametrize(
    "tail",
    [
        "",
        "<span>[<a href='/e'>编辑</a>]</span>",
        "<a href='#h'>¶</a>",
        " <a href='#t'>回到顶部</a>",
        "<a href='/e'>[edit]</a>",
    ],
)
def test_headings_are_told_without_tools_and_with_links_into_the_page(tail: str) -> None:
    for page in in_both(
        f"<h1>{TITLE}</h1><h2>丈量{tail}</h2><p>{FIRST}</p><h2><a href='#toc'>修补</a>{tail}</h2><p>{THIRD}</p>"
    ):
        assert [s.heading for s in read(page).sections][-2:] in (["丈量", "修补"], ["丈量", "修補"])


def test_words_of_tools_are_a_headings_own() -> None:
    page = f"<h1>{TITLE}</h1><h2>编辑</h2><p>{FIRST}</p><h2><a href='#x'>返回</a>的路线</h2><p>{THIRD}</p>"
    assert [s.heading for s in read(page).sections] == ["编辑", "返回的路线"]


@pytest.mark.parametrize(
    "second",
    [
        "<div class='post'><h1>灯塔日记</h1>{}</div>",
        "<h3>延伸阅读</h3><div><h2><a href='/b'>灯塔日记</a></h2>{}</div>",
        "<h3>相关文章</h3><div><h4>灯塔日记</h4>{}</div>",
        "<div class='it'><h3>灯塔日记</h3><p>2017-02-08 09:15</p>{}</div>",
        "<div class='more'><div>灯塔日记</div><div>2017-02-08</div>{}</div>",
    ],
)
def test_a_second_article_is_left_out(second: str) -> None:
    for page in in_both(f"<div class='wrap'><div class='post'><h1>{TITLE}</h1>{BODY}</div>{second}</div>"):
        own, other = read(page.replace("{}", f"<p>{OTHER[0]}</p><p>{OTHER[1]}</p>")), OTHER[0]
        assert len(own.sections[0].paragraphs) == 3
        assert other not in own.text
        assert any(other in removed.text for removed in own.removed)


@pytest.mark.parametrize(
    "more",
    [
        "<div class='post'><h2>灯塔日记</h2>{}</div>",
        "<div class='post'><h1>二、灯塔日记</h1>{}</div>",
        "<h1>灯塔日记</h1>{}",
        "<h3>延伸阅读</h3>{}",
    ],
)
def test_a_further_part_of_the_article_stays(more: str) -> None:
    part = more.replace("{}", f"<p>{OTHER[0]}</p><p>{OTHER[1]}</p>")
    found = read(f"<div class='wrap'><div class='post'><h1>{TITLE}</h1>{BODY}</div>{part}</div>")
    assert OTHER[0] in found.text
    assert OTHER[1] in found.text


def test_a_stream_of_stories_is_left_out_and_a_list_of_the_article_stays() -> None:
    story = "<li><b>南乡修桥</b><p>南乡的木桥上月换了新板，过桥的人不必再绕路，村民都说方便。</p>{}</li>"
    for time, kept in (("<i>6小时前 阅读 12</i>", False), ("<i>桥长六丈</i>", True)):
        found = read(f"<div><h1>{TITLE}</h1>{BODY}<ul>{story.replace('{}', time) * 4}</ul></div>")
        assert ("南乡的木桥" in found.text) == kept


def test_a_notice_of_one_sentence_below_a_dateline_is_an_article() -> None:
    notice = "渡口自下月初一起停渡三天，修补石阶，过河的人请走上游的石桥。"
    page = f"<div><h1>{TITLE}</h1><div>2016-11-02 来源：南乡报</div><p>{notice}</p></div><ul>{LINKS}</ul>"
    assert read(page, f"{TITLE}_南乡网").text == notice


@pytest.mark.parametrize("line", ["", "<p>欢迎来到本站，下面是全部文章，请点击阅读。</p>", "<p>2016-11-02</p>"])
def test_a_list_with_a_line_above_it_stays_a_list(line: str) -> None:
    assert read(f"<h1>水利动态</h1>{line}<ul>{LINKS}</ul>", "水利动态_南乡网").verdict.kind == "list"


def test_sentences_with_narrow_marks_are_sentences() -> None:
    narrow = BODY.replace("，", ",").replace("。", ".")
    found = read(f"<h1>{TITLE}</h1>{narrow}<ul>{LINKS}</ul>")
    assert found.verdict.kind == "clean"
    assert found.text.count("\n\n") == 2


VERSE = (
    "船靠岸的时候",
    "灯已经熄了",
    "等船的人不说话",
    "把手拢在袖子里",
    "河水往东走",
    "带走一些影子",
    "剩下的石阶",
    "一级一级往下数",
)


@pytest.mark.parametrize("tags", ["{}<br>", "<p>{}</p>"])
def test_verse_beside_links_is_an_article(tags: str) -> None:
    lines = "".join(tags.replace("{}", line) for line in VERSE)
    for page in in_both(f"<h1>渡口</h1><p>贺兰舟</p><div>{lines}</div><ul>{LINKS}</ul>"):
        found = read(page, "渡口_南乡诗刊")
        assert found.verdict.kind == "clean"
        assert len(found.text.split("\n\n")) == len(VERSE)


def test_short_names_one_below_the_other_are_no_verse() -> None:
    names = "".join(
        f"<p>{name}</p>"
        for name in ["水利新闻", "通知公告", "工程建设", "防汛抗旱", "党建工作", "政策法规", "群众来信", "下属单位"]
    )
    assert read(f"<h1>栏目</h1><div>{names}</div><ul>{LINKS}</ul>", "栏目_南乡网").verdict.kind == "list"


@pytest.mark.parametrize(
    "notice",
    [
        "特别声明：以上内容仅代表作者观点，不代表本平台立场。",
        "【免责声明】：文章内容仅供参考，不构成投资建议。",
        "本文由作者授权发布，未经许可，不得转载。",
    ],
)
def test_a_platforms_notice_at_the_end_is_none_of_the_text(notice: str) -> None:
    for line in in_both(notice):
        found = read(f"<h1>{TITLE}</h1>{BODY}<p>{line}</p>")
        assert found.text == "\n\n".join((FIRST, SECOND, THIRD))
        assert any(line in removed.text for removed in found.removed)


@pytest.mark.parametrize(
    "last",
    [
        "免责声明：这几个字在渡口的木牌上也有，可是谁也不去看它。",
        "木牌上写着“未经许可不得摆渡，后果自负”，落款是本站。",
        "说明：表中的数据取三次丈量的平均数，尺寸一律以寸计算。",
    ],
)
def test_a_last_paragraph_that_only_speaks_of_such_things_stays(last: str) -> None:
    assert read(f"<h1>{TITLE}</h1>{BODY}<p>{last}</p>").text.endswith(last)


@pytest.mark.parametrize(
    "heading", ["<h2><a href='/t/{}'>{}</a></h2>", "<p><b><a href='/t/{}'>{}</a></b></p>", "<h3>{} [返回目录]</h3>"]
)
def test_a_heading_between_paragraphs_may_be_a_link(heading: str) -> None:
    two = [heading.replace("{}", word) for word in ("丈量", "修补")]
    found = read(f"<h1>{TITLE}</h1><p>{FIRST}</p>{two[0]}<p>{SECOND}</p>{two[1]}<p>{THIRD}</p>")
    assert [s.heading for s in found.sections] == ["", "丈量", "修补"]


@pytest.mark.parametrize(
    "line",
    ["<p><a href='/b'>灯塔日记</a></p>", "<p><b><a href='/b'>灯塔</a></b>的事另有一篇专门来说，这里不再重复。</p>"],
)
def test_a_link_between_paragraphs_is_no_heading_by_itself(line: str) -> None:
    found = read(f"<h1>{TITLE}</h1><p>{FIRST}</p>{line}<p>{SECOND}</p><p>{THIRD}</p>")
    assert [s.heading for s in found.sections] == [""]


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<h1 class='logo'><a href='/'>南乡水利学院学报编辑部</a></h1><h2>{}</h2>", "{}_南乡水利学院学报编辑部"),
        ("<h1>渡口人家</h1><h2><a href='/p/3'>{}</a></h2>", "{} @ 渡口人家 :: 南乡博客 ::"),
        ("<h2>研究论文选</h2><h1>{}</h1>", "研究论文选 - {}"),
    ],
)
def test_the_sites_name_is_not_the_title_though_it_is_a_heading(page: str, title: str) -> None:
    assert read(page.replace("{}", TITLE) + BODY, title.replace("{}", TITLE)).title == TITLE
