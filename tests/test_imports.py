"""Who may import whom: between the packages, between the rooms of cleaners, and how many modules a folder holds."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

FORBIDDEN = {
    "cleaners": {"outputs", "spiders", "scrapy", "httpx", "bs4", "twisted", "requests", "urllib.request", "socket"},
    "outputs": {"spiders", "scrapy", "twisted", "bs4"},
}

#: The rooms of cleaners in the order of standing: each imports only itself and what stands before it. (The order of
#: running is another one: repair runs after html has parsed a page.)
ROOMS = (
    "page", "rules", "article", "doc", "patterns", "budget", "controls", "chinese", "markup", "repair", "decode",
    "file_types", "lines", "html", "references", "junk", "region", "journal", "verdict", "pipeline", "__init__",
)  # fmt: skip

#: Modules a folder holds at most: more than a reader takes in at a glance. `__init__.py` does not count.
MOST_MODULES = 12
#: One module a site, one a command: nobody reads them as a whole.
CATALOGUES = ("spiders/sites", "spiders/commands")


def imported(path: Path) -> Iterator[str]:
    """Every module a file imports, wherever in it; of ``from a import b`` both ``a`` and ``a.b``."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def out_of_order(cleaners: Path) -> list[str]:
    """What the modules of a ``cleaners`` folder import from a room that stands after their own."""
    wrong = []
    for path in sorted(cleaners.rglob("*.py")):
        room = path.relative_to(cleaners).with_suffix("").parts[0]
        assert room in ROOMS, f"{path}: no room of this name; ROOMS says where each stands"
        for name in imported(path):
            _, _, inside = name.partition("cleaners.")
            other = inside.partition(".")[0]
            if name.startswith("cleaners.") and other in ROOMS and ROOMS.index(other) > ROOMS.index(room):
                wrong.append(f"{path.relative_to(cleaners)} imports {name}")
    return wrong


def crowded(root: Path) -> dict[str, int]:
    """The folders of the three packages with too many modules, and how many they have."""
    folders = {path.parent for package in ("cleaners", "outputs", "spiders") for path in (root / package).rglob("*.py")}
    counts = {
        folder.relative_to(root).as_posix(): sum(path.name != "__init__.py" for path in folder.glob("*.py"))
        for folder in folders
    }
    return {name: n for name, n in counts.items() if n > MOST_MODULES and name not in CATALOGUES}


@pytest.mark.parametrize("package", FORBIDDEN)
def test_no_package_imports_what_it_must_not(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (ROOT / package).rglob("*.py")
        for name in imported(path)
        if any(name == bad or name.startswith(bad + ".") for bad in FORBIDDEN[package])
    ]
    assert not wrong


def test_a_room_of_cleaners_imports_only_what_stands_before_it() -> None:
    assert out_of_order(ROOT / "cleaners") == []


def test_every_room_is_there() -> None:
    there = {
        path.stem for path in (ROOT / "cleaners").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert there == set(ROOMS)


def test_no_folder_is_crowded() -> None:
    assert crowded(ROOT) == {}


def test_the_rules_can_fail(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("def f():\n    from scrapy.http import Request\n    import httpx\n")
    assert list(imported(file)) == ["scrapy.http", "scrapy.http.Request", "httpx"]

    chinese = tmp_path / "cleaners" / "chinese"
    chinese.mkdir(parents=True)
    (chinese / "names.py").write_text(
        "from cleaners.repair.insertion import reads\nfrom cleaners import article, journal\n"
    )
    assert out_of_order(tmp_path / "cleaners") == [
        "chinese/names.py imports cleaners.repair.insertion",
        "chinese/names.py imports cleaners.repair.insertion.reads",
        "chinese/names.py imports cleaners.journal",
    ]

    for n in range(MOST_MODULES + 1):
        (chinese / f"module_{n}.py").touch()
    assert crowded(tmp_path) == {"cleaners/chinese": MOST_MODULES + 2}
