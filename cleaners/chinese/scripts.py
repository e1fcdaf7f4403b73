"""From one script to the other: a pattern that matches both, and a text looked up in Simplified.

A pattern of Chinese words is written once, in Simplified, and goes through ``both_scripts`` or ``any_word``.
"""

from __future__ import annotations

import re
from itertools import product

from cleaners.chinese.character_forms import converter, traditional_forms
from cleaners.patterns import regex

# What is copied as it stands (names of groups, comments), a class, a single character or an escape
_TOKEN = regex(
    r"(?P<copied>\(\?P<[^>]*>|\(\?(?:P=|#|\()[^)]*\))"
    r"|(?P<opening>\[\^?)(?P<members>\]?(?:\\.|[^\]\\])*)\]"
    r"|\\?.",
    re.S,
)
_MEMBER = regex(r"\\?.-(?!\Z)\\?.|\\?.", re.S)  # of a class: a range or a single character


def both_scripts(pattern: str) -> str:
    r"""The source of a regular expression of Simplified words → one that matches them in both scripts.

    A character becomes a class of itself and its Traditional forms; in a class its forms are added. A class matches one
    character as the character did, so that quantifiers, groups and lookbehinds stay what they are. Escapes, the names
    of groups and the ends of a range in a class are left alone, and so is what is in Traditional already.

    >>> both_scripts("登录")
    '登[录彔錄録]'
    >>> bool(re.fullmatch(both_scripts("(?:头发|干部){2}"), "頭髮幹部"))
    True

    The kit converts one to one, and one pattern matches what it leaves and what it makes beside what a writer writes:

    >>> [bool(re.search(both_scripts("联系复杂"), text)) for text in ("联系复杂", "聯系復雜", "聯繫複雜")]
    [True, True, True]

    >>> both_scripts("[发一-龥]+(?<!后)"), both_scripts(r"[^后\s\u3400-\u4dbf]"), both_scripts("[。-]?")
    ('[发發髮一-龥]+(?<![后後])', '[^后後\\s\\u3400-\\u4dbf]', '[。-]?')
    """
    return _TOKEN.sub(_both, pattern)


def spellings(word: str) -> list[str]:
    """All spellings of a Simplified word, character by character, itself first.

    >>> spellings("登录"), spellings("会员")
    (['登录', '登彔', '登錄', '登録'], ['会员', '会員', '會员', '會員'])
    """
    return ["".join(spelling) for spelling in product(*(char + traditional_forms().get(char, "") for char in word))]


def any_word(words: str) -> str:
    """The source of a regular expression that matches any of these Simplified words, in both scripts.

    words: parted by blanks; no patterns. All spellings are written out, for then a search skips from one first
    character of a word to the next; where an alternative opens with a class, the engine tries each place of the text.

    >>> any_word("登录 C++")
    '登录|登彔|登錄|登録|C\\\\+\\\\+'
    """
    return "|".join(re.escape(spelling) for word in words.split() for spelling in spellings(word))


def forms(chars: str) -> frozenset[str]:
    """These Simplified characters and all forms of each: for tests of one character, which need no pattern.

    >>> sorted(forms("图表")), "圖" in forms("图")
    (['图', '圖', '表', '錶'], True)
    """
    return frozenset(chars).union(*(traditional_forms().get(char, "") for char in chars))


def _both(token: re.Match[str]) -> str:
    if token["copied"]:
        return token[0]
    if token["opening"]:
        members = token["members"]
        return f"{token['opening']}{_MEMBER.sub(lambda member: _widened(member[0], members), members)}]"
    char = token[0].removeprefix("\\")
    others = traditional_forms().get(char)
    return f"[{char}{others}]" if others else token[0]


def _widened(member: str, members: str) -> str:
    """A character of a class and those of its forms that the class does not name by itself."""
    others = traditional_forms().get(member.removeprefix("\\"), "")
    return member + "".join(form for form in others if form not in members)


def simplified(text: str) -> str:
    """The text in Simplified, character for character, for looking words up; same length.

    >>> simplified("關於基層")
    '关于基层'
    """
    found = str(converter("t2s").convert(text))
    return found if len(found) == len(text) else text
