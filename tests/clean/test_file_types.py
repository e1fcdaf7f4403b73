"""What is no page at all: each kind is told the same by ``clean`` and to whoever gives the file by name."""

from __future__ import annotations

import ast
import bz2
import gzip
import io
import lzma
import sqlite3
import sys
import zipfile
from pathlib import Path

import pytest

from cleaners import Page, clean
from cleaners.file_types import FILE_TYPES, binary, file_type
from spiders.one_page import Unreadable, load
from tests.conftest import ROOT

#: Text that goes on where the letters of a signature end.
PROSE = "，是本文要讨论的问题。下面先说它的来历，再说它的用处，最后说它的不足。\n" * 9


def zipped(*names: str) -> bytes:
    with zipfile.ZipFile(out := io.BytesIO(), "w") as file:
        for name in names:
            file.writestr(name, "text")
    return out.getvalue()


def database() -> bytes:
    with sqlite3.connect(":memory:") as db:
        db.execute("CREATE TABLE t (a)")
        return db.serialize()


FILES = {
    "a PDF": (
        b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n",
        b"\r\n%PDF-2.0\r\n1 0 obj",
        b"%PDF-1.7 \n%\xe2",
        b"%PDF-1.5\r%\xe2\xe3",
    ),
    "a ZIP or Office file": (zipped("word/document.xml"), zipped(), b"PK\x07\x08PK\x03\x04" + bytes(30)),
    "gzip data": (gzip.compress(b"page"),),
    "zstd data": (b"\x28\xb5\x2f\xfd\x24\x05\x29\x00\x00page\x00",),
    "bzip2 data": (bz2.compress(b"page"), bz2.compress(b""), bz2.compress(b"page", 1)),
    "xz data": (lzma.compress(b"page"),),
    "a RAR archive": (b"Rar!\x1a\x07\x00\xcf\x90s", b"Rar!\x1a\x07\x01\x00"),
    "a 7z archive": (b"7z\xbc\xaf\x27\x1c\x00\x04",),
    "a WARC archive": (
        b"WARC/1.0\r\nWARC-Type: warcinfo\r\n\r\n",
        b"WARC/1.1\r\nContent-Length: 0\r\n",
        b"WARC/1.1\nwarc-type: response\n",
    ),
    "an SQLite database": (database(),),
    "a PNG image": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"\x89PNG\n\x1a\n\x00\x00"),
    "a JPEG image": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", b"\xff\xd8\xff\xe1\x00\x18Exif\x00"),
    "a GIF image": (b"GIF89a\x01\x00\x01\x00\x80\x00\x00", b"GIF87a\x41\x01\x41\x01\xf7\x20\x00"),
    "an Office file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16),),
    "sound or pictures": (
        b"ID3\x03\x00\x00\x00\x00\x0fvTIT2",
        b"RIFF\x24\x08\x00\x00WAVEfmt \x10\x00\x00\x00",
        b"RIFF\x21\x43\x65\x07AVI LIST\x7e\x01\x00\x00",
        b"RIFF\x99\x99\x01\x00WEBPVP8 ",
    ),
    "a program": (b"\x7fELF\x02\x01\x01" + bytes(9),),
}

#: Texts that begin as a file of some kind does.
TEXTS = (
    "%PDF 是什么",
    "%PDF-格式的来历",
    "%PDF-1.7 与PDF/A的区别",
    "%PDF-1.7标准解读",
    "PK战中的师生关系",
    "PKI体系在图书馆的应用",
    "PK\n一种对抗的形式",
    "BZh 一词的由来",
    "BZh9 是压缩文件的开头",
    "Rar! 解压之后",
    "7z格式与压缩率",
    "7zip 的使用",
    "WARC/1.0 是网页归档的格式",
    "WARC/1.0\n网页归档格式的第一个版本",
    "SQLite format 3 与嵌入式数据库",
    "PNG图像的无损压缩",
    "GIF89 的动画",
    "GIF89a格式的动画教学",
    "GIF87a 与 GIF89a",
    "GIF8 期刊缩写",
    "ID3算法在高校教学评价中的应用",
    "ID3 决策树",
    "RIFF 和WAVE文件的区别",  # between the two words are four bytes, as between those of a file
    "RIFF是资源交换文件格式",
    "RIFF AVI 与 WEBP",
    "ELF文件格式分析",
    "JFIF与EXIF",
    "(µ/ý 是什么",
)
CHARSETS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")


def by_name(path: Path, body: bytes) -> str:
    """What is said to whoever gives a file with these bytes, ``""`` where it is a page."""
    path.write_bytes(body)
    try:
        load(str(path))
    except Unreadable as error:
        return str(error).removeprefix(f"{path}: ")
    return ""


def test_there_are_files_of_every_kind() -> None:
    assert list(FILES) == [kind.name for kind in FILE_TYPES]


@pytest.mark.parametrize("body", [pytest.param(b, id=f"{n} {i}") for n, bs in FILES.items() for i, b in enumerate(bs)])
def test_every_kind_is_told_the_same_both_ways(tmp_path: Path, body: bytes) -> None:
    kind = file_type(body)
    assert kind is not None and body in FILES[kind.name]
    assert binary(body) == kind.name
    assert clean(Page("u", body)).verdict.reasons == (f"not a page but {kind.name}",)
    given = gzip.compress(body) if kind.name == "gzip data" else body  # undone once, as many pages are kept so
    assert by_name(tmp_path / "a", given) == f"is {kind.advice}"


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("text", TEXTS)
def test_a_text_that_begins_as_a_file_does_is_a_page(tmp_path: Path, text: str, charset: str) -> None:
    body = (text + PROSE).encode(charset, "replace")
    assert (file_type(body), binary(body), by_name(tmp_path / "a", body)) == (None, "", "")


@pytest.mark.parametrize("text", TEXTS)
def test_a_page_on_it_is_a_page(text: str) -> None:
    assert clean(Page("u", f"<h1>{text}</h1><p>{PROSE}</p>".encode())).verdict.kind == "clean"


def test_what_holds_a_signature_further_down_is_a_page() -> None:
    for bodies in FILES.values():
        assert all(file_type(b"<pre>" + body) is None for body in bodies)


def test_nothing_but_the_standard_library_is_needed() -> None:
    tree = ast.parse((ROOT / "cleaners" / "file_types.py").read_text(encoding="utf-8"))
    imported = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    assert imported and {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names
