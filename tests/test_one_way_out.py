"""Text from outside leaves by one way: nothing prints, logs or refuses but through ``outputs/outside``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

#: What goes round the way out, and what is to be used in its place.
INSTEAD = {
    "print": "tell, say or show",
    "std": "tell, say or show",
    "show": "tell or say: only who paints a text itself may show it",
    "exit": "stop",
    "UsageError": "WrongUsage",
    "getLogger": "outputs.outside.log.logger",
    "warn": "a logger",
    "json": "jsonl.line or as_json",
    "write": "a module that is listed here, with what it does to text from outside",
}

_WAY_OUT = "is the way out"
_HASHED = "JSON that is hashed, compared or put into the state, and shown to nobody"
_BYTES = "bytes of a file that holds what came as it came; whoever shows them reads them"
_LINES = "lines that jsonl.line made"
_RULES = "escapes by the format's own rules"
#: Module → what may go round the way out there, and why.
EXCEPTIONS: dict[str, tuple[frozenset[str], str]] = {
    "outputs/outside/terminal.py": (frozenset(("print", "exit", "show")), _WAY_OUT),
    "outputs/outside/log.py": (frozenset(("getLogger",)), _WAY_OUT),
    "outputs/cluster/executors.py": (frozenset(("getLogger",)), "Ray's, which is told to be quiet"),
    "outputs/outside/escapes.py": (frozenset(("json",)), _WAY_OUT),
    "outputs/jsonl.py": (frozenset(("json", "write")), _WAY_OUT),
    "spiders/cleaning/progress.py": (frozenset(("show",)), "what explain painted"),
    "spiders/commands/probe.py": (frozenset(("show",)), "what survey_report painted"),
    "spiders/commands/search.py": (frozenset(("show",)), "hits painted there, or JSON of jsonl.line"),
    "spiders/cleaning/many_pages.py": (frozenset(("write",)), _LINES),
    "spiders/cleaning/lists.py": (frozenset(("write",)), "a copy of standard input, for ourselves"),
    "cleaners/rules.py": (frozenset(("json",)), _HASHED),
    "outputs/cleaning/comparison.py": (frozenset(("json",)), "made printable at once"),
    "outputs/cleaning/workers.py": (frozenset(("json",)), _HASHED),
    "outputs/corpus/merging/fields.py": (frozenset(("json",)), _HASHED),
    "outputs/corpus/merging/soundness.py": (frozenset(("json",)), _HASHED),
    "outputs/doctor/rebuild.py": (frozenset(("json",)), _HASHED),
    "outputs/schema.py": (frozenset(("json",)), "what a test is told of a record that breaks the schema"),
    "outputs/state/runs.py": (frozenset(("json",)), _HASHED),
    "outputs/state/whole/restored.py": (frozenset(("json",)), _HASHED),
    "spiders/article.py": (frozenset(("json",)), _HASHED),
    "cleaners/chinese/build_language_model.py": (frozenset(("exit", "write")), "our own words, at install time"),
    "outputs/archive/writer.py": (frozenset(("write",)), _BYTES),
    "spiders/guard/sockets.py": (frozenset(("write",)), "a request, to whom it is for"),
    "outputs/cleaning/batch.py": (frozenset(("write",)), _LINES),
    "outputs/cleaning/resumable.py": (frozenset(("write",)), _LINES),
    "outputs/cluster/job.py": (frozenset(("write",)), "JSON of as_json"),
    "outputs/cluster/rank.py": (frozenset(("write",)), _LINES),
    "outputs/corpus/build.py": (frozenset(("write",)), "the card and JSON of as_json"),
    "outputs/export.py": (frozenset(("write",)), _LINES),
    "outputs/files.py": (frozenset(("write",)), "bytes that its callers made of as_json"),
    "outputs/formats/bibtex.py": (frozenset(("write",)), _RULES),
    "outputs/formats/csl.py": (frozenset(("write",)), _RULES),
    "outputs/formats/csv.py": (frozenset(("write",)), _RULES),
    "outputs/formats/gbt7714.py": (frozenset(("write",)), _RULES),
    "outputs/formats/jsonl_zst.py": (frozenset(("write",)), _LINES),
    "outputs/formats/ris.py": (frozenset(("write",)), _RULES),
    "outputs/lock.py": (frozenset(("write",)), "JSON of as_json"),
    "outputs/manifest.py": (frozenset(("write",)), "JSON of as_json"),
    "outputs/report/build.py": (frozenset(("write",)), "HTML of report/escaping.py, and our own static files"),
    "outputs/report/corpus_id.py": (frozenset(("write",)), "our own random id"),
    "outputs/report/review/chunks.py": (frozenset(("write",)), "JSON of as_json, escaped for a script"),
    "outputs/run.py": (frozenset(("write",)), "our own orders to the process that cleans"),
    "outputs/shards/writer.py": (frozenset(("write",)), _LINES),
    "outputs/takedown/loose_files.py": (frozenset(("write",)), "JSON of as_json"),
    "outputs/takedown/rewrite.py": (frozenset(("write",)), _BYTES),
    "outputs/takedown/takedown_list.py": (frozenset(("write",)), _LINES),
}


def ways_out(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, kind) of whatever in a module goes round the way out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == "print":
            yield node.lineno, "print"
        elif isinstance(node, ast.Call) and (kind := _kind(node)):
            yield node.lineno, kind


def _kind(call: ast.Call) -> str:
    name = ast.unparse(call.func)
    last = name.rpartition(".")[2]
    if last in ("exit", "SystemExit") and not all(_is_number(arg) for arg in call.args):
        return "exit"
    if last in ("write", "writelines") and name.startswith(("sys.stdout.w", "sys.stderr.w", "sys.__")):
        return "std"
    if last == "dumps" and any(word.arg == "ensure_ascii" for word in call.keywords):
        return "json"
    if isinstance(call.func, ast.Attribute) and last in _WRITERS:
        return "" if name in _OUR_WRITERS else "write"
    if name == "replace_whole":
        return "write"
    return {"UsageError": "UsageError", "getLogger": "getLogger", "warn": "warn", "show": "show"}.get(
        last if last != "show" or name == "show" else "", ""
    )


_WRITERS = ("write", "writelines", "write_text", "write_bytes", "pwrite")
#: Functions of ours that are called write: they are looked at where they write.
_OUR_WRITERS = {f"{module}.write" for module in (
    "jsonl", "jsonl_zst", "sqlite", "parquet", "csl", "bibtex", "ris", "gbt7714", "csv", "export", "manifest",
    "failed_urls", "archive", "writer",
)}  # fmt: skip


def _is_number(arg: ast.expr) -> bool:
    """A number, or ``main()``, which gives one."""
    return (isinstance(arg, ast.Constant) and isinstance(arg.value, int)) or ast.unparse(arg) == "main()"


def found(root: Path) -> dict[str, list[tuple[int, str]]]:
    """Module → what goes round, for all three packages."""
    paths = [path for package in ("cleaners", "outputs", "spiders") for path in sorted((root / package).rglob("*.py"))]
    trees = {path.relative_to(root).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    return {name: ways for name, tree in trees.items() if (ways := list(ways_out(tree)))}


def test_nothing_goes_round_the_way_out() -> None:
    wrong = [
        f"{name}:{line}: {kind}; use {INSTEAD[kind]}"
        for name, ways in found(ROOT).items()
        for line, kind in ways
        if kind not in EXCEPTIONS.get(name, (frozenset(), ""))[0]
    ]
    assert wrong == []


def test_no_exception_outlives_its_reason() -> None:
    there = found(ROOT)
    idle = {
        (name, kind)
        for name, (kinds, _) in EXCEPTIONS.items()
        for kind in kinds
        if kind not in {kind for _, kind in there.get(name, [])}
    }
    assert idle == set()


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("print(title)", "print"),
        ("say = print", "print"),
        ("sys.stderr.write(title)", "std"),
        ("sys.exit(f'{title} is none')", "exit"),
        ("raise SystemExit(title)", "exit"),
        ("raise UsageError(title)", "UsageError"),
        ("raise exceptions.UsageError(title)", "UsageError"),
        ("log = logging.getLogger(__name__)", "getLogger"),
        ("warnings.warn(title)", "warn"),
        ("json.dumps(record, ensure_ascii=False)", "json"),
        ("show(title)", "show"),
        ("stream.write(title)", "write"),
        ("path.write_text(title)", "write"),
    ],
)
def test_the_rule_can_fail(source: str, kind: str) -> None:
    assert [kind for _, kind in ways_out(ast.parse(source))] == [kind]


@pytest.mark.parametrize(
    "source",
    [
        "tell(title)", "say(title, anew=True)", "stop(title)", "sys.exit(130)", "sys.exit(main())", "raise SystemExit",
        "raise WrongUsage(title)", "log = logger(__name__)", "log.error('%s', title)", "json.dumps(record)",
        "progress.show()", "jsonl.write(stream, records)", "'print(title)'", "printable(title)",
    ],
)  # fmt: skip
def test_the_rule_can_hold(source: str) -> None:
    assert list(ways_out(ast.parse(source))) == []
