"""One record, said three times: the Article's fields, the TypedDicts, the schema. They say the same, and it is checked
without a list kept by hand."""

from __future__ import annotations

import ast
import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from cleaners import Article, article
from cleaners.article import Edit
from outputs import explain, record_types
from outputs.cleaning.workers import FIELDS, text_hash
from outputs.explain import NO_LINE
from outputs.formats import csl
from outputs.record import ELSEWHERE, EVIDENCE, to_record
from outputs.record_types import Content, Crawled, Found, Record
from outputs.schema import problems, schema
from tests.conftest import ROOT
from tests.record.shapes import declared, described, differences, shape
from tests.record.test_record import FULL, PAGE

SCHEMA = ROOT / "outputs" / "record.schema.json"


def test_types_and_schema_say_the_same() -> None:
    assert differences(declared(Record), described(schema())) == []


def test_every_definition_is_used() -> None:
    told = SCHEMA.read_text("utf-8")
    definitions: Any = schema()["$defs"]
    assert [name for name in definitions if f'"#/$defs/{name}"' not in told] == []


def _drop(place: str, name: str) -> Callable[[Any], None]:
    def change(part: Any) -> None:
        at = _at(part, place)
        at.remove(name) if isinstance(at, list) else at.pop(name)

    return change


def _put(place: str, name: str, value: object) -> Callable[[Any], None]:
    def change(part: Any) -> None:
        at = _at(part, place)
        at.append(name) if isinstance(at, list) else at.update({name: value})

    return change


def _at(part: Any, place: str) -> Any:
    for step in place.split("/"):
        part = part[step] if step else part
    return part


MUTATIONS = {
    "a property is lost": (_drop("properties", "title"), "record.title"),
    "a nested property is lost": (_drop("$defs/author/properties", "role"), "author.role"),
    "a property is new": (_put("properties", "colour", {"type": "string"}), "record.colour"),
    "a nested property is new": (_put("$defs/other/properties", "colour", {"type": "string"}), "other.colour"),
    "a crawl's property is lost": (_drop("properties", "archive"), "record.archive"),
    "a type is another": (_put("properties/year", "type", "integer"), "record.year"),
    "a number must be whole": (_put("$defs/repair/properties/sure", "type", "integer"), "repair.sure"),
    "a type is not said": (_drop("properties/journal", "type"), "record.journal"),
    "items are others": (_put("properties/sections/items", "$ref", "#/$defs/author"), "record.sections"),
    "a list holds other things": (_put("$defs/strings/items", "type", "integer"), "record.keywords"),
    "a list is a text": (_put("properties", "funding", {"type": "string"}), "record.funding"),
    "a count is a text": (_put("$defs/tally/additionalProperties", "type", "string"), "counts.removed"),
    "a field is no longer required": (_drop("required", "doi"), "record.doi"),
    "a nested field is no longer required": (_drop("$defs/reference/required", "parsed"), "reference.parsed"),
    "a crawl's field is required": (_put("required", "site", None), "record.site"),
    "what is required is no property": (_put("$defs/section/required", "colour", None), "section.colour"),
    "fields may be added": (_drop("", "additionalProperties"), "record"),
    "fields may be added to a part": (_put("$defs/citation", "additionalProperties", True), "citation"),
    "a value is lost": (_drop("$defs/verdict/properties/kind/enum", "list"), "verdict.kind"),
    "a value is new": (_put("properties/script/enum", "Latn", None), "record.script"),
    "a definition is lost": (_drop("$defs", "removal"), "removal"),
    "a definition is new": (_put("$defs", "figure", {"type": "object", "properties": {}}), "figure"),
    "a part has no definition": (
        _put("properties", "quality", {"type": "object", "properties": {"confidence": {"type": "number"}}}),
        "record.quality",
    ),
}


@pytest.mark.parametrize("label", MUTATIONS)
def test_a_schema_that_says_something_else_is_reported(label: str) -> None:
    change, name = MUTATIONS[label]
    changed = copy.deepcopy(schema())
    change(changed)
    assert name in [said.partition(":")[0] for said in differences(declared(Record), described(changed))]


def test_a_type_that_says_something_else_is_reported() -> None:
    class Coloured(Record):
        colour: str

    class Bare(Found, Crawled):
        pass

    assert [said.partition(":")[0] for said in differences(declared(Coloured), described(schema()))] == [
        "record.colour"
    ]
    assert "record.verdict" in [said.partition(":")[0] for said in differences(declared(Bare), described(schema()))]


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    assert len(found) == len(pairs), f"twice: {[name for name, _ in pairs if [n for n, _ in pairs].count(name) > 1]}"
    return found


def test_nothing_stands_twice_in_the_schema() -> None:
    told = SCHEMA.read_text("utf-8")
    json.loads(told, object_pairs_hook=_unique)
    with pytest.raises(AssertionError, match="twice: \\['strings'"):
        json.loads(told.replace('"$defs": {', '"$defs": {"strings": {},'), object_pairs_hook=_unique)


PARTS = (
    (article.Author, record_types.Author),
    (article.Section, record_types.Section),
    (article.Reference, record_types.Reference),
    (article.Citation, record_types.Citation),
    (article.Verdict, record_types.Verdict),
    (article.Removal, record_types.Removal),
    (article.Source, record_types.Source),
    (Edit, record_types.Repair),
)
#: Of the parts: what is given in a form of its own.
OWN_FORM = frozenset({"others"})


