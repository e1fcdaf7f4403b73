"""Run in a checkout, it is the checkout's code that runs, even beside another copy that is pip-installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import HUNG, ROOT

PROBE = "import spiders, cleaners, outputs; print(*(m.__file__ for m in (spiders, cleaners, outputs)))"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder that another jingkan was installed into, whose settings give it away."""
    site = tmp_path / "site-packages"
    for package in ("spiders", "cleaners", "outputs"):
        shutil.copytree(ROOT / package, site / package, ignore=shutil.ignore_patterns("__pycache__"))
    settings = site / "spiders" / "settings.py"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"jingkan"', '"shadow"'), encoding="utf-8")
    for package in ("cleaners", "outputs"):
        (site / package / "__init__.py").write_text("raise ImportError('the installed copy was imported')\n")
    return site


def python(site: Path, where: Path, *args: str) -> str:
    """What a Python that has only the installed copy in its path prints, started in a folder."""
    # -P keeps the folder itself off the path, as with the `scrapy` script; the editable install's finder comes last.
    done = subprocess.run(
        [sys.executable, "-P", *args],
        cwd=where,
        env=os.environ | {"PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        timeout=HUNG,
    )
    return done.stdout + done.stderr


def test_the_installed_copy_is_first_in_the_path(installed: Path, tmp_path: Path) -> None:
    """Without a checkout around it, the copy is what is found: the test below proves something."""
    assert "the installed copy was imported" in python(installed, tmp_path, "-c", "import spiders, cleaners")


def test_in_a_checkout_the_checkouts_code_runs(installed: Path) -> None:
    assert python(installed, ROOT, "-m", "scrapy", "settings", "--get", "BOT_NAME").strip() == "jingkan"
    assert python(installed, ROOT, "-m", "scrapy", "list").split()[0] == "demo"


def test_the_jingkan_script_runs_the_checkouts_code_in_a_checkout(installed: Path) -> None:
    """Elsewhere it is the installed one: tests/test_install.py."""
    assert f", {ROOT})" in python(installed, ROOT / "tests", "-m", "spiders.console", "--version")


def test_also_below_the_checkouts_folder_and_in_its_own_processes(installed: Path) -> None:
    found = python(installed, ROOT / "tests", "-c", PROBE).split()
    assert [Path(path).parent for path in found] == [ROOT / name for name in ("spiders", "cleaners", "outputs")]
    child = "import spiders, subprocess, sys; subprocess.run([sys.executable, '-P', '-c', sys.argv[1]], cwd='/')"
    found = python(installed, ROOT, "-c", child, "import cleaners; print(cleaners.__file__)").split()
    assert found == [str(ROOT / "cleaners" / "__init__.py")]
