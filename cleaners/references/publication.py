"""The back of a reference: where and when it was published.

Each reader takes the stretch after the title and returns the parts it is sure of; what a pattern does not
cover is left alone, never pressed into a field.
"""

from __future__ import annotations

import itertools
import re

from cleaners.chinese.characters import HAN, HAN_OR_LOST, NUMERALS, fold
from cleaners.chinese.scripts import any_word, both_scripts
from cleaners.lines import dates, identifiers
from cleaners.patterns import regex
from cleaners.references import latin_names
from cleaners.references.entry_authors import ORGANISATION, whole
from cleaners.references.folded_text import Piece

Parts = dict[str, str]

_YEAR = r"(?<!\d)(?P<year>1[5-9]\d\d|20\d\d)(?!\d)"
# 45 · e45 · S12 · iii4, of a supplement · CD000012, SP12
_PAGE = r"(?:[A-Za-z]|(?-i:[ivxl]{2,5})|(?-i:[A-Z]{2}))?\d+(?:\.\d+)?[a-z]?"
# vii-xii: of a preface; one roman number alone may be a word
_ROMAN = r"(?-i:[ivxl]{1,6}\s*[-~]\s*[ivxl]{1,7}(?!\w))"
_RANGE = (
    rf"{_PAGE}(?:\s*[-~]+\s*{_PAGE}(?:\s*[,+]\s*{_PAGE}\s*[-~]+\s*{_PAGE}|\s*[+]\s*{_PAGE})*(?:\s*,\s*(?!(?:1[5-9]"
    rf"|20)\d\d\b){_PAGE}(?=\s*[.,]?\s*$))?"
    rf"|\s*[+]\s*{_PAGE}(?:\s*[-~]+\s*{_PAGE})?)?"
)
_ISSUE = (
    rf"(?:(?:增刊|增|专刊|特刊|专辑|特辑)\s*(?:[{NUMERALS}ⅠⅡⅢ]|[\dA-Z]{{0,3}})"
    r"|(?:Sup(?:pl?(?:ement)?)?[._]?|Special Issue|Pt\.?|Part)\s*[\dA-Z]{0,3}"
    r"|[SZHCXB]\s*\d{0,3}|[上中下]|\d{1,4}[A-Z]?)"
    r"(?:\s*[-/,+~]\s*[SZ]?\d{1,3}(?!\d))*\s*(?:增刊\s*\d?|[上下]半月刊?|[上中下]旬?刊?|S\d?|Suppl\.?(?: \d)?"
    r"|,?\s(?:Pt|Part)\.? \w+)?"
)
_MONTH = (
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Spring|Summer|Autumn|Fall|Winter)[a-z]*\.?"
    r"(?:\s*[-/]\s*[A-Z][a-z]{2,8}\.?)?"
)
_PAGES = rf"(?P<pages>{_RANGE}|{_ROMAN})"
# 45(Spec No): · 45(Database issue): · 45(夏季号): · 45(Summer): the name of an issue, close behind a number
_NAMED_ISSUE = both_scripts(
    r"(?-i:(?:[A-Z][a-z]+ ){1,2}[Ii]ssue(?: \d{1,2})?|(?:Spec|Special)\.? No\.?(?: \d{1,2})?"
    r"|(?:Spring|Summer|Autumn|Fall|Winter))|[春夏秋冬](?:季[号刊卷]?|[号刊卷])|[上下]半月刊?|创刊号"
)
_SEPARATOR = regex(r"[\s,.;:]*")
_NUMBER_START = regex(
    rf"(?<!\d)(?=[(\d]|第\s*[A-Z]?[\d{NUMERALS}]|(?<=[\s,.])[A-Z]\d{{1,3}}\s*版|\bvol\b|\bno\b|\bpp?\b|e\d"
    rf"|(?<=[\s,.(]){_MONTH}\s)",
    re.IGNORECASE,
)


def serial(rest: Piece) -> Parts:
    """Journal, year, volume, issue and pages of an article in a journal.

    >>> serial(Piece.of("党政干部论坛2007(S2)"))
    {'container': '党政干部论坛', 'year': '2007', 'issue': 'S2'}
    >>> serial(Piece.of("图书馆学报，2016，34（1）：5—10．"))
    {'container': '图书馆学报', 'year': '2016', 'volume': '34', 'issue': '1', 'pages': '5—10'}
    >>> serial(Piece.of("Journal of X, vol. 12, no. 3, pp. 45–67, 2010"))
    {'container': 'Journal of X', 'year': '2010', 'volume': '12', 'issue': '3', 'pages': '45–67'}
    """
    rest = rest.strip(" \t\n.,:;/、。，：；．／　")
    if translator := _SECOND.match(rest.folded):  # [J].邱实,译.造园,2002
        rest = rest.cut(translator.end()).strip()
    for start in _NUMBER_START.finditer(rest.folded):
        name = rest.cut(0, start.start())
        if not _is_name(name):
            continue
        numbers = _numbers(rest.cut(start.start()), before=name.folded.rstrip()[-1:])
        if numbers is not None:
            # In "J. Fluid Probl., 1998" the stop before the comma is the abbreviation's.
            stop = "." if re.search(r"[a-z]\.,\s*$", name.folded) else ""
            return _filled(container=bare_title(name) + stop, **numbers)
    if found := re.search(rf"[,.\s]*{_YEAR}", rest.folded):
        name = rest.cut(0, found.start())
        return _filled(container=bare_title(name) if _is_name(name) else "", year=found["year"])
    if found := re.fullmatch(rf"(?P<name>[^:\d]+):\s*{_PAGES}\s*", rest.folded):  # 网络首发: 航空制造:1-9
        return _filled(container=bare_title(rest.group(found, "name")), pages=rest.group(found, "pages").value)
    return {}


