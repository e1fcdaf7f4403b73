"""The real commands under attack, and what a person would check afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outputs import jsonl
from tests.attacks.host import AttackHost
from tests.conftest import HUNG, ROOT
from tests.crawl.runner import command, newest

#: Bytes that one process may have: what issue 17 promises.
MEMORY = 300 << 20
#: A host fails so often here that it would be left alone.
SETTINGS = {"BREAKER_FAILURES": 10_000}
#: Seconds that are waited for what never comes, by hand: more than a good page needs on a busy machine.
PATIENT = 5


@dataclass(frozen=True)
class Attacked:
    """A command that is over. memory: the most bytes that one of its processes had. failed: why, by URL."""

    code: int
    out: str
    memory: int
    manifest: dict[str, Any]
    failed: dict[str, str]
    log: str


def measured(data: Path, line: Sequence[str]) -> tuple[int, str, int]:
    """Exit code, what was printed, and the memory of a command."""
    note = data / "memory"
    started = [sys.executable, "-m", "tests.attacks.measured", str(note), *line]
    done = subprocess.run(
        started, cwd=ROOT, capture_output=True, text=True, timeout=HUNG, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    return done.returncode, done.stdout + done.stderr, int(note.read_text())


def crawl(data: Path, hosts: Sequence[AttackHost], *more: str, **settings: object) -> Attacked:
    """`scrapy run mirror` over these hosts: each page that they name is asked for once, none again."""
    domains = ",".join(f"127.0.0.1:{host.port}" for host in hosts)
    pages = sum(1 + len(host.attacks) + len(host.good) + len(host.pages) for host in hosts)
    line = command(
        data, "run", "mirror", "-a", f"domains={domains}", *more, **({"PAGES_PER_RUN": pages} | SETTINGS | settings)
    )
    code, out, memory = measured(data, line)
    manifest = newest(data)
    named = manifest.get("failed_urls", {}).get("path")
    failed = {str(each["url"]): str(each["reason"]) for each in jsonl.read(data / named)} if named else {}
    log = "".join(path.read_text(encoding="utf-8") for path in sorted(data.glob("**/*.log")))
    return Attacked(code, out, memory, manifest, failed, log)
