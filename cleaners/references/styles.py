"""Entries without a GB/T 7714 type mark: APA, Harvard, IEEE, MLA, Chicago, Vancouver, Nature; 《》 is in footnote.py.

An entry is only taken apart where one of these styles covers it; anything else stays raw.
"""

from __future__ import annotations

import re

from cleaners.chinese.characters import HAN, NUMERALS, fold
from cleaners.chinese.scripts import both_scripts
from cleaners.patterns import regex
from cleaners.references import author_date, entry_authors, footnote, latin_names, patent, publication, thesis
from cleaners.references.entry_authors import Byline
from cleaners.references.folded_text import Piece
from cleaners.references.publication import Parts

Found = footnote.Found

# New York · Boston, MA, USA · Harrow and London
_CITY = rf"{publication.TOWN}(?: (?:and|&) {publication.TOWN})?{publication.REGION}"
_PRESS = (
    r"[^:\d,.]*(?:Press|Publish\w*|Verlag|Wiley|Springer|Elsevier|Routledge|Sage|SAGE|Books|McGraw-Hill|Academic)"
    r"[^:\d,.]*"
)

# What platforms print behind an entry: [PMC free article] [PubMed] [Google Scholar] PMID: 12345678, and
# what APA adds for the reader: (J. Strachey, Trans.) (Original work published 1900)
_LINKS = regex(
    r"\([^()]{2,60},? Trans\.\)|\(Original work published \d{4}\)\.?"
    r"|\(原著出版[^()]{0,20}\)\.?|\bEpub (?:19|20)\d\d(?: [A-Z][a-z]{2}(?: \d{1,2})?)?\.?"
    r"|\b(?:PubMed )?(?:PMID|PMCID)\s*:\s*(?:PMC)?\d+\.?|"
    r"\[\s*(?:PMC free article|PubMed|Google Scholar|DOI|Cross ?Ref|View Article|Web of Science|ISI)\s*\]",
    re.IGNORECASE,
)


def _without_links(entry: Piece) -> Piece:
    while found := _LINKS.search(entry.folded):
        start = len(entry.folded[: found.start()].rstrip())
        entry = Piece(*(text[:start] + text[found.end() :] for text in (entry.printed, entry.folded)))
    return entry


def parse(entry: Piece) -> Found:
    """Byline and parts of an unmarked entry, None where no style covers it."""
    entry = _without_links(entry)
    if lead_in := _LEAD_IN.match(entry.folded):
        entry = entry.cut(lead_in.end())
    # The day in "(2015, June 3)" behind the authors belongs to the style, and is no date of issue.
    dated = _YEAR_PAREN.search(entry.folded, 0, _LONGEST_BYLINE)
    front = entry.cut(0, dated.end() if dated else 0)
    net, back = publication.online(entry.cut(len(front.folded)))
    entry = Piece(front.printed + back.printed, front.folded + back.folded)
    styles = (
        footnote.parse,
        _author_year,
        _author_date,
        _quoted,
        _chemists_book,
        _stopped,
        _noted,
        _reviewed,
        _untitled,
    )
    for style in (*styles, _addressed) if net.keys() & {"url", "doi"} else styles:
        found = style(entry)
        if found and found[0].sure and (found[1] or net.keys() & {"url", "doi"}):
            who, parts = found
            if "name" in parts and not net.get("url"):  # with an address it may be the site's
                parts = parts | {"publisher": parts["name"]}
            parts = parts | net
            if "year" not in parts and "date" in net:
                parts["year"] = net["date"][:4]
            return who, parts
    return None


_LEAD_IN = regex(r"\s*(?:See(?:,? (?:also|e\.g\.),?)?|Cf\.|Quoted in)\s+(?=[A-Z])")  # of a footnote
_LONGEST_BYLINE = 250  # by hand: twenty names
# Smith, J. A., & Brown, B. (2010). Title. Journal, 12(3), 45–67. · 林家宝 (2009) 题名. 刊名, 2, 12-15. · (2015, June 3)
# 白露（2017年5月3日）。
_YEAR_PAREN = regex(
    r"\(\s*(?P<year>(?:1[5-9]|20)\d\d)[a-z]?"
    r"(?:\s*,\s*[A-Z][a-z]+\.?(?: \d{1,2})?|\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?"
    r"|\s*,\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?"
    r"\s*\)\s*[.,:]?\s*"
)


