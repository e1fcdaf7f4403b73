"""The locks: every release that is installed, with the hashes of all its files; ``make lock`` writes them anew.

    python -m tests.audit.lock [--upgrade]

What is pinned stays as it is as long as pyproject.toml allows it; with ``--upgrade`` all is pinned anew. uv resolves
for every platform and every Python that pyproject.toml names, and takes the hashes of all files of a release from the
index that it is set up with, whose address stands in no lock. Exit code: that of uv where it cannot.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cleaners.patterns import regex
from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]


@dataclass(frozen=True)
class Lock:
    """A file of pins, and what is asked for in it. beside: the lock whose versions it takes where both have one."""

    path: Path
    requirements: tuple[str, ...]
    beside: Path | None = None


#: The environment that the project works in. pip is in it because it installs the rest; the build requirements are
#: because ``--require-hashes`` says nothing of what pip fetches for an isolated build (pip 26.3): ``make`` has none.
WORK = Lock(
    ROOT / "requirements.lock",
    (
        *PROJECT["project"]["dependencies"],
        *(requirement for extra in ("corpus", "report", "test", "browser", "audit") for requirement in EXTRAS[extra]),
        *PROJECT["build-system"]["requires"],
        "pip",
    ),
)
READERS = Lock(ROOT / "tests" / "corpus" / "readers.lock", tuple(EXTRAS["readers"]))
FUZZ = Lock(ROOT / "tests" / "fuzz" / "fuzz.lock", tuple(EXTRAS["fuzz"]))
#: What cleans in the cluster is the project itself: its dependencies are there as well, in the versions of ``WORK``.
CLUSTER = Lock(ROOT / "tests" / "cluster" / "cluster.lock", (*PROJECT["project"]["dependencies"], *EXTRAS["cluster"]))
#: What the bench sets beside the project: each in its newest release, whatever of its needs the project has as well.
PEERS = Lock(ROOT / "tests" / "bench" / "peers.lock", tuple(EXTRAS["peers"]))
LOCKS = (WORK, READERS, FUZZ, CLUSTER, PEERS)


@dataclass(frozen=True)
class Pin:
    """One release: its name as PEP 503 writes it, its version, where it is wanted (a marker, or ''), its SHA-256."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


#: ``a==1.0 ; sys_platform == 'win32' --hash=sha256:… --hash=sha256:…``, brought into one line.
_PIN = regex(
    r"(?P<name>[a-z0-9-]+)==(?P<version>[\w.!+]+)(?: ; (?P<marker>(?:(?!--).)+?))?"
    r"(?P<hashes>(?: --hash=sha256:[0-9a-f]{64})+)"
)


def pins(text: str) -> Iterator[Pin]:
    """The pins of a lock. Raises ValueError for a line that is anything else: no hash, a range, an option, an address.

    >>> [pin] = pins(f"h11==0.16.0 \\\\\\n    --hash=sha256:{'0' * 64}\\n    # via httpcore\\n")
    >>> pin.name, pin.version, pin.marker, len(pin.hashes)
    ('h11', '0.16.0', '', 1)
    >>> list(pins("h11==0.16.0"))
    Traceback (most recent call last):
    ValueError: no release pinned by its hashes: h11==0.16.0
    """
    told = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    for line in told.replace("\\\n", " ").splitlines():
        if not (found := _PIN.fullmatch(" ".join(line.split()))):
            raise ValueError(f"no release pinned by its hashes: {line}")
        hashes = tuple(each.removeprefix("--hash=sha256:") for each in found["hashes"].split())
        yield Pin(found["name"], found["version"], found["marker"] or "", hashes)


def write(lock: Lock, options: Sequence[str] = ()) -> int:
    """Write a lock anew; the exit code of uv."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "-", "--quiet", "--universal", "--generate-hashes"]
    # One version of each package, and not another for every Python: what is tested is what is installed.
    oldest = PROJECT["project"]["requires-python"].removeprefix(">=")
    command += ["--fork-strategy", "fewest", "--python-version", oldest]
    if lock.beside:
        command += ["--constraints", str(lock.beside.relative_to(ROOT))]
    # What must be built to be read is built by this Python, and no other is downloaded for it.
    command += ["--python", sys.executable, "--no-python-downloads"]
    command += ["--custom-compile-command", "make lock", "--output-file", str(lock.path), *options]
    return subprocess.run(command, input="\n".join(lock.requirements), text=True, check=False, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(max(write(lock, sys.argv[1:]) for lock in LOCKS))
