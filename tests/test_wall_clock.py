"""No test fails because a machine is slow: none asserts that something was over by some time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

CLOCKS = frozenset(["time", "monotonic", "perf_counter"])
#: Ends a wait that is taken for hung, which no limit of a test's own does.
WAITS = frozenset(["wait_for"])


def deadlines(source: str) -> list[int]:
    """The lines of a test module in which an assertion wants a clock of ``time`` to show less than something."""
    found = []
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef) and function.name not in WAITS:
            asserted = (node for node in ast.walk(function) if isinstance(node, ast.Assert))
            compared = (part for node in asserted for part in ast.walk(node.test) if isinstance(part, ast.Compare))
            found += [compare.lineno for compare in compared if any(map(grows, lesser(compare)))]
    return sorted(set(found))


def lesser(compare: ast.Compare) -> Iterator[ast.expr]:
    """What a comparison wants to be less than something."""
    sides = [compare.left, *compare.comparators]
    for op, left, right in zip(compare.ops, sides, sides[1:], strict=False):
        if isinstance(op, ast.Lt | ast.LtE):
            yield left
        elif isinstance(op, ast.Gt | ast.GtE):
            yield right


def grows(value: ast.AST) -> bool:
    """Whether a value is the greater the later it is reckoned: it holds a clock that is not taken away from it."""
    if isinstance(value, ast.Attribute) and value.attr in CLOCKS:
        return ast.unparse(value.value) == "time"
    taken_away = value.right if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Sub) else None
    return any(grows(part) for part in ast.iter_child_nodes(value) if part is not taken_away)


@pytest.mark.parametrize(
    ("asserted", "is_deadline"),
    [
        ("0.2 <= time.monotonic() - began", False),
        ("0 < hold_until - time.time() <= LONGEST", False),
        ("(time.perf_counter() - start) / 20 < 0.1", True),
        ("0.2 <= time.monotonic() - began < 2", True),
        ("2 > time.monotonic() - began", True),
    ],
)
def test_a_deadline_is_told_from_what_may_take_any_time(asserted: str, is_deadline: bool) -> None:
    assert bool(deadlines(f"def test_x():\n    assert {asserted}")) == is_deadline


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_assertion_has_a_deadline(path: Path) -> None:
    assert deadlines(path.read_text(encoding="utf-8")) == []
