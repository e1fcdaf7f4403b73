"""The fields of a journal page, one row each: its labels, how they are believed, and what becomes of the value.

A new field is a row here, a line in ``Article``, one in the record's schema and one in the README's table, and
``tests/journal/test_fields.py`` proves that the four agree. A code of a form of its own also has a reader in
``journal/labelled_fields.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto
from typing import Literal

#: What stands behind a label. ``issue``: part of what names an issue of a journal. ``entries``: a list of them below.
Kind = Literal["text", "abstract", "words", "code", "date", "issue", "persons", "entries"]


class Bare(Flag):
    """Where a label without colon or bracket is believed, a mere blank parting it from its value."""

    NEVER = 0
    HAN = auto()  # a label in Chinese: 关键词 分词
    LATIN = auto()  # one in English that opens with a capital, or whose value is a DOI: Key words soil
    JOINED = (
        auto()
    )  # with not even a blank, one in Chinese before an ASCII value, in Latin before a digit: ISSN1009-3176
    SENTENCE = auto()  # before a capital, so that "abstract art" is none: Abstract This paper
    YEAR = auto()  # before a year: 已出版 2021-11-08
    NAME = auto()  # four characters before no more than a name: 责任编辑 穆 青


_HAN, _BOTH, _CODE = Bare.HAN, Bare.HAN | Bare.LATIN, Bare.HAN | Bare.JOINED


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a journal page.

    name: the Article's field, where ``stored``; else a name for a label that leads elsewhere or nowhere.
    labels: its labels in Simplified, parted by blanks; ``_`` is any white space. Each belongs to one field alone.
    kind: what stands behind a label, and so how it is read.
    strong: its labels stand on journal pages only; others (作者, 来源, 编辑) stand on any page, and are believed where
        the page has shown itself to be a journal's.
    bare: where a label is believed without a colon.
    alone: a label may be all of a line, its text below it.
    anywhere: its labels are believed in the middle of the body, too, not only near its edges.
    below: codes that journals print right below the text.
    telling: two different labels of this sort make a page a journal's; others stand on news pages, too.
    single: one value an article, the most trusted of all that the page gives.
    stored: a field of the Article and of the record.
    watched: its coverage is counted and compared from run to run.
    """

    name: str
    labels: str = ""
    kind: Kind = "text"
    strong: bool = False
    bare: Bare = Bare.NEVER
    alone: bool = False
    anywhere: bool = False
    below: bool = False
    telling: bool = False
    single: bool = False
    stored: bool = True
    watched: bool = False

    @property
    def coded(self) -> bool:
        """A code or a date of the article: where more text stands behind it, that is put on record."""
        return self.single and self.kind in ("code", "date")


