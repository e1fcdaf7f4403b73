"""Text → signature: what is kept of a copy to tell its duplicates, in 256 bytes."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from operator import eq

from rensa import RMinHash

from cleaners.chinese.character_forms import converter
from cleaners.chinese.characters import HAN
from cleaners.journal.identity import TELLING

#: Characters of a shingle. Five: measured on 100 000 records with known truth (issue 16, November 2026).
SHINGLE = 5
#: Values of a signature. Their share that agrees is the Jaccard similarity J, its standard error √(J(1-J)/128): 0.044
#: at most.
VALUES = 128
#: Bands of so many values each that make two texts candidates if one agrees: 25 of 5 find J = 0.55 by 0.73, 0.7 by 0.99
#: and 0.3 by 0.06. 20 of 6 find 0.55, which a copy has that lost 3 % of its characters and 30 % of its paragraphs, by
#: 0.43 (recall of all 0.958, not 0.969, tests/corpus/scale.py at 10 000); 32 of 4 bring pairs that grow quadratically.
BANDS, ROWS = 25, 5
#: Letters of a title's beginning and of its end that are looked up each by itself: a damaged letter, or a site's name
#: behind the title, leaves one of the two whole. By hand: fewer stand in too many titles.
TITLE_END = 6
#: A title of few letters (卷首语) stands on too many articles to be looked up by itself: it is, with each of so many
#: pairs of values. 16 find J = 0.3 by 0.78; what has only the title in common has none of them.
TITLED_BANDS = 16
#: Texts of a bucket that are compared with each other; a fuller one says what is common (a statute, boilerplate,
#: 卷首语), not what is the same, and is passed over. So a text costs 28 × 64 comparisons at most, 20 ms, however large
#: the corpus is. By hand: more copies than an article has that differ; those that do not are one text, and count once.
FULL = 64
#: For rensa: any number, always the same.
_SEED = 1

#: All that another value of makes signatures or buckets that do not go with the ones there are.
PARAMETERS = (
    f"rensa {RMinHash.ALGORITHM_VERSION}, seed {_SEED}, {VALUES} values, {SHINGLE} characters, "
    f"{BANDS} bands of {ROWS}, title ends of {TITLE_END}, {TITLED_BANDS} titled bands, full at {FULL}, folding 1"
)

#: What goes before the width is made one: without it most texts are so already, which is told at once.
_MARKS = re.compile(r"[\s，。、；：？！（）“”‘’《》]+")
_NOT_TEXT = re.compile(rf"[^0-9a-z{HAN}]+")


@dataclass(frozen=True)
class Signature:
    """What is kept of a text.

    name: a digest of folded title and text: two texts that have it are the same. title: folded. size: how many
    different shingles the folded text has. values: VALUES numbers of 16 bits each, in the machine's order of bytes;
    ``b""`` where size is 0.
    """

    name: bytes
    title: str
    size: int
    values: bytes


def folded(text: str) -> str:
    """The text for comparison: Simplified, one width, lower case, and only letters and digits.

    >>> folded("《圖書館學》——  Ａ，１")
    '图书馆学a1'
    """
    one_width = unicodedata.normalize("NFKC", _MARKS.sub("", text))
    # opencc comes last: it refuses half a surrogate pair.
    return str(converter("t2s").convert(_NOT_TEXT.sub("", one_width.lower())))


def signatures(titles_and_texts: Iterable[tuple[str, str]]) -> list[Signature]:
    """The signature of each, from its title and its text as they stand.

    >>> one, other = signatures([("关于图书馆", "图书馆是一个机构。"), ("關於圖書館", "圖書館 是一个机构")])
    >>> one == other, one.title, one.size, len(one.values)
    (True, '关于图书馆', 4, 256)
    >>> found, = signatures([("题", "短")])
    >>> found.title, found.size, found.values
    ('题', 0, b'')
    """
    names, titles, shingles = [], [], []
    for title, text in titles_and_texts:
        titles.append(folded(title))
        chars = folded(text)
        names.append(digest_of(titles[-1], chars))
        # A dict, since its keys keep the order of the text: hashing a set's in theirs takes twice as long.
        shingles.append(dict.fromkeys([chars[i : i + SHINGLE] for i in range(len(chars) - SHINGLE + 1)]))
    digests = RMinHash.digests_from_token_sets(shingles, num_perm=VALUES, seed=_SEED)
    return [
        Signature(name, title, len(found), _packed(digest) if found else b"")
        for name, title, found, digest in zip(names, titles, shingles, digests, strict=True)
    ]


def digest_of(title: str, text: str) -> bytes:
    """16 bytes that two texts share only if title and text are the same.

    >>> digest_of("a", "b") == digest_of("a", "b"), digest_of("ab", "") == digest_of("a", "b")
    (True, False)
    """
    return blake2b(f"{len(title)}\n{title}{text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _packed(digest: Sequence[int]) -> bytes:
    """The lower 16 bits of each value: two that differ agree in them once in 65 536 times."""
    return array("H", [value & 0xFFFF for value in digest]).tobytes()


def agreeing(one: bytes, other: bytes) -> int:
    """How many of VALUES agree: 128 of 128 for the same set of shingles."""
    return sum(map(eq, memoryview(one).cast("H"), memoryview(other).cast("H")))


def buckets(signature: Signature) -> list[int]:
    """Where the text is looked for: a number of 64 bits for each band, for the title and for its two ends.

    >>> [len(buckets(Signature(b"", title, 1, bytes(256)))) for title in ("", "关于图书馆学的若干问题", "卷首语")]
    [25, 28, 42]
    """
    width = ROWS * 2
    names = [b"%d:" % n + signature.values[n * width : (n + 1) * width] for n in range(BANDS if signature.size else 0)]
    title = signature.title
    if title:
        names.append(b"title:" + title.encode())
    if title and len(title) < TELLING:
        pairs = (signature.values[n * 4 : (n + 1) * 4] for n in range(TITLED_BANDS if signature.size else 0))
        names += [b"titled%d:" % n + pair + title.encode() for n, pair in enumerate(pairs)]
    if len(title) > TITLE_END:
        names += [b"begins:" + title[:TITLE_END].encode(), b"ends:" + title[-TITLE_END:].encode()]
    return [int.from_bytes(blake2b(name, digest_size=8).digest(), "little", signed=True) for name in names]
