"""Who wrote it: author lines of every kind, their marks, and the affiliations that the marks name."""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple

from cleaners.article import Author
from cleaners.chinese import names
from cleaners.chinese.characters import HAN, HAN_OR_LOST, IS_HAN_OR_LOST, close_up, fold
from cleaners.chinese.scripts import any_word, both_scripts
from cleaners.chinese.words import log_frequency
from cleaners.patterns import regex


class Person(NamedTuple):
    """An author as a line names him. marks: the numbers or letters after the name, ``*`` for the corresponding one."""

    name: str
    marks: tuple[str, ...] = ()
    affiliations: tuple[str, ...] = ()

    def at(self, affiliation: str) -> Person:
        """The same person, one affiliation more."""
        return self._replace(affiliations=(*self.affiliations, " ".join(affiliation.split())))


_ABOVE = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "0123456789+-=()ni") | {
    ord(raised): f" {letter}" for raised, letter in zip("ᵃᵇᶜᵈᵉᶠᵍʰ", "abcdefgh", strict=True)
}  # a letter apart: Anna Smithᵃ is not Anna Smitha
_MARK = "0-9a-h*#†‡§∗△▲☆★✉✱①-⑨⁎"
# 裘远山¹ · 欧阳晓棠²,* · 王明1,2 · 李娜a,*
_MARKS = rf"(?:[(\[]?(?:\d{{1,2}}+|[a-h](?![a-z])|[*#†‡§∗△▲☆★✉✱①-⑨⁎])[)\]]?(?:\s*[,，]\s*(?=[{_MARK}]))?)*"
_HAN_PERSON = regex(
    rf"(?P<name>[{HAN_OR_LOST}](?:[ \u3000]*[{HAN_OR_LOST}·•・‧]){{0,14}}|[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){{1,3}})\s*"
    rf"(?P<marks>{_MARKS})\s*(?:[,，、;；/|&+＋\s]|$)*"
)
_ROLE = "(?:本刊|本报|本社|特约|见习|实习|驻站|首席)*(?:记者|通讯员|撰稿人?|评论员)|实习生"
# □ ◎文/ · 文｜ · 撰文： · 編譯/ · 编译 · 本刊记者 · ◎本刊特约记者/ : what magazines put before their authors
_CALL = regex(
    both_scripts(
        r"^\s*(?:[□◎●○■◆*★☆▲△]\s*)?"
        r"(?:(?:图文|文图|文\s*[/／]\s*图(?=[\s/／|｜:：])|文|译)(?:\s*[/／|｜:：]|(?<=图)\s)|(?:撰文|撰稿|采写|编译|编写|编著|执笔)(?:\s*[/／|｜:：]|\s)|作者\s*[:：]?"
        rf"|(?:{_ROLE})(?:\s*[/／|｜:：]|(?=\s)))?\s*"
    )
)
# 陈璐/文 · 陈璐 编译 · 陈璐／图文 : the same behind them
_CALL_BEHIND = regex(both_scripts(r"\s*(?:[/／]\s*(?:图文|文图|文|编译|编写|译)|\s(?:编译|撰文|编写|整理))\s*$"))
# 文／某某 图／某某 · 撰文｜某某 编辑｜某某: others behind the authors
_OTHERS = regex(both_scripts(r"\s+(?:图|摄影|摄|插图|绘图?|漫画|编辑|责编|校对|设计)\s*[/／|｜:：].*$"))
# 记者 某某 通讯员 某某
_NEXT_ROLE = regex(both_scripts(rf"\s+(?:{_ROLE})\s+"))
_ETC = regex(r"[,，、\s]*(?:等(?:人)?|et\s+al\.?)\s*$")


def plain(text: str) -> str:
    """Superscript digits as digits, superscript letters as letters, apart.

    >>> plain("裘远山¹ 欧阳晓棠²,*"), plain("Anna Smithᵃ")
    ('裘远山1 欧阳晓棠2,*', 'Anna Smith a')
    """
    return text.translate(_ABOVE)


