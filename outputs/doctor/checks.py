"""The checks: each a pure function from what is there to what is wrong with it, all in one tuple.

Each fault is found by one check: a check leaves alone what another has to say, so that nobody reads one fault as three.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cleaners import Page
from outputs.archive.members import Damage
from outputs.archive.reader import ArchiveError, pages, read, scan
from outputs.doctor.disk import UNREADABLE, run_of
from outputs.doctor.survey import Survey
from outputs.files import sha256_of

#: Findings of a kind that are named one by one; of the others only the number is said. By hand: a screen.
NAMED = 20

REBUILD = "`jingkan doctor --rebuild` makes the state anew from what is there"
PUT_BACK = "put a copy of the file back, or `jingkan doctor --rebuild` goes on with what is left"
NEXT_RUN = "the next run puts that right"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be. where: a file, a run or a URL. todo: what to do about it, in one clause.

    Both are ``""`` where ``what`` says so itself. how_bad: ``wrong``, or ``note`` for what a killed run leaves and the
    next one puts right by itself.
    """

    where: str
    what: str
    todo: str
    how_bad: Literal["wrong", "note"] = "wrong"

    def __str__(self) -> str:
        """
        >>> str(Finding("a.jsonl", "is missing", "put it back")), str(Finding("", "b is damaged: mend it", ""))
        ('a.jsonl: is missing; put it back', 'b is damaged: mend it')
        """
        return "; ".join(filter(None, [": ".join(filter(None, [self.where, self.what])), self.todo]))


Check = Callable[[Survey], Iterator[Finding]]


def state_is_whole(found: Survey) -> Iterator[Finding]:
    """SQLite's own look at the file."""
    for flaw in found.registered.flaws:
        yield Finding("state/state.db", f"is damaged: {flaw}", REBUILD + ", or put a copy of `jingkan backup` back")


def runs_are_over(found: Survey) -> Iterator[Finding]:
    """A run that was killed before it could say so, and files that were to be replaced when it was."""
    for run in found.registered.unfinished:
        yield Finding(f"run {run}", "was killed before it was over", NEXT_RUN, "note")
    for name in found.registered.condemned:
        yield Finding(name, "is to be replaced by one that was written anew", NEXT_RUN, "note")


def nothing_is_left_over(found: Survey) -> Iterator[Finding]:
    """Files under a temporary name."""
    for name in found.leftovers:
        yield Finding(name, "was never finished", NEXT_RUN, "note")


def shards_are_as_registered(found: Survey) -> Iterator[Finding]:
    """Every registered shard is there, with its bytes."""
    for shard in found.registered.shards:
        there = found.shards.get(shard.name)
        if there is None and f"{shard.name}.tmp" not in found.leftovers:
            yield Finding(shard.name, f"is missing, with {shard.records} records", PUT_BACK)
        elif there and (there.sha256, there.records) != (shard.sha256, shard.records) and not there.flaws:
            said = f"{there.records} lines where {shard.records} were written"
            said = said if there.records != shard.records else "the same number of lines, with other bytes"
            yield Finding(shard.name, f"was altered: {said}", PUT_BACK)


def lines_are_records(found: Survey) -> Iterator[Finding]:
    """Every line of a shard is a record or a tombstone, every line of the rejects says of what."""
    flawed = {shard.name: shard.flaws for shard in found.shards.values() if shard.flaws}
    flawed |= {file.name: file.flaws for file in found.rejects if file.flaws}
    for name, ((number, why), *more) in flawed.items():
        others = f", and {len(more)} more lines" if more else ""
        yield Finding(f"{name}:{number}", f"is no record: {why}{others}", PUT_BACK)


def shards_are_registered(found: Survey) -> Iterator[Finding]:
    """Every shard on disk is known to the state; one that is not would be read twice over."""
    known = {shard.name for shard in found.registered.shards} | set(found.registered.condemned)
    for name in found.shards:
        if name not in known:
            yield Finding(name, "is not known to the state", f"move it away if it was copied there; else {REBUILD}")


