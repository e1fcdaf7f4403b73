"""The inputs to begin with: the project's own pages, lines, entries and files."""

from __future__ import annotations

import gzip
import re
import tempfile
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from itertools import islice
from pathlib import Path

from outputs import jsonl
from outputs.archive.digest import payload_digest
from outputs.archive.members import Member
from outputs.archive.members import members as members_of
from outputs.archive.reader import WarcRecord
from outputs.archive.reader import records as records_of
from outputs.archive.writer import Archive, Response
from outputs.record import to_record
from tests.conftest import ROOT
from tests.fuzz.mutations import DAMAGE, LONGEST
from tests.golden.case import cases
from tests.mirror import load_all, random_page
from tests.relations.sample import samples

#: Bytes of what a small parser is given at most, by hand: a page's tenth, so that there can be a hundred times as many.
SHORT = 1500
_WHEN = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)


@cache
def pages() -> tuple[bytes, ...]:
    """Golden pages as they came, those of the relations, and mirror pages in raw GBK."""
    gbk = (r.body for seed in range(400) if (r := random_page(seed)).facts.damage == "gbk")
    every = (*(case.page.body for case in cases()), *(sample.page.body for sample in samples()), *islice(gbk, 10))
    return tuple(dict.fromkeys(body for body in every if len(body) <= LONGEST))


@cache
def snippets() -> tuple[bytes, ...]:
    """Stretches of pages, from the beginning, the middle and the end of each."""
    return tuple(body[at : at + SHORT] for body in pages() for at in (0, len(body) // 2, max(0, len(body) - SHORT)))


@cache
def heads() -> tuple[bytes, ...]:
    """The heads of pages, where fields are, and stretches of lines with labels."""
    tagged = [body for body in pages() if b"citation_" in body or b"ld+json" in body]
    return (*(body[: 2 * SHORT] for body in tagged), *snippets())


@cache
def sentences() -> tuple[str, ...]:
    """Sentences of the mirror's articles, which are sound, and the paragraph's end."""
    texts = (block.text for truth in load_all() for block in truth.blocks if block.kind == "paragraph")
    return (*(part for text in texts for part in re.findall(r"[^。]+。", text)), "\n")


@cache
def sound() -> tuple[bytes, ...]:
    return tuple(bytes((n, 7 * n % 256)) * 3 for n in range(64))


@cache
def damaged() -> tuple[bytes, ...]:
    return tuple(
        f"{sentence[:60]}{damage}{sentence[60:140]}".encode() for sentence in sentences()[:40] for damage in DAMAGE
    )


@cache
def lines() -> tuple[bytes, ...]:
    """The texts between the tags of all pages, each once."""
    texts = (re.split(r"<[^<>]*>|\n", sample.html) for sample in samples())
    found = dict.fromkeys(text.strip()[:300].encode() for page in texts for text in page if text.strip())
    return (*found, *references()[:60])


@cache
def references() -> tuple[bytes, ...]:
    """The entries that the parser's tests are made of, one by one and three in a row."""
    found = []
    for path in sorted((ROOT / "tests" / "journal").glob("references_*.txt")):
        told = path.read_text("utf-8").splitlines()
        found += [line.partition(" | ")[0] for line in told if line and not line.startswith("#")]
    rows = ("\n".join(found[at : at + 3]) for at in range(0, len(found), 9))
    return tuple(each.encode() for each in (*found, "参考文献\n" + "\n".join(found[:4]), *rows))


@cache
def records() -> tuple[bytes, ...]:
    """Files of records: one, and three."""
    from cleaners import clean

    made = [jsonl.line(to_record(clean(case.page), case.page)) for case in cases()[:4]]
    small = [
        jsonl.line({"id": f"text:{n}", "url": "http://a.example/", "title": "题", "text": "甲。"}) for n in range(3)
    ]
    return (*(line for line in made if len(line) < LONGEST), b"".join(small), b'{"a":1}\n{"b":[null,true]}\n')


@cache
def values() -> tuple[bytes, ...]:
    return (
        *(line for file in records() for line in file.splitlines(keepends=True) if len(line) < 2 * SHORT),
        b'{"a":[1,2.5,null,true,"\\ud800"],"b":{"c":"\\u001b[2J"}}',
        '{"题":"净\u202e\u2028"}'.encode(),
        b"[NaN,Infinity]",
    )


@cache
def archives() -> tuple[bytes, ...]:
    """A small archive of the writer's, the same not compressed, and as another program's single gzip member."""
    written = _written()
    plain = b"".join(found.content for found in members_of(BytesIO(written)) if isinstance(found, Member))
    return written, plain, gzip.compress(plain, mtime=0), written[: len(written) // 2]


@cache
def members() -> tuple[tuple[bytes, bytes], ...]:
    """Each member of the archive as its bytes, and the block of the record in it."""
    written = _written()
    found = [each for each in records_of(BytesIO(written)) if isinstance(each, WarcRecord)]
    return tuple((written[each.offset : each.end], each.block) for each in found)


@cache
def _written() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder), "s")
        for n, body in enumerate(
            (b"<p>" + "甲。".encode() * 9, b"", gzip.compress(b"x" * 99, mtime=0), b"\x00\xff" * 40)
        ):
            sent = (("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip"))
            seen = ("http://a.example/0", _WHEN) if n == 1 else None
            said = Response(
                f"http://a.example/{n}", 304 if n == 1 else 200, sent, body, _WHEN, payload_digest(body), seen
            )
            path, _ = archive.write(said)
        archive.close()
        return path.read_bytes()


@cache
def robots() -> tuple[bytes, ...]:
    return (
        b"User-agent: *\nDisallow: /search\nAllow: /search/a*$\nCrawl-delay: 2\nSitemap: http://a.example/sitemap.xml\n",
        b"User-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nContent-Signal: search=yes, ai-train=no\nDisallow:\n",
        b"User-agent: jingkan\nRequest-rate: 1/5 0800-1700\nVisit-time: 0600-0845\nHost: a.example\nCrawl-delay: 1e3\n",
        "User-agent: *\nDisallow: /搜索?q=%E6%90\nClean-param: a&b /x\nSitemap: /地图.xml\nSitemap: http://[\n".encode(),
    )


@cache
def sitemaps() -> tuple[bytes, ...]:
    urls = "".join(
        f"<url><loc>http://a.example/lunwen/{n}.html</loc><lastmod>2024-01-0{n}</lastmod></url>" for n in range(1, 5)
    )
    xmlns = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    plain = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {xmlns}>{urls}</urlset>'.encode()
    index = (
        f"<sitemapindex {xmlns}><sitemap><loc>http://a.example/sitemap-1.xml.gz</loc></sitemap></sitemapindex>".encode()
    )
    entity = b'<!DOCTYPE u [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><urlset><url><loc>http://a.example/&b;</loc></url></urlset>'
    text = "\n".join(f"http://a.example/lunwen/{n}.html" for n in range(4)).encode()
    return (
        plain,
        index,
        entity,
        text,
        gzip.compress(plain, mtime=0),
        plain.decode().replace("UTF-8", "gbk").encode("gbk"),
    )
