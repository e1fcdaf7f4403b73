"""A lone ``?``: a question mark, or what is left of one byte or two.

It may be a lead byte that lost its partner at a break or at the segment's end; a lead byte that swallowed an ASCII byte
(``<`` of a tag, a digit, a bracket); a pair without character; or two bytes that the two passes cost.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from heapq import nlargest

from cleaners.chinese.gbk import encode
from cleaners.patterns import regex
from cleaners.repair.edits import UNDECIDED
from cleaners.repair.insertion import INSERTION
from cleaners.repair.shear.beam import BEAM
from cleaners.repair.shear.costs import (
    COST_BREAK,
    COST_BREAK_BEFORE_QUESTION,
    COST_LITERAL,
    COST_LONE_BREAK,
    COST_NARROW_MARK,
    COST_NO_CHARACTER,
    COST_NO_PARTNER,
    COST_REAL_BEFORE_MARK,
    COST_REAL_BEFORE_NARROW_MARK,
    COST_SWALLOWED,
    COST_TWO_LOST,
    GAIN_PARTNER,
)
from cleaners.repair.shear.moves.candidates import lost_twice
from cleaners.repair.shear.moves.partner import completed, ended_by_tag
from cleaners.repair.shear.moves.plain import literal, widened
from cleaners.repair.shear.moves.segment import Segment
from cleaners.repair.shear.reading import Move, Reading
from cleaners.repair.shear.tokens import TAG_REST, Token

ENDS = "。”！？；：…）"  # what a paragraph ends with
# ASCII that may have been swallowed with a lead byte, beside digits, tags and insertions
SWALLOWED = "(.-/%,:[\"';+=&"
REST = 330  # characters behind a mark that are looked at: TAG_REST matches no longer tag
# Characters behind a mark in which a bracket's partner is looked for, with insertions and without, by hand.
NEAR_BRACKET = 200
NEAREST_BRACKET = 60
# What stands after a digit: 000年, .5, %, and 635 kVA of 9 635, ） of （1）
NUMBER_REST = regex(r"[0-9.%年月日個多余～~—–）)-]|\s[0-9]{3}(?![0-9])")
RANGE = "～~—–%"  # 5～9天, 30% : before them nothing but a digit can be gone
# 2015-05-18, 2015年 : no digit stands before a year
YEAR_REST = regex(r"(?:19|20)[0-9]{2}(?:年|[-(（,;:]|\.(?![0-9]))")


def question_mark(segment: Segment, reading: Reading, token: Token) -> Iterator[Reading]:
    """What a lone ? may have been."""
    return (_in_step if reading.pending < 0 else _one_off)(segment, reading, token)


def _in_step(segment: Segment, reading: Reading, token: Token) -> Iterator[Reading]:
    """A question mark, or a lead byte that lost its partner."""
    page, following = segment.page, segment.after(token, 1)
    done = literal(segment, reading, token)
    if page.proven and following and following in segment.marks:
        done = done.less(COST_REAL_BEFORE_NARROW_MARK if segment.narrow else COST_REAL_BEFORE_MARK)
    if page.proven and reading.history != "\n" and TAG_REST.match(segment.text, token.end):
        yield done.less(COST_LITERAL)
        yield from _gone_before_tag(segment, reading, token)
        return
    yield done
    if following and following in segment.marks + "?":
        yield from _broken(segment, reading, token)


def _one_off(segment: Segment, reading: Reading, token: Token) -> Iterator[Reading]:
    """The byte that waits lost its partner, and perhaps more with it."""
    following = segment.after(token, 1)
    twice = token.number > 0 and _broken_at(reading, segment.tokens[token.number - 1])
    if not following or following in segment.marks or following == "?":
        cost = COST_NO_PARTNER if following else 0.0
        for done in completed(segment, reading, token, cost, lost_twice(following) if twice else None):
            yield done._replace(one_off_before=bool(following))
    done_wide = widened(segment, reading, token)  # a full-width question mark that was made narrow
    if done_wide is not None:
        yield done_wide
    if following and not twice:
        yield from _swallowed(segment, reading, token)
        yield from _without_character(segment, reading, token)


def _broken_at(reading: Reading, before: Token) -> bool:
    """Whether the byte that waits is what a lone ? before stands for."""
    return before.kind == "mark" and reading.path is not None and reading.path[1:3] == (before.number, "")


def _gone_before_tag(segment: Segment, reading: Reading, token: Token) -> Iterator[Reading]:
    """A mark whose bytes went in both passes, and the < of a tag with the second: 值守少?/p> = 值守少。</p>."""
    for mark in ENDS:
        folded = segment.fold(mark)
        score = segment.scorer.log(reading.history + folded) - COST_TWO_LOST
        done = reading.went_on(token, Move(mark, folded, score, reading.last_two))
        yield ended_by_tag(segment, done._replace(one_off_before=reading.one_off_before), token)


def _broken(segment: Segment, reading: Reading, token: Token) -> Iterator[Reading]:
    """A lead byte in step that lost its partner at a break; the mark's own first byte is that partner."""
    page, mark = segment.page, segment.after(token, 1)
    rest = segment.after(token, 4).lstrip("?")
    narrowed = segment.narrow and mark == "?"  # a full-width question mark made narrow
    if not narrowed and (not rest or rest[0] not in segment.marks):
        return
    cost = COST_BREAK if page.proven else COST_LONE_BREAK
    if mark == "?":
        cost += COST_BREAK_BEFORE_QUESTION
    for lead in segment.ranking.leads(reading.history, _first_bytes(mark)):
        yield reading.waiting(token, (reading.last_two & 0xFF) << 8 | lead, cost)


