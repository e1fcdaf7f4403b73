"""The line that names the journal and its issue."""

from __future__ import annotations

import re
from typing import NamedTuple

from cleaners.chinese.characters import HAN_OR_LOST, NUMERALS, close_up, fold
from cleaners.chinese.scripts import both_scripts
from cleaners.lines import dates
from cleaners.patterns import regex


class Issue(NamedTuple):
    """What such a line says; what it does not is ``""``."""

    journal: str = ""
    year: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""


_ISSUE = (
    r"(?P<issue>(?:增刊|[SZ]|增|特刊|专刊)?\s*\d{0,3}(?:\s*[-/、,.~—]\s*\d{1,3})*\s*(?:增刊|[上中下](?:半月"
    r"|旬)?刊?|[SZ]\d?)?\s*\d{0,2})"
)
# 大学图书馆学报 2016年1期 · 农业经营观察 2015年S2期 · 《江海学刊》2010年第3-4期 · 工会博览(2022年14期) · 图书馆论坛
# 2016年增刊1
_CHINESE = regex(
    both_scripts(
        rf"《?(?P<name>[{HAN_OR_LOST}][^《》\d。！？；;:：>]{{1,38}}?(?:\([^()\d]{{1,12}}\))?)》?\s*[,，]?\s*\(?\s*(?P<year>(?:19"
        rf"|20)\d\d)\s*年\s*[,，]?\s*"
        rf"(?:第?\s*(?P<volume>\d{{1,3}})\s*卷\s*[,，]?\s*)?(?:第\s*)?{_ISSUE}\s*期?\s*\)?\s*(?:[:：,，]?\s*(?:第"
        rf"|[Pp]{{1,2}}\.?|页码\s*:?)?\s*(?P<pages>\d+(?:\s*[-—–~]\s*\d+)?)\s*页?)?"
    )
)
# 山城教育季刊 第7卷第1期（2020） · 《高齡照護與社會》 6卷3期（2018/09） Pp. 41-68
# 灌区水工 第48卷 第3期 2017年5月 · 卷 9 期 4 (2021) · 期 卷 9 期 4 (2021), as OJS has it
_YEAR_LAST = regex(
    both_scripts(
        rf"(?:《?(?P<name>[{HAN_OR_LOST}][^《》\d。！？；;:：>]{{1,30}}?)》?\s*第?\s*(?P<v1>\d{{1,3}})\s*卷\s*第?\s*(?P<i1>\d{{1,3}})\s*期"
        r"|(?:期\s*)?卷\s*(?P<v2>\d{1,3})\s*期\s*(?P<i2>\d{1,3}))"
        r"(?:\s*\(\s*(?P<year>(?:19|20)\d\d)(?:[/.年]\s*\d{1,2}\s*月?)?\s*\)|\s*[,，]?\s*(?P<y2>(?:19|20)\d\d)年(?:\d{1,2}月)?)"
        r"(?:[\s,]*[Pp]{0,2}\.?\s*(?P<pages>\d+\s*[-–—~]\s*\d+)\s*页?)?"
    )
)
# 2016, 45(9) · 2020年/第33卷/第1期 · 2014年06期 · 6卷3期: behind a label that says what it is
_NUMBERS = regex(
    both_scripts(
        r"(?:(?P<year>(?:19|20)\d\d)\s*年?[\s,/]*)?(?:第?\s*(?P<volume>\d{1,3})\s*卷?(?=[\s,/]*[第(\d]))?[\s,/]*"
        r"(?:\(\s*(?P<i1>[\dSZ][\w-]{0,4})\s*\)|第?\s*(?P<i2>[\dSZ][\w-]{0,4})\s*期)(?:\s*[:,]\s*(?P<pages>\d+\s*[-–~]\s*\d+))?"
    )
)
# 湖区林业. 2017,48(03) · 湖区林业，2017，48(3)：12-20 · 湖区林业 2017(3):12: the short form, as a reference has it
_SHORT = regex(
    rf"《?(?P<name>[{HAN_OR_LOST}][^《》\d。.,!?;:]{{1,30}}?)》?\s*[.,]?\s*(?P<year>(?:19|20)\d\d)(?:\s*[,;]\s*(?P<volume>\d{{1,3}})?)?"
    r"\s*\(\s*(?P<issue>[\dSZ][\w-]{0,5})\s*\)\s*(?:[:,.]\s*(?:[Pp]{1,2}\.?)?\s*(?P<pages>\d+(?:\s*[-–—~]\s*\d+)?))?\s*\.?"
)
# 《江淮法学》 2014年06期 投稿 : a button behind it
_BUTTON = regex(both_scripts(r"\s+(?:投稿|订阅|目录|封面|下载|PDF)$"))
# ›› 2024, Vol. 44 ›› Issue (6): 1713-1719 · Vol. 8 No. 2 (May 2018) · 2019, 38(4): 12-20 · Volume 278, Issues 4–6, 31
# October 1997, Pages 285-290 · 药园栽培 Vol.48 No.03 2017 pp.343-349
_WESTERN = regex(
    r"(?:(?P<name>[^\d›»]{3,80}?)[\s,›»]*)?(?:(?P<year>(?:19|20)\d\d)\s*(?:年\s*)?[,;.]?\s*)?[›»\s]*[Vv]ol(?:ume"
    r"|\.)?\s*\.?\s*(?P<volume>\d+)\s*[,›»\s]*"
    r"(?:(?:[Ii]ssues?|[Nn]o\.?)\s*[.:]?\s*\(?(?P<issue>[\w–-]{1,8})\)?)?\s*(?:[,(\s]\s*(?:\d{1,2}\s+)?"
    r"(?:[A-Z][a-z]+\.?\s+)?(?P<year2>(?:19|20)\d\d)年?\)?)?"
    r"\s*(?:(?:[:：,]|(?=[Pp]))\s*(?:[Pp]ages?|[Pp]{1,2}\.?)?\s*(?P<pages>[A-Za-z]?\d+(?:\s*[-–—]\s*[A-Za-z]?\d+)?))?\s*\.?"
)


