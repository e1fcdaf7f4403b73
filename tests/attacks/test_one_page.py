"""Answers, files and archives made to fill the memory or to take for ever, where one page is asked for by name.

What is asserted are causes: what is said, bytes that were received, connections that were made and ended.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import socket
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners import Page
from outputs.archive.encodings import ACCEPTED, MEMBERS, NESTED, PIECE, TooLarge, Undecodable, undone, zstd
from outputs.archive.members import MOST, Damage
from outputs.archive.reader import records
from outputs.explain import Style
from spiders.guard.addresses import named_by
from spiders.guard.limits import LIMITS, Clock, Limits, OverLimit
from spiders.guard.sockets import Stream
from spiders.one_page import Hooks, Unreadable, fetch, load
from spiders.probe.pages import PAGE_BYTES, PAGE_DEPTH, PAGE_TAGS, ROBOTS_BYTES, SITEMAP_TAGS, Reader, asker
from spiders.probe.survey import survey
from spiders.probe.survey_report import describe
from tests.commands import warc_files
from tests.commands.conftest import ARTICLE
from tests.conftest import HUNG, ROOT, wait_for

HTML = ARTICLE.encode()
#: What a process may take, as issue 17 has it.
MOST_MEMORY = 300 << 20
#: Small numbers of the same kinds, for what must be over soon.
SMALL = Limits(body=100_000, head=4096, lines=20, framing=4096)
#: Short times: what is had within them is not tested, for a busy machine is slow.
SHORT, SILENT = replace(SMALL, whole=0.4), replace(SMALL, silence=0.2)
#: Bytes after which an endless answer ends all the same.
ENDLESS = 1 << 30

Send = Callable[[Callable[[bytes], None]], None]


@dataclass
class Attacker:
    """Answers each path by what it is told to send. connections: that were made. ended: by us, before all was sent."""

    port: int
    paths: dict[str, Send] = field(default_factory=dict)
    connections: int = 0
    ended: int = 0
    asked: list[bytes] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def __call__(self, send: Send | bytes, path: str = "/a") -> str:
        """Serve an answer; its address."""
        self.paths[path] = send if callable(send) else lambda out: out(send)
        return f"http://127.0.0.1:{self.port}{path}"

    def drip(self, data: bytes) -> Send:
        """Byte by byte, two hundred a second at most."""

        def send(out: Callable[[bytes], None]) -> None:
            for place in range(len(data)):
                if self.over.wait(0.005):
                    return
                out(data[place : place + 1])

        return send

    def silence(self, out: Callable[[bytes], None]) -> None:
        """Not a byte, until the other side is gone."""
        while not self.over.wait(0.05):
            out(b"")

    def serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head and (data := connection.recv(65536)):
                head += data
                if not head[:1].isalpha():  # TLS
                    break
            self.asked.append(head)
            path = head.split(b" ")[1].decode() if head[:1].isalpha() else "TLS"

            def out(data: bytes) -> None:
                if not data:
                    connection.setblocking(False)
                    try:
                        gone = connection.recv(1) == b""
                    except BlockingIOError:
                        gone = False
                    connection.setblocking(True)
                    if gone:
                        raise BrokenPipeError
                connection.sendall(data)

            try:
                self.paths.get(path, lambda out: out(answer(b"", status="404 Not Found")))(out)
            except OSError:
                self.ended += 1
                raise
            connection.shutdown(socket.SHUT_WR)


@contextmanager
def attacking() -> Iterator[Attacker]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = Attacker(server.getsockname()[1])

        def accept() -> None:
            while not found.over.is_set():
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                found.connections += 1
                connection.settimeout(30.0)
                threading.Thread(target=found.serve, args=(connection,), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield found
        finally:
            found.over.set()
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)


@pytest.fixture
def attacker() -> Iterator[Attacker]:
    with attacking() as found:
        yield found


@pytest.fixture
def received(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lengths of all that was received."""
    lengths: list[int] = []
    read = Stream.read

    def counted(self: Stream, max_bytes: int, timeout: float | None = None) -> bytes:
        data = read(self, max_bytes, timeout)
        lengths.append(len(data))
        return data

    monkeypatch.setattr(Stream, "read", counted)
    return lengths


