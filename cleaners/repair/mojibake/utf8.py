"""Chinese in UTF-8 read as Windows-1252 or Latin-1, amid sound text and with bytes lost on the way: æ°´ is 水.

ftfy takes a text that was read wrong as a whole, and no byte of it lost. Here each character is read by itself: a
lead byte says how many follow it. A byte that Windows-1252 does not define is a control character (æ + U+008D + ®) or
gone (æ®), A0 is a no-break space or a blank; where a byte is gone, the language model says which of five it was.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from cleaners.article import Edit
from cleaners.chinese.characters import HAN, IS_HAN
from cleaners.chinese.gbk import char_codes
from cleaners.chinese.language_model import Model, model
from cleaners.patterns import regex
from cleaners.repair.edits import UNDECIDED
from cleaners.repair.non_ascii import non_ascii

_UNDEFINED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)  # in Windows-1252
_BYTES = {chr(byte): byte for byte in range(0x80, 0x100)} | {
    bytes((byte,)).decode("cp1252"): byte for byte in range(0x80, 0xA0) if byte not in _UNDEFINED
}
_HIGH = "".join(map(re.escape, _BYTES))
_TRAIL = "".join(re.escape(char) for char, byte in _BYTES.items() if byte < 0xC0)
_BLANK, _LOST = -1, -2  # what stands for a byte: a blank for A0, U+FFFD or ? for one that is undefined
_TOKEN = regex(r"&nbsp;|&#160;|.", re.S)
_GAP = r"(?:&nbsp;|&#160;| |\?\??)"
_RUN = regex(rf"[{_HIGH}](?:[{_HIGH}\ufffd]|{_GAP}(?=[{_HIGH}\ufffd]))*{_GAP}?")
# æ°´ : the least that any Chinese text read so has
_GATE = regex(f"[ã-é][{_TRAIL}]{{2}}")
_LEAD = regex(f"[â-ï][{_TRAIL}]")
# What Chinese text is made of: general punctuation, kana and marks, Han, full-width forms
_CHINESE = regex(f"[\u2010-\u2312\u2460-\u27bf\u3000-\u30ff{HAN}\uff00-\uffef]")
# What stands behind a word of another language: “Brontë”…, « été », José¹²
_BEHIND_WORDS = frozenset("‘’“”–—…«»‹›\xa0 ¹²³™®©")
_OPENING = tuple("“‘«‹")
_ENDS = ("", "\n", "\r", "<", '"', "'")  # of a text, line, element or attribute: here a byte was cut off
# Natural log units, by hand.
_FLOOR = -11.0  # mean of a character; a row of characters that no text has is at -13
_DROPPED = -1.0  # what it costs to suppose a byte that nothing shows
_BEAM = 8
_CERTAIN = 0.6  # share of a longer row's characters of which every byte is there; where five bytes are gone, it is 0.85
_SHORT = 20  # characters; in a word or two chance rules; by hand
# (how far ahead of the next a reading of bytes that are gone is, how sure it is stated); with less it is left open.
# Measured on 6 640 such characters of 44 texts: 99 % right from 3.5 on, 87 % between, 58 % below. Bytes that leave a
# choice are never stated at 0.9 or more.
_STATED = ((3.5, 0.89), (1.5, 0.8))


_Chain = tuple["_Chain", str] | None  # readings, the last first; long rows share their beginnings


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch of a run that is one character: what it may be, the first where nothing is to choose.

    start, end: offsets in the text. certain: whether all bytes are there. cut: whether its last byte is beyond an end.
    """

    start: int
    end: int
    readings: tuple[tuple[str, float], ...]
    certain: bool = False
    cut: bool = False


def undo_utf8_mojibake(text: str) -> list[Edit]:
    """Edits that undo Chinese in UTF-8 read as Windows-1252 or Latin-1, in one block, one word or all of the text.

    >>> wrong = "根据口述".encode().decode("latin-1")
    >>> [e.after for e in undo_utf8_mojibake("正文。" + wrong.replace("\\xa0", " ") + "，正文")]
    ['根据口述']

    What a cut byte leaves open is U+FFFD, all before it is certain:

    >>> [(e.after, e.sure) for e in undo_utf8_mojibake("方法".encode().decode("latin-1")[:-1])]
    [('方', 1.0), ('�', 0.0)]
    >>> undo_utf8_mojibake("« été » élève “Brontë”… São 5×3÷2 10°")
    []
    """
    if not _GATE.search(non_ascii(text)):
        return []
    losses = _losses(text)
    runs = [_units(text, *match.span(), losses) for match in _RUN.finditer(text) if _LEAD.search(match[0])]
    proven = any(map(_proves, runs))
    found: list[Edit] = []
    for units in runs:
        if len(units) > _SHORT and sum(unit.certain for unit in units) < _CERTAIN * len(units):
            continue
        if _proves(units) or (_has_chinese(units) and not _may_be_word(text, units, proven)):
            found += _edits(text, units)
    return found


