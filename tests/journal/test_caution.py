"""What must not happen: text of other pages taken for labels, names or references; damage taken for fact."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import Article, Page, Removal, clean, journal
from cleaners.chinese import names
from cleaners.doc import Block, Doc
from cleaners.lines import author_line, dateline, issue_line, keywords, labels
from cleaners.references import reference_list

NEWS = (
    "摘要：记者12日从气象台获悉，未来三天雨雪将加强。",
    "本报讯 昨日，省图书馆举行读者座谈会，二十余位读者到场，就开放时间与借阅册数提出建议。",
    "一、关于开放时间",
    "图书馆负责人表示，暑期将延长两小时。",
    "参考消息报道说，类似的做法在别处已经推行。",
    "作者认为，这是一件好事。",
    "陈璐",
)


def test_a_news_body_is_left_alone() -> None:
    """One label makes no journal: every block of the body stays where it is."""
    doc = Doc("http://n.example/", blocks=(Block("省图开座谈会", "title"), *(Block(t, body=True) for t in NEWS)))
    got = journal.read(doc)
    assert got.text == "\n\n".join(NEWS)
    assert not got.abstract and not got.authors and not got.references


@pytest.mark.parametrize(
    "text",
    [
        "摘要是论文的窗口",
        "关键词语的翻译",
        "基金的净值下跌",
        "作者认为",
        "参考文献很多的论文",
        "中图分类号的编制方法",
        "abstract art is not",
        "收稿日期由编辑部填写",
        "DOI的意义",
        "文章编号规则见下",
    ],
)
def test_a_sentence_is_no_label(text: str) -> None:
    found = labels.match(text)
    assert found is None or (found.field == "references" and not found.value)


@pytest.mark.parametrize(
    "text",
    [
        "工会干部",
        "图书馆学报",
        "高校 图书馆",
        "文化 教育",
        "方法",
        "一、问题的提出",
        "关于我们",
        "首页 新闻 体育",
        "安徽省亳州市",
        "Home Login Search",
        "Abstract",
        "The End of History",
    ],
)
def test_a_line_of_words_is_no_author_line(text: str) -> None:
    line = author_line.persons(text)
    assert not line or any(author_line.is_word(p.name) for p in line)  # what `visible` asks before it believes


@pytest.mark.parametrize("run", ["工会干部工会组织", "心贴心", "大学图书馆", "马晓东方明"])
def test_a_run_that_is_no_chain_of_names_stays_whole(run: str) -> None:
    assert names.part(run) == ()


@pytest.mark.parametrize(
    "text", ["2008年奥运会在北京举行", "2016年1月，课题组走访六馆", "共有2016人参加", "", "7:53:48"]
)
def test_a_sentence_is_no_dateline(text: str) -> None:
    assert dateline.match(text) is None


@pytest.mark.parametrize(
    "text", ["项目于 2016年1月", "全国合作社在2014年底突破一百万家", "表1 2016年第1期样本", "2016年1期", "图书馆学报"]
)
def test_a_sentence_names_no_issue(text: str) -> None:
    found = issue_line.match(text)
    assert found is None or not found.journal or text.startswith("表1")


@pytest.mark.parametrize(
    ("text", "journal_name", "year", "issue"),
    [
        ("大学图书馆学报 2016年1期", "大学图书馆学报", "2016", "1"),
        ("大學圖書館學報 2016年01期", "大學圖書館學報", "2016", "1"),
        ("《江海学刊》2010年第3-4期", "江海学刊", "2010", "3-4"),
        ("农业经营观察 2015年S2期", "农业经营观察", "2015", "S2"),
        ("图书馆论坛 2016年增刊1", "图书馆论坛", "2016", "增刊1"),
        ("中国科学（信息版） 2019年第8期", "中国科学(信息版)", "2019", "8"),
        ("工会博览(2022年14期)", "工会博览", "2022", "14"),
    ],
)
def test_journal_lines(text: str, journal_name: str, year: str, issue: str) -> None:
    found = issue_line.match(text)
    assert found is not None and (found.journal, found.year, found.issue) == (journal_name, year, issue)


def test_keywords_that_lost_their_separators_are_one() -> None:
    assert keywords.split("工会群众工作对策和谐社会") == ("工会群众工作对策和谐社会",)
    assert keywords.split("大数据 图书馆 读者服务") == ("大数据", "图书馆", "读者服务")


def test_editors_are_no_authors() -> None:
    blocks = [
        Block("浅说", "title"),
        Block("作者：陈璐 马创新"),
        Block("责任编辑：王明"),
        Block("摘要：文。", body=True),
        Block("关键词：甲；乙", body=True),
        Block("正文。" * 40, body=True),
    ]
    got = journal.read(Doc("http://a.example", blocks=tuple(blocks)))
    assert [(a.name, a.role) for a in got.authors] == [("陈璐", "author"), ("马创新", "author"), ("王明", "editor")]


def test_disagreement_is_on_record() -> None:
    meta = (
        ("citation_title", "浅说"),
        ("citation_doi", "10.5555/a.1"),
        ("dc.identifier", "doi:10.5555/a.2"),
        ("citation_journal_title", "Shallow Talk"),
    )
    blocks = (
        Block("浅说", "title"),
        Block("浅谈学报 2016年1期"),
        Block("DOI：10.5555/A.1", body=True),
        Block("正文。", body=True),
    )
    got = journal.read(Doc("http://a.example", meta=meta, blocks=blocks))
    sources = {s.field: s for s in got.sources}
    assert got.doi == "10.5555/a.1" and sources["doi"].source == "citation"
    assert sources["doi"].others == (("dublin-core", "10.5555/a.2"),)
    assert got.journal == "浅谈学报" and sources["journal"].others == (("citation", "Shallow Talk"),)


def test_lists_without_header_and_run_together() -> None:
    assert reference_list.tail_start(["正文引用[1]。", "[1]甲.题.[J].刊,2007.", "[2]乙.题[M].北京:社,2001."]) == 1
    assert reference_list.tail_start(["[1]这里说明一下。", "[2]还有这里。"]) == 2
    run = "[1]尚志衡.题目甲[J].刊物,2014(5):18-24.[2]汪砚秋.题目乙[N].报,2015-05-18(7).[3]卓景行.丙[M].长沙:社,2013."
    found, used = reference_list.read([run])
    assert used == 1 and [r.mark for r in found] == ["[1]", "[2]", "[3]"] and all(r.parsed for r in found)


_TEXT = st.text(
    st.sampled_from("摘要关键词：:[]【】（）()1234567890年月期刊陈璐马创新，。；、 \t一二三.JMabcA-—《》�·①"),
    max_size=60,
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(_TEXT, st.booleans(), st.sampled_from(["paragraph", "heading", "item", "table", "note"])), max_size=12
    )
)
def test_no_text_raises_and_none_is_lost(parts: list[tuple[str, bool, str]]) -> None:
    """Whatever the blocks: each block of the body is in the text, in a field, or on the list of removals."""
    blocks = tuple(Block(" ".join(t.split()), kind, body=body) for t, body, kind in parts if t.split())  # type: ignore[arg-type]
    got = journal.read(Doc("http://a.example", blocks=blocks))
    assert got.text == "\n\n".join(
        part for s in got.sections for part in ([s.heading] if s.heading else []) + list(s.paragraphs)
    )
    again = journal.read(Doc("http://a.example", blocks=blocks))
    assert again == got


@settings(max_examples=300, deadline=None)
@given(_TEXT)
def test_any_reference_gives_an_entry_with_nothing_that_is_not_there(raw: str) -> None:
    from cleaners.chinese.characters import fold
    from cleaners.references.entry import parse

    found = parse(raw)
    bare = "".join(fold(raw).split())
    for value in (
        found.title,
        found.container,
        found.volume,
        found.issue,
        found.pages,
        found.publisher,
        *found.authors,
    ):
        assert "".join(fold(value).split()) in bare


BODY = Block("小城的老街修复以后，游客增加了，可是原来的打铁铺搬走了三分之一，店家说补助只够修门面。" * 3, body=True)


def _read(*blocks: Block, meta: tuple[tuple[str, str], ...] = (), removed: tuple[Removal, ...] = ()) -> Article:
    return journal.read(Doc("http://a.example/", meta=meta, blocks=blocks, removed=removed))


@pytest.mark.parametrize(
    "text",
    [
        "陈璐",
        "高校（以某某大学为例）",
        "方法（某某实验室）",
        "王明（见图书馆）",
        "记者（某某大学）昨日到访",
        "陈璐（1980年生）",
    ],
)
def test_a_line_of_the_body_below_the_title_stays(text: str) -> None:
    """Only a name with a workplace in brackets is an author; a name alone may be a heading or a greeting."""
    got = _read(Block("老街", "title"), Block(text, body=True), BODY)
    assert (got.text, got.authors) == (f"{text}\n\n{BODY.text}", ())


def test_a_name_with_a_workplace_further_down_stays() -> None:
    line = Block("陈璐（某某师范大学）", body=True)
    got = _read(Block("老街", "title"), BODY, line, BODY)
    assert line.text in got.text and not got.authors


@pytest.mark.parametrize("text", ["高山", "方法", "首页", "图书馆", "返回上一页"])
def test_a_word_between_title_and_body_is_no_author(text: str) -> None:
    assert not _read(Block("老街", "title"), Block(text), BODY).authors


@pytest.mark.parametrize(
    "text",
    [
        "2016-09-05 新华网 来源：新华社",
        "2016-09-05 国际新闻 来源：某报",
        "2016-09-05 10:20 来源：河阳法学",
        "2016年9月5日 来源：王明",
    ],
)
def test_a_news_dateline_without_a_name_gives_none(text: str) -> None:
    found = dateline.match(text)
    assert found is not None and (found.published, found.authors) == ("2016-09-05", "")


JOURNAL = (("citation_title", "老街的修复"), ("citation_journal_title", "Town Studies"))


def test_several_institutions_behind_all_authors_are_nobodys() -> None:
    """Kept for the article; whose each of them is, nothing tells."""
    names = (("citation_author", "陈璐"), ("citation_author", "王明"))
    where = (("citation_author_institution", "甲大学"), ("citation_author_institution", "乙医院"))
    got = _read(BODY, meta=(*JOURNAL, *names, *where))
    assert [a.affiliations for a in got.authors] == [(), ()] and got.affiliations == ("甲大学", "乙医院")
    got = _read(BODY, meta=(*JOURNAL, names[0], where[0], names[1], where[1]))
    assert [a.affiliations for a in got.authors] == [("甲大学",), ("乙医院",)]


@pytest.mark.parametrize(("title", "name"), [("老街的修复", "城镇研究"), ("新街的修复", "Town Studies")])
def test_a_citation_beside_the_article_counts_where_it_cites_this_title(title: str, name: str) -> None:
    """It gives the journal's Chinese name, the tag's stays on record; another article's citation says nothing."""
    beside = Removal("region", "side column", f"文章引用：陈璐. {title}[J]. 城镇研究, 2018, 8(2): 7-16.")
    got = _read(BODY, meta=JOURNAL, removed=(beside,))
    assert got.journal == name
    if name == "城镇研究":
        [source] = [s for s in got.sources if s.field == "journal"]
        assert (source.source, source.others) == ("self-citation", (("citation", "Town Studies"),))


