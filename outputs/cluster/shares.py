"""A share handed out: what an executor runs on some machine starts a process for it and waits.

The process is the one that works, so whatever ends it (a page, the system for want of memory) ends as an error of the
share: in the pools of the executors a process that is killed is waited for without end.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from outputs.cluster.rank import is_done

#: The folder that our packages are in: an executor's processes need not know of it.
ROOT = Path(__file__).parents[2]
ERRORS = "errors"


class ShareError(Exception):
    """A share that is not done, and why."""


@dataclass(frozen=True)
class Share:
    """The work of every rank: called as a step of datatrove's, with what came before, the rank, and how many there are.

    out: the job's folder. lifeline: a pipe's end that its process reads from, which ends where the other one is closed;
    without, one that is open for as long as we live, and no longer.
    """

    out: str
    lifeline: int = subprocess.PIPE

    def __call__(self, data: object, rank: int, world_size: int) -> None:
        """Have a share cleaned, where it is not. Raises ShareError where that fails; ``why`` tells it afterwards."""
        if is_done(Path(self.out), rank):
            return
        try:
            self._clean(rank)
        except OSError as error:  # no room for what it says, or no process to be had: no other share's fault
            raise ShareError(f"rank {rank} is not done: {error}") from error

    def _clean(self, rank: int) -> None:
        said = _said(Path(self.out), rank)
        said.parent.mkdir(exist_ok=True)
        with said.open("wb") as errors:
            process = subprocess.Popen(  # nosec B603 # our own module, by our own interpreter, with no shell
                _line(self.out, rank), stdin=self.lifeline, stderr=errors, env=environment()
            )
            with process:
                code = process.wait()
        if code:
            raise ShareError(f"rank {rank} is not done: {why(Path(self.out), rank, code)}")
        said.unlink(missing_ok=True)  # another command may have been at it, too


def _line(out: str, rank: int) -> list[str]:
    """The command that cleans a share."""
    return [sys.executable, "-m", "outputs.cluster.rank", out, str(rank)]


def environment() -> dict[str, str]:
    """That of a process which finds our packages wherever it is started."""
    path = os.environ.get("PYTHONPATH", "")
    return os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{path}" if path else str(ROOT)}


def why(out: Path, rank: int, code: int = 0) -> str:
    """Why a share is not done, as far as is known. code: that its process ended with."""
    try:
        lines = _said(out, rank).read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except FileNotFoundError:
        return "it was not begun"
    except OSError as error:
        return f"it is not told ({error.strerror})"
    if lines:
        return lines[-1].removeprefix(f"rank {rank}: ")
    return f"its process was killed (signal {-code})" if code < 0 else "its process ended without a word, as one killed"


def _said(out: Path, rank: int) -> Path:
    return out / ERRORS / f"{rank:05}.txt"
