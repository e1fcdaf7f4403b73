"""The kit's one-to-one Traditional: how it is told from genuine Traditional text, and back to Simplified.

The kit converts character by character and leaves what has more than one Traditional form: 并 里 后 于 系 干 面 台.
A writer of Traditional uses 後 裡 於 係 幹 麵 臺 beside them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

# 里 and 后 have uses of their own in Traditional: 公里, 里長, 玉里, 皇后
_KIT_WORDS = re.compile("[并于]|聯系|關系|干部|(?<![皇太王天影歌封])后(?![妃宮冠羿土])")
_FEWEST = 2  # different ones that show the kit; one may be a name, 于右任
_GENUINE = "於後裡裏並係幹臺衹"


@cache
def _converter(name: str) -> Any:
    import opencc

    return opencc.OpenCC(name)


@cache
def scripts() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Characters of Simplified text only, of Traditional text only, and of these the usual form."""
    han = [chr(code) for code in range(0x4E00, 0x9FA6)]
    listed = "\n".join(han)
    simple = _converter("t2s").convert(listed).split("\n")
    usual = set(_converter("s2tw").convert(listed).split("\n"))
    traditional = {char for char, target in zip(han, simple, strict=True) if target != char and len(target) == 1}
    simplified = {target for char, target in zip(han, simple, strict=True) if target != char}
    return (
        frozenset(char for char in simplified if not _common_in_big5(char)),
        frozenset(traditional | {"著"}),
        frozenset(traditional & usual | {"著"}),
    )


def _common_in_big5(char: str) -> bool:
    """Whether Big5 has it on its first level: then it is common in Traditional text (后 里 于 系 干 面 台)."""
    try:
        return char.encode("big5") < b"\xc9\x40"
    except UnicodeEncodeError:
        return False


def shows_kit(text: str) -> bool:
    """Whether the text is in the kit's Traditional: changed characters beside those that only the kit leaves.

    >>> shows_kit("隨著社會的發展，干部聯系群眾，關系到工作以后的開展，并不只在于此")
    True
    >>> shows_kit("隨著社會的發展，幹部聯繫群眾，關係到工作以後的開展，並不只在於此")
    False
    >>> shows_kit("随着社会的发展，干部联系群众，并不只在于此")
    False
    >>> shows_kit("台鐵：玉里至光復間發現軌道側移約12公分，已購票旅客可免手續費退票，列車長于先生說")
    False
    """
    kept, genuine = kit_marks(text)
    return kept >= max(_FEWEST, 3 * genuine)


def kit_marks(text: str) -> tuple[int, int]:
    """How often a Traditional text has what only the kit leaves, and what only a writer writes; else (0, 1)."""
    simplified, traditional, _ = scripts()
    changed = sum(map(text.count, set(text) & traditional - frozenset("著")))
    if not changed or sum(map(text.count, set(text) & simplified)) * 4 > changed:
        return 0, 1
    words = _KIT_WORDS.findall(text)
    kept = len(words) + text.count("里") if len(set(words)) >= _FEWEST else min(len(words), 1)
    return kept, sum(map(text.count, _GENUINE))


# 以胸背为著， 以右侧为著。: 著 for "marked", which opencc takes for the word 为着.
_MARKED = re.compile("(以[^，。；,;]{1,20}为)着(?=[，。；、,;）)])")


@cache
def _foreign_to_kit() -> frozenset[str]:
    """Characters opencc would change, but that Simplified text has (they are in GB2312) and no one-to-one table gives:
    薹 is a plant, for 苔 stays 苔."""
    han = [chr(code) for code in range(0x4E00, 0x9FA6)]
    tables = [_converter(name).convert("\n".join(han)).split("\n") for name in ("s2t", "s2tw", "s2hk")]
    given = {char for table in tables for source, char in zip(han, table, strict=True) if char != source}
    return frozenset(char for char in scripts()[1] - given if char != "著" and _in_gb2312(char))


def _in_gb2312(char: str) -> bool:
    try:
        return len(char.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def traditional_part(text: str) -> str:
    """The lines and elements of a text or HTML source that are in Traditional: a hijacker's own links and banner, which
    stand beside a converted article, are Simplified.

    >>> traditional_part("<b>在线娱乐平台</b><p>干部聯系群眾</p>")
    '干部聯系群眾'
    """
    simplified, traditional, _ = scripts()
    changed = traditional - frozenset("著")
    pieces = []
    for piece in re.split(r"[<>\n]+", text):
        chars = set(piece)
        if chars & changed:
            most = sum(map(piece.count, chars & changed))
            if sum(map(piece.count, chars & simplified)) * 4 <= most:
                pieces.append(piece)
    return "\n".join(pieces)


def to_simplified(text: str) -> str:
    """The kit's Traditional to Simplified, one to one: 随著 becomes 随着, 显著 stays, and so does what no kit makes.

    >>> to_simplified("隨著改革，關系顯著，并不復雜；著名的干部看著里面")
    '随着改革，关系显著，并不复杂；著名的干部看着里面'
    >>> to_simplified("薹草群落以湖濱為著，苔蘚次之")
    '薹草群落以湖滨为著，苔藓次之'
    """
    simplified = _MARKED.sub(r"\1著", str(_converter("tw2s").convert(text)))
    foreign = _foreign_to_kit().intersection(text)
    if not foreign or len(simplified) != len(text):
        return simplified
    return "".join(old if old in foreign else new for old, new in zip(text, simplified, strict=True))


def to_traditional(text: str) -> str:
    """Simplified to Traditional with opencc's phrases, not as the kit does.

    >>> to_traditional("干部联系群众，以后的发展")
    '幹部聯繫羣衆，以後的發展'
    """
    return str(_converter("s2t").convert(text))
