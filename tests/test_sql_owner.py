"""Where SQL stands: in ``outputs/state/``, and in the one module of each database of its own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
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


def filled_in(path: Path) -> list[str]:
    """SQL of a module that is put together with anything but what is its own: values are for parameters (``?``).

    Its own are texts, constants by their capitals, members of enums, how many there are of something, and what is made
    of these alone. What comes in by an argument is not: where SQL is to be handed on, it is handed on as it is.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for scope in scopes(tree):
        bound = bindings(scope)
        for node in (each for part in scope for each in ast.walk(part)):
            if is_sql(first_text(node)) and not is_own(node, bound):
                found.append(f"line {node.lineno}: {ast.unparse(node)[:60]}")  # type: ignore[attr-defined]
    return found


def scopes(tree: ast.Module) -> Iterator[list[ast.AST]]:
    """Each function with its arguments, whatever it stands in, and what stands in none."""
    waiting, outside = list[ast.AST](tree.body), list[ast.AST]()
    for node in waiting:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield [node]
        elif isinstance(node, ast.ClassDef):
            waiting += node.body
        else:
            outside.append(node)
    yield outside


def first_text(node: ast.AST) -> str:
    """What a text begins with that is put together here: an f-string, ``+``, ``%``, ``format`` or ``join``."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    if isinstance(node, ast.BinOp):
        return first_text(node.left)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return first_text(node.func.value)
    return str(node.value) if isinstance(node, ast.Constant) else ""


def bindings(scope: list[ast.AST]) -> dict[str, list[ast.AST | None]]:
    """Name → what it is given in a function or a module; an argument is given None, for it is known to its callers."""
    found: dict[str, list[ast.AST | None]] = {}
    for node in (each for part in scope for each in ast.walk(part)):
        match node:
            case ast.arg(arg=name):
                found.setdefault(name, []).append(None)
                continue
            case ast.Assign(targets=targets, value=given):
                pass
            case ast.AnnAssign(target=target, value=given) | ast.AugAssign(target=target, value=given):
                targets = [target]
            case ast.For(target=target, iter=given) | ast.comprehension(target=target, iter=given):
                targets = [target]
            case _:
                continue
        for name in [each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]:
            found.setdefault(name, []).append(given)
    return found


def is_own(
    node: ast.AST | None, bound: Mapping[str, Sequence[ast.AST | None]], within: frozenset[str] = frozenset()
) -> bool:
    """Whether all that an expression is made of is the module's own; ``within``: the names that led here."""
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name) if name.lstrip("_")[:1].isupper():
            return True
        case ast.Name(id=name):
            given = bound.get(name, [None])
            return name in within or all(is_own(each, bound, within | {name}) for each in given)
        case ast.Call(func=ast.Name(id="len")):
            return True
        case ast.Call(func=ast.Attribute(value=made_of), args=given, keywords=named):
            return all(is_own(each, bound, within) for each in [made_of, *given, *(each.value for each in named)])
        case ast.IfExp(body=one, orelse=other):
            return is_own(one, bound, within) and is_own(other, bound, within)
        case ast.Attribute(value=part) | ast.FormattedValue(value=part) | ast.Starred(value=part):
            return is_own(part, bound, within)
        case ast.GeneratorExp(elt=part) | ast.ListComp(elt=part):
            return is_own(part, bound, within)
        case ast.BinOp(left=left, right=right):
            return is_own(left, bound, within) and is_own(right, bound, within)
        case ast.JoinedStr(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
            return all(is_own(part, bound, within) for part in parts)
    return False


def test_nothing_is_put_into_sql_but_its_owner_s_own_words() -> None:
    """bandit's B608 asks for less, and does not tell a constant from an argument."""
    owners = [(name, path) for name, path in modules() if name.startswith(STATE) or name in OWN_DATABASES]
    assert not {name: found for name, path in owners if (found := filled_in(path))}


@pytest.mark.parametrize(
    "code",
    [
        "def f(db, name):\n    db.execute(f\"SELECT * FROM sites WHERE name = '{name}'\")",
        'def f(db, name):\n    db.execute("SELECT * FROM sites WHERE name = " + name)',
        "def f(db, name):\n    db.execute(\"SELECT * FROM sites WHERE name = '%s'\" % name)",
        'def f(db, name):\n    db.execute("SELECT * FROM sites WHERE name = {}".format(name))',
        'def f(db, *, order="id"):\n    db.execute(f"SELECT * FROM sites ORDER BY {order}")',
        'def f(db, page):\n    db.execute(f"DELETE FROM pages WHERE url = {page.url}")',
        "def f(db, names):\n    db.execute(f\"SELECT * FROM a WHERE n IN ({', '.join(names)})\")",
        'def f(db, names):\n    for name in names:\n        db.execute(f"DROP TABLE {name}")',
        'def f(db, name):\n    table = name.lower()\n    db.execute(f"DROP TABLE {table}")',
        'def f(db):\n    db.execute(f"DROP TABLE {input()}")',
        'def f(db, names):\n    marks = [name for name in names]\n    db.execute(f"SELECT * FROM a WHERE {marks}")',
    ],
)
def test_what_comes_in_by_an_argument_is_found_in_sql(tmp_path: Path, code: str) -> None:
    (tmp_path / "a.py").write_text(code)
    assert filled_in(tmp_path / "a.py")


@pytest.mark.parametrize(
    "code",
    [
        'def f(db, name):\n    db.execute("SELECT * FROM sites WHERE name = ?", (name,))',
        "def f(db, sql):\n    return db.execute(sql)",
        '_A = ("a", "b")\n_Q = f"SELECT {\', \'.join(_A)} FROM sites"',
        'def f(db):\n    db.execute(f"SELECT 1 FROM urls WHERE state = {UrlState.DONE}")',
        "def f(db, names):\n    db.execute(f\"SELECT * FROM a WHERE n IN ({', '.join('?' * len(names))})\", names)",
        "def f(db):\n    db.execute(f\"SELECT * FROM a WHERE id = {_NEWEST.format('p.url')}\")",
        'def f(db):\n    order = ["id"] if X else []\n    db.execute(f"SELECT * FROM a ORDER BY {\', \'.join(order)}")',
        'def f(db):\n    for name in ("a", "b"):\n        db.execute(f"DROP TABLE {name}")',
        'def f(say, name):\n    say(f"selected from the list: {name}")',
    ],
)
def test_what_is_its_own_may_stand_in_sql(tmp_path: Path, code: str) -> None:
    (tmp_path / "a.py").write_text(code)
    assert not filled_in(tmp_path / "a.py")


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
