"""Patterns compiled at first use are what ``re.compile`` gives; every one compiles, and all are made so."""

from __future__ import annotations

import ast
import copy
import gc
import importlib
import pickle
import pkgutil
import re

import pytest

import cleaners
from cleaners.patterns import Lazy, regex
from tests.conftest import ROOT

USES = {
    "search": "刊于第3期，第4期",
    "match": "第3期",
    "fullmatch": "第3期",
    "findall": "第3期，第4期",
    "split": "甲第3期乙",
}


@pytest.mark.parametrize("method", USES)
def test_it_does_what_a_pattern_does(method: str) -> None:
    source, text = "第([0-9]+)(?P<unit>期)", USES[method]
    lazy, compiled = regex(source), re.compile(source)
    for _ in range(2):  # compiled, and as it stands from then on
        ours, theirs = getattr(lazy, method)(text), getattr(compiled, method)(text)
        assert (ours.groupdict() if hasattr(ours, "groupdict") else ours) == (
            theirs.groupdict() if hasattr(theirs, "groupdict") else theirs
        )
    assert lazy.sub(r"\1", text) == compiled.sub(r"\1", text)
    assert (lazy.pattern, lazy.flags, lazy.groupindex) == (compiled.pattern, compiled.flags, compiled.groupindex)


def test_flags_and_bytes_are_kept() -> None:
    assert regex("a.b", re.I | re.S).search("A\nB") and not regex("a.b").search("A\nB")
    assert regex(rb"\x89PNG").match(b"\x89PNG\r")


def test_nothing_is_compiled_before_its_use_and_a_wrong_one_says_so_then() -> None:
    wrong = regex("(")
    with pytest.raises(re.error):
        wrong.search("")
    with pytest.raises(AttributeError):
        _ = regex("a").no_such_method  # type: ignore[attr-defined]


def test_it_can_be_copied_and_sent_to_another_process() -> None:
    used = regex("期")
    used.search("第3期")
    for made in (copy.copy(regex("期")), copy.deepcopy(used), pickle.loads(pickle.dumps(regex("期")))):
        assert made.search("第3期")


def test_every_pattern_of_the_cleaners_compiles() -> None:
    for module in pkgutil.walk_packages(cleaners.__path__, "cleaners."):
        if module.name != "cleaners.chinese.build_language_model":  # of an install: its packages are not here
            importlib.import_module(module.name)
    held = [one for one in gc.get_objects() if type(one) is Lazy and one._source != ("(", 0)]
    assert len(held) > 200
    for one in held:
        re.compile(*one._source)


def test_no_module_compiles_at_import() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in (ROOT / "cleaners").rglob("*.py")
        for statement in ast.parse(path.read_text("utf-8")).body
        if not isinstance(statement, ast.FunctionDef | ast.ClassDef)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile"
    ]
    assert not found, "cleaners.patterns.regex compiles a pattern when it is first used"