# fmt: off
#: In the order of the Article; then labels without a field of their own.
FIELDS = (
    Field("title", watched=True),
    Field("title_en", "英文标题 英文题名 英文篇名", strong=True, single=True),
    Field("authors", "作者 著者 撰文 撰稿 文章作者 Author Authors", "persons", alone=True, watched=True),
    Field("affiliations", "作者单位 工作单位 作者地址", strong=True, alone=True),
    Field("journal", "刊名 期刊名称 来源期刊 期刊 刊物名称 出处", "issue", single=True, watched=True),
    Field("year", "年份 年度 出版年 出版年份 年", "issue", single=True),
    Field("volume", "卷号 卷次 卷", "issue", single=True),
    Field("issue", kind="issue", single=True),
    Field("pages", "页码 起止页码", "issue", below=True, single=True),
    Field("doi", "DOI doi Doi 数字对象标识 数字对象标识符 数字对象唯一标识符 DOI号 DOI码 DOI编码 DOI编号",
          "code", strong=True, bare=_BOTH, anywhere=True, below=True, single=True),
    Field("issn", "ISSN 国际标准刊号 国际刊号 国际标准连续出版物号",
          "code", strong=True, bare=_BOTH | Bare.JOINED, anywhere=True, single=True),
    Field("cn", "CN 国内统一刊号 国内统一连续出版物号 国内刊号 统一刊号 CN刊号",
          "code", strong=True, bare=_BOTH | Bare.JOINED, anywhere=True, single=True),
    Field("clc", "中图分类号 中图法分类号 中国图书分类号 中图分类 分类号 中图号 图书分类号 CLC_number CLC_Number CLC",
          "code", strong=True, bare=_CODE, anywhere=True, below=True, telling=True, single=True),
    Field("document_code",
          "文献标识码 文献标志码 文献识别码 文献标示码 文献标识号 Document_code Document_Code",
          "code", strong=True, bare=_CODE, anywhere=True, below=True, telling=True, single=True),
    Field("article_number", "文章编号 文章编码 论文编号 Article_ID",
          "code", strong=True, bare=_CODE, anywhere=True, below=True, telling=True, single=True),
    Field("received", "收稿日期 收稿时间 收到日期 来稿日期 投稿日期 Received Received_date Received_Date",
          "date", strong=True, bare=_HAN, anywhere=True, telling=True, single=True),
    Field("revised", "修回日期 修改日期 修订日期 改回日期 修稿日期 修回时间 Revised",
          "date", strong=True, anywhere=True, telling=True, single=True),
    Field("accepted", "接受日期 录用日期 接收日期 录用时间 Accepted",
          "date", strong=True, anywhere=True, telling=True, single=True),
    Field("published",
          "已出版 出版日期 网络出版日期 网络出版时间 在线出版日期 在线出版时间 刊出日期 刊出时间 "
          "网络首发日期 网络首发时间 网络首发 在线公开日期 在线公开时间 在线发表日期 在线发表时间 "
          "网路发布日期 网路出版日期 网路首发日期 在线发布日期 在线发布时间 网络发布日期 网络发布时间 "
          "优先出版日期 优先出版时间 优先数字出版日期 优先数字出版时间 "
          "网络预出版日期 预出版日期 上网日期 上网时间 首发日期 首发时间 "
          "发表日期 Published Published_online Online",
          "date", strong=True, bare=Bare.YEAR, anywhere=True, single=True, watched=True),
    Field("funding",
          "基金项目 基金资助 基金 资助项目 基金支持 项目基金 资助基金 科研项目 课题项目 课题来源 项目来源 "
          "基金课题 资金项目 Foundation_item Foundation_items Fund_project Funding Supported_by Foundation",
          strong=True, bare=_HAN, alone=True, anywhere=True, telling=True),
    Field("biographies",
          "作者简介 作者介绍 第一作者简介 作者信息 第一作者 作者简历 "
          "About_the_author About_the_authors Biography Author_biography",
          strong=True, alone=True, anywhere=True, telling=True),
    Field("keywords", "关键词 关键字 关健词 主题词 中文关键词",
          "words", strong=True, bare=_HAN, alone=True, telling=True, watched=True),
    Field("keywords_en", "Key_words Keywords Keyword Key_word 英文关键词 Index_terms",
          "words", strong=True, bare=_BOTH, alone=True, telling=True),
    Field("abstract", "摘要 内容提要 内容摘要 中文摘要 论文摘要 提要 文摘",
          "abstract", strong=True, bare=_HAN, alone=True, telling=True, single=True, watched=True),
    Field("abstract_en", "Abstract 英文摘要 并列摘要 Summary",
          "abstract", strong=True, bare=Bare.SENTENCE, alone=True, telling=True, single=True),
    Field("text", watched=True),
    Field("references",
          "参考文献/References 参考文献 主要参考文献 参考 参考书目 引用文献 参考资料 "
          "References Reference Bibliography Works_Cited Literature_Cited REFERENCES",
          "entries", strong=True, alone=True, telling=True, watched=True),

    Field("notes", "注释 附注 尾注 脚注 Notes", "entries", strong=True, alone=True, stored=False),
    Field("corresponding", "通讯作者 通信作者 通讯联系人 责任作者 Corresponding_author",
          strong=True, anywhere=True, stored=False),
    Field("citation",
          "文章引用 引用本文 引用本文格式 如何引用 如何引用本文 中文引用格式 本文引用格式 引用格式 "
          "引文格式 本文引文格式 "
          "Cite_this_article How_to_cite To_cite_this_article",
          strong=True, alone=True, anywhere=True, telling=True, stored=False),
    Field("editors", "责任编辑 责编 本文编辑 编辑 责任校对 校对 栏目编辑 实习编辑",
          "persons", bare=Bare.NAME, stored=False),
    Field("reporters", "记者 本报记者 通讯员 本刊记者", "persons", stored=False),
    Field("translators", "译者 翻译", "persons", stored=False),
    Field("address", "网络首发地址 网络出版地址 优先出版地址", strong=True, anywhere=True, stored=False),
    Field("workplace", "机构 单位 作者机构 所属机构 第一作者单位", stored=False),
    Field("related_issue", "年卷期 卷期 期号 刊期 期次 年,卷(期) 年/卷/期 年/卷(期) 卷(期) 卷/期 年·期 期",
          "issue", stored=False),
    Field("date", "日期", "date", stored=False),
    Field("source", "来源 稿件来源 文章来源", stored=False),
)
# fmt: on

#: The row of a field, by its name.
FIELD = {field.name: field for field in FIELDS}
#: The codes that journals print right below the text.
BELOW = frozenset(field.name for field in FIELDS if field.below)
