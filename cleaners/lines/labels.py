"""The visible labels of journal pages in all their spellings, and what stands behind each.

Every label is known in both scripts, bracketed, spaced, with a colon or without. *Strong* labels stand on
journal pages only; *weak* ones (作者, 来源, 编辑) stand on any page and are believed where the page has shown
itself to be a journal's.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from cleaners.chinese.both_scripts import both_scripts, traditional_forms
from cleaners.chinese.characters import fold

STRONG: dict[str, str] = {
    "abstract": "摘要 内容提要 内容摘要 中文摘要 论文摘要 提要 文摘",
    "abstract_en": "Abstract 英文摘要 并列摘要 並列摘要 Summary",
    "keywords": "关键词 关键字 关健词 主题词 中文关键词",
    "keywords_en": "Key_words Keywords Keyword Key_word 英文关键词 Index_terms",
    "clc": "中图分类号 中图法分类号 中国图书分类号 中图分类 分类号 中图号 图书分类号 CLC_number CLC_Number CLC",
    "document_code": "文献标识码 文献标志码 文献识别码 文献标示码 文献标识号 Document_code Document_Code",
    "article_number": "文章编号 文章编码 论文编号 Article_ID",
    "doi": "DOI doi Doi 数字对象标识 DOI号",
    "funding": "基金项目 基金资助 基金 资助项目 基金支持 项目基金 资助基金 科研项目 课题项目 课题来源 项目来源 "
    "基金课题 "
    "资金项目 "
    "Foundation_item Foundation_items Fund_project Funding Supported_by Foundation",
    "received": "收稿日期 收稿时间 收到日期 来稿日期 投稿日期 Received Received_date Received_Date",
    "revised": "修回日期 修改日期 修订日期 改回日期 修稿日期 修回时间 Revised",
    "accepted": "接受日期 录用日期 接收日期 录用时间 Accepted",
    "published": "已出版 出版日期 网络出版日期 在线出版日期 刊出日期 网络首发日期 发表日期 Published Published_online "
    "Online",
    "biographies": "作者简介 作者介绍 第一作者简介 作者信息 第一作者 作者简历 About_the_author About_the_authors "
    "Biography Author_biography",
    "corresponding": "通讯作者 通信作者 通讯联系人 责任作者 Corresponding_author",
    "affiliations": "作者单位 工作单位 作者地址",
    "references": "参考文献/References "
    "参考文献 主要参考文献 参考 参考书目 引用文献 参考资料 References Reference Bibliography Works_Cited "
    "Literature_Cited REFERENCES",
    "notes": "注释 附注 尾注 脚注 Notes",
    "citation": "文章引用 引用本文 本文引用格式 引用格式 引文格式 本文引文格式 Cite_this_article How_to_cite "
    "To_cite_this_article",
    "title_en": "英文标题 英文题名 英文篇名",
    "issn": "ISSN 国际标准刊号 国际刊号 国际标准连续出版物号",
    "cn": "CN 国内统一刊号 国内统一连续出版物号 国内刊号 统一刊号 CN刊号",
}
WEAK: dict[str, str] = {
    "authors": "作者 著者 撰文 撰稿 文章作者 Author Authors",
    "editors": "责任编辑 责编 本文编辑 编辑 责任校对 校对 栏目编辑 实习编辑",
    "reporters": "记者 本报记者 通讯员 本刊记者",
    "translators": "译者 翻译",
    "journal": "刊名 期刊名称 来源期刊 期刊 刊物名称 出处",
    "pages": "页码 起止页码",
    "source": "来源 稿件来源 文章来源",
    "related_issue": "年卷期 卷期 期号 刊期 期次 年,卷(期) 年/卷/期 年/卷(期) 卷(期) 卷/期 年·期 期",
    "workplace": "机构 单位 作者机构 所属机构 第一作者单位",
    "year": "年份 年度 出版年 出版年份 年",
    "volume": "卷号 卷次 卷",
    "date": "日期",
}
# Labels that open a line which sums an article up, beside those of its abstract and keywords: a site's own tags.
TAGS = "标签 Tags"
SUMMARY = ("abstract", "abstract_en", "keywords", "keywords_en")


def _char(char: str) -> str:
    if char == "_":
        return r"\s*"
    if char.isascii():
        return f"[{char.lower()}{char.upper()}]" if char.isalpha() else re.escape(char)
    return both_scripts(char)


def _pattern(label: str) -> str:
    """摘要 → 摘\\s*要, each character in both scripts, Latin in any case."""
    return (r"\s*" if not label.isascii() else "").join(map(_char, label))


_NAMES: dict[str, str] = {}
for _table in (STRONG, WEAK):
    for _field, _labels in _table.items():
        for _label in _labels.split():
            _NAMES.setdefault(_label, _field)
_ORDER = sorted(_NAMES, key=len, reverse=True)
_FIELDS = [_NAMES[label] for label in _ORDER]
_OPENERS = "[(<{"
_CLOSERS = "])>}"
_BULLETS = "*★●◎▲■◆◇□ "


def _by_first() -> dict[str, tuple[re.Pattern[str], list[str]]]:
    """For each character a label can open with: the labels that do, as one pattern, and their fields."""
    groups: dict[str, list[str]] = {}
    for label in _ORDER:
        c = label[0]
        for form in {c, *traditional_forms().get(c, ""), c.upper(), c.lower()}:
            groups.setdefault(form, []).append(label)
    return {
        c: (re.compile("|".join(f"({_pattern(label)})" for label in labels)), [_NAMES[label] for label in labels])
        for c, labels in groups.items()
    }


_BY_FIRST = _by_first()
# Regexes are tried only where the first character says that there may be a label.
FIRST = frozenset(_BY_FIRST) | frozenset(_BULLETS + "[(<{【〔［（〈＜　ＤＣＩＡＫＲＳＦＢ")
_NAME = re.compile("|".join(f"({_pattern(label)})" for label in _ORDER))
# 关键词:分词;语料中图分类号:H03 : the codes' labels are so long that they need nothing before them
_CODES = "(?=中\\s*[图圖]\\s*分|文\\s*[献獻]\\s*[标標]|文\\s*章\\s*[编編])"
# 【作者】庄晓棠；葛南风【机构】… : a label in brackets needs nothing before it, either
_INSIDE = re.compile(rf"(?:(?<=[\s;.,)\]。])[\[(]?\s*|{_CODES}|\[)(?:{_NAME.pattern})\s*(?:[\])]\s*:?|:)\s*")
# Labels that are believed with nothing but a blank after them, and those that may stand alone above their text.
_BLANK_OK = frozenset(
    [
        "abstract",
        "keywords",
        "keywords_en",
        "clc",
        "document_code",
        "article_number",
        "doi",
        "funding",
        "received",
        "issn",
        "cn",
    ]
)
_ALONE_OK = frozenset(
    [
        "abstract",
        "abstract_en",
        "keywords",
        "keywords_en",
        "references",
        "notes",
        "affiliations",
        "biographies",
        "citation",
        "funding",
        "authors",
    ]
)


class Labelled(NamedTuple):
    """A label and what stands behind it. alone: the label is all there is, its text follows in later blocks."""

    field: str
    value: str
    alone: bool = False


def match(text: str) -> Labelled | None:
    """The label a block opens with, None for none.

    >>> [match(t)[:2] for t in ("摘 要:本文", "【關鍵詞】工會；群眾", "中图分类号 F127")]
    [('abstract', '本文'), ('keywords', '工會；群眾'), ('clc', 'F127')]
    >>> [match(t)[:2] for t in ("Key words  soil", "doi：10.1/x")]
    [('keywords_en', 'soil'), ('doi', '10.1/x')]
    >>> match("參考文獻").alone, match("摘要是论文的窗口"), match("关键词语的翻译"), match("abstract art")
    (True, None, None, None)
    >>> match("（作者单位：南塬交通职业学院）")[:2], match("（见摘要：第3页）")
    (('affiliations', '南塬交通职业学院'), None)
    """
    if text[:1] not in FIRST:
        return None
    text = _unbracketed(text)
    folded = fold(text[:80])
    place = len(folded) - len(folded.lstrip(_BULLETS))
    opener = folded[place : place + 1] if folded[place : place + 1] in _OPENERS else ""
    if opener:
        place += 1 + len(folded[place + 1 :]) - len(folded[place + 1 :].lstrip())
    pattern, fields = _BY_FIRST.get(folded[place : place + 1], (None, []))
    found = pattern.match(folded, place) if pattern else None
    if not found or not found.lastindex:
        return None
    field, end = fields[found.lastindex - 1], found.end()
    bare = folded[end:].lstrip()
    if opener:
        if bare[:1] != _CLOSERS[_OPENERS.index(opener)]:
            return None
        end = len(folded) - len(bare) + 1
        bare = folded[end:].lstrip()
    colon = bare.startswith(":")
    end = len(folded) - len(bare) + colon
    value = text[end:].strip()
    if value.startswith((":", "：")):
        value = value[1:].strip()
    if not value:
        return Labelled(field, "", True) if colon or opener or field in _ALONE_OK else None
    if colon or opener or _blank_ends(field, found[0], folded[found.end() :], value):
        return Labelled(field, value)
    return None


_PAIRS = {"（": "）", "(": ")", "【": "】", "[": "]", "［": "］", "〔": "〕"}


def _unbracketed(text: str) -> str:
    """A line that stands in brackets as a whole, label and all, without them: ``（作者单位：南塬交通职业学院）``."""
    closer = _PAIRS.get(text[:1])
    if closer is None or not text.endswith(closer) or ":" not in fold(text[1:14]):
        return text
    depth = 0
    for place, char in enumerate(text):
        depth += (char == text[0]) - (char == closer)
        if not depth:
            return text[1:place].strip() if place + 1 == len(text) else text
    return text


def _blank_ends(field: str, label: str, after: str, value: str) -> bool:
    """Whether a label without colon or bracket is one: ``中图分类号 F127``, and not ``abstract art``."""
    if field == "abstract_en":
        return label == "ABSTRACT" or (label[0] == "A" and after[:1].isspace() and value[:1].isupper())
    if (field == "clc" and label.isascii()) or not after[:1].isspace():
        return field in ("clc", "article_number", "document_code") and not label.isascii() and value[:1].isascii()
    if label.isascii():
        return field in ("keywords_en", "doi", "issn", "cn") and (label[0].isupper() or value.startswith("10."))
    if field == "published":  # 已出版 2021-11-08
        return value[:4].isdigit()
    if field == "editors":  # 责任编辑 穆 青
        return len(label) == 4 and len(value) < 8
    return field in _BLANK_OK


@cache
def _summary() -> re.Pattern[str]:
    names = [label for field in SUMMARY for label in STRONG[field].split()] + TAGS.split()
    return re.compile(rf"\W{{0,2}}(?:{'|'.join(map(_pattern, names))})\W")


def opens_summary(text: str) -> bool:
    """Whether a line opens with a label of abstract, keywords or tags, whatever mark stands behind it.

    What such a line says is the article's, though it be 彩票 or 请先登录.

    >>> lines = ("关键词：彩票；赌场", "【論文摘要】", "主题词 赌博", "標 籤：彩票", "Key words - lottery")
    >>> [opens_summary(line) for line in lines]
    [True, True, True, True, True]
    >>> opens_summary("关键词语的翻译"), opens_summary("彩票的摘要：")
    (False, False)
    """
    return _summary().match(text) is not None


def alone(text: str) -> str:
    """The field of a label that is all of a text, with a colon or without; "" where it is none.

    >>> alone("作 者："), alone("关键词"), alone("作者与读者")
    ('authors', 'keywords', '')
    """
    found = match(f"{text.rstrip(' :：')}:") if text[:1] in FIRST and len(text) < 24 else None
    return found.field if found and found.alone else ""


def split(text: str) -> list[Labelled]:
    """A line of one or several labels, parted; empty where it opens with none.

    >>> [(l.field, l.value) for l in split("中图分类号:G250　文献标识码:A　文章编号:1009-3176(2016)02-0045-08")]
    [('clc', 'G250'), ('document_code', 'A'), ('article_number', '1009-3176(2016)02-0045-08')]
    >>> [(l.field, l.value) for l in split("关键词：分词；语料中图分类号：H03")]
    [('keywords', '分词；语料'), ('clc', 'H03')]
    >>> [(l.field, l.value) for l in split("【作者】庄晓棠；葛南风【机构】青川职业学院【刊期】物流与农业 2021年第5期")]
    [('authors', '庄晓棠；葛南风'), ('workplace', '青川职业学院'), ('related_issue', '物流与农业 2021年第5期')]
    """
    first = match(text)
    if first is None:
        return []
    text = _unbracketed(text)
    begin = len(text) - len(first.value)
    marks = []
    folded = fold(text)
    for found in _INSIDE.finditer(folded, begin):
        field = _FIELDS[(found.lastindex or 1) - 1]
        alike = folded[0] == folded[found.start()] == "["  # in a row of such labels the weak ones are labels, too
        if (field in STRONG or alike) and field not in ("notes", "references"):
            marks.append((found.start(), found.end(), field))
    ends = [start for start, _, _ in marks] + [len(text)]
    parts = [Labelled(first.field, _trim(text[begin : ends[0]]), first.alone)]
    parts += [Labelled(field, _trim(text[end:stop])) for (_, end, field), stop in zip(marks, ends[1:], strict=True)]
    return parts


def _trim(value: str) -> str:
    return value.strip(" \t\u3000;；,，")