def refused(source: str, limits: Limits = SMALL) -> str:
    with pytest.raises(Unreadable) as raised:
        load(source, limits=limits)
    assert "\n" not in str(raised.value)
    return raised.value.why


def for_ever(begin: bytes, again: bytes) -> Send:
    def send(out: Callable[[bytes], None]) -> None:
        out(begin)
        for _ in range(0, ENDLESS, len(again)):
            out(again)

    return send


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    head = "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers))
    return head.encode() + b"\r\n" + body


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
HEAD_OVER = "the head of its answer is larger than 4 kB or 20 lines"
BODY_OVER = "its answer is larger than 97.7 kB: not a page"


class TestHeads:
    """What comes before a body."""

    @pytest.mark.parametrize(
        "send",
        [
            pytest.param(for_ever(OK, b"X-A: a\r\n" * 999), id="lines for ever"),
            pytest.param(for_ever(OK + b"X-A: ", b"a" * 9999), id="a line for ever"),
            pytest.param(for_ever(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 99), id="interim answers for ever"),
            pytest.param(for_ever(b"HTTP/1.1 ", b"2" * 999), id="a status line for ever"),
            pytest.param(answer(HTML, *["X-A: a"] * 20), id="a line too many"),
            pytest.param(answer(HTML, "X-A: " + "a" * 4096), id="a byte too many"),
        ],
    )
    def test_too_large(self, attacker: Attacker, received: list[int], send: Send | bytes) -> None:
        assert refused(attacker(send)) == HEAD_OVER
        assert sum(received) <= SMALL.head
        wait_for(lambda: callable(send) <= attacker.ended)

    @pytest.mark.parametrize(
        "answered",
        [
            pytest.param(answer(HTML, *["X-A: a"] * 19), id="the last line"),
            pytest.param(answer(HTML, "X-A: " + "a" * 3900), id="the last bytes"),
            pytest.param(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 9 + answer(HTML), id="some interim answers"),
            pytest.param(OK + b"\r\n" + HTML, id="no length"),
        ],
    )
    def test_not_too_large(self, attacker: Attacker, answered: bytes) -> None:
        assert load(attacker(answered), limits=SMALL).body == HTML


class TestTime:
    """One deadline for all that leads to a page."""

    OVER = "its answer was not at its end within 0.4 s; try again later"

    @pytest.mark.parametrize(
        "begin", [b"", OK, OK + b"Content-Length: 9999\r\n\r\n", CHUNKED, CHUNKED + b"5\r\nabcde\r\n0\r\n"]
    )
    def test_a_byte_now_and_then(self, attacker: Attacker, begin: bytes) -> None:
        def send(out: Callable[[bytes], None]) -> None:
            out(begin)
            attacker.drip(b"X-A: " + b"a" * 9999 if begin != CHUNKED else b"1\r\na\r\n" * 999)(out)

        assert refused(attacker(send), SHORT) == self.OVER
        wait_for(lambda: attacker.ended == 1)

    def test_silence(self, attacker: Attacker) -> None:
        address = attacker(attacker.silence)
        attacker(attacker.silence, "TLS")
        for asked in (address, address.replace("http:", "https:")):
            assert refused(asked, SILENT) == "no answer within 0.2 s; try again later"
        wait_for(lambda: attacker.ended == 2)

    def test_redirects_do_not_start_it_again(self, attacker: Attacker) -> None:
        for number in range(9):
            redirect = answer(b"", f"Location: /{number + 1}", status="302 Found")
            attacker(attacker.drip(redirect), f"/{number}")  # each takes 0.25 s or more, and 0.4 are left for all
        address = f"http://127.0.0.1:{attacker.port}/0"
        assert refused(address, SHORT) == self.OVER
        assert attacker.connections <= 2

    def test_a_slow_page_within_it_is_had(self, attacker: Attacker) -> None:
        assert load(attacker(attacker.drip(answer(b"<p>slow</p>"))), limits=SMALL).body == b"<p>slow</p>"

    @pytest.mark.parametrize(
        ("limits", "said"),
        [
            (SILENT, "no answer within 0.2 s; try again later"),
            (SHORT, OVER),
        ],
    )
    def test_a_name_that_is_not_resolved(
        self, attacker: Attacker, monkeypatch: pytest.MonkeyPatch, limits: Limits, said: str
    ) -> None:
        def getaddrinfo(*_: object, **__: object) -> list[object]:
            attacker.over.wait()
            return []

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        assert refused("http://www.a.example/", limits) == said
        assert attacker.connections == 0

    def test_waiting_for_a_turn_is_not_counted(self, attacker: Attacker) -> None:
        now = [0.0]
        clock = Clock(10.0, lambda: now[0])
        with clock.stopped():
            now[0] += 100.0
        assert clock.left() == 10.0
        now[0] += 10.0
        with pytest.raises(OverLimit):
            clock.left()

        turns = list[str]()

        def waits(request: object) -> None:
            threading.Event().wait(2 * SHORT.whole)
            turns.append("asked")

        limits = replace(SMALL, whole=2 * SHORT.whole)
        page = fetch(attacker(answer(HTML)), hooks=Hooks(waits, lambda _: turns.append("answered")), limits=limits)
        assert page.body == HTML and turns == ["asked", "answered"]