def _author_year(entry: Piece) -> Found:
    found = _YEAR_PAREN.search(entry.folded)
    if not found or not 1 < found.start() < _LONGEST_BYLINE:
        return None
    head, rest = entry.cut(0, found.start()), entry.cut(found.end())
    names = entry_authors.whole(head)
    if not names:
        text = head.strip()
        if re.search(r"[,;\"“?\d]", text.folded) or not 3 < len(text.folded) <= 60:
            return None
        names = (text.value,)
    return _dated(names, found["year"], rest, daily=bool(re.search(r"[a-z] \d|日", found[0])))


# Okafor, P. 2018. Title. London: Press. · Kerr, L., and P. Bai. 2019. “Title.” Journal 16 (1): 5–24.
# 柳如烟. 2014. 题. 广州: 岭外出版社.
def _author_date(entry: Piece) -> Found:
    dated = author_date.opening(entry)
    found = _dated(dated.authors, dated.year, dated.rest) if dated else None
    return found if found and found[1].keys() & {"publisher", "volume", "issue", "pages"} else None


def _addressed(entry: Piece) -> Found:
    """Authors, year and title of what has only an address behind them."""
    dated = author_date.opening(entry)
    if not dated or len(publication.segments(dated.rest.strip())) > 1:
        return None
    title = dated.rest.strip()
    edition = _EDITION.search(title.folded)
    return Byline(dated.authors, title.cut(0, edition.start()) if edition else title), {"year": dated.year}


# Earthscan · 三川: alone behind year and title stands the publisher (APA 7), unless it is called like a paper
_BARE_NAME = regex(
    both_scripts(
        r"(?!.*(?:Times|Post|News|Daily|Weekly|Journal|Review|Herald|Ledger|Gazette|Magazine"
        r"|Letters|Nature|Science|Bulletin))"
        rf"[A-Z][^\W\d_]+(?: (?:& |and |of )?[A-Z][^\W\d_]+){{0,3}}"
        rf"|(?!取|检|收|载|见)[{HAN}]{{2,10}}(?<![报刊志网系统稿文记论])"
    )
)


def _dated(names: tuple[str, ...], year: str, rest: Piece, daily: bool = False) -> Found:
    """Title and parts behind authors and year; None where the back names another year or nothing stands there.

    daily: the date has a day, so that a bare name is the newspaper's, while behind a year it may be the publisher's.
    """
    title, tail = _title_and_tail(rest)
    degree = thesis.titled(title or tail)
    if degree:
        title, parts = degree
        return Byline(names, title), thesis.conferred(tail) | parts | {"year": year}
    if not title or not tail:
        *_, book = (None, *_LAST_IMPRINT.finditer(rest.folded))
        if book is None:
            return None
        title, tail = rest.cut(0, book.start()), rest.cut(book.start() + 1)
    parts = _back(tail)
    if not author_date.agrees(parts, year):
        return None
    if not parts:
        parts = _back(author_date.with_year(tail, year))
        bare = parts.keys() <= {"container", "year"}
        if bare and (not daily or "," in parts.get("container", "")):
            parts = {"name": tail.value} if _BARE_NAME.fullmatch(tail.strip().folded) and not daily else {}
    return Byline(names, title), parts | {"year": year}


_QUOTES = regex(r"\s*(?P<open>[\"“‘'])(?P<title>.{4,300}?)[,.]?[\"”’'][.,]?(?=\s|,|$)\s*")
# (2nd ed.) · （第二版）· (增訂版)
_LAST_IMPRINT = regex(
    rf"(?<=[^\s,])(?=,\s*(?:{_CITY}:\s*[^:,]{{2,80}}|{_PRESS})\.?\s*$)"
)  # 1964, Human Capital, New York: Weir Books.
_NTH = r"(?:\d+(?:st|nd|rd|th)|[Ss]econd|[Tt]hird|[Ff]ourth|[Ff]ifth|[Rr]ev(?:ised)?\.?)"
# A Guide, second ed. Elsevier: an edition ends a title
_EDITED_AGAIN = regex(rf"[,.]\s*{_NTH} ed(?:n|ition)?\b[.,;]*\s*(?=\S)")
_EDITION = regex(
    both_scripts(
        rf"\s*\((?:{_NTH} ed\.?|Vols?\. [\d-]+)(?:, Vols?\. [\d-]+)?\)\s*$"
        rf"|\s*\((?:第?[\d{NUMERALS}]+|修订|增订|增补|最新)版\)\s*$"
    )
)
_HOST_IN = regex(r"(?<=[^\W\d_]{2})\.\s*(?=In:\s*[A-Z])")  # Chapter 23. Fever. In: Petersen O, editor. …
_HOST_IN_MARKS = regex(r"(?<=[^》〉\s])\s*[,.]\s*(?=《[^《》]*》[^《》]*$)")  # 深地岩石，《岩石力学》第3期
_ASKED = regex(r"(?<=[?!])\s+(?=[A-Z])")


