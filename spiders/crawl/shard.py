"""The part of all hosts that one of several machines takes, by hash: nothing is shared, and nothing done twice."""

from __future__ import annotations

from hashlib import blake2b


def parse_shard(text: str | None) -> tuple[int, int]:
    """The part of the hosts a machine takes: ``3/16`` is the third of sixteen.

    >>> parse_shard("3/16"), parse_shard(None)
    ((3, 16), (1, 1))
    """
    if not text:
        return 1, 1
    part, _, parts = text.partition("/")
    if not (part.isdigit() and parts.isdigit() and 1 <= int(part) <= int(parts)):
        raise ValueError(f"SHARD is a part of all machines, as 3/16, not {text!r}")
    return int(part), int(parts)


def in_shard(host: str, shard: tuple[int, int]) -> bool:
    """Whether a host belongs to this machine: by hash, the same on every machine."""
    part, parts = shard
    return parts == 1 or int.from_bytes(blake2b(host.encode(), digest_size=8).digest()) % parts == part - 1
