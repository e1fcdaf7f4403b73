"""GBK as the damaged sites use it: every byte pair means something, the user-defined zones included."""

from __future__ import annotations

from functools import cache

INVALID = "\ufffd"


def zone_char(lead: int, trail: int) -> str:
    """The private-use character of a code in the user-defined zones, ``""`` for any other code.

    AAA1-AFFE are U+E000-E233, F8A1-FEFE are U+E234-E4C5, A140-A7A0 are U+E4C6-E765.

    >>> [hex(ord(zone_char(*code))) for code in ((0xAA, 0xA1), (0xF8, 0xA1), (0xA1, 0x40), (0xA7, 0xA0))]
    ['0xe000', '0xe234', '0xe4c6', '0xe765']
    """
    if 0xAA <= lead <= 0xAF and 0xA1 <= trail <= 0xFE:
        return chr(0xE000 + (lead - 0xAA) * 94 + trail - 0xA1)
    if 0xF8 <= lead <= 0xFE and 0xA1 <= trail <= 0xFE:
        return chr(0xE234 + (lead - 0xF8) * 94 + trail - 0xA1)
    if 0xA1 <= lead <= 0xA7 and 0x40 <= trail <= 0xA0 and trail != 0x7F:
        return chr(0xE4C6 + (lead - 0xA1) * 96 + trail - 0x40 - (trail > 0x7F))
    return ""


@cache
def pair_chars() -> list[str]:
    """What each two-byte code (lead << 8 | trail) decodes to; ``INVALID`` where there is no character."""
    chars = [INVALID] * 65536
    pairs = [(lead, trail) for lead in range(0x81, 0xFF) for trail in (*range(0x40, 0x7F), *range(0x80, 0xFF))]
    # In one piece: a call of the decoder for each takes ten times as long. No pair takes in the line feed behind it.
    decoded = b"\n".join(map(bytes, pairs)).decode("gbk", "replace").split("\n")
    for (lead, trail), standard in zip(pairs, decoded, strict=True):
        char = zone_char(lead, trail) or standard
        chars[lead << 8 | trail] = char if len(char) == 1 else INVALID
    return chars


@cache
def char_codes() -> dict[str, int]:
    """The two-byte code of each character GBK has, private-use characters included."""
    codes = {char: code for code, char in enumerate(pair_chars()) if char != INVALID}
    return codes


@cache
def lost_pairs() -> dict[int, frozenset[int]]:
    """For each lead byte the trail bytes with which it makes no character: the pairs a decoder shows as one ``?``."""
    chars = pair_chars()
    trails = (*range(0x40, 0x7F), *range(0x80, 0xFF))
    found = {lead: frozenset(t for t in trails if chars[lead << 8 | t] == INVALID) for lead in range(0x81, 0xFF)}
    return {lead: cells for lead, cells in found.items() if cells}


def encode(text: str) -> bytes | None:
    """The GBK bytes behind decoded text, private use by the zones and ``€`` as 80; None where GBK has no code.

    >>> encode("中€") == bytes.fromhex("D6D080"), encode("\\ue000") == bytes.fromhex("AAA1"), encode("é😀")
    (True, True, None)
    """
    try:
        return text.encode("gbk")
    except UnicodeEncodeError:
        pass
    codes, out = char_codes(), bytearray()
    for char in text:
        code = codes.get(char)
        if code is not None:
            out += code.to_bytes(2, "big")
        elif char < "\x80":
            out.append(ord(char))
        elif char == "€":
            out.append(0x80)
        else:
            return None
    return bytes(out)