def _title_and_tail(rest: Piece) -> tuple[Piece, Piece]:
    """The title, in quotes or up to its full stop, and what follows.

    >>> _title_and_tail(Piece.of("Who pays? Tolls and riders. River Works, 11(3)"))[0].printed
    'Who pays? Tolls and riders'
    >>> _title_and_tail(Piece.of("Who pays? River Works, 11(3), 4-9."))[0].printed
    'Who pays?'
    """
    if found := _QUOTES.match(rest.folded):
        return rest.group(found, "title"), rest.cut(found.end())
    if host := _HOST_IN.search(rest.folded) or _HOST_IN_MARKS.search(rest.folded):
        return rest.cut(0, host.start()), rest.cut(host.end())
    parts = publication.segments(rest)
    edited = _EDITED_AGAIN.search(rest.folded)
    if edited and edited.start() < len(parts[0].folded):
        return rest.cut(0, edited.start()), rest.cut(edited.end())
    title = parts[0] if len(parts) > 1 else rest
    # A title may end in ? or !, after which no stop comes; or go on, where another name stands before the numbers.
    asked = _ASKED.search(title.folded)
    if asked and not (_goes_on(title.cut(asked.end())) and _is_named(rest.cut(len(title.folded) + 1))):
        return title.cut(0, asked.start()), rest.cut(asked.end())
    if len(parts) < 2:
        return Piece("", ""), rest
    edition = _EDITION.search(title.folded)
    return (title.cut(0, edition.start()) if edition else title), rest.cut(len(title.folded) + 1)


def _goes_on(text: Piece) -> bool:
    """Whether a stretch up to a stop can be a title's second sentence: several words, none of them abbreviated."""
    return " " in text.folded and "." not in text.folded


def _is_named(tail: Piece) -> bool:
    return bool(re.match(r"\s*[^\W\d_][^\W\d_]", tail.folded))


# 載於白露（主編），鄉村機械的記憶（頁55-78）。臺北市：三川。
_HAN_CHAPTER = regex(
    both_scripts(
        rf"(?:载于?|收[入录]于?|收录?在|见|刊于)?\s*[{HAN}A-Za-z,.;·\s]{{2,80}}?\s*(?:\(\s*(?:主编|编著|合编|编|编辑)\s*\)|(?<=[{HAN}])主编)\s*[,.:]?\s*"
        r"(?P<name>[^()]{2,80}(?:\([^()]*[版册]\))?)\s*[(,]\s*(?:第?[^(),]{1,4}版\s*,\s*)?(?:页|[Pp]{1,2}\.?)\s*(?P<pages>\d+(?:\s*[-~]\s*\d+)?)\s*\)?\s*[.,]?"
    )
)


def _back(tail: Piece) -> Parts:
    """What follows a title, whatever it is: a journal's numbers, a chapter's host, or a book's imprint."""
    tail = tail.strip(" \t.,;、。，；")
    if found := re.match(r"(?:In:\s*|[Ii]n\s+)(?=[A-Z])", tail.folded):
        return _chapter(tail.cut(found.end()))
    if found := _HAN_CHAPTER.match(tail.folded):
        parts = {
            "container": publication.bare_title(tail.group(found, "name")),
            "pages": tail.group(found, "pages").value,
        }
        return parts | _of_book(_back(tail.cut(found.end())))
    degree = thesis.behind(tail)
    if degree is not None:
        return degree
    if numbered := publication.archived(tail) or _patent(tail) or _law_journal(tail) or _report(tail):
        return numbered
    news = publication.newspaper(tail)
    if len(news.get("date", "")) == 10 and "container" in news and not news.keys() & {"volume", "issue"}:
        return news
    numbered = publication.serial(tail)
    counted = numbered.get("volume") or numbered.get("pages") or numbered.get("issue")
    name = numbered.get("container", "")
    if name and counted and (":" not in fold(name) or not publication.book(tail).get("place")):
        return numbered
    parts = publication.book(tail)
    if parts.get("publisher"):
        return parts
    if found := re.fullmatch(r"(?P<place>[^:\d.]{2,40}):\s*(?P<publisher>[^:\d]{2,60}?)[.\s]*", tail.folded):
        return {"place": tail.group(found, "place").value, "publisher": tail.group(found, "publisher").value}
    if found := _PRESS_AND_PLACE.fullmatch(tail.folded):
        return {name: tail.group(found, name).value for name in ("publisher", "place", "year") if found[name]}
    return numbered if numbered.get("container") and numbered.get("year") else {}


