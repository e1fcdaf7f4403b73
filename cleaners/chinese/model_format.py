"""The language model's file: its constants, its layout, and how a key finds its place in it.

``build_language_model.py`` writes the file and ``language_model.py`` reads it; what both must agree on stands here.
``mix``, ``gram_key`` and ``word_key`` take Python's integers and numpy's arrays of uint64 alike. Only the standard
library is imported: a program that reads the model needs no numpy.

The file, in the byte order of the machine that builds it::

    MAGIC           8 bytes
    header          4 uint32: characters that fold, entries, BUCKET_BITS, 0
    sources         uint16 for each character that folds: what it is
    targets         uint16 for each of them: what it counts as
    starts          uint32 for each bucket, and one more: where its entries begin
    fingerprints    uint32 for each entry, ordered by bucket
    logs            uint8 for each entry: minus the log probability, in STEPs
    backoffs        uint8 for each entry: minus the log of the weight left to the next shorter history, in STEPs

An entry is an n-gram or a word. Its key, mixed, gives its bucket (the high BUCKET_BITS) and its fingerprint (the low
32 bits).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from operator import mul
from typing import Any, NamedTuple

MAGIC = b"JKLM0002"  # changes with the layout and with what the figures mean
ORDER = 4  # characters of the longest n-gram: four of 16 bits fill a key
BUCKET_BITS = 21  # some four of the model's entries in a bucket
STEP = 0.08  # natural log units of one step of the 8-bit figures: 255 steps reach down to -20.4
LONGEST_WORD = 6  # characters of the longest word that is kept
CHAR_BITS = 16  # of a character in an n-gram's key; what lies beyond U+FFFF counts as its low half
CHAR_MASK = (1 << CHAR_BITS) - 1
KEY_MASK = (1 << 64) - 1
MULTIPLIER = 0x9E3779B97F4A7C15  # 2^64 / golden ratio (Knuth, TAOCP 6.4): spreads neighbouring keys
WORD_SEED = 0xCBF29CE484222325  # FNV-1a, 64 bits, so that a word's key is no n-gram's
WORD_PRIME = 0x100000001B3  # FNV-1a, 64 bits

_HEADER = struct.Struct("=4I")


class Parts(NamedTuple):
    """What stands behind the header, in the order of the file; each an array of unsigned integers."""

    sources: Any
    targets: Any
    starts: Any
    fingerprints: Any
    logs: Any
    backoffs: Any


_TYPES = Parts("H", "H", "I", "I", "B", "B")  # as struct and array name them


def mix(key: Any) -> Any:
    """The key of an entry, spread over 64 bits.

    >>> hex(mix(0x4E2D))
    '0xb6d6ea64a730dfd5'
    """
    key = key ^ key >> 31
    key = key * MULTIPLIER & KEY_MASK
    return key ^ key >> 32


def gram_key(chars: Iterable[Any]) -> Any:
    """The key of an n-gram, of its characters' codes, first to last.

    >>> hex(gram_key([0x4E2D, 0x56FD]))
    '0x4e2d56fd'
    """
    key: Any = 0
    for char in chars:
        key = key << CHAR_BITS | char
    return key


def word_key(chars: Iterable[Any]) -> Any:
    """The key of a word, of its characters' codes, first to last."""
    key: Any = WORD_SEED
    for char in chars:
        key = (key ^ char) * WORD_PRIME & KEY_MASK
    return key


class Entries:
    """Where the entries of a file stand."""

    def __init__(self, starts: Any, fingerprints: Any) -> None:
        self._starts = starts
        self._fingerprints = fingerprints
        self._shift = 64 - BUCKET_BITS

    def find(self, key: int) -> int:
        """The place of a key's entry, or -1."""
        # As mix(), written out: the decoder of damaged text asks some 200 000 times a second.
        key ^= key >> 31
        key = key * MULTIPLIER & KEY_MASK
        bucket = key >> self._shift
        wanted = (key ^ key >> 32) & 0xFFFFFFFF
        for place in range(self._starts[bucket], self._starts[bucket + 1]):
            if self._fingerprints[place] == wanted:
                return place
        return -1

    def find_each(self, history: int, codes: Iterable[int]) -> list[int]:
        """The place of each character's entry after a history's key, or -1: as find(), in a third of its time."""
        starts, fingerprints, shift = self._starts, self._fingerprints, self._shift
        history <<= CHAR_BITS
        places = []
        for code in codes:
            key = history | code
            key ^= key >> 31
            key = key * MULTIPLIER & KEY_MASK
            bucket = key >> shift
            wanted = (key ^ key >> 32) & 0xFFFFFFFF
            for place in range(starts[bucket], starts[bucket + 1]):
                if fingerprints[place] == wanted:
                    places.append(place)
                    break
            else:
                places.append(-1)
        return places


def pack(parts: Parts) -> Iterator[bytes | memoryview]:
    """The file piece by piece. ValueError for a part of another type or length than the layout has."""
    views = [memoryview(part) for part in parts]
    folding, entries = len(parts.sources), len(parts.logs)
    if [view.format for view in views] != list(_TYPES) or [len(view) for view in views] != _lengths(folding, entries):
        raise ValueError("the parts do not fit the layout of a language model")
    yield MAGIC
    yield _HEADER.pack(folding, entries, BUCKET_BITS, 0)
    yield from views


def unpack(data: memoryview) -> Parts:
    """The parts of a file, nothing copied. ValueError for what is no such file or is cut short."""
    place = len(MAGIC) + _HEADER.size
    if len(data) < place or data[: len(MAGIC)] != MAGIC:
        raise ValueError("it does not begin as this version's do")
    folding, entries, bits, _ = _HEADER.unpack_from(data, len(MAGIC))
    if bits != BUCKET_BITS:
        raise ValueError(f"its buckets are of {bits} bits, not {BUCKET_BITS}")
    lengths = _lengths(folding, entries)
    ends = list(accumulate(map(mul, lengths, map(struct.calcsize, _TYPES)), initial=place))
    if ends[-1] != len(data):
        raise ValueError(f"it has {len(data)} bytes, not {ends[-1]}")
    return Parts(*(data[start:end].cast(kind) for kind, (start, end) in zip(_TYPES, pairwise(ends), strict=True)))


def _lengths(folding: int, entries: int) -> list[int]:
    """How many figures each part has."""
    return [folding, folding, (1 << BUCKET_BITS) + 1, entries, entries, entries]
