"""The line under a title: date, time and authors of the family, or date, source and author of a news page."""

from __future__ import annotations

import re
from typing import NamedTuple

from cleaners.chinese import names
from cleaners.chinese.characters import HAN, close_up
from cleaners.chinese.scripts import both_scripts, forms
from cleaners.lines import dates, issue_line
from cleaners.patterns import regex


class Label(NamedTuple):
    """What datelines label. kind: what is read from behind it, "" for nothing. name: as it stands before a colon.
    bare: what tells a dateline without one, "" for what is said in titles, too (责任编辑的职责, 古诗出处考).
    """

    kind: str
    name: str
    bare: str
    example: str


LABELS = (
    Label("source", "来源", "来源", "来源：新华网"),
    Label("source", "稿源|出处|刊期|刊名", "", "稿源：新华网"),
    Label("authors", r"作\s*者|撰文", "作者 ", "作 者：江望舒"),
    Label("authors", r"文(?=\s?[/／])", r"文\s?[/／]", "文 / 阮芷汀"),
    Label("dated", dates.LABEL, "发[布表]|时间", "发布时间：2021-03-05"),
    Label("", "(?:责任)?编辑", "", "责任编辑：穆青"),
    Label("", "(?:点击|浏览|阅读)(?:次?数|量|率)?", "点击|浏览|阅读", "点击数：12"),
    Label("", "字[号体数]", "字[号体]", "字号：大 中 小"),
    Label("", "评论", "评论", "评论：3"),
    Label("", "打印|订阅", "打印|订阅", "打印 关闭"),
)


def _named(*kinds: str) -> str:
    """The names of these kinds, as alternatives."""
    return "|".join(label.name for label in LABELS if label.kind in kinds)


# 2016-04-11 07:53:48马创新陈小荷 · 2013-04-29 00:44:03陈璐 · 2016-04-11 07:53:48 (mobile: 2023-11-12郭朗睿蒋卫荣)
_FAMILY = regex(
    r"(?P<date>(?:19|20)\d\d-\d\d-\d\d)(?:\s*(?P<time>\d{1,2}:\d\d(?::\d\d)?))?\s*"
    r"(?P<authors>[^\d\s][^。！？，,：:]{0,118})?"
)
# Sentences with narrow marks: 次年返青的时间较早.收获的时候,根条较粗.
_NARROW = regex(rf"[{HAN}]\.[{HAN}]|[{HAN}],[{HAN}].*[{HAN}]\.$")
# 2012年01月12日 10:20 来源：环球网 · 发布时间：2021-03-05
_DAY = regex(r"(?:19|20)\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}")
_NEWS = regex(both_scripts(rf"(?:发布|发表|时间|日期|更新)?于?[^\d]{{0,12}}?({_DAY.pattern})"))
# 2016-09-05　江望舒　来源：河阳法学 · 2012-01-12 10:20 来源：某报 作者：江望舒
_NAMES = rf"[{HAN}·]{{2,4}}(?:[ 、，]+[{HAN}·]{{2,4}}){{0,4}}"
_NAMED = regex(
    both_scripts(
        rf"(?:\d日?|[\d:]{{4,8}})[\s|]+(?P<before>{_NAMES})[\s|]+来源\s*[:：]|作者\s*[:：]\s*(?P<behind>{_NAMES})(?=\s|$|[|])"
    )
)
# 来源：《青原农业科技》2012年第5期 作者：温国栋 欧阳穗 发布时间：2012-11-03 09:15 点击数：12
_PART = regex(
    both_scripts(
        rf"(?:^|(?<=[\s|｜/，,；;]))(?:(?P<source>{_named('source')})|(?P<authors>{_named('authors')})"
        rf"|(?P<dated>{_named('dated')})|{_named('')})(?:\s*[:：/／]\s*|\s+(?=\S))"
    )
)
_OPENS = forms("来稿出作撰文发更刊时日责编")  # what a line of labels may open with
# 作者：霍青峦、仇小满 《物流前沿》 2019年 第6期 2019-06-25
_ISSUE = regex(r"(?:^|[\s|｜])(《[^》]{2,30}》\s*(?:19|20)\d\d\s*年\s*第?\s*[^\s|｜]{1,8}期)")
_DIGIT = regex(r"\d")
_CREDIT = regex(both_scripts("来源|作者|编辑"))  # what behind a date is no name
# 2012年01月 · 来源 · 编辑：小满 : any of them shows that a short line is a dateline
_TELLS = regex(
    both_scripts(
        rf"(?:19|20)\d\d\s?[-/.年]\s?\d{{1,2}}|{'|'.join(label.bare for label in LABELS if label.bare)}"
        rf"|(?:{'|'.join(label.name for label in LABELS)})[:：]"
    )
)
# 来源：某刊 作者：甲，乙 : with a label before them, names may have commas between
_LISTS = regex(both_scripts(rf"文\s?[/／]|(?:{_named('source', 'authors', 'dated')})[:：]"))


