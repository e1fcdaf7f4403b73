"""Names in Latin letters at the front of a stretch: how a name is written, and where a list of them ends."""

from __future__ import annotations

import re

from cleaners.patterns import regex
from cleaners.references.folded_text import Piece

_UPPER = "A-ZÀ-ÖØ-Þ" + "".join(filter(str.isupper, map(chr, range(0x100, 0x250))))  # Š Ł İ: of Latin letters only
# One author of a Latin list. Family names may have particles (van der Hoek, VAN DER HOEK, d'Arco, Ó Briain), hyphens,
# apostrophes.
_FAMILY = (
    r"(?:(?i:van|von|vom|zu|zur|de|der|den|di|da|del|della|dalla|la|le|du|dos|das|ten|ter|te|el|al|bin|ibn|abu|st\.?|san"
    r"|mac|af|av|o|ó|ní)[ \-'’]|['’]t |[dl]['’]){0,3}(?![a-zß-ÿ])[^\W\d_](?:[^\W\d_]|['’\-](?=[^\W\d_]))+"
)
# One sign parts the initials of a name, so the stop of "Smith J A. N uptake", "Bai L. A study" and "Kerr L. U.S. law"
# ends the name.
_INITIALS = rf"[{_UPPER}](?:[ \-]{{0,2}}[{_UPPER}]){{0,3}}(?![^\W\d_])"
_STOPPED_INITIALS = rf"[{_UPPER}](?:(?:\. -?[{_UPPER}]){{1,3}}|(?:\.-?[{_UPPER}]){{1,3}})(?![^\W\d_])"
_DOTTED = rf"[{_UPPER}]\.(?:[ \-]{{0,2}}[{_UPPER}]\.){{0,3}}"
_SUFFIX = r"(?:,? (?:Jr|Sr|II|III)(?![^\W\d_])\.?)?"  # not the front of Srivatsan
_SURNAME = rf"{_FAMILY}(?: (?:[yie] )?{_FAMILY})?"
# E W · O Y J: a family name of one letter, which its place in a list shows
_SINGLE = rf"[{_UPPER}] [{_UPPER}](?: ?[{_UPPER}])?(?=\s*(?:[.,;]|$))"
# What shows that the last letter of "Smith J. A" is an initial: its own stop, another name, et al., a year, a colon;
# in "Kerr L. E. coli" and "Kerr L.E.coli" the stop belongs to a species, in "Kerr L.E.pH of rivers" it does not.
_NAME_ENDS = (
    rf"(?=\.(?!-?[{_UPPER}]\b|\s+(?!et\b)[a-zß-ÿ]|(?!et\b)[a-zß-ÿ]{{2}})"
    rf"|\s*:|\s*\((?:1[5-9]|20)\d\d|\s*[,;]?\s*et\.? ?al\b"
    rf"|\s*[,;]\s*{_FAMILY},? [{_UPPER}]|\s*$)"
)
_APA = rf"(?P<apa>{_SURNAME}, ?{_DOTTED}{_SUFFIX})"
_IEEE = rf"(?P<ieee>{_DOTTED} ?{_SURNAME}{_SUFFIX})"
_IN_FULL = rf"{_FAMILY}(?: [{_UPPER}]\.?){{0,3}}(?: {_FAMILY}){{1,2}}"
_FULL = rf"(?P<full>{_IN_FULL})"
_LISTED = rf"{_SURNAME} {_DOTTED}(?=\s*(?:,|;|and\b|&|et al))"
_BARE = rf"{_SURNAME} {_INITIALS}{_SUFFIX}"
_FIRST_SINGLE = rf"{_SINGLE}(?=, {_BARE})"
_OPEN = rf"{_SURNAME} {_STOPPED_INITIALS}{_NAME_ENDS}{_SUFFIX}"
_LATIN = regex(rf"(?:{_APA}|{_IEEE}|(?P<gb>{_LISTED}{_SUFFIX}|{_OPEN}|{_BARE}|{_FIRST_SINGLE})|{_FULL})")
# Kerr L, Bai Q. A. M. Ivanov in exile: behind a name with bare initials stands another such name.
_LATIN_BARE = regex(rf"(?:{_APA}|{_IEEE}|(?P<gb>{_LISTED}{_SUFFIX}|{_BARE}|{_SINGLE})|{_FULL})")
# Lena Kerr, Peter J. Okafor, and Lu Bai: behind a name in full "Peter J" is none.
_LATIN_FULL = regex(rf"(?:{_FULL}|{_APA}|{_IEEE}|(?P<gb>{_LISTED}{_SUFFIX}|{_BARE}))")
# Meng, Zhi-Qiu; Bai, Lu C.; and Kerr, Lena: semicolons part the names, a comma stands within each.
_GIVEN = rf"(?:{_FAMILY}(?: {_FAMILY})?(?: (?:{_DOTTED}|{_INITIALS}))?|{_DOTTED}|{_INITIALS})"
_INVERTED = regex(rf"{_SURNAME}, ?{_GIVEN}{_SUFFIX}")
_SEMICOLON = regex(r"\s*;\s*(?:(?:and|&)\s+)?")
_AND = regex(r"\s*(?:,?\s*(?:\.\.\.|…)\s*&?\s*|,\s*(?:and|&)\s+|;\s*|,\s*|\s+and\s+|\s*&\s*)", re.IGNORECASE)
_LATIN_ETC = regex(r"[\s,;]*(?:et\.?\s*al\b\.?|等|and others\b|(?:\.\.\.|…)(?!\s*&?\s*[^\W\d_]))", re.IGNORECASE)
# ; the FERRY Study Group. · , for the Tide Gauge Collaboration. : a body that signs behind the persons
_GROUP = regex(
    r"\s*[;,]\s*(?:and\s+)?(?:(?:on behalf of|for)\s+)?"
    r"(?P<group>(?:the )?[^\W\d_a-zß-ÿ][\w&'’-]*(?: [\w&'’-]+){0,8} (?:Group"
    r"|Consortium|Investigators|Collaborators|Collaboration|Network|Committee|Initiative|Team))(?=\s*[.:(])"
)
_EDITORS = regex(r"[\s,.]*(?:\(\s*(?:eds?|editors?|trans)\b\.?\s*\)|(?:eds?|editors?|trans)\b\.?)[,.]?", re.IGNORECASE)


