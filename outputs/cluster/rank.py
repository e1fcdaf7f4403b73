"""One share of a job, cleaned whole: ``python -m outputs.cluster.rank FOLDER RANK``, in a process of its own.

Its standard input says that whoever started it lives; where that ends, so does it, and nothing of the share counts. The
share's files have their names when all of them are on disk; then comes its tally, by which it is known to be done.
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from outputs import jsonl
from outputs.cleaning.orders import Orders, Orphaned
from outputs.cleaning.pool import Crew, Pool
from outputs.cleaning.workers import AHEAD, Cleaned, refused
from outputs.cluster.archives import DAMAGED, EMPTY, Found, Passed, clean_found, pages
from outputs.cluster.job import Job, JobError, read
from outputs.cluster.rules_file import Known, RulesError, digest, name_of
from outputs.cluster.rules_file import read as read_rules
from outputs.files import TEMPORARY, put_in_place, replace_whole
from outputs.formats import FormatError, parquet
from outputs.lock import Lock, Locked
from outputs.outside.escapes import as_json
from outputs.outside.terminal import tell
from outputs.record_types import is_record
from outputs.state.pages import WaitingPage

#: Folder of the tallies of the shares that are done, and of the records as Parquet.
DONE, PARQUET = "done", "parquet"
#: As what pages are counted that say nothing: they, or the machine, kept the cleaning from its end.
_UNCLEANED = "uncleaned"
#: What is lost of an archive, though its share is done.
LOST = frozenset((DAMAGED, EMPTY, _UNCLEANED))
#: Seconds between two looks at whether the starter lives, by hand.
_LOOK = 0.5


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of a share. counted: pages by what became of them. By the path of an archive: how much of it could not
    be read or cleaned (lost), and its size in bytes with its time of change (was)."""

    counted: Mapping[str, int]
    lost: Mapping[str, int]
    was: Mapping[str, Sequence[int]]


def is_done(out: Path, rank: int) -> bool:
    """Whether a share is done, of archives as they are now: one that was cut short and is whole again is another, and
    so is one that was changed since something of it was lost."""
    try:
        told = tally(out, rank)
    except (FileNotFoundError, TypeError, ValueError):  # or of another form: done again, and not taken on trust
        return False
    for path, (size, changed) in told.was.items():
        now = _stamp(path)
        if now and (now[0] != size or (path in told.lost and now[1] != changed)):
            return False
    return True


def tally(out: Path, rank: int) -> Tally:
    """What came of a share that is done. Raises OSError."""
    return Tally(**json.loads(_tally_file(out, rank).read_bytes()))


def clean_share(job: Job, rank: int, orders: Orders | None = None) -> Tally:
    """Clean a rank's archives into ``out``; what came of it. What is done already is not done again.

    Raises RulesError, FormatError, Locked where another process is at it, Orphaned, OSError.
    """
    out = Path(job.out)
    with Lock(out / f"{rank:05}.lock").wait(0):
        if is_done(out, rank):
            return tally(out, rank)
        _remove_remains(job, rank)
        counted, lost = Counter[str](), Counter[str]()
        paths = {name_of(path): path for path in job.share(rank)}
        was = {path: list(stamp) for path in paths.values() if (stamp := _stamp(path))}
        known = _known(job, list(paths))
        with _Files(job, rank) as files:
            found = (
                each for path in paths.values() for each in pages(Path(path), known, re.compile(job.match), job.run)
            )
            for page, cleaned in _cleaned(found, orders):
                counted[kind := files.take(page, cleaned)] += 1
                if kind in LOST:
                    lost[paths[name_of(page.archive)]] += 1
            files.finish()
        told = Tally(dict(counted), dict(lost), was)
        _tally_file(out, rank).parent.mkdir(exist_ok=True)
        replace_whole(_tally_file(out, rank), as_json(asdict(told)).encode())
        return told


def _stamp(path: str) -> tuple[int, int] | None:
    """The size and the time of change of a file; None where it is gone, and what was done of it stays done."""
    try:
        found = Path(path).stat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns


def _known(job: Job, archives: list[str]) -> Known:
    """What the job's rules say of archives. Raises RulesError, also where they are not those it was begun with."""
    if not job.rules:
        return Known()
    path = Path(job.rules)
    if digest(path) != job.rules_sha256:
        raise RulesError(f"{path} was written anew since: begin again in another folder")
    return read_rules(path, archives)