# A token of the numbers after a journal's name: 2016,34(2):45-52 · vol. 12, no. 3, pp. 45–67, 2010 · 2016年第3期
_NUMBER = regex(
    both_scripts(
        rf"(?P<paged>(?:pp?\b\.?|Art(?:icle)?\b\.?(?:\s*(?:no|ID)\b\.?)?)\s*(?P<p1>{_RANGE}|{_ROMAN})|第\s*(?P<p2>{_RANGE})\s*页|(?P<p3>{_RANGE})\s*页"
        rf"|页\s*(?P<p4>{_RANGE})|第?\s*(?P<p5>[A-Z]?\d{{1,3}}(?:\s*[-,]\s*[A-Z]?\d{{1,3}})?)\s*版)"
        r"|(?P<vol>vol(?:ume)?\b\.?\s*(?P<v1>\d{1,4}[A-Z]?(?:-\d{1,3})?|[A-Z]-?\d{1,3}|[IVXL]+\b)|第?\s*(?P<v2>\d{1,4}"
        rf"|[{NUMERALS}]{{1,4}})\s*卷)"
        rf"|(?P<iss>(?:no|nr|iss(?:ue)?)\b\.?\s*(?P<i1>{_ISSUE})|总\s*第?\s*\d+\s*期|第?\s*(?P<i2>{_ISSUE})\s*期(?:合刊|\s*\([上中下]\))?"
        # 第五期 · 第十二期合刊
        rf"|第\s*(?P<i5>[{NUMERALS}]{{1,3}})\s*期(?:合刊)?"
        # 2016,增刊1:45-48 · 2013;8 Suppl 1:S14-9
        r"|(?P<i4>(?:增刊|专刊|特刊|专辑|特辑)\s*\d{0,2}|Suppl(?:ement)?\b\.?(?:\s*\d{1,2}\b)?))"
        # (1998) · (June 1998) · (1998年6月) · (台北,1998.6)
        rf"|(?P<paren>\(\s*(?:(?:(?-i:[{HAN}]{{2,4}})\s*[,:]\s*)?(?P<y1>(?:1[5-9]|20)\d\d)"
        rf"(?:\s*,?\s*{_MONTH}|\s*年(?:\s*\d{{1,2}}\s*月)?|\.\d{{1,2}})?|{_MONTH}\s*(?P<y2>(?:1[5-9]|20)\d\d)|第?\s*"
        rf"(?P<i3>{_ISSUE})\s*期?)\s*\))"
        # not the first page of 1901~1908
        rf"|(?P<y3>(?<!\d)(?:1[5-9]|20)\d\d(?!\s*[-~]\s*\d|\d))\s*年?(?:\s*\d{{1,2}}\s*月|\s*,?\s*{_MONTH}(?:\s*\d{{1,2}}\b)?)?"
        rf"|(?P<month>{_MONTH}(?:\s+\d{{1,2}}(?=,))?)"
        rf"|(?<=[\d年])\s?\(\s*(?P<i6>{_NAMED_ISSUE})\s*\)"
        rf"|(?P<num>{_RANGE}|{_ROMAN})"
    ),
    re.IGNORECASE,
)


