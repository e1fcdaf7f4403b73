"""No pattern of the cleaners has a form that may take exponential time: asked of its parsed source, never timed.

For a character c, ``ways`` says in how many ways a part of a pattern matches c, cc, ccc … If what is repeated without
bound matches them in two ways, n times c with a failure behind it is tried in 2ⁿ: (a+)+, (a|a)*, (a|aa)*, (a{1,2})*.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import re._constants as op
import re._parser as parser
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest

import cleaners
from cleaners.patterns import Lazy

MOST = 6  # characters of the strings that are tried: more than any form needs
NAMED = 30  # characters of a pattern that are tried, about
MANY = 1_000  # a repeat of more is as good as one without bound: n of them and n² stay small below
Part = tuple[object, object]  # an operation of the parsed pattern and what belongs to it


def held() -> dict[str, tuple[str | bytes, int]]:
    """Source and flags of each pattern that a module of the cleaners holds, by its name."""
    found = {}
    for module in pkgutil.walk_packages(cleaners.__path__, "cleaners."):
        if module.name != "cleaners.chinese.build_language_model":  # of an install: its packages are not here
            for name, value in vars(importlib.import_module(module.name)).items():
                if type(value) is Lazy:
                    found[f"{module.name}.{name}"] = value._source
    return found


def chars(parts: object) -> Iterator[int]:
    """The characters that a part of a pattern names, ends of ranges included."""
    if isinstance(parts, int) and not isinstance(parts, op._NamedIntConstant):
        yield parts
    elif isinstance(parts, list | tuple | parser.SubPattern):
        for part in parts:
            yield from chars(part)


def matches(part: Part, char: str) -> bool:
    """Whether a part of one character matches it."""
    code, value = part
    if code is op.ANY:
        return char != "\n"
    if code in (op.LITERAL, op.NOT_LITERAL):
        return (ord(char) == value) is (code is op.LITERAL)
    hit, sense = False, True
    for kind, what in value:  # type: ignore[attr-defined]
        if kind is op.NEGATE:
            sense = False
        elif kind is op.LITERAL:
            hit |= ord(char) == what
        elif kind is op.RANGE:
            hit |= what[0] <= ord(char) <= what[1]
        else:
            letter = {"SPACE": "s", "DIGIT": "d", "WORD": "w"}[str(what).rpartition("_")[2]]
            hit |= bool(re.match("\\" + (letter.upper() if "NOT" in str(what) else letter), char))
    return hit is sense


def ways(parts: object, char: str) -> Counter[int]:
    """By n ≤ MOST in how many ways a row of parts matches the character n times. What looks round is taken as true."""
    total = Counter({0: 1})
    for part in parts:  # type: ignore[attr-defined]
        total = joined(total, ways_of(part, char))
    return total


def joined(one: Counter[int], other: Counter[int]) -> Counter[int]:
    """The ways of two parts in a row."""
    found = Counter[int]()
    for (n, a), (m, b) in product(one.items(), other.items()):
        if n + m <= MOST:
            found[n + m] += a * b
    return found


def ways_of(part: Part, char: str) -> Counter[int]:
    """As ``ways``, of one part."""
    code, value = part
    if code in REPEATS:
        low, high, body = value  # type: ignore[misc]
        one, found = ways(body, char), Counter[int]()
        one.pop(0, None)
        row = Counter({0: 1})
        for number in range(min(int(high), MOST) + 1):
            if number >= min(int(low), MOST) or ways(body, char)[0]:
                found += row
            row = joined(row, one)
        return found if code is not op.POSSESSIVE_REPEAT else longest(found)
    if code is op.SUBPATTERN:
        return ways(value[3], char)  # type: ignore[index]
    if code is op.ATOMIC_GROUP:
        return longest(ways(value, char))
    if code is op.BRANCH:
        return sum((ways(branch, char) for branch in value[1]), Counter[int]())  # type: ignore[index]
    if code in (op.ANY, op.LITERAL, op.NOT_LITERAL, op.IN):
        return Counter({1: 1} if matches(part, char) else {})
    return Counter({0: 1})  # a place, what looks round, what stood before


def longest(found: Counter[int]) -> Counter[int]:
    """What is left of the ways where nothing that was taken is given back."""
    return Counter({max(found): 1} if found else {})


REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


def rows(parts: object) -> Iterator[object]:
    """Each row of parts in a pattern, the whole of it first."""
    yield parts
    for code, value in parts:  # type: ignore[attr-defined]
        if code in REPEATS:
            yield from rows(value[2])
        elif code is op.SUBPATTERN:
            yield from rows(value[3])
        elif code is op.ATOMIC_GROUP:
            yield from rows(value)
        elif code is op.BRANCH:
            for branch in value[1]:
                yield from rows(branch)
        elif code in (op.ASSERT, op.ASSERT_NOT):
            yield from rows(value[1])


def unbounded(part: Part) -> bool:
    """Whether a part of a row is repeated without bound and gives back what it took."""
    code, value = part
    return code in (op.MAX_REPEAT, op.MIN_REPEAT) and value[1] > MANY  # type: ignore[index]


def asked(parsed: object) -> Iterator[tuple[object, str]]:
    """Each row that repeats something without bound, with the characters that are tried in it.

    Those are what the repeats name, of a long list of words some, and one or two of each category.
    """
    for row in rows(parsed):
        bodies = [part[1][2] for part in row if unbounded(part)]  # type: ignore[attr-defined]
        if bodies:
            named = sorted({code for code in chars(bodies) if 0 <= code <= sys.maxunicode})
            yield from product([row], {*map(chr, named[:: 1 + len(named) // NAMED]), *"a0 \n的，."})


def exponential(source: str | bytes, flags: int = 0) -> set[str]:
    """The characters that something which is repeated without bound matches in several ways."""
    return {
        char
        for row, char in asked(parser.parse(source, flags))
        for part in row  # type: ignore[attr-defined]
        if unbounded(part) and sum(count for n, count in ways(part[1][2], char).items() if n) > 1
    }


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+b",
        r"(a|a)*b",
        r"(a|aa)+b",
        r"(\w|\d\d?)*b",
        r"(?:a?a)*b",
        r"(a*)*b",
        r"(?:[(]?\d{1,2}[)]?)*b",
        r"(?:\s|[^<])+>",
        r"(x|[^>]*)*>",
    ],
)
def test_an_exponential_form_is_found(pattern: str) -> None:
    assert exponential(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(ab?)+c",
        r"(a+b)+c",
        r"(?:a|b)*c",
        r"(\w|\d)*b",
        r"(?>a+)+b",
        r"(?:a++)+b",
        r"\s*,\s*b",
        r"(?:\d{1,2}+)*b",
        r"[^<]*<[^>]*>",
        r"(?:<[^>]*>)*",
    ],
)
def test_a_sound_form_is_not(pattern: str) -> None:
    assert not exponential(pattern)


PATTERNS = held()


def test_each_pattern_of_the_cleaners_is_asked() -> None:
    assert len(PATTERNS) > 200


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_of_the_cleaners_has_such_a_form(name: str) -> None:
    assert not exponential(*PATTERNS[name])
