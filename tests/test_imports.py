"""Who may import whom: cleaners nobody, outputs the cleaners, spiders both."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

FORBIDDEN = {
    "cleaners": {"outputs", "spiders", "scrapy", "httpx", "bs4", "twisted", "requests", "urllib.request", "socket"},
    "outputs": {"spiders", "bs4"},
}


# What a room of cleaners may import of cleaners, beside itself.
BELOW = ("cleaners.article", "cleaners.doc", "cleaners.page", "cleaners.rules")
ROOMS: dict[str, tuple[str, ...]] = {
    "cleaners/chinese": (),
    "cleaners/lines": (*BELOW, "cleaners.chinese", "cleaners.repair", "cleaners.decode"),
}


def imported(path: Path) -> Iterator[str]:
    """Every module a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


@pytest.mark.parametrize("package", FORBIDDEN)
def test_no_package_imports_what_it_must_not(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (ROOT / package).rglob("*.py")
        for name in imported(path)
        if any(name == bad or name.startswith(bad + ".") for bad in FORBIDDEN[package])
    ]
    assert not wrong


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_stands_below_it(room: str) -> None:
    allowed = (room.replace("/", "."), *ROOMS[room])
    paths = sorted((ROOT / room).rglob("*.py"))
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in paths
        for name in imported(path)
        if name.split(".")[0] == "cleaners" and not any(name == own or name.startswith(own + ".") for own in allowed)
    ]
    assert paths and not wrong


def test_the_rule_can_fail(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("def f():\n    from scrapy.http import Request\n    import httpx\n")
    assert list(imported(file)) == ["scrapy.http", "httpx"]


def test_only_the_crawls_side_of_outputs_knows_scrapy() -> None:
    knowing = {
        path.name
        for path in (ROOT / "outputs").rglob("*.py")
        for name in imported(path)
        if name.split(".")[0] == "scrapy"
    }
    assert knowing == {"pipelines.py"}