def _numbers(tail: Piece, before: str) -> Parts | None:
    """Year, volume, issue and pages of a tail made of nothing else; None where it holds anything else."""
    parts: Parts = {"year": "", "volume": "", "issue": "", "pages": ""}
    loose: list[tuple[str, str]] = []  # (separator, bare number) to be placed when all is seen
    place, separator = 0, before
    while place < len(tail.folded):
        found = _NUMBER.match(tail.folded, place)
        if not found or not found[0]:
            return None
        name, value = _token(tail, found)
        if name == "num":
            loose.append((separator, value))
            if ":" in separator and not parts["pages"]:
                parts["pages"] = loose.pop()[1]
        elif name == "pages" and loose and re.fullmatch(r"\d{1,3}", parts["pages"]) and not parts["issue"]:
            # 12:3(1998),页5-9: what the colon parts is volume and issue, for the pages are named
            parts["volume"], parts["issue"], parts["pages"] = loose.pop()[1], parts["pages"], value
        elif name == "year" and value == parts["year"] and before in ",." and not parts["volume"]:
            # Rev. 2013;2013:CD000012 counts its volumes by years; in "Town Water, 2016, 2016(2)" nothing tells.
            parts["volume"] = value if ";" in separator else ""
        elif name and parts[name]:
            return None
        elif name:
            if name == "issue" and loose and not parts["volume"]:
                parts["volume"] = loose.pop()[1]
            parts[name] = value
        gap = _SEPARATOR.match(tail.folded, found.end())
        place, separator = (gap.end(), gap[0]) if gap else (found.end(), "")
        if tail.folded[place:].strip(" .,;)") == "":
            break
    return _place_loose(parts, loose)


def _token(tail: Piece, found: re.Match[str]) -> tuple[str, str]:
    """The field a token of the numbers stands for, and its value."""
    groups = {
        "pages": ("p1", "p2", "p3", "p4", "p5"),
        "volume": ("v1", "v2"),
        "issue": ("i1", "i2", "i3", "i4", "i5", "i6"),
        "year": ("y1", "y2", "y3"),
        "num": ("num",),
    }
    for name, keys in groups.items():
        for key in keys:
            if found[key]:
                return name, tail.group(found, key).value
    return "", ""


def _place_loose(parts: Parts, loose: list[tuple[str, str]]) -> Parts | None:
    """Bare numbers by what is still missing: a first one is a volume, a range or the last one pages."""
    for index, (separator, value) in enumerate(loose):
        plain = re.fullmatch(r"\d{1,4}[A-Z]?|[A-Z]\d{1,3}", value) is not None
        followed = index + 1 < len(loose) or parts["pages"]
        if plain and not parts["volume"] and followed:
            parts["volume"] = value
        elif not parts["pages"] and (not plain or parts["volume"]):
            parts["pages"] = value
        elif (
            plain
            and index + 1 == len(loose)
            and parts["year"]
            and not any((parts["volume"], parts["issue"], parts["pages"]))
        ):
            if index == 0 and separator.isalnum():
                parts["volume"] = value  # Town Water 62, 1997: close behind the name
            continue  # "Nature, 2010, 12": a volume, an issue or a page, and nothing tells which
        else:
            return None
    if not parts["year"] and not (parts["volume"] and (parts["issue"] or parts["pages"])) and not parts["issue"]:
        return None
    return parts


_COUNTS = regex(r"(?:^|[\s,.])(?:Nos?|Vol)$")  # NBER Working Paper, No. 12345: no name ends so


def _is_name(piece: Piece) -> bool:
    """Whether a stretch can be a journal's or host's name: letters, and neither a colon's tail nor a bare number."""
    text = piece.strip().folded
    return bool(re.search(r"[^\W\d_]\s?[^\W\d_]", text)) and len(text) <= 160 and not _COUNTS.search(text)


def bare_title(piece: Piece) -> str:
    """The name itself, without 《》 and quotes around the whole."""
    value = piece.value
    while len(value) > 2 and (value[0] + value[-1]) in ("《》", "“”", '""', "''", "‘’", "〈〉"):
        value = value[1:-1].strip()
    return value


def _filled(**parts: str) -> Parts:
    return {name: value for name, value in parts.items() if value}


