"""The archive, read: a page by file and offset, or every record of a file in order."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from cleaners import Page
from outputs.archive.digest import payload_digest


class ArchiveError(Exception):
    """A place in the archive that does not hold what it should, in one sentence."""


class Extent(NamedTuple):
    """Where a record lies in its file: its bytes are [offset, end). url: ``""`` for the file's own description."""

    offset: int
    end: int
    url: str


def read(path: Path, offset: int) -> Page:
    """The page whose record begins at an offset of a WARC file.

    Raises ArchiveError where the file is missing, torn, or has no response there.
    """
    try:
        with path.open("rb") as stream:
            stream.seek(offset)
            record = next(iter(ArchiveIterator(stream)))
            if record.rec_type != "response":
                raise ArchiveError(f"{path} holds a {record.rec_type} at {offset}, not a response")
            page = _page(record)
            # warcio hands out what there is of a torn record without a word.
            if payload_digest(page.body) != record.rec_headers.get_header("WARC-Payload-Digest"):
                raise ArchiveError(f"{path} is torn or altered at {offset}: the body is not what was archived")
            return page
    except (OSError, EOFError, zlib.error, ArchiveLoadFailed, StopIteration, ValueError) as error:
        raise ArchiveError(f"{path} cannot be read at {offset}: {error or type(error).__name__}") from error


def pages(path: Path) -> Iterator[tuple[int, Page]]:
    """Every response of a WARC file with its offset, in order; ends without a word at a torn end."""
    with path.open("rb") as stream:
        iterator = ArchiveIterator(stream)
        for record in iterator:
            if record.rec_type == "response":
                offset = iterator.get_record_offset()
                yield offset, _page(record)


def extents(path: Path) -> list[Extent]:
    """Where each record of an archive lies, in order."""
    starts: list[tuple[int, str]] = []
    with path.open("rb") as stream:
        iterator = ArchiveIterator(stream)
        for record in iterator:
            starts.append((iterator.get_record_offset(), record.rec_headers.get_header("WARC-Target-URI") or ""))
    ends = [offset for offset, _ in starts[1:]] + [path.stat().st_size]
    return [Extent(offset, end, url) for (offset, url), end in zip(starts, ends, strict=True)]


def _page(record: ArcWarcRecord) -> Page:
    header = record.rec_headers.get_header
    when = datetime.fromisoformat(header("WARC-Date").replace("Z", "+00:00"))
    content_type = record.http_headers.get_header("Content-Type") or "" if record.http_headers else ""
    return Page(header("WARC-Target-URI"), record.content_stream().read(), content_type, when)