# Wiley · Elsevier, Amsterdam · Springer, Heidelberg (2009) · Weir Books, 2010
_PRESS_AND_PLACE = regex(
    rf"(?P<publisher>{_PRESS})(?:,\s*(?P<place>{_CITY}))?(?:\s*[(,]\s*(?P<year>(?:1[5-9]|20)\d\d)\s*\)?)?\.?"
)
# U.S. Patent 3 624 125, Jul. 16, 1990 · US Patent No. 7,204,331 · 中国专利, CN201310123456.7, 2014-05-21
_WESTERN_PATENT = regex(
    r"(?:U\.? ?S\.?|European|Eur\.|Japanese|Chinese) Patent (?:No\. )?(?P<number>\d[\d ,]{4,12}\d(?: ?[A-Z]\d)?)"
)
_HAN_PATENT = regex(both_scripts(rf"[{HAN}]{{0,8}}专利"))


def _patent(tail: Piece) -> Parts:
    """Number and date of a patent whose kind is named, empty for anything else.

    >>> _patent(Piece.of("U.S. Patent 3 624 125, Jul. 16, 1990.")), _patent(Piece.of("Nature, 123456, 1990"))
    ({'number': '3 624 125', 'year': '1990', 'date': '1990-07-16'}, {})
    """
    if found := _WESTERN_PATENT.match(tail.folded):
        return {"number": tail.group(found, "number").value} | publication.dated(tail.cut(found.end()))
    return patent.issued(tail) if _HAN_PATENT.match(tail.folded) else {}


# Forest Serv., Harrow, UK, Tech. Rep. 12, 2003
_REPORT = regex(
    rf"(?P<publisher>[^,:\d]{{2,60}}),\s*(?P<place>{_CITY}),\s*"
    r"(?:Tech\.|Technical|Res\.|Research)?\s*Rep(?:ort|\.)\s*(?:[Nn]o\.\s*)?"
    r"(?P<number>[\w/-]+),\s*(?:[A-Z][a-z]{2,8}\.?\s+)?(?P<year>(?:19|20)\d\d)\.?"
)


def _report(tail: Piece) -> Parts:
    """A report as IEEE cites it, empty for anything else.

    >>> _report(Piece.of("River Serv., Harrow, UK, Tech. Rep. TR-12, Apr. 2003."))
    {'publisher': 'River Serv.', 'place': 'Harrow, UK', 'number': 'TR-12', 'year': '2003'}
    """
    return _as_told(_REPORT, tail)


# 12 River L. Rev. 33, 45 (2001): the volume before the name, the first page, and the page that is cited
_BLUEBOOK = regex(
    r"(?P<volume>\d{1,4}) (?P<container>[A-Z][^\d,()]{2,80}?) (?P<pages>\d{1,5})(?:, \d+(?:-\d+)?)?"
    r"(?:,? (?:& )?nn?\. ?\d+)? \((?:[A-Z][a-z]{2,8}\.? )?(?P<year>(?:19|20)\d\d)\)\.?"
)


def _law_journal(tail: Piece) -> Parts:
    """What American law journals are cited by, empty for anything else.

    >>> _law_journal(Piece.of("12 River L. Rev. 33, 45 (2001)."))
    {'volume': '12', 'container': 'River L. Rev.', 'pages': '33', 'year': '2001'}
    """
    return _as_told(_BLUEBOOK, tail)


def _as_told(pattern: re.Pattern[str], tail: Piece) -> Parts:
    """The parts that a pattern names, as printed, where it is all of a tail; else empty."""
    found = pattern.fullmatch(tail.folded)
    return {name: tail.group(found, name).printed for name in found.groupdict()} if found else {}


