"""The archive, written: every response as it came, WARC 1.1 (ISO 28500:2017), each record gzipped by itself."""

from __future__ import annotations

import gzip
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from outputs.archive.digest import payload_digest
from outputs.files import sync_folder

#: The payload is what Scrapy hands us, content and transfer encoding undone; a reader must not undo them again.
_UNDONE = {"content-encoding", "transfer-encoding", "content-length"}
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


@dataclass(frozen=True, slots=True)
class Response:
    """What is archived of one response.

    headers: as sent, names and values as latin-1 text. digest: ``payload_digest`` of the body.
    seen: where the same payload is archived already, as (URL, when), or None.
    """

    url: str
    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes
    fetched: datetime
    digest: str
    seen: tuple[str, datetime] | None = None


class Archive:
    """The WARC files one site's run writes, one open at a time, the next begun where one is full."""

    def __init__(self, folder: Path, prefix: str, max_bytes: int = 1 << 30, start: int = 1) -> None:
        """folder: where the files go. prefix: their names' beginning. max_bytes: a file is closed beyond that."""
        self.folder, self.prefix, self.max_bytes = folder, prefix, max_bytes
        self.number = start - 1
        self.stream: IO[bytes] | None = None
        self.path = folder
        self.size = 0

    def write(self, response: Response) -> tuple[Path, int]:
        """Append a response; the file and offset its record begins at. Nothing is on disk for sure before ``sync``."""
        if self.stream is None or self.size >= self.max_bytes:
            self._next()
        offset = self.size
        self._append(_record(response))
        return self.path, offset

    def sync(self) -> None:
        """Return only when all that was written is on disk."""
        if self.stream is not None:
            self.stream.flush()
            os.fsync(self.stream.fileno())

    def abandon(self) -> None:
        """Let go of the file as it is, after a write that failed."""
        if self.stream is not None:
            self.stream.close()
            self.stream = None

    def close(self) -> None:
        if self.stream is not None:
            self.sync()
            self.stream.close()
            self.stream = None

    def _next(self) -> None:
        self.close()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.number += 1
        self.path = self.folder / f"{self.prefix}-{self.number:05}.warc.gz"
        # Unbuffered: a record is compressed in memory and written in one call, so the size is always known.
        self.stream = self.path.open("xb", buffering=0)
        self.size = 0
        sync_folder(self.folder)
        info = {"software": "jingkan", "format": "WARC File Format 1.1"}
        self._append(WARCWriter(BytesIO(), warc_version="1.1").create_warcinfo_record(self.path.name, info))

    def _append(self, record: ArcWarcRecord) -> None:
        buffer = BytesIO()
        WARCWriter(buffer, gzip=False, warc_version="1.1").write_record(record)
        # Level 6: level 9, warcio's own, takes twice the time for one per cent.
        data = gzip.compress(buffer.getvalue(), compresslevel=6, mtime=0)
        assert self.stream is not None
        view = memoryview(data)
        while view:
            view = view[self.stream.write(view) :]
        self.size += len(data)


def _record(response: Response) -> ArcWarcRecord:
    writer = WARCWriter(BytesIO(), warc_version="1.1")
    headers = [(f"X-Archive-Orig-{n}" if n.lower() in _UNDONE else n, v) for n, v in response.headers]
    revisit = response.status == 304 or response.seen is not None
    if not revisit:
        headers.append(("Content-Length", str(len(response.body))))
    http = StatusAndHeaders(f"{response.status} {_REASONS.get(response.status, '')}".strip(), headers, "HTTP/1.1")
    named = {"WARC-Date": _iso(response.fetched)}
    if not revisit:
        named["WARC-Payload-Digest"] = response.digest
        return writer.create_warc_record(
            response.url,
            "response",
            payload=BytesIO(response.body),
            length=len(response.body),
            http_headers=http,
            warc_headers_dict=named,
        )
    url, when = response.seen or (response.url, response.fetched)
    record = writer.create_revisit_record(
        response.url, response.digest or payload_digest(b""), url, _iso(when), http, named
    )
    if response.status == 304:
        record.rec_headers.replace_header("WARC-Profile", _NOT_MODIFIED)
    return record


_REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 304: "Not Modified", 403: "Forbidden", 404: "Not Found"}
_REASONS |= {410: "Gone", 429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable"}


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
