"""Answers of a system, from a process of its own with the interpreter that has it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from tests.bench.peers.systems import SYSTEMS, Fields
from tests.conftest import HUNG, ROOT

#: What ``make peers`` makes.
PEERS = ROOT / ".venv-peers" / "bin" / "python"

#: A page: its file and its URL.
Where = tuple[Path, str]
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Answers(Generic[Answer]):
    """Of each page the answer, None where the system failed; why it did; the most memory of the process, in bytes."""

    answers: tuple[Answer | None, ...]
    failures: tuple[str, ...]
    memory: int


@dataclass(frozen=True, slots=True)
class Spent:
    """Processor seconds of a system for some pages, and of lxml's parse of the same pages in the same process."""

    seconds: float
    parse: float


def texts(system: str, pages: Sequence[Where]) -> Answers[str]:
    """The text that a system gives of each page."""
    return _answers(system, "text", pages)


def fields(system: str, pages: Sequence[Where]) -> Answers[Fields]:
    """The fields that a system gives of each page."""
    return _answers(system, "fields", pages)


def timed(system: str, loading: Sequence[Where], pages: Sequence[Where]) -> tuple[Spent, Spent]:
    """What a fresh process takes for pages it never saw, and for the same once more. loading: pages done before, so
    that what is loaded late is loaded."""
    [told] = _lines(system, "time", [*map(_line, loading), "", *map(_line, pages)])
    return Spent(**told["cold"]), Spent(**told["warm"])


def _answers(system: str, task: str, pages: Sequence[Where]) -> Answers[Any]:
    *told, last = _lines(system, task, map(_line, pages))
    if len(told) != len(pages):
        raise RuntimeError(f"{system}: {len(told)} answers for {len(pages)} pages")
    failures = tuple(each["failed"] for each in told if each["failed"])
    return Answers(tuple(each["answer"] for each in told), failures, last["memory"])


def _line(page: Where) -> str:
    return "\t".join(map(str, page))


def _lines(system: str, task: str, lines: Any) -> list[Any]:
    python = PEERS if SYSTEMS[system].package else Path(sys.executable)
    if not python.exists():
        raise FileNotFoundError(f"{python}: `make peers` makes it")
    done = subprocess.run(
        [python, "-m", "tests.bench.peers.worker", system, task],
        input="\n".join(lines) + "\n",
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        timeout=HUNG,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{system} ({task}) ended with {done.returncode}: {done.stderr[-500:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]