class _Losses(NamedTuple):
    """What may stand for a byte on this page. blank: in place of a blank; gone: where nothing stands."""

    blank: tuple[int, ...]
    gone: tuple[int, ...]


def _losses(text: str) -> _Losses:
    """Latin-1 has a line break of its own, 85, which is folded to a blank as well; where one byte that Windows-1252
    does not define is shown, none is gone."""
    of_latin = any(chr(byte) in text for byte in range(0x80, 0xA0) if byte not in _UNDEFINED)
    shown = any(chr(byte) in text for byte in _UNDEFINED)
    return _Losses((0xA0, 0x85) if of_latin else (0xA0,), () if shown else _UNDEFINED)


def _units(text: str, start: int, end: int, losses: _Losses) -> tuple[_Unit, ...]:
    """A run, character by character."""
    places = [match.span() for match in _TOKEN.finditer(text, start, end)]
    tokens = [_token(text[a:b]) for a, b in places]
    at_end = text[end : end + 1] in _ENDS
    units: list[_Unit] = []
    i = 0
    while i < len(tokens):
        j = i + 1
        size = _size(tokens[i])
        while j < len(tokens) and j < i + size and 0x80 <= tokens[j] < 0xC0:
            j += 1
        span = places[i][0], places[j - 1][1]
        if size == 1:
            units.append(_Unit(*span, ((text[slice(*span)], 0.0),)))
        elif j == i + size:
            char = _decoded(tokens[i:j])
            units.append(_Unit(*span, ((char or text[slice(*span)], 0.0),), certain=bool(char)))
        elif j == len(tokens) and at_end:
            units.append(_Unit(*span, ((UNDECIDED, 0.0),), cut=True))
        else:
            used, readings = _filled(tokens, i, size, losses)
            if readings:
                j = i + used
                span = places[i][0], places[j - 1][1]
            units.append(_Unit(*span, readings or ((text[slice(*span)], 0.0),), certain=len(readings) == 1))
        i = j
    return tuple(units)


def _token(shown: str) -> int:
    return _BLANK if shown in (" ", "&nbsp;", "&#160;") else _BYTES.get(shown, _LOST)


def _size(lead: int) -> int:
    """How many bytes a character has that begins with this one; 1 for what begins none."""
    return 4 if 0xF0 <= lead <= 0xF4 else 3 if 0xE2 <= lead <= 0xEF else 2 if 0xC2 <= lead <= 0xDF else 1


def _decoded(raw: Sequence[int]) -> str:
    try:
        return bytes(raw).decode()
    except UnicodeDecodeError:
        return ""


def _filled(tokens: Sequence[int], start: int, size: int, losses: _Losses) -> tuple[int, tuple[tuple[str, float], ...]]:
    """The readings of a character that lacks a byte, and how many tokens they use; those that use most, if any.

    A blank that can be A0 is one: without it the bytes behind it would belong to nothing.
    """
    ways = list(_fill(tokens, start + 1, (tokens[start],), size, 0.0, losses))
    most = max((used for used, _, _ in ways), default=0)
    readings = {
        char: cost for used, char, cost in ways if used == most and _CHINESE.match(char) and char in char_codes()
    }
    return most - start, tuple(readings.items())


def _fill(
    tokens: Sequence[int], at: int, raw: tuple[int, ...], size: int, cost: float, losses: _Losses
) -> Iterator[tuple[int, str, float]]:
    """(index behind the last token used, character, cost) of each way to complete a character's bytes."""
    if len(raw) == size:
        if char := _decoded(raw):
            yield at, char, cost
        return
    token = tokens[at] if at < len(tokens) else 0
    here = {_BLANK: losses.blank, _LOST: _UNDEFINED}.get(token, (token,) if 0x80 <= token < 0xC0 else ())
    for byte in here:
        yield from _fill(tokens, at + 1, (*raw, byte), size, cost, losses)
    if token != _LOST:
        for byte in losses.gone:
            yield from _fill(tokens, at, (*raw, byte), size, cost + _DROPPED, losses)


