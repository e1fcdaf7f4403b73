"""Question marks that stood for a no-break space or a dash, on pages that show damage of the same kind.

GBK has no U+00A0; what was laid out with it comes back as ``?``. A real question stays: a mark is taken for a blank by
where it stands (in a label, between names, behind a heading's number, at an indent), at a title's end only where
nothing in the title asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from cleaners.article import Edit
from cleaners.chinese.characters import HAN, IS_HAN, NUMERALS
from cleaners.chinese.names import is_han_name
from cleaners.chinese.scripts import both_scripts
from cleaners.patterns import regex
from cleaners.repair.segments import segments

KIND = "lone-mark"
_B = "[ \u3000\xa0]"  # a blank
_Q = rf"(?:\?{_B}*)"  # a mark and the blanks behind it
_OPEN, _CLOSE = "[【\\[〔［]", "[】\\]〕］]"
_WORDS = "目的|方法|结果|结论|背景|摘要|关键词|关键字|作者简介|收稿日期|基金项目|分类号"
_SPACED = (
    "摘要|关键词|关键字|引言|前言|导言|绪论|结语|结论|讨论|目的|方法|结果|背景|参考文献|作者简介|收稿日期|基金项目|作者|"
    "中图分类号|分类号|文献标识码|文献标志码|文章编号|内容提要"
)
_HEADING_MOST = 60  # characters of a line that may be a heading, by hand
_HEAD = 600  # characters at the head of a plain text, where its title stands: lines may break anywhere below; by hand
_PROOFS = 3  # places that each could be nothing else, from which a page without other damage shows it; by hand

# A line of nothing but  ?  or  ? ? ?  : no-break spaces
_LINE = regex(r"(?m)(?:^|(?<=>))[ \t]*\?(?:[ \t]*\?){0,8}[ \t]*(?=$|<)")
# 目的?探讨  【方法?选取 : a label and a no-break space
_AFTER_WORD = rf"(?<=[。\n>\s【\[])(?:{_WORDS})\?(?=[{HAN}])"
# TN98?34  [4?6] : a dash between digits
_DASH = regex(
    r"(?<=[A-Z][0-9])\?(?=[0-9])|(?<=[A-Z][0-9]{2})\?(?=[0-9])|(?<=[A-Z][0-9]{3})\?(?=[0-9])|(?<=\[[0-9])\?(?=[0-9]{1,2}\])|(?<=\[[0-9]{2})\?(?=[0-9]{1,2}\])"
)

# 摘? 要 · 关?键?词 : a known label with a mark between its characters
_SPACED_LABEL = "|".join(rf"(?={'.{0,4}?'.join(w)}){f'{_B}*{_Q}?'.join(w)}" for w in _SPACED.split("|"))
# 【栏? 目】 · 责? 编: : any other, by its brackets or its colon
_SPACED_WORD = (
    rf"{_OPEN}{_B}*[{HAN}](?:{_B}*{_Q}*[{HAN}]){{1,5}}{_B}*{_Q}*{_CLOSE}"
    rf"|^{_B}*[{HAN}](?:{_B}*{_Q}+[{HAN}]){{1,5}}{_B}*{_Q}*[:：]"
)
# 摘要:? 本文 · 【关键词】? 堤防 · Key words:? dike : between a label and its value, and before its colon
_VALUE = (
    rf"^{_B}*(?:{_OPEN}[^】\]〕］]{{1,12}}{_CLOSE}|[{HAN}](?:[ \xa0]*[{HAN}]){{1,7}}|(?i:Abstract|Key ?words?))"
    rf"(?:{_B}*{_Q}+(?=[:：])|{_B}*[:：]{_B}*{_Q}+(?=\S)|(?<=[】\]〕］]){_B}*{_Q}+(?=\S))"
)
# 关键词:堤防?渗漏 : whatever stands between keywords parts them
_KEYWORDS = rf"^{_B}*(?:{_OPEN}{_B}*)?关{_B}*键{_B}*[词字]{_B}*(?:{_CLOSE}|[:：])"
# ? ? 随着 : an indent
_INDENT = rf"^{_B}*{_Q}+(?=[{HAN}“《（(【\[])"
# 0? ? ?引 言 · 一?? 方法 · 1.2?样本 · （三）?结果 · 第二章?总论 : behind a heading's number
_NUMBER = (
    rf"^{_B}*(?:\d{{1,2}}(?:[.．]\d{{1,2}}){{0,3}}|[{NUMERALS}]{{1,3}}|第[{NUMERALS}\d]{{1,3}}[章节编部分]{{1,2}}"
    rf"|[（(][{NUMERALS}\d]{{1,3}}[)）])[、.．]?{_B}*{_Q}+(?=[{HAN}])"
)
# …。? · …问题? ? : behind a full stop, or parted by blanks, at the end
_TAIL = regex(rf"[。！；]{_B}*{_Q}+$|\?{_B}+\?")
# 甲? ? 乙 : marks parted by blanks
_ROW = regex(rf"\?(?:{_B}+\?)+")
# …研究? · …问题? ——以某县为例 : at the end of a heading or of its first line
_END = rf"(?<=[{HAN}0-9A-Za-z》）)])\?{_B}*(?:$|(?=—))"
# (某某大学? 某学院,江西? 南昌? 330031) : an affiliation with its postcode
_PLACE = regex(r"^\s*[（(][^（）()]{6,200}\d{6}[^（）()]{0,4}[)）]\s*$")
_PARTED = regex(rf"{_B}|\?|$")
_NUMBERED = regex(r"[\d*①-⑩]+$")
_BETWEEN = regex(rf"[?、，,]|{_B}")  # names
_DATED = regex(r"^\s*(?:\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?)?\s*")
_HEADING_TAG = regex(r"<(?:h[1-6]|title)\b[^<>]*>\s*(?:<(?:a|b|strong|span|font)\b[^<>]*>\s*)*$", re.IGNORECASE)
# What asks: 吗 呢, 为什么, 如何, 是否, 能不能, 甲还是乙. 几点思考 does not ask.
_ASKS = (
    "[吗呢么吧嘛何谁孰哪几怎啥岂否]|多[少久大远高长]|难道|莫非|还是|抑或|亦或|(.)不\\1|有没有|有无|凭啥|[了过的好对行要]$"
    "|可[行能靠信]$|必要$|真假$|真的"
)
# 何人?何事? : short questions that open like surnames
_SHORT_QUESTION = "[吗呢么吧谁哪]|何[人时事处为以必苦妨须不等如]|为何|几[个时人]"
_FEW = "几(?:[点个种项条](?=.)|乎|何(?=[图形体学]))|那么|什么样的"
# The cheap looks that every page gets: ? ? 随着, 摘? 要
_PLAIN_PROOF = rf"\?{_B}*\?{_B}*[{HAN}]"
_LABEL_PROOF = rf"[摘关引结]{_B}*\?{_B}*[要键言语论]"
_CLAUSE = regex("[，,：:；;—]")
_TAG_BEFORE = 200  # characters in which the tags stand that open a heading


@cache
def _pattern(source: str) -> re.Pattern[str]:
    """A pattern in both scripts, compiled when first asked for: few pages need one, and importing is not to wait."""
    return re.compile(both_scripts(source))


def undo_lone_marks(text: str, proven: bool = True) -> list[Edit]:
    """Edits of lone question marks. proven: whether the page has shown damage; else only where it shows this kind.

    >>> [(e.where, e.before, e.after) for e in undo_lone_marks("?\\n目的?探讨\\n。目的?探讨TN98?34[4?6]真的吗?")]
    [(0, '?', ''), (4, '?', '\\xa0'), (11, '?', '\\xa0'), (18, '?', '-'), (23, '?', '-')]
    >>> from cleaners.repair.edits import apply
    >>> def undone(line):
    ...     return " ".join(apply(line, undo_lone_marks(line)).split())
    >>> undone("【关? 键? 词】堤防;?渗漏"), undone("姜涛?郭敏"), undone("0? ? ?引 言"), undone("稻田养鱼的问题? ?")
    ('【关 键 词】堤防; 渗漏', '姜涛 郭敏', '0 引 言', '稻田养鱼的问题')
    >>> undone("学生为什么会把除数颠倒?"), undone("谁?我?"), undone("真的吗? 真的。")
    ('学生为什么会把除数颠倒?', '谁?我?', '真的吗? 真的。')
    >>> undo_lone_marks("真的吗? ? ?", proven=False)
    []
    """
    if "?" not in text or not (proven or _shows_it(text)):
        return []
    found = [Edit(m.start(), m[0], "", KIND, 0.9) for m in _LINE.finditer(text)]
    found += [Edit(m.end() - 1, "?", "\xa0", KIND, 0.8) for m in _pattern(_AFTER_WORD).finditer(text)]
    headings: list[tuple[int, str]] = []
    for start, end in segments(text):
        line = text[start:end]
        if "?" in line and IS_HAN.search(line):
            for first, stop, after, sure in _in_line(line):
                found += _each(text, start + first, start + stop, after, sure)
            if _may_be_heading(text, start, line):
                headings.append((start, line))
    if found:  # a page of which nothing else shows this kind may ask in its title
        for start, line in headings:
            for match in _pattern(_END).finditer(line):
                if not _may_ask(line, match.start()):
                    found += _each(text, start + match.start(), start + match.end(), "", 0.8)
    found += [Edit(m.start(), "?", "-", KIND, 0.8) for m in _DASH.finditer(text)]
    return list(_apart(found))


def is_laid_out(line: str) -> bool:
    """Whether all marks of a line stand where no-break spaces do, and blanks or marks behind each: no byte was lost.

    >>> is_laid_out("一?? 方法"), is_laid_out("二、?诖吮尘跋"), is_laid_out("影響?? 稍有")
    (True, False, False)
    """
    taken = {at for start, end, *_ in _in_line(line) for at in range(start, end)}
    return all(match.start() in taken and _PARTED.match(line, match.end()) for match in re.finditer(r"\?", line))


def _each(text: str, start: int, end: int, after: str, sure: float) -> Iterator[Edit]:
    return (Edit(at, "?", after, KIND, sure) for at in range(start, end) if text[at] == "?")


def _apart(edits: Iterable[Edit]) -> Iterator[Edit]:
    """The edits in order, of those that overlap the first that was found."""
    end = 0
    for edit in sorted(edits, key=lambda edit: edit.where):
        if edit.where >= end:
            yield edit
            end = edit.where + len(edit.before)


def _in_line(line: str) -> Iterator[tuple[int, int, str, float]]:
    """(start, end, what its marks stood for, how sure) of each stretch of a line whose marks were blanks."""
    for label in _pattern(_SPACED_LABEL).finditer(line):
        if _of_label(line, label):
            yield *label.span(), "\xa0", 0.95
    for word in _pattern(_SPACED_WORD).finditer(line):
        yield *word.span(), "\xa0", 0.9
    plain = re.sub(_Q, lambda found: " " * len(found[0]), line)
    if _pattern(_KEYWORDS).match(plain) or _is_names(line) or _PLACE.match(line):
        yield 0, len(line), "\xa0", 0.9
    if match := _pattern(_VALUE).match(line):
        yield *match.span(), "\xa0", 0.9
    if match := _pattern(_INDENT).match(line):
        yield *match.span(), "", 0.9
    if len(line) <= _HEADING_MOST and (match := _pattern(_NUMBER).match(line)):
        yield *match.span(), "\xa0", 0.9
    body = line.rstrip("? \u3000\xa0")
    if _TAIL.search(line, max(0, len(body) - 1)):
        yield len(body) + _may_ask(line, len(body)), len(line), "", 0.9
    for row in _ROW.finditer(line):
        yield row.start() + _may_ask(line, row.start()), row.end(), "\xa0", 0.9


def _of_label(line: str, match: re.Match[str]) -> bool:
    """Whether a label with marks inside stands as one: at the line's start or in brackets, or before its colon."""
    before, behind = line[: match.start()].rstrip(" \u3000\xa0?"), line[match.end() :].lstrip(" \u3000\xa0?")
    return "?" in match[0] and (not before or before[-1] in "【[〔［。" or behind[:1] in (":", "：", "】", "]", "〕"))


