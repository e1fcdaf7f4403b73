"""What lies on disk below a data folder, whatever the state says of it: shards, rejects, archives, manifests."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from warcio.exceptions import ArchiveLoadFailed

from outputs import manifest
from outputs.archive.reader import ArchiveError
from outputs.files import TEMPORARY
from outputs.manifest import Manifest
from outputs.record import cleaner_version
from outputs.record_types import IDENTIFYING
from outputs.schema import problems
from outputs.takedown.loose_files import REASON

_SHARD = re.compile(r"^(?:records|tombstones)-(?P<run>.+)-\d+(?:-r\d+)?\.jsonl$")
_ARCHIVE = re.compile(r"^(?P<run>.+)-\d+(?:-r\d+)?\.warc\.gz$")
_REWRITTEN = re.compile(r"-r\d+(?=\.(?:warc\.gz|jsonl)$)")

#: What reading an archive raises where it is damaged.
UNREADABLE = (ArchiveError, ArchiveLoadFailed, OSError, EOFError, zlib.error, ValueError)


class Line(NamedTuple):
    """A line of a shard. version: 0 of a takedown's tombstone, which ``taken_down`` says it is. number: from 1."""

    number: int
    url: str
    version: int
    is_tombstone: bool = False
    taken_down: bool = False


class Flaw(NamedTuple):
    """A line that is not what it should be, and why."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class ShardOnDisk:
    """A shard as it is on disk. name: below the data folder. records: lines, whatever they hold."""

    name: str
    sha256: str
    bytes: int
    records: int
    lines: tuple[Line, ...]
    flaws: tuple[Flaw, ...]

    @property
    def site(self) -> str:
        """The site whose folder it is in."""
        return self.name.partition("/")[0]


class Rejected(NamedTuple):
    """A line of ``rejected.jsonl``."""

    url: str
    run: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rejects:
    """What a site rejected. bytes: up to the end of the last whole line."""

    name: str
    bytes: int
    lines: tuple[Rejected, ...]
    flaws: tuple[Flaw, ...]


def shard_paths(data: Path, site: str = "*") -> list[Path]:
    """The shards of a site or of all, also of those that no run knows any more, in the order of their names."""
    return sorted(path for path in data.glob(f"{site}/*.jsonl") if _SHARD.match(path.name))


def archive_paths(data: Path, site: str = "*") -> list[Path]:
    """The archives of a site or of all, in the order of their names."""
    return sorted(data.glob(f"{site}/archive/*.warc.gz"))


def below(data: Path, path: Path) -> str:
    """A file as state, records and manifests name it."""
    return path.relative_to(data).as_posix()


def run_of(name: str) -> str:
    """The run that wrote a shard or an archive; ``""`` where its name does not say.

    >>> run_of("a-b/records-20261122T183015123Z-00001-r2.jsonl")
    '20261122T183015123Z'
    >>> run_of("a-b/archive/a-b-20261122T183015123Z-00001.warc.gz")
    '20261122T183015123Z'
    """
    site, _, file = name.partition("/")
    file = file.removeprefix("archive/").removeprefix(site + "-")
    found = _SHARD.match(file) or _ARCHIVE.match(file)
    return found["run"] if found else ""


def began(run: str) -> float:
    """When a run began, in seconds since 1970, as its name says; 0 where it does not.

    >>> began("19700101T000100500Z"), began("r")
    (60.5, 0.0)
    """
    try:
        return datetime.strptime(run, "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return 0.0


def first_name(name: str) -> str:
    """The name that a file had before it was written anew: the one that records go on naming.

    >>> first_name("demo/archive/demo-r-00001-r2.warc.gz")
    'demo/archive/demo-r-00001.warc.gz'
    """
    return _REWRITTEN.sub("", name)


def parsed(raw: bytes) -> dict[str, object]:
    """A line's JSON object. Raises ValueError with the reason where it is none, or was cut short."""
    if not raw.endswith(b"\n"):
        raise ValueError("it was cut short")
    try:
        record = json.loads(raw)
    except ValueError as error:
        raise ValueError(f"it is no JSON ({error})") from None
    if not isinstance(record, dict):
        raise ValueError(f"a record is a JSON object, this is a {type(record).__name__}")
    for name in IDENTIFYING:
        if not isinstance(record.get(name), str):
            raise ValueError(f"it has no {name}, or one that is no text")
    return record


def read_shard(data: Path, path: Path) -> ShardOnDisk:
    """Everything the checks want of a shard, in one reading. Raises OSError."""
    digest, size, number = sha256(), 0, 0
    lines, flaws = list[Line](), list[Flaw]()
    with path.open("rb") as stream:
        for number, raw in enumerate(stream, 1):
            digest.update(raw)
            size += len(raw)
            try:
                lines.append(_line(number, parsed(raw)))
            except ValueError as error:
                flaws.append(Flaw(number, str(error)))
    return ShardOnDisk(below(data, path), digest.hexdigest(), size, number, tuple(lines), tuple(flaws))


def _line(number: int, record: dict[str, object]) -> Line:
    """Raises ValueError for a record that is not valid."""
    url, version = str(record["url"]), record.get("version", 0)
    if not isinstance(version, int):
        raise ValueError(f"its version is {version!r}, not a number")
    if "gone" in record:
        return Line(number, url, version, is_tombstone=True, taken_down=record.get("reason") == REASON)
    # What an older cleaner wrote was valid by the schema of its time.
    if record.get("cleaner") == cleaner_version() and (found := problems(record)):
        raise ValueError("; ".join(found))
    return Line(number, url, version)


def rejects(data: Path, site: str = "*") -> Iterator[Rejects]:
    """What a site rejected, or each of them. Raises OSError."""
    for path in sorted(data.glob(f"{site}/rejected.jsonl")):
        size, lines, flaws = 0, list[Rejected](), list[Flaw]()
        with path.open("rb") as stream:
            for number, raw in enumerate(stream, 1):
                try:
                    said = json.loads(raw)
                    lines.append(Rejected(str(said["url"]), str(said.get("run", "")), str(said.get("reason", ""))))
                except (ValueError, LookupError, TypeError, AttributeError):
                    flaws.append(Flaw(number, "it is no JSON, or has no url"))
                size += len(raw) if raw.endswith(b"\n") else 0
        yield Rejects(below(data, path), size, tuple(lines), tuple(flaws))


def manifests(data: Path) -> tuple[dict[str, Manifest], tuple[str, ...]]:
    """Every manifest by run, in the order of the runs; and what is wrong with those that cannot be read."""
    found, wrong = dict[str, Manifest](), list[str]()
    for path in sorted((data / "runs").glob("*/manifest.json")):
        try:
            read = manifest.read(path)
            found[read["run_id"]] = read
        except ValueError as error:
            wrong.append(str(error))
    return found, tuple(wrong)


def leftovers(data: Path) -> list[str]:
    """Files that have a temporary name."""
    patterns = (f"*/*{TEMPORARY}", f"*/archive/*{TEMPORARY}", f"runs/*/*{TEMPORARY}")
    return sorted({below(data, path) for pattern in patterns for path in data.glob(pattern) if path.is_file()})
