"""Headers of journals and magazines in their many ways, and what is alike and the text's."""

from __future__ import annotations

import pytest

from cleaners import Article, Page, clean

BODY = (
    "渠首的闸门每年启闭四十余次，操作的顺序影响下游的水位。本文记录了三个灌溉季的启闭过程，比较了两种顺序下水位的变化。",
    "记录表明，先开两侧、后开中间的顺序使水位上升较缓，渠坡受到的冲刷也较轻。第二种顺序省去一人，但是需要多看一次水尺。",
    "因此，人手不足的时候宜采用第二种顺序，汛期仍以第一种为宜。闸门的检修应当安排在秋灌以后，以免影响播种。",
)
TITLE = "渠首闸门的启闭顺序"


def read(*header: str, above: str = "", below: tuple[str, ...] = (), tag: str = "p", head: str = "") -> Article:
    lines = "".join(f"<{tag}>{line}</{tag}>" for line in (*header, *BODY, *below))
    top = f"<div>{above}</div>" if above else ""
    page = f"<html><head>{head}</head><body><div class=main>{top}<h1>{TITLE}</h1>{lines}</div></body></html>"
    return clean(Page("http://a.example/article/view/7", page.encode()))


def names(article: Article) -> list[str]:
    return [author.name for author in article.authors]


def text_alone(article: Article) -> bool:
    """Whether the text is the body and nothing of the header."""
    return article.text == "\n\n".join(BODY)


@pytest.mark.parametrize("tag", ["p", "div"])
@pytest.mark.parametrize(
    ("line", "issue"),
    [
        ("灌区水工 2016年第04期", ("灌区水工", "2016", "", "4", "")),
        ("灌區水工　2016年第04期", ("灌區水工", "2016", "", "4", "")),
        ("灌区水工 Vol.9 No.04 2016 pp.21-25", ("灌区水工", "2016", "9", "4", "21-25")),
        ("灌区水工, 2016, 9(4): 21-25", ("灌区水工", "2016", "9", "4", "21-25")),
        ("灌区水工．2016，09（04）", ("灌区水工", "2016", "9", "4", "")),
        ("灌区水工 2016年第4期（总第118期）", ("灌区水工", "2016", "", "4", "")),
        ("灌區水工 2016,(04),21-25", ("灌區水工", "2016", "", "4", "21-25")),
        ("来源：灌区水工 2016年第4期", ("灌区水工", "2016", "", "4", "")),
        ("《灌区水工》第9卷 第4期 2016年4月", ("灌区水工", "2016", "9", "4", "")),
    ],
)
def test_the_journals_line_below_the_title(line: str, issue: tuple[str, ...], tag: str) -> None:
    article = read(line, tag=tag)
    assert (article.journal, article.year, article.volume, article.issue, article.pages) == issue
    assert text_alone(article)


def test_the_journals_line_above_the_title_and_a_dateline_without_an_author() -> None:
    article = read("溫國棟", above="灌區水工 2016年第4期")
    assert (article.journal, article.issue, names(article)) == ("灌區水工", "4", ["溫國棟"]) and text_alone(article)
    article = read("2016-04-11 07:53:48", "灌区水工 2016年4期", "温国栋", "（清江大学 水利系，清江 210099）")
    assert (article.journal, article.issue, names(article)) == ("灌区水工", "4", ["温国栋"]) and text_alone(article)
    assert article.affiliations == ("清江大学 水利系，清江 210099",)


@pytest.mark.parametrize(
    "line",
    [
        "《灌区水工》2016年第4期曾经刊出一篇短文，说的是水尺。",
        "首页 > 刊物 > 灌区水工 > 2016年第4期",
        "灌区水工 2016年第4期 要目如下。",
        "第4期工程",
        "清江县水利局(2016)",
        "来源：灌区水工网",
    ],
)
def test_what_speaks_of_an_issue_is_no_header(line: str) -> None:
    article = read(line)
    assert not article.journal and not article.issue
    assert line in article.text or any(line in removal.text for removal in article.removed)


