"""How programs make the text of doorways: phrases in piles, synonyms in place of words, clauses shuffled."""

from __future__ import annotations

import re
from collections import Counter

from cleaners.chinese.conversion.texts import to_simplified
from cleaners.junk.lexicon import covered, folded, lexicon


def is_pile(text: str) -> bool:
    """Phrases heaped without separators, as hidden elements hold them: three strong words or more, a tenth of the text.

    >>> is_pile("2005年德赢ac米兰2006年德赢ac米兰2007年德赢ac米兰"), is_pile("男子垂涎少妇豪华轿车将其勒死")
    (True, False)
    """
    found = lexicon().words.findall(to_simplified(folded(text)).lower())
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
    return tuple(sorted({to_simplified(mark) for mark in lexicon().spun.findall(text)}))


_CLAUSE = re.compile("[，。；！？\\s]+")


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
