"""What the moves share where nothing is lost: a token as it stands, and the byte that waits with its partner."""

from __future__ import annotations

from cleaners.chinese.gbk import INVALID, pair_chars
from cleaners.repair.shear.moves.segment import Segment
from cleaners.repair.shear.reading import Move, Reading
from cleaners.repair.shear.tokens import Token

_LONG = 12  # folded ASCII characters beyond which only the first and the last _EDGE are scored
_EDGE = 6


def literal(segment: Segment, reading: Reading, token: Token, skip: int = 0) -> Reading:
    """The token as it stands, without its first ``skip`` characters; the reading itself if nothing is left."""
    if len(token.text) == skip:
        return reading
    text, folded = segment.suffix(token, skip)
    history, score = reading.history, segment.scorer.score
    if len(folded) > _LONG and token.kind == "ascii":  # the model knows Chinese: of long ASCII only the edges count
        value = score(folded[:_EDGE], history) + score(folded[-_EDGE:], folded[-_EDGE - 4 : -_EDGE])
    else:
        value = score(folded, history)
    if folded[0] == history[-1:] and folded[0] in "0a\n":
        folded = folded[1:]
    last = (reading.last_two & 0xFF) << 8 | ord(text[0]) & 0xFF if len(text) == 1 else ord(text[-1]) & 0x7F
    return reading.went_on(token, Move(text, folded, value, last))


def paired(segment: Segment, reading: Reading, token: Token, char: str, last: int) -> Reading:
    """The character that the pending byte makes with ``last``, a byte that was read or lost."""
    folded = segment.fold(char)
    score = segment.scorer.log(reading.history + folded)
    move = Move(char, folded, score, (reading.last_two & 0xFF) << 8 | last)
    return reading.went_on(token, move, segment.page.strange(char))


def widened(segment: Segment, reading: Reading, token: Token) -> Reading | None:
    """The token's first character as a full-width one that was made narrow, None where none was.

    Its first byte (A3) is the partner of the byte that waits, its second (the code + 80) waits in its turn.
    """
    char = pair_chars()[reading.pending << 8 | 0xA3] if segment.narrow else INVALID
    if char == INVALID:
        return None
    code = ord(token.text[0]) | 0x80
    return paired(segment, reading, token, char, 0xA3)._replace(pending=code, last_two=0xA300 | code)