def people(front: Piece) -> tuple[tuple[str, ...], int]:
    """The names a Latin byline opens with, as printed, and where they end (et al. and (Eds.) included).

    >>> people(Piece.of("Smith, J. A., & Brown, B. (2010). Title"))
    (('Smith, J. A.', 'Brown, B.'), 25)
    >>> people(Piece.of("J. A. Smith and B. Brown, “Title”"))[0]
    ('J. A. Smith', 'B. Brown')
    >>> people(Piece.of("Bai L, Kerr N. A study"))[0], people(Piece.of("Meng, Zhi; Bai, Lu. N uptake"))[0]
    (('Bai L', 'Kerr N'), ('Meng, Zhi', 'Bai, Lu'))
    >>> people(Piece.of("Bai L, O Y; the FERRY Study Group. Steps"))[0], people(Piece.of("Bai L, D Y-gauge"))[0]
    (('Bai L', 'O Y', 'the FERRY Study Group'), ('Bai L',))
    """
    for listed in (_inverted(front), _mixed(front)):
        if listed[0]:
            return listed
    names: list[str] = []
    kinds: set[str] = set()
    place = end = 0
    form = _LATIN
    while found := form.match(front.folded, place):
        kind = str(found.lastgroup)
        # A name in full is only believed at the start or after others in full: "Smith J, Deep learning" is a title.
        if kind == "full" and (kinds - {"full"}):
            break
        kinds.add(kind)
        name = front.group(found).printed.strip()
        if kind == "full":
            form = _LATIN_FULL
        elif kind == "gb":
            form = _LATIN if "." in name else _LATIN_BARE
        names.append(name if kind in ("apa", "gb") and name.endswith(".") else name.rstrip(",; "))
        end = place = found.end()
        if etc := _LATIN_ETC.match(front.folded, place):
            end = etc.end()
            break
        joint = _AND.match(front.folded, place)
        if not joint:
            break
        place = joint.end()
        if etc := _LATIN_ETC.match(front.folded, place):
            end = etc.end()
            break
    if names and (group := _GROUP.match(front.folded, end)):
        names.append(front.group(group, "group").printed)
        end = group.end()
    return tuple(names), _behind_editors(front, end) if names else end


_ONE_IN_FULL = regex(rf"{_FULL}(?P<etc>,? et al\.?)?\s*,\s*")
_AND_ONE = regex(
    # Each name is read in one way, (?>…), for Zur-Lippe is one word or a particle and one.
    rf"(?P<first>{_IN_FULL})(?P<others>(?:,\s+(?>{_IN_FULL})){{0,20}}),?\s+(?:and|&)\s+(?P<last>{_IN_FULL})\s*,\s*"
)


def before_comma(front: Piece) -> tuple[tuple[str, ...], int]:
    """The names that a comma parts from a title, and where the title begins.

    A title in capitals looks like names: only "and" and a comma behind the last show that there are more than one.

    >>> before_comma(Piece.of("Lena Kerr, Water Tables and Wheat in Picardy"))[0]
    ('Lena Kerr',)
    >>> before_comma(Piece.of("Peter J. Okafor and Lena Kerr, Locks"))[0], before_comma(Piece.of("L. Kerr, Tides"))[0]
    (('Peter J. Okafor', 'Lena Kerr'), ('L. Kerr',))
    """
    names, end = people(front)
    if names and all(re.match(r"[^\W\d_]\.", name) for name in names):
        comma = re.match(r"\s*,\s*", front.folded[end:])
        return (names, end + comma.end()) if comma else ((), 0)
    if found := _AND_ONE.match(front.folded):
        between = [name for name in re.split(r",\s+", front.group(found, "others").printed) if name]
        return (front.group(found, "first").printed, *between, front.group(found, "last").printed), found.end()
    if found := _ONE_IN_FULL.match(front.folded):
        return (front.group(found, "full").printed,), found.end()
    return (), 0


