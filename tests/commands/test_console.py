"""`jingkan` is the same commands under another name, from any folder, whatever lies there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from scrapy.cmdline import execute
from scrapy.settings import Settings

import spiders
from spiders import console, local_sites
from spiders.runs.timers import cron, systemd
from tests.conftest import HUNG, ROOT

JINGKAN = [sys.executable, "-P", "-m", "spiders.console"]
SITE = """
from spiders.article import ArticleSpider
from spiders.site import Site


class Mine(ArticleSpider):
    name = "mine"
    site = Site(domains=("example.org",), start=("https://example.org/",), article=r"/a/")
"""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "nothing.of.ours")  # also put back what `main` sets
    monkeypatch.setenv("COLUMNS", "200")


def jingkan(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    """In the working directory, with the code found as an installed one is: on the path, and not in that directory."""
    given = os.environ | {"PYTHONPATH": str(ROOT)} | env
    return subprocess.run([*JINGKAN, *args], env=given, capture_output=True, text=True, timeout=HUNG, check=False)


def ended(work: Callable[[], object]) -> object:
    """The exit code of what may end the program or return its code."""
    try:
        return work()
    except SystemExit as ending:
        return ending.code


def test_every_command_of_ours_is_there_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    modules = {path.stem for path in (ROOT / "spiders" / "commands").glob("*.py")} - {"__init__"}
    assert console.main(["--help"]) == 0
    told = re.findall(r"^  (\w+) +\S", capsys.readouterr().out, re.M)
    assert set(told) == {*modules, *console.SCRAPYS_OWN} == console.commands().keys()
    assert all(console.commands()[name] == f"spiders.commands.{name}" for name in modules)


@pytest.mark.parametrize("name", sorted(console.commands()))
def test_help_of_a_command_is_under_our_name(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(lambda: console.main([name, "-h"])) == 0
    told = capsys.readouterr().out
    assert f"  jingkan {name}" in told and not re.search(r"\bscrapy [a-z]+", told), told


def test_the_version_says_which_code_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert console.main(["--version"]) == 0
    assert re.fullmatch(rf"jingkan \d\S* \(Scrapy .*, Python .*, {re.escape(str(ROOT))}\)\n", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["crwal"], "jingkan: no such command: 'crwal'; is it crawl"),
        (["\x1b[31m"], r"jingkan: no such command: '\x1b[31m'; `jingkan --help` names them"),
        (["-s", "DATA=x", "runs"], "jingkan: the command comes first, its options behind it: jingkan COMMAND -s"),
        (["shell"], "jingkan: no such command: 'shell'; `jingkan --help` names them"),
    ],
)
def test_what_is_no_command_is_told_in_a_line(
    given: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert console.main(given) == 2
    out, err = capsys.readouterr()
    assert (out, err.splitlines()) == ("", [said]) and not list(tmp_path.iterdir())


def test_what_is_not_installed_is_told_in_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in a checkout that is newer than what the environment was made for."""
    monkeypatch.setattr(console, "commands", lambda: {"runs": "nosuchmodule.runs"})
    assert console.main(["runs"]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"jingkan: {ROOT} needs the module nosuchmodule, which {sys.executable} does not have")


