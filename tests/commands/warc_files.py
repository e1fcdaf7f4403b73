"""WARC files as they are met: written by warcio, with the header forms of Common Crawl in its several years."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

Headers = tuple[tuple[str, str], ...]
HTML: Headers = (("Content-Type", "text/html; charset=utf-8"),)


@dataclass(frozen=True)
class Answer:
    """What a server answered, as it stands in a file. body: the bytes there, whatever the headers say of them."""

    url: str
    body: bytes
    headers: Headers = HTML
    status: str = "200 OK"
    type: str = "response"


def write(path: Path, answers: list[Answer], compressed: bool = True, version: str = "WARC/1.0") -> list[int]:
    """Write a file; where each answer begins. It begins with a warcinfo, and each answer is followed by a request."""
    stream = BytesIO()
    writer = WARCWriter(stream, gzip=compressed, warc_version=version)
    writer.write_record(writer.create_warcinfo_record(path.name, {"software": "test"}))
    offsets = []
    for answer in answers:
        offsets.append(stream.tell())
        headers = StatusAndHeaders(answer.status, list(answer.headers), protocol="HTTP/1.1")
        record = writer.create_warc_record(answer.url, answer.type, payload=BytesIO(answer.body), http_headers=headers)
        writer.write_record(record)
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "b.example")], is_http_request=True)
        writer.write_record(writer.create_warc_record(answer.url, "request", http_headers=asked))
    path.write_bytes(stream.getvalue())
    return offsets


def forms(body: bytes) -> dict[str, Answer]:
    """One page in every form in which archives hold it, by name."""
    url = "https://b.example/{}"
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    packed = gzip.compress(body, mtime=0)
    held: dict[str, tuple[bytes, Headers]] = {
        "as it is": (body, ()),
        "chunked": (chunked, (("Transfer-Encoding", "chunked"),)),
        "packed": (packed, (("Content-Encoding", "gzip"),)),
        "packed and chunked": (
            b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed),
            (("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")),
        ),
        # Since 2018: what was undone is named under another name.
        "undone": (body, (("X-Crawl-Content-Encoding", "gzip"), ("X-Crawl-Transfer-Encoding", "chunked"))),
        # Before, and in CC-NEWS until May 2019: undone, and the headers say nothing of it.
        "undone in silence": (body, (("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"))),
        "undone in silence, length": (body, (("Content-Encoding", "gzip"), ("Content-Length", "17"))),
    }
    return {
        name: Answer(url.format(n), content, (*HTML, *more)) for n, (name, (content, more)) in enumerate(held.items())
    }