def persons(text: str, known: str = "") -> tuple[Person, ...]:
    """The persons of an author line, ``()`` where the text is none.

    known: the same names run together, as a dateline gives them: where it agrees no name needs to look like one.

    >>> [p.name for p in persons("马创新 陈小荷")], [p.name for p in persons("陈璐")], persons("工会干部")
    (['马创新', '陈小荷'], ['陈璐'], ())
    >>> persons("裘远山¹ 欧阳晓棠²,*")[1]
    Person(name='欧阳晓棠', marks=('2', '*'), affiliations=())
    >>> [p.name for p in persons("马创新+陈小荷")], [p.name for p in persons("◎文/陈璐 图/马创新")]
    (['马创新', '陈小荷'], ['陈璐'])
    """
    text = _CALL_BEHIND.sub("", _OTHERS.sub("", _NEXT_ROLE.sub(" ", _CALL.sub("", plain(text))))).strip()
    if not text or len(text) > 120:
        return ()
    text = _ETC.sub("", text)
    if re.match(r"[A-Z]", text) and not IS_HAN_OR_LOST.search(text):
        return _latin_line(text)
    named: list[Person] = []
    place = 0
    for found in _HAN_PERSON.finditer(text):
        if found.start() != place:
            return ()
        place = found.end()
        here = _of_run(found["name"], tuple(re.findall(rf"\d{{1,2}}|[{_MARK}]", found["marks"])), known)
        if not here:
            return ()
        named += here
    if place != len(text) or not named or not _plausible(named, known):
        return ()
    return tuple(named)


_IN_BRACKETS = regex(r"\s*[（(【\[〔]([^（()）【】\[\]〔〕]{4,40})[）)】\]〕]\s*")


def byline(text: str, bare: bool = True) -> tuple[Person, ...]:
    """The persons of a line that a magazine prints below a title, each a name by its surname and none a word.

    bare: whether several names alone are believed; a single one may be a heading or a greeting. Else a sign or a word
    of magazines opens the line.

    >>> [[p.name for p in byline(t)] for t in ("本刊記者 陳璐", "□ 马创新　陈小荷", "撰文/令狐敏", "马创新 陈小荷")]
    [['陳璐'], ['马创新', '陈小荷'], ['令狐敏'], ['马创新', '陈小荷']]
    >>> byline("□内的数字为编号"), byline("● 安全"), byline("马创新 陈小荷", bare=False), byline("本刊记者招聘启事")
    ((), (), (), ())
    >>> [[p.name for p in byline(t)] for t in ("（本刊记者 陈璐 通讯员 马创新）", "陈璐/文", "编译 陈小荷")]
    [['陈璐', '马创新'], ['陈璐'], ['陈小荷']]
    >>> byline("陈璐"), byline("马创新 陈小荷 昨日到访")
    ((), ())
    """
    if wrapped := _IN_BRACKETS.fullmatch(text):
        text = wrapped[1]
    call = _CALL.match(text)
    called = (call is not None and bool(call[0].strip())) or _CALL_BEHIND.search(text) is not None
    named = persons(text) if bare or called else ()
    if not called and len(named) < 2:
        return ()
    return named if all(_is_sure(close_up(p.name)) for p in named) else ()


def _is_sure(name: str) -> bool:
    """Whether a name is likely as one and no word: ``陈璐``, ``古丽娜·艾山``, and not ``安全``."""
    return not is_word(name) and (names.part(name) == (name,) or ("·" in name and names.is_han_name(name)))


def _plausible(named: list[Person], known: str) -> bool:
    """Whether the names without a surname we know are names: said elsewhere, marked, or no word and beside known ones.

    >>> _plausible([Person("施甸河"), Person("和丽梅")], ""), _plausible([Person("高校"), Person("图书馆")], "")
    (True, False)
    """
    odd = [p for p in named if not names.is_han_name(p.name) and not p.name.isascii()]
    if all(p.name in known or p.marks for p in odd):
        return True
    return 2 * len(odd) <= len(named) and not any(is_word(p.name) for p in odd)


def is_word(name: str) -> bool:
    """Whether a would-be name is a word of the language: ``高校``, ``文化``, ``方法``."""
    return log_frequency(name) > COMMON


# Natural logarithm of a frequency: seen some seven times in sixty million words; rarer words may be names. By hand.
COMMON = -16.0


def _of_run(run: str, marks: tuple[str, ...], known: str) -> list[Person]:
    """The persons of one run between separators: one, several spaced ones, or several run together."""
    if run.isascii():
        return [Person(" ".join(run.split()), marks)]
    words = run.split()
    joined = names.halves_joined(words)
    found: list[str] = []
    for word in joined:
        if names.is_han_name(word) and (len(word) < 4 or names.surname(word) in names.COMPOUND or "·" in word):
            found.append(word)
        elif parted := names.part(word):
            found += parted
        elif re.fullmatch(rf"[{HAN}]{{1,8}}(?:[·•・‧][{HAN}]{{1,8}})+", word) or 2 <= len(word) <= 3:
            found.append(word)
        else:
            return []
    return [Person(name, marks if index + 1 == len(found) else ()) for index, name in enumerate(found)]


