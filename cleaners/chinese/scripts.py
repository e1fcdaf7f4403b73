"""From one script to the other: a pattern that matches both, and texts converted.

A pattern of Chinese words is written once, in Simplified, and goes through ``both_scripts`` or ``any_word``.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product

from cleaners.chinese.character_forms import converter, gbk_converted, only_in_script, traditional_forms

# What is copied as it stands (names of groups, comments), a class, a single character or an escape
_TOKEN = re.compile(
    r"(?P<copied>\(\?P<[^>]*>|\(\?(?:P=|#|\()[^)]*\))"
    r"|(?P<opening>\[\^?)(?P<members>\]?(?:\\.|[^\]\\])*)\]"
    r"|\\?.",
    re.S,
)
_MEMBER = re.compile(r"\\?.-(?!\Z)\\?.|\\?.", re.S)  # of a class: a range or a single character


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


def to_simplified(text: str) -> str:
    """The kit's Traditional to Simplified, one to one: 随著 becomes 随着, 显著 stays, and so does what no kit makes.

    >>> to_simplified("隨著改革，關系顯著，并不復雜；著名的干部看著里面")
    '随着改革，关系显著，并不复杂；著名的干部看着里面'
    >>> to_simplified("薹草群落以湖濱為著，苔蘚次之")
    '薹草群落以湖滨为著，苔藓次之'
    """
    converted = _MARKED.sub(r"\1著", str(converter("tw2s").convert(text)))
    foreign = _foreign_to_kit().intersection(text)
    if not foreign or len(converted) != len(text):
        return converted
    return "".join(old if old in foreign else new for old, new in zip(text, converted, strict=True))


def to_traditional(text: str) -> str:
    """Simplified to Traditional with opencc's phrases, not as the kit does.

    >>> to_traditional("干部联系群众，以后的发展")
    '幹部聯繫羣衆，以後的發展'
    """
    return str(converter("s2t").convert(text))


# 以胸背为著， 以右侧为著。: 著 for "marked", which opencc takes for the word 为着.
_MARKED = re.compile("(以[^，。；,;]{1,20}为)着(?=[，。；、,;）)])")


@cache
def _foreign_to_kit() -> frozenset[str]:
    """Characters opencc would change, but that Simplified text has (they are in GB2312) and no one-to-one table gives:
    薹 is a plant, for 苔 stays 苔."""
    tables = map(gbk_converted, ("s2t", "s2tw", "s2hk"))
    given = {char for table in tables for source, char in table.items() if char != source}
    return frozenset(char for char in only_in_script().traditional - given if char != "著" and _in_gb2312(char))


def _in_gb2312(char: str) -> bool:
    try:
        return len(char.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False
