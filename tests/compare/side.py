"""One of the two trees that are compared, and how Python is run in it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

WORKER = Path(__file__).with_name("worker.py")


class Unrunnable(Exception):
    """Why nothing can be compared, in one line."""


@dataclass(frozen=True, slots=True)
class Side:
    """A tree of the project. name: what a person calls it, ``the working tree`` or the commit."""

    name: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """This process's environment, with this tree's packages before any that are installed."""
        # Compiled modules are kept, else every start would compile a whole tree. The order of sets is fixed, so that
        # two runs of the same code give the same records.
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return kept | {"PYTHONPATH": str(self.folder), "PYTHONHASHSEED": "0"}


def python(*arguments: str | Path) -> list[str]:
    """The command that runs Python with these arguments, nothing but the environment deciding where modules come from.

    Without ``-P`` the worker's folder, this package's, would come first.
    """
    return [sys.executable, "-P", *map(str, arguments)]


@contextmanager
def running(side: Side, command: Sequence[str], cwd: Path | None = None) -> Iterator[subprocess.Popen[str]]:
    """The command running in the side's tree, or in ``cwd``; killed where it still runs when the block is left."""
    with subprocess.Popen(
        command,
        cwd=cwd or side.folder,
        env=side.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as child:
        try:
            yield child
        finally:
            child.kill()


def finish(side: Side, child: subprocess.Popen[str], passes: Sequence[int] = (0,)) -> int:
    """Wait for a child and return its exit code. Raises Unrunnable where it is none of those that pass."""
    _, said = child.communicate()
    if child.returncode in passes:
        return child.returncode
    lines = said.strip().splitlines()
    died = f"killed by {signal.Signals(-child.returncode).name}" if child.returncode < 0 else ""
    raise Unrunnable(f"{side.name} cannot be run: {died or (lines[-1] if lines else f'exit {child.returncode}')}")


def run_each(tasks: Sequence[tuple[Side, Sequence[str]]]) -> None:
    """Run one command a side, all at the same time. Raises Unrunnable for the first that fails."""
    with ExitStack() as stack:
        children = [(side, stack.enter_context(running(side, command))) for side, command in tasks]
        for side, child in children:
            finish(side, child)
