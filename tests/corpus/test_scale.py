"""The records that the corpus is measured with: what is promised of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from outputs import jsonl, schema
from outputs.corpus.copies import copies
from tests.corpus import scale


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        scale.write(tmp_path / name, 60, seed)
    one, same, other = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.jsonl")}
        for name in ("one", "same", "other")
    )
    assert one == same and one != other


def test_records_are_sound_small_and_known(sample: list[scale.Made], tmp_path: Path) -> None:
    for each in sample[::20]:
        assert schema.problems(each.copy.record) == []
    assert max(len(jsonl.line(each.copy.record)) for each in sample) <= 12_000
    assert sum(len(jsonl.line(each.copy.record)) for each in sample) / len(sample) < 10_000
    works = Counter(each.work for each in sample)
    assert 0.4 < 1 - len(works) / len(sample) < 0.6
    assert {each.kind for each in sample} == set(scale.Kind.__args__)  # type: ignore[attr-defined]


def test_what_is_written_is_what_is_made(tmp_path: Path) -> None:
    scale.write(tmp_path, 60)
    written = {(copy.site, copy.record["url"]): copy.record for copy in copies(tmp_path / "data")}
    assert written == {(each.copy.site, each.copy.record["url"]): each.copy.record for each in scale.made(60)}
