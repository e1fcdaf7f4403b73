"""A page by name: what is one comes as its bytes, what is not is named in one sentence that says what to do."""

from __future__ import annotations

import gzip
import io
import sys
from pathlib import Path

import pytest

from spiders.guard.limits import LIMITS, Limits
from spiders.one_page import Unreadable, load
from tests.commands.conftest import ARTICLE, Pages

HTML = ARTICLE.encode()


def refused(source: str | Path, limits: Limits = LIMITS) -> str:
    with pytest.raises(Unreadable) as caught:
        load(str(source), limits=limits)
    said = str(caught.value)
    assert said.startswith(f"{source}: "), "it names the source"
    assert "\n" not in said
    return said.removeprefix(f"{source}: ")


class TestFile:
    def test_is_read_as_it_is(self, tmp_path: Path) -> None:
        path = tmp_path / "页面.html"
        path.write_bytes(HTML)
        page = load(str(path))
        assert (page.body, page.content_type, page.fetched) == (HTML, "", None)
        assert page.url == path.as_uri()

    def test_gzip_is_undone_whatever_the_name(self, tmp_path: Path) -> None:
        for name in ("page.html.gz", "page.html"):
            (tmp_path / name).write_bytes(gzip.compress(HTML))
            assert load(str(tmp_path / name)).body == HTML

    def test_url_can_be_given(self, tmp_path: Path) -> None:
        (tmp_path / "a.html").write_bytes(HTML)
        assert load(str(tmp_path / "a.html"), "https://a.example/1").url == "https://a.example/1"

    @pytest.mark.parametrize(
        "body",
        [
            ARTICLE.encode("gb18030"),
            ARTICLE.encode("utf-16"),
            ARTICLE.encode("utf-16-le"),
            "[摘要]县域图书馆的书目数据。".encode(),
            "{\\rtf 不是 JSON".encode(),
            b"x",
            b"a\0b" + HTML,  # a stray NUL does not make a page binary
        ],
    )
    def test_text_of_any_charset_is_a_page(self, tmp_path: Path, body: bytes) -> None:
        (tmp_path / "a.html").write_bytes(body)
        assert load(str(tmp_path / "a.html")).body == body

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "is empty: there is nothing to clean"),
            (b" \r\n\t", "is empty: there is nothing to clean"),
            (gzip.compress(b"", mtime=0), "is empty: there is nothing to clean"),
            (gzip.compress(HTML, mtime=0)[:-20], "the gzip file is cut short: fetch or copy it again"),
            (gzip.compress(HTML, mtime=0)[:4], "the gzip file is cut short: fetch or copy it again"),
            (b"\x1f\x8b\x08" + b"\xff" * 80, "the gzip file is"),
            (b"%PDF-1.4\n%\xe2\xe3", "is a PDF; only HTML and plain text are read: give the article's landing page"),
            (gzip.compress(b"%PDF-1.4\n", mtime=0), "is a PDF"),
            (b"\x89PNG\r\n\x1a\n" + bytes(40), "is a PNG picture"),
            (b"PK\x03\x04" + bytes(40), "is a zip file"),
            (bytes(range(256)) * 8, "is binary data, neither HTML nor text"),
            (bytes(1000), "is binary data"),
            (b'{"url": "https://a.example/1"}', "is JSON, not a page: give the page's HTML or text itself"),
            (b'{"id": "1"}\n{"id": "2"}\n', "is JSON"),
            (b'["a", "b"]', "is JSON"),
        ],
    )
    def test_what_is_no_page_is_refused(self, tmp_path: Path, content: bytes, said: str) -> None:
        path = tmp_path / "page.html.gz"
        path.write_bytes(content)
        assert refused(path).startswith(said)

    def test_missing_folder_and_unreadable(self, tmp_path: Path) -> None:
        assert refused(tmp_path / "none.html").startswith("no such file")
        assert refused(tmp_path).startswith("is a folder: give its files")
        assert refused(tmp_path / "none.html" / "x").startswith(("no such file", "cannot be read"))
        assert refused("a\0b").startswith("cannot be read")
        assert refused("x" * 5000).startswith("cannot be read")

    def test_no_permission(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def deny(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        path = tmp_path / "a.html"
        path.write_bytes(HTML)
        monkeypatch.setattr(Path, "open", deny)  # the tests may run as root, whom no mode keeps out
        assert refused(path) == "cannot be read: Permission denied"

    def test_size_is_bounded_also_unpacked(self, tmp_path: Path) -> None:
        for name, content in (("a.html", b"x" * (1 << 20) + b"x"), ("a.html.gz", gzip.compress(b"x" * (1 << 24)))):
            (tmp_path / name).write_bytes(content)
            assert refused(tmp_path / name, Limits(body=1 << 20)) == "is larger than 1 MB: not a page"


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(HTML))))
    page = load("-", "https://a.example/1")
    assert (page.url, page.body) == ("https://a.example/1", HTML)


class TestAddress:
    def test_is_fetched(self, web: tuple[str, Pages]) -> None:
        here, pages = web
        pages["/a.html"] = (200, {"Content-Type": "text/html; charset=gbk"}, HTML)
        page = load(f"{here}/a.html")
        assert (page.url, page.body, page.content_type) == (f"{here}/a.html", HTML, "text/html; charset=gbk")
        assert page.fetched is not None and page.fetched.tzinfo is not None

    def test_redirects_lead_to_the_url(self, web: tuple[str, Pages]) -> None:
        here, pages = web
        pages["/old"] = (301, {"Location": "/new"}, b"")
        pages["/new"] = (200, {}, HTML)
        assert load(f"{here}/old").url == f"{here}/new"
        assert load(f"{here}/old", "https://a.example/1").url == "https://a.example/1"

    def test_content_encoding_is_undone(self, web: tuple[str, Pages]) -> None:
        here, pages = web
        pages["/a"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(HTML))
        assert load(f"{here}/a").body == HTML

    @pytest.mark.parametrize(
        ("answer", "said"),
        [
            ((404, {}, b"gone"), "the server answers 404 Not Found"),
            ((503, {}, b""), "the server answers 503"),
            ((200, {}, b""), "is empty"),
            ((200, {"Content-Type": "application/pdf"}, b"%PDF-1.7\n"), "is a PDF"),
            ((301, {"Location": "/a"}, b""), "redirects in a circle"),
            ((301, {"Location": "http://[bad"}, b""), "could not be fetched"),
            ((200, {"Content-Encoding": "gzip"}, b"no gzip at all"), "could not be fetched"),
            ((200, {"Content-Length": "99999"}, b"cut"), "could not be fetched"),
        ],
    )
    def test_what_cannot_be_had(
        self, web: tuple[str, Pages], answer: tuple[int, dict[str, str], bytes], said: str
    ) -> None:
        here, pages = web
        pages["/a"] = answer
        assert refused(f"{here}/a").startswith(said)

    @pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "http://", "http://[", "http://bad host/", "https://"])
    def test_nobody_there(self, address: str) -> None:
        assert refused(address).startswith(("could not be fetched", "is no address"))

    def test_other_schemes(self) -> None:
        assert refused("ftp://a.example/x") == "cannot fetch ftp addresses, only http and https"
