"""Weaknesses in our own code, by bandit; what is not asked for, and why, stands in pyproject.toml."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.audit.outcome import Ended, Outcome
from tests.conftest import ROOT

PACKAGES = ("cleaners", "outputs", "spiders")


def weaknesses(root: Path = ROOT, packages: Sequence[str] = PACKAGES) -> Outcome:
    """What bandit finds in packages below a folder that has a pyproject.toml; it was not run where it left one out."""
    part = f"bandit over {' '.join(packages)}"
    command = [sys.executable, "-m", "bandit", "--quiet", "--recursive", *packages]
    done = subprocess.run(
        [*command, "--configfile", "pyproject.toml", "--format", "json"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        report = json.loads(done.stdout)
    except ValueError:
        return Outcome(part, Ended.NOT_RUN, (last_line(done.stderr),))
    modules = {path.relative_to(root).as_posix() for package in packages for path in (root / package).rglob("*.py")}
    unread = [f"{each['filename']}: {each['reason']}" for each in report["errors"]]
    unread += sorted(modules - report["metrics"].keys())
    if unread or not modules:
        return Outcome(part, Ended.NOT_RUN, (f"not read: {', '.join(unread)}" if unread else "there is no module",))
    found = tuple(
        f"{each['filename']}:{each['line_number']}: {each['test_id']} {each['issue_text']}"
        for each in report["results"]
    )
    return Outcome(part, Ended.FOUND, found) if found else Outcome(part, Ended.CLEAN, (f"{len(modules)} modules",))


def last_line(said: str) -> str:
    """What a program that failed said last, which is why.

    >>> last_line("Traceback:\\n  x\\nOSError: no\\n\\n"), last_line("")
    ('OSError: no', 'it said nothing')
    """
    return next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "it said nothing")
