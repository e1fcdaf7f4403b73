"""The state made anew from what lies on disk: records, archives, manifests and the takedown list.

What only the state knew is lost, and said to be: ETags, how often each page is asked, URLs that were found and not
fetched, quarantines, and what was learned of hosts, which the next run learns again. Of an article everything comes
back that tells a new version from an old one; a page that gave no record is fetched again, with its opt-out signals.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from outputs.doctor import disk
from outputs.doctor.gathering import Gathered, Story, gather
from outputs.files import TEMPORARY, sync_folder
from outputs.manifest import Manifest, SiteEntry
from outputs.shards.replacement import renamed
from outputs.state import takedowns
from outputs.state.database import DatabaseError, State, StateError, Transaction, has_content, put_in_place
from outputs.state.files import ArchiveFile, Shard, note_archive
from outputs.state.revisit import Bounds
from outputs.state.runs import StoredSite
from outputs.state.status import PageStatus
from outputs.state.whole import restored
from outputs.state.whole.restored import RestoredPage, RestoredRun, RestoredUrl
from outputs.takedown import takedown_list
from outputs.takedown.loose_files import REASON
from outputs.takedown.matching import Takedowns

#: How the reason begins that a quarantined page is rejected with.
_TAKEN_OVER = "taken over?"
LOST = (
    "Lost with the old state: ETags, URLs found and not fetched yet, how often each page is asked, quarantines, and "
    "which sites were dropped from scheduled runs. "
    "The next run asks start pages and lists anew and finds those URLs again."
)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What the new state knows. problems: what could not be taken in, each in a sentence."""

    sites: int
    articles: int
    records: int
    runs: int
    takedowns: int
    problems: tuple[str, ...]


def rebuild(data: Path) -> Rebuilt:
    """Make the state anew, with ``alone`` around it; the old one is kept aside. Killed at any moment, it may be begun
    again. Raises OSError, DatabaseError, and StateError where the takedown list is damaged, or nothing is there."""
    problems: list[str] = []
    path = data / "state" / "state.db"
    if not any((disk.shard_paths(data), disk.archive_paths(data), disk.manifests(data)[0])):
        raise StateError(f"{data} holds no records, archives or manifests that a state could be made from")
    path.parent.mkdir(exist_ok=True)
    gone = _all_takedowns(data, path, problems)
    _name_what_replaced(data)
    manifests, wrong = disk.manifests(data)
    problems += wrong
    temporary = path.with_name(path.name + ".new" + TEMPORARY)
    for ending in ("", "-wal", "-shm"):
        temporary.with_name(temporary.name + ending).unlink(missing_ok=True)
    state = State(temporary, anew=True)
    try:
        counted = _fill(state, data, manifests, gone, problems)
        put_in_place(state, path)
    finally:
        state.close()
    return counted


def _fill(state: State, data: Path, manifests: Mapping[str, Manifest], gone: Takedowns, problems: list[str]) -> Rebuilt:
    articles = records = 0
    sites = _sites(data, manifests)
    with state.transaction() as db:
        runs = _runs(data, manifests)
        for run in runs:
            restored.add_run(db, run)
        for site in sites:
            said = _said_of(manifests, site)
            if said is None:
                problems.append(f"{site}: no manifest has its arguments and rules; `jingkan crawl {site}` sets them")
            bounds = Bounds(*said["revisit"]) if said else Bounds()
            restored.add_site(db, _stored_site(data, site, said, bounds))
            rows = _add_files(db, data, site)
            found = gather(data, site, gone)
            problems += found.problems
            for url in sorted(found.stories):
                restored.add_url(db, _url(site, url, found.stories[url], rows), bounds)
            articles += sum(story.latest is not None for story in found.stories.values())
            records += _records(found)
    listed = takedown_list.read(data)
    for taken in listed:
        takedowns.never_again(state, taken.what)
    return Rebuilt(len(sites), articles, records, len(runs), len(listed), tuple(problems))


def _records(found: Gathered) -> int:
    return sum(len(story.versions) for story in found.stories.values())


def _all_takedowns(data: Path, path: Path, problems: list[str]) -> Takedowns:
    """All that was taken down, put on the list: what that does not have, the old state knows, or a tombstone."""
    if has_content(path):
        try:
            old = State(path, read_only=True)
            try:
                for what, at in takedowns.forgotten_since(old).items():
                    takedown_list.add(data, what, at)
            finally:
                old.close()
        except (StateError, DatabaseError, OSError) as error:
            if not takedown_list.path_of(data).exists():
                problems.append(f"takedowns that removed nothing and only the old state knew are lost: {error}")
    for shard in disk.shard_paths(data):
        if shard.name.startswith("tombstones-"):
            for what, at in _takedowns_of(shard):
                takedown_list.add(data, what, at)
    return takedown_list.covered(data)


def _takedowns_of(shard: Path) -> list[tuple[str, float]]:
    found = []
    for raw in shard.read_bytes().splitlines(keepends=True):
        try:
            line = disk.parsed(raw)
            if line.get("reason") == REASON and not line["id"]:
                found.append((str(line["url"]), datetime.fromisoformat(str(line["gone"])).timestamp()))
        except (ValueError, LookupError):
            continue  # gathering names it
    return found


