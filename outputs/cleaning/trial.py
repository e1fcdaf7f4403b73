"""A trial: ``reclean`` itself, on a copy of the state and into a folder that is thrown away.

Pages are cleaned by the same workers, hosts' boilerplate is learned and put aside, and each page's fate decided as in
a run. The archive is read where it is; nothing below the data folder is written.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

from cleaners.chinese.language_model import model
from outputs.cleaning.batch import Batch, Limits
from outputs.cleaning.comparison import Comparison, Field, Kind, Named, Saved, example
from outputs.cleaning.orders import ToTheEnd
from outputs.cleaning.process import Cleaning
from outputs.cleaning.reclean import enqueue
from outputs.cleaning.workers import Cleaned, Task, text_hash
from outputs.marks.judging import Fate, Judged, judged
from outputs.marks.reading import Mark
from outputs.outside.escapes import as_json, printable
from outputs.record import cleaner_version
from outputs.state import pages, runs
from outputs.state.database import REBUILT, State, StateError, has_content, refuse_absent
from outputs.state.status import PageStatus

_RUN = "trial"
#: What a state may consist of: the file, what was committed and is not in it yet, and one that is about to replace it.
_PARTS = ("", "-wal", REBUILT)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What cleaning again would do.

    cleaner: that would clean. left_waiting: pages that wait for their first cleaning, which the next run gives them.
    pages: how many are of each kind. fields: those of the changed records. named: pages of a kind, some of them.
    marks: what would become of each that was given.
    """

    cleaner: str
    left_waiting: int
    pages: dict[Kind, int]
    fields: dict[str, Field]
    named: dict[Kind, list[Named]]
    marks: tuple[Judged, ...] = ()

    def json(self) -> str:
        """It as a JSON object on one line."""
        return as_json(
            asdict(self) | {"marks": [asdict(mark) | {"fate": fate, "now": now} for mark, fate, now in self.marks]}
        )

    def lines(self) -> Iterator[str]:
        """It for a person."""
        yield f"{sum(self.pages.values())} pages cleaned again by {self.cleaner}, and nothing written:"
        yield from (f"{n:8} {_SAID[kind]}" for kind, n in self.pages.items() if n or kind in _ALWAYS)
        if self.left_waiting:
            yield f"{self.left_waiting:8} wait for their first cleaning and are left to the next run"
        for name, found in self.fields.items():
            yield f"{name}: {found['records']} records"
            for each in found["examples"]:
                yield f"  {printable(each['url'])}"
                yield f"    {each['before'] or NOTHING} → {each['after'] or NOTHING}"
        for kind, some in self.named.items():
            if some:
                yield f"{_SAID[kind]}:"
                yield from (f"  {printable(each['url'])}: {each['said']}" for each in some)
        yield from self._of_marks()

    def _of_marks(self) -> Iterator[str]:
        for fate in get_args(Fate):
            some = [each for each in self.marks if each.fate == fate]
            if some:
                yield f"{len(some):8} marks: {_FATES[fate]}"
            for mark, _, now in some:
                yield f"  {printable(mark.url)} {mark.field or WHOLE}" + (
                    f": {printable(mark.note)}" if mark.note else ""
                )
                if fate in _SHOWN and mark.field:
                    before, after = example(mark.expected if mark.expected is not None else mark.saved, now)
                    yield f"    {before or NOTHING} → {after or NOTHING}"


#: Shown for an empty value.
NOTHING = "(nothing)"
_SAID: dict[Kind, str] = {
    "changed": "records would get another version",
    "same": "records stay as they are",
    "added": "pages would give a record that gave none",
    "rejected": "pages would give no record any more; what is saved of them stays",
    "none": "pages give no record, now as before",
    "failed": "pages could not be cleaned",
    "missing": "records cannot be compared, as they are in no file",
}
#: What is marked where no field is.
WHOLE = "(the whole record)"
_FATES: dict[Fate, str] = {
    "mended": "was wrong, and would be as it should",
    "wrong": "was wrong, and would stay so (what it should be → what it would be)",
    "changed": "was wrong, and would be another: look at it (what it should be → what it would be)",
    "kept": "was right, and would stay so",
    "lost": "was right, and would be another (what it was → what it would be)",
    "missing": "there is no record of the page",
}
_SHOWN: tuple[Fate, ...] = ("wrong", "changed", "lost")
_ALWAYS: tuple[Kind, ...] = ("changed", "same", "added", "rejected")


