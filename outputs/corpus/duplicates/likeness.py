"""Whether two texts are one article, by what is kept of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from cleaners.journal.identity import TELLING
from outputs.corpus.duplicates.signature import VALUES, Signature, agreeing

#: The share of the shorter text that stands in the longer one, from which on they are one article whatever the titles.
#: Measured with the candidates of ``signature.BANDS`` (issue 16): Jaccard's measure instead chains texts that quote a
#: statute.
JOINED = 0.75
#: ... or so much of what both have is in both: 0.68 of texts that are equally long, where neither can be a part of the
#: other. Two articles that are half statute have 0.33.
EVENLY = 0.52
#: ... and the longer has so many times the shingles of the shorter at most. Else an article would be one with the
#: statute that it quotes in full, of which it is twice as long, or 1.5 times where it lost paragraphs of its own, and
#: with the volume that collects it. Measured: 1.65 joined 100 such pairs in 9 300 (tests/corpus/scale.py at 10 000).
LONGER = 1.35
#: ... and the shorter has so many shingles, or is VERY_ALIKE: three sentences of a host's boilerplate (120 characters)
#: are 0.75 of two texts of 160 characters. By hand.
SHORT, VERY_ALIKE = 160, 0.9
#: Where the titles are alike, so much is enough: 3 % of the characters lost twice leaves 0.74 of the shingles, and a
#: short article is half boilerplate, another on each host. What has a title in common and little else has its host's
#: boilerplate, 0.3. Measured: tests/corpus/scale.py at 10 000, November 2026.
TITLED = 0.45
#: Where they are the same but for a letter, and too short to name an article (卷首语): two texts of one host share more
#: only where its boilerplate is 1.5 times as long as they are. By hand.
SAME_SHORT_TITLE = 0.6
#: A text of fewer shingles, without a title, is nobody's: 上一篇 下一篇, 暂无内容. By hand: two short sentences.
SHORTEST = 40
#: The longer text has so many times the shingles of the shorter at most. Beyond, J is 0.25 at best and an error of one
#: standard deviation moves the share by 0.15. By hand: what is shorter is a teaser, not a copy.
MOST_LONGER = 4.0
#: Two texts that share less of the shorter one are not one article, whatever stands between them: a chain ends here.
#: Two copies that each lost other 30 % of the paragraphs and 3 % of the characters share 0.52 of what is not
#: boilerplate, in the mean. By hand.
APART = 0.25
#: Titles are alike up to so large a share of edits. By hand: a letter in five is more than the damage known.
TITLE_EDITS = 0.2

#: All that another value of makes other pairs; the last number stands for the rules, and grows with them.
PARAMETERS = (
    f"joined {JOINED} {EVENLY} {LONGER} {SHORT} {VERY_ALIKE} {TITLED} {SAME_SHORT_TITLE} {SHORTEST} {MOST_LONGER} "
    f"{TITLE_EDITS}, rules 1"
)

#: 论图书馆（上） 论图书馆（二） 论图书馆（续完） 论图书馆之三 论图书馆2, folded: the brackets are gone.
_PART = re.compile(r"(?:之?[上中下终续完]|[之第]?[一二三四五六七八九十][篇部分讲期]?|之?\d|[iv]|part\w)+$")
#: Letters of a title's end that may say so.
_PART_LETTERS = 10
#: What follows a title that is the stem of another one's; not 中 alone, with which sites' names begin (中国知网).
_NEXT_PART = re.compile(rf"(?:{_PART.pattern}|[上下续一二三四五六七八九十])")
_NUMBER = re.compile(r"\d+|[一二三四五六七八九十]")


@dataclass(frozen=True)
class Likeness:
    """jaccard: shingles that both have, of all. contained: of the shorter text, what stands in the longer one.

    Both from 0 to 1 and estimated.
    """

    jaccard: float
    contained: float


def likeness(one: Signature, other: Signature) -> Likeness:
    """How alike two texts are, by their signatures and sizes. Both must have a text (size > 0).

    Of J = both/(a + b - both) follows both = J/(1+J)·(a+b).

    >>> from outputs.corpus.duplicates.signature import signatures
    >>> text = "".join(chr(0x4E00 + n * n % 20011) for n in range(2000))
    >>> whole, half, other = signatures([("", text), ("", text[:1000]), ("", text[1000:])])
    >>> found = likeness(whole, half)
    >>> 0.4 < found.jaccard < 0.6, 0.9 < found.contained <= 1, likeness(half, other).contained < 0.01
    (True, True, True)
    """
    jaccard = agreeing(one.values, other.values) / VALUES
    both = jaccard / (1 + jaccard) * (one.size + other.size)
    return Likeness(jaccard, min(1.0, both / min(one.size, other.size)))


def is_one_article(one: Signature, other: Signature, like: Likeness) -> bool:
    """Whether two texts that are so alike are copies of one article."""
    shorter, longer = sorted((one.size, other.size))
    if like.contained < TITLED or longer > MOST_LONGER * shorter:
        return False
    if titles_alike(one.title, other.title):
        return True
    if like.contained >= SAME_SHORT_TITLE and same_short_title(one.title, other.title):
        return True
    if (like.contained < JOINED and like.jaccard < EVENLY) or longer > LONGER * shorter:
        return False
    return shorter >= SHORT or like.jaccard >= VERY_ALIKE


def are_apart(one: Signature, other: Signature) -> bool:
    """Whether two texts are two articles, even where a third one is like both.

    Two copies that lost other paragraphs may have little in common; their titles then tell.
    """
    return likeness(one, other).contained < APART and not titles_alike(one.title, other.title)


def same_short_title(one: str, other: str) -> bool:
    """Whether two folded titles are the same but for a letter, and too short to name an article.

    >>> same_short_title("卷首语", "首语"), same_short_title("卷首语", "编者按"), same_short_title("", "")
    (True, False, False)
    """
    return 0 < min(len(one), len(other)) < TELLING and Levenshtein.distance(one, other, score_cutoff=1) <= 1


def titles_alike(one: str, other: str) -> bool:
    """Whether two folded titles name the same article, a little damage and a site's name beside them allowed.

    Parts of a series are not alike, other numbers are another title, and a title that many articles have names none.

    >>> titles_alike("论图书馆的若干问题", "论图书馆的若于问题"), titles_alike("论图书馆学史", "论图书馆学史某某期刊网")
    (True, True)
    >>> titles_alike("论图书馆学史上", "论图书馆学史下"), titles_alike("论图书馆学史", "论图书馆学史二")
    (False, False)
    >>> titles_alike("论图书馆学史上", "论图书馆学史上某某网"), titles_alike("论图书馆学史", "论图书馆学史上某某网")
    (True, False)
    >>> titles_alike("十二五时期的图书馆", "十三五时期的图书馆"), titles_alike("卷首语", "卷首语")
    (False, False)
    """
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < TELLING:
        return False
    if one == other:
        return True
    if longer.startswith(shorter):
        return not _NEXT_PART.match(longer, len(shorter))
    if longer.endswith(shorter):
        return True
    parts = part_of(one), part_of(other)
    if (all(parts) and parts[0] != parts[1]) or _NUMBER.findall(one) != _NUMBER.findall(other):
        return False
    most = int(TITLE_EDITS * len(shorter))
    return Levenshtein.distance(one, other, score_cutoff=most) <= most


def part_of(title: str) -> str:
    """What a folded title ends in that says which part of a series it is, ``""`` without.

    >>> part_of("论图书馆上"), part_of("论图书馆续二"), part_of("论图书馆")
    ('上', '续二', '')
    """
    found = _PART.search(title, max(1, len(title) - _PART_LETTERS))
    return found[0] if found else ""
