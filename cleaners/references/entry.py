"""One entry of a reference list → its parts: GB/T 7714 (2005, 2015, 2025) with its usual damage, and unmarked styles.

What cannot be told apart stays in ``raw`` and ``parsed`` is False; a part that is uncertain is left empty.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace

from cleaners.article import Reference
from cleaners.chinese.characters import HAN
from cleaners.chinese.scripts import both_scripts
from cleaners.lines import issue_line
from cleaners.patterns import regex
from cleaners.references import author_date, entry_authors, patent, publication, styles
from cleaners.references.folded_text import Piece
from cleaners.references.publication import Parts

LONGEST = 2000  # characters; what is longer is many entries that nothing parts, or none
# [1] · 〔12〕 · (3) · 4) · 1. · 2、 · ① · 3 followed by a blank
MARK = regex(
    r"\s*(?P<mark>\[\s*\d{1,3}\s*\]|\(\s*\d{1,3}\s*\)|\d{1,3}\s*[.,](?!\d)|\d{1,3}\)|[①-⑳㉑-㉟]|\d{1,3}(?=\s+[^\W\d_])"
    r"|\*(?=\s))\s*[.,:]?\s*"
)
_CODES = "CP|DB|EB|DS|CM|PP|LB|J|M|C|D|N|P|S|R|G|Z|A|K|B"
_CARRIERS = "OL|CD|MT|DK"
# [J] · [EB/OL] · 〔M〕 · [ J ] · (J) · [j] · [J
_TYPE = regex(rf"[\[(]\s*(?P<code>{_CODES})(?:\s*/\s*(?P<carrier>{_CARRIERS}))?\s*[\])]")
_LOOSE_TYPE = regex(rf"\[\s*(?P<code>{_CODES})(?:\s*[/／]\s*(?P<carrier>{_CARRIERS}))?\s*[\])}}]", re.IGNORECASE)
_HALF_TYPE = regex(
    rf"(?:\[(?P<code>[JMCDNPSRZ])(?=\s*[.,/])|(?<=[{HAN}])(?P<code2>[JMCDNPSR])\](?=\s*[.,]?))(?P<carrier>)"
)
# :[博士学位论文]. · [碩士論文]
_DEGREE = regex(both_scripts(r"\s*:?\s*\[[硕博]士(?:学位)?论文\]\s*\.?"))
# GB/T 7714—2015 · ISO 690:2021 · JGJ/T 23-2011
_STANDARD = regex(
    r"(?P<number>(?:GB(?:/[TZ])?|GBJ|JGJ(?:/T)?|DL(?:/T)?|YY(?:/T)?|YD(?:/T)?|NY(?:/T)?|HJ(?:/T)?|QB(?:/T)?|SL|SY"
    r"(?:/T)?|TB(?:/T)?|JB(?:/T)?|CJJ(?:/T)?|JTG(?:/T)?(?: ?[A-Z]\d*)?|DB\d*(?:/T)?|WH(?:/T)?|WS(?:/T)?|LY(?:/T)?|CY"
    r"(?:/T)?|ISO(?:/IEC)?|IEC|IEEE|ASTM|EN|ANSI|T/\w+|Q/\w+)"
    r"\s*-?[A-Z]?\s?\d[\d.]*(?:-\d(?=[-:]))?(?:\s*[-:]\s*\d{2,4})?)"
)
_ISSUED_IN = regex(r"[-:—–－：]\s*((?:19|20)\d\d)$")  # GB/T 7714—2015: a standard's number names its year
# …分析报告: BSFD-2015-07 · …: DOE/ER-0457
_REPORT = regex(r":\s*(?P<number>[A-Z][A-Z\d/. ]*-[A-Z\d/.\-]*\d)\s*$")
# 2 0 1 1 , 2 6 ( 8 ): a scanner's blanks between the digits of a number
_SINGLE_DIGITS = regex(r"(?<!\S)\d(?: \d)+(?!\S)")
_SPACED_YEAR = regex(r"(?<!\S)(?:1 [5-9]|2 0) \d \d(?!\S)")
# . (in Chinese) · [in Chinese with English abstract] · （In Japanese）. · （中文）: behind an entry
_TONGUE = (
    "Arabic|Chinese|Czech|Danish|Dutch|English|Finnish|French|German|Hungarian|Italian|Japanese|Korean|Malay|Mongolian"
    "|Norwegian|Persian|Polish|Portuguese|Russian|Spanish|Swedish|Thai|Turkish|Ukrainian|Vietnamese"
)
_REMARK = regex(
    rf"(?<=[\w.)\]>/])[\s.,;]*[\[(]\s*(?:[Ii]n (?:{_TONGUE})(?:(?:,? with|,| and) [\w. ]{{2,40}})?"
    + both_scripts("|[中英日韩俄法德]文")
    + r")\s*[\])][\s.,;]*(?=$|(?i:https?:|doi\b|\[\s*doi))"
)
_TELLING = frozenset({"container", "publisher", "year", "volume", "url", "doi", "number"})
_FIELDS = frozenset(field.name for field in fields(Reference))


def parse(raw: str) -> Reference:
    """One entry as printed, taken apart.

    >>> r = parse("[1]李熙正确把握思想政治工作的切入点[J]党政干部论坛2007(S2)")
    >>> r.authors, r.title, r.container, r.year, r.issue, r.type, r.parsed
    (('李熙',), '正确把握思想政治工作的切入点', '党政干部论坛', '2007', 'S2', 'J', True)
    >>> parse("[5]同上").parsed
    False
    """
    raw = " ".join(raw.split())
    if len(raw) > LONGEST:
        return Reference(raw)
    entry = Piece.of(_closed(raw))
    if remark := _REMARK.search(entry.folded):
        entry = Piece(*(f"{t[: remark.start()]}. {t[remark.end() :]}" for t in (entry.printed, entry.folded)))
    mark = ""
    if found := MARK.match(entry.folded):
        mark, entry = entry.group(found, "mark").printed.strip(), entry.cut(found.end())
    blank = Reference(raw, mark=mark)
    kind = _type(entry)
    if kind is None:
        if found_parts := styles.parse(entry):
            return _built(blank, *found_parts)
        net, _ = publication.online(entry)  # an address is sure, whatever the rest is
        return replace(blank, doi=net.get("doi", ""), url=net.get("url", ""))
    code, front, rest = (
        entry.group(kind, _code_group(kind)).folded.upper(),
        entry.cut(0, kind.start()),
        entry.cut(kind.end()),
    )
    carrier = (kind["carrier"] or "").upper()
    net, rest = publication.online(rest)
    if (
        carrier != "OL"
        and not net.get("url")
        and not net.get("doi")
        and (early := publication.online(front))[0].get("doi")
    ):
        net, front = early
    return _marked(replace(blank, type=f"{code}/{carrier}" if carrier else code), front, rest, net)


def _closed(raw: str) -> str:
    """Numbers closed up where a scanner spaced every digit, the year's too; anything else as it is.

    >>> _closed("旅 游 札 记 , 2 0 1 1 , 2 6 ( 8 )"), _closed("题 1 2 种, 2011")
    ('旅 游 札 记 , 2011 , 26 ( 8 )', '题 1 2 种, 2011')
    """
    return _SINGLE_DIGITS.sub(lambda run: run[0].replace(" ", ""), raw) if _SPACED_YEAR.search(raw) else raw


def _type(entry: Piece) -> re.Match[str] | None:
    for pattern in (_TYPE, _LOOSE_TYPE, _HALF_TYPE):
        for found in pattern.finditer(entry.folded):
            if found.start() > 1:
                return found
    return None


def _code_group(found: re.Match[str]) -> str:
    return "code" if found["code"] else "code2"


def _marked(blank: Reference, front: Piece, rest: Piece, net: Parts) -> Reference:
    """The parts of an entry with a type mark."""
    code = blank.type.partition("/")[0]
    numbers: Parts = {}
    if code == "P":
        front, numbers = patent.numbered(front)
    elif code in ("S", "R"):
        front, numbers = _numbered(front, code)
    kind, parts = _published(blank.type, rest)
    found = {name: value for name, value in net.items() if value}
    who = None
    dated = author_date.opening(front)
    if dated and author_date.agrees(parts | found, dated.year):
        who = entry_authors.Byline(dated.authors, dated.rest)
        if "year" not in parts:
            kind, parts = _published(blank.type, author_date.with_year(rest, dated.year))
        parts["year"] = dated.year
    parts |= numbers | found
    if "year" not in parts and "date" in parts:
        parts["year"] = parts["date"][:4]
    if code == "S" and "year" not in parts and (issued := _ISSUED_IN.search(numbers.get("number", ""))):
        parts["year"] = issued[1]
    return _built(replace(blank, type=kind), who or entry_authors.split(front), parts)


def _published(kind: str, rest: Piece) -> tuple[str, Parts]:
    """Where and when it was published, and the type: in ``[A].…[C].`` that of the book an item stands in."""
    code = kind.partition("/")[0]
    hosted = re.match(r"\s*[.]?\s*//\s*", rest.folded)
    second = _TYPE.search(rest.folded) if code in ("A", "C", "M") else None
    if second and code == "A":
        return second["code"], publication.host(_without(rest, second, "."))
    if hosted:
        tail = rest.cut(hosted.end())
        inner = _TYPE.search(tail.folded)
        return kind, publication.host(_without(tail, inner) if inner else tail)
    return kind, _imprint(code, kind, rest)


def _without(rest: Piece, found: re.Match[str], sign: str = "") -> Piece:
    """The piece with a sign in the place of a match."""
    return Piece(*(text[: found.start()] + sign + text[found.end() :] for text in (rest.printed, rest.folded)))


def _imprint(code: str, kind: str, rest: Piece) -> Parts:
    if code == "J":
        return publication.serial(rest)
    if code == "N":
        return publication.newspaper(rest)
    if code == "P":
        return patent.issued(rest)
    if code == "D" and (degree := _DEGREE.match(rest.folded)):
        rest = rest.cut(degree.end())  # Hanspub: …研究[D]: [硕士学位论文]. 合肥: 合肥工业大学, 2008.
    if (code in ("C", "G") and not re.search(r":[^:]*(?:1[5-9]|20)\d\d", rest.folded)) or (
        code == "C" and len(publication.segments(rest.strip())) > 2
    ):
        return publication.host(rest)
    if kind.endswith("/OL") or code in ("EB", "DB", "DS", "PP", "CP", "Z"):
        return publication.web(rest)
    return publication.book(rest)


def _numbered(front: Piece, code: str) -> tuple[Piece, Parts]:
    """Number of a standard or report, taken off the title's end or front."""
    pattern = {"S": _STANDARD, "R": _REPORT}[code]
    found = next(reversed(list(pattern.finditer(front.folded))), None)
    if not found:
        return front, {}
    number = front.group(found, "number").value
    before, after = front.cut(0, found.start()), front.cut(found.end())
    if not after.strip(" .,:;()[]"):
        if code == "S" and not before:
            return front, {}
        return before.strip(" .,:;(-"), {"number": number}
    if not before.strip(" .,:;()[]") and code == "S":
        return after.strip(" .,:;)"), {"number": number}
    if code == "S" and re.match(r"[\s.,:)]+", after.folded) and re.search(r"[.,:(]\s*$", before.folded):
        return Piece(before.printed + after.printed, before.folded + after.folded), {"number": number}
    return front, {}


def _built(blank: Reference, who: entry_authors.Byline, parts: Parts) -> Reference:
    """The entry with its parts; only what a title and one more fact support is called parsed."""
    known = {name: value for name, value in parts.items() if name in _FIELDS and value}
    known |= {name: issue_line.plain(known[name]) for name in ("volume", "issue") if name in known}
    title = publication.bare_title(who.title)
    parsed = bool(who.sure and title and known.keys() & _TELLING)
    if not who.sure:
        return replace(blank, **known)  # type: ignore[arg-type]
    return replace(blank, authors=who.authors, title=title, parsed=parsed, **known)