# 2版. · 第3版, · 3rd ed. · 修订本. · rev ed
_EDITION = regex(
    both_scripts(
        rf"(?:^|(?<=[.,;\s]))\s*(?:第?\s*[\d{NUMERALS}]+\s*版|(?:修订|增订|增补|影印|新|重印|典藏"
        rf"|第[{NUMERALS}]次修订)[版本]|"
        r"\(?\d+(?:st|nd|rd|th)\s+ed(?:ition|n)?\.?\)?|rev(?:ised)?\.?\s+ed\.?)\s*[.,;]*"
    ),
    re.IGNORECASE,
)
# 宁子规,译. · 张三、李四译. · trans. by — secondary responsibility, told in no field
_SECOND = regex(
    both_scripts(
        rf"(?:^|(?<=\.))\s*[{HAN_OR_LOST}·\s,A-Z.]{{2,30}}?,?\s*(?:等\s*)?,?\s*(?:译注|编译|译校|译|校|校注|点校|整理"
        rf"|注)\s*[.,;]\s*"
        r"|(?:^|(?<=\.\s)|(?<=\.))(?:Translated|Trans\.?|Edited|Ed\.?) by [^.:]*?(?: [A-Z])*\.\s*"
    )
)
_PLACE = regex(
    rf"(?:^|(?<=[.,;\]\s)]))\s*(?P<place>[{HAN_OR_LOST}]{{2,8}}|\[?[^\W\d_][^\d:\[\]()\"“”]{{1,40}}?\]?)\s*:\s*"
    rf"(?P<publisher>[^:\[\]]+?)"
    rf"\s*(?:[,.;]\s*|\s|\(|(?<=[{HAN_OR_LOST}])){_YEAR}\s*年?(?:\s*\d{{1,2}}月)?\)?(?P<tail>.*)$"
)
_PUBLISHER = regex(
    both_scripts(
        rf"(?:^|[.,;]\s*)(?P<publisher>[^:.,;\[\]]*?(?:出版社|出版公司|书局|书店|书社|印书馆|大学|学院|研究院|研究所|科学院"
        rf"|Press|Publishers?|Publishing|Springer|IEEE|ACM|Elsevier|Wiley|University)[^:.,;\[\]]*)"
        rf"\s*[,.;\s]\s*\(?{_YEAR}\s*年?\)?(?P<tail>.*)$"
    )
)
_JOINED_PUBLISHER = regex(
    both_scripts(
        # behind a comma and before 年版 stands a publisher, whatever it is called: ，齐鲁书社2001年版
        rf"(?:^|[.,;]\s*)(?P<publisher>[{HAN_OR_LOST}·]{{2,16}}"
        r"(?:出版社|书局|书店|印书馆|大学|学院|(?=(?:1[5-9]|20)\d\d\s*年版)))"
        rf"{_YEAR}\s*(?P<edition>年版)?年?(?P<tail>.*)$"
    )
)
_TAIL_PAGES = regex(rf"^\s*(?:[:,.]\s*)?(?:pp?\b\.?\s*|第\s*)?{_PAGES}\s*(?:页)?\s*[.,;]*\s*$")
_LAST_YEAR = regex(rf"{_YEAR}\s*年?\s*(?:[:,]\s*(?:pp?\.?\s*|第)?{_PAGES}\s*页?)?\s*[.,;]*\s*$")


def book(rest: Piece) -> Parts:
    """Place, publisher, year and pages of a monograph, thesis, report or standard.

    >>> book(Piece.of("2版.长沙:湘水出版社,2013:156-171."))
    {'place': '长沙', 'publisher': '湘水出版社', 'year': '2013', 'pages': '156-171'}
    >>> book(Piece.of("北京大学, 2010"))
    {'publisher': '北京大学', 'year': '2010'}
    """
    rest = _without_edition(_plain_year(rest))
    if degree := _DEGREE_APART.search(rest.folded):
        rest = spliced(rest, *degree.span(), "")
    for pattern in (_PLACE, _PUBLISHER, _JOINED_PUBLISHER):
        found = pattern.search(rest.folded)
        if found and "place" in found.groupdict():
            return _placed(rest, found)
        if found:
            publisher = rest.group(found, "publisher").value
            # Where 年版 follows a colon parts a place from its publisher: without one the name begins with the city.
            if pattern is _JOINED_PUBLISHER and not found["edition"] and _may_hold_place(publisher):
                publisher = ""
            return _filled(publisher=_school(publisher), year=found["year"], pages=_pages(rest, found))
    if found := _LAST_YEAR.search(rest.folded):
        return _filled(year=found["year"], pages=rest.group(found, "pages").value)
    if found := re.fullmatch(
        rf"\s*(?P<place>[{HAN_OR_LOST}]{{2,8}})\s*:\s*(?P<publisher>[{HAN_OR_LOST}]{{3,20}})\s*", rest.folded
    ):
        return _filled(place=found["place"], publisher=_school(found["publisher"]))
    years = re.findall(_YEAR, rest.folded)
    return {"year": years[-1]} if years else {}


def _plain_year(rest: Piece) -> Piece:
    """A year in brackets, which the cataloguer supplied, without them: ``成都:巴蜀文献社,[1987]``."""
    found = re.search(r"\[\s*(?:1[5-9]|20)\d\d\s*\]", rest.folded)
    if not found:
        return rest
    start, end = found.start(), found.end()
    return Piece(*(t[:start] + " " + t[start + 1 : end - 1] + " " + t[end:] for t in (rest.printed, rest.folded)))


_BEHIND_PUBLISHER = regex(r"[.,;]\s*(?:pp?\.\s*\d|\d+\w\w ed\b)")  # Oxford: Blackwell. pp. 603–615. 5th ed., 2006


def _placed(rest: Piece, found: re.Match[str]) -> Parts:
    place, publisher = rest.group(found, "place"), rest.group(found, "publisher")
    if not re.search(r"[^\W\d_]", publisher.folded):  # arXiv: 1803.01234, 2018
        return _filled(year=found["year"])
    # "2nd ed. New York: Wiley": what stands before the place ends in a stop that is no abbreviation.
    cut = max(
        (m.end() for m in re.finditer(r"(?<=[^\W\d_][^\W\d_][^\W\d_])\.\s*(?=\w)|(?<=\))\.\s*|;\s*", place.folded)),
        default=0,
    )
    behind = _BEHIND_PUBLISHER.search(publisher.folded)
    return _filled(
        place=place.cut(cut).value.strip("[]"),
        publisher=_school(publisher.cut(0, behind.start() if behind else None).value),
        year=found["year"],
        pages=_pages(rest, found),
    )


