"""Who may import whom: between the packages, between the rooms of cleaners, and how many modules a folder holds."""

from __future__ import annotations

import ast
import subprocess
import sys
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
    "page", "rules", "article", "doc", "patterns", "budget", "controls", "chinese", "markup",
    "repair", "decode", "file_types", "lines", "html", "references", "junk", "region", "journal", "verdict",
    "pipeline", "__init__",
)  # fmt: skip

#: Modules a folder holds at most: more than a reader takes in at a glance. `__init__.py` does not count.
MOST_MODULES = 12
#: One module a site, one a command: nobody reads them as a whole.
CATALOGUES = ("spiders/sites", "spiders/commands")

#: What may stand at the head of a command's module, for Scrapy loads the modules of all commands with each: what reads
#: the command line and speaks to a person, and the table of formats that ``export`` offers, with what that stands on.
LIGHT = (
    "spiders.commands", "spiders.terminal", "spiders.site", "spiders.runs.data_mode", "spiders.runs.log_files",
    "spiders.runs.secrets", "spiders.runs.timers", "outputs.outside", "outputs.export", "outputs.formats",
    "outputs.corpus.copies", "outputs.files", "outputs.jsonl", "outputs.record_types", "outputs.state.fetched",
    "outputs.state.revisit", "outputs.state.status",
)  # fmt: skip
#: Prints which modules the modules of a package bring into a process that has the settings and Scrapy's own commands.
_BROUGHT = """
import sys
from pkgutil import iter_modules
from importlib import import_module
import scrapy.cmdline, scrapy.commands, spiders.settings
for package in sys.argv[1:]:
    before, path = set(sys.modules), import_module(package).__path__
    for found in iter_modules(path):
        import_module(f"{package}.{found.name}")
print(*sorted(set(sys.modules) - before))
"""


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


def brought(package: str, path: Path = ROOT) -> list[str]:
    """What loading the modules of a package of commands loads, of any kind."""
    line = [sys.executable, "-c", _BROUGHT, "scrapy.commands", package]
    env = {"PYTHONPATH": f"{ROOT}:{path}"}
    return subprocess.run(line, cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout.split()


def heavy(modules: list[str]) -> list[str]:
    """Those that are not light, of ours and of libraries."""

    def is_light(name: str) -> bool:
        stands_in = any(
            name == light or name.startswith(f"{light}.") or light.startswith(f"{name}.") for light in LIGHT
        )
        return stands_in or name.partition(".")[0] in sys.stdlib_module_names

    return [name for name in modules if not is_light(name)]


def test_a_command_waits_for_nothing_that_only_another_works_with() -> None:
    assert heavy(brought("spiders.commands")) == []


def test_a_heavy_command_is_found(tmp_path: Path) -> None:
    package = tmp_path / "some_commands"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "light.py").write_text("import json\n\ndef run():\n    import outputs.run\n")
    (package / "heavy.py").write_text("from outputs.lock import Lock\nfrom spiders.terminal import say\n")
    found = heavy([name for name in brought("some_commands", tmp_path) if not name.startswith("some_commands")])
    assert "outputs.lock" in found and "spiders.terminal" not in found and "outputs.run" not in found


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


def test_cleaners_load_what_few_pages_need_when_one_does() -> None:
    """What was seen to cost more than a hundredth of a second at import, or would."""
    code = "import sys, cleaners; print({'ftfy', 'opencc', 'pypinyin', 'jieba', 'py3langid'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