def _first_bytes(mark: str) -> frozenset[int]:
    """The first bytes of a mark, of any width; of a ? that may stand for any mark, all of them."""
    return frozenset({0xA1} if mark in "。、" else {0xA1, 0xA3} if mark == "?" else {0xA3})


def _swallowed(segment: Segment, reading: Reading, token: Token) -> Iterator[Reading]:
    """The lost partner took an ASCII byte with it: of a tag, a number, a bracket …"""
    rest = segment.after(token, REST)
    if TAG_REST.match(rest):
        for done in completed(segment, reading, token, 0.0):
            yield ended_by_tag(segment, done, token)
        return
    log, scored = segment.scorer.log, list[tuple[float, int, Reading, Move]]()
    chars = [
        (char, segment.fold(char), gain) for char, gain in _swallowable(rest, segment.page.ascii_marks, segment.parted)
    ]
    for done in completed(segment, reading, token, COST_SWALLOWED):
        for char, folded, gain in chars:
            score, text = log(done.history + folded) + gain, UNDECIDED if char == "0" else char
            move = Move(text, folded, score, (done.last_two & 0xFF) << 8 | ord(char), guessed=True)
            scored.append((done.value + score, -len(scored), done, move))
    for _, _, done, move in nlargest(BEAM, scored):  # each leaves a state of its own, and no more are kept of any
        yield done.went_on(token, move)


@lru_cache(maxsize=64)  # every reading of a token asks
def _swallowable(rest: str, ascii_marks: frozenset[str], parted: bool) -> list[tuple[str, float]]:
    """The ASCII characters that may have stood before ``rest``, and what each gains by it; 0 stands for any digit.

    parted: blanks part the words here, 關鍵詞:敘事 用戶參與, and no mark does.

    >>> _swallowable("～9天", frozenset(), False), _swallowable("000年", frozenset(".%"), False)[:2]
    ([('0', 0.0)], [('.', 0.0), ('-', -4.0)])
    >>> _swallowable("用戶參與 設計", frozenset(",;"), True)[-2:]
    [('&', -4.0), (' ', 0.0)]
    """
    year = YEAR_REST.match(rest)
    chars = []
    for char in "" if rest[0] in RANGE else SWALLOWED:
        gain = _stands(char, rest)
        if gain is not None and not (year and char in ":;"):
            usual = char in ascii_marks and not (parted and char in ",;")
            chars.append((char, gain if usual else gain - COST_NARROW_MARK))
    if parted and not rest[0].isascii():
        chars.append((" ", 0.0))
    if not year and NUMBER_REST.match(rest):
        chars.append(("0", 0.0))
    return chars


def _stands(char: str, rest: str) -> float | None:
    """What a swallowed ASCII character gains by what follows, None where it makes no sense.

    An opening bracket needs its partner; a partner that nothing in the rest opens needs it. A comma stands before a
    year, or before no digit.

    >>> _stands("(", "弗 5:20)。"), _stands("(", "見(圖2)。"), _stands("(", "見圖(tú)")
    (4.0, -4.0, None)
    >>> _stands(",", "見圖"), _stands(",", "2015-05-18"), _stands(",", "1.3千克")
    (0.0, 0.0, -4.0)
    """
    if char not in "([":
        return -GAIN_PARTNER if char == "," and rest[:1].isdigit() and not YEAR_REST.match(rest) else 0.0
    opening, closing = ("(（", ")）") if char == "(" else ("[［", "]］")
    depth, closed = 0, False
    for place, near in enumerate(INSERTION.sub("", rest[:NEAR_BRACKET])[:NEAREST_BRACKET]):
        if near in opening:
            depth += 1
        elif near in closing:
            if not depth:
                return GAIN_PARTNER if place else None
            depth, closed = depth - 1, True
    return -GAIN_PARTNER if closed else None


def _without_character(segment: Segment, reading: Reading, token: Token) -> Iterator[Reading]:
    """The ? is a pair (x y) without a character: (pending x) is a true character, and y waits for a byte."""
    if token.number + 1 == len(segment.tokens):
        return
    upcoming = encode(segment.tokens[token.number + 1].text[:1])
    if upcoming and upcoming[0] >= 0x40:
        for move in segment.ranking.before_no_character(reading, upcoming[0]):
            yield reading.went_on(token, move, COST_NO_CHARACTER)