# Letters only, so that Smith1 is Smith and a mark: Moshe E. Bar-Lev · Ludwig van der Meer · Ibn al-Haytham
_CAPITALIZED = r"[A-ZÀ-Þ](?:[^\W\d_]|[.'’\-])*"
_PARTICLE = r"(?:van|von|de|der|di|da|la|le|del|bin|al)\b"
_LATIN_WORD = rf"(?:{_CAPITALIZED}|{_PARTICLE}(?:-+{_CAPITALIZED})?)"
# Two words, or one of two parts: Jean-Paul, al-Haytham
_LATIN_NAME = rf"(?:{_LATIN_WORD}(?: [ \-]*{_LATIN_WORD}){{1,4}}|(?=[^ ]*-(?:[A-ZÀ-Þ]|{_PARTICLE})){_LATIN_WORD})"
_LATIN_PERSON = regex(rf"(?P<name>{_LATIN_NAME})\s*(?P<marks>{_MARKS})\s*(?:,\s*(?:and\s+)?|;\s*|\s+and\s+|&\s*|$)")
_NO_NAME = regex(
    r"\b(?:The|Of|And|In|On|For|To|With|Journal|University|Abstract|Volume|Vol|Issue|Published|January|February"
    r"|March|April|May|June|July|August|September|October|November|December|Press|Home|Search|Login|Access|Article"
    r"|Research|Online|Open|Computer|Science|Department)\b",
    re.IGNORECASE,
)


def _latin_line(text: str) -> tuple[Person, ...]:
    """``Aviv Schoenfeld, Moshe E. Bar-Lev, Roni Katzir``: names in full, and nothing else."""
    if _NO_NAME.search(text):
        return ()
    named, place = [], 0
    for found in _LATIN_PERSON.finditer(text):
        if found.start() != place:
            return ()
        place = found.end()
        named.append(Person(found["name"].strip(), tuple(re.findall(rf"\d{{1,2}}|[{_MARK}]", found["marks"]))))
    return tuple(named) if place == len(text) else ()


# 裘远山¹ · 欧阳晓棠2* : marks of institutions behind a name
_RAISED = regex(r"(?<=\D)[\s\d¹²³⁴⁵⁶⁷⁸⁹*＊†‡#]+$")
# (cl@hubin.example) · <cl@hubin.example> · E-mail: cl@hubin.example
_EMAIL = regex(r"[(（<\[]?\s*(?:(?i:e-?mail)\s*[:：]?\s*)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+\s*[)）>\]]?")


def from_tag(content: str) -> list[Person]:
    """The persons a meta tag names: one or several, ``Family, Given`` turned round.

    >>> [p.name for tag in ("Opitz, Juri", "赵  培", "王明；李娜", "Leinaas, J. M.") for p in from_tag(tag)]
    ['Juri Opitz', '赵培', '王明', '李娜', 'J. M. Leinaas']
    >>> [p.name for tag in ("David Lucca, Jonathan H. Wright", "周, 慕白") for p in from_tag(tag)]
    ['David Lucca', 'Jonathan H. Wright', '周慕白']
    >>> [p.name for tag in ("陈璐 (chenlu@hubin.example)", "bjb@hubin.example", "裘远山1,*") for p in from_tag(tag)]
    ['陈璐', '裘远山']
    """
    text = " ".join(_EMAIL.sub(" ", content).split())
    if not text or len(text) > 2000 or text.startswith(("http:", "https:")):
        return []
    parts = [p.strip() for p in re.split(r"[;；]", text) if p.strip()]
    if IS_HAN_OR_LOST.search(text):
        parts = [p for part in parts for p in re.split(r"[,，、+＋]", _turned(part)) if p.strip()]
        bare = (_RAISED.sub("", p).strip() for p in parts)
        return [Person(name) for p in bare if any(map(str.isalpha, p)) for name in _spaced(p)]
    out: list[Person] = []
    for part in parts:
        pieces = [p.strip() for p in part.split(",") if p.strip()]
        if len(pieces) == 2 and not (" " in pieces[0] and " " in pieces[1] and not re.search(r"\.$", pieces[1])):
            out.append(Person(f"{pieces[1]} {pieces[0]}"))
        elif len(pieces) == 3 and re.fullmatch(r"(?:Jr|Sr|II|III|IV)\.?", pieces[2]):
            out.append(Person(f"{pieces[1]} {pieces[0]}, {pieces[2]}"))
        else:
            out += [Person(piece) for piece in pieces]
    return out


