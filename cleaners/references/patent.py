"""A patent's number and date, before its type mark (GB/T 7714—2005) or behind it, as older lists print them."""

from __future__ import annotations

from cleaners.chinese.characters import HAN
from cleaners.chinese.scripts import both_scripts
from cleaners.patterns import regex
from cleaners.references import publication
from cleaners.references.folded_text import Piece
from cleaners.references.publication import Parts

# A date that a number could be taken for: 20130918 · 2013/09/18
_NO_DATE = r"(?!(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d(?!\d)|\d{4}/\d{1,2}/\d{1,2}(?!\d))"
# CN201210413969.2 · ZL 2012 1 0034567.8 · US6123456 · US 6,123,987 · WO 2010/012345 A1 · JP2004-123456A
_WITH_OFFICE = (
    rf"(?:CN|ZL|US|EP|WO|JP|DE|GB|KR|TW|FR)\s?{_NO_DATE}"
    r"(?:\d{4} ?\d ?\d{7}|\d{2} ?\d ?\d{5}|\d{1,2}(?:,\d{3}){2}|\d{4}-\d{4,6}|\d[\d/]{4,13})"
    r"(?:\.[\dX])?(?:\s?[A-Z]\d?(?!\w))?(?!\w)"
)
# 88105607.3 · 201310220415.7 · 2012 1 0034567.8: the digit behind the point checks the others
_CHECKED = r"(?:\d{4} \d \d{7}|\d{2} \d \d{5}|\d{8,13})\.[\dX]"
_JAPANESE = both_scripts(r"(?:特|实)(?:开|表|愿)[平昭]?\s?\d{1,4}-\d{3,6}A?")  # 特开2004-123456 · 特開平5-12345
# …方法: 中国, 88105607.3 · …管: CN102030405B · …lid: US, 5870112
_BEFORE_MARK = regex(
    rf"(?P<number>{_WITH_OFFICE}|{_CHECKED}|{_JAPANESE}|\d{{8,13}}"
    r"|(?:(?<=[A-Z]{2}[,:] )|(?<=[A-Z]{2}[,:]))(?:\d{6,7}|\d{1,2}(?:,\d{3}){2}))"
)
_NATION = regex(both_scripts(rf"[:.,]\s*(?:[{HAN}]{{1,3}}(?:国|本|利|兰|大|士)|[A-Z]{{2}})\s*[,.:]?$"))
# 中国: · 中国发明专利, · US: · Japan: · 专利号: what stands before a number behind the mark
_OFFICE = regex(
    both_scripts(
        rf"(?:(?:[{HAN}]{{1,6}}(?:国|本|利|兰|大|士|典|斯)|欧洲|台湾|德|英|美|日)?(?:发明|实用新型|外观设计)?(?:专利)?"
        r"(?:(?:申请|公开|公告|授权)?号)?|[A-Z]{2,3}|[A-Z][a-z]+(?: [A-Z][a-z]+)?)(?: Patent)?(?: No\.?)?\s*[:,.]\s*"
    )
)
_BEHIND_OFFICE = regex(
    rf"(?P<number>{_WITH_OFFICE}|{_CHECKED}|{_JAPANESE}|\d{{1,2}}(?:,\d{{3}}){{2}}|{_NO_DATE}\d{{6,13}})(?![\w\-/])"
)
# 江苏: CN101234567A · 公告号CN102030405B
_BY_ITSELF = regex(rf"(?:[{HAN}]{{2,12}}\s?[:,.]?\s*)?(?P<number>{_WITH_OFFICE}|{_CHECKED})(?!\w)")
# The date behind a number that no pattern covers, and what shows such a number.
_DATE_AT_END = regex(
    r"(?<![\w/-])(?:1[5-9]|20)\d\d(?:\s*[-/.年]\s*\d{1,2}(?:\s*[-/.月]\s*\d{1,2}\s*日?)?)?\s*[年月]?[\s.,;]*$"
)
_SOME_NUMBER = regex(r"\d{5}|\d-\d{3}")
_COMPACT = regex(r"(?:19|20)\d{6}")  # 20130405: the date alone


def numbered(front: Piece) -> tuple[Piece, Parts]:
    """The title without the number at its end, and the number.

    >>> title, parts = numbered(Piece.of("竹管接头: 中国, 88105607.3"))
    >>> title.printed, parts
    ('竹管接头', {'number': '88105607.3'})
    """
    found = next(reversed(list(_BEFORE_MARK.finditer(front.folded))), None)
    if not found or front.cut(found.end()).strip(" .,:;()[]"):
        return front, {}
    title = front.cut(0, found.start()).strip(" .,:;(-")
    # "…方法: 中国, 88105607.3": the country belongs to the number.
    if nation := _NATION.search(title.folded):
        title = title.cut(0, nation.start())
    return title, {"number": front.group(found, "number").value}


def issued(rest: Piece) -> Parts:
    """Number and date of what stands behind the mark, each where it is sure: no year comes from a number.

    >>> issued(Piece.of("中国: CN201310220415.7, 2013-09-18."))
    {'number': 'CN201310220415.7', 'year': '2013', 'date': '2013-09-18'}
    >>> issued(Piece.of("1989-07-26")), issued(Piece.of("US: 5870112"))
    ({'year': '1989', 'date': '1989-07-26'}, {'number': '5870112'})
    """
    rest = rest.strip()
    parts: Parts = {}
    office = _OFFICE.match(rest.folded)
    found = _BEHIND_OFFICE.match(rest.folded, office.end()) if office else None
    found = found or _BY_ITSELF.match(rest.folded)
    if found:
        parts["number"] = rest.group(found, "number").value
        rest = rest.cut(found.end())
    elif _SOME_NUMBER.search(rest.folded) and not _COMPACT.fullmatch(rest.folded):
        day = _DATE_AT_END.search(rest.folded)
        rest = rest.group(day) if day else rest.cut(0, 0)
    return parts | publication.dated(rest)
