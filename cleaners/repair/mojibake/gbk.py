"""GBK on either side: UTF-8 read as GBK and GBK read as Latin-1, undone where every byte is still there."""

from __future__ import annotations

import re
from functools import cache

from cleaners.article import Edit
from cleaners.chinese.characters import IS_HAN
from cleaners.chinese.gbk import INVALID, encode, pair_chars
from cleaners.chinese.language_model import model
from cleaners.patterns import regex
from cleaners.repair.edits import UNDECIDED
from cleaners.repair.non_ascii import non_ascii

# UTF-8 read as GBK: ， is 锛, 。 is 銆, 的 is 鐨, 在 is 鍦, 是 is 鏄, 中 or 不 is 涓: any such text has one
_FREQUENT = "锛銆鐨鍦鏄涓"
_SHORT = 400  # characters of a text in which none of them need stand


@cache
def _lead_of_three() -> re.Pattern[str]:
    """宸ヤ細 : in every third place a character made of the first two bytes of a Chinese one in UTF-8."""
    pairs = pair_chars()
    leads = {pairs[lead << 8 | trail] for lead in range(0xE3, 0xF0) for trail in range(0x80, 0xC0)} - {INVALID}
    return re.compile(f"[{''.join(sorted(leads))}](?=..[{''.join(sorted(leads))}])")


_RUN = regex("[^\x00-\x7f]{2,}")
# GBK read as Latin-1 or Windows-1252: ÖÐÎÄ is 中文
_GBK_AS_LATIN = regex("[\u00a1-\u00fe][\u00a1-\u00fe]{3,}")
# U+FFFD in UTF-8 read as GBK, at least twice: the characters are gone
_LOST = regex("(?:锟斤拷){2,}")


def undo_gbk_mojibake(text: str) -> list[Edit]:
    """Edits that undo UTF-8 read as GBK and GBK read as Latin-1, where every byte is still there.

    >>> wrong = "工会工作".encode().decode("gbk")
    >>> wrong, [e.after for e in undo_gbk_mojibake("标题 " + wrong)]
    ('宸ヤ細宸ヤ綔', ['工会工作'])
    >>> [e.after for e in undo_gbk_mojibake("ÖÐÎÄÆÚ¿¯ abc")]
    ['中文期刊']
    >>> undo_gbk_mojibake("ÀÁÂÃÄÅ ÄÖÜß 涓涓细流 锟斤拷")
    []
    """
    found: list[Edit] = []
    odd = non_ascii(text)
    if any(char in odd for char in _FREQUENT) or (len(text) < _SHORT and _lead_of_three().search(text)):
        for match in _RUN.finditer(text):
            found += _utf8_as_gbk(match[0], match.start())
    if _GBK_AS_LATIN.search(odd):
        for match in _GBK_AS_LATIN.finditer(text):
            after = _decoded(match[0].encode("latin-1"), "gbk")
            if after and _reads_better(after, -8.0):
                found.append(Edit(match.start(), match[0], after, "mojibake"))
    if "锟斤拷" in odd:
        found += [
            Edit(m.start(), m[0], UNDECIDED * (2 * len(m[0]) // 3), "mojibake", 0.0) for m in _LOST.finditer(text)
        ]
    return sorted(found, key=lambda edit: edit.where)


def _decoded(raw: bytes, charset: str) -> str:
    try:
        return raw.decode(charset)
    except UnicodeDecodeError:
        return ""


def _utf8_as_gbk(run: str, offset: int) -> list[Edit]:
    """The longest tail of a run that is UTF-8 read as GBK: what stands before may be sound text."""
    first = _lead_of_three().search(run)
    if not first:
        return []
    for start in range(max(0, first.start() - 1), min(len(run), first.start() + 24)):
        raw = encode(run[start:])
        after = _decoded(raw, "utf-8") if raw else ""
        if len(after) > 1 and IS_HAN.search(after) and _reads_better(after, -9.0):
            return [Edit(offset + start, run[start:], after, "mojibake")]
    return []


def _reads_better(text: str, floor: float) -> bool:
    """Whether text is Chinese: its mean log probability a character."""
    folded = model().fold(text)
    return bool(IS_HAN.search(text)) and model().score(folded, "\n") / len(folded) > floor