@pytest.mark.parametrize(
    "given",
    [
        ["runs", "foo"],
        ["runs"],
        ["reclean", "-x"],
        ["backup"],
        ["backup", "a", "b"],
        ["export"],
        ["export", "--format", "ris", "nosuch"],
        ["export", "--format", "nosuch"],
        ["forget"],
        ["runs", "-s", "DATA"],
        ["clean"],
        ["clean", "nosuch.html"],
    ],
)
def test_a_command_does_what_it_does_as_scrapys(given: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    """Two ways to the same: Scrapy's own ``execute`` with our settings, and ours."""
    code = ended(lambda: console.main(given)) or 0
    ours = capfd.readouterr()
    own = Settings()
    own.setmodule("spiders.settings", priority="project")
    os.environ["SCRAPY_SETTINGS_MODULE"] = "spiders.settings"
    assert (ended(lambda: execute(["scrapy", *given], own)) or 0) == code
    theirs = capfd.readouterr()
    assert ours.out == theirs.out
    # What Scrapy calls the program in an error is whatever Python was started with.
    error = re.compile(r"^.*?: error: ", re.M)
    expected = error.sub(f"jingkan {given[0]}: error: ", re.sub(r"\bscrapy(?= [a-z])", "jingkan", theirs.err))
    assert ours.err == expected


def test_another_project_around_us_is_not_ours(tmp_path: Path) -> None:
    """Neither its settings nor its packages are read, though they have the names of ours and of a library."""
    trap = "raise SystemExit('the working directory was imported')"
    for name in ("spiders/article", "spiders/__init__", "other/settings", "other/__init__", "outputs/__init__", "json"):
        path = tmp_path / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(trap)
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = other.settings\n")
    done = jingkan("list", SCRAPY_SETTINGS_MODULE="other.settings", SCRAPY_PROJECT="other")
    assert (done.stdout.split()[0], done.stderr, done.returncode) == ("demo", "", 0)


def put(folder: Path, **modules: str) -> Path:
    (folder / "sites").mkdir(exist_ok=True)
    for name, source in modules.items():
        (folder / "sites" / f"{name}.py").write_text(source, encoding="utf-8")
    return folder / "sites"


def test_a_local_site_is_a_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert console.main(["list"]) == 0
    ours = capsys.readouterr().out.split()
    put(tmp_path, mine=SITE, second="from local_sites.mine import Mine\n\n\nclass Second(Mine):\n    name = 'second'\n")
    local_sites.loaded.cache_clear()
    path = list(sys.path)
    assert console.main(["list"]) == 0
    out, err = capsys.readouterr()
    assert (sorted(out.split()), err) == (sorted([*ours, "mine", "second"]), "")
    assert sys.path == path and not any(Path(each or ".").resolve() == tmp_path for each in path)


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("broken", "x = (\n", r"sites/broken\.py is left out: SyntaxError: .*line 1\)"),
        (
            "raises",
            "\ndef f():\n    raise ValueError('no\x1b[31m\\nway')\n\n\nf()\n",
            r".*: line 3: ValueError: no.*way",
        ),
        (
            "needs",
            "import nosuchmodule\n",
            r"sites/needs\.py is left out: line 1: ModuleNotFoundError: .*nosuchmodule'",
        ),
        ("quits", "import sys\nsys.exit(3)\n", r"sites/quits\.py is left out: line 2: SystemExit: 3"),
        ("my-site", SITE, r"sites/my-site\.py is left out: a module is named by letters, digits and _ alone"),
    ],
)
def test_a_broken_local_module_is_one_line_that_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, source: str, said: str
) -> None:
    put(tmp_path, mine=SITE, **{name: source})
    assert console.main(["list"]) == 0
    out, err = capsys.readouterr()
    [line] = err.splitlines()
    assert re.fullmatch(said, line) and line.isprintable(), line
    assert "mine" in out.split()


def give_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a file belong to somebody else than us and root."""
    if os.geteuid() == 0:
        os.chown(path, 12345, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)


def test_code_of_another_user_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sites = put(tmp_path, mine=SITE)
    give_away(sites / "mine.py", monkeypatch)
    assert local_sites.loaded(sites) == ()
    assert capsys.readouterr().err == "sites/mine.py is left out: it belongs to another user; copy it to run it\n"


def test_a_checkout_is_told_from_other_projects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scrapy.cfg").touch()
    for name in spiders._LANDMARKS:
        assert spiders._checkout() is None
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    assert spiders._checkout() == tmp_path
    monkeypatch.chdir(tmp_path / "cleaners")
    assert spiders._checkout() == tmp_path
    give_away(tmp_path / "outputs" / "record.py", monkeypatch)
    assert spiders._checkout() is None, "whoever can write above us, as in /tmp, would run code as us"


@pytest.mark.parametrize("kind", ["cron", pytest.param("systemd", marks=pytest.mark.slow)])
def test_a_printed_timer_works_where_it_was_printed(tmp_path: Path, kind: str) -> None:
    put(tmp_path, mine=SITE)
    (tmp_path / "outputs.py").write_text("raise SystemExit('the working directory was imported')")
    data = tmp_path / "da ta"
    given = ["mine", "-s", f"DATA={data}"]
    if kind == "cron":
        line = cron(given, console.PROGRAM).removeprefix("30 1 * * * ").rstrip()
    else:
        unit = systemd(data, given, console.PROGRAM)
        folder, command = (re.findall(f"^{name}=(.*)$", unit, re.M)[0] for name in ("WorkingDirectory", "ExecStart"))
        line = f"cd {shlex.quote(folder)} && {command}"
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(f"{line} --dry-run", shell=True, cwd="/", env=env, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("mine: never run; its start pages are due\n", "")
