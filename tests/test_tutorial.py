"""docs/tutorial.md does what it says: every block is run, in order, in a copy of the project.

A block's first word is its language: what follows ``sh`` or ``python`` without a word more is run, ``sh server`` is run
beside the others until the end, and ``python PATH`` is a file to be written. A ``text`` block is what the block before
it prints.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import HUNG, ROOT, free_port

TUTORIAL = ROOT / "docs" / "tutorial.md"
#: The address that the tutorial's site has; a test has it on a free port.
PORT = "8741"
#: Words of text, code and output that are read in ten minutes. By hand: 150 a minute, for a text with code in it.
TEN_MINUTES = 1500
#: What a reader has in a checkout, beside its folders of code.
FILES = ("scrapy.cfg", "pyproject.toml", "README.md")
FOLDERS = ("cleaners", "outputs", "spiders", "tests", "docs")


class Block(NamedTuple):
    """A block of code. about: what its first line says behind the language. said: what it prints, None: is not said."""

    language: str
    about: str
    code: str
    said: str | None = None


def blocks(text: str) -> list[Block]:
    """The blocks of a page, each with what it prints. ValueError for output that nothing gives.

    >>> found = blocks("Do\\n```sh\\necho a\\n```\\nIt says\\n```text\\na\\n```\\n```python b.py\\nc = 1\\n```\\n")
    >>> [tuple(block) for block in found]
    [('sh', '', 'echo a\\n', 'a\\n'), ('python', 'b.py', 'c = 1\\n', None)]
    """
    found: list[Block] = []
    for language, about, code in re.findall(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", text, re.M | re.S):
        if language != "text":
            found.append(Block(language, about, code))
        elif not found or found[-1].said is not None:
            raise ValueError(f"nothing prints this: {code}")
        else:
            found[-1] = found[-1]._replace(said=code)
    return found


def agrees(said: str, printed: str) -> bool:
    """Whether something prints what the page says; ``…`` is any text, of several lines as well; alone in a line it may
    be no line at all.

    >>> agrees("a … c\\n", "a b c\\n"), agrees("a\\n…\\nc", "a\\nb\\nc\\n"), agrees("a\\n…\\nc\\n", "a\\nc\\n")
    (True, True, True)
    >>> agrees("a\\n", "a\\nb\\n"), agrees("a … c", "a b d"), agrees("a…a", "a"), agrees("…b…a…", "ab")
    (False, False, False, False)
    """
    first, *parts = re.sub(r"^…\n", "…", said.strip("\n"), flags=re.M).split("…")
    printed = printed.strip("\n")
    if not parts:
        return first == printed
    *between, last = parts
    place, end = len(first), len(printed) - len(last)
    for part in between:  # each where it stands first: no other choice leaves more to the rest
        found = printed.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return printed.startswith(first) and printed.endswith(last) and place <= end


TEXT = TUTORIAL.read_text(encoding="utf-8")


def test_it_is_read_in_ten_minutes() -> None:
    assert len(TEXT.split()) <= TEN_MINUTES


def test_what_it_points_to_is_there() -> None:
    targets = re.findall(r"\]\(([^):#]+)[^)]*\)", TEXT)
    assert targets
    assert [target for target in targets if not (TUTORIAL.parent / target).exists()] == []


def test_the_readme_leads_to_it() -> None:
    assert "(docs/tutorial.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_block_is_run_or_written() -> None:
    found = blocks(TEXT)
    assert {block.language for block in found} == {"sh", "python"}
    assert all(block.about in ("", "server") for block in found if block.language == "sh")
    assert TEXT.count("\n```") == 2 * (len(found) + sum(block.said is not None for block in found))
    assert all(block.said is not None for block in found if not block.about), "what it gives is said of each"


@pytest.mark.parametrize("text", ["```text\na\n```\n", "```sh\na\n```\n```text\na\n```\n```text\nb\n```\n"])
def test_output_of_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="nothing prints this"):
        blocks(text)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project as a checkout has it, without what was crawled or made in it."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@contextmanager
def serving(block: Block, copy: Path) -> Iterator[None]:
    """Run a server's command until the block is left, from when it has said its first line on.

    It ends by itself as soon as its standard input is closed, however this process ends.
    """
    command = [sys.executable, *block.code.split()[1:]]
    with subprocess.Popen(
        command, cwd=copy, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin and server.stdout
        try:
            first = server.stdout.readline()
            assert block.said and agrees(block.said.splitlines()[0], first), first
            yield
        finally:
            server.stdin.close()


def environment() -> dict[str, str]:
    """This one, the programs of ``.venv`` found first, as after ``. .venv/bin/activate``, and no trace of pytest."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHONPATH"))}
    return kept | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "120"}


def run(block: Block, copy: Path) -> subprocess.CompletedProcess[str]:
    command = ["sh", "-e"] if block.language == "sh" else [sys.executable, "-"]
    return subprocess.run(
        command, input=block.code, cwd=copy, env=environment(), capture_output=True, text=True, timeout=HUNG
    )


@pytest.mark.slow
def test_it_does_what_it_says(copy: Path) -> None:
    server, *steps = blocks(TEXT.replace(PORT, str(free_port())))
    with serving(server, copy):
        for step in steps:
            if step.about:
                (copy / step.about).write_text(step.code, encoding="utf-8")
                continue
            done = run(step, copy)
            assert done.returncode == 0, f"{step.code}\n{done.stdout}\n{done.stderr}"
            assert step.said and agrees(step.said, done.stdout), f"{step.code}\n{done.stdout}\n{done.stderr}"
    assert not (copy / "spiders/sites/lakeside.py").exists()
