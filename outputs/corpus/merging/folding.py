"""One form of a text for comparing copies: script, width and brackets do not matter. Offsets stay what they are."""

from __future__ import annotations

from functools import cache

from cleaners.chinese import characters
from cleaners.chinese.characters import GBK_HAN
from cleaners.chinese.conversion.texts import to_simplified, to_traditional
from cleaners.chinese.scripts import simplified
from outputs.record_types import Script

# A kit's page has 著 for both; which is right its own conversion tells, and no other copy is needed for it.
_ONE = str.maketrans({"著": "着", "“": '"', "”": '"', "‘": "'", "’": "'"})


@cache
def _table() -> dict[int, str]:
    """What each character is folded to. By itself: opencc's phrases would fold what differs elsewhere differently."""
    han = "".join(map(chr, GBK_HAN))
    one = simplified("\n".join(han)).split("\n")
    seen = han + "".join(map(chr, (*range(0x21, 0x3100), *range(0xFE00, 0xFFFD))))
    folded = "".join(one) + characters.fold(seen[len(han) :])
    return {ord(a): b for a, b in zip(seen, folded.translate(_ONE), strict=True) if a != b}


def folded(text: str) -> str:
    """The text in Simplified and half width; as long as it was.

    >>> folded("幹部〔１〕，隨著")
    '干部[1],随着'
    """
    return text.translate(_table())


def squeezed(text: str) -> str:
    """The text for telling whether two values are the same: folded, case and white space aside.

    >>> squeezed("《圖書館 A》")
    '《图书馆a》'
    """
    return "".join(folded(text).split()).lower()


def in_script(text: str, script: Script) -> str:
    """The text in the script a merged record is in; of no script it is left as it stands.

    >>> in_script("群眾", "Hans"), in_script("群众", "Hant"), in_script("群眾", "")
    ('群众', '羣衆', '群眾')
    """
    match script:
        case "Hans":
            return to_simplified(text)
        case "Hant":
            return to_traditional(text)
        case _:
            return text