# Law Review · L. Rev. · L.J. · Journal of Law: without quotes only the name shows where a title ends
_LAW_JOURNAL = regex(r"\b(?:Law|L\.|L\.? ?J\.|Rev\.|Review|Journal|Jurist|Stud\.|Q\.|Quarterly)(?=\W|$)")


_ANOTHER_IN_NOTE = regex(r"(?<=\d\d\d\d\));")  # 45 (2001); Lu Bai, Tolls, …
_KIND_OF_ARTICLE = regex(r"(?:Note|Comment|Essay|Book Review),\s*(?=[A-Z])")


def _reviewed(entry: Piece) -> Found:
    """An article as American law journals cite it, where commas part authors, title and journal.

    >>> who, parts = _reviewed(Piece.of("Lena Kerr, Weirs, Tolls and Law, 12 River L. Rev. 33, 45 (2001)."))
    >>> who.authors, who.title.printed, parts["container"], parts["pages"]
    (('Lena Kerr',), 'Weirs, Tolls and Law', 'River L. Rev.', '33')
    """
    if another := _ANOTHER_IN_NOTE.search(entry.folded):
        entry = entry.cut(0, another.start())
    for comma in re.finditer(r",\s*(?=\d)", entry.folded):
        parts = _law_journal(entry.cut(comma.end()))
        if not parts or not _LAW_JOURNAL.search(parts["container"]):
            continue
        names, end = latin_names.before_comma(entry.cut(0, comma.start()))
        title = entry.cut(end, comma.start()).strip()
        if what := _KIND_OF_ARTICLE.match(title.folded):
            title = title.cut(what.end())
        return (Byline(names, title), parts) if names and title else None
    return None


def _of_book(parts: Parts) -> Parts:
    return {name: value for name, value in parts.items() if name in ("place", "publisher", "year")}


# . 3rd ed. London: Churchill; 2009 · . Harrow: Weir Books: behind the name of a book
_IMPRINT_BEHIND = regex(rf"\.\s+(?:{_NTH} ed(?:n|ition)?\b\.?,?\s+)?(?={_CITY}:\s|{_PRESS}(?:,\s*{_CITY})?\s*$)")
_EDITED = regex(r",?\s*edited by [^\d:]{3,120}?(?=,\s*\d|\.\s|\s\()", re.IGNORECASE)
# (pp. 45–67) · , pp. 45–67 · , 112–38. : of a chapter
_CHAPTER_PAGES = regex(
    r"[,(.]\s*(?:(?:\d\w* ed\.|Vol\. \d+), )*(?:pp?\.\s*(?P<p>\d+(?:\s*-\s*\d+)?)\)?|(?P<bare>\d+\s*-\s*\d+)(?=\.\s))"
)


def _upto(sign: str, piece: Piece) -> int | None:
    """Where a sign stands, None where it does not."""
    return piece.folded.find(sign) if sign in piece.folded else None


def _chapter(tail: Piece) -> Parts:
    """``Brown B (Ed.), Handbook of X (pp. 45–67). New York: Wiley.``

    >>> _chapter(Piece.of("Handbook of X, edited by Bob Brown, 45–67. Harrow: Weir Books, 2009."))
    {'pages': '45–67', 'container': 'Handbook of X', 'place': 'Harrow', 'publisher': 'Weir Books', 'year': '2009'}
    """
    if edited := _EDITED.search(tail.folded):
        tail = Piece(*(text[: edited.start()] + text[edited.end() :] for text in (tail.printed, tail.folded)))
    parts: Parts = {}
    if pages := _CHAPTER_PAGES.search(tail.folded):
        parts["pages"] = tail.group(pages, "p" if pages["p"] else "bare").value
        tail_after = tail.cut(pages.end()).strip()
        name = tail.cut(0, pages.start())
    else:
        cut = publication.segments(tail)
        name, tail_after = cut[0], tail.cut(len(cut[0].folded) + 1).strip()
    names, end = latin_names.people(name)
    if names and re.search(r"\(?[Ee]d(?:s|itors?)?\.?\)?", name.folded[max(0, end - 9) : end + 8]):
        name = name.cut(end).strip(" .,()")
    if imprint := _IMPRINT_BEHIND.search(name.folded):  # 'in Bai, Q. (ed.) Rivers. London: Faber, pp. 3–9'
        name, tail_after = name.cut(0, imprint.start()), name.cut(imprint.end())
    parts["container"] = name.cut(0, _upto(";", name)).value
    back = _back(tail_after)
    parts = {"pages": back["pages"]} | parts if "pages" in back and "publisher" in back else parts
    book = _of_book(back)
    if not book and pages and re.fullmatch(r"[A-Z][^\d:.,()]{2,40}\.?", tail_after.folded):
        book = {"publisher": tail_after.value}  # (pp. 12–30). Guilford.
    return parts | book