class TestBodies:
    @pytest.mark.parametrize(
        "send",
        [
            pytest.param(for_ever(OK + b"\r\n", b"a" * 9999), id="without length"),
            pytest.param(for_ever(CHUNKED, b"3e8\r\n" + b"a" * 1000 + b"\r\n"), id="in chunks"),
            pytest.param(for_ever(OK + b"Content-Length: 999999999999\r\n\r\n", b"a" * 9999), id="with length"),
        ],
    )
    def test_endless(self, attacker: Attacker, received: list[int], send: Send) -> None:
        assert refused(attacker(send)) == BODY_OVER
        assert sum(received) <= SMALL.head + SMALL.body + 2 * SMALL.framing
        wait_for(lambda: attacker.ended == 1)

    @pytest.mark.parametrize(
        "send",
        [
            pytest.param(for_ever(CHUNKED, b"1\r\na\r\n" * 99), id="chunks of a byte"),
            pytest.param(for_ever(CHUNKED, b"1;" + b"x" * 2000 + b"\r\na\r\n"), id="extensions"),
            pytest.param(for_ever(CHUNKED + b"0\r\n", b"X-A: a\r\n" * 99), id="trailers"),
            pytest.param(for_ever(CHUNKED, b"0" * 999), id="a size without end"),
        ],
    )
    def test_framing(self, attacker: Attacker, received: list[int], send: Send) -> None:
        assert refused(attacker(send)).startswith(
            ("its answer comes in so small chunks that they cost more than 4 kB", "could not be fetched: ")
        )
        assert sum(received) <= SMALL.head + 4 * SMALL.framing
        wait_for(lambda: attacker.ended == 1)

    def test_all_that_may_be(self, attacker: Attacker) -> None:
        body = HTML.ljust(SMALL.body)
        chunks = b"".join(b"3e8\r\n%b\r\n" % body[at : at + 1000] for at in range(0, len(body), 1000))
        for answered in (answer(body), OK + b"\r\n" + body, CHUNKED + chunks + b"0\r\nX-A: a\r\n\r\n"):
            assert load(attacker(answered), limits=SMALL).body == body

    def test_of_a_redirect_nothing_is_read(self, attacker: Attacker, received: list[int]) -> None:
        bomb = ENCODERS["br"](bytes(1 << 24))
        head = b"HTTP/1.1 302 Found\r\nLocation: /good\r\nContent-Encoding: br\r\n"
        attacker(answer(HTML), "/good")
        address = attacker(for_ever(head + b"\r\n" + bomb, b"a" * 9999), "/bad")
        assert load(address, limits=SMALL).url.endswith("/good")
        assert sum(received) <= 2 * SMALL.head
        wait_for(lambda: attacker.ended == 1)

    def test_redirects(self, attacker: Attacker) -> None:
        for number in range(6):
            attacker(answer(b"", f"Location: /{number + 1}", status="302 Found"), f"/{number}")
        attacker(answer(HTML), "/6")
        here = f"http://127.0.0.1:{attacker.port}"
        assert refused(f"{here}/0") == "redirects in a circle, or more than 5 times"
        assert attacker.connections == 6
        assert load(f"{here}/1", limits=SMALL).url == f"{here}/6"


