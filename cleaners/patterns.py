"""Patterns that are compiled when they are first used.

A class with all Han characters takes the ``re`` module a millisecond and more to compile, and there are hundreds of
patterns here: compiled at import they are two thirds of its time, and most pages use few of them.
"""

from __future__ import annotations

import re
from typing import AnyStr, Generic, cast


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What ``re.compile`` gives, with the same methods and attributes, compiled when the first of them is asked for.

    It is no ``re.Pattern`` for ``isinstance`` and for the functions of ``re``: its methods are to be used. A pattern
    that is wrong raises re.error at its first use: tests/test_patterns.py compiles each that a module holds.

    >>> regex("第[0-9]+期").search("2016年第3期")[0]
    '第3期'
    """
    return cast("re.Pattern[AnyStr]", Lazy(pattern, flags))


class Lazy(Generic[AnyStr]):
    """Source and flags of a pattern; once it is compiled, each method asked for stands here as an attribute of its own,
    so that a later use costs no more than one of the pattern itself.
    """

    def __init__(self, pattern: AnyStr, flags: int = 0) -> None:
        self._source: tuple[AnyStr, int] = (pattern, flags)

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # what copy and pickle ask for is answered by what every object has
            raise AttributeError(name)
        value: object = getattr(re.compile(*self._source), name)
        setattr(self, name, value)
        return value

    def __repr__(self) -> str:
        return f"regex{self._source}"
