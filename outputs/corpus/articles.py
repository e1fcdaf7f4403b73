"""All copies below a data folder → each article once: found, put together, merged, chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from outputs.corpus.copies import Copy, Place, Shelf, newest, standing_at
from outputs.corpus.duplicates import Duplicates, Key
from outputs.corpus.merging import merge
from outputs.corpus.merging.identity import best_id
from outputs.corpus.recurring import Recurring, recurring
from outputs.corpus.selection import Selection
from outputs.corpus.tally import Tally
from outputs.record_types import Record

#: Told what is being done, how much of it is, and of how much.
Progress = Callable[[str, int, int], None]

#: Where an archive has the page of a copy, in bytes; None where that is not known.
Offset = Callable[[Copy], int | None]


def articles(
    data: Path, selection: Selection, tally: Tally, progress: Progress, offset: Offset = lambda copy: None
) -> Iterator[Record]:
    """Every article of the records below ``data`` once, in the order of its first copy's site and address.

    offset: where a copy's archive has its page, None where nobody knows. What becomes of each article is counted in
    ``tally``. The tables of duplicates, ``data/state/duplicates.db``, are brought up to date, and keep the id of each
    article. Raises jsonl.TornLine, DuplicatesError, OSError.
    """
    with Duplicates(tables(data)) as duplicates:
        versions = {Key(version.place.file.parent.name, version.url): version for version in newest(data)}
        read = standing_at(version.place for version in versions.values())
        duplicates.update(_told(read, "reading copies", len(versions), progress))
        clusters = list(duplicates.clusters())
        known = [duplicates.called(cluster) for cluster in clusters]
        ids = identities([[versions[key].identity for key in cluster] for cluster in clusters], known)
        duplicates.call(zip(clusters, ids, strict=True))
    places = {key: version.place for key, version in versions.items()}
    del versions, known
    tally.copies = len(places)
    recurs = _recurring(clusters, places, progress)
    with Shelf() as shelf:
        for n, (cluster, identity) in enumerate(zip(clusters, ids, strict=True), 1):
            progress("merging articles", n, len(clusters))
            if copies := _taken(map(shelf.copy, map(places.__getitem__, cluster)), selection, tally):
                if len(copies) > 1:  # a single one stays as it is
                    copies = [replace(copy, offset=offset(copy)) for copy in copies]
                record = merge(copies, recurs.recurs, identity)
                if record["id"] != identity:  # of a single copy, which merging leaves as it is
                    record = {**record, "id": identity}
                if why := selection.against(record):
                    tally.articles_left_out[why] += 1
                else:
                    tally.take(record, len(copies))
                    yield record


def identities(own: Sequence[Sequence[str]], known: Sequence[Sequence[str]]) -> list[str]:
    """The id of each article, no two the same.

    own: the ids of its copies. known: by which it was called before, several where articles have become one. One that
    another article's copy has, or that was given already where an article has become several, is not taken.

    >>> identities([["url:2"], ["path:1", "url:3"], ["url:9"]], [["url:7"], [], ["url:7"]])
    ['url:7', 'path:1', 'url:9']
    """
    having = {identity: n for n, ids in enumerate(own) for identity in ids}
    given: list[str] = []
    for n, (ids, before) in enumerate(zip(own, known, strict=True)):
        free = [identity for identity in before if having.setdefault(identity, n) == n]
        given.append(best_id(ids, best_id(free) if free else ""))
    return given


def tables(data: Path) -> Path:
    """Where the tables of duplicates are."""
    return data / "state" / "duplicates.db"


def _told(copies: Iterable[Copy], what: str, of: int, progress: Progress) -> Iterator[Copy]:
    for n, copy in enumerate(copies, 1):
        progress(what, n, of)
        yield copy


def _recurring(clusters: Sequence[tuple[Key, ...]], places: dict[Key, Place], progress: Progress) -> Recurring:
    """What recurs on the hosts whose pages are merged; nobody asks of another."""
    merged = {_host(key.url) for cluster in clusters if len(cluster) > 1 for key in cluster}
    number = {places[key]: n for n, cluster in enumerate(clusters) for key in cluster if _host(key.url) in merged}
    found = zip(sorted(number), _told(standing_at(number), "lines of the hosts", len(number), progress), strict=True)
    return recurring((number[place], copy) for place, copy in found)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()


def _taken(copies: Iterable[Copy], selection: Selection, tally: Tally) -> list[Copy]:
    taken = []
    for copy in copies:
        if why := selection.against_copy(copy):
            tally.copies_left_out[why] += 1
        else:
            taken.append(copy)
    return taken