def _pages(rest: Piece, found: re.Match[str]) -> str:
    tail = rest.group(found, "tail")
    pages = _TAIL_PAGES.match(tail.folded)
    return tail.group(pages, "pages").value if pages else ""


_THESIS = regex(both_scripts("(?:硕士|博士)(?:学位)?(?:毕业)?论文$"))  # behind the university that accepted it


def _school(publisher: str) -> str:
    """北京大学硕士学位论文 → 北京大学, and 北京大学 博士论文 → 北京大学."""
    return _THESIS.sub("", publisher).rstrip()


# 江城大学，历史学系硕士论文，2012年 · 江城大学历史学系，硕士论文: a comma parts the school from the degree
_DEGREE_APART = regex(
    both_scripts(
        rf"(?<=[学院所系校])\s*,\s*(?:[{HAN}]{{1,10}}(?:系|所|学院|专业)\s*,?\s*)?(?:硕士|博士)(?:学位)?(?:毕业)?论文(?=\s*[,.;])"
    )
)


_CITIES = """
    北京 上海 天津 重庆 南京 武汉 广州 西安 成都 杭州 长春 沈阳 济南 合肥 长沙 福州 南昌 郑州 昆明 哈尔滨 兰州 太原
    石家庄 桂林 台北 香港
""".split()  # noqa: SIM905


def _may_hold_place(publisher: str) -> bool:
    """北京人民出版社: a place and 人民出版社, or one name? Nothing tells; 北京大学出版社 is one name."""
    return any(publisher.startswith(c) and not publisher[len(c) :].startswith("大学") for c in _CITIES)


def _without_edition(rest: Piece) -> Piece:
    rest = rest.strip()
    for _ in range(3):
        found = _EDITION.match(rest.folded) or _SECOND.match(rest.folded)
        if not found:
            break
        rest = rest.cut(found.end()).strip()
    return rest


# 皖南日报,2015-05-18(7) · 人民日报,2010年3月4日(第2版) · 光明日报，2010-03-04（A12）
_NEWS = regex(
    rf"^(?P<name>.*?)[,.\s]*{_YEAR}\s*[-/.年]\s*(?P<month>\d{{1,2}})\s*[-/.月]\s*(?P<day>\d{{1,2}})\s*日?"
    r"\s*[,:]?\s*(?:\(\s*第?\s*(?P<page>[A-Z]?\d{1,3}(?:\s*[-,]\s*[A-Z]?\d{1,3})?)\s*版?\s*\)|第?"
    r"(?P<page2>[A-Z]?\d{1,3})版?)?\s*[.,;]*\s*$"
)


def newspaper(rest: Piece) -> Parts:
    """Newspaper, date and page.

    >>> newspaper(Piece.of("皖南日报,2015-05-18(7)"))
    {'container': '皖南日报', 'year': '2015', 'date': '2015-05-18', 'pages': '7'}
    """
    rest = rest.strip()
    found = _NEWS.match(rest.folded)
    if not found:
        return serial(rest)
    name = rest.group(found, "name")
    page = rest.group(found, "page").value or rest.group(found, "page2").value
    day = dates.iso(f"{found['year']}-{found['month']}-{found['day']}")
    return _filled(container=bare_title(name) if _is_name(name) else "", year=found["year"], date=day, pages=page)


def host(rest: Piece) -> Parts:
    """The book or proceedings an item stands in: after ``//``, or after the second mark of ``[A].…[C].``.

    >>> host(Piece.of("陶令渠.中部县域发展论文集.合肥:淮上出版社,2015:77-93."))["container"]
    '中部县域发展论文集'
    >>> host(Piece.of("Proceedings of the IEEE conference on CVPR. 2016: 770-778."))
    {'container': 'Proceedings of the IEEE conference on CVPR', 'year': '2016', 'pages': '770-778'}
    """
    rest = _behind_editors(rest.strip())
    pieces = segments(rest)
    imprint = next(
        (
            i
            for i, s in enumerate(pieces)
            if i and (_PLACE.search(s.folded) or _PUBLISHER.search(s.folded) or _LAST_YEAR.match(s.strip().folded))
        ),
        0,
    )
    if not imprint:
        found = _LAST_YEAR.search(rest.folded)
        if not found:
            return {}
        name = rest.cut(0, found.start())
        return (meeting(name.strip()) if _is_name(name) else {}) | _filled(**_numbers_of_book(rest, found))
    names = [s for s in pieces[:imprint] if s and not _EDITION.fullmatch(s.strip().folded)]
    if len(names) > 1 and (
        ORGANISATION.search(names[0].strip().printed) or whole(names[0]) or _latin_editors(names[0])
    ):
        names = names[1:]
    start = len(rest.folded) - sum(len(s.folded) + 1 for s in pieces[imprint:]) + 1
    container = bare_title(_joined(rest, names))
    return _filled(container=container) | book(rest.cut(max(0, start)))


