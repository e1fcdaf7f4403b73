"""SECURITY.md names tests that are there; what else it promises is for a reader to doubt."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
TESTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/*.py")}
DEFINED = {name for text in TESTS.values() for name in re.findall(r"(?:def|class) (test_\w+|Test\w+)", text)}


def named(text: str) -> set[str]:
    """The tests that a text names; ``…`` stands for any letters.

    >>> sorted(named("`tests/a.py::test_b…`, `…c`, `TestD`; `test_e.py`, `test_e.py::test_f_…_g`, `tests.conftest`"))
    ['TestD', 'test_b…', 'test_f_…_g', '…c']
    """
    quoted = [each.rpartition("::")[2] for each in re.findall(r"`([^`\n]+)`", text)]
    return {each for each in quoted if re.fullmatch(r"(test_|Test|…)\w[\w…]*", each)}


def is_defined(name: str) -> bool:
    """
    >>> is_defined("test_security_names_…_there"), is_defined("test_nobody_wrote_this…")
    (True, False)
    """
    pattern = re.compile(r"\w*".join(map(re.escape, name.split("…"))))
    return any(pattern.fullmatch(each) for each in DEFINED)


def test_security_names_tests_that_are_there() -> None:
    assert len(named(TEXT)) > 30
    assert sorted(name for name in named(TEXT) if not is_defined(name)) == []


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`([\w/]*test_\w+\.py)\b", TEXT))))
def test_a_file_of_tests_that_it_names_is_there(name: str) -> None:
    assert any(path == name or path.endswith(f"/{name}") for path in TESTS)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^):#]+)\)", TEXT))))
def test_what_it_links_is_there(target: str) -> None:
    assert (ROOT / target).exists()
