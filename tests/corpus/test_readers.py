"""Other tools load what we write: the same records, and the same in their nested fields."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from outputs import read
from outputs.corpus.build import build
from outputs.formats import parquet, sqlite
from tests.audit.lock import READERS, pins
from tests.conftest import ROOT
from tests.corpus import scale
from tests.corpus.samples import many, records

PYTHON = ROOT / ".venv-readers" / "bin" / "python"
SCRIPT = Path(__file__).with_name("reader_script.py")
TOOLS = ("pyarrow", "datasets", "polars", "duckdb", "pandas", "sqlite3")


@pytest.fixture
def python() -> Path:
    """The interpreter that has the tools: skipped by name without it, but never in CI."""
    if not PYTHON.exists():
        assert os.environ.get("CI") != "true", f"{PYTHON} is absent in CI: .ci/run makes it"
        pytest.skip(f"{PYTHON} is absent: `make readers` makes it")
    return PYTHON


def expected(made: list[Any]) -> list[Any]:
    return sorted(([each["id"], each["authors"], each["references"]] for each in made), key=lambda row: row[0])


@pytest.mark.slow
def test_every_tool_reads_the_same_records(python: Path, tmp_path: Path) -> None:
    """From several shards, the first of which has all its lists of references empty: no type may be guessed there."""
    made = [record | {"references": [], "authors": []} for record in many(400)] + records(7)
    assert any(record["references"] for record in made)
    parquet.write_set(tmp_path / "data", made, shard_bytes=1_000_000)
    assert len(list((tmp_path / "data").iterdir())) > 1
    sqlite.write(tmp_path / "corpus.db", made)
    env = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "hf"), "HF_DATASETS_OFFLINE": "1"}
    env.pop("PYTHONPATH", None)
    done = subprocess.run(
        [python, SCRIPT, tmp_path], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    read = json.loads(done.stdout)
    assert tuple(read) == TOOLS
    for tool in TOOLS:
        assert read[tool] == expected(made), tool


def test_the_environment_is_pinned_and_ci_makes_it() -> None:
    locked = {pin.name for pin in pins(READERS.path.read_text(encoding="utf-8"))}
    assert set(TOOLS) - {"sqlite3"} <= locked
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert "export CI=true" in script and script.index("make readers") < script.index("make test-slow")


@pytest.mark.parametrize(("ci", "outcome"), [("true", "failed"), ("", "skipped")])
def test_without_the_environment_ci_fails_and_others_skip(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ci: str, outcome: str
) -> None:
    monkeypatch.setattr("tests.corpus.test_readers.PYTHON", tmp_path / "absent")
    monkeypatch.setenv("CI", ci)
    with pytest.raises(AssertionError if outcome == "failed" else pytest.skip.Exception, match="absent"):
        python.__wrapped__()  # type: ignore[attr-defined]


@pytest.mark.slow
def test_the_folder_of_a_corpus_is_a_dataset(python: Path, tmp_path: Path) -> None:
    scale.write(tmp_path, 100, seed=9)
    built = build(tmp_path / "data")
    env = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "hf"), "HF_DATASETS_OFFLINE": "1"}
    env.pop("PYTHONPATH", None)
    code = "import sys; from datasets import load_dataset; print(*load_dataset(sys.argv[1])['train']['id'], sep='\\n')"
    done = subprocess.run(
        [python, "-c", code, built.folder], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split() == [record["id"] for record in read(built.folder)]