def try_out(
    data: Path,
    workers: int,
    everything: bool = False,
    progress: Callable[[int, int], None] = lambda done, of: None,
    marks: Sequence[Mark] = (),
) -> Outcome:
    """Clean the newest archived page of every article again and compare, with nobody else at work on the folder.

    everything: also what this very cleaner has cleaned already. progress: told how many pages are done, and of how
    many. marks: what people said of records; of a page that is not cleaned again its record as saved is judged, which
    this very cleaner made. Raises StateError where there is no state or nothing can be cleaned, TornLine for a damaged
    shard, OSError where there is no room for the copy of the state (in ``TMPDIR``) or something cannot be read.
    """
    try:
        model()
    except RuntimeError as error:
        raise StateError(str(error)) from error
    with tempfile.TemporaryDirectory(prefix="jingkan-trial-") as name:
        folder = Path(name)
        copied = _copy_of_state(data, folder)
        with closing(State(copied)) as state:
            waiting = pages.waiting(state)
            newest = pages.newest(state)
            runs.begin(state, _RUN, time.time(), "reclean")
            number = enqueue(state, _RUN, everything)
            batch = _Compared(state, data, folder, lambda done: progress(done, number))
            batch.marked = {mark.url: None for mark in marks}
            cleaning = Cleaning(batch, data, workers)
            cleaning.cursor = newest  # what waits already is not cleaned again, but for the first time
            cleaning.run(ToTheEnd())
        found, fates = batch.comparison, tuple(map(batch.judged, marks))
    counts = {kind: found.count(kind) for kind in get_args(Kind)}
    return Outcome(cleaner_version(), waiting, counts, found.fields(), found.named, fates)


def _copy_of_state(data: Path, folder: Path) -> Path:
    """Copy the state's files as they are: opening the state itself would leave something beside it."""
    source, target = data / "state" / "state.db", folder / "state" / "state.db"
    if not any(has_content(source.with_name(source.name + ending)) for ending in ("", REBUILT)):
        refuse_absent(source)
        raise StateError(f"there is no state under {data} yet")
    target.parent.mkdir()
    for ending in _PARTS:
        part = source.with_name(source.name + ending)
        if part.exists():
            shutil.copyfile(part, target.with_name(target.name + ending))
    return target


class _Compared(Batch):
    """A batch whose pages are compared with what is saved of them, and whose files are thrown away once written."""

    def __init__(self, state: State, data: Path, folder: Path, progress: Callable[[int], None]) -> None:
        super().__init__(state, folder, _RUN, Limits())
        self.saved, self.comparison, self.progress = Saved(data), Comparison(), progress
        self.before: dict[str, int] = {}
        #: URL of a page that has a mark → its record as cleaned now, None while that is as it is saved.
        self.marked: dict[str, Mapping[str, Any] | None] = {}

    def judged(self, mark: Mark) -> Judged:
        """What would become of a mark."""
        saved, now = self.saved.newest(mark.url), self.marked[mark.url]
        return judged(mark, saved, saved if now is None else now)

    def emit(self, task: Task, cleaned: Cleaned) -> None:
        super().emit(task, cleaned)
        self._keep(task, cleaned)
        url, version = task.page.url, self._version_before(task)
        saved = self.saved.record(url, version) if version else None
        if not version:
            self.comparison.other(url, "added", cleaned.title)
        elif saved is None:
            self.comparison.other(url, "missing", f"version {version} is in no file: `jingkan doctor` says more")
        elif text_hash(saved) == cleaned.text_hash:  # cleaned twice, and as saved in the end
            self.comparison.other(url, "same")
        else:
            self.comparison.changed(url, saved, json.loads(cleaned.line))

    def same(self, task: Task, cleaned: Cleaned) -> None:
        super().same(task, cleaned)
        self._keep(task, cleaned)
        if task.page.version == self._version_before(task):  # else it says what this trial's first version of it says
            self.comparison.other(task.page.url, "same")

    def reject(self, task: Task, cleaned: Cleaned, status: PageStatus, reason: str) -> None:
        super().reject(task, cleaned, status, reason)
        self._keep(task, cleaned, gives_record=False)
        kind: Kind = "failed" if cleaned.error else "rejected" if self._version_before(task) else "none"
        self.comparison.other(task.page.url, kind, reason)

    def commit(self) -> None:
        super().commit()
        for path in self.data.glob("*/*.jsonl"):
            path.unlink()

    def _keep(self, task: Task, cleaned: Cleaned, gives_record: bool = True) -> None:
        """Keep what came of a page that has a mark. One that gives no record has a verdict, and every field empty."""
        if task.page.url in self.marked and not cleaned.error:
            without = {"verdict": {"kind": cleaned.verdict}}
            self.marked[task.page.url] = json.loads(cleaned.line) if gives_record else without

    def _version_before(self, task: Task) -> int:
        """Of the record that a page's article had before the trial, 0 for none. It may be cleaned twice."""
        version = self.before.setdefault(task.page.url, task.page.version)
        self.progress(len(self.before))
        return version
