"""The visible labels of journal pages in all their spellings, and what stands behind each.

Every label of ``fields.FIELDS`` is known in both scripts, bracketed, spaced, with a colon or without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from cleaners.chinese.characters import HAN, fold
from cleaners.chinese.scripts import both_scripts, forms
from cleaners.lines.fields import FIELD, FIELDS, Bare
from cleaners.patterns import regex

# Labels that open a line which sums an article up, beside those of its abstract and keywords: a site's own tags.
TAGS = "标签 Tags"


def _char(char: str) -> str:
    if char == "_":
        return r"\s*"
    if char.isascii():
        return f"[{char.lower()}{char.upper()}]" if char.isalpha() else re.escape(char)
    return both_scripts(char)


def _pattern(label: str) -> str:
    """摘要 → 摘\\s*要, each character in both scripts, Latin in any case."""
    return (r"\s*" if not label.isascii() else "").join(map(_char, label))


_NAMES = {label: field.name for field in FIELDS for label in field.labels.split()}
# The longest first: 中图分类号 before 中图分类.
_ORDER = sorted(_NAMES, key=len, reverse=True)
_OPENERS = "[(<{"
_CLOSERS = "])>}"
_BULLETS = "*★●◎▲■◆◇□ "


def _by_first() -> dict[str, list[str]]:
    """For each character a label can open with: the labels that do, the longest first."""
    groups: dict[str, list[str]] = {}
    for label in _ORDER:
        c = label[0]
        for form in forms(c) | {c.upper(), c.lower()}:
            groups.setdefault(form, []).append(label)
    return groups


_BY_FIRST = _by_first()


def _any_of(char: str) -> str:
    """The labels that open with a character, one group each."""
    return "|".join(f"({_pattern(label)})" for label in _BY_FIRST[char])


@cache
def _opening(char: str) -> re.Pattern[str]:
    """The same at the beginning of a line, compiled when first met."""
    return re.compile(_any_of(char))


def _seconds() -> dict[str, frozenset[str]]:
    """For each character a label can open with, those that go on with one; none for one that is a label by itself."""
    found: dict[str, set[str]] = {}
    for first, opened in _BY_FIRST.items():
        rests = [label[1:].lstrip("_") for label in opened]
        if all(rests):
            found[first] = {form for rest in rests for form in forms(rest[0]) | {rest[0].upper(), rest[0].lower()}}
    return {first: frozenset(seconds) for first, seconds in found.items()}


_SECONDS = _seconds()


# Regexes are tried only where the first character says that there may be a label.
FIRST = frozenset(_BY_FIRST) | frozenset(_BULLETS + "[(<{【〔［（〈＜　ＤＣＩＡＫＲＳＦＢ")
# 关键词:分词;语料中图分类号:H03 : the codes' labels are so long that they need nothing before them
_CODES = both_scripts(r"(?=中\s*图\s*分|文\s*献\s*标|文\s*章\s*编)")


# Where a label may begin within a line. 【作者】庄晓棠；葛南风【机构】… : one in brackets needs nothing before it
_BEFORE_LABEL = regex(rf"(?:(?<=[\s;.,)\]。])[\[(]?\s*|{_CODES}|\[)(?=[{re.escape(''.join(sorted(_BY_FIRST)))}])")


@cache
def _inside(char: str) -> re.Pattern[str]:
    """The same within a line, with the mark that has to stand behind."""
    return re.compile(rf"(?:{_any_of(char)})\s*(?:[\])]\s*:?|:)\s*")


def _labels_inside(folded: str, place: int) -> Iterator[tuple[int, int, str]]:
    """Start, end and field of each label in a line from a place on, those amid its text.

    >>> list(_labels_inside("[作者]庄晓棠;葛南风[机构]青川", 4))
    [(11, 15, 'workplace')]
    """
    while before := _BEFORE_LABEL.search(folded, place):
        first = folded[before.end()]
        if found := _inside(first).match(folded, before.end()):
            yield before.start(), found.end(), _NAMES[_BY_FIRST[first][(found.lastindex or 1) - 1]]
            place = found.end()
        else:
            place = before.start() + 1


class Labelled(NamedTuple):
    """A label and what stands behind it. alone: the label is all there is, its text follows in later blocks."""

    field: str
    value: str
    alone: bool = False


def match(text: str) -> Labelled | None:
    """The label a block opens with, None for none.

    >>> [match(t)[:2] for t in ("摘 要:本文", "【關鍵詞】工會；群眾", "中图分类号 F127")]
    [('abstract', '本文'), ('keywords', '工會；群眾'), ('clc', 'F127')]
    >>> [match(t)[:2] for t in ("Key words  soil", "doi：10.1/x")]
    [('keywords_en', 'soil'), ('doi', '10.1/x')]
    >>> match("參考文獻").alone, match("摘要是论文的窗口"), match("关键词语的翻译"), match("abstract art")
    (True, None, None, None)
    >>> match("（作者单位：南塬交通职业学院）")[:2], match("（见摘要：第3页）")
    (('affiliations', '南塬交通职业学院'), None)
    """
    if text[:1] not in FIRST:
        return None
    seconds = _SECONDS.get(text[0])
    if seconds and fold(text[1:80].lstrip()[:1]) not in seconds:
        return None  # 中国, 关于: most lines that open as a label does
    text = _unbracketed(text)
    folded = fold(text[:80])
    place = len(folded) - len(folded.lstrip(_BULLETS))
    opener = folded[place : place + 1] if folded[place : place + 1] in _OPENERS else ""
    if opener:
        place += 1 + len(folded[place + 1 :]) - len(folded[place + 1 :].lstrip())
    first = folded[place : place + 1]
    pattern = _opening(first) if first in _BY_FIRST else None
    found = pattern.match(folded, place) if pattern else None
    if not found or not found.lastindex:
        return None
    field, end = _NAMES[_BY_FIRST[first][found.lastindex - 1]], found.end()
    bare = folded[end:].lstrip()
    if opener:
        if bare[:1] != _CLOSERS[_OPENERS.index(opener)]:
            return None
        end = len(folded) - len(bare) + 1
        bare = folded[end:].lstrip()
    colon = bare.startswith(":")
    end = len(folded) - len(bare) + colon
    value = text[end:].strip()
    if value.startswith((":", "：")):
        value = value[1:].strip()
    if not value:
        return Labelled(field, "", True) if colon or opener or FIELD[field].alone else None
    if colon or opener or _is_bare(FIELD[field].bare, found[0], folded[found.end() :], value):
        return Labelled(field, value)
    return None


_PAIRS = {"（": "）", "(": ")", "【": "】", "[": "]", "［": "］", "〔": "〕"}


def _unbracketed(text: str) -> str:
    """A line that stands in brackets as a whole, label and all, without them: ``（作者单位：南塬交通职业学院）``."""
    closer = _PAIRS.get(text[:1])
    if closer is None or not text.endswith(closer) or ":" not in fold(text[1:14]):
        return text
    depth = 0
    for place, char in enumerate(text):
        depth += (char == text[0]) - (char == closer)
        if not depth:
            return text[1:place].strip() if place + 1 == len(text) else text
    return text


def _is_bare(believed: Bare, label: str, after: str, value: str) -> bool:
    """Whether a label without colon or bracket is one: ``中图分类号 F127``, and not ``abstract art``.

    believed: where labels of this field are. after: all that follows the label. value: the same without blanks around.
    """
    latin, spaced = label.isascii(), after[:1].isspace()
    if Bare.SENTENCE in believed:
        return label == "ABSTRACT" or (label[0] == "A" and spaced and value[:1].isupper())
    if not spaced:
        return Bare.JOINED in believed and (value[:1].isdigit() if latin else value[:1].isascii())
    if latin:
        return Bare.LATIN in believed and (label[0].isupper() or value.startswith("10."))
    if Bare.YEAR in believed:
        return value[:4].isdigit()
    if Bare.NAME in believed:
        return len(label) == 4 and len(value) < 8
    return Bare.HAN in believed


def alone(text: str) -> str:
    """The field of a label that is all of a text, with a colon or without; "" where it is none.

    >>> alone("作 者："), alone("关键词"), alone("作者与读者")
    ('authors', 'keywords', '')
    """
    found = match(f"{text.rstrip(' :：')}:") if text[:1] in FIRST and len(text) < 24 else None
    return found.field if found and found.alone else ""


def split(text: str) -> list[Labelled]:
    """A line of one or several labels, parted; empty where it opens with none.

    >>> [(l.field, l.value) for l in split("中图分类号:G250　文献标识码:A　文章编号:1009-3176(2016)02-0045-08")]
    [('clc', 'G250'), ('document_code', 'A'), ('article_number', '1009-3176(2016)02-0045-08')]
    >>> [(l.field, l.value) for l in split("关键词：分词；语料中图分类号：H03")]
    [('keywords', '分词；语料'), ('clc', 'H03')]
    >>> [(l.field, l.value) for l in split("【作者】庄晓棠；葛南风【机构】青川职业学院【刊期】物流与农业 2021年第5期")]
    [('authors', '庄晓棠；葛南风'), ('workplace', '青川职业学院'), ('related_issue', '物流与农业 2021年第5期')]
    """
    first = match(text)
    if first is None:
        return []
    text = _unbracketed(text)
    begin = len(text) - len(first.value)
    marks = []
    folded = fold(text)
    for start, end, field in _labels_inside(folded, begin):
        alike = folded[0] == folded[start] == "["  # in a row of such labels the weak ones are labels, too
        if (FIELD[field].strong or alike) and FIELD[field].kind != "entries":
            marks.append((start, end, field))
    ends = [start for start, _, _ in marks] + [len(text)]
    parts = [Labelled(first.field, _trim(text[begin : ends[0]]), first.alone)]
    parts += [Labelled(field, _trim(text[end:stop])) for (_, end, field), stop in zip(marks, ends[1:], strict=True)]
    return parts


def _trim(value: str) -> str:
    return value.strip(" \t\u3000;；,，")


@cache
def _summary() -> re.Pattern[str]:
    names = [label for field in FIELDS if field.kind in ("abstract", "words") for label in field.labels.split()]
    return re.compile(rf"\W{{0,2}}(?:{'|'.join(map(_pattern, names + TAGS.split()))})\W")


def opens_summary(text: str) -> bool:
    """Whether a line opens with a label of abstract, keywords or tags, whatever mark stands behind it.

    What such a line says is the article's, though it be 彩票 or 请先登录.

    >>> lines = ("关键词：彩票；赌场", "【論文摘要】", "主题词 赌博", "標 籤：彩票", "Key words - lottery")
    >>> [opens_summary(line) for line in lines]
    [True, True, True, True, True]
    >>> opens_summary("关键词语的翻译"), opens_summary("彩票的摘要：")
    (False, False)
    """
    return _summary().match(text) is not None


# 目的：… · 【方法/过程】… · 结果 … · 结论: … : parts of a structured abstract, at its beginning or behind a sentence
_PARTS = {
    "aim": "目\\s*的|目\\s*标|背\\s*景",
    "method": "(?:材料与|资料与|对象与)?方\\s*法",
    "result": "结\\s*果",
    "conclusion": "结\\s*论",
}
_SUMMARY_PART = regex(
    both_scripts(
        r"(?:^|(?<=[。.．；;！!\s])|(?=[\[【]))[\[【(（]?\s*(?:"
        + "|".join(f"(?P<{kind}>{names})" for kind, names in _PARTS.items())
        + rf")(?:[/／][{HAN}]{{2}})?\s*[\]】)）:： \u3000]"
    )
)
# 目的测水质。方法每季采样。结果… : without any mark between, as some medical journals have it
_JOINED_PART = regex(
    both_scripts(
        "(?:^|(?<=[。；]))(?:" + "|".join(f"(?P<{kind}>{names})" for kind, names in _PARTS.items()) + rf")(?=[{HAN}])"
    )
)


def summary_parts(text: str) -> tuple[str, ...]:
    """The parts of a structured abstract that a text opens with and goes on with, in order, each once.

    >>> summary_parts("目的：测水质。方法：每季采样。結果：逐年好轉。結論：應當再測。")
    ('aim', 'method', 'result', 'conclusion')
    >>> summary_parts("【目的】测水质。【方法】每季采样。"), summary_parts("本文的目的：测水质。方法：采样。")
    (('aim', 'method'), ())

    Without a mark between name and text, all four are believed: other sentences begin so, too.

    >>> [len(summary_parts(t)) for t in ("目的测水质。方法每季采样。结果好转。结论应当再测。", "目的明确。结果很好。")]
    [4, 0]
    """
    for pattern, least in ((_SUMMARY_PART, 1), (_JOINED_PART, len(_PARTS))):
        found = tuple(dict.fromkeys(part.lastgroup or "" for part in pattern.finditer(text)))
        if pattern.match(text) and len(found) >= least:
            return found
    return ()