def archives_are_as_registered(found: Survey) -> Iterator[Finding]:
    """Every archive is there, with its bytes, and known to the state."""
    known = {archive.name: archive for archive in found.registered.archives}
    for name, archive in known.items():
        size = found.archives.get(name)
        if size is None and f"{name}.tmp" not in found.leftovers:
            yield Finding(name, "is missing: what came of it stands, but cannot be cleaned again", PUT_BACK)
        elif size is not None and (size < archive.bytes or (size > archive.bytes and not _goes_on(found, name))):
            yield Finding(name, f"has {size} bytes where {archive.bytes} were written", PUT_BACK)
    for name in found.archives:
        if name not in known and not _goes_on(found, name) and name not in found.registered.condemned:
            yield Finding(name, "is not known to the state", f"move it away if it was copied there; else {REBUILD}")


def _goes_on(found: Survey, name: str) -> bool:
    """Whether a file is of a run that was killed: what it wrote last was promised to nobody, and is cut off."""
    return run_of(name) in found.registered.unfinished


def pages_are_archived(found: Survey) -> Iterator[Finding]:
    """Where the state says that a page's bytes are, a record begins; if deep, it is read, and is that page's."""
    sizes = {archive.name: archive.bytes for archive in found.registered.archives}
    for place in found.registered.places:
        if found.archives.get(place.archive, -1) < sizes.get(place.archive, 0):
            continue  # ``archives_are_as_registered`` says so
        where = f"{place.archive} at {place.offset}"
        try:
            if not found.deep:
                with (found.data / place.archive).open("rb") as stream:
                    stream.seek(place.offset)
                    if stream.read(3) != b"\x1f\x8b\x08":  # RFC 1952: every record is a gzip member
                        yield Finding(where, f"holds no record, where {place.url} should be", PUT_BACK)
            elif (url := read(found.data / place.archive, place.offset).url) != (place.final or place.url):
                yield Finding(where, f"holds {url}, where {place.url} should be", REBUILD)
        except (ArchiveError, OSError) as error:
            yield Finding(where, f"cannot be read, so that {place.url} is lost: {error}", PUT_BACK)


def archives_hold_no_damage(found: Survey) -> Iterator[Finding]:
    """If deep: every range of an archive gives a record, also where the state knows of none."""
    if not found.deep:
        return
    for name in found.archives:
        places = [place.offset for place in found.registered.places if place.archive == name]
        for damage in _damage(found.data / name):
            if not any(damage.offset <= offset < damage.end for offset in places):  # ``pages_are_archived`` says so
                yield Finding(name, str(damage), PUT_BACK)


def _damage(path: Path) -> list[Damage]:
    try:
        return [each for each in scan(path) if isinstance(each, Damage)]
    except OSError as error:
        return [Damage(0, 0, error.strerror or str(error))]


def versions_are_there_once(found: Survey) -> Iterator[Finding]:
    """Every version of every article is in one registered shard, and none in two."""
    known = {shard.name: shard.sha256 for shard in found.registered.shards}
    read_ones = [shard for shard in found.shards.values() if shard.name in known]
    as_written = {shard.name for shard in read_ones if shard.sha256 == known[shard.name]}
    counted = Counter(
        (shard.site, line.url, line.version)
        for shard in read_ones
        for line in shard.lines
        if not line.is_tombstone and not _taken_down(found, line.url)
    )
    for (_, url, version), n in counted.items():
        if n > 1:
            yield Finding(url, f"has its version {version} {n} times", "keep one of the lines, then " + REBUILD)
    last = {(article.site, article.url): article.version for article in found.registered.articles}
    for site, url, version in counted:
        if version > last.get((site, url), 0):
            yield Finding(url, f"has a version {version} that the state does not know", REBUILD)
    if as_written != known.keys() or any(shard.flaws for shard in read_ones):
        return  # what is missing is in what was altered, which the checks of shards and lines name
    for (site, url), version in last.items():
        for missing in range(1, version + 1):
            if (site, url, missing) not in counted:
                yield Finding(url, f"has no version {missing}, of {version} that were written", PUT_BACK)