# 清江环境科学 ›› 2024, Vol. 44 ›› Issue (6): 1713-1719. doi: 10.5555/j.qjhj.2024.06.013
_DOI = regex(r"[\s.,;|]*\bdoi\s*:?\s*(?:https?://(?:dx\.)?doi\.org/)?10\.\S+\s*$", re.IGNORECASE)

# 第3期（总第118期） · 共7页 : counts that are no part of it
_COUNTS = regex(both_scripts(r"\s*\(?总第?\s*\d+\s*期\)?|[\s,]*共\s*\d+\s*页$"))
# 《岭南法律评论》2019年第3期 | 发布日期:2019-05-20
_DATED = regex(both_scripts(rf"(?:\s*[|;]\s*|\s+){dates.LABEL}\s*:\s*[\d\-/.年月日: ]{{8,20}}$"))


_DIGIT = regex(r"\d")  # in every form: an issue is named by numbers


def date(text: str) -> str:
    """The ISO date that stands labelled behind an issue, "" where none does.

    >>> date("《岭南法律评论》2019年第3期 | 发布日期：2019-05-20"), date("《岭南法律评论》2019年第3期")
    ('2019-05-20', '')
    """
    found = _DATED.search(fold(text))
    return dates.iso(found[0].partition(":")[2]) if found else ""


def match(text: str) -> Issue | None:
    """The issue a short line names, None where the line is none.

    >>> match("大学图书馆学报 2016年1期")
    Issue(journal='大学图书馆学报', year='2016', volume='', issue='1', pages='')
    >>> [match(line).issue for line in ("农业经营观察 2015年S2期", "图书馆论坛 2016年增刊1")]
    ['S2', '增刊1']
    >>> match("›› 2024, Vol. 44 ›› Issue (6): 1713-1719")
    Issue(journal='', year='2024', volume='44', issue='6', pages='1713-1719')
    >>> match("清江环境科学 ›› 2024, Vol. 44 ›› Issue (6): 1713-1719. doi: 10.5555/j.qjhj.2024.06.013").journal
    '清江环境科学'
    >>> match("山城教育季刊 第7卷第1期（2020）")
    Issue(journal='山城教育季刊', year='2020', volume='7', issue='1', pages='')
    >>> match("《高齡照護與社會》 6卷3期（2018/09） Pp. 41-68")
    Issue(journal='高齡照護與社會', year='2018', volume='6', issue='3', pages='41-68')
    >>> match("隧道与岩土 2021年第17卷第2期 页码:118-124").pages, match("《江淮法学》 2014年06期 投稿").issue
    ('118-124', '6')
    >>> match("药园栽培 Vol.48 No.03 2017 pp.343-349")
    Issue(journal='药园栽培', year='2017', volume='48', issue='3', pages='343-349')
    >>> match("湖区林业. 2017,48(03)").journal, match("温国栋. 湖区林业, 2017, 48(3)")
    ('湖区林业', None)
    >>> match("湖区林业 2017年第3期（总第118期）").issue, match("湖区林业 2017,(03),12-20").pages
    ('3', '12-20')
    >>> match("某县林业局(2017)")
    >>> match("卷 9 期 4 (2021)").issue
    '4'
    >>> match("（《语文教坛》1998年第2期）").journal
    '语文教坛'
    >>> match("首页 > 期刊 > 语文教坛 > 2016年第2期")
    >>> match("全国农民专业合作社数量在2014年底突破一百二十万家"), match("项目于 2016年1月")
    (None, None)
    """
    if len(text) > 130 or not _DIGIT.search(text):
        return None
    folded = _BUTTON.sub("", _DATED.sub("", _DOI.sub("", _COUNTS.sub("", fold(text)))).strip(" ›»|"))
    if folded.startswith("(") and folded.endswith(")"):
        folded = folded[1:-1].strip()
    if "年" in folded and (found := _CHINESE.fullmatch(folded)):
        said = found["volume"] or (
            found["issue"].strip() and ("期" in folded or "刊" in found["issue"] or folded[-1] == ")")
        )
        if said:
            return _issue(found, found["year"])
    if "期" in folded and "卷" in folded and (found := _YEAR_LAST.fullmatch(folded)):
        name = close_up(found["name"] or "")
        pages = re.sub(r"\s+", "", found["pages"] or "")
        return Issue(name, found["year"] or found["y2"], found["v1"] or found["v2"], found["i1"] or found["i2"], pages)
    if "(" in folded and (found := _SHORT.fullmatch(folded)):
        return _issue(found, found["year"])
    if ("ol" in folded or "OL" in folded) and (found := _WESTERN.fullmatch(folded)):
        year = found["year"] or found["year2"] or ""
        if found["issue"] or year:
            return _issue(found, year)
    return None


