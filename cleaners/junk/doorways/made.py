"""How programs make the text of doorways: phrases in piles, synonyms in place of words, clauses shuffled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from cleaners.chinese.characters import HAN, IS_HAN
from cleaners.chinese.scripts import simplified
from cleaners.junk.doorways import invitations
from cleaners.junk.lexicon import covered, folded, is_phrase, lexicon
from cleaners.patterns import regex


def is_pile(text: str) -> bool:
    """Phrases heaped without separators, as hidden elements hold them: three strong words or more, a tenth of the text.

    >>> is_pile("2005年德赢ac米兰2006年德赢ac米兰2007年德赢ac米兰"), is_pile("男子垂涎少妇豪华轿车将其勒死")
    (True, False)
    """
    found = lexicon().words.findall(simplified(folded(text)).lower())
    strong = [word for word in found if word in lexicon().strong]
    whole = sum(map(len, found)) > 0.7 * max(sum(c.isalnum() for c in text), 1)
    return (len(strong) > 2 and sum(map(len, strong)) > 0.1 * len(text)) or (whole and len(found) > 4)


def spun(text: str) -> tuple[str, ...]:
    """What a program that puts synonyms into stolen text left in it, each mark once; a writer leaves two at most.

    >>> spun("大门生是东谈主生中最有活气的群体，黉舍应当存眷。"), spun("大学生是人生中最有活力的群体。")
    (('东谈主', '大门生', '黉舍'), ())
    >>> spun("大門生是東談主生中最有活氣的群體，黌舍應當存眷。")
    ('东谈主', '大门生', '黉舍')
    """
    return tuple(sorted({simplified(mark) for mark in lexicon().spun.findall(text)}))


_CLAUSE = regex("[，。；！？\\s]+")


def spliced(text: str) -> bool:
    """Whether a text is a few clauses over and over, spam among them, as programs shuffle them.

    Most of 20 or more occur thrice, and two of these hold strong words; a song's refrain holds none.

    >>> spliced("博雅棋牌官方版，参见表三，合同无效的后果。参见表三，麻将胡了攻略，博雅棋牌官方版。麻将胡了攻略。" * 6)
    True
    """
    clauses = [clause for clause in _CLAUSE.split(text) if len(clause) > 3]
    if len(clauses) < 20:
        return False
    again = {clause: n for clause, n in Counter(clauses).items() if n > 2}
    return sum(again.values()) * 2 > len(clauses) and sum(covered(clause).strong > 0 for clause in again) > 1


PIECE = 0.08  # share of the text that a piece of the title makes up that a program repeats; issue 15, on 184 doorways
SAID = 4  # times that it is said then; an article says its title twice or thrice; by hand
SPLICED = 3  # times that a piece is said which no reader understands, or beside such; by hand
GARBLED = 0.7  # share of a piece's bytes that spell Han in the other encoding; chance gives 0.3 at most; by hand
# 【随】【着】【社】【会】【的】【发】 : a sentence hidden from filters; a primer has 【人】【口】【手】
_BRACKETED = regex(rf"【[{HAN}，。]】(?:【[{HAN}，。]】){{5,}}")


def repeated(text: str, pieces: Iterable[str]) -> str:
    """The piece of its title that a program put into a text over and over, "" for none.

    It is a search phrase that makes up a share of the text that no writer's title does, or one that nobody reads:
    garbled, or between sentences with each character in brackets. A writer's title recurs as well
    (某某开发区), so that how often it does is not enough.

    >>> said = "海岛电影免费观看让观众随时随地享受。今晚有海岛电影免费观看，明天也有。"
    >>> repeated(said * 2, ["海岛电影免费观看", "首页"]), repeated("湖滨大学在湖滨。湖滨大学有湖。" * 4, ["湖滨大学"])
    ('海岛电影免费观看', '')
    >>> repeated("水库的水质好转了。鍥戒骇绮惧搧第二年也是。鍥戒骇绮惧搧指标逐步改善。鍥戒骇绮惧搧", ["鍥戒骇绮惧搧"])
    '鍥戒骇绮惧搧'
    """
    for piece in pieces:
        if len(piece) < 4 or (n := text.count(piece)) < SPLICED:
            continue
        if _is_garbled(piece) or _BRACKETED.search(text):
            return piece
        if n >= SAID and n * len(piece) > PIECE * len(text) and (_is_search(piece) or is_phrase(piece)):
            return piece
    return ""


def _is_search(piece: str) -> bool:
    """Whether words of invitation make up most of a piece: 海岛电影免费观看."""
    return 2 * sum(map(len, invitations.words_in(piece))) >= len(piece)


def _is_garbled(piece: str) -> bool:
    """Whether a piece is UTF-8 read as GBK, as programs feed each other their search words."""
    raw = piece.encode("gbk", "ignore")
    spelled = raw.decode("utf-8", "ignore")
    return bool(raw) and 3 * len(IS_HAN.findall(spelled)) >= GARBLED * len(raw)
