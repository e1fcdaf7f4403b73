"""Whether a text is in Traditional, and whose: a writer's or the kit's.

The kit is the program with which hijackers make their mirrors. It converts character by character and leaves what has
more than one Traditional form: 并 里 后 于 系 干 面. A writer of Traditional uses 後 裡 於 係 幹 麵 beside them. 臺
tells nothing: there are kits that write 平臺, and writers of 台灣.

What is asked differs, and so does what is looked at: ``script`` counts frequent characters of a sample, ``may_hold``
looks for a single one of them in all of a text, before a converter is worth loading; the others ask opencc, for they
need the rare characters, too.
"""

from __future__ import annotations

import re
from typing import Literal

from cleaners.chinese.character_forms import FREQUENT, frequent_traditional, only_in_script
from cleaners.chinese.characters import IS_HAN
from cleaners.chinese.language import SAMPLE
from cleaners.patterns import regex

# 里 and 后 have uses of their own in Traditional: 公里, 里長, 玉里, 皇后
_KIT_WORDS = regex("[并于]|聯系|關系|干部|(?<![皇太王天影歌封])后(?![妃宮冠羿土])")
_FEWEST = 2  # different ones that show the kit; one may be a name, 于右任
_FREQUENT = frozenset(FREQUENT)
_GENUINE = "於後裡裏並係幹衹"


def script(text: str) -> Literal["Hans", "Hant", ""]:
    """``""`` for a text without Han characters; a text of neither script is Hans.

    >>> script("工會是群眾組織"), script("工会是群众组织"), script("plain text")
    ('Hant', 'Hans', '')
    """
    chars = frozenset(text[:SAMPLE])
    hant, hans = len(chars & frequent_traditional()), len(chars & _FREQUENT)
    if hant or hans:
        return "Hant" if hant > hans else "Hans"
    return "Hans" if IS_HAN.search(text, 0, SAMPLE) else ""


def may_hold(text: str) -> bool:
    """Whether any of a text can be in Traditional: all that is longer than a line has a frequent character.

    >>> may_hold("這是工會"), may_hold("这是工会")
    (True, False)
    """
    return any(char in text for char in frequent_traditional())  # each by memchr: a page's text in 30 µs


def leans_to_simplified(text: str) -> bool:
    """Whether more different characters are of Simplified alone than of Traditional alone: for text of any kind, a
    page's source among it.

    >>> leans_to_simplified("这們过"), leans_to_simplified("這們过"), leans_to_simplified("abc")
    (True, False, False)
    """
    written, one = set(text), only_in_script()
    return len(written & one.traditional) < len(written & one.simplified)


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
    return _shows(*kit_marks(text))


def _shows(kept: int, genuine: int) -> bool:
    return kept >= max(_FEWEST, 3 * genuine)


def _is_traditional(text: str) -> bool:
    """Whether at most a fifth of what is of one script alone is Simplified: a page's links and banner often are."""
    simplified, traditional, _ = only_in_script()
    changed = sum(map(text.count, set(text) & traditional - frozenset("著")))
    return changed > 0 and sum(map(text.count, set(text) & simplified)) * 4 <= changed


def kit_marks(text: str) -> tuple[int, int]:
    """How often a Traditional text has what only the kit leaves, and what only a writer writes; else (0, 1)."""
    if not _is_traditional(text):
        return 0, 1
    words = _KIT_WORDS.findall(text)
    kept = len(words) + text.count("里") if len(set(words)) >= _FEWEST else min(len(words), 1)
    return kept, sum(map(text.count, _GENUINE))


def is_by_kit(text: str, damaged: bool) -> bool:
    """Whether the kit made the text Traditional: by what only it leaves, or by its damage.

    damaged: whether the kit's damage was repaired in the text. That proves the kit, whatever its table makes of 台 and
    里: it copies Simplified pages, and nobody else puts pinyin between bytes.

    >>> is_by_kit("學會的工作", damaged=True), is_by_kit("學會的工作", damaged=False), is_by_kit("於學會", damaged=True)
    (True, False, True)
    """
    if not may_hold(text):
        return False
    return (damaged and _is_traditional(text)) or _shows(*kit_marks(text))


def is_one_to_one(text: str) -> bool:
    """Whether what is of neither script alone stands in the text as its author wrote it: in Simplified, and in the
    kit's Traditional; in a writer's Traditional 乾 may be 干.

    >>> is_one_to_one("干部聯系群眾"), is_one_to_one("於是幹部聯繫羣眾"), is_one_to_one("干部联系群众")
    (True, False, True)
    """
    if not (may_hold(text) and _is_traditional(text)):
        return True
    kept, genuine = kit_marks(text)
    return kept >= 3 * genuine


def traditional_part(text: str) -> str:
    """The lines and elements of a text or HTML source that are in Traditional: a hijacker's own links and banner, which
    stand beside a converted article, are Simplified.

    >>> traditional_part("<b>在线娱乐平台</b><p>干部聯系群眾</p>")
    '干部聯系群眾'
    """
    simplified, traditional, _ = only_in_script()
    changed = traditional - frozenset("著")
    pieces = []
    for piece in re.split(r"[<>\n]+", text):
        chars = set(piece)
        if chars & changed:
            most = sum(map(piece.count, chars & changed))
            if sum(map(piece.count, chars & simplified)) * 4 <= most:
                pieces.append(piece)
    return "\n".join(pieces)
