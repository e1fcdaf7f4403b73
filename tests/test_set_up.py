"""``make`` sets up what it needs: with a Python that will do, once, and until it is whole."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.audit.lock import pins
from tests.conftest import ROOT

#: A Python that only notes what it is asked to install, and says that it is of another version.
FAKE = f"""#!{sys.executable}
import os, platform, shutil, sys
from pathlib import Path

given, home = sys.argv[1:], Path(sys.argv[0]).parent.parent
if given[0] == "-c":
    version = os.environ["FAKE_VERSION"]
    sys.version_info, platform.python_version = tuple(map(int, version.split("."))), lambda: version
    sys.modules["pip"] = sys if (home / "pip").exists() else None
    exec(given[1])
elif given[:2] == ["-m", "venv"]:
    shutil.rmtree(".venv", ignore_errors=True)
    Path(".venv/bin").mkdir(parents=True)
    shutil.copy(sys.argv[0], ".venv/bin/python")
    if os.environ.get("FAKE_FAILS") == "venv":
        sys.exit("no room on the disk")
    Path(".venv/pip").touch()
else:
    with open("installed", "a") as noted:
        noted.write(" ".join(given) + "\\n")
    if os.environ.get("FAKE_FAILS") == given[-1]:
        sys.exit("no room on the disk")
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder that holds all that is needed for setting up, and the Python above."""
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "python").write_text(FAKE)
    (tmp_path / "python").chmod(0o755)
    return tmp_path


def set_up(checkout: Path, python: str = "./python", version: str = "3.11.5", fails: str = "") -> tuple[int, list[str]]:
    """The exit code of ``make``, and what was said that make does not say by itself."""
    env = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    done = subprocess.run(
        ["make", ".venv", f"PYTHON={python}"],
        cwd=checkout,
        env=env | {"FAKE_VERSION": version, "FAKE_FAILS": fails},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, [line for line in done.stderr.splitlines() if not line.startswith("make")]


def installed(checkout: Path) -> list[str]:
    noted = checkout / "installed"
    return [line.split()[-1] for line in noted.read_text().splitlines()] if noted.exists() else []


ALL = [".venv/first.lock", "requirements.lock", "."]


@pytest.mark.parametrize("fails", ["venv", *ALL])
def test_a_set_up_that_was_interrupted_is_taken_up_again_and_then_never_more(checkout: Path, fails: str) -> None:
    code, _ = set_up(checkout, fails=fails)
    assert code
    (checkout / "installed").write_text("")
    assert set_up(checkout)[0] == 0 and installed(checkout) == ALL
    assert set_up(checkout)[0] == 0 and installed(checkout) == ALL, "it is whole: nothing is done again"


@pytest.mark.parametrize("found", ["2.7.18", "3.9.2", "3.11.4", "not there"])
def test_a_python_that_will_not_do_is_refused_in_one_line(checkout: Path, found: str) -> None:
    python = "./nowhere" if found == "not there" else "./python"
    code, [said] = set_up(checkout, python, version=found)
    assert code and f"Python >= 3.11.5 is needed, and {python} is {found}:" in said
    assert said.endswith("make PYTHON=python3.11")
    assert not (checkout / ".venv").exists() and not installed(checkout)


def test_what_an_older_python_has_made_is_made_anew(checkout: Path) -> None:
    shutil.copy(checkout / "python", checkout / "newer")
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").write_text("#!/bin/sh\nexit 1\n")
    (checkout / ".venv" / "bin" / "python").chmod(0o755)
    assert set_up(checkout, "./newer")[0] == 0 and installed(checkout) == ALL


def test_nothing_is_fetched_but_by_its_hash(checkout: Path) -> None:
    """What builds the rest is there first, as wheels; then nothing is built with what pip would fetch for it."""
    assert set_up(checkout)[0] == 0
    first, rest, ours = (checkout / "installed").read_text().splitlines()
    assert "--require-hashes" in first and "--only-binary :all:" in first
    assert "--require-hashes" in rest and "--no-build-isolation" in rest
    assert "--no-deps" in ours and "--no-build-isolation" in ours, "the project itself, for which nothing is fetched"
    text = (checkout / ".venv" / "first.lock").read_text()
    assert [pin.name for pin in pins(text)] == ["pip", "setuptools"]


def test_no_other_way_to_install_stands_in_what_ci_runs() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in makefile.splitlines() if "pip install" in line and not line.startswith("HASHED :=")]
    assert len(installs) == 1 and installs[0].endswith("--no-deps --no-build-isolation --editable .")
    assert len(re.findall(r"\$\(HASHED\)", makefile)) == 6
    assert "pip" not in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
