"""The pinyin that was forced into the text: how it looks, and which characters it can belong to.

An insertion is pinyin in ASCII parentheses, ``(guān)``, ``(guan)``, ``(luò )``. Where it lost its opening parenthesis
to a byte that stood alone, ``?qū)``, it landed inside a character.
"""

from __future__ import annotations

import re
from functools import cache

from cleaners.chinese.gbk import INVALID, pair_chars

# Letters of pinyin; ɡ (U+0261) is what some input methods give for g.
LETTERS = "a-zɡāáǎàōóǒòēéěèīíǐìūúǔùüǖǘǚǜńňǹḿ"
# Emoji and their joiners, which some sites scatter into the pinyin: (g😀uān)
_NOISE = "\U0001f300-\U0001faff\u2600-\u27bf\ufe0f\u200d\u200b"
# (guān)  (luò )  (g😀uān)  and, with the parenthesis swallowed, ?qū)
INSERTION = re.compile(rf"[?(]([{LETTERS}][{LETTERS}{_NOISE}]{{0,9}}) {{0,2}}\)")
BALANCED = re.compile(rf"\([{LETTERS}][{LETTERS}{_NOISE}]{{0,9}} {{0,2}}\)")
# 打?qū)嵶 : after a character that is not ASCII, for the byte before a lost lead byte is never ASCII
SHEARED = re.compile(rf"\?[{LETTERS}][{LETTERS}{_NOISE}]{{0,9}} {{0,2}}\)")
SPACED = 0.7  # share of a page's insertions that have a space after them, where the table puts one there
_NOT_LETTER = re.compile(f"[{_NOISE}]")
_TONES = str.maketrans("āáǎàōóǒòēéěèīíǐìūúǔùüǖǘǚǜńňǹḿɡ", "aaaaooooeeeeiiiiuuuuvvvvvnnnmg")


def spelled(insertion: str) -> str:
    """The pinyin of an insertion, bare: no parentheses, no stray space, no emoji.

    >>> spelled("(luò )"), spelled("(xi) "), spelled("?qū)"), spelled("(g😀uān)")
    ('luò', 'xi', 'qū', 'guān')
    """
    return _NOT_LETTER.sub("", insertion.rstrip()[1:-1].strip()).replace("ɡ", "g")


def spaces_after(text: str) -> list[int]:
    """Where the spaces stand that belong to insertions, 習(xi) 近平: none unless nearly all on the page have one.

    >>> spaces_after("習(xi) 近平關(guan) 心"), spaces_after("習(xi) 近平關(guan)心"), spaces_after("see (a) or (b)!")
    ([5, 15], [], [])
    >>> spaces_after("據(jù) 此?sòng) ?wèi) :光g(líng) 小")
    [5, 13, 19, 29]
    """
    found: list[int] = []
    alone = 0
    for match in INSERTION.finditer(text):
        start, end = match.span()
        before = text[max(0, start - 2) : start]
        follows = bool(found) and found[-1] >= start - 2  # hung on another, ?gē) B(shèn) with one letter between
        if not follows and (before.isascii() or before[-1] <= " "):
            continue
        if text[end : end + 1] == " ":
            found.append(end)
        else:
            alone += 1
    return found if len(found) > SPACED * (len(found) + alone) else []


def toneless(pinyin: str) -> str:
    """Pinyin without its tone, ü as v.

    >>> toneless("guān"), toneless("lǜ")
    ('guan', 'lv')
    """
    return pinyin.translate(_TONES)


def toned(pinyin: str) -> bool:
    """Whether a tone is marked: then it is no English word and no list mark.

    >>> toned("guān"), toned("pin"), toned("a")
    (True, False, False)
    """
    return not pinyin.isascii() and any(char in "āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜńňǹḿ" for char in pinyin)


@cache
def _readings() -> dict[str, frozenset[str]]:
    """Every reading of every GBK character, toned and toneless."""
    from pypinyin.pinyin_dict import pinyin_dict

    found = {}
    for char in pair_chars():
        spelling = pinyin_dict.get(ord(char), "") if char != INVALID else ""
        if spelling:
            own = spelling.split(",")
            bare = [toneless(reading) for reading in own]
            found[char] = frozenset((*own, *bare, *(reading.replace("v", "u") for reading in bare)))
    return found


@cache
def _by_reading() -> dict[str, tuple[int, ...]]:
    listed: dict[str, list[int]] = {}
    readings = _readings()
    for code, char in enumerate(pair_chars()):
        for reading in readings.get(char, ()):
            listed.setdefault(reading, []).append(code)
    return {reading: tuple(codes) for reading, codes in listed.items()}


def reads(char: str, pinyin: str) -> bool:
    """Whether the character can be read so, the tone (where marked) included.

    >>> reads("關", "guān"), reads("關", "guan"), reads("關", "guǎn"), reads("l", "fā")
    (True, True, False, False)
    """
    return pinyin in _readings().get(char, ())


def toneless_readings(char: str) -> frozenset[str]:
    """Every reading of a character in plain letters.

    >>> sorted(toneless_readings("行"))[:2]
    ['hang', 'heng']
    """
    return frozenset(reading for reading in _readings().get(char, ()) if reading.isascii())


def reads_usually(char: str, pinyin: str) -> bool:
    """Whether this is the character's first reading.

    >>> reads_usually("說", "shuō"), reads_usually("說", "shuo"), reads_usually("說", "yuè")
    (True, True, False)
    """
    from pypinyin.pinyin_dict import pinyin_dict

    first = pinyin_dict.get(ord(char), "").split(",")[0] if len(char) == 1 else ""
    return pinyin in (first, toneless(first), toneless(first).replace("v", "u"))


def codes_read(pinyin: str) -> tuple[int, ...]:
    """GBK codes of all characters that can be read so.

    >>> [pair_chars()[code] for code in codes_read("qū") if code >> 8 == 0xF2]
    ['騶', '驅', '蛐']
    """
    return _by_reading().get(pinyin, ())