def _name_what_replaced(data: Path) -> None:
    """Give its name to a file that was written anew and whose old one is gone already: only its run could, and it was
    killed that moment."""
    for name in disk.leftovers(data):
        new = name.removesuffix(TEMPORARY)
        whole = disk.first_name(new)
        older = [whole] if whole != new else []
        while older and renamed(older[-1]) != new:
            older.append(renamed(older[-1]))
        if older and not any((data / old).exists() for old in older) and not (data / new).exists():
            (data / name).rename(data / new)
            sync_folder((data / new).parent)


def _sites(data: Path, manifests: Mapping[str, Manifest]) -> list[str]:
    files = [*disk.shard_paths(data), *data.glob("*/rejected.jsonl")]
    folders = {path.parent.name for path in files} | {path.parent.parent.name for path in disk.archive_paths(data)}
    return sorted(folders | {site for manifest in manifests.values() for site in manifest["sites"]})


def _said_of(manifests: Mapping[str, Manifest], site: str) -> SiteEntry | None:
    """What the newest manifest says of a site; None where none does."""
    said = [manifest["by_site"][site] for manifest in manifests.values() if site in manifest.get("by_site", {})]
    return said[-1] if said else None


def _stored_site(data: Path, site: str, said: SiteEntry | None, bounds: Bounds) -> StoredSite:
    rejected = [file.bytes for file in disk.rejects(data, site)]
    args = said["args"] if said else {}
    rules = json.dumps(said["rules"], ensure_ascii=False) if said else "{}"
    return StoredSite(site, args, rules, bounds, sum(rejected))


def _runs(data: Path, manifests: Mapping[str, Manifest]) -> list[RestoredRun]:
    """Every run that has a manifest, as that says; and those that only files name, as killed: the next run ends them
    with a manifest."""
    found = [
        RestoredRun(
            id=run,
            started=disk.began(run) or datetime.fromisoformat(said["started"]).timestamp(),
            finished=datetime.fromisoformat(said["finished"]).timestamp(),
            exit=said["exit"],
            sites=said["sites"],
            kind=said.get("kind", "crawl"),  # a manifest of an older version has none
            counts={site: entry["counts"] for site, entry in said.get("by_site", {}).items()},
        )
        for run, said in manifests.items()
    ]
    of: dict[str, set[str]] = {}
    for path in (*disk.shard_paths(data), *disk.archive_paths(data)):
        name = disk.below(data, path)
        if (run := disk.run_of(name)) not in manifests:
            of.setdefault(run, set()).add(name.partition("/")[0])
    killed = [RestoredRun(run, disk.began(run) or time.time(), sites=sorted(sites)) for run, sites in of.items()]
    return sorted([*found, *killed], key=lambda run: run.id)


def _add_files(db: Transaction, data: Path, site: str) -> dict[str, int]:
    """Register a site's archives and shards as they are; the shards' rows by name."""
    for path in disk.archive_paths(data, site):
        name = disk.below(data, path)
        note_archive(db, ArchiveFile(name, site, disk.run_of(name), path.stat().st_size))
    rows = {}
    for path in disk.shard_paths(data, site):
        there = disk.read_shard(data, path)
        shard = Shard(there.name, site, there.sha256, there.records, there.bytes)
        rows[shard.name] = restored.add_shard(db, shard, disk.run_of(shard.name))
    return rows


def _url(site: str, url: str, story: Story, rows: Mapping[str, int]) -> RestoredUrl:
    """A story as the state keeps it. What was cleaned again comes after what it was made from."""
    pages = [
        RestoredPage(
            run=disk.run_of(other.archive),
            status=PageStatus.SAME,
            fetched=other.seen,
            archive=other.archive,
            offset=other.offset,
            final=other.url,
        )
        for other in story.others
    ]
    for number in sorted(story.versions):
        version, place = story.versions[number], story.places.get(number)
        pages.append(
            RestoredPage(
                run=version.run,
                status=PageStatus.EMITTED,
                fetched=datetime.fromisoformat(version.fetched).timestamp(),
                archive=place.archive if place else "",
                offset=place.offset if place else 0,
                final=place.url if place and place.url != url else "",
                version=number,
                shard=rows[version.shard],
                cleaner=version.cleaner,
                rules=version.rules,
                opt_out=version.opt_out,
            )
        )
    made = len(pages) - 1
    if story.rejected:  # its bytes are fetched again: the signals that came with them are nowhere else
        turned = story.rejected.reason.startswith(_TAKEN_OVER)
        status = PageStatus.QUARANTINED if turned else PageStatus.REJECTED
        pages.append(
            RestoredPage(story.rejected.run, status, disk.began(story.rejected.run), reason=story.rejected.reason)
        )
    if stone := story.tombstone:
        version_now = max(story.versions, default=0)
        pages.append(
            RestoredPage(
                run=stone.run,
                status=PageStatus.EMITTED,
                fetched=stone.gone,
                version=version_now,
                shard=rows[stone.shard],
                reason=stone.reason,
            )
        )
    last = story.places.get(max(story.places)) if story.places else None
    return RestoredUrl(
        site=site,
        url=url,
        pages=pages,
        seen=last.seen if last else 0.0,
        digest=last.digest if last else "",
        gone=story.tombstone is not None,
        article=story.latest,
        made=made,
    )