class Dateline(NamedTuple):
    """``authors`` as printed, run together; family: has the form with the time glued to the names.

    source: what stands behind 来源 in a line of labels.
    """

    published: str
    authors: str = ""
    family: bool = False
    source: str = ""


def is_dateline(text: str) -> bool:
    """A short line with a date, a source or a byline and no sentence: the head of a news page, not its body.

    >>> is_dateline("2012年01月12日 09:35 来源：新华网 字号：大 中 小"), is_dateline("2012年1月，他来到了北京。")
    (True, False)
    """
    marks = "。！？" if _LISTS.match(text) else "。，；！？"
    if len(text) >= 100 or any(c in text for c in marks) or _NARROW.search(text):
        return False
    return _TELLS.search(text) is not None


def match(text: str) -> Dateline | None:
    """The dateline a short text is, None where it is none.

    >>> match("2016-04-11 07:53:48马创新陈小荷")
    Dateline(published='2016-04-11', authors='马创新陈小荷', family=True, source='')
    >>> match("2012-01-12 09:35:00 新华网").family, match("2012-01-12 09:35").family
    (False, False)
    >>> match("2012年01月12日 10:20 来源：环球网").published, match("2008年奥运会在北京举行")
    ('2012-01-12', None)
    >>> match("2016-09-05 江望舒 来源：河阳法学").authors, match("2016-09-05 新华网 来源：河阳法学").authors
    ('江望舒', '')
    >>> match("来源：《青原农业科技》2012年第5期 作者：温国栋 欧阳穗 发布时间：2012-11-03 09:15 点击数：12")
    Dateline(published='2012-11-03', authors='温国栋 欧阳穗', family=False, source='《青原农业科技》2012年第5期')
    >>> match("作者 安可期 刊期 《青年与校园》2018年第10期 日期 2018年10月15日").authors
    '安可期'
    >>> match("文 / 阮芷汀 ｜ 《书边札记》2009年第11期").authors
    '阮芷汀'
    >>> match("作者：葉秋穗、賴柏鈞 ｜ 山城教育季刊 第7卷第1期（2020） ｜ 出版日期：2020/03/31").source
    '山城教育季刊 第7卷第1期（2020）'
    """
    if text[:1] in _OPENS and (labelled := _labelled(text)):
        return labelled
    if len(text) > 160 or not _DIGIT.search(text, 0, 24):
        return None
    if found := _FAMILY.fullmatch(text.strip()):
        authors = (found["authors"] or "").strip()
        if _CREDIT.match(authors):
            return Dateline(found["date"])
        return Dateline(found["date"], authors, _of_family(found, authors))
    if len(text) <= 100 and (found := _NEWS.match(text)):
        return Dateline(dates.iso(found[1]), _authors(text))
    return None


def _labelled(text: str) -> Dateline | None:
    """A line that is nothing but labels with their values, two or more, one of them 来源, 作者 or a date."""
    parts = list(_PART.finditer(text)) if len(text) <= 160 else []
    kinds = {part.lastgroup for part in parts} - {None}  # other labels, 点击数 or 责任编辑, tell nothing alone
    if not kinds or parts[0].start() or any(mark in text for mark in "。！？"):
        return None
    ends = [part.start() for part in parts[1:]] + [len(text)]
    values = {p.lastgroup: text[p.end() : end].strip(" \u3000|/，,；;") for p, end in zip(parts, ends, strict=True)}
    authors, source = values.get("authors", ""), values.get("source", "")
    if not source and (issue := _ISSUE.search(authors)):
        authors, source = authors[: issue.start()].strip(" |｜"), re.sub(r"\s", "", issue[1])
    authors, *rest = re.split(r"\s*[|｜]\s*", authors)
    source = source or next((part for part in rest if issue_line.match(part)), "")
    day = values.get("dated") or (found[0] if (found := _DAY.search(text)) else "")
    if len(parts) < 2 and not (source and (day or authors)):
        return None
    return Dateline(dates.iso(day), authors if names.listed(authors) else "", False, source)


def _authors(text: str) -> str:
    """The authors a news dateline names: before its source if they are names, or behind 作者."""
    if not (found := _NAMED.search(text)):
        return ""
    run = found["before"] or found["behind"]
    return run if not _SOURCE.search(run) and names.listed(run) else ""


# News sites print their source in the place where the family prints its authors.
_SOURCE = regex(both_scripts("(?:[网报社台局部站会院组号]|中心|在线|公司|频道|编辑|记者)$"))


def _of_family(found: re.Match[str], authors: str) -> bool:
    """Whether what follows the time are authors: names by their surnames, or glued to the seconds and no source."""
    bare = close_up(authors)
    if not bare or _SOURCE.search(bare):
        return False
    if names.part(bare) or all(names.is_han_name(word) for word in authors.split()):
        return True
    glued = found["time"] is not None and found["time"].count(":") == 2 and found.end("time") == found.start("authors")
    return glued and len(bare) <= 40
