"""Entries with the title in 《》 or 〈〉: the footnotes of history, law and the social sciences."""

from __future__ import annotations

import re

from cleaners.chinese.characters import HAN_OR_LOST, NUMERALS
from cleaners.chinese.scripts import both_scripts
from cleaners.patterns import regex
from cleaners.references import author_date, entry_authors, publication
from cleaners.references.entry_authors import Byline
from cleaners.references.folded_text import Piece
from cleaners.references.publication import Parts

Found = tuple[Byline, Parts] | None

# 费孝通:《乡土中国》,北京:人民出版社,2008年,第12页。 · 李熙：《题》，载《刊》2007年第2期，第3—5页。
_BOOK_MARKS = regex(r"《(?P<title>[^《》]*(?:《[^《》]*》[^《》]*)*)》|〈(?P<inner>[^〈〉]+)〉")
# 李熙，「題」，《刊》 · 李熙：“题”，载《刊》: a title in quotes, which the host's marks behind it show
_QUOTED_TITLE = regex(
    both_scripts(
        r"(?:「(?P<corner>[^「」]{2,120})」|[“\"](?P<quoted>[^“”\"《]{2,120})[”\"])\s*[,.]?\s*(?:载于?|见|刊于?)?\s*(?=《)"
    )
)
# 参见 · 转引自 · 见: what sends the reader on stands before the authors
_LEAD_IN = regex(
    both_scripts(
        r"\s*(?:(?:参见|参阅|参看|参考|详见|另见|又见|转见|可见|转引自|转引|引自|语出)(?!于)|见(?!于))\s*[:,]?\s*"
    )
)


