"""What the state's numbers stand for. They are on disk for good: a new one gets the next number, none is given anew."""

from __future__ import annotations

from enum import IntEnum


class UrlState(IntEnum):
    """Where a URL is on its way. DONE: answered, and asked again when it is due. DEAD: gone for good."""

    PENDING = 0
    IN_FLIGHT = 1
    DONE = 2
    DEAD = 3


class PageStatus(IntEnum):
    """What became of a page that was put up for cleaning.

    EMITTED: it gave a record or a tombstone. SAME: the text of the last record. REJECTED: no article. QUARANTINED: it
    was an article, and now is something else. FORGOTTEN: taken down.
    """

    WAITING = 0
    EMITTED = 1
    SAME = 2
    REJECTED = 3
    QUARANTINED = 4
    FORGOTTEN = 5


class ShardState(IntEnum):
    """What a shard is called on disk: by its temporary name, or by the one it is registered with."""

    TEMPORARY = 0
    NAMED = 1
