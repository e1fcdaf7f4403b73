"""``docs/bench.json``: every part as last measured, with when, at which commit, on what machine, of which versions."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from pkgutil import iter_modules

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from cleaners.patterns import regex
from outputs.files import replace_whole
from tests.audit.lock import PEERS, WORK, pins
from tests.bench import parts
from tests.bench.part import Column, Part
from tests.conftest import ROOT

RESULTS = ROOT / "docs" / "bench.json"
_WORD = regex(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Machine:
    """processor: its model; cores: those that may be used; memory: in GB; system: its name and release."""

    processor: str
    cores: int
    memory: int
    system: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A part, and when (ISO date), at which commit, on what machine and of which versions it was measured."""

    part: Part
    date: str
    commit: str
    machine: Machine
    versions: Mapping[str, str]


def names() -> list[str]:
    """The parts that there are, in the order in which they run."""
    return sorted(found.name for found in iter_modules(parts.__path__))


def machine() -> Machine:
    """This machine, as Linux tells of it."""
    model = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    processor = model[0].partition(": ")[2] if model else platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Machine(
        processor, len(os.sched_getaffinity(0)), round(memory / 1e9), f"{platform.system()} {platform.release()}"
    )


def commit() -> str:
    """The commit that is checked out, with ``-dirty`` where code is changed; what a run writes itself is none."""
    told = _git("describe", "--always", "--exclude=*")
    return f"{told}-dirty" if _git("status", "--porcelain", "cleaners", "outputs", "spiders", "tests") else told


def _git(*line: str) -> str:
    return subprocess.run(["git", *line], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def versions(part: Part) -> dict[str, str]:
    """Of Python, of lxml, whose parse is the unit of time, and of each release asked for that a row names."""
    asked = {canonicalize_name(Requirement(each).name) for lock in (WORK, PEERS) for each in lock.requirements}
    held = (pin for lock in (WORK, PEERS) for pin in pins(lock.path.read_text("utf-8")))
    locked = {pin.name: pin.version for pin in held if pin.name in asked}
    named = {str(canonicalize_name(word)): word for row in part.rows for word in _WORD.findall(row)}
    found = {word: locked[name] for name, word in sorted(named.items()) if name in locked}
    return {"python": platform.python_version(), "lxml": version("lxml")} | found


def load(path: Path = RESULTS) -> dict[str, Measured]:
    """All that was measured so far, by the part's name."""
    return (
        {name: _measured(name, told) for name, told in json.loads(path.read_text("utf-8")).items()}
        if path.exists()
        else {}
    )


def _measured(name: str, told: dict[str, object]) -> Measured:
    about = {key: told.pop(key) for key in ("date", "commit", "machine", "versions")}
    columns = tuple(Column(**each) for each in told.pop("columns"))  # type: ignore[attr-defined]
    part = Part(name=name, columns=columns, **told)  # type: ignore[arg-type]
    return Measured(part, **about | {"machine": Machine(**about["machine"])})  # type: ignore[arg-type]


def save(measured: Mapping[str, Measured], path: Path = RESULTS) -> None:
    """Write all of it; the file holds the old results or the new, whatever happens meanwhile."""
    told = {name: _told(one) for name, one in sorted(measured.items())}
    replace_whole(path, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())


def _told(one: Measured) -> dict[str, object]:
    about: dict[str, object] = asdict(one)
    part = asdict(one.part)
    del about["part"]
    del part["name"]
    part["rows"] = {
        row: {name: value if value is None else float(f"{value:.6g}") for name, value in cells.items()}
        for row, cells in part["rows"].items()
    }
    return about | part


def today() -> str:
    return datetime.now(UTC).date().isoformat()
