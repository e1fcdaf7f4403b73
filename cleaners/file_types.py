"""What is no page at all, by its first bytes: the one table of magic numbers.

A signature made of letters alone would also match a text that begins with them ("ID3算法在高校教学评价中的应用",
"RIFF 和WAVE文件的区别"), so such a row asks for what follows the letters in a file and in no text: a control
character, a version, a line of headers. Each signature is from the format's own specification.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileType:
    """One kind of file. name: as it completes "not a page but …". advice: as it completes "FILE is …", for a person who
    gave the file, with what to do about it. signature: matched at the first byte that is no white space.
    """

    name: str
    advice: str
    signature: re.Pattern[bytes]


def _row(name: str, signature: bytes, advice: str) -> FileType:
    return FileType(name, advice, re.compile(signature, re.DOTALL))


_ONLY_TEXT = "only HTML and plain text are read"

GZIP = _row("gzip data", rb"\x1f\x8b\x08", "gzip-compressed once more: decompress it first")

FILE_TYPES = (
    _row("a PDF", rb"%PDF-\d\.\d(?! ?[\x80-\xff])", f"a PDF; {_ONLY_TEXT}: give the article's landing page"),
    _row(
        "a ZIP or Office file",
        rb"PK(?:\x03\x04|\x05\x06|\x07\x08)",  # with files, empty, in several parts
        "a zip file (or an Office document, or an EPUB): unpack it and give the pages inside",
    ),
    GZIP,
    _row("zstd data", rb"\x28\xb5\x2f\xfd", "zstd-compressed: decompress it first"),
    # The magic number of the first block, or of the end where there is none.
    _row("bzip2 data", rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)", "bzip2-compressed: decompress it first"),
    _row("xz data", rb"\xfd7zXZ\x00", "xz-compressed: decompress it first"),
    _row("a RAR archive", rb"Rar!\x1a\x07", "a RAR archive: unpack it and give the pages inside"),
    _row("a 7z archive", rb"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it and give the pages inside"),
    _row(
        "a WARC archive",
        rb"WARC/\d\.\d\r?\n[A-Za-z-]+:",
        "a WARC archive, not a page: name it itself to `scrapy clean`",
    ),
    _row("an SQLite database", rb"SQLite format 3\x00", "an SQLite database, not a page"),
    _row("a PNG image", rb"\x89PNG\r?\n\x1a", f"a PNG picture; {_ONLY_TEXT}"),
    _row("a JPEG image", rb"\xff\xd8\xff", f"a JPEG picture; {_ONLY_TEXT}"),
    # Width, height, colours, background and aspect follow, in seven bytes; the aspect is 0 but in the oddest picture.
    _row("a GIF image", rb"GIF8[79]a(?=.{0,6}\x00)", f"a GIF picture; {_ONLY_TEXT}"),
    _row(
        "an Office file", rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document: save it as HTML or text first"
    ),
    # ID3v2: version and revision. RIFF: size of the file, its form, name and size of its first part, which is small.
    _row(
        "sound or pictures",
        rb"ID3[\x02-\x04]\x00|RIFF(?=.{0,15}\x00).{4}(?:WAVE|AVI |WEBP)",
        f"sound or pictures; {_ONLY_TEXT}",
    ),
    _row("a program", rb"\x7fELF", f"a program; {_ONLY_TEXT}"),
)

#: Bytes that are looked at: a file may begin with some white space.
HEAD = 1024


def file_type(body: bytes) -> FileType | None:
    """The kind of file that the bytes begin like; None where that may be a page.

    >>> file_type(b"%PDF-1.7\\n...").name, file_type("%PDF 是什么".encode())
    ('a PDF', None)
    """
    start = body[:HEAD].lstrip()
    return next((kind for kind in FILE_TYPES if kind.signature.match(start)), None)


def binary(body: bytes) -> str:
    """What the bytes are if they are no text at all, ``""`` where they are.

    >>> binary(b"ID3\\x03\\x00"), binary("ID3算法的应用".encode())
    ('sound or pictures', '')
    >>> binary(b"%PDF-1.7 ..."), binary("中文".encode("utf-16-le")), binary("\\ufeff中文".encode("utf-16-le"))
    ('a PDF', '', '')
    """
    if kind := file_type(body):
        return kind.name
    if body[:1024].lstrip().startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ""
    sample = body[:8192]
    controls = len(sample) - len(sample.translate(None, bytes(range(9)) + bytes(range(14, 32))))
    return "binary data" if controls > 0.1 * len(sample) else ""
