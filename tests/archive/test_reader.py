"""The reader of archives: the bodies of our own files, files of other programs, and what lies elsewhere than it did."""

from __future__ import annotations

import gzip
import logging
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from outputs.archive.members import Damage
from outputs.archive.reader import ArchiveError, find, pages, read, scan
from tests.archive.damage import REDIRECTED, article, make

CHUNKED = b"5\r\n<p>on\r\n5\r\ne</p>\r\n0\r\n\r\n"


def foreign(compressed: bool, chunked: bool = False) -> bytes:
    """Two pages and a request as warcio itself writes them."""
    stream = BytesIO()
    writer = WARCWriter(stream, gzip=compressed)
    coding = [("Transfer-Encoding", "chunked")] if chunked else []
    for n in range(2):
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *coding], protocol="HTTP/1.1")
        body = BytesIO(CHUNKED if chunked else b"<p>one</p>")
        writer.write_record(
            writer.create_warc_record(f"http://b.example/{n}", "response", payload=body, http_headers=headers)
        )
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "b.example")], is_http_request=True)
        writer.write_record(writer.create_warc_record(f"http://b.example/{n}", "request", http_headers=asked))
    return stream.getvalue()


def test_every_page_of_an_archive_comes_with_its_body(tmp_path: Path) -> None:
    written = make(tmp_path)
    (path,) = tmp_path.glob("*/archive/*")
    found = list(pages(path))
    assert [(offset, page.url, page.body) for offset, page in found] == [
        (one.offset, one.url, one.body) for one in written if one.body
    ]
    assert all(page == read(path, offset) for offset, page in found)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(foreign(compressed=True), id="a member a record"),
        pytest.param(foreign(compressed=False), id="not compressed"),
        pytest.param(gzip.compress(foreign(compressed=False)), id="one member for all"),
        pytest.param(foreign(compressed=True, chunked=True), id="chunked"),
    ],
)
def test_files_of_other_programs_are_read(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "b.warc.gz"
    path.write_bytes(content)
    found = list(pages(path))
    assert [(page.url, page.body, page.content_type) for _, page in found] == [
        (f"http://b.example/{n}", b"<p>one</p>", "text/html") for n in range(2)
    ]
    assert read(path, found[0][0]).url == "http://b.example/0"


def test_a_damaged_file_that_is_not_compressed_gives_the_record_behind(tmp_path: Path) -> None:
    path = tmp_path / "b.warc"
    path.write_bytes(foreign(compressed=False).replace(b"<p>one</p>", b"<p>0ne</p>", 1))
    kinds = [one.why if isinstance(one, Damage) else one.url for one in scan(path)]
    assert kinds[0].startswith("altered") and kinds[1:] == [f"http://b.example/{n}" for n in (0, 1, 1)]
    path.write_bytes(foreign(compressed=False).replace(b"Content-Length: 5", b"Content-Length: 9", 1))
    assert [page.url for _, page in pages(path)] == ["http://b.example/1"]


@pytest.mark.parametrize("content", [b"", b"\0" * 5000, b"no archive at all", b"\x1f\x8b\x08" * 2000])
def test_what_is_no_archive_gives_no_page_and_is_named(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "c.warc.gz"
    path.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        assert list(pages(path)) == []
    assert (str(path) in caplog.text) == bool(content)
    with pytest.raises(ArchiveError, match=r"c\.warc\.gz is damaged at byte 0"):
        read(path, 0)


def test_a_page_is_found_where_bytes_before_it_are_gone(tmp_path: Path) -> None:
    written = make(tmp_path)
    (path,) = tmp_path.glob("*/archive/*")
    content = path.read_bytes()
    path.write_bytes(content[: written[1].offset + 9] + content[written[1].offset + 50 :])
    last = next(one for one in reversed(written) if one.mark and one.url == article(REDIRECTED + 1))
    with pytest.raises(ArchiveError):
        read(path, last.offset)
    when = next(one.date for one in scan(path) if not isinstance(one, Damage) and one.url == last.url)
    assert find(path, last.url, when.timestamp()).body == last.body
    with pytest.raises(ArchiveError, match="does not hold"):
        find(path, last.url, when.timestamp() + 1)
