"""bandit finds nothing in our code; what it is not asked for, or told to leave, is held to something stricter."""

from __future__ import annotations

import ast
import shutil
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaners.patterns import regex
from tests.audit.outcome import Ended
from tests.audit.weaknesses import PACKAGES, weaknesses
from tests.conftest import ROOT

#: ``nosec``, the one finding it is about, and the reason in words: 20 characters at least, by hand.
_LEFT = regex(r"# nosec B\d{3} # [a-z].{20,}")


@pytest.mark.slow
def test_bandit_finds_nothing_in_our_code() -> None:
    assert (found := weaknesses()).ended is Ended.CLEAN, str(found)


@pytest.mark.parametrize(
    ("code", "ended", "told"),
    [
        ("x = 1\n", Ended.CLEAN, "1 modules"),
        ("def f(x: object) -> None:\n    assert x is not None\n", Ended.CLEAN, "1 modules"),
        ("import subprocess\nsubprocess.run('ls', shell=True)\n", Ended.FOUND, "ours/a.py:2: B602"),
        ("import yaml\nyaml.load('')\n", Ended.FOUND, "ours/a.py:2: B506"),
        ("x = eval(input())  # nosec B101 # of another kind than it is\n", Ended.FOUND, "ours/a.py:1: B307"),
        ("def f(:\n", Ended.NOT_RUN, "ours/a.py"),
        (None, Ended.NOT_RUN, "there is no module"),
    ],
)
def test_a_weakness_is_found_and_a_module_that_was_not_read_has_not_passed(
    tmp_path: Path, code: str | None, ended: Ended, told: str
) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "ours").mkdir()
    if code is not None:
        (tmp_path / "ours" / "a.py").write_text(code)
    outcome = weaknesses(tmp_path, ["ours"])
    assert outcome.ended is ended and told in str(outcome)


def test_a_configuration_that_cannot_be_read_is_no_pass(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "a.py").write_text("x = 1\n")
    (tmp_path / "pyproject.toml").write_text("[tool")
    assert weaknesses(tmp_path, ["ours"]).ended is Ended.NOT_RUN


def modules(word: str) -> Iterator[Path]:
    """The modules of ours that hold a word."""
    for package in PACKAGES:
        yield from (path for path in sorted((ROOT / package).rglob("*.py")) if word in path.read_text("utf-8"))


def checks_an_input(node: ast.Assert) -> bool:
    """Whether an assert does more than to tell mypy that something is not None, or what type it has."""
    parts = node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]
    return not all(
        ast.unparse(part).endswith(" is not None") or ast.unparse(part).startswith("isinstance(") for part in parts
    )


def test_no_assert_checks_an_input() -> None:
    """``python -O`` leaves them out."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules("assert")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assert) and checks_an_input(node)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "checks"),
    [
        ("assert a is not None", False),
        ("assert a.b is not None and c is not None, why", False),
        ("assert isinstance(a, B)", False),
        ("assert a", True),
        ("assert len(a) < 9", True),
        ("assert a is not None and a.host in allowed", True),
    ],
)
def test_an_assert_that_checks_is_told_from_one_that_types(code: str, checks: bool) -> None:
    [node] = ast.parse(code).body
    assert isinstance(node, ast.Assert) and checks_an_input(node) is checks


def comments(path: Path) -> Iterator[str]:
    with path.open("rb") as stream:
        yield from (token.string for token in tokenize.tokenize(stream.readline) if token.type == tokenize.COMMENT)


def test_what_bandit_is_to_leave_has_a_reason() -> None:
    left = [comment for path in modules("nosec") for comment in comments(path) if "nosec" in comment]
    assert left, "the pattern looks for what is there"
    assert [comment for comment in left if not _LEFT.fullmatch(comment)] == []


@pytest.mark.parametrize(
    ("comment", "good"),
    [
        ("# nosec B603 # our own module, by our own interpreter", True),
        ("# nosec", False),
        ("# nosec B603", False),
        ("# nosec # our own module, by our own interpreter", False),
        ("# nosec B603 # ours", False),
    ],
)
def test_a_reason_is_told_from_none(comment: str, good: bool) -> None:
    assert bool(_LEFT.fullmatch(comment)) is good
