"""Where SQL stands: in ``outputs/state/``, and in the one module of each database of its own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGES = ("cleaners", "outputs", "spiders")
#: The room that owns ``state.db``.
STATE = "outputs/state/"
#: Modules that own a database of its own.
OWN_DATABASES: tuple[str, ...] = ("outputs/corpus/duplicates/tables.py", "outputs/formats/sqlite.py")
#: What a statement begins with; in capitals it is one wherever it stands in a string, in small letters as a whole.
_STATEMENT = (
    r"SELECT\s+\S|INSERT\s+(OR\s+\w+\s+)?INTO\s|REPLACE\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|ALTER\s+TABLE\s|"
    r"(CREATE|DROP)\s+(TEMP\s+|UNIQUE\s+|VIRTUAL\s+)?(TABLE|INDEX|VIEW|TRIGGER)\s|PRAGMA\s+\w|BEGIN\s+IMMEDIATE\b"
)
_LOUD = re.compile(rf"\b({_STATEMENT})")
_QUIET = re.compile(rf"(?is)^\s*(?!SELECT)({_STATEMENT})|^\s*SELECT\s.*\sFROM\s+\w+\s*(WHERE\s|ORDER\s+BY\s|LIMIT\s|$)")
#: ``state = 1``, ``status IN (0, 5)``: what the number stands for is the enum's to say.
_BARE_STATUS = re.compile(r"\b(state|status)\s*(=|!=|<>|[<>]=?|(NOT\s+)?IN)\s*\(?\s*\d")


def texts(tree: ast.Module) -> Iterator[str]:
    """Every string of a module but its docstrings; an f-string as one, ``{}`` for what is put in."""
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts | docstrings:
            yield node.value


def is_sql(text: str) -> bool:
    """Whether a string is SQL, or the beginning of it."""
    return bool(_LOUD.search(text) or _QUIET.search(text))


def trespasses(path: Path) -> list[str]:
    """What a module does that only the owner of a database may: hold SQL, import sqlite3, execute something."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [f"SQL: {' '.join(text.split())[:60]}" for text in texts(tree) if is_sql(text)]
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        found += [f"imports {name}" for name in names if name.partition(".")[0] in ("sqlite3", "_sqlite3")]
        if isinstance(node, ast.Attribute) and node.attr in ("execute", "executemany", "executescript"):
            found.append(f"calls {node.attr}")
    return found


def modules() -> Iterator[tuple[str, Path]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path


def test_sql_stands_with_its_owners_only() -> None:
    wrong = {
        name: found
        for name, path in modules()
        if not name.startswith(STATE) and name not in OWN_DATABASES and (found := trespasses(path))
    }
    assert not wrong


def test_the_owners_hold_sql() -> None:
    """Else the test above would look in the wrong place."""
    assert len([name for name, path in modules() if name.startswith(STATE) and trespasses(path)]) >= 8
    assert all(trespasses(ROOT / name) for name in OWN_DATABASES)


def test_no_status_is_a_bare_number() -> None:
    """Old migrations keep theirs: what they made is on disk, whatever the enum says later."""
    wrong = [
        (name, text)
        for name, path in modules()
        if name.startswith(STATE) and not name.endswith("/migrations.py")
        for text in texts(ast.parse(path.read_text(encoding="utf-8")))
        if is_sql(text) and _BARE_STATUS.search(text)
    ]
    assert not wrong


@pytest.mark.parametrize(
    "code",
    [
        'db.run("SELECT name FROM sites")',
        'db.run("select name from sites where name = ?")',
        'db.run("SELECT name, " + columns)',
        'db.run(f"UPDATE urls SET state = {state} WHERE key = ?")',
        'QUERY = """\n    WITH a AS (SELECT 1)\n    SELECT * FROM a"""',
        'db.run("insert or ignore into forgotten values (?)")',
        'db.run("DELETE FROM pages")',
        'db.run("CREATE UNIQUE INDEX a ON b (c)")',
        'db.run("ALTER TABLE a ADD COLUMN b")',
        'db.run("PRAGMA user_version")',
        "def f():\n    import sqlite3",
        "from sqlite3 import Row",
        "db.executemany(QUERY, rows)",
    ],
)
def test_a_trespass_is_found(tmp_path: Path, code: str) -> None:
    (tmp_path / "a.py").write_text(code)
    assert trespasses(tmp_path / "a.py")


@pytest.mark.parametrize(
    "code",
    [
        '"""Runs SELECT name FROM sites; see sqlite3."""',
        'def f():\n    """SELECT 1"""\n    return 1',
        'help = "select the sites from the list that are to be run"',
        'help = "Update the state, delete from it what is gone"',
        'help = "create a table of contents"',
        'say(f"{name}: selected, inserted into the list")',
        'PATTERN = "SELECTED|UPDATED"',
        "from outputs.state.database import DatabaseError",
        "# SELECT name FROM sites",
        'SCHEMA = {"table": "sites", "pragma": "no"}',
    ],
)
def test_what_is_no_sql_is_let_be(tmp_path: Path, code: str) -> None:
    (tmp_path / "a.py").write_text(code)
    assert not trespasses(tmp_path / "a.py")


@pytest.mark.parametrize(
    ("sql", "bare"),
    [
        ("SELECT 1 FROM urls WHERE state = 0", True),
        ("SELECT 1 FROM pages WHERE status NOT IN (0, 5)", True),
        ("SELECT 1 FROM pages WHERE p.status IN ({}, {})", False),
        ("SELECT 1 FROM urls WHERE state = ? AND failures > 0", False),
    ],
)
def test_a_bare_status_is_told_from_other_numbers(sql: str, bare: bool) -> None:
    assert bool(_BARE_STATUS.search(sql)) is bare