def unlike(kind: type, typed: type, apart: frozenset[str]) -> list[str]:
    """The fields of a dataclass that the TypedDict lacks, has more, or has of another type; but for those apart.

    A string of the dataclass may be one of certain values in the record.
    """
    ours = {name: shape(hint) for name, hint in get_type_hints(kind).items() if name not in apart}
    theirs = {name: shape(hint) for name, hint in get_type_hints(typed).items() if name not in apart}
    return [
        name
        for name in {**ours, **theirs}
        if (said := theirs.get(name, "")) != ours.get(name)
        and not (ours.get(name) == "string" and said.startswith("one of"))
    ]


def test_the_record_has_every_field_of_the_article() -> None:
    assert unlike(Article, Found, ELSEWHERE) == []
    assert {name for name in ELSEWHERE if name not in Record.__required_keys__} == {"undecided", "unread"}
    assert "undecided" in record_types.Quality.__required_keys__ and "unread" in record_types.Quality.__annotations__


@pytest.mark.parametrize(("kind", "typed"), PARTS, ids=lambda kind: kind.__name__)
def test_a_part_has_every_field_of_its_dataclass(kind: type, typed: type) -> None:
    assert unlike(kind, typed, OWN_FORM | EVIDENCE) == []
    assert {f.name for f in fields(kind)} - EVIDENCE == set(get_type_hints(typed))


def test_every_part_of_the_article_is_compared() -> None:
    def classes(hint: Any) -> set[type]:
        inner = {part for arg in get_args(hint) for part in classes(arg)}
        return inner | ({hint} if hasattr(hint, "__dataclass_fields__") else set())

    held = {part for hint in get_type_hints(Article).values() for part in classes(hint)}
    assert held == {kind for kind, _ in PARTS}


def test_a_field_that_differs_is_named() -> None:
    assert unlike(article.Author, record_types.Section, frozenset())[:4] == [
        *("name", "affiliations", "corresponding", "role"),
    ]
    assert unlike(Article, Found, frozenset()) == ["verdict", "undecided", "unread", "sources"]
    assert unlike(Article, Content, ELSEWHERE)[0] == "url"
    assert unlike(article.Source, record_types.Source, frozenset()) == ["others"]


@pytest.mark.parametrize("name", list(get_type_hints(Record)))
def test_only_what_the_article_says_makes_a_new_version(name: str) -> None:
    before = to_record(FULL, PAGE, site="a", run="1", version=1, archive="a.warc.gz", opt_out=[])
    after: Any = {**before, name: "another"}
    assert (text_hash(after) != text_hash(before)) == (name in Content.__required_keys__)


def test_a_record_from_before_its_form_had_a_version_is_valid_and_the_same_version() -> None:
    """So that cleaning an archive again writes no record anew for want of the field."""
    now: Any = to_record(FULL, PAGE)
    before: Any = {name: value for name, value in now.items() if name != "schema"}
    assert now["schema"] == record_types.SCHEMA_VERSION
    assert problems(before) == problems(now) == []
    assert text_hash(before) == text_hash(now)


def test_what_the_article_says_is_neither_how_nor_when_we_got_there() -> None:
    said = Content.__required_keys__
    assert said >= {"title", "authors", "text", "references", "journal", "year", "language"}
    assert not said & {"id", "url", "fetched", "cleaner", "charset", "script", "site_tags", "pdf_url", "removed"}
    assert not said & Crawled.__optional_keys__


def test_lists_of_names_name_fields() -> None:
    assert {f.name for f in fields(Article)} >= NO_LINE
    assert Record.__required_keys__ >= set(FIELDS)
    assert Record.__required_keys__ >= set(record_types.IDENTIFYING)


def test_the_tombstone_of_a_takedown_need_not_say_what_was_there() -> None:
    assert record_types.Tombstone.__optional_keys__ == {"version", "title"}


def test_every_field_of_the_article_has_a_line_or_a_reason() -> None:
    """Filled in, each is shown: a new field needs no word here."""
    filled = {f.name: f"<{f.name}>" for f in fields(Article) if f.name not in NO_LINE}
    lines = list(explain.fields(replace(FULL, sources=(), **filled), explain.Style()))  # type: ignore[arg-type]
    assert [line.split()[0] for line in lines[1:]] == list(filled)


def test_csl_variables_are_those_of_an_item() -> None:
    assert set(get_args(csl.Variable)) == csl.Item.__optional_keys__
    assert set(get_args(csl.Role)) <= set(get_args(record_types.Role))


CASTLESS = [ROOT / "outputs" / "export.py", ROOT / "outputs" / "explain.py", *(ROOT / "outputs/formats").glob("*.py")]


def casts(tree: ast.AST) -> Iterator[int]:
    """The lines where ``cast`` is imported or called, under whatever name."""
    for node in ast.walk(tree):
        if (
            (isinstance(node, ast.alias) and node.name == "cast")
            or (isinstance(node, ast.Name) and node.id == "cast")
            or (isinstance(node, ast.Attribute) and node.attr == "cast")
        ):
            yield node.lineno


@pytest.mark.parametrize("path", CASTLESS, ids=lambda path: path.name)
def test_no_cast(path: Path) -> None:
    assert list(casts(ast.parse(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    "code",
    ["from typing import cast", "from typing import cast as c", "import typing\ntyping.cast(int, x)", "cast('int', x)"],
)
def test_a_cast_is_seen(code: str) -> None:
    assert list(casts(ast.parse(code)))


def test_what_only_looks_like_one_is_not() -> None:
    assert not list(casts(ast.parse('"""cast"""\nbroadcast(x)\nfrom x import caste\ncasts = 1\n')))
