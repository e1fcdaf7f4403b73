"""The cleaner's version changes with what the cleaners are made of, and with nothing else that lies in their folder."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

import cleaners
from cleaners.chinese import language_model
from outputs import record
from outputs.record import cleaner_version, code_hash, release
from tests.conftest import ROOT

CLEANERS = Path(cleaners.__file__).parent
MODEL = language_model.PATH.relative_to(CLEANERS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the cleaners, with a model of a few bytes."""
    copy = tmp_path / "cleaners"
    shutil.copytree(CLEANERS, copy, ignore=shutil.ignore_patterns("*.bin", "__pycache__"))
    (copy / MODEL).write_bytes(b"model")
    return copy


@pytest.mark.parametrize(
    "stray",
    [
        "repair/model.bin",
        f"{MODEL}.new",
        "__pycache__/pipeline.cpython-311.pyc",
        "pipeline.py~",
        "junk/.words.toml.swp",
        "py.typed",
    ],
)
def test_a_stray_file_does_not_change_it(folder: Path, stray: str) -> None:
    before = code_hash(folder)
    path = folder / stray
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"left by an older release")
    assert code_hash(folder) == before


@pytest.mark.parametrize("name", ["pipeline.py", "repair/shear/decoder.py", "junk/words.toml", str(MODEL)])
def test_what_it_is_made_of_does(folder: Path, name: str) -> None:
    before = code_hash(folder)
    with (folder / name).open("ab") as stream:
        stream.write(b"\n")
    assert code_hash(folder) != before


def test_a_module_that_is_new_gone_or_renamed_does(folder: Path) -> None:
    seen = {code_hash(folder)}
    (folder / "junk" / "new.py").write_text("")
    seen.add(code_hash(folder))
    (folder / "junk" / "new.py").rename(folder / "junk" / "newer.py")
    seen.add(code_hash(folder))
    (folder / "junk" / "newer.py").rename(folder / "region" / "newer.py")
    seen.add(code_hash(folder))
    (folder / "verdict.py").unlink()
    seen.add(code_hash(folder))
    (folder / MODEL).unlink()
    seen.add(code_hash(folder))
    assert len(seen) == 6


def test_where_the_folder_lies_does_not(folder: Path) -> None:
    before = code_hash(folder)
    assert code_hash(folder.rename(folder.with_name("elsewhere"))) == before


def test_all_that_is_shipped_with_the_cleaners_counts() -> None:
    """A word list of another kind would have to be hashed, too."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]
    shipped = {
        f"{package.replace('.', '/')}/{pattern}"
        for package, patterns in data.items()
        if package.split(".")[0] == "cleaners"
        for pattern in patterns
    }
    counted = {name for name in shipped if name.endswith(".toml") or name == f"cleaners/{MODEL.as_posix()}"}
    assert {name for name in shipped - counted if not name.endswith("/py.typed")} == set()
    assert counted


def test_the_version_is_release_and_hash() -> None:
    told, _, digits = cleaner_version().partition("+")
    assert told == release() and digits == code_hash(CLEANERS)[:8]


def test_a_checkout_says_its_release_where_nothing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the interpreters of a cluster run it, or where another release is installed."""
    monkeypatch.setattr(record.metadata, "version", lambda name: "9.9.9")
    release.cache_clear()
    assert f'version = "{release()}"' in (CLEANERS.parent / "pyproject.toml").read_text("utf-8").splitlines()
    release.cache_clear()


def test_what_is_installed_without_its_checkout_says_what_was_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(record.metadata, "version", lambda name: "9.9.9")
    monkeypatch.setattr(record, "_CLEANERS", tmp_path / "cleaners")
    for held in ("", '[project]\nname = "another"\nversion = "1"\n'):
        (tmp_path / "pyproject.toml").write_text(held)
        release.cache_clear()
        assert release() == "9.9.9"
    release.cache_clear()