#: A place in Latin letters, in two parts of a pattern: New York · , NY, USA · , Belgium
TOWN = r"[A-Z][^\W\d_]*[a-zß-ÿ](?:[ -][A-Z][^\W\d_]+){0,3}"
REGION = r"(?:,\s*(?:[A-Z]{2,3}\b|[A-Z][a-z]{2,4}\.))?(?:,\s*(?:[A-Z][^\W\d_]+(?: [A-Z][^\W\d_]+)?|U\.?[SK]\.?A?\.?))?"
# Proceedings of the 6th Symposium on Inland Ports, Ghent · Proc. Int. Conf. X, New York, NY, USA · …Symp. Busan
_MEETING = regex(
    r"(?P<name>.*\b(?:Proc|Proceedings|Conf|Conference|Symp|Symposium|Workshop|Congress|Meeting|Colloquium)\b.*?)"
    r"(?:,\s*|(?<=Symp|Conf|Work|Cong)\.\s*|(?<=[a-z]{4})\.\s+(?=[^,]+,))"
    rf"(?P<place>{TOWN}{REGION})"
)


_HAN_MEETING = regex(
    both_scripts(rf"(?P<name>.*(?:会议?|论坛|论文集))\s*[.,]\s*(?P<place>[{HAN}]{{2,4}}(?<![集卷册]))")
)


def meeting(name: Piece) -> Parts:
    """The name of proceedings and where the meeting was, which a comma parts.

    >>> meeting(Piece.of("Proc. 5th Int. Conf. Inland Navig., Ghent, Belgium"))
    {'container': 'Proc. 5th Int. Conf. Inland Navig.', 'place': 'Ghent, Belgium'}
    >>> meeting(Piece.of("Symposium on Rivers, Lakes and Ports"))
    {'container': 'Symposium on Rivers, Lakes and Ports'}
    """
    name = name.strip(" ,;")
    found = _MEETING.fullmatch(name.folded) or _HAN_MEETING.fullmatch(name.folded)
    if not found:
        return _filled(container=bare_title(name))
    stop = "." if name.folded[found.end("name") - 1] == "." else ""
    return _filled(container=bare_title(name.group(found, "name")) + stop, place=name.group(found, "place").value)


# Section B. Weirs · Series A. : a letter that is no initial
_PART_OF_WORK = regex(r"(?:Annex|Appendix|Book|Class|Group|Part|Section|Series|Session|Symposium|Track|Volume) [A-Z]\b")

_STOP_OF_LIST = regex(r"(?<=[A-ZÀ-Þ])\.\s*(?=[^\W\d_])")  # …, Kerr P. Weir handbook


def _behind_editors(rest: Piece) -> Piece:
    """A host without the editors before its name, where "eds", or initials and a stop, show that they are editors.

    >>> _behind_editors(Piece.of("Bai L, Kerr P. Weir handbook. Harrow: Weir Books, 2012")).printed
    'Weir handbook. Harrow: Weir Books, 2012'
    """
    editors, end = latin_names.people(rest)
    if editors and re.search(r"\b(?:eds?|editors?)\b", rest.folded[:end], re.IGNORECASE):
        return rest.cut(end).strip()
    stop = _STOP_OF_LIST.match(rest.folded, end)
    if editors and stop and not _PART_OF_WORK.match(rest.folded):
        name = rest.cut(stop.end())
        if len(segments(name.strip())) > 1:  # Bridges B. Harrow: Weir Books: without it no name would be left
            return name
    return rest


def _numbers_of_book(rest: Piece, found: re.Match[str]) -> Parts:
    return {"year": found["year"], "pages": rest.group(found, "pages").value}


def _latin_editors(piece: Piece) -> bool:
    names, end = latin_names.people(piece.strip())
    return bool(names) and end >= len(piece.strip().folded) - 8


# The last: …Conference.Osaka:Naniwa Press, a place close behind its stop.
_FULL_STOP_SOURCE = (
    rf"\.(?=\s|[^\w\s]|[{HAN}]|$)|(?<=[{HAN})》])\."
    r"|(?<=[a-z]{3})\.(?=[A-Z][^\W\d_]+(?:[ -][A-Z][^\W\d_]+)*\s*:)"
)
_FULL_STOP = regex(_FULL_STOP_SOURCE)
_STOP_AND_BLANK = regex(r"\.\s+[^\W\d_]")
# …in tidal flats.Town Water Rep.2015 · Medical Maps 2015.Springer,2015: of an entry without blanks
_CLOSE_STOP = regex(rf"{_FULL_STOP_SOURCE}|(?<=\w{{3}}|.[)\d]\)|\w{{2}}\])\.(?=[A-Z]|\d+\w\w ed)")
_ABBREVIATED = regex(r"(?:\b[A-Z]|\b(?:vol|ed|eds|no|pp|Int|Proc|Conf|Inc|Symp|Univ|St|Co))$", re.IGNORECASE)


