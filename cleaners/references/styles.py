"""Entries without a GB/T 7714 type mark: APA, Harvard, IEEE, MLA, Chicago, Vancouver, Nature; 《》 is in footnote.py.

An entry is only taken apart where one of these styles covers it; anything else stays raw.
"""

from __future__ import annotations

import re

from cleaners.patterns import regex
from cleaners.references import author_date, entry_authors, footnote, latin_names, publication
from cleaners.references.entry_authors import Byline
from cleaners.references.folded_text import Piece
from cleaners.references.publication import Parts

Found = footnote.Found

# What platforms print behind an entry: [PMC free article] [PubMed] [Google Scholar] PMID: 12345678
_LINKS = regex(
    r"\s*\b(?:PMID|PMCID)\s*:\s*(?:PMC)?\d+\.?|"
    r"\s*\[\s*(?:PMC free article|PubMed|Google Scholar|DOI|Cross ?Ref|View Article|Web of Science|ISI)\s*\]",
    re.IGNORECASE,
)


def _without_links(entry: Piece) -> Piece:
    while found := _LINKS.search(entry.folded):
        entry = Piece(*(text[: found.start()] + text[found.end() :] for text in (entry.printed, entry.folded)))
    return entry


def parse(entry: Piece) -> Found:
    """Byline and parts of an unmarked entry, None where no style covers it."""
    net, entry = publication.online(_without_links(entry))
    for style in (footnote.parse, _author_year, _author_date, _quoted, _stopped):
        found = style(entry)
        if found and found[0].title and found[0].sure:
            who, parts = found
            parts = parts | net
            if "year" not in parts and "date" in net:
                parts["year"] = net["date"][:4]
            return who, parts
    return None


# Smith, J. A., & Brown, B. (2010). Title. Journal, 12(3), 45–67. · 林家宝 (2009) 题名. 刊名, 2, 12-15.
_YEAR_PAREN = regex(r"\(\s*(?P<year>(?:1[5-9]|20)\d\d)[a-z]?(?:\s*,\s*[A-Z][a-z]+\.?(?: \d{1,2})?)?\s*\)\s*[.,:]?\s*")


def _author_year(entry: Piece) -> Found:
    found = _YEAR_PAREN.search(entry.folded)
    if not found or not 3 < found.start() < 250:
        return None
    head, rest = entry.cut(0, found.start()), entry.cut(found.end())
    names, end = latin_names.people(head)
    if not names or head.folded[end:].strip(" .,"):
        names = entry_authors.people(head.strip())
    if not names:
        text = head.strip()
        if re.search(r"[,;\"“?]", text.folded) or re.search(r"\d", text.folded) or len(text.folded) > 60:
            return None
        names = (text.value,)
    title, tail = _title_and_tail(rest)
    if not title or not tail:
        return None
    return Byline(names, title), _back(tail) | {"year": found["year"]}


# Okafor, P. 2018. Title. London: Press. · Kerr, L., and P. Bai. 2019. “Title.” Journal 16 (1): 5–24.
# 柳如烟. 2014. 题. 广州: 岭外出版社.
def _author_date(entry: Piece) -> Found:
    dated = author_date.opening(entry)
    if not dated:
        return None
    title, tail = _title_and_tail(dated.rest)
    if not title or not tail:
        return None
    parts = _back(tail)
    if not author_date.agrees(parts, dated.year):
        return None
    if "year" not in parts:
        parts = _back(author_date.with_year(tail, dated.year)) or parts
    if not parts.keys() & {"publisher", "volume", "issue", "pages"}:
        return None
    return Byline(dated.authors, title), parts | {"year": dated.year}


_QUOTES = regex(r"\s*(?P<open>[\"“‘'])(?P<title>.{4,300}?)[,.?!]?[\"”’'][.,]?(?=\s|,|$)\s*")


def _title_and_tail(rest: Piece) -> tuple[Piece, Piece]:
    """The title, in quotes or up to its full stop, and what follows."""
    if found := _QUOTES.match(rest.folded):
        return rest.group(found, "title"), rest.cut(found.end())
    parts = publication.segments(rest)
    if len(parts) < 2:
        stop = re.search(r"[?!]\s+(?=[A-Z])", rest.folded)
        return (rest.cut(0, stop.start() + 1), rest.cut(stop.end())) if stop else (Piece("", ""), rest)
    title = parts[0]
    # A title may end in ? or !, after which no stop comes.
    if stop := re.search(r"(?<=[?!])\s+(?=[A-Z])", title.folded):
        return title.cut(0, stop.start()), rest.cut(stop.end())
    edition = re.search(r"\s*\((?:\d+(?:st|nd|rd|th)|[Rr]ev\.?) ed\.?\)\s*$", title.folded)
    return (title.cut(0, edition.start()) if edition else title), rest.cut(len(title.folded) + 1)