# 载于 · 见 : before what a work is part of
_PRINTED_IN = regex(both_scripts(r"^\s*[,.]?\s*(?:载于?|见|刊于?|收[入于]|收录于|辑入)?\s*"))
# 第2卷, · (第三册) · 第二辑, 上册, 卷十三, which number no volume
_VOLUME = regex(
    rf"\s*[(,]?\s*第\s*(?:(\d{{1,3}}|[{NUMERALS}]{{1,3}})\s*[卷册]|[\d{NUMERALS}]{{1,3}}\s*辑)\)?\s*,?|\s*[(,]?\s*(?:[上中下]\s*[册卷编辑]|卷\s*[\d{NUMERALS}之]{{1,4}})\)?\s*,?"
)
# 卷3，同治三年刻本，第5页 · 卷十二《市镇》，清抄本 · 道光刊本卷三，页9: a woodblock edition or manuscript, without
# place and publisher. The year of a reign is not turned into one of ours; 《市镇》 behind the number is a chapter.
_OLD_VOLUME = regex(
    rf"\s*[,.]?\s*卷之?\s*(?P<volume>\d{{1,3}}|[{NUMERALS}]{{1,4}}|[{NUMERALS}百]{{3,6}})(?!\s*[{NUMERALS}百])"
    r"\s*(?P<chapter>《[^《》]{1,30}》)?"
)
_OLD_EDITION = regex(
    both_scripts(
        rf"\s*(?:卷[首末上中下])?\s*[,.(]?\s*(?:(?![是为的系有据见无非])[{HAN_OR_LOST}\d\s]"
        r"|\(\s*+\d{4}\s*+(?:年\s*+)?\)){0,16}?(?:刻|刊|抄|钞|写|稿|修|铅印|石印|排印|油印|活字)本"
    )
    + r"\)?(?=\s*(?:[,.;]|$|卷|第|页))"
)
_YEAR_BEHIND = regex(r"\s*[,.]\s*(?:1[5-9]|20)\d\d(?=\s*年?\s*(?:[,.;:]|$))")
# 光绪《江城县志》 · 乾隆二十年《江城府志》: the reign tells one edition from the others and is no author
_REIGN = regex(
    both_scripts(
        rf"\(?(?:[明清]\s*)?(?:洪武|永乐|宣德|正统|景泰|成化|弘治|正德|嘉靖|隆庆|万历|天启|崇祯|顺治|康熙|雍正|乾隆|嘉庆|道光|咸丰|同治"
        rf"|光绪|宣统|民国)(?:[{NUMERALS}元\d]{{1,3}}年)?\)?"
    )
)
# 布莱克，埃米尔，2009，《…》，白露译: one author of a translation, family name first. Only given names that are hardly
# ever family names show it (by hand: no 托马斯, 马丁, 乔治); 、 parts two authors in this style.
_INVERTED = regex(
    both_scripts(
        rf"[{HAN_OR_LOST}]{{2,6}},\s*(?:卡尔|皮埃尔|米歇尔|马克斯|尤尔根|埃米尔|安东尼|彼得|约翰|保罗|罗伯特|弗里德里希|汉斯|让|雅克"
        r"|克洛德|路易斯|玛丽|玛格丽特|伊丽莎白|安娜|简|苏珊|朱迪斯|南希|汉娜|爱德华|查尔斯|理查德|迈克尔|大卫|丹尼尔|克利福德"
        r"|欧文|伊曼纽尔|齐格蒙特|乌尔里希|尼克拉斯|格奥尔格|诺贝特|哈罗德|布鲁诺|路德维希|海因里希|沃尔特|瓦尔特|斯蒂芬|史蒂文"
        r"|安德烈|阿尔弗雷德)"
    )
)
_TRANSLATED = regex(both_scripts(rf"\s*[,.]?\s*[{HAN_OR_LOST}、,\s]{{2,20}}?(?:等\s*)?译\s*[,.]"))
_NO_BODY = regex(both_scripts("[,.;《》]|[见参]$"))  # what stands before 《 and is no author
_IMPRINTED = regex(r"\d|出版")  # before the marks of a host stands none of its imprint
_PUBLISHED = regex(both_scripts(r"(?<![\d)期卷]):|出版社|书局|书店|印书馆"))
# （高雄：海风，2007），页45 · （中华书局，1983年版），第2册
# （高雄：海风，1933；台北：海风，1970）: the last is the copy that was read
_IN_BRACKETS = regex(r"\s*,?\s*\((?:[^()]*;)?(?P<imprint>[^();]*)\)")
_YEARS = regex(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
# 第3—5页 · ，頁3、5 · of a newspaper: 第A12版
_PAGES = regex(r"第\s*(?P<p>\d+(?:\s*[-~,]\s*\d+)*)\s*页|(?:^|[,.;:()])\s*页\s*(?P<after>\d+(?:\s*[-~,]\s*\d+)*)")
_SHEET = regex(r"(?:第|[,.;:)日])\s*(?P<p>[A-Z]?\d+(?:\s*[-~,]\s*\d+)*)\s*[页版]")


# ；另见《湖江县志》卷三 · ；李某：《面子》: a second work in the same note
_ANOTHER = regex(
    both_scripts(r"(?<=[^》]);(?=[^;《》]{1,20}[:,]\s*《)|[;.]\s*(?:又|另|亦|并)?可?(?:参见|参阅|参看|见|引自)")
)


def parse(entry: Piece) -> Found:
    """Byline and parts of an entry with its title in marks, None where it has none or no imprint follows."""
    if lead_in := _LEAD_IN.match(entry.folded):
        entry = entry.cut(lead_in.end())
    if another := _ANOTHER.search(entry.folded):
        entry = entry.cut(0, another.start())
    found = _BOOK_MARKS.search(entry.folded)
    quoted = _QUOTED_TITLE.search(entry.folded, 0, found.end()) if found else None
    if quoted and found and quoted.end() <= found.start():
        found = quoted
    if not found or found.start() > 60:
        return None
    front, year = author_date.closing(entry.cut(0, found.start()))
    if _REIGN.fullmatch(front.folded.strip()):
        front = front.cut(0, 0)
    front, rest = front.strip(), entry.cut(found.end())
    names = (front.value,) if year and _is_inverted(front, rest) else _responsible(front)
    if front and not names:
        return None
    title = _marked(entry, found)
    if printed_in := _PRINTED_IN.match(rest.folded):
        rest = rest.cut(printed_in.end())
    if old := _old_edition(rest):
        return Byline(names, title), old
    if (chapter := _OLD_VOLUME.match(rest.folded)) and chapter["chapter"]:
        rest = publication.spliced(rest, *chapter.span("chapter"), "")
    within = _BOOK_MARKS.search(rest.folded)
    if within and within.start() <= 30 and not _IMPRINTED.search(rest.folded, 0, within.start()):
        return Byline(names, title), _dated(_in_host(rest, within, year), year)
    parts = _imprint(rest, year)
    return Byline(names, title), parts if parts.keys() & {"publisher", "year"} else {}


def _is_inverted(front: Piece, rest: Piece) -> bool:
    """Whether a comma stands within one foreign name, before a translation.

    >>> _is_inverted(Piece.of("布莱克，埃米尔"), Piece.of("，白露译，上海：三川"))
    True
    >>> _is_inverted(Piece.of("孟知秋，白露"), Piece.of("，上海：三川"))
    False
    """
    return (
        "、" not in front.printed and bool(_INVERTED.fullmatch(front.folded)) and bool(_TRANSLATED.match(rest.folded))
    )


def _marked(piece: Piece, found: re.Match[str]) -> Piece:
    """What stands between the marks that a pattern found."""
    return piece.group(found, next(name for name, value in found.groupdict().items() if value is not None))


def _dated(parts: Parts, year: str) -> Parts:
    """The parts with the year that stood before ``《``, unless the imprint has its own: the edition that was read."""
    return {"year": year} | parts if year else parts


def _imprint(rest: Piece, year: str = "") -> Parts:
    """Volume, place, publisher, year and pages behind a book's title. year: what stood before the title, if any.

    >>> _imprint(Piece.of("（高雄：海风，2007），第2册，页45。"))
    {'place': '高雄', 'publisher': '海风', 'year': '2007', 'volume': '2', 'pages': '45'}
    >>> _imprint(Piece.of("高雄：海风，第4-9页。"), "2007")
    {'year': '2007', 'place': '高雄', 'publisher': '海风', 'pages': '4-9'}
    """
    volume = _VOLUME.match(rest.folded)
    imprint = tail = rest.cut(volume.end()) if volume else rest
    bracketed = _IN_BRACKETS.match(imprint.folded)
    if bracketed and _YEARS.search(bracketed["imprint"]) and re.search(rf"[{HAN_OR_LOST}]{{2}}", bracketed["imprint"]):
        imprint, tail = imprint.group(bracketed, "imprint"), imprint.cut(bracketed.end())
        volume = volume or _VOLUME.match(tail.folded)
    parts = publication.book(imprint)
    if year and "year" not in parts:
        pages = _PAGES.search(imprint.folded)
        imprint = publication.spliced(imprint, *pages.span(), "").strip() if pages else imprint
        parts = _dated(publication.book(author_date.with_year(imprint, year)), year)
    if volume and volume[1]:
        parts["volume"] = volume[1]
    return parts | _cited_pages(tail)


def _old_edition(rest: Piece) -> Parts:
    """Volume and pages of a woodblock edition or manuscript, empty for any other book.

    >>> _old_edition(Piece.of("卷3，同治三年刻本，第5页。")), _old_edition(Piece.of("卷3，中华书局1987年版，第5页。"))
    ({'volume': '3', 'pages': '5'}, {})
    """
    volume = _OLD_VOLUME.match(rest.folded)
    edition = _OLD_EDITION.match(rest.folded, volume.end() if volume else 0)
    if not edition:
        return {}
    if _PUBLISHED.search(edition[0]):  # 中华书局1987年排印本
        return {}
    tail = rest.cut(edition.end())
    volume = volume or _OLD_VOLUME.match(tail.folded)
    numbers = {"volume": volume["volume"]} if volume else {}
    # 同治三年（1864）刻本 · 1936年铅印本 · 油印本，1957年
    if year := _YEARS.search(edition[0]) or _YEAR_BEHIND.match(tail.folded):
        numbers["year"] = year[0].strip(" ,.")
    return numbers | _cited_pages(tail)


def _cited_pages(tail: Piece) -> Parts:
    """The pages that are named as such; 第3版 behind a publisher is an edition."""
    found = _PAGES.search(tail.folded)
    return {"pages": tail.group(found, "p" if found["p"] else "after").value} if found else {}


def _responsible(front: Piece) -> tuple[str, ...]:
    """The authors before 《: persons, or one body. Nothing else stands there, so no surname need be known.

    >>> _responsible(Piece.of("禤若谷编")), _responsible(Piece.of("[日]早瀬川良平、乜一"))
    (('禤若谷',), ('早瀬川良平', '乜一'))
    """
    text = front.strip(" .,:;、。，：；")
    if names := entry_authors.people(text):
        return names
    listed = entry_authors.items(text)
    if len(listed) > 1:
        return listed if entry_authors.is_list(listed) else ()
    value = listed[0] if listed else ""
    return (value,) if 2 <= len(value) <= 30 and not _NO_BODY.search(Piece.of(value).folded) else ()


# 2010年6月3日 · （2010年6月3日）: a newspaper's
_DAY = regex(r"\(?\s*(?:1[89]|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")


# 第3期（新竹，2009.6） · 第3期（新竹：2009年6月）: where a journal appears, with the date; no place is 民國 or 農曆
_PLACE_AND_DATE = regex(
    both_scripts(
        rf"(?<=[期卷号\d])\s*\(\s*(?P<both>(?!民国|公元|西元|农历|昭和|大正|明治|平成|康德)(?P<place>[{HAN_OR_LOST}]{{2,4}})(?<![季年月期刊版号])\s*[,:]\s*)"
    )
    + r"(?=(?:1[5-9]|20)\d\d[^()]{0,8}\))"
)


def _in_host(rest: Piece, within: re.Match[str], year: str) -> Parts:
    """Journal, newspaper or book that a work stands in, with its numbers or imprint."""
    name = _marked(rest, within).value
    tail = rest.cut(within.end()).strip(" ,.，。")
    if old := _old_edition(tail):
        return old | {"container": name}
    at: Parts = {}
    if placed := _PLACE_AND_DATE.search(tail.folded):
        at = {"place": tail.group(placed, "place").value}
        tail = publication.spliced(tail, *placed.span("both"), "")
    joined = Piece("刊名 " + tail.printed, "刊名 " + tail.folded)
    if _DAY.match(tail.folded):
        parts = publication.newspaper(joined)
        parts = parts if "date" in parts else publication.dated(tail)
    elif _PUBLISHED.search(tail.folded):
        parts = _imprint(tail, year)
    else:
        parts = publication.serial(joined)
    if (sheet := _SHEET.search(tail.folded)) and not _PUBLISHED.search(tail.folded):
        parts["pages"] = tail.group(sheet, "p").value
    return at | parts | _cited_pages(tail) | {"container": name}
