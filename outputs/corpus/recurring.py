"""Which paragraphs stand on several of a host's articles: counted over a whole corpus, one copy at a time."""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from outputs.corpus.copies import Copy, host_of
from outputs.corpus.merging.folding import squeezed
from outputs.corpus.merging.passages import JOINT

#: Articles that a paragraph must stand on, that asked about among them: on two it may be one that quotes the other, or
FEWEST = 3


def digest(host: str, paragraph: str) -> int:
    """64 bits that stand for a host's paragraph; script, width, case and white space aside.

    >>> digest("a.example", "本站聲明") == digest("a.example", "本站 声明"), digest("b.example", "本站声明") >> 64
    (True, 0)
    """
    said = f"{host}\n{squeezed(paragraph)}".encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest()) or 1


@dataclass(frozen=True, slots=True)
class Recurring:
    """What recurs: sorted digests. An instance's ``recurs`` is what ``merge`` asks."""

    digests: array[int]

    def recurs(self, host: str, paragraph: str) -> bool:
        """Whether a paragraph stands on the host's other articles, too, beside the one it was found on."""
        wanted = digest(host, paragraph)
        place = bisect_left(self.digests, wanted)
        return place < len(self.digests) and self.digests[place] == wanted


def recurring(copies: Iterable[tuple[int, Copy]]) -> Recurring:
    """What recurs on the hosts of these copies. copies: each with the number of its cluster, its article, in any order.

    Read once, one copy at a time; kept are 24 to 48 bytes for each different paragraph of a host, half as much again
    while the table grows. cluster numbers: 0 to 2³¹ - 1.

    >>> recurring([]).recurs("a.example", "本站声明")
    False
    """
    table = _Table()
    for cluster, copy in copies:
        host = host_of(copy.record["url"])
        for paragraph in copy.record["text"].split(JOINT):
            table.met(digest(host, paragraph), cluster)
    return Recurring(table.found())


_NONE, _RECURS = -1, -2  # in place of a second article: there is none, there are FEWEST


class _Table:
    """A hash table of arrays, 16 bytes a place: a paragraph's digest and the first two articles it was met in.

    A dict takes ten times as much. A place without a paragraph has digest 0.
    """

    def __init__(self, places: int = 1 << 12) -> None:
        self.digests = array("Q", bytes(8 * places))
        self.first = array("i", bytes(4 * places))
        self.second = array("i", [_NONE]) * places
        self.used = 0

    def met(self, key: int, cluster: int) -> None:
        """Count a paragraph for an article."""
        place = self._place(key)
        if not self.digests[place]:
            self.digests[place], self.first[place] = key, cluster
            self.used += 1
            if 3 * self.used > 2 * len(self.digests):
                self._grow()
        elif self.first[place] != cluster and self.second[place] != _RECURS:
            if self.second[place] == _NONE:
                self.second[place] = cluster
            elif self.second[place] != cluster:
                self.second[place] = _RECURS

    def found(self) -> array[int]:
        """The digests of what recurs, sorted."""
        return array("Q", sorted(key for key, said in zip(self.digests, self.second, strict=True) if said == _RECURS))

    def _place(self, key: int) -> int:
        last = len(self.digests) - 1  # a power of two less one
        place = key & last
        while self.digests[place] and self.digests[place] != key:
            place = (place + 1) & last
        return place

    def _grow(self) -> None:
        larger = _Table(2 * len(self.digests))
        for place, key in enumerate(self.digests):
            if key:
                new = larger._place(key)
                larger.digests[new], larger.first[new], larger.second[new] = (
                    key,
                    self.first[place],
                    self.second[place],
                )
        self.digests, self.first, self.second = larger.digests, larger.first, larger.second
