"""The browser of the tests sees what it is there to see, in pages of which that is known; no absent part is passed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.report import browser
from tests.report.browser import Open

GOOD = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
<link rel="stylesheet" href="own.css"><script src="own.js" defer></script></head>
<body><main><h1>A page</h1><p><label>Name <input></label></p></main>{}</body></html>"""


@pytest.fixture
def page(tmp_path: Path) -> Callable[[str], Path]:
    """A page on disk, with a style and a script beside it, and something more in its body."""

    def made(more: str) -> Path:
        (tmp_path / "own.css").write_text("p { color: black }")
        (tmp_path / "own.js").write_text("document.title = 'Own';")
        (path := tmp_path / "page.html").write_text(GOOD.format(more))
        return path

    return made


@pytest.mark.slow
def test_in_a_good_page_there_is_nothing_to_see(page: Callable[[str], Path], open_page: Open) -> None:
    opened = open_page(page(""), "here")
    assert opened.faults() == [] and opened.violations() == []
    assert [url.rpartition("/")[2] for url in opened.requests] == ["page.html", "own.css", "own.js"]
    assert opened.page.title() == "Own", "its script ran"


#: What may be in a page → what must be seen of it.
FAULTS = {
    '<img alt="" src="http://127.0.0.1:9/a.png">': "asked for http://127.0.0.1:9/a.png",
    '<script src="https://a.example/a.js"></script>': "asked for https://a.example/a.js",
    '<link rel="stylesheet" href="http://a.example/a.css">': "asked for http://a.example/a.css",
    '<iframe title="x" src="http://a.example/frame"></iframe>': "asked for http://a.example/frame",
    "<script>fetch('http://a.example/f').catch(() => 0)</script>": "asked for http://a.example/f",
    "<script>console.error('it broke')</script>": "it broke",
    "<script>nowhere()</script>": "nowhere is not defined",
    "<script>Promise.reject(new Error('alone'))</script>": "alone",
    "<script>alert(1)</script>": "a dialog: 1",
    "<script>new WebSocket('ws://127.0.0.1:9/')</script>": "a socket: ws://127.0.0.1:9/",
    '<script src="absent.js"></script>': "ERR_FILE_NOT_FOUND",
    "<script>window.open('about:blank')</script>": "another page: ",
}


@pytest.mark.slow
def test_what_goes_wrong_is_seen(page: Callable[[str], Path], open_page: Open) -> None:
    """All in one page, for a page takes a second: each is told by words of its own."""
    opened = open_page(page("".join(FAULTS)))
    opened.page.wait_for_timeout(200)  # what a script does by itself is told a moment later
    faults = opened.faults()
    assert [said for said in FAULTS.values() if not any(said in fault for fault in faults)] == [], faults


#: What keeps people from using a page → axe-core's rule.
BARRIERS = {
    '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">': "image-alt",
    "<button></button>": "button-name",
    "<select><option>1</option></select>": "select-name",
    '<p style="color: #ccc; background: #fff">too pale</p>': "color-contrast",
}


@pytest.mark.slow
def test_axe_finds_what_is_wrong(page: Callable[[str], Path], open_page: Open) -> None:
    found = open_page(page("".join(BARRIERS))).violations()
    assert sorted(each.partition(":")[0] for each in found) == sorted(BARRIERS.values())


@pytest.mark.parametrize("ci", [True, False])
@pytest.mark.parametrize(
    ("variable", "part", "wanted"),
    [
        ("CHROMIUM", browser.chromium_file, "/nowhere/chromium is absent"),
        ("AXE", browser.axe_source, "axe-core (/nowhere/chromium) is absent"),
    ],
)
def test_an_absent_part_is_named_and_passes_nowhere(
    monkeypatch: pytest.MonkeyPatch, ci: bool, variable: str, part: Callable[[], str], wanted: str
) -> None:
    monkeypatch.setenv(variable, "/nowhere/chromium")
    monkeypatch.setenv("CI", "true" if ci else "")
    with pytest.raises(pytest.fail.Exception if ci else pytest.skip.Exception) as ended:
        part()
    assert wanted in str(ended.value)


INSTALL = "apt-get install -qq -y --no-install-recommends chromium fonts-noto-cjk"
TESTS = ["make test", "make readers", "make cluster", "make test-slow"]


@pytest.mark.parametrize(
    ("there", "user", "broken", "called", "said"),
    [
        (True, 0, "", ["make axe"], ""),
        (True, 1000, "", ["make axe"], ""),
        (False, 0, "", ["apt-get update -qq", INSTALL, "make axe"], ""),
        (False, 1000, "", ["make axe"], "Skipped: chromium fonts-noto-cjk: only root can install them\n"),
        (
            False,
            0,
            "apt-get",
            ["apt-get update -qq", "make axe"],
            "Skipped: chromium fonts-noto-cjk: apt-get could not",
        ),
        (True, 0, "axe", ["make axe"], "Skipped: axe-core: npm could not fetch it\n"),
    ],
)
def test_ci_installs_every_part_or_names_it(
    tmp_path: Path, there: bool, user: int, broken: str, called: list[str], said: str
) -> None:
    """Run with programs that only say that they were called; the tests are run in any case."""
    programs = {
        "dpkg": f"exit {0 if there else 1}",
        "id": f"echo {user}",
        "apt-get": f'echo "apt-get $*"; exit {int(broken == "apt-get")}',
        "make": f'echo "make $*"; test "$1" != "{broken}"',
    }
    for name, does in programs.items():
        (program := tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        program.chmod(0o755)
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    done = subprocess.run(["sh", ROOT / ".ci" / "run"], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [*called, *TESTS]
    assert done.stderr.startswith(said) and bool(done.stderr) == bool(said)


def test_nothing_else_brings_a_browser() -> None:
    for name in (".ci/run", "Makefile"):
        assert "playwright install" not in (ROOT / name).read_text("utf-8")
    assert f"/{browser.AXE.relative_to(ROOT).parts[0]}/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
