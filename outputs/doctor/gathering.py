"""What records, tombstones, rejects and archives of one site say of each article: all that a new state can know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from outputs.archive.digest import payload_digest
from outputs.archive.members import Damage
from outputs.archive.reader import scan
from outputs.cleaning.workers import sketch, text_hash
from outputs.doctor import disk
from outputs.record_types import Record
from outputs.state.pages import KnownArticle
from outputs.takedown.loose_files import REASON
from outputs.takedown.matching import Takedowns


@dataclass(frozen=True, slots=True)
class Version:
    """One record: what the state keeps of it. archive: as the record names it. fetched: UTC, to the second."""

    number: int
    shard: str
    run: str
    archive: str
    fetched: str
    cleaner: str
    rules: str
    opt_out: tuple[str, ...]


class Response(NamedTuple):
    """A response in an archive: its bytes may have given a record. seen: when it was fetched."""

    archive: str
    offset: int
    url: str
    seen: float
    digest: str


class Tombstone(NamedTuple):
    """The line that says that an article is gone."""

    shard: str
    run: str
    reason: str
    gone: float


@dataclass(slots=True)
class Story:
    """What is known of one URL. places: version → the response that gave it. others: responses that a redirect of the
    URL led to, and that gave no record. rejected: why it last gave none."""

    versions: dict[int, Version] = field(default_factory=dict)
    latest: KnownArticle | None = None
    tombstone: Tombstone | None = None
    rejected: disk.Rejected | None = None
    places: dict[int, Response] = field(default_factory=dict)
    others: list[Response] = field(default_factory=list)


@dataclass(slots=True)
class Gathered:
    """A site's stories by URL, and what could not be taken in, each in a sentence."""

    stories: dict[str, Story] = field(default_factory=lambda: defaultdict(Story))
    problems: list[str] = field(default_factory=list)


def gather(data: Path, site: str, gone: Takedowns) -> Gathered:
    """Read a site's records, rejects and archives. What was taken down is left out. Raises OSError."""
    found = Gathered()
    for path in disk.shard_paths(data, site):
        _read_shard(found, data, path, gone)
    for file in disk.rejects(data, site):
        for line in file.lines:
            if not gone.cover(line.url):
                found.stories[line.url].rejected = line
    _find_places(found, data, site, gone)
    return found


def _read_shard(found: Gathered, data: Path, path: Path, gone: Takedowns) -> None:
    name = disk.below(data, path)
    with path.open("rb") as stream:
        for number, raw in enumerate(stream, 1):
            try:
                record = disk.parsed(raw)
                if not gone.cover(str(record["url"])) and record.get("reason") != REASON:
                    _take_in(found, name, record)
            except (ValueError, TypeError, LookupError) as error:
                found.problems.append(f"{path}:{number} is left out, as it is no record: {error}")


def _take_in(found: Gathered, shard: str, record: dict[str, object]) -> None:
    """Raises ValueError, TypeError or LookupError for what lacks what every record has."""
    url, run = str(record["url"]), disk.run_of(shard)
    if "gone" in record:
        when = datetime.fromisoformat(str(record["gone"])).timestamp()
        found.stories[url].tombstone = Tombstone(shard, run, str(record.get("reason", "")), when)
        return
    whole: Record = record  # type: ignore[assignment]  # a crawl's shard holds nothing else
    version = Version(
        number=int(whole["version"]),
        shard=shard,
        run=run,
        archive=whole["archive"],
        fetched=whole["fetched"],
        cleaner=whole["cleaner"],
        rules=whole["rules"],
        opt_out=tuple(whole["opt_out"]),
    )
    story = found.stories[url]
    if version.number in story.versions:
        found.problems.append(f"{url} has its version {version.number} twice; {shard} has the one that counts now")
    story.versions[version.number] = version
    if version.number == max(story.versions):
        story.latest = KnownArticle(
            version=version.number,
            verdict=whole["verdict"]["kind"],
            text_hash=text_hash(whole),
            title=whole["title"],
            sketch=sketch(whole["title"] + whole["text"]),
            record=whole["id"],
        )


def _find_places(found: Gathered, data: Path, site: str, gone: Takedowns) -> None:
    """Find each version's response, one archive after the other: by its address and second, or, where it was
    redirected, by the second alone."""
    wanted: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for url, story in found.stories.items():
        for version in story.versions.values():
            wanted[disk.first_name(version.archive)].append((url, version.number))
    paths = disk.archive_paths(data, site)
    finals: dict[str, str] = {}
    for path in paths:
        name = disk.below(data, path)
        if versions := wanted.pop(disk.first_name(name), None):
            _place(found, list(responses(data, path, found.problems)), versions, gone)
    for url, story in found.stories.items():
        finals |= {place.url: url for place in story.places.values() if place.url != url}
    for path in paths if finals else ():
        for response in responses(data, path, []):
            redirected = found.stories[finals[response.url]] if response.url in finals else None
            if redirected and response not in redirected.places.values():
                redirected.others.append(response)
    for archive, versions in wanted.items():
        found.problems.append(f"{archive} is missing: {len(versions)} records cannot be cleaned again")


def _place(found: Gathered, there: list[Response], versions: list[tuple[str, int]], gone: Takedowns) -> None:
    exact = {(response.url, _second(response.seen)): response for response in there}
    by_second: dict[str, list[Response]] = defaultdict(list)
    for response in there:
        if response.url not in found.stories and not gone.cover(response.url):
            by_second[_second(response.seen)].append(response)
    for url, number in versions:
        story = found.stories[url]
        fetched = story.versions[number].fetched
        place = exact.get((url, fetched))
        if place is None and len(by_second[fetched]) == 1:
            place = by_second[fetched][0]
        if place is None:
            found.problems.append(f"{url}: the archived page of version {number} was not found")
        else:
            story.places[number] = place


def responses(data: Path, path: Path, problems: list[str]) -> Iterator[Response]:
    """Every response of an archive that can be read; what cannot is named in ``problems``."""
    try:
        for found in scan(path):
            if isinstance(found, Damage):
                problems.append(f"{path}: {found}")
            elif found.type == "response":
                digest = payload_digest(found.page().body)
                yield Response(disk.below(data, path), found.offset, found.url, found.date.timestamp(), digest)
    except disk.UNREADABLE as error:
        problems.append(f"{path} can be read in part only: {error or type(error).__name__}")


def _second(when: float) -> str:
    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