def test_a_list_of_issues_is_no_header() -> None:
    lines = tuple(f"灌区水工 2016年第{number}期" for number in range(1, 5))
    assert read(*lines).journal == ""


@pytest.mark.parametrize(
    "label",
    ["网络首发时间", "網絡首發日期", "在线公开时间", "在线发表日期", "优先出版时间", "網路發佈日期", "上网日期"],
)
def test_a_day_of_publication_online(label: str) -> None:
    summary = "摘要：比较了两种启闭顺序。", "关键词：闸门；水位；灌区"
    article = read(f"{label}：2016-04-11 10:12:33", *summary)
    assert (article.published, article.year) == ("2016-04-11", "2016") and text_alone(article)


def test_the_address_online_behind_the_day() -> None:
    line = "网络首发时间：2016-04-11 10:12:33　网络首发地址：https://a.example/kcms/detail/36.1188.G2.20160411.1012.002.html"
    article = read(line, "摘要：比较了两种启闭顺序。", "关键词：闸门；水位；灌区")
    assert article.published == "2016-04-11" and text_alone(article)
    assert any("kcms/detail" in removal.text for removal in article.removed)


@pytest.mark.parametrize("label", ["引用本文", "引用格式", "如何引用", "中文引用格式", "【引用本文】"])
def test_how_the_page_cites_itself(label: str) -> None:
    entry = f"温国栋，欧阳穗．{TITLE}[J]．灌区水工，2016，9(04)：21-25．"
    article = read(f"{label}：{entry}")
    got = (article.journal, article.year, article.volume, article.issue, article.pages)
    assert got == ("灌区水工", "2016", "9", "4", "21-25") and text_alone(article)


def test_how_another_article_is_cited_is_not_the_pages() -> None:
    assert read("引用格式：温国栋. 水尺的校核[J]. 灌区水工, 2016, 9(4): 21-25.").journal == ""


@pytest.mark.parametrize("label", ["DOI编码", "DOI碼", "数字对象唯一标识符", "DOI"])
def test_a_doi_below_the_title(label: str) -> None:
    article = read("温国栋", f"{label}：10.5555/gqsg.2016.04.011")
    assert article.doi == "10.5555/gqsg.2016.04.011" and names(article) == ["温国栋"] and text_alone(article)


def test_a_doi_in_a_sentence_makes_no_journal() -> None:
    line = "DOI：10.5555/gqsg.2016.04.011 是这篇论文的编号，读者可以据此查找。"
    assert line in read(line, "温国栋").text


@pytest.mark.parametrize(
    "line", ["ISSN 1009-3176 CN 36-1188/G2", "ISSN1009-3176CN36-1188/G2", "ISSN：1009-3176/CN36-1188"]
)
def test_issn_and_cn_run_together(line: str) -> None:
    article = read(line, "摘要：比较了两种启闭顺序。", "关键词：闸门；水位；灌区")
    assert article.issn == "1009-3176" and article.cn.startswith("36-1188") and text_alone(article)


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("◎文/温国栋", ["温国栋"]),
        ("□ 溫國棟　歐陽穗", ["溫國棟", "歐陽穗"]),
        ("文｜温国栋　图｜陈璐", ["温国栋"]),
        ("本刊記者 溫國棟", ["溫國棟"]),
        ("□ 本刊记者/温国栋", ["温国栋"]),
        ("撰文：温国栋", ["温国栋"]),
        ("編譯/歐陽穗", ["歐陽穗"]),
        ("（本刊记者　温国栋）", ["温国栋"]),
        ("記者 溫國棟 通訊員 歐陽穗", ["溫國棟", "歐陽穗"]),
        ("□文/图 温国栋", ["温国栋"]),
        ("【文／溫國棟】", ["溫國棟"]),
        ("编译 温国栋", ["温国栋"]),
        ("温国栋／文", ["温国栋"]),
        ("温国栋+欧阳穗+陈璐", ["温国栋", "欧阳穗", "陈璐"]),
        ("温国栋　欧阳穗", ["温国栋", "欧阳穗"]),
    ],
)
def test_a_byline_below_the_title(line: str, who: list[str]) -> None:
    article = read(line)
    assert names(article) == who and text_alone(article)


