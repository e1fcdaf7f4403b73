"""``python -m outputs.cluster INPUT… --executor local|ray|slurm --out FOLDER``: archives cleaned on many machines."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from outputs.cluster.executors import EXECUTORS, MEMORY, How
from outputs.cluster.job import Job, JobError, begun, planned
from outputs.cluster.rank import is_done, tally
from outputs.cluster.rules_file import RulesError
from outputs.cluster.rules_file import read as read_rules
from outputs.cluster.shares import why
from outputs.outside.terminal import tell
from outputs.run import run_id

NOTES = """
WARC files of a crawl, with the rules that `scrapy reclean --rules FILE` writes, give the records that reclean
would: the newest page of each article. Any other, as Common Crawl's, gives all its pages. Each file is a share
of the work, done whole or not at all; the same command does what is left, and nothing twice. All machines see
FOLDER and the files under the same path. FOLDER gets SITE/records-*.jsonl, SITE/rejected-*.jsonl and parquet/;
`scrapy corpus` takes it as a data folder, beside those of other machines.
Exit code: 0 done, or submitted to Slurm; 1 stopped; 2 shares are left, which are named, or wrong usage."""
#: Shares that are named where some are left, by hand: what a screen holds.
NAMED = 20


def main(arguments: list[str] | None = None) -> int:
    """Clean archives; the exit code."""
    args = _parser().parse_args(arguments)
    try:
        if args.rules:
            read_rules(args.rules)  # now, and not on a hundred machines
        job = planned(args.inputs, args.out, run_id(time.time()), args.tasks, args.rules, args.match)
        job = begun(job)
        if _left(job):
            EXECUTORS[args.executor](job, How(args.workers, args.memory, args.address, args.partition, args.time))
    except (JobError, RulesError, OSError) as error:
        tell(error, to=sys.stderr)
        return 1
    return _told(job, submitted=args.executor == "slurm")


def _told(job: Job, submitted: bool) -> int:
    """Say what came of a job; the exit code."""
    out, left = Path(job.out), _left(job)
    counted = sum((tally(out, rank) for rank in range(job.ranks) if rank not in left), Counter[str]())
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
    return 2 if left else 0


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
