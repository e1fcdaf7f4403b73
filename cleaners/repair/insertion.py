"""The pinyin that was forced into the text: how it looks, and which characters it can belong to.

An insertion is pinyin in ASCII parentheses, ``(guān)``, ``(guan)``, ``(luò )``. Where it lost its opening parenthesis
to a byte that stood alone, ``?qū)``, it landed inside a character.
"""

from __future__ import annotations

from cleaners.chinese.readings import LETTERS
from cleaners.patterns import regex

# Emoji and their joiners, which some sites scatter into the pinyin: (g😀uān)
_NOISE = "\U0001f300-\U0001faff\u2600-\u27bf\ufe0f\u200d\u200b"
# guān  luò␣  g😀uān  lu:
_PINYIN = rf"[{LETTERS}](?:[{LETTERS}{_NOISE}]|(?<=u):){{0,9}} {{0,2}}"
# (guān)  and, with the parenthesis swallowed, ?qū)
INSERTION = regex(rf"[?(]{_PINYIN}\)")
BALANCED = regex(rf"\({_PINYIN}\)")
# 打?qū)嵶 : after a character that is not ASCII, for the byte before a lost lead byte is never ASCII
SHEARED = regex(rf"\?{_PINYIN}\)")
SPACED = 0.7  # share of a page's insertions that have a space after them, where the table puts one there
_NOT_LETTER = regex(f"[{_NOISE}]")


def spelled(insertion: str) -> str:
    """The pinyin of an insertion, bare: no parentheses, no stray space, no emoji; ü without a tone is v.

    >>> spelled("(luò )"), spelled("(xi) "), spelled("?qū)"), spelled("(g😀uān)")
    ('luò', 'xi', 'qū', 'guān')
    >>> spelled("(lu:)"), spelled("?nü)"), spelled("(lǜ)")
    ('lv', 'nv', 'lǜ')
    """
    pinyin = _NOT_LETTER.sub("", insertion.rstrip()[1:-1].strip())
    return pinyin.replace("ɡ", "g").replace("u:", "v").replace("ü", "v")


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
