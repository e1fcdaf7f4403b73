"""The archive, read: every record of a file in order, with what is damaged; or a page by file and offset.

Whatever reads an archive goes through here. A record's body is checked against the digest that it was archived with.
Files of other programs are read as well: one gzip member that holds many records (they share its offset), a file that
is not compressed, a body that is kept with its transfer encoding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from warcio.bufferedreaders import ChunkedDataReader

from cleaners import Page
from outputs.archive.digest import payload_digest
from outputs.archive.encodings import TooLarge, Undecodable, undone
from outputs.archive.members import MOST, Damage, Member, content_length, member_at, members
from outputs.outside.log import logger

log = logger(__name__)

_HEAD_END = b"\r\n\r\n"
#: Digests of this form are checked, the one this archive writes; other programs have others.
_DIGEST = re.compile(r"sha1:[A-Z2-7]{32}")
_STATUS = re.compile(rb"HTTP/[\d.]+ (\d{3})(?!\d)")
#: A URL that damage has not plainly gone over, fit for a terminal.
_PLAIN_URL = re.compile(r"https?://[!-~]+")
_OF_NOTHING = payload_digest(b"")
#: Files whose contents are remembered for ``find``: a worker reads one after the other.
_REMEMBERED = 4


class ArchiveError(Exception):
    """A place in the archive that does not hold what it should, in one sentence."""


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """A sound record; its member's bytes are [offset, end). url: ``""`` for the file's own description.

    type: ``response``, ``revisit``, ``warcinfo`` …. refers_to: the URL of which a revisit says that it has not changed.
    digest: of the payload, ``""`` if the record names none. block: what the record holds, HTTP headers included.
    """

    offset: int
    end: int
    type: str
    url: str
    date: datetime
    digest: str = ""
    refers_to: str = ""
    block: bytes = field(default=b"", repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The URLs that the record is of."""
        return tuple(url for url in (self.url, self.refers_to) if url)

    @property
    def page_digest(self) -> str:
        """The digest of a page's body; "" where there is none: it is empty, an error (404), or had not changed."""
        return self.digest if self.status == "200" and self.digest != _OF_NOTHING else ""

    @property
    def status(self) -> str:
        """The three digits a server answered with; "" of what is no answer of a web server."""
        found = _STATUS.match(self.block) if self.type == "response" else None
        return found[1].decode() if found else ""

    def page(self) -> Page:
        """The page that was archived, of a response. Raises TooLarge for a bomb."""
        headers, payload = _http(self.block)
        return Page(self.url, _decoded(headers, payload), headers.get("content-type", ""), self.date)


def scan(path: Path) -> Iterator[WarcRecord | Damage]:
    """Every record of a WARC file in order, and every range of it that gives none."""
    with path.open("rb") as stream:
        yield from records(stream)


def records(stream: BinaryIO) -> Iterator[WarcRecord | Damage]:
    """The same of an open file."""
    for found in members(stream):
        yield from _records(found) if isinstance(found, Member) else [found]


def written_by_us(path: Path) -> bool:
    """Whether a file begins as those that a crawl of ours archives to. Raises OSError."""
    first = next(scan(path), None)
    return isinstance(first, WarcRecord) and first.type == "warcinfo" and b"software: jingkan" in first.block


def pages(path: Path) -> Iterator[tuple[int, Page]]:
    """Every response of a WARC file with its offset, in order; what cannot be read is named in the log."""
    for found in scan(path):
        if isinstance(found, Damage):
            log.warning("%s: %s", path, found)
        elif found.type == "response":
            yield found.offset, found.page()


def read(path: Path, offset: int) -> Page:
    """The page whose record begins at an offset of a WARC file.

    Raises ArchiveError where the file is missing, damaged, or has no response there.
    """
    return _response(path, offset).page()


def find(path: Path, url: str, fetched: float) -> Page:
    """The page that was fetched from a URL at a time (seconds since 1970), wherever in the file it lies.

    For a file whose bytes were shifted, so that its records no longer lie where they were written. Raises ArchiveError
    where it is not to be found.
    """
    try:
        stat = path.stat()
        offset = _places(path, stat.st_size, stat.st_mtime_ns).get((url, datetime.fromtimestamp(fetched, UTC)))
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror}") from error
    if offset is None:
        raise ArchiveError(f"{path} does not hold {url} any more")
    return read(path, offset)


