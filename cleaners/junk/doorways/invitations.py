"""How much of a page invites its visitor elsewhere: a weighted sum of a few counts, the same for every page.

An article that speaks of such sites holds some of their words, in sentences of its own; a doorway is made of them, of
several kinds, and says them in its head as well. A character model of such text did not hold on sites it had not seen;
these counts did (``python -m tests.bench.doorways``).
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from cleaners.chinese.scripts import spellings
from cleaners.junk.doorways.weights import THRESHOLD, WEIGHTS
from cleaners.junk.lexicon import any_of, folded, share

LOOKED_AT = 20_000  # characters of the text; a doorway has some 3 000; by hand, it bounds the cost
SHORT = 500  # characters; in less, a word weighs as it does in so many; by hand
FEW = 200  # characters; in less, what is covered counts as in so many; by hand
AGAIN = 3  # so often a word counts as text that it covers: an article says 百家乐 fifty times; by hand
FEWEST = 2  # of them in the text as it stands, below which 在.线 is not looked for; by hand, for the cost
LEAST = 4  # different words, topics aside, of two kinds: below, no page is a doorway whatever they cover; by hand
# From here on more of a count says no more. By hand: what most doorways reach.
MOST = {"different": 6.0, "covered": 8.0, "kinds": 5.0, "head": 3.0, "listed": 3.0}


class Counts(NamedTuple):
    """What is counted. The names are those of the weights.

    different: words of invitation, each once, in 500 characters. covered: of 100 characters, how many they make up.
    kinds: of the words. head: kinds that head and text share. listed: of 10 characters, how many are words of
    the lexicon. words: those of invitation that are no topics.
    """

    different: float = 0.0
    covered: float = 0.0
    kinds: float = 0.0
    head: float = 0.0
    listed: float = 0.0
    words: tuple[str, ...] = ()


class _Word(NamedTuple):
    """A word, the name of its kind, and whether articles are about it."""

    word: str
    kind: str
    topic: bool


@cache
def _words() -> tuple[_Word, ...]:
    """All words, read when they are first asked for."""
    data = tomllib.loads((files("cleaners.junk.doorways") / "invitations.toml").read_text("utf-8"))
    return tuple(
        _Word(word, kind, key == "topics")
        for kind, part in data.items()
        for key in ("words", "topics")
        for word in part.get(key, ())
    )


@cache
def _spelled() -> dict[str, _Word]:
    """The words by all their spellings, in both scripts."""
    return {spelling: word for word in _words() for spelling in spellings(word.word)}


@cache
def _pattern() -> re.Pattern[str]:
    return any_of(_spelled(), apart=False)


def _found(text: str) -> list[_Word]:
    return [_spelled()[spelling] for spelling in _pattern().findall(text.lower())]


def words_in(text: str) -> list[str]:
    """The words of invitation in a text that are no topics, Simplified, in order.

    >>> words_in("網頁版入口 · 線上看"), words_in("百家乐的赔率")
    (['网页版入口', '线上看'], [])
    """
    return [word.word for word in _found(text) if not word.topic]


def counts(text: str, head: Sequence[str]) -> Counts:
    """The counts of a page, all 0 where the words are too few, or of one kind, for a doorway.

    text: its blocks, without the spam removed. head: what it says of itself.

    >>> found = counts("请收藏备用网址，点击进入线路一。首存送彩金，返水无上限。", ["某某娱乐官网入口", "返水最高"])
    >>> found.words, found.kinds, found.head
    (('备用网址', '点击进入', '线路一', '首存', '彩金', '返水'), 4.0, 2.0)
    >>> counts("請收藏備用網址，點擊進入線路一，首存送彩金。", []).words
    ('备用网址', '点击进入', '线路一', '首存', '彩金')
    >>> counts("公交线路的调整不能只算人数。", []).words
    ()
    """
    text = text[:LOOKED_AT]
    if len({word for word in _found(text) if not word.topic}) < FEWEST:
        return Counts()
    times = Counter(_found(folded(text)))
    own = [word for word in times if not word.topic]
    if len(own) < LEAST or len({word.kind for word in own}) < 2:
        return Counts()
    kinds = {word.kind for word in times}
    return Counts(
        different=len(times) / max(len(text), SHORT) * SHORT,
        covered=sum(len(word.word) * min(n, AGAIN) for word, n in times.items()) / max(len(text), FEW) * 100,
        kinds=float(len(kinds)),
        head=float(len(kinds & {word.kind for line in head for word in _found(folded(line))})),
        listed=10 * share(text),
        words=tuple(word.word for word in own),
    )


def score(found: Counts) -> float:
    """The weighted sum, as far above the threshold as it is sure; below 0 where the page is no doorway.

    >>> score(Counts()) < 0
    True
    """
    return sum(weight * float(min(getattr(found, name), MOST[name])) for name, weight in WEIGHTS.items()) - THRESHOLD


def told_by(found: Counts) -> tuple[str, ...]:
    """The words with which a doorway invites its visitor; none where the page is not made of them.

    >>> door = "请收藏备用网址防丢失：线路一 线路二。APP下载，立即注册，首存送彩金，返水无上限，24小时客服在线。"
    >>> told_by(counts(door, ["某某娱乐官网入口_备用网址_返水"]))[:3]
    ('备用网址', '防丢失', '线路一')
    >>> told_by(counts("返水和彩金是赌博网站招揽会员的手段。", ["返水"]))
    ()
    """
    return found.words if score(found) > 0 else ()
