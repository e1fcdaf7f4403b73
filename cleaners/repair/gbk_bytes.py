"""Pages whose server still sends GBK: the insertions are taken out of the bytes, and nothing was ever lost.

Every replacement put its pinyin right after the two bytes of a listed character, wherever they fell. So an insertion
is what stands in parentheses after two bytes that read so; taking insertions out from left to right brings the pairs
together again that later replacements were hung on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cleaners.article import Edit
from cleaners.chinese.gbk import INVALID, pair_chars
from cleaners.chinese.readings import reads, toned
from cleaners.patterns import regex
from cleaners.repair.annotation import listed_by_bytes, shows_process
from cleaners.repair.insertion import SPACED, spelled

# (gu A8A1 n), (luo ), (lu:) : pinyin in GBK, a tone vowel is a pair A8A1-A8C0
_INSERTION = regex(rb"\((?:[a-z]|(?<=u):|\xa8[\xa1-\xc0]){1,8} {0,2}\)")
_SPACED = regex(_INSERTION.pattern + rb" ?")  # 習(xi) 近平 : where the table puts a space behind


def repair_bytes(body: bytes) -> tuple[bytes, tuple[Edit, ...]]:
    """Take the forced pinyin out of a page that is still GBK; exact, no guessing.

    Comes back unchanged, with no edits, unless the page shows the process: insertions inside characters, or balanced
    ones that are as consistent as only a machine is. Edits are in byte offsets, their text is decoded.

    >>> damaged = bytes.fromhex("B4F28C2871A8B1298DD7F6")  # 打(8C (qū) 8D)做
    >>> repair_bytes(damaged)[0].hex(), repair_bytes("會(huì)議".encode("gbk"))[1]
    ('b4f28c8dd7f6', ())
    """
    if b"(" not in body or not _INSERTION.search(body) or _is_utf8(body):
        return body, ()
    candidates = list(_candidates(body))
    if not candidates:
        return body, ()
    hits = Counter((char, text) for _, _, char, text in candidates)
    bare = _without(body, [(start, end) for start, end, _, _ in candidates])
    inside = sum(1 for start, _, char, text in candidates if toned(spelled(text)) and _inside_character(body, start))
    # A pair that an earlier replacement split is no miss: its two bytes do not stand together in the body.
    misses: Counter[str] = Counter()
    for char in {char for char, _ in hits}:
        pair = char.encode("gbk")
        annotated = sum(body.count(pair + text.encode("gbk")) for c, text in hits if c == char)
        misses[char] = body.count(pair) - annotated
    listed = listed_by_bytes(hits, misses, proven=inside > 0)
    if not listed or not (inside or shows_process(bare.decode("gbk", "replace"), hits, listed)):
        return body, ()
    listed = listed_by_bytes(hits, misses, proven=True)  # what the hijacker's own links lack is no miss
    taken = [candidate for candidate in candidates if (candidate[2], candidate[3]) in listed]
    edits = tuple(Edit(start, text, "", "gbk-insertion", 1.0) for start, _, _, text in taken)
    return _without(body, [(start, end) for start, end, _, _ in taken]), edits


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _candidates(body: bytes) -> Iterator[tuple[int, int, str, str]]:
    """(start, end, listed character, insertion) of everything in parentheses that the two bytes before it read as.

    Those two bytes are what stands there once the insertions before are taken out: 局 94 (jǐn) B5 (shù) 據.
    """
    pairs = pair_chars()
    taken_to, before = 0, b""  # end of the last insertion and the two bytes before it
    found = [match.end() for match in _INSERTION.finditer(body)]
    spaced = sum(body[end : end + 1] == b" " for end in found) > SPACED * len(found)
    for match in (_SPACED if spaced else _INSERTION).finditer(body):
        start = match.start()
        near = body[max(taken_to, start - 2) : start]
        last = (before + near)[-2:]
        char = pairs[last[0] << 8 | last[1]] if len(last) == 2 else INVALID
        text = match[0].decode("gbk", "replace")
        if char != INVALID and reads(char, spelled(text)):
            yield start, match.end(), char, text
            taken_to, before = match.end(), last


def _inside_character(body: bytes, place: int) -> bool:
    """Whether a byte position falls inside a two-byte character: its run of non-ASCII lead-in has odd length."""
    start = place
    while start > 0 and body[start - 1] >= 0x80 and place - start < 4000:
        start -= 1
    # A trail byte may be ASCII (40-7E), so the run is walked, not counted.
    waiting = False
    for byte in body[start:place]:
        waiting = not waiting if byte >= 0x80 or waiting else False
    return waiting


def _without(body: bytes, spans: list[tuple[int, int]]) -> bytes:
    out, place = [], 0
    for start, end in spans:
        out.append(body[place:start])
        place = end
    return b"".join(out) + body[place:]
