"""The timers that are printed run what was given, whatever characters it has."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.conftest import Run
from tests.conftest import HUNG, ROOT

GIVEN = ("mirror", "-s", "SHARD=3/16", "-a", "domains=a.com,b.cn")
AWKWARD = ("pages", "--now", "-s", "DATA=/srv/j k/d%h$x", "-a", """urls=/a "b" \\c '$HOME' 100%.txt""")
COMMAND = [sys.executable, "-m", "scrapy", "run"]


@pytest.mark.parametrize("given", [GIVEN, AWKWARD, ("mirror",), ()])
def test_a_service_runs_what_was_given(given: tuple[str, ...], scrapy: Run) -> None:
    unit = scrapy("run", "--print-systemd", *given).stdout.decode()
    [line] = [line.removeprefix("ExecStart=") for line in unit.splitlines() if line.startswith("ExecStart=")]
    # As systemd reads it: quotes and backslashes are a shell's between double quotes, %% and $$ its own.
    assert [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(line)] == [*COMMAND, *given]
    assert all(len(run) % 2 == 0 for char in "%$" for run in _runs(line, char))


def _runs(line: str, char: str) -> list[str]:
    return ["".join(run) for run in "".join(c if c == char else " " for c in line).split()]


@pytest.mark.parametrize("given", [GIVEN, AWKWARD, ("mirror",), ()])
def test_a_crontab_line_runs_what_was_given(given: tuple[str, ...], scrapy: Run) -> None:
    line = scrapy("run", "--print-cron", *given).stdout.decode()
    assert line.startswith("30 1 * * * cd ") and "%" not in line.replace(r"\%", "")
    words = shlex.split(line.replace(r"\%", "%"))
    assert words[words.index("nice") + 1 :] == [*COMMAND, *given]


def test_the_folder_a_service_may_write_to_is_the_one_given(scrapy: Run) -> None:
    unit = scrapy("run", "--print-systemd", "-s", "DATA=/srv/j k/d%h$x").stdout.decode()
    assert 'ReadWritePaths="/srv/j k/d%%h$x"\n' in unit
    assert f"WorkingDirectory={ROOT}\n" in unit


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_takes_the_units(tmp_path: Path, scrapy: Run) -> None:
    service, _, timer = scrapy("run", "--print-systemd", *AWKWARD).stdout.decode().partition("\n# ~")
    for name, text in (("jingkan.service", service), ("jingkan.timer", "# ~" + timer)):
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / "jingkan.timer"], capture_output=True, text=True, timeout=HUNG
    )
    assert str(tmp_path) not in done.stderr, done.stderr
