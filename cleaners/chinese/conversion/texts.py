"""Whole texts converted from one script to the other."""

from __future__ import annotations

from cleaners.chinese.character_forms import converter
from cleaners.chinese.conversion.zhu_zhe import places, zhu_zhe

# Simplified characters that opencc changes, alone or in a phrase, and that no one-to-one table makes of another: in the
# kit's text they are the original's. 乾 is read qián, 藉 stands in 狼藉, 沈 is a name, 坏 is no 坯.
_NOT_OF_KIT = "乾俱哩坏彷拚捱摺榘沈菸藉袷覆醣"
# Characters that are right as they are in any text: opencc takes 么 for 幺, and 薹, a plant, for 苔.
_RIGHT = "么薹"
# What opencc's tw2s leaves or gives an unusual form, and what it stands for.
_LEFT = {
    "陜": "陕",  # U+965C, which the kit writes for 陝
    "関": "关",  # on pages, and unknown to opencc
    "暱": "昵",  # s2tw gives it, tw2s does not take it back
    "衞": "卫",  # this and the next two are Hong Kong's
    "敍": "叙",
    "枱": "台",
    "揹": "背",  # this and the next four are writers' variants
    "伕": "夫",
    "鎗": "枪",
    "粧": "妆",
    "燄": "焰",
    "衹": "只",  # opencc keeps it, for it is misspelt 祇, too
}
_TELLS_APART = 4  # times as many 着 as 著 that are read as 着: such a text is in no need of it; by hand


def to_simplified(text: str, by_kit: bool = True) -> str:
    """Traditional to Simplified, character for character: 随著 becomes 随着, 专著 and 显著 stay.

    by_kit: whether the text was made one to one, as the kit does. Then what no such table makes of another character
    is the original's: 乾 is no 干, 藉 no 借. In another's text opencc's phrases tell: 乾燥 becomes 干燥, 乾隆 stays.

    >>> to_simplified("隨著改革，關系顯著，并不復雜；著名的干部看著里面")
    '随着改革，关系显著，并不复杂；著名的干部看着里面'
    >>> to_simplified("薹草群落以湖濱為著，苔蘚次之；陜西的專著")
    '薹草群落以湖滨为著，苔藓次之；陕西的专著'
    >>> to_simplified("乾隆以後氣候乾燥", by_kit=False), to_simplified("李乾以后")
    ('乾隆以后气候干燥', '李乾以后')
    """
    converted = str(converter("tw2s").convert(text))
    if len(converted) != len(text):  # opencc's tables of characters and of tw2s's phrases keep the length
        return converted
    for char, simplified in _LEFT.items():
        if char in converted:
            converted = converted.replace(char, simplified)
    own = _RIGHT + "著" + _NOT_OF_KIT * by_kit
    right = {at: char for char in own for at in places(text, char)}
    converted = _with(converted, right)
    told = zhu_zhe(converted)
    zhe = converted.count("着")
    return converted if zhe > _TELLS_APART * (told.count("着") - zhe) else told


def _with(text: str, right: dict[int, str]) -> str:
    """The text with other characters at some places."""
    pieces: list[str] = []
    done = 0
    for at in sorted(right):
        pieces += text[done:at], right[at]
        done = at + 1
    return "".join(pieces) + text[done:]


def to_traditional(text: str) -> str:
    """Simplified to Traditional with opencc's phrases, not as the kit does.

    >>> to_traditional("干部联系群众，以后的发展")
    '幹部聯繫羣衆，以後的發展'
    """
    return str(converter("s2t").convert(text))
