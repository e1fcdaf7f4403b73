"""All attacks mixed with good hosts, run after run on one data folder: `python -m tests.attacks.soak [SECONDS]`.

After each run the records, the state, the memory, the descriptors and the processes are looked at. It prints a line a
run and at the end what was wrong, and exits 1 where something was. Linux alone: it looks into /proc.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.attacks.answers import ANSWERS, OPEN
from tests.attacks.host import AttackHost, attacked
from tests.attacks.runs import PATIENT, SETTINGS
from tests.attacks.structures import STRUCTURES
from tests.conftest import ROOT, wait_for
from tests.crawl.runner import command, newest, records, scrapy
from tests.mirror import STYLES, Host, Mirror, load_all, serve

#: Parts that the structures are served in, one a run: so many runs see them all.
PARTS = 3
#: What the memory of the last third of the runs may be of the first's, where each third saw all.
FLAT = 1.2
#: Exit codes of a run over hosts that fail: all is well, some pages could not be had, an alarm.
CODES = (0, 2, 4)


@dataclass(frozen=True)
class Round:
    """One run. peak: the most bytes of one of its processes. begin, end: descriptors of the process that crawls, when
    the first page was asked for and when it was last seen. wrong: one line each."""

    number: int
    seconds: float
    code: int
    peak: int
    begin: int
    end: int
    pages: int
    wrong: tuple[str, ...]

    def line(self) -> str:
        shown = (
            f"{self.number:4} {self.seconds:6.0f} s {self.code:4} {self.peak >> 20:6} MB {self.begin:4} → {self.end:3}"
        )
        return f"{shown} {self.pages:6} {'; '.join(self.wrong) or 'well'}"


HEADINGS = " run  seconds exit   memory  files  fetched"


def soak(data: Path, seconds: float, most: int) -> Iterator[Round]:
    """Runs one after another, until the seconds are over or there were so many."""
    rng, end = random.Random(17), time.monotonic() + seconds
    with serve([Mirror(load_all()[:4], style) for style in STYLES]) as mirrors, attacked() as host:
        for number in range(1, most + 1):
            host.attacks, host.number = attacks(number), number
            host.make()
            over = number == most or time.monotonic() > end
            ran = one_run(data, number, host, mirrors)
            yield replace(ran, wrong=(*ran.wrong, *lost(data, host, mirrors))) if over else ran
            if over:
                return
            changed = rng.choice(mirrors)
            changed.content.change(rng.choice(changed.content.ids))  # type: ignore[attr-defined]


def attacks(number: int) -> tuple[str, ...]:
    """The attacks of a run: every answer that is held, and its part of the structures."""
    return (*(name for name in ANSWERS if name not in OPEN), *list(STRUCTURES)[number % PARTS :: PARTS])


def one_run(data: Path, number: int, host: AttackHost, mirrors: Sequence[Host]) -> Round:
    """Run once, and look at all that must be so afterwards."""
    ports = (host.port, *(mirror.port for mirror in mirrors))
    # What fails is asked again after five seconds, and must not take the place of a good page.
    pages = len(ports) + 2 * len(host.attacks) + len(good(host, mirrors))
    line = command(
        data,
        *("run", "mirror", "--now", "-a", "domains=" + ",".join(f"127.0.0.1:{port}" for port in ports)),
        **(SETTINGS | {"DOWNLOAD_TIMEOUT": PATIENT, "PAGES_PER_RUN": pages, "CLEANING_WORKERS": 2}),
    )
    began, before = time.monotonic(), sum(host.asked.values())
    code, peak, begin, last = watched(data, line, lambda: sum(host.asked.values()) > before)
    wrong = [*(["no exit of a run that was attacked"] if code not in CODES else []), *harm(data, host, mirrors)]
    if last > begin:
        wrong.append(f"{last - begin} descriptors were left open")
    fetched = newest(data).get("fetched", 0)
    return Round(number, time.monotonic() - began, code, peak, begin, last, fetched, tuple(wrong))


def watched(data: Path, line: Sequence[str], asked: Callable[[], bool]) -> tuple[int, int, int, int]:
    """Exit code, peak of memory, and descriptors at the first request and when last seen, of a command."""
    note, seen = data / "memory", list[int]()
    with (data / "soak.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.attacks.measured", str(note), *line],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

        def over() -> bool:
            if (found := descriptors(process.pid)) and asked():
                seen.append(found)
            return process.poll() is not None

        wait_for(over)
    wait_for(lambda: not group(process.pid))  # which fails where a process is left for good
    begin, last = (seen[0], seen[-1]) if seen else (0, 0)
    return process.returncode, int(note.read_text()), begin, last


def descriptors(pid: int) -> int:
    """The descriptors of a process's only child, 0 where there is none."""
    try:
        child = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0]
        return open_in(child)
    except (OSError, IndexError):
        return 0