def _inverted(front: Piece) -> tuple[tuple[str, ...], int]:
    """Names with the family name first that semicolons part, and where they end; none unless there are two."""
    names: list[str] = []
    place = end = 0
    while found := _INVERTED.match(front.folded, place):
        names.append(front.group(found).printed)
        end = found.end()
        joint = _SEMICOLON.match(front.folded, end)
        if not joint:
            break
        place = joint.end()
    if len(names) < 2:
        return (), 0
    if etc := _LATIN_ETC.match(front.folded, end):
        end = etc.end()
    return tuple(names), _behind_editors(front, end)


# Bai Yunlan, Min Qiuwen, Lindberg A. Gates: in a list with the family name first, given names in full beside initials
_FAMILY_FIRST = rf"{_FAMILY}(?: {_FAMILY}){{1,2}}"
_INITIALS_LAST = rf"{_SURNAME} (?:{_STOPPED_INITIALS}{_NAME_ENDS}|{_INITIALS})(?:\.(?=,))?"
_OF_MIXED = rf"(?:{_FAMILY_FIRST}(?![^\W\d_])(?! [{_UPPER}]\b)|{_INITIALS_LAST})"
_MIXED = regex(
    # Each name is read in one way, (?>…): De Vries P is two words, or a particle and one, and twenty such names, in two
    # ways each, took half a minute.
    rf"(?P<names>(?>{_OF_MIXED})(?:, ?(?:and |& ?)?(?>{_OF_MIXED})){{2,20}})"
    # Peter J. Okafor. · Peter J. Okafor, Lu Bai: the stop of an initial between two names
    rf"(?:, ?et\.? ?al\b(?=\.)|(?=\.\s*[^\W\d_])"
    rf"(?!(?<=[{_UPPER}])\.\s*{_SURNAME}\s*(?:\.|,\s*{_FAMILY_FIRST}\b)))"
)
_WITH_INITIALS = regex(rf"[^,]* [{_UPPER}](?:[. \-]{{0,2}}[{_UPPER}]){{0,3}}\.?")


def _mixed(front: Piece) -> tuple[tuple[str, ...], int]:
    """Names of a list some of which have the given name in full, the others initials; three at least.

    >>> _mixed(Piece.of("Bai Yunlan, Min Qiuwen, Lindberg A. Gates"))[0]
    ('Bai Yunlan', 'Min Qiuwen', 'Lindberg A')
    >>> _mixed(Piece.of("García Moreno, Gabriel J. Gates"))[0]
    ()
    >>> _mixed(Piece.of("Lena Kerr, Lu Bai, Peter J. Okafor. Gates"))[0]
    ()
    """
    found = _MIXED.match(front.folded)
    names = re.split(r", ?(?:and |& ?)?", front.group(found, "names").printed) if found else []
    short = [bool(_WITH_INITIALS.fullmatch(name)) for name in names]
    if not found or all(short) or not any(short):
        return (), 0
    return tuple(names), found.end()


def _behind_editors(front: Piece, end: int) -> int:
    editors = _EDITORS.match(front.folded, end)
    return editors.end() if editors else end


# Bob Brown · J. A. Robinson · T. de Vries · Lu C. Bai: of the names behind the first
_GIVEN_FIRST = regex(rf"(?:{_DOTTED}|{_FAMILY})(?: (?>{_DOTTED}|{_FAMILY})){{1,4}}{_SUFFIX}")


def first_inverted(head: Piece) -> tuple[str, ...]:
    """``Smith, John, and Bob Brown`` (MLA, Chicago): the first name inverted, the others not.

    >>> first_inverted(Piece.of("Smith, John, and Bob Brown"))
    ('Smith, John', 'Bob Brown')
    """
    found = re.match(
        rf"(?P<first>{_FAMILY}(?: {_FAMILY})?, [A-Z][\w'’.-]*(?: [A-Z][\w.'’-]*)*)(?P<rest>(?:, (?:and )?| and ).*)?$",
        head.folded,
    )
    if not found:
        return ()
    first = head.group(found, "first").value
    if not found["rest"]:
        return (first,)
    rest = re.sub(r"^(?:, (?:and )?| and )", "", found["rest"])
    others = re.split(r", (?:and )?| and ", rest)
    named = [other.strip() for other in others if not other.startswith("et al")]
    return (first, *named) if all(map(_GIVEN_FIRST.fullmatch, named)) else ()


# World Bank · Ministry of Water Resources · OECD
BODY_SOURCE = (
    r"[A-Z]{3,8}|(?:[A-Z][\w'’&-]+ (?:(?:of|for|the|and|on|in) )*){1,6}(?:Association|Bank|Bureau|Cent(?:re|er)"
    r"|Commission|Committee|Council|Foundation|Fund|Group|Institut(?:e|ion)|Nations|Organi[sz]ation|Society|Union"
    r"|University)"
    r"|(?:Academy|Bureau|Department|Institute|Ministry|Office|University) of(?: (?:the|and|of|[A-Z][\w'’-]+)){1,8}"
)
BODY = regex(BODY_SOURCE)