def _is_chinese(unit: _Unit) -> bool:
    return unit.certain and _CHINESE.match(unit.readings[0][0]) is not None


def _has_chinese(units: Iterable[_Unit]) -> bool:
    return any(_is_chinese(unit) for unit in units)


def _proves(units: Sequence[_Unit]) -> bool:
    """Whether two Chinese characters stand side by side, or all but: no other text makes two such rows of bytes."""
    rows = any(_is_chinese(a) and _is_chinese(b) for a, b in pairwise(units))
    told = "".join(unit.readings[0][0] for unit in units if _is_chinese(unit))
    return rows and IS_HAN.search(told) is not None and _mean(told) > _FLOOR


def _may_be_word(text: str, units: Sequence[_Unit], proven: bool) -> bool:
    """Whether a character alone may be the last letter of a word and the marks behind it.

    proven: whether the page was read wrong elsewhere; then only such marks behind a letter, or
        in quotation marks, may be a word's end.
    """
    unit = next(unit for unit in units if _is_chinese(unit))
    char, before = unit.readings[0][0], text[unit.start - 1 : unit.start]
    behind = before in _OPENING or (before.isalpha() and not IS_HAN.match(before))
    marks = _BEHIND_WORDS.issuperset(text[unit.start + 1 : unit.end])
    if proven:
        return behind and marks
    return behind or marks or not IS_HAN.match(char) or _mean(char) <= _FLOOR


def _mean(text: str) -> float:
    folded = model().fold(text)
    return model().score(folded, "\n") / max(len(folded), 1)


def _edits(text: str, units: Sequence[_Unit]) -> Iterator[Edit]:
    """One edit for each row of characters that are equally sure."""
    row: list[tuple[_Unit, str, float]] = []
    for unit, (char, sure) in zip(units, _read(text, units), strict=True):
        if row and (sure != row[-1][2] or unit.start != row[-1][0].end):
            yield _edit(text, row)
            row = []
        if char != text[unit.start : unit.end]:
            row.append((unit, char, sure))
    if row:
        yield _edit(text, row)


def _edit(text: str, row: Sequence[tuple[_Unit, str, float]]) -> Edit:
    start, end = row[0][0].start, row[-1][0].end
    return Edit(start, text[start:end], "".join(char for _, char, _ in row), "mojibake", row[0][2])


def _read(text: str, units: Sequence[_Unit]) -> list[tuple[str, float]]:
    """Each character, and how sure it is: 1 where the bytes say it, U+FFFD and 0 where nothing does."""
    lm = model()
    start = units[0].start
    # (score, the last characters as the model sees them, the reading of the unit before and so on)
    beam: list[tuple[float, str, _Chain]] = [(0.0, lm.fold(text[max(0, start - 3) : start]), None)]
    for unit in units:
        ways: list[tuple[float, str, _Chain]] = [
            (score + cost + lm.score(lm.fold(char), said), (said + lm.fold(char))[-3:], (chain, char))
            for score, said, chain in beam
            for char, cost in unit.readings
        ]
        beam = heapq.nlargest(_BEAM, ways, key=lambda way: way[0])
    chosen = _unchained(beam[0][2])
    return [_judged(lm, units, chosen, i) for i in range(len(units))]


def _unchained(chain: _Chain) -> list[str]:
    chars: list[str] = []
    while chain:
        chain, char = chain
        chars.append(char)
    return chars[::-1]


def _judged(lm: Model, units: Sequence[_Unit], chosen: Sequence[str], i: int) -> tuple[str, float]:
    """A character as it was chosen, if no other reading of its bytes does nearly as well between its neighbours."""
    unit = units[i]
    if len(unit.readings) == 1:
        return chosen[i], 0.0 if unit.cut else 1.0
    before, behind = "".join(chosen[max(0, i - 3) : i]), "".join(chosen[i + 1 : i + 4])
    scores = {char: cost + lm.score(lm.fold(char + behind), lm.fold(before)) for char, cost in unit.readings}
    best, second = sorted(scores.values(), reverse=True)[:2]
    ahead = best - second if scores[chosen[i]] == best else 0.0
    return next(((chosen[i], sure) for least, sure in _STATED if ahead >= least), (UNDECIDED, 0.0))
