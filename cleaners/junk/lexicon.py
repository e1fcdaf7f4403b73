"""How much of a text is made of the hijackers' words: evidence for the cleaners and the verdict, never a removal.

A spam phrase consists of nothing but the trade's words (`亚洲六合彩代理加盟`); a paper's title that holds one of
them has words of its own (`六合彩的法律规制研究`). So what counts is the share of the text that the words cover.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from cleaners.budget import remembered
from cleaners.chinese.characters import HAN
from cleaners.chinese.conversion.texts import to_traditional
from cleaners.chinese.scripts import forms, simplified
from cleaners.patterns import regex

ENOUGH = 0.6  # share of a phrase that the words make up
PARTS = regex(r"[_|｜,，、/\s·•—–\-]+|(?<=.) I (?=.)")  # what banners are joined with
BETWEEN = regex(f"(?<=[{HAN}])[\\s.*·\u200b-\u200f\u2060\ufeff]+(?=[{HAN}])")  # 博 彩, 博·彩


class Lexicon(NamedTuple):
    """words: all, longest first. hints: strong and telling ones, in both scripts. The sets are lower case."""

    words: re.Pattern[str]
    firsts: frozenset[str]
    hints: re.Pattern[str]
    strong: frozenset[str]
    telling: frozenset[str]
    topics: frozenset[str]
    acts: frozenset[str]
    brands: frozenset[str]
    variants: dict[str, str]
    spun: re.Pattern[str]


def any_of(words: Iterable[str], apart: bool = True) -> re.Pattern[str]:
    """A pattern of the words by their first character, longest first, which looks at two characters of a place first:
    a hundred alternatives are then tried at few places only.

    apart: whether words that begin in Latin stand apart from other letters: av, not navy.

    >>> any_of(["备用网址", "备用", "app下载"], apart=False).findall("备用网址，备用，app下载")
    ['备用网址', '备用', 'app下载']
    """
    by_first: dict[str, list[str]] = {}
    latin = []
    chosen = sorted(set(words), key=len, reverse=True)
    for word in chosen:
        if apart and word[0].isascii():
            latin.append(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])")
        else:
            by_first.setdefault(word[0], []).append(re.escape(word[1:]))
    grouped = [f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_first.items()]
    firsts, seconds = ("".join(map(re.escape, sorted({word[i:][:1] for word in chosen}))) for i in (0, 1))
    after = f"[{seconds}]" if all(len(word) > 1 for word in chosen) else ""
    return re.compile(f"(?=[{firsts}]{after})(?:{'|'.join(grouped + latin)})")


@cache
def lexicon() -> Lexicon:
    """The words, read from words.toml when they are first asked for."""
    data = tomllib.loads((files("cleaners.junk") / "words.toml").read_text("utf-8"))
    kinds = ("strong", "telling", "weak", "topics", "acts")
    strong, telling, weak, topics, acts = ({w for part in data.values() for w in part.get(kind, ())} for kind in kinds)
    strong |= topics
    hints = strong | telling
    hints |= {to_traditional(word) for word in hints}
    brands = frozenset(data["brands"]["strong"])
    words = strong | telling | weak | acts
    return Lexicon(
        words=any_of(words),
        firsts=forms("".join({char for word in words for char in (word[0], word[0].upper())})),
        hints=any_of(w for w in hints | set(data["variants"]["map"]) if not w[0].isascii()),
        strong=frozenset(strong),
        telling=frozenset(telling),
        topics=frozenset(topics),
        acts=frozenset(acts),
        brands=brands,
        variants=data["variants"]["map"],
        spun=any_of(form for mark in data["spun"]["marks"] for form in (mark, to_traditional(mark))),
    )


def suspicious(text: str) -> bool:
    """Whether any telling word is in the text, in either script: else it needs no closer look."""
    return lexicon().hints.search(text) is not None


def folded(text: str) -> str:
    """The text as the words are written: variants replaced, what was put between characters taken out.

    >>> folded("菠 菜·平台")
    '博彩平台'
    """
    text = BETWEEN.sub("", text)
    for variant, word in lexicon().variants.items():
        if variant in text:
            text = text.replace(variant, word)
    return text


class Cover(NamedTuple):
    """share: of the letters that the words make up. calls: whether it ends with two things to do, as 官网下载 does. The
    others: how many words of a kind; topics are strong, too."""

    share: float
    words: int
    strong: int
    telling: int
    brands: int
    topics: int
    calls: bool


@remembered(1024)
def covered(text: str) -> Cover:
    """How far the hijackers' words make up a short text.

    >>> covered("亚洲六合彩代理加盟").share, covered("六合彩的法律规制研究").share < 0.5
    (1.0, True)
    """
    known = lexicon()
    found = known.words.findall(text.lower())
    size = sum(c.isalnum() for c in text) or 1
    kinds = (known.strong, known.telling, known.brands, known.topics)
    calls = known.acts.issuperset(found[-2:]) and len(found) > 1 and text.lower().endswith("".join(found[-2:]))
    strong, telling, brands, topics = (sum(word in kind for word in found) for kind in kinds)
    return Cover(sum(map(len, found)) / size, len(found), strong, telling, brands, topics, calls)


def is_phrase(text: str, lenient: bool = False) -> bool:
    """Whether a short text is a spam phrase, or several joined. lenient: on a page known to be full of them.

    >>> is_phrase("国产日韩欧美一区_亚洲少妇熟女av_成人影院"), is_phrase("博彩业对澳门经济的影响"), is_phrase("彩票")
    (True, False, False)
    """
    if not (lenient or suspicious(text)):
        return False
    return _is_joined(text, folded(text), lenient) or (" " in text and _is_joined(text, text, lenient))


def _is_joined(text: str, parted: str, lenient: bool) -> bool:
    """Whether most of a text's parts are spam phrases. parted: the text as its parts are looked for: blanks stand amid
    the words of one phrase (博 彩), or between phrases (国产视频在线观看 欧美影院免费播放).
    """
    parts = [part for part in PARTS.split(simplified(parted)) if part]
    if not parts or len(text) > 40 * max(len(parts), 2):
        return False
    bad = good = 0
    for part in parts:
        if _is_spam(covered(part), len(part), lenient):
            bad += len(part)
        else:
            good += len(part)
    return bad > good


def _is_spam(cover: Cover, length: int, lenient: bool) -> bool:
    """Made of the words, one of them strong, or a topic with two things to do, or two telling, or all of it three and
    more; or a brand in a short text."""
    if cover.brands and length < 25:
        return True
    if cover.share < ENOUGH or length < 4:
        return False
    whole = cover.share > 0.95 and cover.words > 2
    # 彩票与赌博的界限 is a heading, 鼎峰棋牌官网下载 is none
    filled = (cover.share > 0.8 and cover.words > 1) or cover.calls
    strong = cover.strong > cover.topics or (cover.strong > 0 and filled)
    return lenient or strong or (cover.telling > 1 and cover.share > 0.8) or (cover.telling > 0 and whole)


def asks(text: str) -> bool:
    """Whether a phrase says what to do, or names a betting house.

    >>> asks("鼎峰棋牌官网下载"), asks("成人视频"), asks("彩票开奖结果")
    (True, False, False)
    """
    known, found = lexicon(), lexicon().words.findall(simplified(folded(text)).lower())
    return any(word in known.acts or word in known.brands for word in found)


def leading(text: str) -> str:
    """The hijackers' words that a text begins with, one of them strong or telling; "" where it begins otherwise.

    >>> leading("国产视频灰砚桥"), leading("视频教学的设计"), leading("灰砚桥")
    ('国产视频', '', '')
    """
    known, end, telling = lexicon(), 0, False
    while found := known.words.match(text.lower(), end):
        end = found.end()
        telling = telling or found[0] in known.strong or found[0] in known.telling
    return text[:end] if telling else ""


def density(text: str) -> float:
    """The share of a longer text made of strong words that are no topic: near 0 in papers, above 0.03 in doorways."""
    known = lexicon()
    found = known.words.findall(simplified(folded(text)).lower())
    return sum(len(word) for word in found if word in known.strong and word not in known.topics) / max(len(text), 1)


def share(text: str) -> float:
    """The share of a longer text made of any of the words: below 0.2 in running text, above 0.35 in doorway text."""
    return sum(map(len, lexicon().words.findall(simplified(folded(text)).lower()))) / max(len(text), 1)