def _cleaned(found: Iterable[Found | Passed], orders: Orders | None) -> Iterator[tuple[WaitingPage, Cleaned | Passed]]:
    """What came of each, those that are cleaned in the order they lie there. Raises Orphaned, OSError."""
    crew = Crew(1, AHEAD)
    pool: Pool[Found, Cleaned | OSError] = Pool(clean_found, lambda why: Cleaned(error=why), crew)
    try:
        for each in found:
            _live(orders)
            if isinstance(each, Passed):
                yield each.page, each
                continue
            pool.submit(each)
            while pool.room <= 0:
                yield from _done(pool, orders)
        while pool.in_hand:
            yield from _done(pool, orders)
    finally:
        pool.close()


def _done(pool: Pool[Found, Cleaned | OSError], orders: Orders | None) -> Iterator[tuple[WaitingPage, Cleaned]]:
    _live(orders)
    for task, cleaned in pool.done(_LOOK):
        if isinstance(cleaned, OSError):
            raise cleaned
        yield task.task.page, cleaned


def _live(orders: Orders | None) -> None:
    """Raises Orphaned where who started the process is gone, or says that it is to end."""
    if orders and orders.stopping:
        raise Orphaned


class _Files:
    """The files of a share: for each site its records and what gave none, and the records of all as Parquet."""

    def __init__(self, job: Job, rank: int) -> None:
        self.job, self.rank, self.out = job, rank, Path(job.out)
        self.files: dict[Path, Path] = {}
        self.streams: dict[Path, BinaryIO] = {}
        self.opened = ExitStack()

    def __enter__(self) -> _Files:
        return self

    def __exit__(self, *_: object) -> None:
        self.opened.close()
        for part in self.files:
            part.unlink(missing_ok=True)

    def take(self, page: WaitingPage, cleaned: Cleaned | Passed) -> str:
        """Write what came of a page; as what it is counted."""
        if isinstance(cleaned, Passed):
            if cleaned.why:
                self._reject(page, cleaned.why)
            return cleaned.kind
        if refusal := refused(page, cleaned):
            status, reason = refusal
            self._reject(page, reason, cleaned.title)
            return _UNCLEANED if cleaned.error else status.name.lower()
        self._stream(page.site, "records").write(cleaned.line)
        return "records"

    def finish(self) -> None:
        """Put all of it in place, with the records as Parquet. Raises FormatError, OSError."""
        self.opened.close()
        lines = [part for part, path in self.files.items() if path.name.startswith("records")]
        part = self._part(self.out / PARQUET / _parquet_file(self.job, self.rank))
        parquet.write(part, filter(is_record, (record for path in lines for record in jsonl.read(path))))
        put_in_place(self.files)
        self.files = {}

    def _reject(self, page: WaitingPage, reason: str, title: str = "") -> None:
        line = {
            "url": page.url,
            "site": page.site,
            "run": self.job.run,
            "reason": reason,
            "title": title,
            "archive": page.archive,
            "offset": page.offset,
        }
        self._stream(page.site, "rejected").write(jsonl.line(line))

    def _stream(self, site: str, what: str) -> BinaryIO:
        path = self.out / site / _lines_file(self.job, self.rank, what)
        if path not in self.streams:
            self.streams[path] = self.opened.enter_context(self._part(path).open("wb"))
        return self.streams[path]

    def _part(self, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + TEMPORARY)
        self.files[part] = path
        return part


def _lines_file(job: Job, rank: int, what: str) -> str:
    return f"{what}-{job.run}-{rank:05}.jsonl"


def _parquet_file(job: Job, rank: int) -> str:
    return f"{parquet.STEM}-{rank:05}-of-{job.ranks:05}{parquet.SUFFIX}"


def _remove_remains(job: Job, rank: int) -> None:
    """Remove what a try left that was killed, or of other archives: none of the next one's files may overwrite it."""
    _tally_file(Path(job.out), rank).unlink(missing_ok=True)
    for name in (_lines_file(job, rank, "records"), _lines_file(job, rank, "rejected"), _parquet_file(job, rank)):
        for path in Path(job.out).glob(f"*/{name}*"):
            path.unlink()


def _tally_file(out: Path, rank: int) -> Path:
    return out / DONE / f"{rank:05}.json"


def main() -> int:
    """Clean a share; 1 where that failed, and why on standard error."""
    parser = argparse.ArgumentParser(prog="python -m outputs.cluster.rank")
    parser.add_argument("folder", type=Path)
    parser.add_argument("rank", type=int)
    args = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us gets it, too, and lets go of us
    try:
        clean_share(read(args.folder), args.rank, Orders(sys.stdin.buffer))
    except Orphaned:
        tell(f"rank {args.rank}: it was stopped, or who started it was", to=sys.stderr)
        return 1
    except (JobError, RulesError, FormatError, Locked, OSError) as error:
        tell(f"rank {args.rank}: {error}", to=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