def open_in(pid: str) -> int:
    """How many descriptors a process has open."""
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def group(leader: int) -> list[str]:
    """The command lines of what is alive in a process's group."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.getpgid(int(entry.name)) == leader:
                found.append((entry / "cmdline").read_text().replace("\0", " "))
        except (OSError, ProcessLookupError):
            continue  # it has ended
    return found


def good(host: AttackHost, mirrors: Sequence[Host]) -> list[str]:
    """The URLs of every good article."""
    return [
        *(host.url + path for path in host.good),
        *(mirror.url + path for mirror in mirrors for path in mirror.content.paths),
    ]


def harm(data: Path, host: AttackHost, mirrors: Sequence[Host]) -> Iterator[str]:
    """What a run has lost, doubled or spoilt; that a page comes only with the next run is no loss."""
    found = [record for record in records(data) if record["url"] in set(good(host, mirrors))]
    times = Counter((record["url"], record["version"]) for record in found)
    yield from (f"{url} {version} is there {n} times" for (url, version), n in times.items() if n > 1)
    for (url, version), _ in times.items():
        if version > 1 and (url, version - 1) not in times:
            yield f"{url} {version - 1} is lost"
    texts = Counter((record["url"], record["text"]) for record in found)
    yield from (f"{url} is there in {n} versions that say the same" for (url, _), n in texts.items() if n > 1)
    log = "".join(path.read_text(encoding="utf-8") for path in data.glob("**/*.log"))
    if "Traceback" in log:
        yield "a traceback is in the log"
    doctor = scrapy(data, "doctor")
    if doctor.code:
        yield f"doctor: {' '.join(doctor.out.split())}"


def lost(data: Path, host: AttackHost, mirrors: Sequence[Host]) -> list[str]:
    """The good articles that no run has saved."""
    saved = {record["url"] for record in records(data)}
    return [f"{url} was never saved" for url in good(host, mirrors) if url not in saved]


def grown(peaks: Sequence[int]) -> list[str]:
    """Whether memory grew from run to run, where there were enough of them to tell.

    >>> grown([100] * 6 + [125] * 3), grown([100, 110, 100] * 3), grown([100, 900])
    (['memory grew from 100 to 125 bytes'], [], [])
    """
    third = len(peaks) // 3
    if third < PARTS or max(peaks[-third:]) <= FLAT * max(peaks[:third]):
        return []
    return [f"memory grew from {max(peaks[:third])} to {max(peaks[-third:])} bytes"]


def main(seconds: float, most: int) -> int:
    """Soak, and print it; the exit code."""
    rounds, wrong, before = list[Round](), list[str](), open_in("self")
    print(HEADINGS)
    with tempfile.TemporaryDirectory(prefix="soak") as folder:
        for each in soak(Path(folder), seconds, most):
            rounds.append(each)
            print(each.line(), flush=True)
    after = open_in("self")
    wrong = [f"run {each.number}: {what}" for each in rounds for what in each.wrong]
    wrong += grown([each.peak for each in rounds])
    wrong += [f"the soak itself left {after - before} descriptors open"] if after > before else []
    print("\n".join(wrong) or f"{len(rounds)} runs: all is well")
    return 1 if wrong else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seconds", nargs="?", type=float, default=1800.0, help="begin no run after so many")
    parser.add_argument("--runs", type=int, default=sys.maxsize, help="make no more runs than that")
    given = parser.parse_args()
    sys.exit(main(given.seconds, given.runs))
