"""Whole texts converted from one script to the other."""

from __future__ import annotations

import re
from functools import cache

from cleaners.chinese.character_forms import converter, gbk_converted, only_in_script


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
