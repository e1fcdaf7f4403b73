"""Characters that are not ASCII: as they stand where the reading is in step, else their bytes paired the other way."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.chinese.gbk import encode, pair_chars
from cleaners.repair.shear.beam import prune
from cleaners.repair.shear.costs import BAD, COST_SILENT, NEAR
from cleaners.repair.shear.moves.dropped import Ahead, dropped
from cleaners.repair.shear.moves.partner import completed
from cleaners.repair.shear.moves.plain import literal
from cleaners.repair.shear.moves.segment import Segment
from cleaners.repair.shear.page.scorer import SPAN
from cleaners.repair.shear.reading import IN_STEP, Move, Reading
from cleaners.repair.shear.tokens import MARKS, Token

GAP_BEAM = 10  # readings kept after each pair of bytes while dropped characters are looked for, by hand


def wide(segment: Segment, readings: list[Reading], token: Token) -> list[Reading]:
    """What all readings become together: only a lost byte makes one of them two."""
    raw = encode(token.text)
    in_step = [reading for reading in readings if reading.pending < 0]
    if raw is None:  # a character that GBK does not have never was among sheared bytes
        return [literal(segment, reading, token) for reading in in_step]
    one_off = [reading for reading in readings if reading.pending >= 0]
    page = segment.page
    shifted: list[Reading] = []
    if page.dropped and raw[0] >= 0x81:
        # In step, yet of a run that the first pass read one off: read so from its own first byte.
        shifted = [reading._replace(pending=raw[0]) for reading in in_step if reading.one_off_before]
        in_step = [reading for reading in in_step if not reading.one_off_before]
    found = list(_in_step(segment, in_step, token, raw))
    if page.silent and token.text[0] in MARKS:  # a break before the mark, of which no ? tells
        for reading in one_off:
            for done in completed(segment, reading, token, COST_SILENT):
                found.append(literal(segment, done, token))
    if shifted:
        found.extend(_one_off_with_gaps(segment, shifted, token, raw[1:]))
    if one_off and page.dropped:
        found.extend(_one_off_with_gaps(segment, one_off, token, raw))
    else:
        found.extend(_one_off(segment, reading, token, raw) for reading in one_off)
    return found


def _in_step(segment: Segment, readings: list[Reading], token: Token, raw: bytes) -> Iterator[Reading]:
    """The token as it stands."""
    text, score = token.text, segment.scorer.score
    folded = segment.fold(text)
    last_two = raw[-2] << 8 | raw[-1] if len(raw) > 1 else raw[-1]
    for reading in readings:
        yield reading.went_on(token, Move(text, folded, score(folded, reading.history), last_two))


def _one_off(segment: Segment, reading: Reading, token: Token, raw: bytes) -> Reading:
    """The token's bytes paired the other way, from the pending byte on."""
    segment.page.budget.take(len(raw) >> 3)
    text, waits = paired_from(reading.pending, raw)
    folded = segment.fold(text)
    last = reading.last_two & 0xFF if len(raw) < 2 else raw[-2]
    page = segment.page
    strange = sum(map(page.strange, page.absent.intersection(text)))
    score = segment.scorer.score(folded, reading.history)
    return reading.went_on(token, Move(text, folded, score, last << 8 | raw[-1], waits), strange)


def paired_from(pending: int, raw: bytes) -> tuple[str, bool]:
    """The text of a pending byte (or IN_STEP) and the bytes behind it, and whether the last byte then waits.

    >>> paired_from(0x8C, "嵶龊".encode("gbk"))
    ('實做', True)
    """
    pairs, out = pair_chars(), []
    place, lead = 0, pending
    size = len(raw)
    while place < size:
        byte = raw[place]
        if lead < 0:  # back in step: the rest stands as it is
            if byte < 0x81:
                out.append("€" if byte == 0x80 else chr(byte))
            else:
                lead = byte
            place += 1
            continue
        out.append(pairs[lead << 8 | byte])
        place += 1
        lead = IN_STEP
        if place < size and raw[place] >= 0x81:
            lead = raw[place]
            place += 1
    return "".join(out), lead >= 0


def _one_off_with_gaps(segment: Segment, states: list[Reading], token: Token, raw: bytes) -> Iterator[Reading]:
    """As ``_one_off``, where private-use characters may have been dropped between the token's characters."""
    budget = segment.page.budget
    place, size = 0, len(raw)
    while place < size and states and not budget.ended:
        ahead = Ahead(raw[place], raw[place + 1] if place + 1 < size else -1)
        best = max(state.score for state in states)
        ended: list[Reading] = []
        following: list[Reading] = []
        for state in states:
            if state.pending < 0:  # back in step, it reads the token to its end
                ended.append(_rest_in_step(segment, state, token, raw[place:], raw[-2] << 8 | raw[-1]))
                continue
            move = _next_pair(segment, state, ahead)
            following.append(state.went_on(token, move))
            if state.score >= best - NEAR and (move.score < BAD or state.pending == 0xA3):
                following.extend(dropped(segment, state, token, ahead, twice=state.score >= best - 1.0))
        states = prune(following, budget, GAP_BEAM)
        yield from ended
        place += 2
    yield from states


def _rest_in_step(segment: Segment, state: Reading, token: Token, rest: bytes, last_two: int) -> Reading:
    """What is left of the token, as it stands."""
    text, _ = paired_from(IN_STEP, rest)
    folded = segment.fold(text)
    return state.went_on(token, Move(text, folded, segment.scorer.score(folded, state.history), last_two))


def _next_pair(segment: Segment, state: Reading, ahead: Ahead) -> Move:
    """The pending byte with the next, and the one behind it if it stands alone."""
    log, fold = segment.scorer.log, segment.fold
    byte, after = ahead
    char = pair_chars()[state.pending << 8 | byte]
    folded = fold(char)
    context = state.history + folded
    value = log(context) - segment.page.strange(char)
    alone = ahead.alone
    if alone:
        value += log(context[1 - SPAN :] + fold(alone))
        folded = fold(char + alone)
    last_two = byte << 8 | after if after >= 0 else (state.last_two & 0xFF) << 8 | byte
    return Move(char + alone, folded, value, last_two, ahead.waits)
