"""Takedowns and thinnings that are killed on the way: done again, they finish, and nothing else is lost or doubled."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from outputs import jsonl
from outputs.archive.reader import pages, read
from outputs.state import pages as state_pages
from outputs.state.database import State
from outputs.takedown.matching import Gone
from outputs.takedown.proof import traces
from tests.archive.damage import ARTICLES, MARKED, REDIRECTED, article, make
from tests.archive.dying import work
from tests.conftest import ROOT

KILLS = 8
GONE = (article(2), article(REDIRECTED))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("made")
    make(data)
    return data


def dying(data: Path, last: int, *what: str) -> tuple[int, int]:
    """Exit code and number of changes of ``python -m tests.archive.dying``."""
    line = [sys.executable, "-m", "tests.archive.dying", str(data), str(last), *what]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=60)
    return done.returncode, int(done.stdout or 0)


def check(data: Path, gone: tuple[str, ...]) -> None:
    """Every other article has one record and its page, the state finds it; nothing half done lies about."""
    stays = sorted(article(n) for n in range(ARTICLES) if article(n) not in gone)
    records = [record for path in data.glob("*/records-*.jsonl") for record in jsonl.read(path)]
    assert sorted(str(record["url"]) for record in records) == stays
    (archive,) = data.glob("*/archive/*")
    state = State(data / "state" / "state.db")
    places = [
        place for place in state_pages.places(state, archive.relative_to(data).as_posix()) if "/article/" in place.url
    ]
    state.close()
    assert sorted(place.url for place in places) == stays
    assert all(read(archive, place.offset).url == place.names[-1] for place in places)
    assert len([page for _, page in pages(archive) if "/article/" in page.url or "/moved/" in page.url]) == len(stays)
    assert not [*data.rglob("*.tmp")]


@pytest.mark.slow
def test_a_takedown_killed_eight_times_finishes(made: Path, tmp_path: Path) -> None:
    data = shutil.copytree(made, tmp_path / "whole")
    code, changes = dying(data, 0, "forget", *GONE)
    assert code == 0 and changes >= KILLS
    check(data, GONE)
    for n in range(KILLS):
        data = shutil.copytree(made, tmp_path / str(n))
        code, _ = dying(data, 1 + n * changes // KILLS, "forget", *GONE)
        assert code == -signal.SIGKILL
        work(data, "forget", *GONE)
        check(data, GONE)
        assert traces(data, [Gone(url, frozenset({url})) for url in GONE]) == []
        for path in data.rglob("*"):
            said = path.read_bytes() if path.is_file() else b""
            assert not any(MARKED.format(k).encode() in said for k in (2, REDIRECTED)), path


@pytest.mark.slow
def test_a_thinning_killed_eight_times_finishes(made: Path, tmp_path: Path) -> None:
    data = shutil.copytree(made, tmp_path / "whole")
    code, changes = dying(data, 0, "thin")
    assert code == 0 and changes >= KILLS
    check(data, ())
    (thinned,) = data.glob("*/archive/*")
    for n in range(KILLS):
        data = shutil.copytree(made, tmp_path / str(n))
        last = 1 + n * changes // KILLS
        code, _ = dying(data, last, "thin")
        assert code == -signal.SIGKILL, (last, changes)
        work(data, "thin")
        check(data, ())
        (again,) = data.glob("*/archive/*")
        assert again.read_bytes() == thinned.read_bytes()
