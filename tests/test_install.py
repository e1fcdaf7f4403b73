"""``pip install .`` gives what the README promises, from any folder: the library, and the commands as ``jingkan``."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import HUNG, ROOT
from tests.mirror import STYLES, Host, Mirror, load_all, serve

pytestmark = pytest.mark.slow

PACKAGES = ("cleaners", "outputs", "spiders")
#: Our own machine needs no mercy, and a test no patience.
QUICK = ("-s", "AUTOTHROTTLE_ENABLED=0", "-s", "DOWNLOAD_DELAY=0", "-s", "DISK_RESERVE=0")

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
#: Commands that work on what a crawl has left, each with what its output must match. Every command that is not tried
#: otherwise has a row: a new one fails until it has.
ON_A_CRAWL = {
    ("runs",): "3 new",
    ("export", "--format", "ris"): r"(?s)(TY  - .*){3}",
    ("corpus",): "3 articles of 3 pages",
    ("search", "的"): r"\w{4}",
    ("reclean",): "0 pages to clean again",
    ("report",): r"data/report/index\.html: 3 records",
    ("doctor",): "(?i)sound|agree|nothing",
    ("backup",): r"data/backup/state-.*\.db",
    ("run", "pages", "--dry-run"): "^pages: ",
    ("list",): r"(?m)^pages$",
    ("settings", "--get", "BOT_NAME"): "^jingkan$",
    ("forget", "nothing.example"): "^nothing.example: ",
}
TRIED = {"clean", "probe", "crawl"}


@dataclass(frozen=True)
class Environment:
    """A fresh environment with jingkan and what it needs, as pip installs them."""

    folder: Path

    @property
    def packages(self) -> Path:
        [found] = self.folder.glob("lib/python*/site-packages")
        return found

    def run(self, program: str, *args: object, cwd: Path) -> subprocess.CompletedProcess[str]:
        env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        command = [self.folder / "bin" / program, *map(str, args)]
        return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=HUNG, check=False)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    source = tmp_path_factory.mktemp("source") / "jingkan"  # a build leaves its traces beside the code
    source.mkdir()
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    ignored = shutil.ignore_patterns("__pycache__", "language_model.bin")  # the model is what an install makes
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=ignored)
    made = Environment(tmp_path_factory.mktemp("environment"))
    subprocess.run([sys.executable, "-m", "venv", made.folder], check=True)
    done = made.run("python", "-m", "pip", "install", "--quiet", source, cwd=source)
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def host() -> Iterator[Host]:
    """A mirror of three articles."""
    with serve([Mirror(load_all()[:3], STYLES[0])]) as served:
        yield served[0]


def test_all_package_data_comes_with_it(installed: Environment) -> None:
    assert [package for package in PACKAGES if not (installed.packages / package / "py.typed").is_file()] == []
    data = [
        path.relative_to(ROOT)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.*")
        if path.suffix not in (".py", ".pyc")
    ]
    assert [str(path) for path in data if not (installed.packages / path).is_file()] == []


def test_works_from_another_folder(installed: Environment, tmp_path: Path) -> None:
    done = installed.run("python", "-c", f"TARGET = {str(installed.packages)!r}\n{OUTSIDER}", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_cleaners_bring_neither_network_nor_crawl(installed: Environment, tmp_path: Path) -> None:
    code = "import sys, cleaners; print({'scrapy', 'httpx', 'twisted', 'outputs', 'bs4'} & sys.modules.keys())"
    assert installed.run("python", "-c", code, cwd=tmp_path).stdout.strip() == "set()"


def test_every_command_works_in_an_empty_folder(installed: Environment, tmp_path: Path, host: Host) -> None:
    def jingkan(*args: object) -> str:
        done = installed.run("jingkan", *args, cwd=tmp_path)
        assert done.returncode == 0 and "Traceback" not in done.stderr, (args, done.stdout, done.stderr)
        return done.stdout

    assert f", {installed.packages})" in jingkan("--version")
    commands = set(re.findall(r"^  (\w+) +\S", jingkan("--help"), re.M))
    assert not list(tmp_path.iterdir())

    pages = [host.url + path for path in host.content.paths]
    titles = {truth.title for truth in load_all()[:3]}
    assert json.loads(jingkan("clean", pages[0]))["title"] in titles
    assert "Draft" in jingkan("probe", pages[0])

    (tmp_path / "urls.txt").write_text("\n".join(pages))
    jingkan("crawl", "pages", "-a", "urls=urls.txt", *QUICK)
    [shard] = (tmp_path / "data" / "pages").glob("records-*.jsonl")
    assert {json.loads(line)["title"] for line in shard.read_text(encoding="utf-8").splitlines()} == titles

    assert commands - {words[0] for words in ON_A_CRAWL} == TRIED, "a command that nobody has tried where it is used"
    for words, said in ON_A_CRAWL.items():
        assert re.search(said, jingkan(*words)), words


def test_a_drafted_site_is_crawled_by_its_file_alone(installed: Environment, tmp_path: Path, host: Host) -> None:
    """And the working directory, where a file may have the name of any module, is imported by none of the processes."""
    for name in ("json", "cleaners", "outputs", "spiders", "warcio"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the working directory was imported')")
    drafted = installed.run("jingkan", "probe", host.url + host.content.paths[0], "--draft", cwd=tmp_path)
    told = re.search(r"save it as (sites/\w+\.py), then run `jingkan crawl (\w+)`", drafted.stderr)
    assert told, drafted
    (tmp_path / "sites").mkdir()
    (tmp_path / told[1]).write_text(drafted.stdout, encoding="utf-8")
    done = installed.run("jingkan", "crawl", told[2], *QUICK, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert sum(len(path.read_bytes().splitlines()) for path in tmp_path.glob("data/*/records-*.jsonl")) == 3
    timer = installed.run("jingkan", "run", told[2], "--print-cron", cwd=tmp_path).stdout.removeprefix("30 1 * * * ")
    due = subprocess.run(
        f"{timer.strip()} --dry-run", shell=True, cwd="/", capture_output=True, text=True, timeout=HUNG, check=False
    )
    assert due.stdout.startswith(f"{told[2]}: its start pages, and ") and not due.stderr, due