def _spaced(text: str) -> tuple[str, ...]:
    """Han names that blanks part; one whose characters they part, as one.

    >>> _spaced("马创新 陈小荷"), _spaced("赵  培"), _spaced("令狐 敏")
    (('马创新', '陈小荷'), ('赵培',), ('令狐敏',))
    """
    words = names.halves_joined(text.split())
    return tuple(words) if len(words) > 1 and all(map(names.is_han_name, words)) else (close_up(text),)


def _turned(text: str) -> str:
    """A Han name that is written family name first, comma, given name, as one name; anything else as it is."""
    found = re.fullmatch(rf"([{HAN_OR_LOST}]{{1,2}})\s*[,，]\s*([{HAN_OR_LOST}]{{1,2}})", text)
    family = found is not None and (len(found[1]) == 1 or found[1] in names.COMPOUND)
    return f"{found[1]}{found[2]}" if found and family and names.is_han_name(found[1] + found[2]) else text


# 葉知秋（山城科技大學建築系副教授） · 文/陈璐（某某学院 图书馆，江西 上饶 334001）
_SIGNED = regex(rf"(?P<name>[{HAN_OR_LOST}·]{{2,12}})\s*[（(](?P<where>[^（）()。！？；：]{{4,50}})[）)]")
# 名誉教授 · 副研究员 · 博士研究生 : behind the workplace
_POSITION = regex(
    both_scripts(
        r"[\s,，]*(?:(?:名誉|客座|特聘|兼任|专任|助理|高级|副)*"
        r"(?:教授|研究员|讲师|馆员|工程师|编审|教师|院长|主任|所长|馆长)|(?:博士|硕士)?(?:候选人|研究生|生))$"
    )
)
_CROSS_REFERENCE = regex(both_scripts("以|见|如|即"))  # （见图1） · （以某某大学为例）


def signed(text: str) -> tuple[Person, ...]:
    """The author of a line that is a name and in brackets where he works, ``()`` where the text is none.

    >>> signed("葉知秋（山城科技大學建築系副教授）")
    (Person(name='葉知秋', marks=(), affiliations=('山城科技大學建築系',)),)
    >>> signed("高校（以某某大学为例）"), signed("王明（见图1）"), signed("方法（实验室）")
    ((), (), ())
    """
    found = _SIGNED.fullmatch(_CALL.sub("", text).strip())
    if not found or not names.is_han_name(found["name"]) or is_word(found["name"]):
        return ()
    where = _POSITION.sub("", found["where"]).strip()
    if not _WORKPLACE.search(where) or _CROSS_REFERENCE.match(where):
        return ()
    return (Person(found["name"]).at(where),)


# (1. 信江师范学院 图书馆, 江西 上饶 334001; 2. 鄱湖大学) · (涡阳学院 经济管理系, 安徽 亳州 233600) · 1 School of X,
# City, China
_PLACE_WORD = regex(
    f"{any_word('大学 学院 研究院 研究所 实验室 中心 医院 公司 图书馆 学校 中学 小学 科学院 档案馆 博物馆 集团')}"
    f"|{any_word('委员会 出版社 编辑部 党校 银行 法院 检察院 局 厅 站 院 部 系 所 会 省 市 县 区')}"
    r"|University|College|Institute"
    r"|School|Department|Hospital|Laborator|Academy|Faculty|Cent(?:er|re)|Inc\b|Ltd\b|Press|Library"
)
# Ends as a workplace ends, its department or its address behind it: 渭原大学资源环境学院，渭原
_WORKPLACE = regex(
    both_scripts(
        r"(?:大学|学院|研究院|研究所|实验室|医院|公司|图书馆|学校|中学|小学|科学院|档案馆|博物馆|集团|出版社|党校)"
        rf"(?:[{HAN_OR_LOST}]{{1,14}}[系院所部处室])?(?:[\s,，]+[{HAN_OR_LOST}]{{2,8}}){{0,3}}(?:\s*\d{{6}})?$"
    )
)
# 渤海湾化工学院,天津[1]; 西伯利亚催化中心[2] : the mark behind, as Wanfang has it
_MARKED_BEHIND = regex(r"([^\[\]()（）;；]{4,80})\[(\d{1,2})\](?=\s*(?:[;；)）]|$))")
_LATIN_PLACE = regex(
    r"^[A-Z][\w ,.&'’-]*\b(?:University|College|Institute|School|Department|Hospital|Laboratory|Academy|Faculty)\b"
    r"[\w ,.&'’-]*$"
)
_POSTCODE = regex(r"(?<!\d)\d{6}(?!\d)")
_NUMBER = regex(r"\s*(?:\[?(\d{1,2})[\].．、,]?|([a-h])[.．、)]|([①-⑨]))\s*(?=[^\d\s.])")


