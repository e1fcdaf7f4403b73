"""A takedown or a thinning that ends itself with SIGKILL before the N-th thing it does to a file or to the state.

``python -m tests.archive.dying DATA N forget URL`` or ``… DATA N thin``; with N of 0 it lives, and says how many
things it did.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from outputs.run import Options, Run
from outputs.state.database import State, Transaction
from outputs.takedown.forget import forget
from outputs.takedown.rewrite import old_archives

#: What changes a file or a folder, by the names that Python's audit hooks have (PEP 578).
CHANGES = ("os.rename", "os.remove", "os.truncate", "os.mkdir")


def work(data: Path, what: str, *named: str) -> None:
    """Do it, with all that a run does before and after."""
    run = Run(Options(data), "takedown")
    if what == "forget":
        for url in named:
            forget(run.state, data, run.id, url)
    else:
        old_archives(run.state, data, 90)
    run.archivist.close()
    run.finish(0)


def die(data: Path, last: int) -> Callable[[], int]:
    """Have this process die on the way; what is returned says how much it has done so far."""
    done = 0

    def count(event: str, args: tuple[object, ...]) -> None:
        nonlocal done
        writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
        if (writes or event in CHANGES) and str(data) in str(args[0]):
            done += 1
            if done == last:
                os.kill(os.getpid(), signal.SIGKILL)

    real = State.transaction

    def counted(state: State) -> AbstractContextManager[Transaction]:
        count("os.rename", (data,))
        return real(state)

    State.transaction = counted  # type: ignore[method-assign, assignment]
    sys.addaudithook(count)
    return lambda: done


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    so_far = die(folder, int(sys.argv[2]))
    work(folder, *sys.argv[3:])
    print(so_far())
