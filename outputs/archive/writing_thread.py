"""The thread that makes fetched pages safe: bytes to the archive, synced, then one transaction for the whole group.

The event loop never waits for the disk. What arrives within a few hundredths of a second makes up a group, so that
the cost of a sync and a transaction is shared by more pages the faster they come.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from outputs.archive.digest import payload_digest
from outputs.archive.writer import Archive, Response
from outputs.files import cut
from outputs.outside.log import logger
from outputs.state import answers, files, runs
from outputs.state.admission.admission import Admission
from outputs.state.database import State
from outputs.state.fetched import Archived, Fetched

log = logger(__name__)

#: Pages written between two syncs at most; a page is in memory until its group is safe.
GROUP = 256
#: Seconds a group is waited for after its first page: a sync costs about as much.
GATHER = 0.02

Entry = tuple[Fetched, "asyncio.Future[set[int]]"]


class Archivist(threading.Thread):
    """Takes answers from an event loop, gives back a future each, done when the answer can no longer be lost."""

    def __init__(self, state: State, data: Path, admission: Admission, archive_bytes: int) -> None:
        """admission: of the run, which lets the links of the answers in."""
        super().__init__(name="archivist", daemon=True)
        self.state, self.data, self.admission, self.archive_bytes = state, data, admission, archive_bytes
        self.run_id = admission.run
        self.entries: queue.SimpleQueue[Entry | None] = queue.SimpleQueue()
        self.archives: dict[str, Archive] = {}
        self.committed: dict[Path, int] = {}
        self.touched: dict[Path, tuple[str, int]] = {}
        self.error: Exception | None = None

    def put(self, got: Fetched) -> asyncio.Future[set[int]]:
        """Hand over an answer. The future gives the hosts its links put something new to, or the archive's error."""
        future: asyncio.Future[set[int]] = asyncio.get_running_loop().create_future()
        self.entries.put((got, future))
        return future

    def close(self) -> None:
        """Finish what was handed over and stop."""
        self.entries.put(None)
        self.join()
        for archive in self.archives.values():
            archive.close()

    def run(self) -> None:
        while group := self._take():
            self._settle(group)
            del group  # or its bodies would be in memory until the next one comes

    def _settle(self, group: Sequence[Entry]) -> None:
        """Make a group safe, and tell those who wait for it."""
        results: Sequence[set[int] | Exception]
        try:
            if self.error:
                raise self.error
            results = self._write([got for got, _ in group])
        except Exception as error:  # a full disk, a broken file: nothing more can be promised
            if self.error is None:
                log.error("The archive cannot be written: %s", error)
                self.error = error
                self._roll_back()
            results = [error] * len(group)
        # One call for all: to wake the loop for each page costs it more than the page does.
        futures = [future for _, future in group]
        with suppress(RuntimeError):  # the loop has ended, and nobody waits any more
            futures[0].get_loop().call_soon_threadsafe(_tell, futures, results)

    def _take(self) -> list[Entry]:
        """Wait for an entry and take all that came with it or soon after; empty when closed."""
        group: list[Entry] = []
        entry = self.entries.get()
        if entry is not None and self.entries.qsize() < GROUP:
            time.sleep(GATHER)
        while entry is not None:
            group.append(entry)
            if len(group) == GROUP or self.entries.empty():
                return group
            entry = self.entries.get()
        if group:
            self.entries.put(None)
        return group

    def _write(self, group: list[Fetched]) -> list[set[int]]:
        self.touched = {}
        archived = [self._archive(got) for got in group]
        for site in {got.site for got in group if got.status}:
            self.archives[site].sync()
        tally: Counter[tuple[str, str]] = Counter()
        with self.state.transaction() as db:
            woken = []
            for got, answer in zip(group, archived, strict=True):
                counted = answers.settle(db, self.run_id, answer)
                tally.update({(got.site, name): n for name, n in counted.items()})
                woken.append(self.admission.settle(db, got))
            for (site, name), n in tally.items():
                runs.count(db, self.run_id, site, name, n)
            for path, (site, size) in self.touched.items():
                files.note_archive(db, files.ArchiveFile(self._below_data(path), site, self.run_id, size))
        self.committed |= {path: size for path, (_, size) in self.touched.items()}
        return woken

    def _archive(self, got: Fetched) -> Archived:
        """Append an answer to its site's archive."""
        if not got.status:
            return Archived(got, got.outcome)
        archive = self.archives.get(got.site)
        if archive is None:
            folder = self.data / got.site / "archive"
            archive = self.archives[got.site] = Archive(folder, f"{got.site}-{self.run_id}", self.archive_bytes)
        digest = payload_digest(got.body) if got.status != 304 else got.prior_digest
        same = got.outcome == "page" and digest == got.prior_digest
        seen = (got.url, datetime.fromtimestamp(got.prior_seen, UTC)) if same or got.status == 304 else None
        path, offset = archive.write(
            Response(got.final or got.url, got.status, got.headers, got.body, got.fetched, digest, seen)
        )
        self.touched[path] = got.site, archive.size
        return Archived(got, "unchanged" if same else got.outcome, digest, self._below_data(path), offset)

    def _below_data(self, path: Path) -> str:
        """A file as the state names it."""
        return path.relative_to(self.data).as_posix()

    def _roll_back(self) -> None:
        """Cut off what the group that failed had appended."""
        for archive in self.archives.values():
            archive.abandon()
            for path in {archive.path, *self.touched}:
                try:
                    cut(path, self.committed.get(path, 0))
                except OSError as error:  # the next run's recovery cuts it off
                    log.error("%s keeps a torn end until the next run: %s", path, error)


def _tell(futures: Sequence[asyncio.Future[set[int]]], results: Sequence[set[int] | Exception]) -> None:
    """In the event loop: have each future say what came of its answer."""
    for future, result in zip(futures, results, strict=True):
        if future.cancelled():
            continue
        if isinstance(result, Exception):
            future.set_exception(result)
        else:
            future.set_result(result)
