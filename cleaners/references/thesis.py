"""A thesis in an entry without a type mark: the degree behind its title, and the school that gave it."""

from __future__ import annotations

import re

from cleaners.chinese.scripts import both_scripts
from cleaners.patterns import regex
from cleaners.references import publication
from cleaners.references.folded_text import Piece
from cleaners.references.publication import Parts

# Doctoral dissertation · Unpublished master's thesis · Ph.D. dissertation · M.S. thesis · PhD diss. · 未出版之碩士論文
_DEGREE = both_scripts(
    r"(?:(?i:unpublished )?(?:(?i:doctoral|doctorate|master|bachelor|honou?rs|postgraduate)(?:[’']?s)?"
    r"|Ph\.? ?D\.?|D\.? ?Phil\.?"
    r"|[MB]\.? ?(?:S|Sc|A|Phil|Eng|Ed)\.?(?: ?c\.)?|Ed\.? ?D\.?) (?i:(?:degree )?(?:thesis|dissertation|diss\.))"
    r"|(?i:thesis|dissertation)|(?:未出版|未发表|未刊)?[之的]?[硕博学]士(?:学位)?论文)"
)
# …（未出版之碩士論文）· … [dissertation] · … (Doctoral dissertation, University of Harrow): behind a title
_IN_BRACKETS = regex(rf"\s*[\[(]\s*{_DEGREE}(?:\s*,\s*(?P<school>[^()\[\]]{{3,120}}))?\s*[\])]\s*\.?\s*$")
# Dept. Civil Eng., Ph.D. dissertation, · School of Law, : before the degree may stand who taught it
_FACULTIES = (
    r"(?:(?:Dept\b|Dep\b|Department|Faculty|Fac\b|School|Div\b|Division)[^,;:\d\"“”]{3,60},\s*){0,2}"
    r"(?:(?:[A-Z][\w.]*,? (?:of |and |for )?){0,6}(?:Univ|Colleg|Institut|Polytechnic)[^,;:\d\"“”]{0,60},\s*"
    r"(?:[A-Z][^,;:\d\"“”]{1,30},\s*){0,3})?"
)
_IN_FRONT = regex(rf"(?P<before>{_FACULTIES}){_DEGREE}\s*[,.:]\s*")
_SCHOOL = regex(
    both_scripts(r"Univ|Colleg|Inst\b|Institut|Academy|Polytechnic|ETH|School|大学|学院|研究院|研究所|科学院|党校"),
    re.IGNORECASE,
)
_FACULTY = regex(r"(?:Dept|Dep\b|Department|Faculty|Fac\b|School|Div\b|Division)", re.IGNORECASE)
_YEAR = regex(r"(?:[A-Z][a-z]{2,8}\.? )?(?:1[5-9]|20)\d\d")


def titled(title: Piece) -> tuple[Piece, Parts] | None:
    """The title without a degree in brackets behind it, and the school that the brackets name; None for no thesis.

    >>> title, parts = titled(Piece.of("Ferries at dusk (Doctoral dissertation, University of Harrow)"))
    >>> title.printed, parts, titled(Piece.of("On the thesis (a reply)"))
    ('Ferries at dusk', {'publisher': 'University of Harrow'}, None)
    """
    found = _IN_BRACKETS.search(title.folded)
    return (title.cut(0, found.start()), conferred(title.group(found, "school"))) if found else None


def behind(tail: Piece) -> Parts | None:
    """School, place and year of a tail that opens with a degree, or who taught it and the degree, None for any other.

    >>> behind(Piece.of("Ph.D. dissertation, Dept. Civil Eng., Univ. of Ghent, Ghent, Belgium, 2012."))
    {'publisher': 'Univ. of Ghent', 'place': 'Ghent, Belgium', 'year': '2012'}
    >>> behind(Piece.of("Dept. Civil Eng., Univ. of Ghent, Ghent, Belgium, Ph.D. dissertation, 2012."))
    {'publisher': 'Univ. of Ghent', 'place': 'Ghent, Belgium', 'year': '2012'}
    >>> behind(Piece.of("Thesis Letters, 12(3), 4-9"))
    """
    found = _IN_FRONT.match(tail.folded)
    if not found:
        return None
    before, after = tail.group(found, "before"), tail.cut(found.end())
    return conferred(Piece(before.printed + after.printed, before.folded + after.folded))


def conferred(tail: Piece) -> Parts:
    """Who gave the degree, where and when.

    >>> conferred(Piece.of("國立江城大學，高雄市。"))
    {'publisher': '國立江城大學', 'place': '高雄市'}
    >>> conferred(Piece.of("Harrow: Harrow College; 2010."))
    {'place': 'Harrow', 'publisher': 'Harrow College', 'year': '2010'}
    """
    tail = tail.strip()
    if ":" in tail.folded:
        return publication.book(tail)
    pieces = [tail.cut(*found.span()) for found in re.finditer(r"[^,;]+", tail.folded)]
    years = [piece for piece in pieces if _YEAR.fullmatch(piece.strip().folded)]
    named = [piece for piece in pieces if piece and piece not in years]
    schools = [i for i, piece in enumerate(named) if _SCHOOL.search(piece.folded) and not _is_faculty(piece)]
    if not schools:
        return {}
    school, places = named[schools[0]], named[schools[0] + 1 :]
    parts: Parts = {"publisher": school.strip(" ").printed.rstrip("。")}
    if places and len(places) <= 3 and not any(re.search(r"\d|\b(?:and|of)\b", place.folded) for place in places):
        parts["place"] = ", ".join(place.value for place in places)
    if years:
        parts["year"] = years[-1].strip().folded[-4:]
    return parts


def _is_faculty(piece: Piece) -> bool:
    """Dept. Civil Eng. · School of Law, and not Harrow School of Law."""
    return bool(_FACULTY.match(piece.strip().folded))
