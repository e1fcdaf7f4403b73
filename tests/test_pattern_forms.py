"""No pattern has a form that may take exponential time: asked of its automaton, never timed."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import cleaners
import outputs
import spiders
from cleaners.patterns import Lazy
from tests.pattern_automaton import ambiguity

#: Patterns that are named, and why they are sound.
SOUND = {"cleaners.html.inline_text.LETTERED": "at most four groups of two ways each: 16"}
#: Of an install, and of another environment: their packages are not here.
ELSEWHERE = ("cleaners.chinese.build_language_model", "outputs.cluster.__main__", "outputs.cluster.rank")


def held() -> dict[str, tuple[str | bytes, int]]:
    """Source and flags of each pattern that a module of the house holds, by its name."""
    found = {}
    for package in (cleaners, outputs, spiders):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name not in ELSEWHERE:
                for name, value in vars(importlib.import_module(module.name)).items():
                    if type(value) is Lazy:
                        found[f"{module.name}.{name}"] = value._source
                    elif isinstance(value, re.Pattern):
                        found[f"{module.name}.{name}"] = value.pattern, value.flags & ~re.UNICODE
    return found


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+b", r"(a|a)*b", r"(a|aa)+b", r"(\w|\d\d?)*b", r"(?:a?a)*b", r"(a*)*b",
        r"(?:[(]?\d{1,2}[)]?)*b", r"(?:\s|[^<])+>", r"(x|[^>]*)*>",
        # A gap between two groups that belongs to either: these stood here, each took minutes on a line of a page.
        r"(?:doi\s*[:/]?\s*)*10", r"(?:\d+\w* ed\., )*pp", r"(?:\(\s*\d{4}\s*年?\s*\)){0,16}刻本",
        r"\w{1,16}(?:\s*;\s*[\w ]{1,16}){1,9};", r"(?: *[|] *[^|]{1,16}){1,6}", r"(?:大[\s|]*(?:[|]大)?)+$",
        r"[A-Z][\w-]*(?:[ -]+[A-Z][\w-]*){1,4},", r"(?i:(?:ab|Ab))+c", r"(?s:.|\n)*b",
        r"(?:(?>a)|a)*b",
    ],
)  # fmt: skip
def test_an_exponential_form_is_found(pattern: str) -> None:
    assert ambiguity(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(ab?)+c", r"(a+b)+c", r"(?:a|b)*c", r"(\w|\d)*b", r"(?>a+)+b", r"(?:a++)+b", r"\s*,\s*b",
        r"(?:\d{1,2}+)*b", r"[^<]*<[^>]*>", r"(?:<[^>]*>)*",
        r"(?:doi\s*+(?:[:/]\s*+)?)*10", r"(?:\d\w* ed\., )*pp", r"(?:\(\s*+\d{4}\s*+(?:年\s*+)?\)){0,16}刻本",
        r"\w(?:[\w ]{0,14}\w)?(?:\s*;\s*\w(?:[\w ]{0,14}\w)?){1,9};", r"(?>ab|a|b)(?:,(?>ab|a|b))*;",
        r"(?:大(?:[|]大)?(?:[|]+\Z)?)(?:\s[|]大)*", r"(?i:ab|cd)+e", r"(?:a(?=b)|a(?!b))*c",
        r"(?:a(?=b)|ab?)*c", r"(?:.|\n)*b",
        r"(?:(?>a|ab))*c",
    ],
)  # fmt: skip
def test_a_sound_form_is_not(pattern: str) -> None:
    assert not ambiguity(pattern)


PATTERNS = held()


def test_each_pattern_of_the_house_is_asked() -> None:
    assert len(PATTERNS) > 250 and SOUND.keys() <= PATTERNS.keys()


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_of_the_house_has_such_a_form(name: str) -> None:
    assert bool(ambiguity(*PATTERNS[name])) == (name in SOUND)