def _back(tail: Piece) -> Parts:
    """What follows a title, whatever it is: a journal's numbers, a chapter's host, or a book's imprint."""
    tail = tail.strip(" \t.,;、。，；")
    if found := re.match(r"In:?\s+", tail.folded):
        return _chapter(tail.cut(found.end()))
    numbered = publication.serial(tail)
    counted = numbered.get("volume") or numbered.get("pages") or numbered.get("issue")
    name = numbered.get("container", "")
    if name and counted and (":" not in name or not publication.book(tail).get("place")):
        return numbered
    parts = publication.book(tail)
    if parts.get("publisher"):
        return parts
    if found := re.fullmatch(r"(?P<place>[^:\d.]{3,40}):\s*(?P<publisher>[^:\d]{3,60}?)[.\s]*", tail.folded):
        return {"place": tail.group(found, "place").value, "publisher": tail.group(found, "publisher").value}
    if re.fullmatch(
        r"[^:\d,.]*(?:Press|Publish\w*|Wiley|Springer|Elsevier|Routledge|Sage|SAGE|Books)[^:\d,.]*\.?", tail.folded
    ):
        return {"publisher": tail.value}
    return numbered if numbered.get("container") and numbered.get("year") else {}


def _chapter(tail: Piece) -> Parts:
    """``Brown B (Ed.), Handbook of X (pp. 45–67). New York: Wiley.``"""
    parts: Parts = {}
    if pages := re.search(r"[,(]\s*(?:\d+\w* ed\., )?pp?\.\s*(?P<p>\d+(?:\s*-\s*\d+)?)\)?", tail.folded):
        parts["pages"] = tail.group(pages, "p").value
        tail_after = tail.cut(pages.end()).strip()
        name = tail.cut(0, pages.start())
    else:
        cut = publication.segments(tail)
        name, tail_after = cut[0], tail.cut(len(cut[0].folded) + 1).strip()
    names, end = latin_names.people(name)
    if names and re.search(r"\(?[Ee]ds?\.?\)?", name.folded[max(0, end - 8) : end + 8]):
        name = name.cut(end).strip(" .,()")
    parts["container"] = name.value
    return parts | {k: v for k, v in _back(tail_after).items() if k in ("place", "publisher", "year")}


# J. A. Smith and B. Brown, "Title," Journal, vol. 12, … · Smith, John. "Title." Journal 12, no. 3 (2010): 45–67.
def _quoted(entry: Piece) -> Found:
    found = re.search(r"[\"“](?P<title>.{4,300}?)[,.?!]?[\"”]\s*[,.]?\s*", entry.folded)
    if not found or found.start() > 200:
        return None
    head = entry.cut(0, found.start()).strip()
    names, end = latin_names.people(head)
    if head and (not names or head.folded[end:].strip(" .,")):
        if not (inverted := latin_names.first_inverted(head)):
            return None
        names = inverted
    title = entry.group(found, "title")
    if entry.folded[found.end("title") : found.end("title") + 1] in "?!":
        title = entry.cut(found.start("title"), found.end("title") + 1)
    tail = entry.cut(found.end())
    if host := re.match(r"in\s+(?=[A-Z])", tail.folded):
        name = publication.segments(tail.cut(host.end()))
        del name
        return Byline(names, title), _proceedings(tail.cut(host.end()))
    parts = _back(tail)
    return (Byline(names, title), parts) if parts.get("container") or parts.get("publisher") else None


def _proceedings(tail: Piece) -> Parts:
    """``Proc. IEEE Conf. X, New York, NY, USA, 2010, pp. 45–67.``: the host's name ends where the numbers begin."""
    parts: Parts = {}
    if found := re.search(r"pp?\.\s*(?P<p>\d+(?:\s*-\s*\d+)?)", tail.folded):
        parts["pages"] = tail.group(found, "p").value
    if years := re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", tail.folded):
        parts["year"] = years[-1]
    if found := re.match(r"[^,]{5,200}?(?=,)", tail.folded):
        parts["container"] = tail.group(found).value
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
    parts = _back(tail)
    if not parts.get("year") or not (
        parts.get("publisher") or parts.get("issue") or parts.get("pages") or parts.get("volume")
    ):
        return None
    return Byline(who.authors, title), parts