# J. A. Smith and B. Brown, "Title," Journal, vol. 12, … · Smith, John. "Title." Journal 12, no. 3 (2010): 45–67.
def _quoted(entry: Piece) -> Found:
    found = re.search(r"[\"“](?P<title>.{4,300}?)[,.?!]?[\"”]\s*[,.]?\s*", entry.folded)
    if not found or found.start() > 200:
        return None
    head = entry.cut(0, found.start()).strip()
    names = entry_authors.whole(head)
    if head and not names:
        return None
    title = entry.group(found, "title")
    if entry.folded[found.end("title") : found.end("title") + 1] in "?!":
        title = entry.cut(found.start("title"), found.end("title") + 1)
    tail = entry.cut(found.end())
    if noted := _noted_host(tail):
        return Byline(names, title), noted
    if (host := re.match(r"(?:in|presented at(?: the)?)\s+(?=[A-Z])", tail.folded)) and not _EDITED.search(tail.folded):
        return Byline(names, title), _proceedings(tail.cut(host.end()))
    parts = _back(tail)
    return Byline(names, title), parts if parts.keys() & {"container", "publisher", "number"} else {}


# , ed. Lena Kerr and Lu Bai · , trans. L. Kerr, 2nd ed. · , eds. L. Kerr, Q. Bai, and P. Okafor: behind a book's name
_BY_OTHERS = (
    r"(?:,\s*(?:(?:eds?|trans|[Ee]dited by|[Tt]ranslated by)\b\.?(?: and (?:eds?|trans)\.)?(?: by)?"
    rf" (?=[A-Z])[^():\d]{{3,120}}?|{_NTH} ed\b\.?))"
)
# in Everyday Gauges, ed. Lena Kerr (Harrow: Weir Books, 2003), 77–81.
_NOTED_HOST = regex(
    r"(?:trans\. [A-Z][^():\d,]{3,60},\s*)?in\s+(?:[A-Z][^():\d]{2,60}?(?: \(eds?\.\)|, eds?\.),\s*)?"
    rf"(?P<container>[A-Z\d][^()]{{2,200}}?){_BY_OTHERS}{{0,2}}(?:,\s*vol\.\s*(?P<volume>\d+))?"
    r"(?:,\s*(?:ed|trans)\. [A-Z][^():\d]{3,80}?)?"
    r"\s*\((?P<imprint>[^():;]{2,60}:\s*[^():]{2,80},\s*(?:1[5-9]|20)\d\d)\)"
    r"(?:\s*,\s*(?:pp?\.\s*)?(?P<pages>\d+(?:\s*-\s*\d+)?))?[\s.]*"
)
# in Everyday Gauges, ed. Lena Kerr, 77–81.
_NOTED_EDITOR = regex(rf"in\s+(?P<container>[A-Z\d][^():]{{2,200}}?){_BY_OTHERS},\s*(?P<pages>\d+\s*-\s*\d+)[\s.]*")


def _noted_host(tail: Piece) -> Parts:
    """The book that a chapter in a note stands in, with its imprint in brackets; empty for anything else.

    >>> _noted_host(Piece.of("in Gauges, ed. Lena Kerr (Harrow: Weir Books, 2003), 77–81."))
    {'container': 'Gauges', 'pages': '77–81', 'place': 'Harrow', 'publisher': 'Weir Books', 'year': '2003'}
    """
    found = _NOTED_HOST.fullmatch(tail.folded) or _NOTED_EDITOR.fullmatch(tail.folded)
    if not found:
        return {}
    named = {name: tail.group(found, name).value for name in found.groupdict() if found[name]}
    return named | _of_book(publication.book(Piece.of(named.pop("imprint", ""))))


# pp. 45–67 · 2010 · Jun. 2010 · vol. 3: what ends the name and place of a meeting
_OF_MEETING = regex(r",\s*(?:(?:[A-Z][a-z]{2,8}\.?[ -]?)?(?:\d|pp?\.|vol\.|no\.|Art)|ser\.)")