def segments(rest: Piece) -> list[Piece]:
    """Parts between full stops: a stop between digits, after an initial or in an abbreviation is none."""
    text = rest.folded
    stop = _FULL_STOP if _STOP_AND_BLANK.search(text) else _CLOSE_STOP
    cuts = [m.start() for m in stop.finditer(text) if not _ABBREVIATED.search(text[: m.start()])]
    edges = [-1, *cuts, len(rest.folded)]
    return [rest.cut(a + 1, b) for a, b in itertools.pairwise(edges)]


def _joined(rest: Piece, parts: list[Piece]) -> Piece:
    """The stretch that consecutive segments cover."""
    if not parts:
        return Piece("", "")
    start = rest.printed.find(parts[0].printed)
    end = rest.printed.find(parts[-1].printed, start) + len(parts[-1].printed)
    return rest.cut(start, end)


_DATE = r"(?:1[89]\d\d|20\d\d)\s*[-/.年]\s*\d{1,2}(?:\s*[-/.月]\s*\d{1,2}\s*日?|月)?"
_ENGLISH_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY = (
    rf"(?:{_DATE}|\d{{1,2}} {_ENGLISH_MONTH},? (?:19|20)\d\d|{_ENGLISH_MONTH} \d{{1,2}},? (?:19|20)\d\d"
    rf"|(?:19|20)\d\d {_ENGLISH_MONTH} \d{{1,2}})"
)
# [2015-06-02] · [访问日期：2015年6月2日] · [cited 2015 Jun 2] · (Accessed: 2 June 2015) · Retrieved June 2, 2015, from
# 檢索日期：2015年6月2日 · 2015年6月2日访问
_ACCESSED = regex(
    both_scripts(
        rf"\[\s*(?:(?:引用|访问|检索)?日期|引用|访问|accessed|cited)?\s*:?\s*(?P<bracketed>{_DAY})\s*\]"
        r"|[\[(]?\s*(?:(?:last )?(?:accessed|retrieved|cited|viewed)(?: on)?"
        r"|(?:最后)?(?:引用|访问|检索|浏览|查阅)(?:日期|时间|于)"
        r"|(?:最后)?(?:访问|检索)"
        rf"|[上撷]网(?:日期|时间))\s*[:,]?\s*(?P<worded>{_DAY})\s*[\])]?(?:,?\s*(?:from|取自)\s*:?)?"
        rf"|[\[(,.]\s*(?P<before>{_DAY})\s*(?:最后)?(?:访问|检索|浏览|查阅)\s*[\])]?"
    ),
    re.IGNORECASE,
)
# What each of them holds, in a text whose case is folded: one entry in eight does, and that is told in a tenth of the
# time.
_MAY_TELL_ACCESS = regex(
    any_word("引用 访问 检索 浏览 查阅 日期 上网 撷网") + r"|accessed|retrieved|cited|viewed|\[\s*:?\s*(?:\d|[a-z]{3})"
)
# Available from: · Retrieved from · 取自 · [Online]. Available: what stands before an address
_ADDRESS_LABEL = (
    r"(?:\[\s*online\s*\]\s*\.?\s*)?"
    r"(?:available (?:from|at|online(?: at)?|via)|available|retrieved from|accessed (?:at|from|via)"
    r"|(?:检索|摘|引|取|撷取)自|网址|参见网址|URL)\s*:?\s*"
)
# 2004年5月6日，取自 http://…: the day of access before the label
_URL = regex(
    both_scripts(rf"(?:(?P<day>{_DAY})\s*,?\s*(?=[检摘引取撷]))?(?i:{_ADDRESS_LABEL})?")
    + rf"(?P<address>(?i:https?\s*:\s*/\s*/|www\.)\s*[^\s\u3000{HAN}，。；、）】》\]\"<>]+)"
)
_MEDIUM = regex(r"\s*\[\s*(?:Internet|Online|Electronic resource|网络版|线上资料)\s*\](?=\s*[.,]|\s)", re.IGNORECASE)
_ISSUED = regex(rf"\(\s*({_DATE})\s*\)")
_DOI_LABEL = regex(
    r"[.,;\s]*(?:(?:https?\s*:\s*//)?(?:dx\.)?doi(?:\.org)?\s*+(?:[:/]\s*+)?)*10\.\d{4,9}/\S+", re.IGNORECASE
)
_CSTR = regex(r"[.,;\s]*CSTR\s*:\s*\S+", re.IGNORECASE)