def _is_names(line: str) -> bool:
    """Whether a line is names parted by marks, a date and time before them or not.

    >>> _is_names("姜涛? 郭敏"), _is_names("2013-04-29 00:44:03姜涛?郭敏"), _is_names("李?明"), _is_names("何人?何事?")
    (True, True, True, False)
    """
    names = [_NUMBERED.sub("", part) for part in _BETWEEN.split(_DATED.sub("", line, count=1)) if part]
    if len(names) == 2 and all(len(name) == 1 for name in names):
        return is_han_name("".join(names))
    return len(names) > 1 and all(is_han_name(name) and not _pattern(_SHORT_QUESTION).search(name) for name in names)


def _may_be_heading(text: str, start: int, line: str) -> bool:
    """Whether a line is a heading's or a title's: by its tag; in plain text by its place, and for want of a stop."""
    if len(line) > _HEADING_MOST or re.search("[。；;]", line):
        return False
    before = text[max(0, start - _TAG_BEFORE) : start]
    if before.rstrip().endswith(">"):
        return _HEADING_TAG.search(before) is not None
    return start < _HEAD and before[-1:] in ("", "\n")


def _may_ask(line: str, at: int) -> bool:
    """Whether what stands before a mark may be a question: it has a word that asks, or is no whole clause, or one of
    several questions (机遇?挑战?)."""
    before = line[max(0, at - _HEADING_MOST) : at]
    said = _pattern(_FEW).sub("", before.rstrip(" \u3000\xa0?"))
    last = _CLAUSE.split(said)[-1]
    alone = len(last) < len(said) and len(last) <= 4
    return (
        bool(_pattern(_ASKS).search(said))
        or alone
        or bool(re.search(rf"\?(?!{_B}*(?:\?|$))", _pattern(_NUMBER).sub("", before)))
    )


def _shows_it(text: str) -> bool:
    """Whether a page without other damage shows that its no-break spaces became marks: in a label's name, which nothing
    else puts there, or in several indents and rows of marks."""
    if not (_pattern(_PLAIN_PROOF).search(text) or _pattern(_LABEL_PROOF).search(text)):
        return False
    proofs = 0
    for start, end in segments(text):
        line = text[start:end]
        if "?" not in line or not IS_HAN.search(line):
            continue
        if any(_of_label(line, match) for match in _pattern(_SPACED_LABEL).finditer(line)):
            return True
        proofs += any(
            m is not None and m[0].count("?") > 1
            for m in (_pattern(_INDENT).match(line), _pattern(_NUMBER).match(line))
        )
    return proofs >= _PROOFS