def manifests_list_what_is_there(found: Survey) -> Iterator[Finding]:
    """Every run that is over has a manifest, and that lists the run's files as the state does."""
    for flaw in found.manifest_flaws:
        yield Finding("", flaw, PUT_BACK)
    shards, archives = found.registered.shards, found.registered.archives
    for run, _ in found.registered.ended:
        path = f"runs/{run}/manifest.json"
        if run not in found.manifests:
            if not any(f"/{run}/" in flaw for flaw in found.manifest_flaws):
                yield Finding(path, "is missing", PUT_BACK)
            continue
        should = {shard.name: (shard.bytes, shard.sha256) for shard in shards if shard.run == run}
        should |= {archive.name: (archive.bytes, "") for archive in archives if archive.run == run}
        listed = {
            entry["path"]: (entry["bytes"], entry["sha256"] if "records" in entry else "")
            for entry in found.manifests[run]["files"]
        }
        for name in sorted(should.keys() | listed.keys()):
            if name not in listed and name in found.archives | found.shards.keys():  # it may have been moved away then
                yield Finding(path, f"does not list {name}", PUT_BACK)
            elif name not in should:
                yield Finding(path, f"lists {name}, which the state does not know", PUT_BACK)
            elif name in listed and listed[name] != should[name]:
                yield Finding(path, f"lists {name} with other bytes than were written", PUT_BACK)
    if found.deep:
        yield from _archives_are_as_listed(found)


def _archives_are_as_listed(found: Survey) -> Iterator[Finding]:
    registered = {archive.name: archive.bytes for archive in found.registered.archives}
    for run, listed in found.manifests.items():
        for entry in listed["files"]:
            name = entry["path"]
            if "records" in entry or name not in found.archives or found.archives[name] != registered.get(name):
                continue
            if sha256_of(found.data / name) != entry["sha256"]:
                yield Finding(name, f"has other bytes than runs/{run}/manifest.json says", PUT_BACK)


def rejects_are_as_registered(found: Survey) -> Iterator[Finding]:
    """The rejects of a site are as long as the state says, at least."""
    there = {file.name: (found.data / file.name).stat().st_size for file in found.rejects}
    for site, size in (found.registered.rejected or {}).items():
        if there.get(name := f"{site}/rejected.jsonl", 0) < size:
            yield Finding(name, f"has {there.get(name, 0)} bytes where {size} were written", PUT_BACK)


def takedowns_hold(found: Survey) -> Iterator[Finding]:
    """The list of takedowns can be read, and nothing of what it names is kept."""
    if found.takedowns is None:
        yield Finding("", found.list_flaw, "")
    for what in found.unlisted:
        yield Finding("takedowns.jsonl", f"does not list {what}, which the state knows", NEXT_RUN, "note")
    kept = {
        line.url: shard.name
        for shard in found.shards.values()
        for line in shard.lines
        if not line.taken_down and _taken_down(found, line.url)
    }
    kept |= {line.url: file.name for file in found.rejects for line in file.lines if _taken_down(found, line.url)}
    for place in found.registered.places:
        kept |= {url: place.archive for url in (place.url, place.final) if url and _taken_down(found, url)}
    if found.deep:
        kept |= {page.url: name for name in found.archives for page in _covered_pages(found, name)}
    for url, name in kept.items():
        yield Finding(name, f"still holds {url}, which was taken down", f"`jingkan forget {url}` removes it")


def _covered_pages(found: Survey, name: str) -> Iterator[Page]:
    with suppress(*UNREADABLE):  # what else it holds cannot be read, and that is said by other checks
        yield from (page for _, page in pages(found.data / name) if _taken_down(found, page.url))


def _taken_down(found: Survey, url: str) -> bool:
    return found.takedowns is not None and found.takedowns.cover(url)


#: All of them, in the order in which what they find is said: what explains the rest comes first.
CHECKS: tuple[Check, ...] = (
    state_is_whole,
    runs_are_over,
    nothing_is_left_over,
    takedowns_hold,
    shards_are_as_registered,
    lines_are_records,
    shards_are_registered,
    archives_are_as_registered,
    pages_are_archived,
    archives_hold_no_damage,
    versions_are_there_once,
    manifests_list_what_is_there,
    rejects_are_as_registered,
)
