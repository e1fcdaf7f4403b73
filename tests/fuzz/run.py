"""The loop: inputs changed, checked, kept where the answer has a new shape; counted, and a finding made small.

    python -m tests.fuzz.run [TARGET …] [--small N] [--pages N] [--seed S] [--folder F]

All is bounded by count and drawn by seed. The exit code is 1 where something was found.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.finding import Finding, broken, smaller
from tests.fuzz.mutations import mutated
from tests.fuzz.targets import TARGETS, Target

#: Inputs that are kept beside the seeds at most, by hand: beyond that a new one takes the place of another.
KEPT = 2000
#: Inputs of one piece of work: enough that what a process does first does not count.
PIECE = {False: 10_000, True: 1000}


@dataclass
class Tally:
    """What a target was given. size: in bytes. seconds: of the processor, mutations included.
    slowest: of one input, with it.

    shapes: of the answers, each with the first input that gave it.
    """

    target: str
    inputs: int = 0
    size: int = 0
    shapes: dict[object, bytes] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    seconds: float = 0.0
    slowest: tuple[float, bytes] = (0.0, b"")

    def add(self, other: Tally) -> None:
        self.inputs += other.inputs
        self.size += other.size
        self.shapes = {**other.shapes, **self.shapes}
        self.findings = {**other.findings, **self.findings}
        self.seconds += other.seconds
        self.slowest = max(self.slowest, other.slowest)

    def __str__(self) -> str:
        rate = self.inputs / self.seconds if self.seconds else 0.0
        slowest = f"slowest {1000 * self.slowest[0]:.0f} ms of {len(self.slowest[1])} bytes"
        return (
            f"{self.target:<11}{self.inputs:>9} inputs{self.size / 1e6:>8.1f} MB{rate:>8.0f}/s"
            f"{len(self.shapes):>6} shapes  {slowest:<32}{len(self.findings)} findings"
        )


def fuzz(
    target: Target, count: int, seed: int, known: Sequence[bytes] = (), note: Callable[[bytes], object] = len
) -> Tally:
    """Check a number of inputs. known: what gave a new shape before, to begin with beside the seeds.

    note: is called with each input before it is tried, for what ends the process.
    """
    rng = random.Random(f"{target.name} {seed}")
    corpus, tally = [*target.seeds(), *known], Tally(target.name)
    most, begun = len(corpus) + KEPT, time.process_time()

    def check(data: bytes) -> None:
        shape = target.check(data)
        if shape not in tally.shapes:
            tally.shapes[shape] = data
            if len(corpus) < most:
                corpus.append(data)
            else:
                corpus[rng.randrange(len(corpus))] = data

    for _ in range(count):
        data = mutated(rng.choice(corpus), rng)
        note(data)
        started = time.process_time()
        says = broken(check, data)
        tally.slowest = max(tally.slowest, (time.process_time() - started, data))
        tally.inputs += 1
        tally.size += len(data)
        if says and says not in tally.findings:
            tally.findings[says] = Finding(target.name, says, smaller(target.check, data, says))
    tally.seconds = time.process_time() - begun
    return tally


def _piece(name: str, count: int, seed: int, folder: Path) -> Tally:
    """``fuzz`` in a process of its own, which leaves the input that it was at in a file, should it die of it."""
    at = folder / f"{name}-{seed}.last"
    with at.open("wb", buffering=0) as last:

        def note(data: bytes) -> None:
            last.seek(0)
            last.write(len(data).to_bytes(4, "big") + data)

        known = [path.read_bytes() for path in sorted((folder / "corpus" / name).glob("*"))]
        tally = fuzz(TARGETS[name], count, seed, known, note)
    at.unlink()
    return tally


def keep(folder: Path, corpus: Iterable[bytes]) -> None:
    """Put inputs into the corpus of a target, each named by its content, KEPT of them at most."""
    folder.mkdir(parents=True, exist_ok=True)
    room = KEPT - sum(1 for _ in folder.iterdir())
    for data in list(dict.fromkeys(corpus))[: max(0, room)]:
        (folder / hashlib.sha256(data).hexdigest()[:20]).write_bytes(data)


def pieces(names: Iterable[str], small: int, pages: int, seed: int) -> Iterator[tuple[str, int, int]]:
    """(target, inputs, seed) of each piece of work; small: inputs of all small targets together.

    >>> list(pieces(["clean"], 0, 1500, 3))
    [('clean', 1000, 3), ('clean', 500, 4)]
    """
    targets = [TARGETS[name] for name in names]
    shared = sum(not target.whole for target in targets)
    for target in targets:
        left, size = pages if target.whole else -(-small // shared), PIECE[target.whole]
        for number, done in enumerate(range(0, left, size)):
            yield target.name, min(size, left - done), seed + number


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS], default=[], help=", ".join(TARGETS))
    parser.add_argument("--small", type=int, default=1_000_000, help="inputs of all small targets together")
    parser.add_argument("--pages", type=int, default=30_000, help="inputs of whole pages")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, default=Path("data/fuzz"), help="for findings and the slowest inputs")
    args = parser.parse_args(arguments)
    args.folder.mkdir(parents=True, exist_ok=True)
    work = list(pieces(args.targets or TARGETS, args.small, args.pages, args.seed))
    tallies = {name: Tally(name) for name, _, _ in work}
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
        for done in [pool.submit(_piece, *each, args.folder) for each in work]:
            tally = done.result()  # raises BrokenProcessPool where an input ended the process: it is in *.last
            for says in tally.findings.keys() - tallies[tally.target].findings.keys():
                path = tally.findings[says].write(args.folder / "findings")
                print(f"{tally.target}: {says!r}: {path}", flush=True)
            tallies[tally.target].add(tally)
    for tally in tallies.values():
        print(tally)
        (args.folder / f"{tally.target}.slowest").write_bytes(tally.slowest[1])
        keep(args.folder / "corpus" / tally.target, tally.shapes.values())
    print(
        f"{sum(t.inputs for t in tallies.values())} inputs, {sum(len(t.findings) for t in tallies.values())} findings"
    )
    return any(tally.findings for tally in tallies.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