def bare(data: bytes) -> bytes:
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflate.compress(data) + deflate.flush()


ENCODERS: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": bare,
    "br": lambda data: brotli.compress(data, quality=1),
    "zstd": zstd.compress,
}
names = st.lists(st.sampled_from(sorted(ENCODERS)), min_size=1, max_size=NESTED)


def encoded(data: bytes, encodings: list[str]) -> bytes:
    for name in encodings:
        data = ENCODERS[name](data)
    return data


class TestEncodings:
    @given(st.binary(max_size=3000), st.integers(1, 40), names, st.integers(1, 999))
    def test_undone_is_what_was_done(self, data: bytes, times: int, encodings: list[str], size: int) -> None:
        """However it is cut, and whatever is behind it of zeros; and no byte more than may be comes out."""
        data *= times
        packed = encoded(data, encodings)
        chunks = [packed[at : at + size] for at in range(0, len(packed), size)]
        # A layer in between may be larger than what it holds.
        most = max(len(encoded(data, encodings[:number])) for number in range(len(encodings) + 1))
        pieces = list(undone(chunks, encodings, most))
        assert b"".join(pieces) == data
        assert all(len(piece) <= 2 * PIECE for piece in pieces)
        if most > len(packed):
            out = 0
            with pytest.raises(TooLarge):
                for piece in undone(chunks, encodings, most - 1):
                    out += len(piece)
            assert out < most

    @given(st.binary(min_size=1, max_size=3000), st.sampled_from(sorted(ENCODERS)), st.data())
    def test_what_is_cut_short_is_no_page(self, data: bytes, name: str, draw: st.DataObject) -> None:
        packed = ENCODERS[name](data)
        cut = draw.draw(st.integers(1, len(packed) - 1))
        with pytest.raises(Undecodable):
            list(undone([packed[:cut]], [name], 1 << 20))

    @pytest.mark.parametrize("outer", [None, "gzip", "br", "zstd", "deflate"])
    @pytest.mark.parametrize("name", sorted(ENCODERS))
    def test_bombs(self, attacker: Attacker, received: list[int], name: str, outer: str | None) -> None:
        encodings = [name, outer] if outer else [name]
        bomb = encoded(bytes(1 << 20), encodings)
        assert refused(attacker(answer(bomb, f"Content-Encoding: {', '.join(encodings)}"))) == BODY_OVER
        # The same on lines of their own; and what is named in the end is undone first.
        lines = [f"Content-Encoding: {each}" for each in encodings]
        assert refused(attacker(answer(bomb, *lines))) == BODY_OVER
        good = answer(encoded(HTML, encodings), *lines)
        assert load(attacker(good), limits=SMALL).body == HTML

    def test_a_layer_in_between_is_bounded_too(self) -> None:
        """A gigabyte of empty members would be unpacked, to nothing."""
        middle = gzip.compress(b"") * (SMALL.body // 20)
        with pytest.raises(TooLarge):
            list(undone([gzip.compress(middle)], ["gzip", "gzip"], 50_000))

    @pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
    def test_parts_are_read_as_one(self, pack: Callable[[bytes], bytes]) -> None:
        name = "gzip" if pack is gzip.compress else "zstd"
        assert b"".join(undone([pack(b"a") * MEMBERS], [name], 1 << 20)) == b"a" * MEMBERS
        with pytest.raises(Undecodable, match="more than 4096 parts"):
            list(undone([pack(b"") * (MEMBERS + 1)], [name], 1 << 20))

    @pytest.mark.parametrize(
        ("encodings", "said"),
        [
            ("compress", "its encoding is compress, and only gzip, deflate, br, zstd can be undone"),
            ("gzip, gzip, gzip", "its answer is compressed more often than 2 times"),
            ("gzip", "its gzip is damaged"),
            ("deflate", "its deflate is damaged"),
            ("br", "its br is damaged"),
            ("zstd", "its zstd is damaged"),
        ],
    )
    def test_what_cannot_be_undone(self, attacker: Attacker, encodings: str, said: str) -> None:
        body = b"\xff" * 99
        assert refused(attacker(answer(body, f"Content-Encoding: {encodings}"))).startswith(
            f"could not be fetched: {said}"
        )

    def test_what_needs_no_undoing(self, attacker: Attacker) -> None:
        for header in ("identity", "", "identity, identity, identity"):
            assert load(attacker(answer(HTML, f"Content-Encoding: {header}")), limits=SMALL).body == HTML
        assert refused(attacker(answer(b"", "Content-Encoding: gzip"))).startswith("is empty")

    def test_only_what_can_be_undone_is_asked_for(self, attacker: Attacker) -> None:
        load(attacker(answer(HTML)))
        assert f"\r\nAccept-Encoding: {ACCEPTED}\r\n".lower() in attacker.asked[0].decode().lower()
        for name in ACCEPTED.split(", "):
            assert load(attacker(answer(ENCODERS[name](HTML), f"Content-Encoding: {name}"))).body == HTML

    def test_a_window_of_128_mb_is_refused(self) -> None:
        """A zstd frame says how much memory its reader needs."""
        options = {zstd.CompressionParameter.window_log: 27}
        packer = zstd.ZstdCompressor(options=options)
        packed = packer.compress(os.urandom(1000)) + packer.flush()
        with pytest.raises(Undecodable, match="zstd is damaged"):
            list(undone([packed], ["zstd"], 1 << 30))


class TestProxies:
    def test_one_is_bounded_too(self, attacker: Attacker, received: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{attacker.port}")
        attacker(for_ever(OK, b"X-A: a\r\n" * 99), "www.a.example:443")
        assert refused("https://www.a.example/") == HEAD_OVER
        assert attacker.asked[0].startswith(b"CONNECT www.a.example:443")
        assert sum(received) <= SMALL.head


def test_a_record_of_negative_length_is_damage() -> None:
    """It would be read again and again."""
    for length in range(-99, 0):
        text = f"WARC/1.0\r\nWARC-Date: 2026-11-26T00:00:00Z\r\nContent-Length: {length}\r\n\r\nabc\r\n\r\n".encode()
        [found] = records(io.BytesIO(gzip.compress(text)))
        assert isinstance(found, Damage) and "no length" in found.why


class TestFiles:
    @pytest.mark.parametrize("name", ["a.html.gz", "a.html", "-"])
    def test_bombs(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        one, nested = gzip.compress(bytes(1 << 24)), gzip.compress(gzip.compress(bytes(1 << 24)))
        several = gzip.compress(HTML.ljust(SMALL.body // 2)) * 3
        fits = gzip.compress(HTML.ljust(SMALL.body // 2)) * 2
        for content, said in (
            (one, "is larger than 97.7 kB: not a page"),
            (several, "is larger than 97.7 kB: not a page"),
            (nested, "is "),
            (gzip.compress(b"") * (MEMBERS + 1), "the gzip file is damaged (its gzip is of more than 4096 parts)"),
            (HTML * 99, "is larger than 97.7 kB: not a page"),
        ):
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
            (tmp_path / "a.html").write_bytes(content)
            (tmp_path / "a.html.gz").write_bytes(content)
            assert refused(name if name == "-" else str(tmp_path / name)).startswith(said)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(fits)))
        (tmp_path / "a.html").write_bytes(fits)
        (tmp_path / "a.html.gz").write_bytes(fits)
        assert len(load(name if name == "-" else str(tmp_path / name), limits=SMALL).body) == SMALL.body


class TestProbe:
    def test_there_is_one_time_for_all(self, attacker: Attacker) -> None:
        address = attacker(answer(HTML), "/page/1.html")
        ask = asker("test", named_by([address]), Limits(survey=-1.0))
        found = survey(fetch(address), ask, pause=0.0)
        assert attacker.connections == 1
        assert found.robots is not None and "not asked for: the -1 s that a probe has are over" in found.robots.status
        assert [why.rpartition(": not")[0] for why in found.unread] == [
            address.replace("/page/1.html", path) for path in ("/sitemap.xml", "/", "/list/")
        ]
        assert all("not asked for" in why for why in found.unread)
        told = describe(found, Style())
        assert all(why[:30] in told for why in found.unread)

    def test_each_page_has_what_is_left_of_it(self, attacker: Attacker) -> None:
        address = attacker(attacker.drip(answer(HTML)))
        ask = asker("test", named_by([address]), Limits(survey=0.5))
        with pytest.raises(Unreadable, match="its answer was not at its end within"):
            ask(address)
        with pytest.raises(Unreadable, match="not asked for"):
            ask(address)
        assert attacker.connections == 1

    def test_what_is_wrong_with_the_rest_costs_the_rest(self, attacker: Attacker) -> None:
        here = f"http://127.0.0.1:{attacker.port}"
        sitemaps = "".join(f"Sitemap: {here}/{name}\n" for name in ("bomb", "tags", "good")).encode()
        attacker(answer(sitemaps + b"User-agent: *\n" + b"Disallow: /x\n" * 50_000), "/robots.txt")
        attacker(answer(brotli.compress(bytes(1 << 25), quality=1), "Content-Encoding: br"), "/bomb")
        attacker(answer(b"<urlset>" + b"<a/>" * SITEMAP_TAGS), "/tags")
        entry = f"<url><loc>{here}/page/1.html</loc></url>".encode()
        attacker(answer(b"<urlset>" + entry * 9 + b"</urlset>"), "/good")
        attacker(answer(b"<p>" * (PAGE_TAGS + 1)), "/")
        address = attacker(answer(HTML), "/page/1.html")
        found = survey(fetch(address), asker("test", named_by([address])), pause=0.0)
        assert found.robots is not None
        assert found.robots.status == "found, read up to 512 kB"
        assert found.sitemaps == ((f"{here}/good", 9, 9),)
        assert [why.partition(": ")[2] for why in found.unread[:3]] == [
            "its answer is larger than 16 MB: not a page",
            "has more than 500,000 tags: too many to look into",
            "has more than 50,000 tags: too many to look into",
        ]

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            (b"<p>" * (PAGE_TAGS + 1), "has more than 50,000 tags"),
            (b"<div>x" * (2 * PAGE_DEPTH), "has more than 256 tags in one another"),
            (b"<p " + b"a " * PAGE_BYTES, "is larger than 2 MB"),
        ],
    )
    def test_a_page_that_takes_too_much(self, body: bytes, said: str) -> None:
        with pytest.raises(Unreadable, match=said):
            survey(Page("https://a.example/", body))

    def test_a_page_that_takes_much(self) -> None:
        page = Page("https://a.example/", b"<div>" * (PAGE_DEPTH - 9) + HTML + b"<p>x</p>" * 99)
        assert survey(page).page == page

    def test_a_short_robots_txt_is_read_whole(self, attacker: Attacker) -> None:
        text = b"User-agent: *\nDisallow: /private\n".ljust(ROBOTS_BYTES)
        attacker(answer(text), "/robots.txt")
        address = attacker(answer(HTML), "/page/1.html")
        found = survey(fetch(address), asker("test", named_by([address])), pause=0.0)
        assert found.robots is not None and found.robots.status == "found"

    def test_what_is_forbidden_is_not_counted_as_unread(self) -> None:
        reader = Reader(lambda url: Page(url, HTML), lambda url: False, 0.0)
        assert reader.look("http://a.example/", lambda page: page) is None and reader.unread == []


#: Runs ``scrapy ARGS`` and says last how many kB it took. (What ``wait4`` says counts the process that started it.)
MEASURED = """
import atexit, pathlib, sys
from scrapy.cmdline import execute
status = pathlib.Path("/proc/self/status")
took = lambda: next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
atexit.register(lambda: print(took(), file=sys.stderr))
execute(["scrapy", *sys.argv[1:]])
"""


def ran(*args: str) -> tuple[int, bytes, list[str], int]:
    """The exit code of ``scrapy ARGS``, its standard output, lines on standard error, and bytes that it took."""
    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not say what a process took")
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *args], cwd=ROOT, capture_output=True, timeout=HUNG, check=False
    )
    *said, took = done.stderr.decode().splitlines()
    return done.returncode, done.stdout, said, int(took) << 10


@pytest.mark.slow
def test_clean_in_its_memory(attacker: Attacker) -> None:
    """Each attack by its full size, and a good page behind them."""
    much = bytes(1 << 28)
    gz, br = gzip.compress(much, 1), brotli.compress(much, quality=1)
    attacks: dict[str, Send | bytes] = {
        "/head": for_ever(OK, b"X-A: a\r\n" * 999),
        "/interim": for_ever(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 99),
        "/endless": for_ever(OK + b"\r\n", b"a" * 65536),
        "/chunks": for_ever(CHUNKED, b"1\r\na\r\n" * 999),
        "/gz": answer(gz, "Content-Encoding: gzip"),
        "/gzgz": answer(gzip.compress(gz), "Content-Encoding: gzip, gzip"),
        "/br": answer(br, "Content-Encoding: br"),
        "/brgz": answer(gzip.compress(br), "Content-Encoding: br, gzip"),
        "/zstd": answer(zstd.compress(much), "Content-Encoding: zstd"),
        "/many": answer(zstd.compress(b"") * (1 << 20), "Content-Encoding: zstd"),
        "/file.gz": answer(gz),
        "/redirect": answer(br, "Content-Encoding: br", "Location: /br", status="302 Found"),
    }
    addresses = [attacker(send, path) for path, send in attacks.items()]
    code, out, err, memory = ran("clean", *addresses, attacker(answer(HTML), "/good"))
    assert code == 1
    assert [line.partition(": ")[0] for line in err] == addresses
    assert json.loads(out)["url"].endswith("/good")
    assert memory <= MOST_MEMORY
    for path in ("/br", "/head"):
        code, out, err, memory = ran("probe", f"http://127.0.0.1:{attacker.port}{path}")
        assert (code, out, len(err)) == (1, b"", 1)
        assert memory <= MOST_MEMORY


@pytest.mark.slow
def test_archives_in_their_memory(tmp_path: Path) -> None:
    """Records whose bodies or members unpack to more than may be had, and good ones between them."""
    much, url = bytes(1 << 28), "https://b.example/{}"
    headers = (*warc_files.HTML, ("Content-Encoding", "br"))
    bombs = [
        warc_files.Answer(url.format("br"), brotli.compress(much, quality=1), headers),
        warc_files.Answer(url.format("good"), HTML),
        warc_files.Answer(url.format("large"), bytes(MOST - (1 << 20))),
        warc_files.Answer(url.format("larger"), bytes(MOST + (1 << 20))),
        warc_files.Answer(url.format("good2"), HTML),
    ]
    del much
    for name, compressed in (("a.warc.gz", True), ("a.warc", False)):
        path = tmp_path / name
        warc_files.write(path, bombs, compressed=compressed)
        code, out, err, memory = ran("clean", str(path), "-s", "CLEANING_WORKERS=1")
        assert code == 1
        assert [json.loads(line)["url"] for line in out.splitlines()] == [url.format("good"), url.format("good2")]
        assert sum("larger than 34 MB" in line for line in err) == 1
        assert sum("more than 34 MB" in line for line in err) == 1
        assert sum("larger than 16 MB" in line for line in err) == 1
        assert memory <= MOST_MEMORY


@pytest.mark.slow
def test_files_in_their_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.html.gz"
    path.write_bytes(gzip.compress(bytes(1 << 28), 1))
    code, out, err, memory = ran("clean", str(path))
    assert (code, out, len(err)) == (1, b"", 1) and f"larger than {LIMITS.body >> 20} MB" in err[0]
    assert memory <= MOST_MEMORY
