"""The front of a reference: its authors, and where they end and the title begins."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from cleaners.chinese.characters import HAN, HAN_OR_LOST, close_up, fold
from cleaners.chinese.names import halves_joined, is_han_name, likelihood
from cleaners.chinese.scripts import both_scripts, forms, simplified
from cleaners.chinese.words import fluency, opens_alone
from cleaners.patterns import regex
from cleaners.references import latin_names
from cleaners.references.folded_text import Piece


class Byline(NamedTuple):
    """``sure`` is False where authors and title could not be told apart; both are empty then."""

    authors: tuple[str, ...]
    title: Piece
    sure: bool = True


# [美]弗里德曼 · (清)章学诚 · [古希腊]亚里士多德 · (英) · [美国]
_NATION = regex(
    both_scripts(
        r"\s*[\[(（［〔【]\s*(?:[美英法德日俄苏意加澳韩印奥荷瑞比西葡希波匈捷丹挪芬以土埃巴墨阿新朝越蒙泰]|[^\W\d_a-zA-Z]{2,3}?国?|"
        r"[春秋战国先秦汉魏晋唐宋元明清隋辽金]|民国|南朝\w?|古\w{2,4}|匈牙利|加拿大|意大利|澳大利亚|奥地利"
        rf"|以色列)\s*[\])）］〕】]\s*(?=[{HAN}]|[A-Z][.．])"
    )
)
# 李熙主编 · 王明 等编著 · 陈璐译
_ROLE = regex(
    both_scripts(
        r"\s*[,，]?\s*(?:等)?\s*[(（]?(?:编著|主编|编译|译注|校注|编写|整理|点校|选编|编选|合著|总主编|纂修|修纂|总纂|著|编|撰|纂|译|述|辑)[)）]?\s*$"
    )
)
_TRANSLATED = forms("译")
# 郤知微撰，昝若谷、白露点校: behind who wrote it, those who prepared the text
_PREPARED = regex(both_scripts(r"(?<=[著撰])\s*[,;].*(?:点校|校点|校注|校释|笺注|整理|标点)\s*$"))
_ETC = regex(r"[\s,;]*(?:等人|等|et\.?\s*al\.?|and others)\s*[.,]?\s*$", re.IGNORECASE)
_HAN_START = regex(rf"[\s\[(]*[{HAN_OR_LOST}《“\"]")
# The comma of "Kerr, L. M." in a Chinese list parts no names.
_INITIALS_BEHIND = r"(?<=[a-z],)\s*(?:[A-Z]\.[ -]?){1,3}\s*(?:[,;/&]|$)"
_BREAK = regex(rf"[;/&]|,(?!{_INITIALS_BEHIND})")
# A stop that parts authors from title: not a decimal point, not within a name such as 卡尔·H.拉曼.
_STOP = regex(
    rf"(?<![A-Z0-9])\.(?!\d)|(?<=[A-Z])(?<!·[A-Z])\.(?=\s*[{HAN}])|(?<=\d)\.(?=\s*[{HAN}])"
    rf"|(?<=[{HAN}])\.(?=\d)"
)
# (美)R.K.默多克: the initials stand before the surname, and the stop behind them ends no list of authors.
_INITIALS_ALONE = regex(r"\s*(?:[A-Z]\.\s*){0,2}[A-Z]")
# 国家统计局 · 北京大学 · 编写组 : how a body's name ends
ORGANISATION = regex(
    both_scripts(
        r"(?:局|部|委|会|院|社|所|馆|校|处|厅|署|司|办公室|中心|集团|公司|大学|学院|组|政府|银行|法院|联盟|机构|基金"
        r"|协会|国|人大|团|队|站|组委会|编写组|课题组|出版社|研究院|档案馆|系)$"
    )
)
# 李熙,王明, · 李 熙,王明,等编:
_NAMES = regex(rf"(?:[{HAN_OR_LOST}·]{{2,8}}|[{HAN_OR_LOST}] [{HAN_OR_LOST}])[,;\s]")
_NAME = regex(both_scripts(rf"([{HAN_OR_LOST}·]{{2,8}}|[{HAN_OR_LOST}] +[{HAN_OR_LOST}]|等)([著编译]?[,;:.\s]+|$)"))
_MARGIN = 3.0  # e³: a boundary must be twenty times as likely as the next best, or nothing is said
_WINDOW = 14


def split(front: Piece) -> Byline:
    """Authors and title of what stands before the type mark.

    >>> split(Piece.of("李熙. 正确把握思想政治工作的切入点")).authors
    ('李熙',)
    >>> split(Piece.of("李熙正确把握思想政治工作的切入点")).title.printed
    '正确把握思想政治工作的切入点'
    >>> split(Piece.of("Smith J, Brown A B, et al. A title")).authors
    ('Smith J', 'Brown A B')
    """
    front = front.strip()
    if _HAN_START.match(front.folded) and not re.match(r"\s*[\"“]", front.folded):
        return _han(front)
    return _latin(front)


# 《江城年鉴》编辑部. 江城年鉴
_OFFICE_OF_A_WORK = regex(
    both_scripts(rf"(?P<who>《[^《》]{{2,30}}》[{HAN}]{{0,8}}(?:编辑部|编辑室|编写组|编委会|委员会|课题组))\s*\.")
)


def _han(front: Piece) -> Byline:
    if front.folded.startswith("《"):
        office = _OFFICE_OF_A_WORK.match(front.folded)
        who = (front.group(office, "who").value,) if office else ()
        return Byline(who, front.cut(office.end() if office else 0))
    body = front
    if found := _NATION.match(body.folded):
        body = body.cut(found.end())
    for stop in _STOP.finditer(body.folded):
        head, tail = body.cut(0, stop.start()), body.cut(stop.end())
        if not tail.strip():
            break
        if _INITIALS_ALONE.fullmatch(head.folded):
            continue
        if names := people(head):
            return Byline(names, tail)
        # GB/T 7714 wants a stop after the authors: what stands before it is who is responsible.
        parts = _parts(head)
        listed = all(_can_be_listed(close_up(p)) for p in parts)
        if listed or (len(parts) == 1 and len(parts[0]) <= 20 and _may_be_body(parts[0])):
            return Byline(tuple(map(close_up, parts)), tail)
        break
    return _loose(body) or Byline((), front)


def _can_be_listed(name: str) -> bool:
    """An item of a list of authors that a stop ends: surnames are too many to know them all."""
    return (
        bool(ORGANISATION.search(name) or re.fullmatch(rf"[{HAN_OR_LOST}]{{2,4}}", name))
        or is_han_name(name)
        or is_mixed_name(name)
        or (bool(_LONG_NAME.fullmatch(name)) and _no_words(name))
    )


_SHORT_NAME = regex(rf"[{HAN_OR_LOST}]{{2,4}}")
_LONG_NAME = regex(rf"[{HAN_OR_LOST}]{{5,8}}")  # 阿古达木其其格
# By hand, on 25 rare names (-8.0 a character and less) and 15 titles and terms (-7.7 and more, most above -6).
_WORDLESS = -7.8


def is_list(names: Sequence[str]) -> bool:
    """Whether items that commas part are authors: each can be one, and not all of them are words.

    >>> is_list(["禤若谷", "和平"]), is_list(["水利", "土壤"])
    (True, False)
    """
    shown = any(ORGANISATION.search(name) or _no_words(name) or _sure_name(name) for name in names)
    return shown and all(map(_can_be_listed, names))


def _no_words(name: str) -> bool:
    """Whether a run of Han reads as no words: what stands in an author's place is then a name, whatever its surname.

    >>> _no_words("禤若谷"), _no_words("年度报告")
    (True, False)
    """
    return fluency(simplified(name)) < _WORDLESS * len(name)


def _may_be_body(name: str) -> bool:
    """Whether a head without commas can be a corporate or foreign author; not one with quotes or digits at its end."""
    return not re.search(r"[《》“”\"?!]|\d$", name)


def _parts(head: Piece) -> list[str]:
    """The names of a list, without 等, roles and nationality; translators and collators are none of the authors."""
    text = _ETC.sub("", head.printed.strip())
    if prepared := _PREPARED.search(Piece.of(text).folded):
        text = text[: prepared.start()]
    folded = Piece.of(text).folded
    edges = [-1, *(m.start() for m in _BREAK.finditer(folded)), len(text)]
    printed = [text[a + 1 : b] for a, b in pairwise(edges)]
    kept = (p for i, p in enumerate(printed) if not (i and p.rstrip()[-1:] in _TRANSLATED))
    bare = (_ETC.sub("", _ROLE.sub("", _ETC.sub("", _NATION.sub("", p)))) for p in kept)
    return [" ".join(p.split()) for p in bare if p.strip()]


def items(head: Piece) -> tuple[str, ...]:
    """What a list of authors names, persons or not, without nationality and role.

    >>> items(Piece.of("〔日〕早瀬川良平、禤若谷编")), items(Piece.of("[美]布莱克著、白露译"))
    (('早瀬川良平', '禤若谷'), ('布莱克',))
    """
    return tuple(map(close_up, _parts(head)))


def people(head: Piece) -> tuple[str, ...]:
    """The persons of a list of names, ``()`` where it is anything else; 等 and roles left out.

    >>> people(Piece.of("褚一鸣，卞文澜，端木青，等")), people(Piece.of("李 熙 王明")), people(Piece.of("国家统计局"))
    (('褚一鸣', '卞文澜', '端木青'), ('李熙', '王明'), ())
    """
    names: list[str] = []
    for part in _parts(head):
        bare = _ROLE.sub("", part)
        if spaced := _spaced(bare):
            names += spaced
            continue
        bare = close_up(bare)
        if is_han_name(fold(bare)) or is_mixed_name(fold(bare)):  # 理查德·A．波斯纳
            names.append(bare)
        else:
            return ()
    return tuple(names)


def whole(head: Piece) -> tuple[str, ...]:
    """The authors where a stretch is a byline and nothing else, ``()`` otherwise: persons, or bodies.

    >>> whole(Piece.of("Meng, Zhi, and Lu Bai")), whole(Piece.of("国家统计局")), whole(Piece.of("World Bank"))
    (('Meng, Zhi', 'Lu Bai'), ('国家统计局',), ('World Bank',))
    >>> whole(Piece.of("Toll houses and their keepers")), whole(Piece.of("基层治理的三个问题"))
    ((), ())
    """
    # 區若谷、Kerr, L. M. : the last stop is an initial's
    # Kerr, L. M., & 王小二: names of both scripts are read as a Chinese list
    bare = head.strip(" ") if re.search(r"\b[A-Z]\.\s*$", head.folded) else head.strip()
    if _HAN_START.match(bare.folded) or re.search(rf"[,&]\s*[{HAN}]{{2,4}}$", bare.folded):
        if re.search(rf"[{HAN}]\s*\.\s*[{HAN}]", bare.folded):  # 顾长亭. 祠堂: a title has begun
            return ()
        parts = tuple(name for part in _parts(bare) for name in _blanks(part))
        listed = len(parts) > 1 and is_list(parts)
        alone = len(parts) == 1 and bool(_SHORT_NAME.fullmatch(parts[0])) and _no_words(parts[0])
        return people(bare) or (parts if listed or alone or all(map(ORGANISATION.search, parts)) else ())
    for names, end in (latin_names.people(head), latin_names.people(bare)):
        if names and not head.folded[end:].strip(" .,:;"):
            return names
    if names := latin_names.first_inverted(head):
        return names
    names, end = latin_names.before_comma(Piece(f"{bare.printed},", f"{bare.folded},"))
    if end > len(bare.folded):
        return names
    return (bare.value,) if latin_names.BODY.fullmatch(bare.folded) else ()


def is_mixed_name(text: str) -> bool:
    """A Latin name in a Chinese list, or a transliterated one with initials: ``Smith J``, ``詹姆斯·C.斯科特``,
    ``R.K.默顿``."""
    return bool(
        re.fullmatch(
            rf"[A-Z][\w'’-]+(?: [A-Z][\w.'’-]*){{1,3}}|[A-Z][\w'’-]+, ?(?:[A-Z]\.[ -]?){{1,3}}"
            rf"|[{HAN}]{{1,8}} ?[A-Z](?:[. ]{{0,2}}[A-Z])*"
            rf"|(?:[A-Z]\. ?){{1,3}}[{HAN}·]{{2,12}}"
            rf"|[{HAN}]{{1,8}}(?:[·•・.][A-Z{HAN}.·]{{1,9}})+",
            text,
        )
    )


def _spaced(text: str) -> tuple[str, ...]:
    """Names parted by blanks, where a blank may also stand inside a name of two characters: ``李 熙 王明``."""
    words = text.split()
    joined = halves_joined(words)
    return tuple(joined) if len(words) > 1 and all(map(is_han_name, joined)) else ()


def _loose(body: Piece) -> Byline | None:
    """Authors told without a stop: by colon, comma, blank, or by what names and titles are like."""
    if found := re.match(r"[^:《]{2,40}:", body.folded):
        names = people(body.cut(0, found.end() - 1))
        if names and all(_sure_name(n) for n in names):
            return Byline(names, body.cut(found.end()))
    if _NAMES.match(body.folded):
        return _listed(body)
    return boundary(body)


def _blanks(part: str) -> tuple[str, ...]:
    """The names in an item of a list that blanks part, the item itself where they stand within a name: 李 熙."""
    words = part.split()
    return tuple(words) if len(words) > 1 and all(map(_SHORT_NAME.fullmatch, words)) else (close_up(part),)


def _sure_name(name: str) -> bool:
    """Whether a string is likelier as a name than as words."""
    hans = simplified(name)
    return not ORGANISATION.search(name) and ("·" in name or likelihood(hans) > fluency(hans) - 2.0)


def _listed(body: Piece) -> Byline | None:
    """``李熙,王明,正确把握…``: the leading items that are names, the rest the title."""
    names: list[str] = []
    place = 0
    for found in _NAME.finditer(body.folded):
        if found.start() != place:
            break
        name = close_up(found[1])
        if name != "等" and not (is_han_name(name) and _sure_name(name)):
            break
        place = found.end()
        if name != "等":
            names.append(name)
    rest = body.cut(place)
    if not names:
        return boundary(body) if re.match(rf"[{HAN_OR_LOST}]{{6,}}", body.folded) else None
    return Byline(tuple(names), rest) if rest else Byline((), Piece("", ""), sure=False)


def boundary(body: Piece) -> Byline | None:
    """Authors and title run together: told by how likely the name is, and how well the rest begins.

    >>> boundary(Piece.of("关秋茗关于基层工会干部开展群众工作的思考")).authors
    ('关秋茗',)
    >>> boundary(Piece.of("高校图书馆阅读推广研究")).authors
    ()
    """
    run = re.match(rf"[{HAN_OR_LOST}]+", body.folded)
    if not run or "\ufffd" in run[0][:4]:
        return None
    text = simplified(run[0][:_WINDOW])
    if run.end() <= 4 and body.folded[run.end() : run.end() + 1] == "《" and is_han_name(run[0]):
        return Byline((run[0],), body.cut(run.end()))
    ways = sorted(_ways(text), reverse=True)
    if len(ways) > 1 and ways[0][0] - ways[1][0] < _MARGIN:
        return Byline((), Piece("", ""), sure=False)
    ends = list(accumulate(map(len, ways[0][1]), initial=0))
    return Byline(tuple(body.printed[a:b] for a, b in pairwise(ends)), body.cut(ends[-1]))


_NOBODY = math.log(0.03)  # entries without an author
_ANOTHER = math.log(0.15)  # one more author without any separator


def _ways(text: str) -> list[tuple[float, tuple[str, ...]]]:
    """(log-likelihood, names) of each way to read a run as up to three names and the start of a title."""
    ways: list[tuple[float, tuple[str, ...]]] = [(_NOBODY + _opening(text), ())]
    heads: list[tuple[float, tuple[str, ...], int]] = [(0.0, (), 0)]
    for round_ in range(3):
        grown = []
        for score, names, place in heads:
            for end in range(place + 2, min(place + 5, len(text) - 1)):
                name = text[place:end]
                chance = score + likelihood(name) + (_ANOTHER if round_ else 0.0)
                if chance > -math.inf:
                    grown.append((chance, (*names, name), end))
        ways += [(chance + _opening(text[end:]), names) for chance, names, end in grown]
        heads = grown
    return ways


_LONE_OPENING = -2.5  # titles seldom open with a word of one character


def _opening(text: str) -> float:
    return fluency(text, opening=True) + (_LONE_OPENING if opens_alone(text) else 0.0)


# ISO. Mooring lines · ISO.Mooring lines, and not ASP.NET
_BODY_AND_STOP = regex(rf"(?P<who>{latin_names.BODY_SOURCE})\.(?:\s+(?=[^\W\d_])|(?=[A-Z][a-z]))")
# Fen Drainage Board (UK). Sluices · Institute of Weirs.Sluices
_WHO_AND_STOP = regex(
    r"(?P<who>[^.:]{3,60}?(?:[^\W\d_]{3}|\)))\.\s+(?=[^\W\d_])"
    r"|(?P<close>[^.:]{2,40}[ ;,][^.:]{0,40}?(?:[^\W\d_]{3}|\)))\.(?=[A-Z][a-z]|A )"
)
# Said, Edward W. Orientalism: the stop of a last initial, which is the name's, or of a given name
_STOP_OF_GIVEN = regex(r"(?P<own>(?<=\b[A-Z])\.|(?<=[a-z])(?=\.))\.?\s+(?=[A-Z“\"][^\W\d_“]|A )(?![A-Z]\.)")


def _latin(front: Piece) -> Byline:
    names, end = latin_names.people(front)
    if names:
        rest = front.folded[end:]
        # After "Smith J" a stop or colon must follow, after "Smith, J." the stop is already there.
        stop = re.match(r"\s*[.:]\s*|\s*,\s*(?=[\"“‘'])|(?<=\.)\s*,?\s+(?=[^\W\d_])", rest)
        if stop is None and front.folded[:end].rstrip().endswith("."):
            stop = re.match(r"\s*", rest)
        if stop is not None and rest[stop.end() :].strip():
            return Byline(names, front.cut(end + stop.end()))
    for stop in _STOP_OF_GIVEN.finditer(front.folded, 0, 200):
        if inverted := latin_names.first_inverted(front.cut(0, stop.end("own"))):
            return Byline(inverted, front.cut(stop.end()))
    if found := _BODY_AND_STOP.match(front.folded):
        return Byline((front.group(found, "who").value,), front.cut(found.end()))
    if found := _WHO_AND_STOP.match(front.folded):
        who = front.group(found, "who" if found["who"] else "close")
        head = who.folded
        if re.search(r";\s*[a-zß-ÿ]{2}", head):  # Wind; water; weed. A handbook: no names, and a title has no such stop
            return Byline((), Piece("", ""), sure=False)
        if not re.search(r"[?!\"“]", head) and (head[:1].isupper() or head[:1].isalpha()):
            return Byline((who.value,), front.cut(found.end()))
    return Byline((), front)
