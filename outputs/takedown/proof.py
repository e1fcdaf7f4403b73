"""Looking afterwards: whether anything of what was taken down is still to be found in the data folder."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from outputs.archive.members import Damage
from outputs.archive.reader import scan
from outputs.takedown.loose_files import Kind, files_below, line_goes, manifest_without
from outputs.takedown.matching import Gone

#: Bytes of a file searched at a time, and how many of them again: longer than any address.
_CHUNK, _OVERLAP = 1 << 20, 1 << 13


@dataclass(frozen=True, slots=True)
class Trace:
    """A file that holds something of what was taken down, or may. said: what and where, and what to do about it."""

    file: str
    said: str


def traces(data: Path, gone: Sequence[Gone]) -> list[Trace]:
    """Every file that still holds something of these takedowns, or of which that cannot be told."""
    found = list[Trace]()
    for name, kind in files_below(data):
        try:
            found += [Trace(name, said) for said in dict.fromkeys(_traces(data / name, kind, gone))]
        except OSError as error:
            found.append(Trace(name, f"could not be read ({error.strerror or error}), so it may hold it"))
    return found


def _traces(path: Path, kind: Kind, gone: Sequence[Gone]) -> Iterator[str]:
    if kind is Kind.ARCHIVE:
        yield from _in_archive(path, gone)
    elif kind is Kind.LINES:
        with path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if any(line_goes(each, line) for each in gone):
                    yield f"holds a line of it, number {number}"
    elif kind is Kind.LOG:
        with path.open("rb") as stream:
            if any(each.mentioned(line) for line in stream for each in gone):
                yield "names it"
    elif kind is Kind.MANIFEST:
        if any(_manifest_names(each, path.read_bytes()) for each in gone):
            yield "names it"
    elif kind is Kind.OTHER and _mentions(path, gone):
        yield "names it: delete it, or make it anew if it is an export or a copy"


def _in_archive(path: Path, gone: Sequence[Gone]) -> Iterator[str]:
    with path.open("rb") as raw:
        for found in scan(path):
            if isinstance(found, Damage):
                raw.seek(found.offset)
                held = found.salvaged + b"\n" + raw.read(found.end - found.offset)
                sure = "they name it" if any(each.mentioned(held) for each in gone) else "they may hold it"
                yield (
                    f"{found}, and {sure}: put the file back from a backup and forget again, or delete the file,"
                    " which loses the other pages in it"
                )
            elif any(each.covers(url) for url in found.names for each in gone):
                yield f"still holds a {found.type} of it at byte {found.offset}: forget it again"
            elif found.page_digest and any(found.page_digest in each.digests for each in gone):
                yield f"holds the very same page under another address: forget {found.url}, too, if it should go"


def _manifest_names(gone: Gone, content: bytes) -> bool:
    try:
        manifest = json.loads(content)
    except ValueError:
        return gone.mentioned(content)
    return bool(manifest_without(gone, manifest) != manifest)


def _mentions(path: Path, gone: Sequence[Gone]) -> bool:
    """Whether any other file says an address of it, as it is or when it is decompressed."""
    if any(_in_chunks(path, gone, compressed=False)):
        return True
    with path.open("rb") as stream:
        if stream.read(2) != b"\x1f\x8b":
            return False
    try:
        return any(_in_chunks(path, gone, compressed=True))
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return True  # it cannot be told: named rather than passed over


def _in_chunks(path: Path, gone: Sequence[Gone], compressed: bool) -> Iterator[bool]:
    with gzip.open(path) if compressed else path.open("rb") as stream:
        window = b""
        while chunk := stream.read(_CHUNK):
            window = window[-_OVERLAP:] + chunk
            yield any(each.mentioned(window) for each in gone)
