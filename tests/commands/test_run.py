"""``scrapy run`` before it asks anybody for anything: what it is given, what it remembers, what it refuses."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from outputs.state import State
from tests.commands.conftest import Run


def remember(data: Path, **sites: dict[str, str]) -> None:
    """Have runs of these sites, with these arguments, in the data folder's past."""
    state = State(data / "state" / "state.db")
    with state.transaction() as db:
        db.executemany(
            "INSERT INTO sites (name, args) VALUES (?, ?)", [(name, json.dumps(args)) for name, args in sites.items()]
        )
    state.close()


def remembered(data: Path) -> dict[str, dict[str, str]]:
    with sqlite3.connect(data / "state" / "state.db") as db:
        return {name: json.loads(args) for name, args in db.execute("SELECT name, args FROM sites")}


@pytest.mark.parametrize("sites", [(), ("mirror", "demo")])
@pytest.mark.parametrize("more", [(), ("--dry-run",), ("--print-cron",)])
def test_arguments_without_their_one_site_are_refused(
    tmp_path: Path, scrapy: Run, sites: tuple[str, ...], more: tuple[str, ...]
) -> None:
    before = {"mirror": {"domains": "a.example"}, "demo": {}}
    remember(tmp_path, **before)
    done = scrapy("run", *sites, *more, "-a", "domains=127.0.0.1:1", "-s", f"DATA={tmp_path}")
    assert done.returncode == 2 and not done.stdout
    assert "name that site" in done.stderr.decode().splitlines()[-1]
    assert remembered(tmp_path) == before and not (tmp_path / "runs").exists()