def online(rest: Piece) -> tuple[Parts, Piece]:
    """DOI, URL, dates of publication and access, and what is left when they are taken out.

    >>> online(Piece.of("数字图书馆评论,2013(11):7-15[2015-06-02].https://www.example.org/007.html."))[0]
    {'url': 'https://www.example.org/007.html', 'accessed': '2015-06-02'}
    """
    parts: Parts = {}
    if "10." in rest.folded and (number := identifiers.doi(rest.printed)):
        parts["doi"] = number
        rest = _blank(rest, _DOI_LABEL)
    caseless = rest.folded.casefold()
    if ("http" in caseless or "www." in caseless) and (found := _URL.search(rest.folded)):
        printed = rest.group(found, "address").printed
        behind = _BEHIND_ADDRESS.search(printed)
        end = found.start("address") + behind.start() if behind else found.end()
        parts["url"] = _address(printed)
        if found["day"]:  # 2004年5月6日，取自
            parts["accessed"] = dates.iso(found["day"])
        rest = spliced(rest, found.start(), end, " ")
    if _MAY_TELL_ACCESS.search(caseless) and (found := _ACCESSED.search(rest.folded)):
        parts["accessed"] = dates.iso(found["bracketed"] or found["worded"] or found["before"])
        rest = _blank(rest, _ACCESSED)
    if found := _ISSUED.search(rest.folded):
        parts["date"] = dates.iso(found[1])
        rest = _blank(rest, _ISSUED)
    return parts, _blank(_blank(rest, _CSTR), _MEDIUM)


# http://example.org/a．html is damage; a comma or a bracket in full width stands behind an address.
_BEHIND_ADDRESS = regex("[，；。、）】》］”].*$")


def _address(printed: str) -> str:
    """A URL without what was printed behind it, in ASCII.

    >>> _address("http：//www．example．org/12．html．"), _address("https://example.org/a，2015.")
    ('http://www.example.org/12.html', 'https://example.org/a')
    """
    return fold(_BEHIND_ADDRESS.sub("", "".join(printed.split()))).rstrip(".,;:)")


def _blank(rest: Piece, pattern: re.Pattern[str]) -> Piece:
    """The piece with the first match taken out and what stood around it kept apart by a stop."""
    found = pattern.search(rest.folded)
    return spliced(rest, *found.span(), " ") if found else rest


def spliced(rest: Piece, start: int, end: int, sign: str) -> Piece:
    """The piece with a sign in the place of a stretch."""
    return Piece(*(text[:start] + sign + text[end:] for text in (rest.printed, rest.folded)))


# arXiv:2305.01234 · arXiv:cs/0112017v1
_ARCHIVE = regex(
    r"(?:\w+ preprint,? )?(?P<name>[A-Za-z]{2,5}Xiv)\s*:\s*(?P<number>(?:[a-z.\-]+/)?\d[\d.]+\d(?:v\d+)?)",
    re.IGNORECASE,
)


def archived(rest: Piece) -> Parts:
    """Archive, number and date of a preprint; empty for anything else.

    >>> archived(Piece.of("arXiv preprint arXiv:2305.01234, 2023"))
    {'container': 'arXiv', 'number': '2305.01234', 'year': '2023'}
    """
    found = _ARCHIVE.match(rest.folded)
    if not found:
        return {}
    number = rest.group(found, "number").value
    return _filled(container=found["name"], number=number) | dated(rest.cut(found.end()))


def dated(rest: Piece) -> Parts:
    """The date of a patent, or at least its year.

    >>> dated(Piece.of("1989-07-26"))
    {'year': '1989', 'date': '1989-07-26'}
    """
    day = dates.iso(rest.folded)
    return _filled(year=day[:4], date=day if len(day) > 4 else "")


def web(rest: Piece) -> Parts:
    """What stands between the title and the date of an online source: a publisher, or the site's name.

    >>> web(Piece.of("新华网,2012-03-04"))
    {'container': '新华网', 'year': '2012', 'date': '2012-03-04'}
    """
    rest = rest.strip()
    if not rest:
        return {}
    if preprint := archived(rest):
        return preprint
    if _PLACE.search(rest.folded) or _PUBLISHER.search(rest.folded):
        return book(rest)
    parts = dated(rest)
    if found := re.search(rf"[,.;:\s]*\(?{_YEAR}", rest.folded):
        name = rest.cut(0, found.start())
        if parts.get("date") and not _is_name(name):
            return parts
        serials = serial(rest) if not parts.get("date") else {}
        if serials.get("pages") or serials.get("issue"):
            return serials
    else:
        name = rest
    return _filled(container=bare_title(name) if _is_name(name) and len(name.folded) < 40 else "") | parts
