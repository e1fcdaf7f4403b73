"""``python -m outputs.cluster INPUT… --executor local|ray|slurm --out FOLDER``: archives cleaned on many machines."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from outputs.cluster.archives import strangers
from outputs.cluster.executors import EXECUTORS, MEMORY, How
from outputs.cluster.job import Job, JobError, begun, planned
from outputs.cluster.rank import is_done, tally
from outputs.cluster.rules_file import Known, RulesError
from outputs.cluster.rules_file import read as read_rules
from outputs.cluster.shares import why
from outputs.lock import Locked
from outputs.outside.terminal import forget_interrupt, tell
from outputs.run import run_id

NOTES = """
WARC files of a crawl, with the rules that `scrapy reclean --rules FILE` writes, give the records that reclean
would: the newest page of each article that is not gone. Any other, as Common Crawl's, gives all its pages. With
rules nothing is given that was taken down, and an archive of a crawl that they do not list is refused. Each
file is a share of the work, done whole or not at all; the same command does what is left, and nothing twice. All
machines see FOLDER and the files under the same path. FOLDER gets SITE/records-*.jsonl, SITE/rejected-*.jsonl and
parquet/; `scrapy corpus` takes it as a data folder, or the sites of several put into one.
What gave no record and why is a line in SITE/rejected-*.jsonl.
Exit code: 0 done, or submitted to Slurm; 1 a job that cannot be begun, or one that is done and of whose archives
something could not be read or cleaned, which are named; 2 shares are left, which are named, or wrong options."""
#: Shares that are named where some are left, by hand: what a screen holds.
NAMED = 20


def main(arguments: list[str] | None = None) -> int:
    """Clean archives; the exit code."""
    args = _parser().parse_args(arguments)
    try:
        known = read_rules(args.rules) if args.rules else None  # now, and not on a hundred machines
        job = planned(args.inputs, args.out, run_id(time.time()), args.tasks, args.rules, args.match)
        if found := strangers(map(Path, job.inputs), known or Known()):
            if known:
                raise JobError(_not_listed(found, args.rules))
            tell(_without_rules(found), to=sys.stderr)
        job = begun(job)
        submitted = args.executor == "slurm"
        if _left(job):
            with suppress(KeyboardInterrupt), _stopped_by_sigterm():
                EXECUTORS[args.executor](job, How(args.workers, args.memory, args.address, args.partition, args.time))
            forget_interrupt()
    except (JobError, RulesError, Locked) as error:
        tell(error, to=sys.stderr)
        return 1
    except OSError as error:
        tell(f"{error.filename or args.out}: {error.strerror or error}", to=sys.stderr)
        return 1
    return _told(job, submitted)


def _not_listed(found: list[Path], rules: Path) -> str:
    more = f", nor {len(found) - 1} others" if len(found) > 1 else ""
    return (
        f"{rules} does not list {found[0]}{more}, which a crawl wrote: another one, or at another time; write the "
        "rules again, and give each crawl's archives as a job of their own"
    )


def _without_rules(found: list[Path]) -> str:
    more = f" and {len(found) - 1} others" if len(found) > 1 else ""
    return (
        f"{found[0]}{more} are of a crawl, and there is no --rules FILE: all their pages are given, also those that "
        "have newer ones, are gone or were taken down since"
    )


@contextmanager
def _stopped_by_sigterm() -> Iterator[None]:
    """SIGTERM as Ctrl-C for a block."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _told(job: Job, submitted: bool) -> int:
    """Say what came of a job; the exit code."""
    out, left = Path(job.out), _left(job)
    done = [tally(out, rank) for rank in range(job.ranks) if rank not in left]
    counted = sum((Counter(each.counted) for each in done), Counter[str]())
    lost = sum((Counter(each.lost) for each in done), Counter[str]())
    tell(", ".join([f"{counted.pop('records', 0)} records in {out}", *(f"{n} {kind}" for kind, n in counted.items())]))
    if submitted and left:
        tell(
            f"{len(left)} of {job.ranks} shares are submitted: the same command later submits those that are left then"
        )
        return 0
    for rank in sorted(left)[:NAMED]:
        tell(f"rank {rank} ({', '.join(job.share(rank))}) is left: {why(out, rank)}", to=sys.stderr)
    if left:
        tell(f"{len(left)} of {job.ranks} shares are left: the same command does them", to=sys.stderr)
    for path, number in lost.most_common(NAMED):
        tell(f"{path}: {number} pages or places could not be read or cleaned", to=sys.stderr)
    if lost:
        tell(f"{out}/*/rejected-*.jsonl say which and why; an archive that is mended is done again", to=sys.stderr)
    return 2 if left else 1 if lost else 0


def _left(job: Job) -> set[int]:
    return {rank for rank in range(job.ranks) if not is_done(Path(job.out), rank)}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m outputs.cluster", epilog=NOTES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("inputs", nargs="+", type=Path, metavar="INPUT", help="WARC files")
    parser.add_argument("--executor", choices=EXECUTORS, required=True, help="who runs the shares")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="a folder for this job alone")
    parser.add_argument("--rules", type=Path, metavar="FILE", help="what `scrapy reclean --rules FILE` wrote")
    parser.add_argument("--match", default="", metavar="REGEX", help="only the pages whose address has it")
    parser.add_argument(
        "--tasks", type=_number, default=0, metavar="N", help="shares at most; one for each file without"
    )
    parser.add_argument(
        "--workers", type=_number, default=0, metavar="N", help="shares at a time; without, all that fit"
    )
    parser.add_argument(
        "--memory", type=_gigabytes, default=MEMORY, metavar="GB", help=f"of a share; without, {MEMORY:g}"
    )
    parser.add_argument("--address", default="", help="of a Ray cluster; without, one of this machine's own")
    parser.add_argument("--partition", default="", help="of Slurm")
    parser.add_argument("--time", default="24:00:00", help="of a share in Slurm; without, 24:00:00")
    return parser


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 100_000:  # of the five digits of a file's name
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to 99999")
    return int(text)


def _gigabytes(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 10_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of gigabytes")
    return value


if __name__ == "__main__":
    sys.exit(main())
