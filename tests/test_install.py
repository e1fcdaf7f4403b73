"""``pip install .`` gives what the README promises, from any folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow

PACKAGES = ("cleaners", "outputs", "spiders")

#: What an outsider writes, with all that comes as package data: the model of Chinese and the record's schema.
OUTSIDER = """
from datetime import UTC, datetime
from pathlib import Path
import cleaners, outputs
from cleaners import Page, Rules, clean, repair
from outputs.record import to_record
from outputs.schema import problems
assert Path(cleaners.__file__).is_relative_to(TARGET), cleaners.__file__
page = Page("https://a.example/1", "<h1>题目</h1><p>正文。</p>".encode("gbk"), fetched=datetime.now(UTC))
article = clean(page, rest=(), rules=Rules(), script="auto")
assert problems(to_record(article, page)) == []
assert repair("打?qū)嵶龊眯滦蝿菹氯罕姽ぷ鳎").text.startswith("打實做好新形勢下群眾工作")
assert repair("商业广告(flash)").text == "商业广告(flash)"
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with jingkan as pip installs it, without its dependencies: the environment has them."""
    source = tmp_path_factory.mktemp("source") / "jingkan"  # a build leaves its traces beside the code
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__"))
    target = tmp_path_factory.mktemp("target")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), str(source)]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target


def run(code: str, folder: Path, path: Path) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"PYTHONPATH": str(path)}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


def test_the_types_come_with_it(installed: Path) -> None:
    assert [package for package in PACKAGES if not (installed / package / "py.typed").is_file()] == []


def test_works_from_another_folder(installed: Path, tmp_path: Path) -> None:
    done = run(f"TARGET = {str(installed)!r}\n{OUTSIDER}", tmp_path, installed)
    assert (done.returncode, done.stderr) == (0, "")


def test_cleaners_bring_neither_network_nor_crawl(installed: Path, tmp_path: Path) -> None:
    code = "import sys, cleaners; print({'scrapy', 'httpx', 'twisted', 'outputs', 'bs4'} & sys.modules.keys())"
    assert run(code, tmp_path, installed).stdout.strip() == "set()"
