"""Which records count: of every page the newest, all copies of an article."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outputs import export, jsonl
from outputs.corpus.copies import copies


def save(path: Path, lines: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        jsonl.write(stream, lines)


def line(url: str, run: str, identity: str = "url:1", **more: object) -> dict[str, object]:
    return {"id": identity, "url": url, "run": run, "title": f"{url} {run}", "text": "", **more}


def titles(data: Path, *sites: str) -> list[tuple[str, str]]:
    return [(copy.site, copy.record["title"]) for copy in copies(data, sites)]


def test_all_copies_of_an_article_count_and_an_export_has_one(tmp_path: Path) -> None:
    save(tmp_path / "a" / "records-1.jsonl", [line("u1", "1"), line("u2", "1")])
    save(tmp_path / "b" / "records-1.jsonl", [line("u3", "1", quality={"confidence": 0.9})])
    assert titles(tmp_path) == [("a", "u1 1"), ("a", "u2 1"), ("b", "u3 1")]
    assert [record["title"] for record in export.chosen(tmp_path)] == ["u3 1"]
    assert titles(tmp_path, "b") == [("b", "u3 1")]


def test_what_is_gone_does_not_count_and_what_came_back_does(tmp_path: Path) -> None:
    save(tmp_path / "a" / "records-1.jsonl", [line("u1", "1"), line("u2", "1"), line("u3", "1")])
    save(tmp_path / "a" / "records-3.jsonl", [line("u2", "3")])
    save(tmp_path / "a" / "tombstones-2.jsonl", [line("u1", "2"), line("u2", "2")])
    assert titles(tmp_path) == [("a", "u3 1"), ("a", "u2 3")]


def test_a_torn_line_is_named(tmp_path: Path) -> None:
    save(tmp_path / "a" / "records-1.jsonl", [line("u1", "1")])
    with (tmp_path / "a" / "records-1.jsonl").open("ab") as stream:
        stream.write(b'{"id": "url:2", "ur')
    with pytest.raises(jsonl.TornLine, match=r"records-1\.jsonl:2"):
        titles(tmp_path)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("uvw"), st.integers(1, 4)), max_size=12),
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("uvw"), st.integers(1, 4)), max_size=4),
)
def test_the_rule_told_in_another_way(
    tmp_path_factory: pytest.TempPathFactory, written: list[tuple[str, str, int]], stones: list[tuple[str, str, int]]
) -> None:
    """Sorted by run, and what is younger put over what is older; a stone takes away what is no younger than it."""
    data = tmp_path_factory.mktemp("data")
    for site in "abc":
        mine = [line(url, str(run), site=site) for s, url, run in written if s == site]
        save(data / site / "records-1.jsonl", mine)
        save(data / site / "tombstones-1.jsonl", [line(url, str(run)) for s, url, run in stones if s == site])
    expected = {}
    for site, url, run in sorted(written, key=lambda each: (each[2], each[0])):
        if not any(other == url and of >= run for _, other, of in stones):
            expected[url] = (site, f"{url} {run}")
    assert sorted(titles(data)) == sorted(expected.values())
