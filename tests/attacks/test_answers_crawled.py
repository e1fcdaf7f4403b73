"""A run over a host that answers with one attack a page, and with good pages between them."""

from __future__ import annotations

import gzip
import re
import socket
import subprocess
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest

from outputs import jsonl
from spiders.crawl.limits.overruns import WORDS
from tests.commands.conftest import ARTICLE
from tests.conftest import HUNG, ROOT
from tests.crawl.runner import command, newest, records

#: Answers of a host, path → the bytes that it sends, which may have no end.
Answers = dict[str, Callable[[], Iterable[bytes]]]


@dataclass
class Host:
    """A server on this machine. asked, sent: requests and bytes of answers by path."""

    port: int
    answers: Answers = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, connection: socket.socket) -> None:
        """Answer one request, until the client has enough of it."""
        with connection:
            connection.settimeout(HUNG)
            path = connection.recv(65536).split(b" ")[1].decode()
            self.asked[path] += 1
            try:
                for piece in self.answers.get(path, lambda: [b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"])():
                    connection.sendall(piece)
                    self.sent[path] += len(piece)
            except OSError:  # it had enough
                pass


@contextmanager
def host() -> Iterator[Host]:
    """A host to be given its answers, for a block."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        found = Host(server.getsockname()[1])

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:  # the test is over
                    return
                threading.Thread(target=found.answer, args=(connection,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield found
        server.shutdown(socket.SHUT_RDWR)


def whole(body: bytes, *headers: str, kind: str = "text/html; charset=utf-8") -> list[bytes]:
    """An answer as it should be."""
    head = ["HTTP/1.1 200 OK", "Connection: close", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
    return ["\r\n".join([*head, "", ""]).encode(), body]


def dripping(piece: bytes) -> Iterator[bytes]:
    while True:
        yield piece
        time.sleep(0.2)


def packed(start: bytes, more: bytes, times: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return packer.compress(start) + b"".join(packer.compress(more) for _ in range(times)) + packer.flush()


def page(number: int) -> str:
    return f"/page/2013/0429/{number}.shtml"


OK, CHUNKED = b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
BOMB = packed(b"", b"a" * (1 << 20), 200)
BROTLI = bytes.fromhex("cbffff3ff825c2e2b14020f7fe8fffff7ff04b00c4611180eefd5ffeffffe0970088c30200ddfb1f")  # 20 MB
#: What each page is, and the limit it runs over.
ATTACKS: tuple[tuple[str, Callable[[], Iterable[bytes]]], ...] = (
    ("head", lambda: chain([OK], repeat(b"X-A: b\r\n" * 5000))),
    ("head", lambda: chain([OK, b"X-A: "], repeat(b"b" * 50_000))),
    ("head", lambda: repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)),
    ("silence", lambda: chain([OK], dripping(b"X-A: b\r\n"))),
    ("silence", lambda: dripping(b"")),
    ("seconds", lambda: chain([OK, b"\r\n"], dripping(b"a"))),
    ("framing", lambda: chain([CHUNKED], repeat(b"1\r\na\r\n" * 5000))),
    ("framing", lambda: chain([CHUNKED], repeat(b"400;" + b"x" * 900 + b"\r\n" + b"a" * 1024 + b"\r\n"))),
    ("body", lambda: chain([OK, b"\r\n"], repeat(b"a" * 50_000))),
    ("body", lambda: chain([OK, b"Content-Length: 999999999\r\n\r\n"], repeat(b"a" * 50_000))),
    ("body", lambda: whole(BOMB, "Content-Encoding: gzip")),
    ("body", lambda: whole(gzip.compress(BOMB), "Content-Encoding: gzip, gzip")),
    ("body", lambda: whole(BROTLI, "Content-Encoding: br")),
    ("encodings", lambda: whole(b"a", "Content-Encoding: " + ", ".join(["gzip"] * 900))),
)
GOOD = 5


def attacker(found: Host) -> None:
    """A front page that leads to every attack, with a good page after each few of them."""
    pages = [page(number) for number in range(len(ATTACKS) + GOOD)]
    front = "".join(f'<a href="{path}">页</a>' for path in pages)
    found.answers["/"] = lambda: whole(front.encode())
    for path, (_, answer) in zip(pages, ATTACKS, strict=False):
        found.answers[path] = answer
    for path in pages[len(ATTACKS) :]:
        found.answers[path] = lambda path=path: whole(ARTICLE.replace("班级图书角", f"第{path}图书角").encode())


@dataclass(frozen=True)
class Crawled:
    """A run that is over. peak: bytes of memory that the crawling process had at most."""

    out: str
    manifest: dict[str, Any]
    peak: int


def crawl(data: Path, found: Host, pages: int, **given: object) -> Crawled:
    """`scrapy run mirror` over the host; nothing is tried again."""
    settings = {"PAGES_PER_RUN": pages, "BREAKER_FAILURES": 999, "LOG_LEVEL": "INFO"} | given
    args = command(data, "run", "mirror", "-a", f"domains=127.0.0.1:{found.port}", **settings)
    with (data / "out.txt").open("w+") as out, subprocess.Popen(args, cwd=ROOT, stdout=out, stderr=out) as process:
        peak = 0
        while process.poll() is None:
            peak = max(peak, _peak(process.pid))
            time.sleep(0.02)
    return Crawled((data / "out.txt").read_text(), newest(data), peak)


def _peak(pid: int) -> int:
    """The most memory that a process has had: not by ``getrusage``, to which it inherits that of who started it."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) << 10 if found else 0  # none is left of one that has ended


@pytest.mark.slow
def test_every_attack_ends_at_its_limit_and_the_good_pages_are_saved(tmp_path: Path) -> None:
    with host() as found:
        attacker(found)
        seconds = {"LIMIT_HEAD_SECONDS": 3, "DOWNLOAD_TIMEOUT": 6}
        ran = crawl(tmp_path, found, 1 + len(ATTACKS) + GOOD, **seconds)
    good = [found.url + page(len(ATTACKS) + number) for number in range(GOOD)]
    assert sorted(record["url"] for record in records(tmp_path)) == sorted(good), ran.out
    failed = {line["url"]: line["reason"] for line in jsonl.read(tmp_path / ran.manifest["failed_urls"]["path"])}
    assert failed == {found.url + page(number): WORDS[kind] for number, (kind, _) in enumerate(ATTACKS)}, ran.out  # type: ignore[index]
    counts = Counter(kind for kind, _ in ATTACKS)
    assert ran.out.count(f"mirror: 127.0.0.1:{found.port} ran over limits: ") == 1
    assert all(f"{kind} {n}" in ran.out for kind, n in counts.items()), ran.out
    assert ran.peak < 300 << 20, ran.peak >> 20
    for number, (kind, _) in enumerate(ATTACKS):  # and what the sockets hold
        assert found.sent[page(number)] <= (8 << 20) + (16 << 20 if kind == "body" else 0), (number, kind)
    assert "Traceback" not in ran.out


@pytest.mark.slow
def test_a_robots_txt_and_sitemaps_without_end_are_cut(tmp_path: Path) -> None:
    with host() as found:
        attacker(found)
        start = f"User-agent: *\nDisallow: {page(1)}\nSitemap: {found.url}/sitemap-bomb.xml.gz\n"
        start += f"Sitemap: {found.url}/sitemap-0.xml\n"
        more = "".join(f"Sitemap: {found.url}/sitemap{number}.xml\n" for number in range(20_000))
        robots = (start + more + "Disallow: /x\n" * 100_000).encode()
        found.answers["/robots.txt"] = lambda: whole(robots, "X: y", kind="text/plain")
        found.answers["/"] = lambda: whole(b"")
        article = page(len(ATTACKS))
        entries = f"<url><loc>{found.url}{article}</loc></url><url><loc>{found.url}{page(1)}</loc></url>".encode()
        bomb = packed(b"<urlset>" + entries, b" " * (1 << 20), 600)
        found.answers["/sitemap-bomb.xml.gz"] = lambda: whole(bomb, kind="application/gzip")
        for depth in range(9):
            lower = f"<sitemapindex><sitemap><loc>{found.url}/sitemap-{depth + 1}.xml</loc></sitemap></sitemapindex>"
            found.answers[f"/sitemap-{depth}.xml"] = lambda lower=lower: whole(lower.encode(), kind="text/xml")
        ran = crawl(tmp_path, found, 40, LIMIT_ROBOTS_SITEMAPS=20)
    asked = [path for path in found.asked if path.startswith("/sitemap")]
    assert [record["url"] for record in records(tmp_path)] == [found.url + article], ran.out
    assert len(asked) <= 20 + 3 and "/sitemap-3.xml" in asked and "/sitemap-4.xml" not in asked, sorted(asked)
    assert found.asked[page(1)] == 0
    for kind in ("robots-bytes", "robots-sitemaps", "sitemap-bytes", "sitemap-depth"):
        assert kind in ran.out.partition("ran over limits: ")[2].partition("\n")[0], ran.out
    assert ran.peak < 300 << 20, ran.peak >> 20
    assert "Traceback" not in ran.out
