"""One system at work: ``PYTHON -m tests.bench.peers.worker SYSTEM text|fields|time < pages``.

Pages are lines of path (of a ``.html.gz``) and URL with a tab between them; an empty line ends those that only load
what the system loads late, and are answered by nothing. ``text`` and ``fields``: a line of JSON for each page, then
one with the most memory this process had. ``time``: one line with the processor seconds of the system and of lxml's
parse for the same pages, which take turns: each page for the first time in this process, then again.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import lxml.html

from tests.bench.peers.systems import SYSTEMS

Pages = list[tuple[str, str]]


def read(lines: str) -> Iterator[tuple[str, str]]:
    for line in lines.splitlines():
        path, _, url = line.partition("\t")
        yield path, url


def body(path: str) -> bytes:
    return gzip.decompress(Path(path).read_bytes())


def answered(run: Callable[[bytes, str], object], pages: Pages) -> Iterator[dict[str, object]]:
    for path, url in pages:
        page = body(path)
        try:
            yield {"answer": run(page, url), "failed": ""}
        except Exception as error:  # a peer's failure on a page is a result, too
            yield {"answer": None, "failed": f"{type(error).__name__}: {error}"}


def timed(run: Callable[[bytes, str], object], pages: Pages) -> dict[str, float]:
    spent = {"seconds": 0.0, "parse": 0.0}
    for path, url in pages:
        page = body(path)
        start = time.process_time()
        lxml.html.document_fromstring(page)
        parsed = time.process_time()
        with suppress(Exception):
            run(page, url)
        spent["parse"] += parsed - start
        spent["seconds"] += time.process_time() - parsed
    return spent


def peak() -> int:
    """The most memory of this process in bytes (Linux, proc(5)); what its parent had is not in it, as it is in
    getrusage(2)."""
    status = Path("/proc/self/status").read_text()
    return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))


def say(line: object) -> None:
    told.write(json.dumps(line, default=str) + "\n")
    told.flush()


def main() -> None:
    name, task = sys.argv[1:]
    text, fields = SYSTEMS[name].make()
    first, _, rest = sys.stdin.read().rpartition("\n\n")
    loading, pages = (list(read(each)) for each in (first, rest))
    timed(text, loading)
    if task == "time":
        say({"cold": timed(text, pages), "warm": timed(text, pages)})
    else:
        run = {"text": text, "fields": fields}[task]
        assert run, f"{name} has no {task}"
        for line in answered(run, pages):
            say(line)
        say({"memory": peak()})


if __name__ == "__main__":
    told, sys.stdout = sys.stdout, sys.stderr  # what a system prints is no answer
    main()
