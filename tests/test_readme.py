"""The README says what is so: fields, commands, exit codes and examples."""

from __future__ import annotations

import re
from pathlib import Path

from cleaners import repair
from cleaners.article import VerdictKind
from outputs.schema import schema
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def section(heading: str) -> str:
    """A section's text, up to the next heading of its level or higher."""
    mark, rest = re.split(rf"^(#+) {heading}\n", README, flags=re.M)[1:3]
    return re.split(rf"^#{{1,{len(mark)}}} ", rest, flags=re.M)[0]


def first_column(text: str) -> list[str]:
    """The names in code style in the first column of the section's first table."""
    table = text.partition("\n|")[2].partition("\n\n")[0]
    return re.findall(r"`([^`]+)`", " ".join(row.split(" | ")[0] for row in table.splitlines()))


def test_table_of_fields_is_the_schema() -> None:
    properties = schema()["properties"]
    assert isinstance(properties, dict)
    assert sorted(first_column(section("The record"))) == sorted(properties)


def test_verdicts_are_all_explained() -> None:
    assert set(first_column(section("Reading verdict and quality"))) - {"verdict.kind"} == set(VerdictKind.__args__)


def test_commands_are_there() -> None:
    there = {path.stem for path in (ROOT / "spiders" / "commands").glob("*.py")} | {"crawl"}
    told = re.findall(r"scrapy ([a-z]+)", README)
    assert set(told) <= there
    assert there - {"__init__"} <= set(told), "a command nobody is told of"


def test_examples_of_repair_give_what_they_say() -> None:
    examples = re.findall(r'^repair\("(.+)"\)\.text +# \'(.+)\'$', README, re.M)
    assert examples
    for damaged, mended in examples:
        assert repair(damaged).text == mended


def test_files_it_points_to_exist() -> None:
    for target in re.findall(r"\]\(([^):#]+)\)", README):
        assert Path(ROOT / target).exists(), target


def test_the_site_it_shows_can_be_written_so() -> None:
    [code] = [c for c in re.findall(r"```python\n(.*?)```", README, re.S) if "ArticleSpider" in c]
    assert len(code.strip().splitlines()) <= 15
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)
    site = names["Example"].site  # type: ignore[attr-defined]
    assert site.kind("https://example.org/page/2013/0429/17.shtml") == "article"
