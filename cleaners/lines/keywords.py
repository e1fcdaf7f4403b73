"""Keywords: split where the page separates them, kept whole where it does not."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleaners.chinese.characters import HAN_OR_LOST, IS_HAN_OR_LOST, close_up
from cleaners.patterns import regex

# What parts keywords, the surest first.
_SEPARATORS = tuple(map(re.compile, (r"\s*[;；|｜]\s*|\s*[•‧∙]\s*", r"\s*[,，]\s*", r"\s*、\s*")))
# 大数据 · C++ · 5G · 《论语》译注 · and not a formula or an address
_WORD = regex(rf"[\w.+#-]{{1,20}}$|[{HAN_OR_LOST}“《（(].")
_EDGE = " \t\u3000;；,，、。.:："


def split(text: str) -> tuple[str, ...]:
    """The keywords of a line as the page parts them: by ``；``, else ``，``, else ``、``, else blanks.

    Where no separator is left (``工会群众工作对策和谐社会``) the line is one entry: nothing tells the words apart.

    >>> split("公共图书馆；地方文献；数字化"), split("工会 群众工作 对策"), split("工会群众工作对策和谐社会")
    (('公共图书馆', '地方文献', '数字化'), ('工会', '群众工作', '对策'), ('工会群众工作对策和谐社会',))
    >>> split("soil; organic carbon; no-till"), split("deep learning, text mining")
    (('soil', 'organic carbon', 'no-till'), ('deep learning', 'text mining'))
    """
    text = text.strip(_EDGE) if not text.endswith("...") else text.strip()
    for pattern in _SEPARATORS:
        if pattern.search(text):
            return _clean(pattern.split(text))
    words = text.split()
    return _clean(words if _are_words(words) else [text])


def _are_words(words: list[str]) -> bool:
    """Whether blanks part keywords: each piece can be one, half of them in Chinese.

    >>> _are_words(["工会", "群众工作", "5G"]), _are_words(["soil", "carbon"]), _are_words(["工会", "a/b"])
    (True, False, False)
    """
    if len(words) < 2 or not all(map(_WORD.match, words)):
        return False
    return sum(bool(IS_HAN_OR_LOST.search(word)) for word in words) >= len(words) / 2


def _clean(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w for word in words if (w := close_up(word.strip(_EDGE)))))


def by_evidence(run: str, *witnesses: tuple[str, ...]) -> tuple[str, ...]:
    """A run without separators, parted as another list on the page parts the very same run.

    >>> by_evidence("图书馆文献族谱", ("图书馆", "文献", "族谱")), by_evidence("图书馆文献", ("图书馆",))
    (('图书馆', '文献', '族谱'), ('图书馆文献',))
    """
    bare = "".join(run.split())
    for words in witnesses:
        if len(words) > 1 and "".join("".join(words).split()) == bare:
            return words
    return (run,)


def by_script(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Chinese and English keywords of a list that holds first the ones, then the others.

    >>> by_script(("淘宝网", "物流配送", "Taobao Network", "Logistics"))
    (('淘宝网', '物流配送'), ('Taobao Network', 'Logistics'))
    """
    han = [bool(IS_HAN_OR_LOST.search(w)) for w in words]
    if not any(han) or all(han):
        return words, ()
    last = len(han) - han[::-1].index(True)
    tail = words[last:]
    return (words[:last], tail) if len(tail) > 1 and sum(han[:last]) >= last - 1 else (words, ())


# 交接班；夜班；记录 · 交接班，夜班，记录 : up to ten, each a few characters without a stop or a colon
_SIGN = rf"[{HAN_OR_LOST}\w“”《》（）()·/+-]"
_PLAIN = rf"{_SIGN}(?:[{HAN_OR_LOST}\w“”《》（）() ·/+-]{{0,14}}{_SIGN})?"  # a blank is its neighbours' gap alone
_UNLABELLED = regex(
    rf"{_PLAIN}(?:(?:\s*[;；]\s*{_PLAIN}){{1,9}}|(?:\s*[,，]\s*{_PLAIN}){{2,9}}|(?: *、 *{_PLAIN}){{2,9}})\s*[;；]?"
)


def unlabelled(text: str) -> tuple[str, ...]:
    """The keywords of a line that is nothing but words parted by semicolons, or three by commas; () where it is none.

    >>> unlabelled("交接班；夜班；記錄"), unlabelled("先看水色；再记桩号。"), unlabelled("分词")
    (('交接班', '夜班', '記錄'), (), ())
    """
    return split(text) if _UNLABELLED.fullmatch(text.strip()) else ()
