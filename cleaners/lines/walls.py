"""Whether a line is a wall's: that the page is not there, or asks for a login, a human reader, a browser.

What is said, and in which words, is in ``wall_wordings``; here is how a line, a heading and a ``<title>`` are read for
it. How much text a page may have beside such words is the verdict's affair.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from cleaners.budget import remembered
from cleaners.chinese.characters import HAN
from cleaners.chinese.scripts import any_word, both_scripts
from cleaners.lines.wall_wordings import CAPTCHA, GONE, KINDS, LOG_IN, LOGIN, PROOF, Kind
from cleaners.patterns import regex


class Wall(NamedTuple):
    """What one sentence says. words: those that say it. sentence: all of it, without blanks around Han."""

    kind: Kind
    words: str
    sentence: str


_SENTENCE = regex(r"(?<=[。！？!?；])|\n")
_BLANK = regex(rf"(?<=[{HAN}])[ \t\u3000\xa0]+|(?<![ \t\u3000\xa0])[ \t\u3000\xa0]+(?=[{HAN}])")
# 请先 [登录] · 點擊「登入」後
_BUTTON = rf"[\[【「『“\"（(]((?:会员)?(?:{LOG_IN}|注册)|我不是机器人)[\]】」』”\"）)]"
# Words that speak of walls instead of being one: 读者是否愿意登录后阅读全文 · 有三十一种仅提供PDF · 他说该文章已被删除
_OF_WALLS = (
    "摘要|他们|她们|他说|她说|是否愿意|[本该]研究|研究(?:[了者]|发现|表明|对象)|调查了|问卷|访谈|讨论了|比较了|认为|表示|声明"
    "|往往|许多|有的|其中|其余|昨[日天]|例句"
)
_NAMED = "[的之者率于]"  # 页面不存在的提示 · 继续阅读需付费的做法 : what is spoken of
_QUOTES = ("“”", "「」", "『』", "‘’")
# What may stand in a title beside the words: 很抱歉，您… · 404 - … · …提示 · …后查看全文
_POLITE = (
    r"(?:[\W\d_]|[很您你要所该此本这个中页了啊啦呀哎噢后再才能可以即或请]|非常|十分|抱歉|对不起|不好意思|(?i:sorry|oops|error)"
    "|错误|提示|消息|信息|讯息|正在|继续|查看|阅读|浏览|访问|全文|返回|首页|稍后|稍候|重试)*"
)
_SEPARATOR = regex(r"(?:(?<!\s)\s+)?[_|｜»>]\s*|(?<!\s)\s+[-–—·]+\s+|(?:(?<!\s)\s+)?—{1,2}\s*")
# What as a whole part of <title> tells a page that nothing else does; in its text every portal has such a heading.
_TITLES = (
    # 会员登录 - 某某学报
    (LOGIN, f"(?:会员|用户|使用者|读者|系统|账号|帐号)?{LOG_IN}(?:页面?|系统|中心)?|(?i:Log ?in|Sign ?in)"),
    (GONE, "404|(?i:Not Found)"),
    # 访问验证 · 安全验证中心 - 某某网
    (CAPTCHA, f"{PROOF}(?:中心?)?|验证码"),
)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern in both scripts, compiled when a page first needs it: all take some 60 ms, and most pages need none."""
    return re.compile(both_scripts(pattern))


@cache
def _pattern(kind: Kind) -> re.Pattern[str]:
    return _compiled("|".join(wording.pattern for wording in kind.wordings))


@cache
def _words(kind: Kind | None = None) -> re.Pattern[str]:
    """The words of a kind, or of all, each spelled out: the engine skips to the first characters of words that begin
    with a literal, and not with a class."""
    words = kind.words if kind else " ".join(kind.words for kind in KINDS)
    return re.compile(any_word(" ".join(dict.fromkeys(words.split()))))


@remembered(256)  # a line of the body is a line of the page, too, and a title is a heading
def walls(line: str) -> tuple[Wall, ...]:
    """What the sentences of a line say that are a wall's: one may ask for a login and offer the rest of the text.

    A sentence that quotes such words or speaks of them is an article's.

    >>> [(wall.words, wall.kind.reason) for wall in walls("您好。请先 [登录] 后查看。")]
    [('请先登录', 'the page asks for a login')]
    >>> [wall.words for wall in walls("很抱歉，您要找的網頁不存在。請回首頁。")], walls("屏幕上写着“请先登录”。")
    (['您要找的網頁不存在'], ())
    """
    line = _BLANK.sub("", line)
    if not _words().search(line.lower()):
        return ()
    found = []
    for sentence in _SENTENCE.split(_compiled(_BUTTON).sub(r"\1", line)):
        folded = sentence.lower()
        for kind in KINDS:
            said = _pattern(kind).search(sentence) if _words(kind).search(folded) else None
            if said and not _is_spoken_of(sentence, said):
                found.append(Wall(kind, said[0], sentence))
    return tuple(found)


def _is_spoken_of(sentence: str, said: re.Match[str]) -> bool:
    """Whether a sentence quotes the words, makes a noun of them, or tells of somebody."""
    before = sentence[: said.start()]
    quoted = any(before.count(marks[0]) > before.count(marks[1]) for marks in _QUOTES)
    named = _compiled(_NAMED).match(sentence, said.end()) is not None
    return quoted or named or _compiled(_OF_WALLS).search(sentence) is not None


def heading(text: str) -> Wall | None:
    """The wall that a heading is as a whole, or a title beside the site's name; None where it is an article's.

    >>> [bool(heading(t)) for t in ("页面不存在 - 湖滨学报", "404错误页面的文案设计研究", "找不到網頁 | 湖濱學報")]
    [True, False, True]
    """
    for part in _SEPARATOR.split(text):
        for wall in walls(part):
            if _compiled(_POLITE).fullmatch(wall.sentence.replace(wall.words, "", 1)):
                return wall
    return None


def title(text: str) -> Wall | None:
    """The wall that a page's ``<title>`` names: as a heading does, or by a word that only such pages have there.

    >>> title("會員登入 - 湖濱學報").kind.reason, title("登录界面的设计 - 湖滨学报")
    ('the page asks for a login', None)
    """
    if wall := heading(text):
        return wall
    for part in map(str.strip, _SEPARATOR.split(text)):
        for kind, pattern in _TITLES:
            if _compiled(pattern).fullmatch(part):
                return Wall(kind, part, part)
    return None