def numbers(text: str) -> Issue | None:
    """Year, volume and issue that stand behind a label of theirs, None where anything else does.

    >>> numbers("2016, 45(9)"), numbers("2020年/第33卷/第1期"), numbers("第一作者")
    (Issue(journal='', year='2016', volume='45', issue='9', pages=''), Issue(journal='', year='2020', volume='33', \
issue='1', pages=''), None)
    >>> numbers("2014年06期").issue, numbers("6卷3期").volume
    ('6', '6')
    """
    if not (found := _NUMBERS.fullmatch(fold(text).strip())):
        return None
    issue = found["i1"] or found["i2"]
    pages = re.sub(r"\s+", "", found["pages"] or "")
    return Issue("", found["year"] or "", found["volume"] or "", issue.lstrip("0") or issue, pages)


# 第34卷 · 第1期 · 2020年第05期 · 第3期(总第58期) · 第十二期 · No.07 · Vol. 034 · Issue S1: a number with its words
_WORDED = regex(
    both_scripts(
        r"(?:(?:(?:19|20)\d\d年?)?第\s*(?P<counted>[^第期卷年()]{1,12}?)\s*[期卷]?|(?P<bare>[\dSZ][^第期卷年()]{0,11}?)\s*[期卷])"
        r"(?:\s*\(?总第?\s*\d+\s*期\)?)?"
        r"|(?i:nos?|iss(?:ue)?s?|numbers?|vol(?:ume)?s?)[.:]?\s*(?P<western>[\dSZ][\w/–-]*)|\((?P<bracketed>[\dSZ][\w/–-]*)\)"
    )
)
_ZEROS = regex(r"(?<![\d.])0+(?=\d)")


def plain(number: str) -> str:
    """A volume or issue in its one form: ASCII, without the words around it and without zeros in front.

    >>> [plain(n) for n in ("第34卷", "第01期", "No.07", "034", "第十二期", "２０２０年第5期", "01-02")]
    ['34', '1', '7', '34', '12', '5', '1-2']
    >>> [plain(n) for n in ("10", "S1", "Z02", "1-2", "增刊", "增刊1", "第2期增刊", "春季号", "0", "")]
    ['10', 'S1', 'Z2', '1-2', '增刊', '增刊1', '第2期增刊', '春季号', '0', '']
    """
    value = fold(number).strip()
    if found := _WORDED.fullmatch(value):
        value = next(part for part in found.groups() if part)
    if value and all(char in NUMERALS for char in value):
        value = str(dates.count(value))
    return _ZEROS.sub("", value)


def _issue(found: re.Match[str], year: str) -> Issue:
    issue = re.sub(r"\s+", "", found["issue"] or "")
    if issue.isdigit():
        issue = issue.lstrip("0") or issue
    name = close_up(found["name"] or "").strip(" ,，.、《》›»|-")
    return Issue(name, year, found["volume"] or "", issue, re.sub(r"\s+", "", found["pages"] or ""))
