"""What a Han character is, and one printed form for full, half and stray widths.

Every folding is one to one, so an offset in the folded text is the same offset in the printed text: a
parser matches on the folded text and takes what it returns from the printed one.
"""

from __future__ import annotations

from cleaners.patterns import regex

_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BRACKETS = str.maketrans("〔〕【】［］﹝﹞〖〗", "[][][][][]")
_FOLD = (
    _HALF | _BRACKETS | {0x3000: 0x20, 0xA0: 0x20, 0x2002: 0x20, 0x2003: 0x20, 0x2009: 0x20, 0xFE30: 0x3A, 0x2236: 0x3A}
)
# ． and 。 both stand for the full stop between parts; 。 also ends sentences, so only parsers of references fold it.
_DIGITS = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}

#: The inside of a character class: all Han characters, in Unicode's blocks and the zero 〇.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
#: With the mark of a character that was lost: in a name or a title it stands for one.
HAN_OR_LOST = HAN + "\ufffd"
IS_HAN = regex(rf"[{HAN}]")
IS_HAN_OR_LOST = regex(rf"[{HAN_OR_LOST}]")
#: The ends of one range that holds all Han in general use: two comparisons, where a loop asks of each character.
FIRST_HAN, LAST_HAN = "\u3400", "\u9fff"
#: The numerals, in their order.
NUMERALS = "一二三四五六七八九十"
#: The code points of the Han of GBK, those of Unicode 1.1: what every table of conversion knows.
GBK_HAN = range(0x4E00, 0x9FA6)
_SPACED_HAN = regex(rf"(?<=[{HAN_OR_LOST}])[ \u3000\xa0]+(?=[{HAN_OR_LOST}])")


def fold(text: str) -> str:
    """Full-width ASCII, brackets and blanks in their half-width form; same length.

    >>> fold("〔Ｊ〕．图书馆，２０１６（１）：１"), len(fold("〔Ｊ〕"))
    ('[J].图书馆,2016(1):1', 3)
    """
    return text if text.isascii() else text.translate(_FOLD)  # nothing of ASCII folds


def digits(text: str) -> str:
    """Full-width digits as ASCII, nothing else changed.

    >>> digits("３３－３９")
    '33－39'
    """
    return text.translate(_DIGITS)


def close_up(text: str) -> str:
    """White space folded, and that between two Han taken out: ``李 熙`` and ``摘 要`` are spaced by typography.

    >>> close_up("赵  培"), close_up("RNA 与 DNA")
    ('赵培', 'RNA 与 DNA')
    """
    return _SPACED_HAN.sub("", " ".join(text.split()))


def even(text: str) -> str:
    """White space folded; that between two Han taken out only where the whole text is spaced out letter by letter.

    In a title or an abstract a space parts what belongs apart: 姚明护送大熊猫野放 最关心如何保护 · 目的 探讨…方法 选取…

    >>> even("论 语  研 究"), even("姚明护送大熊猫  最关心如何保护"), even("摘 要"), even("RNA 与 DNA")
    ('论语研究', '姚明护送大熊猫 最关心如何保护', '摘要', 'RNA 与 DNA')
    """
    pieces = text.split()
    spaced = sum(len(piece) == 1 for piece in pieces) > 0.7 * len(pieces)
    return close_up(text) if spaced else " ".join(pieces)
