"""What is imported is declared in pyproject.toml, and what is declared is used; the lock: tests/audit/test_lock.py."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = ("cleaners", "outputs", "spiders")
BUILDER = ROOT / "cleaners" / "chinese" / "build_language_model.py"

#: Declared and imported by nobody, each for a reason.
NOT_IMPORTED: dict[str, str] = {}
NOT_IMPORTED_BY_TESTS = {
    "pytest-xdist": "a plugin of pytest: `make test` runs two processes",
    "ruff": "a program: `make lint`",
    "mypy": "a program: `make lint`",
    "types-jsonschema": "read by mypy",
}
#: Of the standard library of a later Python, imported there alone.
LATER = {"compression"}
#: Files that run in an environment of their own.
ELSEWHERE = {
    ROOT / "tests" / "bench" / "peers" / "systems.py": "the peers of the bench: `make peers`",
    ROOT / "tests" / "corpus" / "reader_script.py": "the tools that load our files: `make readers`",
}


def imported(path: Path) -> Iterator[str]:
    """The top-level names that a file imports, wherever in it, and of packages whose data it looks up."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("find_spec", "package"):
            yield from (str(arg.value) for arg in node.args if isinstance(arg, ast.Constant))


def foreign(paths: Iterable[Path]) -> dict[str, str]:
    """Distribution → one file that imports something of it; the standard library and the project left out."""
    known, ours = packages_distributions(), {*PACKAGES, "tests", *sys.stdlib_module_names, *LATER}
    found = {}
    for path in paths:
        for name in imported(path):
            if name not in ours:
                for distribution in known.get(name, [name]):
                    found[canonicalize_name(distribution)] = str(path)
    return found


def declared(requirements: Iterable[str]) -> set[str]:
    return {canonicalize_name(Requirement(each).name) for each in requirements}


def undeclared(found: Mapping[str, str], *lists: Iterable[str]) -> list[str]:
    known = set[str]().union(*map(declared, lists))
    return [f"{path} imports {name}" for name, path in sorted(found.items()) if name not in known]


def unused(requirements: Iterable[str], found: Mapping[str, str], excused: Mapping[str, str]) -> list[str]:
    return sorted(declared(requirements) - found.keys() - excused.keys())


def sources(*folders: str) -> list[Path]:
    """The files of these folders, without the model's builder, which runs where the project is built."""
    files = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return [path for path in files if path != BUILDER and path not in ELSEWHERE]


MAIN = PROJECT["project"]["dependencies"]
TEST = PROJECT["project"]["optional-dependencies"]["test"]
BROWSER = PROJECT["project"]["optional-dependencies"]["browser"]
CORPUS = PROJECT["project"]["optional-dependencies"]["corpus"]
REPORT = PROJECT["project"]["optional-dependencies"]["report"]
CLUSTER = PROJECT["project"]["optional-dependencies"]["cluster"]
FUZZ = PROJECT["project"]["optional-dependencies"]["fuzz"]
BUILD = PROJECT["build-system"]["requires"]


def test_what_the_packages_import_is_declared_and_the_other_way_round() -> None:
    found = foreign(sources(*PACKAGES))
    assert undeclared(found, MAIN, CORPUS, REPORT, CLUSTER) == []
    assert unused([*MAIN, *CORPUS, *REPORT, *CLUSTER], found, NOT_IMPORTED) == []
    assert not found.keys() & NOT_IMPORTED.keys(), "it is imported: no reason is needed any more"


def test_what_the_tests_import_is_declared_and_the_other_way_round() -> None:
    found = foreign(sources("tests"))
    assert undeclared(found, MAIN, CORPUS, REPORT, TEST, BROWSER, FUZZ) == []
    assert unused([*TEST, *BROWSER, *FUZZ], found, NOT_IMPORTED_BY_TESTS) == []
    assert not found.keys() & NOT_IMPORTED_BY_TESTS.keys(), "it is imported: no reason is needed any more"


def test_what_the_build_imports_is_declared_and_the_other_way_round() -> None:
    found = foreign([ROOT / "setup.py", BUILDER])
    assert undeclared(found, BUILD) == []
    assert unused(BUILD, found, {}) == []


def test_scrapy_and_protego_have_an_upper_bound() -> None:
    """Their private names are used, see spiders/crawl/scrapy_private.py."""
    scrapy = next(Requirement(each) for each in MAIN if Requirement(each).name == "scrapy")
    assert scrapy.specifier.contains("2.19.9") and not scrapy.specifier.contains("2.20.0")
    protego = next(Requirement(each) for each in MAIN if Requirement(each).name == "protego")
    assert protego.specifier.contains("0.7.9") and not protego.specifier.contains("0.8.0")


@pytest.mark.parametrize(
    ("source", "missing", "left"),
    [
        ("import bs4", [], []),
        ("from bs4.element import Tag", [], []),
        ("def f():\n    import bs4", [], []),
        ("found = find_spec('bs4')", [], []),
        ("import bs4, nowhere.nodes", ["nowhere"], []),
        ("from soupsieve import escape", ["soupsieve"], ["beautifulsoup4"]),
        ("import json\nfrom cleaners import clean\nfrom tests.conftest import ROOT", [], ["beautifulsoup4"]),
    ],
)
def test_both_faults_are_told(tmp_path: Path, source: str, missing: list[str], left: list[str]) -> None:
    """One distribution is declared, BeautifulSoup's, whose module has another name."""
    (path := tmp_path / "a.py").write_text(source)
    found = foreign([path])
    assert undeclared(found, ["BeautifulSoup4>=4"]) == [f"{path} imports {name}" for name in missing]
    assert unused(["BeautifulSoup4>=4"], found, {}) == left
    assert unused(["BeautifulSoup4>=4"], found, {"beautifulsoup4": "a reason"}) == []
