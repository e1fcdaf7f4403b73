"""The files of a data folder by what a takedown has to do with them, and those that the state does not speak of."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from enum import Enum, auto
from pathlib import Path
from typing import Any

from outputs.files import TEMPORARY, replace_whole, sync, sync_folder
from outputs.formats.reading import DATABASE
from outputs.outside.escapes import as_json
from outputs.takedown.matching import Gone
from outputs.takedown.rewrite import copy_without, lines_that_go

#: What the tombstone of a takedown says; the tombstone itself stays.
REASON = "forgotten"
#: Where the address of what was taken down stays: so that it is never asked for again.
_LISTS = ("state.db", "state.db-wal", "state.db-shm", "takedowns.jsonl")


class Kind(Enum):
    """What a file is. LINES: records, rejects and failures, one JSON object a line. CORPUS: records in another form.
    OTHER: anything else, such as an export. LIST: what keeps the address of a takedown."""

    ARCHIVE = auto()
    LINES = auto()
    LOG = auto()
    MANIFEST = auto()
    CORPUS = auto()
    LIST = auto()
    OTHER = auto()


def kind_of(name: str) -> Kind:
    """What a file is by its name below the data folder.

    >>> kind_of("demo/archive/a-00001.warc.gz").name, kind_of("demo/records-1.jsonl.damaged").name
    ('ARCHIVE', 'LINES')
    >>> kind_of("corpus/data/train-00000-of-00001.parquet").name
    'CORPUS'
    >>> kind_of("state/log/jingkan.log.1").name, kind_of("state/run.lock").name, kind_of("out/records.bib").name
    ('LOG', 'LIST', 'OTHER')
    """
    folder, _, file = name.rpartition("/")
    if file.endswith((".warc.gz", ".warc")):
        return Kind.ARCHIVE
    if file in _LISTS or (folder == "state" and file.endswith(".lock")):
        return Kind.LIST
    if file.endswith((".jsonl.zst", ".parquet")) or file == DATABASE:
        return Kind.CORPUS
    if file.endswith((".jsonl", ".jsonl.damaged")):
        return Kind.LINES
    if folder == "state/log":
        return Kind.LOG
    return Kind.MANIFEST if file == "manifest.json" and folder.startswith("runs/") else Kind.OTHER


def files_below(data: Path) -> Iterator[tuple[str, Kind]]:
    """Every file of a data folder by its name below it, and what it is; links to other disks are followed."""
    seen = {data.resolve()}
    for folder, folders, names in os.walk(data, followlinks=True):
        within = {name: Path(folder, name).resolve() for name in sorted(folders)}
        folders[:] = [name for name, real in within.items() if real not in seen]
        seen.update(within.values())
        for file in sorted(names):
            path = Path(folder, file)
            if path.is_file():
                name = path.relative_to(data).as_posix()
                yield name, kind_of(name)


def line_goes(gone: Gone, line: bytes) -> bool:
    """Whether a line is of what was taken down; one that is torn, whether it says an address of it."""
    try:
        record = json.loads(line)
        return gone.covers(str(record["url"])) and record.get("reason") != REASON
    except (ValueError, TypeError, KeyError, AttributeError):
        return gone.mentioned(line)


def manifest_without(gone: Gone, manifest: Any) -> Any:
    """A manifest without the entries of what was taken down, nor its URLs in what is said of others."""
    match manifest:
        case str():
            return gone.without_urls(manifest)
        case dict():
            return {gone.without_urls(str(name)): manifest_without(gone, value) for name, value in manifest.items()}
        case list():
            stay = [one for one in manifest if not (isinstance(one, dict) and gone.covers(str(one.get("url", ""))))]
            return [manifest_without(gone, one) for one in stay]
    return manifest


def remove(data: Path, name: str, kind: Kind, gone: Gone) -> None:
    """Take what goes out of a file that the state does not speak of."""
    path = (data / name).resolve()  # of a link the file, not the link, is written anew
    if kind is Kind.LINES:
        remove_lines(path, lambda line: line_goes(gone, line))
    elif kind is Kind.LOG:
        remove_lines(path, gone.mentioned)
    elif kind is Kind.MANIFEST:
        try:
            manifest = json.loads(path.read_bytes())
        except ValueError:  # looking afterwards says whether it holds anything
            return
        stays = manifest_without(gone, manifest)
        if stays != manifest:
            replace_whole(path, as_json(stays, indent=2).encode())


def remove_lines(path: Path, goes: Callable[[bytes], bool]) -> bool:
    """Write a file anew without the lines that go; whether there were any."""
    if not lines_that_go(path, goes):
        return False
    fresh = path.with_name(path.name + TEMPORARY)
    with fresh.open("wb") as target:
        copy_without(path, target, goes)
        sync(target)
    fresh.rename(path)
    sync_folder(path.parent)
    return True