@pytest.mark.parametrize(
    "line",
    [
        "□内的数字为闸孔的编号，○内的数字为水尺的编号。",
        "● 安全",
        "◆ 操作要点",
        "文/理科的分别",
        "本刊记者招聘启事",
        "编译程序",
        "记者 节",
        "（安全操作）",
        "渠首/文",
        "资料 整理",
        "陈璐",
        "高山 流水",
        "C+语言",
    ],
)
def test_what_is_like_a_byline_stays(line: str) -> None:
    article = read(line)
    assert not article.authors
    assert line in article.text or any(line in removal.text for removal in article.removed)


@pytest.mark.parametrize(
    "summary",
    [
        "目的：比较两种顺序。方法：记录三个灌溉季。结果：第一种较缓。结论：汛期用第一种。",
        "【目的】比較兩種順序。【方法】記錄三個灌溉季。【結果】第一種較緩。【結論】汛期用第一種。",
        "目的 比较两种顺序。方法 记录三个灌溉季。结果 第一种较缓。",
        "目的比较两种顺序。方法记录三个灌溉季。结果第一种较缓。结论汛期用第一种。",
        "[目的/意義]比較兩種順序。[方法/過程]記錄三個灌溉季。[結果/結論]第一種較緩。",
    ],
)
def test_an_abstract_in_its_parts_needs_no_label(summary: str) -> None:
    article = read("温国栋　欧阳穗", summary, "闸门；水位；灌区")
    assert article.abstract == summary and names(article) == ["温国栋", "欧阳穗"]
    assert article.keywords == ("闸门", "水位", "灌区") and text_alone(article)


def test_the_parts_may_be_lines() -> None:
    parts = "目的：比较两种顺序。", "方法：记录三个灌溉季。", "结果：第一种较缓。", "结论：汛期用第一种。"
    article = read("温国栋　欧阳穗", "灌区水工 2016年第4期", *parts, "闸门;水位;灌区")
    assert article.abstract == " ".join(parts) and article.keywords == ("闸门", "水位", "灌区") and text_alone(article)


@pytest.mark.parametrize(
    "line",
    [
        "方法：先开两侧，再开中间，每次升高二十厘米。",
        "目的：让水位缓升。方法：先开两侧，再开中间。",
        "本文的目的：比较。方法：记录。结果：较缓。",
        "目的明确，方法才能得当。结果如何，要看水位。",
        "闸门；水位；灌区",
    ],
)
def test_a_paragraph_that_begins_so_is_the_text(line: str) -> None:
    article = read("温国栋　欧阳穗", line)
    assert line in article.text and not article.abstract and not article.keywords


def test_a_header_printed_twice_is_no_text() -> None:
    header = "温国栋　欧阳穗", "灌区水工 2016年第4期"
    article = read(*header, TITLE, *header)
    assert text_alone(article) and names(article) == ["温国栋", "欧阳穗"] and article.issue == "4"
    assert sum(removal.text.count("灌区水工") for removal in article.removed) == 1


def test_labelled_lines_printed_twice_are_no_text() -> None:
    header = "温国栋　欧阳穗", "摘要：比较了两种启闭顺序。", "关键词：闸门；水位；灌区", "收稿日期：2016-01-02"
    article = read(*header, TITLE, *header)
    assert text_alone(article) and article.abstract == "比较了两种启闭顺序。" and article.received == "2016-01-02"
    assert sum(removal.text.count("两种启闭顺序") for removal in article.removed) == 1
