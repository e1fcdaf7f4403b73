"""Text read in the wrong charset, undone where the round trip is exact: first GBK, which ftfy declines, then ftfy."""

from __future__ import annotations

import re
from functools import cache

import ftfy

from cleaners.article import Edit
from cleaners.chinese.characters import IS_HAN
from cleaners.chinese.gbk import INVALID, encode, pair_chars
from cleaners.chinese.language_model import model
from cleaners.repair.edits import UNDECIDED, in_common
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


_RUN = re.compile("[^\x00-\x7f]{2,}")
# GBK read as Latin-1 or Windows-1252: ÖÐÎÄ is 中文
_GBK_AS_LATIN = re.compile("[\u00a1-\u00fe][\u00a1-\u00fe]{3,}")
# U+FFFD in UTF-8 read as GBK, at least twice: the characters are gone
_LOST = re.compile("(?:锟斤拷){2,}")
# UTF-8 read as Latin-1 or Windows-1252: Ã© is é, ä¸­ is 中, â€œ is “. One × before a mark is no Hebrew letter: 2×“大”
_TRAIL = (
    "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013\u2014\u2018-\u2026\u2030\u2039\u203a\u20ac\u2122]"
)
_UTF8_AS_LATIN = re.compile(f"[\u00c2-\u00d6\u00d8-\u00f4]{_TRAIL}|(?:\u00d7{_TRAIL}){{2}}")
_MAYBE = re.compile(f"[\u00c2-\u00f4]{_TRAIL}")  # one class of characters first: found three times as fast
# Defaults make ，（）“” ASCII, ① 1 and ㎡ m2.
_SAFE = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    remove_control_chars=False,
    normalization=None,
    explain=False,
)


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


def undo_other_mojibake(text: str) -> list[Edit]:
    """Edits that ftfy makes, with settings that leave Chinese punctuation alone.

    >>> [(e.before, e.after) for e in undo_other_mojibake("caf\\u00c3\\u00a9，（中）“文”①")]
    [('Ã©', 'é')]
    """
    if not _MAYBE.search(non_ascii(text)):
        return []
    found, place = [], 0
    for line in text.splitlines(keepends=True):
        if _UTF8_AS_LATIN.search(line):
            fixed = ftfy.fix_encoding(line, _SAFE)
            if fixed != line:
                found.append(_trimmed(line, fixed, place))
        place += len(line)
    return found


def _trimmed(before: str, after: str, where: int) -> Edit:
    """One edit without the common start and end."""
    start, end = in_common(before, after)
    return Edit(where + start, before[start : len(before) - end], after[start : len(after) - end], "mojibake", 0.95)
