"""How frequent a Chinese word is: what tells a name from the title it has run into.

The counts are those of jieba's dictionary (MIT licence, a dependency), read when a page first needs them.
Titles of papers open with words that are rare elsewhere; those are given by hand.
"""

from __future__ import annotations

import math
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

LONGEST = 5
TOTAL = 6.0e7  # the sum of all counts in jieba's dictionary
UNSEEN = math.log(0.5 / TOTAL)
# A first word of a title that general text hardly knows; each stands for about one title in a thousand.
_OPENERS = frozenset(
    """
    浅析 浅谈 浅论 浅议 试论 试析 试谈 略论 略谈 简论 简析 简述 再论 新论 刍议 探析 探究 探讨 论 谈 析 评 也谈
    也论 关于 基于 面向 我国 中国 当代 当前 当下 新时代 新时期 新形势 高校 大学生 农村 城市 数字 网络 互联网 大数据
    图书馆 人工智能 乡村振兴 影响 研究 分析 构建 加强 完善 推进 从 以 对 在 企业 地方 美国 日本 英国 德国 现代 古代
    中华 近代 传统 区域 生态 绿色 数字化 信息化 社会 文化 教育 思想 政治 马克思主义 正确 民国 明清 明代 清代 唐代
    宋代 汉代 新媒体 自媒体 融媒体 全媒体 区块链 元宇宙 智慧 课程思政 新农村 新课改 新课程 新常态 新型 新世纪 新生代
    新中国 后现代 跨文化 低碳 人口 环境 经济 高职 中职 小学 初中 高中 幼儿园 护理 临床 中医 电子商务 会计 建筑 公路
    水利
    """.split()  # noqa: SIM905
)
_OPENER = math.log(1e-3)


@lru_cache(maxsize=1)
def _dictionary() -> bytes:
    """jieba's dictionary as it lies on disk: lines ``word count tag``, in the order of their code points."""
    found = find_spec("jieba")  # found, not imported: its code is not needed and slow to load
    if found is None or found.origin is None:
        raise RuntimeError("jieba is not installed: run `make .venv`, or `pip install jieba`")
    return b"\n" + Path(found.origin).with_name("dict.txt").read_bytes()


@lru_cache(maxsize=1 << 16)
def entry(word: str) -> tuple[int, str]:
    """A word's count and its part of speech in jieba's tags (v verb, a adjective, nr person …); 0 and ``""`` for none.

    Found by bisection: parsing all 349 045 lines would cost half a second and 40 MB.

    >>> entry("讨论")[1], entry("正确")[1], entry("确把")
    ('v', 'ad', (0, ''))
    """
    data, wanted = _dictionary(), word.encode() + b" "
    low, high = 0, len(data)
    while low < high:
        start = data.rfind(b"\n", low, (low + high) // 2 + 1) + 1 or low
        end = data.find(b"\n", start)
        line = data[start : end if end >= 0 else len(data)]
        if line.startswith(wanted):
            _, count, tag = line.split(b" ")
            return int(count), tag.decode().strip()
        if line < wanted:
            low = start + len(line) + 1
        else:
            high = start - 1
    return 0, ""


@lru_cache(maxsize=1 << 16)
def _count(word: str) -> int:
    """Names of persons count as no words: they would compete with the name model and win by chance."""
    count, tag = entry(word)
    return 0 if tag.startswith("nr") else count


def log_frequency(word: str) -> float:
    """The natural logarithm of the word's share of running text; ``-inf`` for a longer string that is no word.

    >>> log_frequency("正确") > log_frequency("确把")
    True
    """
    count = _count(word)
    if count:
        return math.log(count / TOTAL)
    return UNSEEN if len(word) == 1 else -math.inf


def fluency(text: str, opening: bool = False) -> float:
    """How likely this run of Han is as a chain of words (natural logarithm); with ``opening``, as the start of a title.

    A character that is no word by itself costs as one never seen.

    >>> fluency("正确把握思想") > fluency("确把握思想")
    True
    """
    best = [0.0] + [-math.inf] * len(text)
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - LONGEST), end):
            word = text[start:end]
            score = log_frequency(word)
            if opening and start == 0 and word in _OPENERS:
                score = max(score, _OPENER)
            best[end] = max(best[end], best[start] + score)
    return best[-1]


def opens_alone(text: str) -> bool:
    """Whether the likeliest reading begins with a word of one character that titles do not open with.

    >>> opens_alone("原中国小说"), opens_alone("论中国小说"), opens_alone("中国小说")
    (True, False, False)
    """
    if not text or text[0] in _OPENERS:
        return False
    return not any(
        text[:end] in _OPENERS or log_frequency(text[:end]) > -math.inf
        for end in range(2, LONGEST + 1)
        if end <= len(text)
    )