_MEETING_EDITED = regex(rf",\s*[A-Z][^,:]{{2,80}},\s*Eds?\.,?\s*(?:{_NTH} ed\.,?\s*)?")  # , J. Peters and L. Kerr, Eds.


def _proceedings(tail: Piece) -> Parts:
    """``Proc. IEEE Conf. X, New York, NY, USA, 2010, pp. 45–67.``: the host's name ends where the numbers begin."""
    parts: Parts = {}
    if found := re.search(r"pp?\.\s*(?P<p>\d+(?:\s*-\s*\d+)?)", tail.folded):
        parts["pages"] = tail.group(found, "p").value
    if years := re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", tail.folded):
        parts["year"] = years[-1]
    if edited := _MEETING_EDITED.search(tail.folded):
        parts |= _of_book(publication.book(tail.cut(edited.end())))
        tail = tail.cut(0, edited.start() + 1)
    if found := _OF_MEETING.search(tail.folded) or re.search(r",\s*$", tail.folded):
        parts |= publication.meeting(tail.cut(0, found.start()))
    return parts


# Smith JA, Brown B. Title. J Med. 2010;12(3):45-67. · 李熙. 题. 党政干部论坛, 2007(S2). · Smith J. Title. Nature 12,
# 45–67 (2010).
def _stopped(entry: Piece) -> Found:
    who = entry_authors.split(entry)
    if not who.authors or not who.sure:
        return None
    title, tail = _title_and_tail(who.title)
    if not title or not tail or len(title.strip().folded) < 4:
        return None
    degree = thesis.titled(title)
    title, parts = (degree[0], thesis.conferred(tail) | degree[1]) if degree else (title, _back(tail))
    if not parts.get("year") or not parts.keys() & {"publisher", "issue", "pages", "volume", "number", "date"}:
        return None
    return Byline(who.authors, title), parts


# (Harrow: Weir Books, 1997), pp. 31–36. · 3rd ed. Harrow: Weir Books, 2011, pp. 44–51. · . Harrow: Weir Books, 2011.
# , Elsevier, Amsterdam, 2016.
_NOTED_IMPRINT = regex(
    rf"\s*(?:,\s*(?:{_NTH} ed\.?,\s*)?(?P<listed>{_PRESS}(?:,\s*{_CITY})?,\s*(?:1[5-9]|20)\d\d)|"
    r"\((?:[^()]*;\s*)?(?P<inside>[^():;]{2,60}:\s*[^():]{2,80},\s*(?:1[5-9]|20)\d\d)\)"
    rf"|(?<![A-Z])[,.]\s*(?:vol\.\s*(?P<volume>\d+),\s*)?(?:\(?{_NTH} ed(?:n|ition)?\.\)?,?\s*)?(?P<behind>{_CITY}:"
    r"\s*[^():,]{2,80}(?:,\s*(?:Inc|Ltd|LLC|Co)\.?)?,\s*(?:1[5-9]|20)\d\d))"
    r"(?:\s*,\s*ch\.\s*\d+)?(?:\s*,\s*(?:pp?\.\s*)?(?P<pages>\d+(?:\s*-\s*\d+)?))?\s*\.?\s*$"
)


# Zeolites, 2nd ed.; Weir Books: Harrow, 2010; pp 12–19.
_CHEMISTS_IMPRINT = regex(
    rf"(?:,\s*{_NTH} ed\.)?;\s*(?P<publisher>[A-Z][^:;()]{{1,60}}):\s*(?P<place>{_CITY}),\s*(?P<year>(?:1[5-9]|20)\d\d)"
    r"(?:;\s*(?:Vol\. \d+,\s*)?pp?\.?\s*(?P<pages>\d+(?:\s*-\s*\d+)?))?\s*\.?\s*$"
)


def _chemists_book(entry: Piece) -> Found:
    """A book in ACS style, where the publisher stands before the place.

    >>> _chemists_book(Piece.of("Kerr, L. M. Zeolites, 2nd ed.; Weir Books: Harrow, 2010; pp 12–19."))[1]
    {'publisher': 'Weir Books', 'place': 'Harrow', 'year': '2010', 'pages': '12–19'}
    """
    imprint = _CHEMISTS_IMPRINT.search(entry.folded)
    if not imprint:
        return None
    who = entry_authors.split(entry.cut(0, imprint.start()))
    if not who.authors or not who.title:
        return None
    return who, {
        name: entry.group(imprint, name).value for name in ("publisher", "place", "year", "pages") if imprint[name]
    }