def test_a_line_in_the_body_that_ends_in_an_institution_stays() -> None:
    """An unmarked institution is believed right below the authors only."""
    front = [Block(t, body=True) for t in ("陈璐", "摘要：老街的修复与店家的生计。", "关键词：老街；修复")]
    line = Block("调查的第一站是渭原大学资源环境学院", body=True)
    got = _read(Block("老街的修复", "title"), *front, BODY, line, BODY)
    assert line.text in got.text and not got.affiliations


NAMED = """<html><head><title>Hedgerows and owls</title></head><body><div class="paper"><h1>Hedgerows and owls</h1>
<div class="{area}">{line}</div><p>We counted owls along hedgerows in the lowlands for ten years, and found that they
prefer old hedgerows. The results suggest that old hedgerows should be kept, for owls hunt and nest there.</p><p>Owls
are common birds of the lowlands. They hunt along hedgerows, and many hedgerows were cleared in the last century.</p>
</div></body></html>"""


@pytest.mark.parametrize(
    ("area", "line", "expected"),
    [
        ("authors", "Anna Smith<sup>a</sup>, Ben Jones<sup>b,*</sup>", ["Anna Smith", "Ben Jones"]),
        ("author-group", "Anna Smith<sup>1</sup> and Ben Jones<sup>2</sup>", ["Anna Smith", "Ben Jones"]),
        ("authors", "Anna Smith<sup>†</sup> &amp; Ben Jones<sup>‡</sup>", ["Anna Smith", "Ben Jones"]),
        ("subtitle", "Water Tariffs and Public Trust", []),
        ("authority", "Anna Smith, Ben Jones", []),
        ("authors", "About the authors of this journal", []),
    ],
)
def test_an_area_that_is_named_one_of_authors_names_them(area: str, line: str, expected: list[str]) -> None:
    page = Page("http://a.example/1", NAMED.format(area=area, line=line).encode())
    assert [author.name for author in clean(page).authors] == expected


def test_a_block_below_a_label_whose_value_it_is_not_stays() -> None:
    """收稿日期 alone, and below it no date. Of 34 pages of journals three lost a line so."""
    below = "这是正文的一段，不是日期。"
    got = _read(
        Block("浅说", "title"),
        *(Block(text, body=True) for text in ("摘要：文。", "关键词：甲；乙", "收稿日期：", below, "正文。" * 60)),
    )
    assert below in got.text or any(below in removal.text for removal in got.removed)
