"""The signs of the process in a text: a cheap look at a page, its suspect segments, and what proves the process."""

from __future__ import annotations

import re

from cleaners.chinese.gbk import encode
from cleaners.chinese.readings import LETTERS, codes_read, reads, toned
from cleaners.patterns import regex
from cleaners.repair.annotation import pair_before
from cleaners.repair.insertion import BALANCED, INSERTION, SHEARED, spelled
from cleaners.repair.shear.tokens import TAG_REST

# The cheap look that every page gets: ?qū)  (guān)  鞍l(fā)ively  ?，  影響?,F如今
# Two patterns that begin with a literal are scanned for several times as fast as one that begins with a class.
# What stands before is Chinese (or a bracket), which scripts and addresses fail: f(x)?a:b
_GATES = (
    regex(rf"\?(?:[，。；！？、]|(?<=[^\x00-(*-Z\\^-\x7f]\?)[{LETTERS},;!?])"),
    regex(rf"\((?:(?<=[^\x00-\x7f]\()|(?<=[^\x00-\x7f][!-~]\())[{LETTERS}]"),
)
# 影響?，F  影響?,F  學生??稍  疾??;10 : a mark after a lone ?, with a character that is not ASCII before or behind
_BREAK = regex(
    r"\?(?:(?<=[\S\u3000]\?)\??[，。；！？、]"
    r"|(?<=\S\?)\??[,;!?](?:(?<=[^\x00-\x7f]\?.)|(?<=[^\x00-\x7f]\?\?.)|(?=[^\x00-\x7f]))"
    r"|\?(?=[^\x00-\x7f]))"
    rf"|\)(?:(?<=[{LETTERS}] \))|(?<=[{LETTERS}]\)))\?[,;!?]"  # 規(guī)?;N
)
# 少?/p> : a tag without its <, whose segment runs on to the next
CUT_TAG = regex(rf"(?<=[^\x00-\x7f])\?(?={TAG_REST.pattern})")


def may_show_process(text: str) -> bool:
    """Whether anything in the text looks like the process: a cheap look.

    >>> may_show_process("打?qū)嵶龊眯滦蝿"), may_show_process("f(x)=a?b:c，真的嗎?")
    (True, False)
    """
    return any(gate.search(text) for gate in _GATES) and _worth_a_look(text)


def _worth_a_look(text: str) -> bool:
    """Whether anything on the page looks like damage, its markup included: a cheaper question than where it stands."""
    return (
        _BREAK.search(text) is not None
        or any(_lands_inside(text, match) for match in SHEARED.finditer(text))
        or any(_annotates(text, match.start(), spelled(match[0])) for match in BALANCED.finditer(text))
    )


def _annotates(text: str, place: int, pinyin: str) -> bool:
    """Whether an insertion stands after a character that is not ASCII, or after ASCII that ends one that reads so."""
    before = text[max(0, place - 2) : place]
    return bool(before) and (
        not before[-1].isascii() or (not before.isascii() and reads(pair_before(before, 0, 2), pinyin))
    )


def is_suspect(segment: str) -> bool:
    """Whether a sheared run may start here.

    >>> is_suspect("影響?,F如今"), is_suspect("局?jǐn)?shù)據"), is_suspect("真的嗎?"), is_suspect("選哪個?a) 甲 b) 乙")
    (True, True, False, False)
    """
    if "?" not in segment or segment.isascii():
        return False
    return _BREAK.search(segment) is not None or any(_lands_inside(segment, m) for m in SHEARED.finditer(segment))


def proves_process(segment: str) -> bool:
    """Whether an insertion with its tone marked stands inside a character here.

    >>> proves_process("打?qū)嵶龊眯"), proves_process("打?qu)嵶龊眯"), proves_process("影響?,F如今")
    (True, False, False)
    """
    return any(toned(spelled(m[0])) and _lands_inside(segment, m) for m in SHEARED.finditer(segment))


def _lands_inside(segment: str, match: re.Match[str]) -> bool:
    """Whether the last byte before and a lost one make a character that reads as the insertion says."""
    before = segment[max(0, match.start() - 40) : match.start()]
    while before.endswith(")"):  # 局?jǐn)?shù)據, 申請(qǐng)?zhí)枮: what stands before the insertion before
        inner = max(before.rfind("("), before.rfind("?"))
        if inner < 0 or not INSERTION.fullmatch(before, inner):
            break
        if before[inner] == "?":
            return True
        before = before[:inner]
    raw = encode(before[-1:]) or b""
    if len(raw) < 2:
        return before.endswith("?") and len(before) > 1
    return any(code >> 8 == raw[-1] for code in codes_read(spelled(match[0])))


def lands_inside_narrow(segment: str) -> bool:
    """Whether an insertion stands after a mark that was full-width when it came in: 稱:?he)l(fa)明."""
    return any(
        any(code >> 8 == ord(segment[match.start() - 1]) | 0x80 for code in codes_read(spelled(match[0])))
        for match in SHEARED.finditer(segment)
        if match.start() and "!" <= segment[match.start() - 1] <= "~"
    )


def is_silently_sheared(segment: str) -> bool:
    """Whether a whole insertion, with its tone marked, stands inside a character: the lost byte left no ?.

    >>> is_silently_sheared("打(qū)嵶龊眯"), is_silently_sheared("驅(qū)車"), is_silently_sheared("函數(a)")
    (True, False, False)
    """
    for match in BALANCED.finditer(segment):
        raw = encode(segment[max(0, match.start() - 1) : match.start()]) or b""
        pinyin = spelled(match[0])
        fits = len(raw) == 2 and toned(pinyin) and not reads(segment[match.start() - 1], pinyin)
        if fits and any(code >> 8 == raw[1] for code in codes_read(pinyin)):
            return True
    return False