def salvaged_url(damage: Damage) -> str:
    """The URL of a damaged record, ``""`` where it can no longer be told."""
    head, whole, _ = damage.salvaged.partition(_HEAD_END)
    url = _fields(head).get("warc-target-uri", "").strip("<>") if whole else ""
    return url if _PLAIN_URL.fullmatch(url) else ""


@lru_cache(_REMEMBERED)
def _places(path: Path, size: int, changed: int) -> Mapping[tuple[str, datetime], int]:
    """Where each response of a file lies, by URL and time. size, changed: tell a file that is another by now."""
    return {
        (found.url, found.date): found.offset
        for found in scan(path)
        if isinstance(found, WarcRecord) and found.type == "response"
    }


def _records(member: Member) -> Iterator[WarcRecord | Damage]:
    """The records of a member: one, but for those of a few other programs."""
    rest = member.content
    while rest:
        # By places: a copy of what is behind the headers would be another of the whole record.
        end = rest.find(_HEAD_END) if _HEAD_END in rest else len(rest)
        head, begin = rest[:end], end + len(_HEAD_END)
        fields, length = _fields(head), content_length(head)
        try:
            date = datetime.fromisoformat(fields["warc-date"])
        except (KeyError, ValueError):
            date = None
        if length is None or date is None:
            yield Damage(member.offset, member.end, "its headers give no length or no date", rest)
            return
        record = WarcRecord(
            member.offset,
            member.end,
            fields.get("warc-type", ""),
            fields.get("warc-target-uri", "").strip("<>"),  # WARC 1.0 had the brackets
            date if date.tzinfo else date.replace(tzinfo=UTC),
            fields.get("warc-payload-digest", ""),
            fields.get("warc-refers-to-target-uri", "").strip("<>"),
            rest[begin : begin + length],
        )
        if len(record.block) < length or not _is_as_archived(record):
            yield Damage(member.offset, member.end, "altered: the body is not what was archived", rest)
        else:
            yield record
        rest = rest[begin + length :].lstrip(b"\r\n")


def _is_as_archived(record: WarcRecord) -> bool:
    if record.type != "response" or not _DIGEST.fullmatch(record.digest):
        return True
    headers, payload = _http(record.block)
    # Some programs name the digest of what was sent, some that of what was meant.
    if payload_digest(payload) == record.digest:
        return True
    try:
        return payload_digest(_decoded(headers, payload)) == record.digest
    except TooLarge:
        return False


def _http(block: bytes) -> tuple[Mapping[str, str], bytes]:
    """The headers and the payload of a response; of another protocol's there are no headers."""
    if not block.startswith(b"HTTP/"):
        return {}, block
    head, _, payload = block.partition(_HEAD_END)
    return _fields(head), payload


def _decoded(headers: Mapping[str, str], payload: bytes) -> bytes:
    """A payload without its transfer and content encoding; this archive's own have none any more."""
    if headers.get("transfer-encoding", "").lower() == "chunked":
        payload = bytes(ChunkedDataReader(BytesIO(payload)).read())
    encodings = [name.strip() for name in headers.get("content-encoding", "").split(",")]
    parts = list[bytes]()
    try:
        for part in undone([payload], encodings, MOST):
            parts.append(part)
    except TooLarge:
        raise
    except Undecodable:  # a body that was cut as it was archived, or an encoding that was undone then
        return b"".join(parts) or payload
    return b"".join(parts)


def _fields(head: bytes) -> dict[str, str]:
    """Header fields by name in lower case; of a name that comes twice the first, and no lines that go on.

    >>> _fields(b"WARC/1.1\\r\\nWARC-Type: response\\r\\nContent-Length: 0")
    {'warc-type': 'response', 'content-length': '0'}
    """
    fields: dict[str, str] = {}
    for line in head.split(b"\r\n")[1:]:
        name, found, value = line.partition(b":")
        if found:
            fields.setdefault(_text(name).strip().lower(), _text(value).strip())
    return fields


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _response(path: Path, offset: int) -> WarcRecord:
    try:
        with path.open("rb") as stream:
            member = member_at(stream, offset)
    except (OSError, ValueError) as error:  # ValueError: a negative offset
        raise ArchiveError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    found = next(_records(member), None) if isinstance(member, Member) else member
    if not isinstance(found, WarcRecord):
        raise ArchiveError(f"{path} is damaged at byte {offset}: {found.why if found else 'it is empty there'}")
    if found.type != "response":
        raise ArchiveError(f"{path} holds a {found.type} at {offset}, not a response")
    return found