LONGEST_AFFILIATIONS = 1500  # characters of a line of them; by hand


def affiliations(text: str) -> tuple[tuple[str, str], ...]:
    """(mark, institution) of a line of affiliations, ``()`` where the text is none; the mark is ``""`` for a lone one.

    >>> affiliations("(1.信江师范学院 图书馆, 江西 上饶 334001; 2.鄱湖大学 信息管理学院, 江西 南昌 330031)")[1]
    ('2', '鄱湖大学 信息管理学院, 江西 南昌 330031')
    >>> affiliations("(涡阳学院 经济管理系, 安徽 亳州 233600)"), affiliations("（见图1）")
    ((('', '涡阳学院 经济管理系, 安徽 亳州 233600'),), ())
    >>> affiliations("(渤海湾化工学院,天津,300999[1]; 西伯利亚催化中心,俄罗斯[2])")
    (('1', '渤海湾化工学院,天津,300999'), ('2', '西伯利亚催化中心,俄罗斯'))
    """
    text = text.strip()
    if len(text) > 2 * LONGEST_AFFILIATIONS:  # without its marks it is a little shorter, and not so much
        return ()
    text = plain(text).strip()
    if "[" in text:
        text = _MARKED_BEHIND.sub(r"\2 \1", text)
    if len(text) > LONGEST_AFFILIATIONS:
        return ()
    folded = fold(text)
    wrapped = folded.startswith("(") and folded.rstrip(".;,。").endswith(")")
    if wrapped:
        end = folded.rindex(")")
        text, folded = text[1:end].strip(), folded[1:end].strip()
    numbered = _NUMBER.match(folded) is not None
    if not (_PLACE_WORD.search(text) or _POSTCODE.search(text)) or not (wrapped or numbered or _POSTCODE.search(text)):
        return ()
    if re.search(r"[。!?！？]", text) or (not wrapped and not _POSTCODE.search(text) and len(text) > 120):
        return ()
    cuts = (
        [m.start() for m in re.finditer(r"[;；]\s*(?=\S)|(?<=[\s,，])(?=[2-9][.．、]\s*\D)", text)]
        if numbered
        else [m.start() for m in re.finditer(r"[;；]", text)]
    )
    edges = [0, *cuts, len(text)]
    out: list[tuple[str, str]] = []
    for start, stop in itertools.pairwise(edges):
        item = text[start:stop].strip(" 　;；,，")
        if not item:
            continue
        mark = _NUMBER.match(fold(item))
        value = item[mark.end() :] if mark else item
        out.append(((mark[1] or mark[2] or mark[3]) if mark else "", value.strip(" 　。.;；")))
    return tuple(out)


def is_workplace(text: str) -> bool:
    """Whether a line is an institution and nothing else; believed only right below the authors.

    >>> [is_workplace(line) for line in ("渭原大学资源环境学院，渭原", "河阳大学法学院的实践", "我毕业于渭原大学")]
    [True, False, False]
    >>> is_workplace("Hanbit University, Seoul"), is_workplace("The University: A History")
    (True, False)
    """
    if not 4 <= len(text) <= 80 or re.search(r"[。！？；：:的是在我于]", text):
        return False
    return bool(_WORKPLACE.search(text)) or (not IS_HAN_OR_LOST.search(text) and bool(_LATIN_PLACE.search(text)))


def bind(
    persons: tuple[Person, ...], institutions: tuple[tuple[str, str], ...], corresponding: str = ""
) -> tuple[Author, ...]:
    """Authors with the affiliations that their marks name; a single institution is everyone's.

    corresponding: the text behind 通讯作者, which names one of them.

    >>> bind((Person("甲"), Person("乙", ("2", "*"))), (("1", "A"), ("2", "B")))[1]
    Author(name='乙', affiliations=('B',), corresponding=True, role='author')
    """
    table = {mark: value for mark, value in institutions if mark}
    everyone = tuple(v for _, v in institutions) if len(institutions) == 1 else ()
    out = []
    for person in persons:
        own = person.affiliations or tuple(table[m] for m in person.marks if m in table) or everyone
        stars = any(not m.isalnum() and m not in "①②③④⑤⑥⑦⑧⑨#" for m in person.marks)
        out.append(Author(person.name, own, stars or bool(corresponding and close_up(person.name) in corresponding)))
    return tuple(out)
