"""One table of fields and one of sources: what they say is so everywhere, and a new field is one row."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_type_hints

import pytest

from cleaners.article import Article
from cleaners.chinese.conversion.texts import to_traditional
from cleaners.chinese.scripts import simplified
from cleaners.journal.head_tags import DUBLIN_CORE, EPRINTS, HIGHWIRE, PRISM
from cleaners.journal.labelled_fields import READERS
from cleaners.journal.sources import SOURCES
from cleaners.lines import labels
from cleaners.lines.fields import FIELDS, Field
from tests.conftest import ROOT
from tests.test_readme import first_column, section

ARTICLE = get_type_hints(Article)
SCHEMA = json.loads((ROOT / "outputs" / "record.schema.json").read_text("utf-8"))["properties"]
LABELS = [(field.name, label) for field in FIELDS for label in field.labels.split()]


def disagreements(fields: Iterable[Field]) -> Iterator[str]:
    """What rows say that Article, schema and README do not, and labels of two fields."""
    told = first_column(section("The record"))
    names: dict[str, str] = {}
    for field in fields:
        if field.stored != (field.name in ARTICLE):
            yield f"{field.name}: stored={field.stored}, and the Article says otherwise"
        if field.stored and field.name not in SCHEMA:
            yield f"{field.name} is not in the schema"
        if field.stored and field.name not in told:
            yield f"{field.name} is not in the README's table"
        if field.single and ARTICLE.get(field.name) is not str:
            yield f"{field.name} has one value, which is no str in the Article"
        for label in field.labels.split():
            if names.setdefault(form(label), field.name) != field.name:
                yield f"{label} is a label of {names[form(label)]} and of {field.name}"


def form(label: str) -> str:
    """A label in the form in which no two may be the same: both scripts, any case and blanks."""
    return simplified(label).replace("_", "").lower()


def test_article_schema_and_readme_have_the_fields() -> None:
    assert list(disagreements(FIELDS)) == []
    stored = [field.name for field in FIELDS if field.stored]
    assert stored == [name for name in ARTICLE if name in stored], "the rows stand in the Article's order"


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (Field("editor"), "editor: stored=True"),
        (Field("doi", stored=False), "doi: stored=False"),
        (Field("undecided"), "undecided is not in the schema"),
        (Field("keywords", single=True), "keywords has one value"),
        (Field("notes", "摘 要 摘要", stored=False), "摘要 is a label of abstract and of notes"),
        (Field("notes", "關鍵詞", stored=False), "關鍵詞 is a label of keywords and of notes"),
        (Field("notes", "key_WORDS", stored=False), "key_WORDS is a label of keywords_en and of notes"),
    ],
)
def test_a_row_that_disagrees_is_told(row: Field, complaint: str) -> None:
    assert [line for line in disagreements((*FIELDS, row)) if line.startswith(complaint)]


@pytest.mark.parametrize(("name", "label"), LABELS)
def test_a_label_leads_to_its_field_in_both_scripts(name: str, label: str) -> None:
    label = label.replace("_", " ")
    spaced = label if label.isascii() else " ".join(label)
    for printed in (label, to_traditional(label), label.upper(), spaced):
        for line in (f"{printed}：某某", f"【{printed}】某某"):
            found = labels.match(line)
            assert found and (found.field, found.value) == (name, "某某"), line


def test_every_labelled_field_has_a_reader_and_no_other() -> None:
    assert READERS.keys() == {field.name for field in FIELDS if field.labels}


def test_tags_lead_to_fields_of_the_article() -> None:
    for table in (HIGHWIRE, PRISM, EPRINTS, DUBLIN_CORE):
        assert set(table.values()) <= ARTICLE.keys() | {"firstpage", "lastpage"}


# Sources

SOURCE_OF = {"Found": 1, "add": 1, "of_issue": 1, "add_issue": 1}  # the argument that names the source


def emitted(code: str) -> set[str]:
    """The sources that a module names where it states a value or lists those of a vocabulary of tags."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            at = SOURCE_OF.get(name, len(node.args))
            names |= set(map(_constant, node.args[at : at + 1])) - {""}
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_PREFIXES":
            rows = node.value.elts if isinstance(node.value, ast.Tuple) else []
            names |= {_constant(row.elts[1]) for row in rows if isinstance(row, ast.Tuple)}
    return names


def _constant(node: ast.expr) -> str:
    """A string in the source; "" for any other expression."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_the_sources_that_are_named_are_those_of_the_table() -> None:
    named = set[str]().union(*(emitted(path.read_text("utf-8")) for path in (ROOT / "cleaners").rglob("*.py")))
    assert named == {source.name for source in SOURCES}


def test_a_source_of_no_table_is_seen() -> None:
    code = 'x.add("doi", "hearsay", y)\nFound("doi", "rumour", "1")\nz.add("no source")\nof_issue(issue, source)\n'
    assert emitted(code) == {"hearsay", "rumour"}
    assert emitted('_PREFIXES = (("hw.", "highwire", HIGHWIRE),)') == {"highwire"}


def test_no_source_stands_twice() -> None:
    assert len({source.name for source in SOURCES}) == len(SOURCES)


# A new field

PAGE = """<html><head><meta charset=utf-8><title>浅说</title></head><body><h1>浅说分词</h1><p>摘要：本文讨论分词。</p>
<p>关键词：分词；词性</p><p>{label}：chinaXiv.2020</p><p>分词是第一步，后面的都要靠它。它好，别的才好，这是大家都知道的。</p>
</body></html>"""
ASK = """
import sys
from cleaners import Page, clean
for label in sys.argv[1:]:
    article = clean(Page("http://a.example/1", {page!r}.replace("{{label}}", label).encode()))
    print(article.preprint, [s.source for s in article.sources if s.field == "preprint"], "chinaXiv" in article.text)
"""


def with_row(row: str, folder: Path) -> Path:
    """A copy of cleaners with one more field: a row of FIELDS and a line in Article, nothing else."""
    copy = folder / "cleaners"
    shutil.copytree(ROOT / "cleaners", copy, ignore=shutil.ignore_patterns("*.bin", "__pycache__"))
    for model in (ROOT / "cleaners").rglob("*.bin"):
        (copy / model.relative_to(ROOT / "cleaners")).symlink_to(model)
    table, article = copy / "lines" / "fields.py", copy / "article.py"
    table.write_text(table.read_text("utf-8").replace("\n)\n# fmt: on", f"\n    {row}\n)\n# fmt: on"), "utf-8")
    article.write_text(article.read_text("utf-8") + '    preprint: str = ""\n', "utf-8")
    return copy


def test_a_new_field_is_a_row_and_a_line_in_the_article(tmp_path: Path) -> None:
    with_row('Field("preprint", "预印本编号", strong=True, single=True),', tmp_path)
    out = subprocess.run(
        [sys.executable, "-c", ASK.format(page=PAGE), "预印本编号", "预印本说明"],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    known, unknown = out.stdout.splitlines()
    assert known == "chinaXiv.2020 ['label'] False"
    assert unknown == " [] True", "a label of no row stays text"
