"""``data/corpus``: every article once, as documents, Parquet and a database, beside a card; whole or not at all."""

from __future__ import annotations

import json
import multiprocessing
import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from outputs.corpus.articles import Offset, Progress, articles
from outputs.corpus.card import card
from outputs.corpus.selection import Selection, from_json
from outputs.corpus.tally import Tally
from outputs.files import put_back_folder, remains, replace_folder, replace_whole
from outputs.formats import jsonl_zst, parquet, sqlite
from outputs.formats.reading import DATABASE, read
from outputs.outside.escapes import as_json
from outputs.record import release
from outputs.record_types import SCHEMA_VERSION
from outputs.state import pages
from outputs.state.database import State, has_content

NAME = "corpus"
#: What was asked for and what came of it: the card in figures, and how a takedown makes the corpus anew.
ABOUT = "corpus.json"
SHARDS = "data"
#: Articles that are written sooner than another process has started; measured: 2 000 take 3 s, a process 1 to 2.
FEW = 2_000


@dataclass(frozen=True, slots=True)
class Built:
    """A corpus that is on disk. absent: what there is none of, and why."""

    folder: Path
    tally: Tally
    absent: Mapping[str, str]


def build(data: Path, selection: Selection | None = None, progress: Progress = lambda what, done, of: None) -> Built:
    """Make ``data/corpus``, in the place of the one that is there, which stays until the new one is whole.

    selection: where there is none, that of the corpus that is there. Nobody else may be at work on the folder
    (``outputs.doctor.examine.alone``). Raises jsonl.TornLine, DuplicatesError, FormatError, DatabaseError,
    OSError; the corpus that was there stays then.
    """
    folder = data / NAME
    put_back_folder(folder)
    chosen = selection or selected(data)
    (part, _), tally = remains(folder), Tally()
    part.mkdir(parents=True)
    try:
        with _offsets(data) as offset:
            jsonl_zst.write(part, articles(data, chosen, tally, progress, offset))
        progress("writing Parquet and the database", 0, 1)
        absent = _others(part, tally.articles)
        progress("writing Parquet and the database", 1, 1)
        about = {
            "schema": SCHEMA_VERSION,
            "version": release(),
            "made": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "selection": chosen.as_json(),
            "files": _files(absent),
            "absent": absent,
            "counts": tally.as_json(),
        }
        replace_whole(part / ABOUT, (as_json(about, indent=2) + "\n").encode())
        replace_whole(part / "README.md", card(about).encode())
        replace_folder(part, folder)
        mark(data).unlink(missing_ok=True)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return Built(folder, tally, absent)


@contextmanager
def _offsets(data: Path) -> Iterator[Offset]:
    """What the state knows of where archives have pages; without a state nothing."""
    path = data / "state" / "state.db"
    if not has_content(path):
        yield lambda copy: None
        return
    with closing(State(path)) as state:
        yield lambda copy: pages.offset(state, copy.site, copy.record["url"], copy.record.get("archive", ""))


def selected(data: Path) -> Selection:
    """What the corpus that is there was asked for; that of one that cannot tell is everything."""
    try:
        return from_json(json.loads((data / NAME / ABOUT).read_text("utf-8"))["selection"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Selection()


def exists(data: Path) -> bool:
    """Whether there is a corpus, or what a build that was cut off left of one."""
    return any(path.exists() for path in _places(data))


def remove(data: Path) -> None:
    """Remove the corpus. Raises OSError where it cannot be."""
    for path in _places(data):
        if path.exists():
            shutil.rmtree(path)
    mark(data).unlink(missing_ok=True)


def mark(data: Path) -> Path:
    """The file that is there while the corpus may hold what was taken down."""
    return data / "state" / "corpus.stale"


def _places(data: Path) -> tuple[Path, ...]:
    folder = data / NAME
    return folder, *remains(folder)


def _others(folder: Path, articles: int) -> dict[str, str]:
    """Write the other forms from the first one; what there is none of, and why."""
    if articles < FEW:
        missing = _written(_shards, folder)
        _database(folder)
    else:
        with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as processes:
            shards, database = processes.submit(_written, _shards, folder), processes.submit(_database, folder)
            database.result()
            missing = shards.result()
    return {"Parquet": missing} if missing else {}


def _written(write: Callable[[Path], None], folder: Path) -> str:
    """Run one of the writers; why it cannot, ``""`` where it could."""
    try:
        write(folder)
    except parquet.MissingPyarrow as error:
        return str(error)
    return ""


def _database(folder: Path) -> None:
    sqlite.write(folder / DATABASE, read(folder))


def _shards(folder: Path) -> None:
    parquet.write_set(folder / SHARDS, read(folder))


def _files(absent: Mapping[str, str]) -> dict[str, str]:
    found = {f"{jsonl_zst.STEM}-*{jsonl_zst.SUFFIX}": "documents, one a line, as Dolma and datatrove name their parts"}
    if not absent:
        found[f"{SHARDS}/{parquet.STEM}-*{parquet.SUFFIX}"] = "the same as Parquet, one schema for all"
    return found | {DATABASE: "the same as SQLite, with a full-text index: `jingkan search`", ABOUT: "this in figures"}