_OTHERS_BEHIND = regex(rf"{_BY_OTHERS}{{1,2}}$")
# 'The Tide Board', in Everyday Gauges
_SINGLE_QUOTES = regex(r"['‘](?P<title>[^'‘’]{4,200}),?['’],? in (?P<container>[A-Z].{3,200})")
_IN_A_BOOK = regex(r"(?:^|,\s*)in:\s+")


def _noted(entry: Piece) -> Found:
    """A book in a footnote or in IEEE's list, where a comma parts authors and title.

    >>> _noted(Piece.of("Lena Kerr, The Ferry and the Fair (Harrow: Weir Books, 1997), pp. 31–36."))[0].title.printed
    'The Ferry and the Fair'
    """
    imprint = _NOTED_IMPRINT.search(entry.folded)
    if not imprint:
        return None
    names, end = latin_names.before_comma(entry.cut(0, imprint.start()))
    title = entry.cut(end, imprint.start()).strip()
    if not names or not title:
        return None
    kind = next(name for name in ("listed", "inside", "behind") if imprint[name])
    if kind == "inside" and (others := _OTHERS_BEHIND.search(title.folded)):
        title = title.cut(0, others.start())
    hosted = _SINGLE_QUOTES.fullmatch(title.folded)
    printed = entry.group(imprint, kind)
    parts = (
        (_back(printed.cut(0, -6)) | {"year": printed.folded[-4:]}) if kind == "listed" else publication.book(printed)
    )
    parts |= {name: entry.group(imprint, name).value for name in ("pages", "volume") if imprint[name]}
    if host := _IN_A_BOOK.search(title.folded):  # L. Kerr, in: L. Bai (Ed.), Forests, Elsevier, Amsterdam, 2003
        parts |= {"container": _chapter(title.cut(host.end()))["container"]}
        title = title.cut(0, host.start())
    if hosted:
        parts["container"] = title.group(hosted, "container").value
        title = title.group(hosted, "title")
    return (Byline(names, title), parts) if "publisher" in parts else None


# …, J. Tidal Eng. 41 (2019) 88–97. · …, Tidal Lett. 77, 3865 (1996). · …, Tidal Lett., 2010, 46, 123–125.
_JOURNAL_LAST = regex(
    r",\s*(?P<journal>(?P<name>[^\W\d_][^,\d]{1,80}?)(?:"
    r",?\s+\d{1,4}[A-Z]?\s*(?:\(\w{1,4}\)\s*)?\((?:1[5-9]|20)\d\d\)\s*[,:]?\s*[A-Z]?\d+(?:\s*-\s*[A-Z]?\d+)?"
    r"|,?\s+\d{1,4}[A-Z]?,\s*[A-Z]?\d+(?:\s*-\s*[A-Z]?\d+)?\s*\((?:1[5-9]|20)\d\d\)"
    r"|,?\s+(?:1[5-9]|20)\d\d,\s*\d{1,4}(?:\(\w{1,4}\))?,\s*[A-Z]?\d+(?:\s*-\s*[A-Z]?\d+)?))[.,\s]*$"
)


def _untitled(entry: Piece) -> Found:
    """Elsevier's and chemists' lists: commas throughout, and often no title.

    >>> who, parts = _untitled(Piece.of("L. Kerr, Q. Bai, J. Tidal Eng. 41 (2019) 88–97."))
    >>> who.authors, who.title.printed, parts["container"], parts["volume"]
    (('L. Kerr', 'Q. Bai'), '', 'J. Tidal Eng.', '41')
    """
    last = _JOURNAL_LAST.search(entry.folded)
    if not last:
        return None
    head = entry.cut(0, last.start())
    names, end = latin_names.people(head)
    if (
        not names
        or not all(re.match(r"[^\W\d_]\.", name) for name in names)
        or head.folded[end:].strip()[:1] not in ("", ",")
    ):
        return None
    parts = publication.serial(entry.group(last, "journal"))
    name = entry.group(last, "name").value
    # The stop of an abbreviation belongs to the name.
    stop = "." if entry.folded[last.end("name") - 1 : last.end("name")] == "." else ""
    return (Byline(names, head.cut(end).strip()), parts | {"container": name + stop}) if "volume" in parts else None
