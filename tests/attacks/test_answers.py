"""What an answer may cost in the crawl: each limit, what just keeps to it, and a whole run against all of them."""

from __future__ import annotations

import asyncio
import gzip
import inspect
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response
from scrapy.settings import Settings, default_settings
from scrapy.utils.test import get_crawler
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.web.client import Request as Asked  # type: ignore[attr-defined]
from twisted.web.http_headers import Headers

from spiders import settings
from spiders.crawl.limits import overruns
from spiders.crawl.limits.answers import AnswerLimits, Decompression
from spiders.crawl.limits.overruns import OVERRUN, WORDS, Kind, Overrun, told
from spiders.crawl.limits.robots import RobotsLimits, kept
from spiders.crawl.limits.sitemaps import SLICE, SitemapLimits, slices
from spiders.crawl.opt_out import AI_ROBOTS, signals_of_robots
from spiders.crawl.politeness import Robots
from spiders.crawl.request_errors import overrun_of
from spiders.crawl.scrapy_private import BoundedProtocol, directive_of
from tests.conftest import calls

# One answer over a connection in memory.

LIMITS = AnswerLimits(head_bytes=2000, head_lines=40, head_seconds=30.0, framing=3000)


@dataclass
class Exchange:
    """A request that was sent, and what became of it: the body of its answer, or the failure."""

    clock: Clock = field(default_factory=Clock)
    wire: StringTransport = field(default_factory=StringTransport)
    taken: int = 0
    head: Any = None
    error: BaseException | None = None

    def __post_init__(self) -> None:
        self.protocol = BoundedProtocol(lambda _: None, self.clock, LIMITS)
        self.protocol.makeConnection(self.wire)
        headers = Headers({b"host": [b"a.example"]})
        self.protocol.request(Asked(b"GET", b"/", headers, None)).addCallbacks(self._answered, self._failed)

    def _answered(self, head: Any) -> None:
        self.head = head
        head.deliverBody(Body(self))

    def _failed(self, failure: Failure) -> None:
        self.error = failure.value

    def feed(self, pieces: Iterable[bytes]) -> Exchange:
        """Have the server send, until the connection is given up."""
        for piece in pieces:
            if self.wire.disconnecting or self.wire.disconnected:
                break
            self.taken += len(piece)
            self.protocol.dataReceived(piece)
        return self

    @property
    def kind(self) -> str:
        """The limit it ran over, ``""`` for none."""
        found = overrun_of(self.error) if self.error else None
        return found.kind if found else ""


class Body:
    """Where a body goes to."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange, self.size = exchange, 0

    def makeConnection(self, transport: Any) -> None: ...

    def dataReceived(self, data: bytes) -> None:
        self.size += len(data)

    def connectionLost(self, reason: Failure) -> None:
        self.exchange.error = reason.value


OK, CHUNKED = b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
ENDLESS: dict[str, tuple[Kind, bytes, bytes]] = {
    "header lines": ("head", OK, b"X-A: b\r\n"),
    "large header lines": ("head", OK, b"X-A: " + b"b" * 900 + b"\r\n"),
    "header lines that go on": ("head", OK + b"X-A: b\r\n", b" b\r\n"),
    "header lines without a colon": ("head", OK, b"ab\r\n"),
    "one header line": ("head", OK + b"X-A: ", b"b" * 100),
    "status line": ("head", b"HTTP/1.1 200 ", b"O" * 100),
    "interim answers": ("head", b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "early hints": ("head", b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
    "chunks of a byte": ("framing", CHUNKED, b"1\r\na\r\n"),
    "chunk extensions": ("framing", CHUNKED, b"400;" + b"x" * 900 + b"\r\n" + b"a" * 1024 + b"\r\n"),
    "trailers": ("framing", CHUNKED + b"0\r\n", b"X-A: b\r\n"),
}


@pytest.mark.parametrize("size", [1, 7, 1000, 64 << 10])
@pytest.mark.parametrize("name", ENDLESS)
def test_what_has_no_end_is_given_up_at_its_limit_however_it_is_cut(name: str, size: int) -> None:
    kind, start, more = ENDLESS[name]
    sent = start + more * (20_000 // len(more) + 1)
    exchange = Exchange().feed(sent[at : at + size] for at in range(0, len(sent), size))
    longest = 16384 if name in ("one header line", "status line") else 3000 * 2
    assert exchange.kind == kind
    assert exchange.taken <= longest + 1024 + size
    assert exchange.wire.disconnected or exchange.wire.disconnecting


FINE = {
    "an ordinary answer": OK + b"Content-Length: 2\r\n\r\nok",
    "as many lines as may be": OK + b"X-A: b\r\n" * 37 + b"Content-Length: 2\r\n\r\nok",
    "as many bytes as may be": OK + b"X-A: " + b"b" * 1900 + b"\r\nContent-Length: 2\r\n\r\nok",
    "interim answers": b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + OK + b"Content-Length: 2\r\n\r\nok",
    "no reason phrase": b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok",
    "a line without a colon": OK + b"junk\r\nContent-Length: 2\r\n\r\nok",
    "chunks of a kilobyte": CHUNKED + (b"400\r\n" + b"a" * 1024 + b"\r\n") * 300 + b"0\r\n\r\n",
    "some tiny chunks": CHUNKED + b"1\r\na\r\n" * 500 + b"0\r\n\r\n",
    "extensions and trailers": CHUNKED + b"2;a=b\r\nok\r\n0\r\nX-A: b\r\n\r\n",
    "a large body": OK + b"Content-Length: 300000\r\n\r\n" + b"a" * 300_000,
    "no length": OK + b"\r\n" + b"a" * 30_000,
    "no body": b"HTTP/1.1 304 Not Modified\r\n\r\n",
}


@pytest.mark.parametrize("size", [7, 64 << 10])
@pytest.mark.parametrize("name", FINE)
def test_what_keeps_to_the_limits_is_had(name: str, size: int) -> None:
    sent = FINE[name]
    exchange = Exchange().feed(sent[at : at + size] for at in range(0, len(sent), size))
    assert exchange.head is not None and exchange.kind == ""
    assert exchange.clock.getDelayedCalls() == []


@pytest.mark.parametrize(
    "drip", [[], [OK], [OK, b"X-A: b\r\n", b"X"], [b"H", b"T"], [b"HTTP/1.1 100 Continue\r\n\r\n"] * 9]
)
def test_a_head_that_is_not_whole_in_time_is_given_up_whatever_drips(drip: list[bytes]) -> None:
    exchange = Exchange()
    for piece in drip:
        exchange.clock.advance(29.0 / len(drip))
        exchange.feed([piece])
    assert exchange.error is None
    exchange.clock.advance(31.0)
    assert exchange.kind == "silence" and exchange.head is None
    assert exchange.clock.getDelayedCalls() == []


# Encodings.


#: So many a's in brotli, which the tests have no library for.
BROTLI = {100_000: "5b9f86815f222c1e0b04b2fc0200", 100_001: "5ba086815f222c1e0b04b4fc0200"}


def coded(names: Sequence[str], size: int) -> bytes:
    """So many a's in these encodings, the first one inmost."""
    body = b"a" * size
    for name in names:
        body = bytes.fromhex(BROTLI[size]) if name == "br" else {"gzip": gzip, "deflate": zlib}[name].compress(body)
    return body


def decoded(header: str, body: bytes, **meta: Any) -> tuple[Response, Crawler]:
    crawler = get_crawler(settings_dict={"LIMIT_ENCODINGS": 2, "DOWNLOAD_MAXSIZE": 100_000})
    request = Request("http://a.example/1", meta=meta)
    middleware = Decompression(crawler=crawler)
    middleware.process_request(request)
    answer = Response(request.url, body=body, headers={"Content-Encoding": header})
    try:
        found = asyncio.run(middleware.process_response(request, answer))
    except Overrun as overrun:
        assert crawler.stats is not None
        assert crawler.stats.get_value(f"{OVERRUN}{overrun.kind}/a.example") == 1
        raise
    assert isinstance(found, Response)
    return found, crawler


@pytest.mark.parametrize(
    "names", [["gzip"], ["br"], ["deflate"], ["br", "gzip"], ["gzip", "gzip"], ["deflate", "gzip"]], ids=" ".join
)
def test_a_body_in_a_few_encodings_is_read_up_to_its_limit(names: list[str]) -> None:
    header = ", ".join(["identity", *names])
    assert decoded(header, coded(names, 100_000))[0].body == b"a" * 100_000
    with pytest.raises(Overrun, match="DOWNLOAD_MAXSIZE"):
        decoded(header, coded(names, 100_001))


@pytest.mark.parametrize("names", [["gzip"] * 3, ["gzip", "br", "gzip"], ["gzip"] * 1000], ids=len)
def test_a_body_in_many_encodings_is_not_unpacked_at_all(names: list[str]) -> None:
    with pytest.raises(Overrun, match="LIMIT_ENCODINGS"):
        decoded(", ".join(names), b"not even packed")


# robots.txt.

US = settings.USER_AGENT
ROBOTS = (US, *AI_ROBOTS)
WIDE = RobotsLimits(bytes=100_000, rules=100_000, sitemaps=100)


def cut(text: str, limits: RobotsLimits = WIDE) -> tuple[str, tuple[Kind, ...]]:
    found = kept(text.encode(), ROBOTS, limits, directive_of)
    return found.text.decode(), found.cut


def test_protego_reads_a_line_as_it_did() -> None:
    assert inspect.signature(inspect.unwrap(directive_of)).parameters.keys() == {"line"}
    assert directive_of("Disallow: /a") == ("disallow", "/a")
    assert directive_of("disalow /a") == ("disalow", "/a") and directive_of("junk") is None


_lines = st.one_of(
    st.sampled_from(("User-agent", "user agent", "useragent:")).flatmap(
        lambda name: st.sampled_from(("*", "jingkan", "gptbot", "GPT*Bot", "other", "", "kan", "example")).map(
            lambda robot: f"{name}: {robot}"
        )
    ),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(("Disallow", "Allow", "disalow", " disallow")),
        st.sampled_from((": ", ":", " ")),
        st.sampled_from(("/", "/a", "/a*b", "/a$", "/*c$", "", "/index.html", "/a # no", "a", "/中")),
    ),
    st.sampled_from(
        ("", "# comment", "junk", "junk: /a", "Sitemap: http://a.example/s.xml", "Host: a.example", "Crawl-delay: 7")
    ),
    st.sampled_from(("Content-Signal: ai-train=no", "content-signal : search=yes, ai-input = no", "Crawl-delay 9")),
)
URLS = [
    f"http://a.example{path}" for path in ("/", "/a", "/ab", "/a/b", "/c", "/xc", "/index.html", "/%E4%B8%AD", "/a$")
]


@given(st.lists(_lines, max_size=14), st.sampled_from(("\n", "\r\n", "\r")))
def test_what_is_kept_of_a_robots_txt_says_the_same_to_us(lines: list[str], newline: str) -> None:
    text = newline.join(lines)
    short, over = cut(text)
    whole, part = Protego.parse(text), Protego.parse(short)
    assert over == ()
    for robot in ROBOTS:
        assert [part.can_fetch(url, robot) for url in URLS] == [whole.can_fetch(url, robot) for url in URLS], short
        assert part.crawl_delay(robot) == whole.crawl_delay(robot)
    assert list(part.sitemaps) == list(whole.sitemaps)
    assert cut(short)[0] == short


@given(st.lists(_lines, max_size=14), st.integers(0, 12))
def test_what_is_cut_is_the_end_and_is_said(lines: list[str], rules: int) -> None:
    whole, part = cut("\n".join(lines))[0], cut("\n".join(lines), RobotsLimits(100_000, rules, 100))
    without = [line for line in whole.splitlines() if not line.startswith("sitemap")]
    left = [line for line in part[0].splitlines() if not line.startswith("sitemap")]
    assert left == without[: len(left)]
    assert (part[1] == ("robots-rules",)) is (left != without)


@pytest.mark.parametrize(
    ("text", "limits", "lines", "over"),
    [
        ("User-agent: *\nDisallow: /private", RobotsLimits(25, 9, 9), ["user-agent: *"], ("robots-bytes",)),
        ("User-agent: *\nDisallow: /private", RobotsLimits(33, 9, 9), ["user-agent: *", "disallow: /private"], ()),
        ("User-agent: *\n" + "Disallow: /\n" * 9, RobotsLimits(999, 3, 9), ["user-agent: *", *["disallow: /"] * 2], 0),
        ("User-agent: *\nDisallow: /" + "*a" * 9, RobotsLimits(999, 9, 9), ["user-agent: *"], 0),
        ("User-agent: other\n" + "Disallow: /\n" * 9, RobotsLimits(999, 3, 9), [], ()),
        ("Sitemap: /1\n" * 4, RobotsLimits(999, 0, 3), ["sitemap: /1"] * 3, ("robots-sitemaps",)),
        ("Sitemap: /1\n" * 3, RobotsLimits(999, 0, 3), ["sitemap: /1"] * 3, ()),
    ],
)
def test_each_limit_of_a_robots_txt(
    text: str, limits: RobotsLimits, lines: list[str], over: tuple[Kind, ...] | int
) -> None:
    found = cut(text, limits)
    assert (found[0].splitlines(), found[1]) == (lines, over or ("robots-rules",) if over == 0 else over)


@pytest.mark.parametrize(
    "text",
    [
        "User-agent: *\n" + "".join(f"Disallow: /{n}\n" for n in range(300_000)),
        "".join(f"User-agent: {US[a:b]}\n" for a in range(30) for b in range(a + 1, 31)) + "Disallow: /a\n" * 90_000,
        "User-agent: *\nDisallow: /" + "*a" * 250_000,
        "\n" * 600_000 + "content-signal",
        "content-signal:" + " " * 600_000,
        ("content-signal: ai-train" + " " * 40) * 9000,
    ],
    ids=["rules", "robots", "wildcards", "blank lines", "blanks", "signals"],
)
def test_the_rules_cost_no_more_than_the_limit(text: str) -> None:
    short, _ = cut(text, RobotsLimits.of(Settings(vars(settings))))
    rules = Protego.parse(short)
    assert len(short) <= settings.LIMIT_ROBOTS_BYTES + 100
    assert sum(line.count("*") + 1 for line in short.splitlines()) <= settings.LIMIT_ROBOTS_RULES * 2
    assert calls(rules.can_fetch, "http://a.example/" + "a" * 2000, US) < 5 * settings.LIMIT_ROBOTS_RULES
    assert signals_of_robots(short, []) == ()


def test_no_more_of_a_robots_txt_is_waited_for_than_is_read() -> None:
    robots = cast(Robots, SimpleNamespace(limits=RobotsLimits(1000, 9, 9)))
    request = Request("http://a.example/robots.txt", meta={"dont_obey_robotstxt": True})
    for _ in range(10):
        Robots.received(robots, b"a" * 100, request)
    with pytest.raises(StopDownload):
        Robots.received(robots, b"a", request)
    for _ in range(20):
        Robots.received(robots, b"a" * 100, Request("http://a.example/page/1"))


# Sitemaps.

PLENTY = SitemapLimits(bytes=50 << 20, entries=50_000, depth=3, sitemaps=1000)


def read(body: bytes, limits: SitemapLimits = PLENTY) -> tuple[list[str], int, Kind | None]:
    """(addresses, slices, what it was cut for)"""
    found = list(slices(body, limits))
    addresses = [address for part in found for address in part.addresses]
    return addresses, len(found), found[-1].cut if found else None


def urlset(addresses: Iterable[str]) -> bytes:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    entries = "".join(f"<url><loc>{each}</loc><lastmod>2020-01-01</lastmod></url>" for each in addresses)
    return f"<?xml version='1.0' encoding='UTF-8'?><urlset {space}>{entries}</urlset>".encode()


MANY = [f"http://a.example/page/{n}/文" for n in range(3000)]


@pytest.mark.parametrize(
    "body",
    [
        urlset(MANY),
        gzip.compress(urlset(MANY)),
        gzip.compress(urlset(MANY)[:50_000]) + gzip.compress(b"") * 50 + gzip.compress(urlset(MANY)[50_000:]),
        "\n".join(MANY).encode(),
        gzip.compress("\r\n".join(MANY).encode()),
        urlset(MANY).replace(b"<url>", b"<!-- c --><?p?><url><image><loc>http://b.example/</loc></image>"),
    ],
    ids=["xml", "gzip", "members", "lines", "packed lines", "more in it"],
)
def test_the_addresses_of_a_sitemap_are_the_same_in_every_form(body: bytes) -> None:
    addresses, parts, over = read(body)
    assert addresses == MANY and over is None and parts > 1


def packed(start: bytes, more: bytes, times: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return packer.compress(start) + b"".join(packer.compress(more) for _ in range(times)) + packer.flush()


@pytest.mark.parametrize(
    ("body", "over"),
    [
        (packed(b"<urlset>", b"<url><loc>http://a.example/1</loc></url>" * 1000, 6), "sitemap-entries"),
        (packed(b"<urlset>", b"<x/>" * 10_000, 12), "sitemap-entries"),
        (packed(b"<urlset>", b" " * (1 << 20), 6), "sitemap-bytes"),
        (packed(b"<urlset><url><loc>", b"a" * (1 << 20), 6), "sitemap-bytes"),
        (packed(b"", b"http://a.example/1\n" * 1000, 6), "sitemap-entries"),
        (packed(b"", b"a" * (1 << 20), 6), "sitemap-bytes"),
    ],
    ids=["entries", "elements", "blanks", "an address", "lines", "a line"],
)
def test_a_sitemap_is_cut_at_its_limit_and_that_is_said(body: bytes, over: str) -> None:
    limits = replace(PLENTY, bytes=5 << 20, entries=5_000)
    addresses, parts, cut_for = read(body, limits)
    assert cut_for == over
    assert len(addresses) <= limits.entries and all(len(address) <= 4096 for address in addresses)
    assert parts <= limits.bytes // SLICE + 2


@pytest.mark.parametrize(
    "body", [b"", b"<", b"\x1f\x8b", b"\x1f\x8bjunk", gzip.compress(urlset(MANY))[:3000], b"\0" * 99_999]
)
def test_what_is_broken_ends_where_it_breaks(body: bytes) -> None:
    addresses, _, over = read(body)
    assert (over is None and addresses == MANY[: len(addresses)]) or b"\0" in body


def test_what_is_nested_without_end_is_not_followed() -> None:
    addresses, parts, _ = read(packed(urlset(["http://a.example/1"])[:-9], b"<a>" * 100_000, 20))
    assert addresses == ["http://a.example/1"] and parts <= 2


def test_entities_are_neither_expanded_nor_fetched(tmp_path: Path) -> None:
    (secret := tmp_path / "secret").write_text("secret")
    laugh = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    for entity in (f"<!ENTITY a0 'ha'>{laugh}", f"<!ENTITY a11 SYSTEM '{secret.as_uri()}'>"):
        body = f"<!DOCTYPE l [{entity}]><urlset><url><loc>http://a.example/&a11;</loc></url></urlset>"
        assert read(body.encode())[0] == []
        assert calls(read, body.encode()) < 100


# What is said.


def test_a_host_is_told_of_once_with_each_kind() -> None:
    crawler = get_crawler()
    assert crawler.stats is not None
    for number in range(3):
        overruns.count(crawler, f"http://a.example/{number}", "head")
    overruns.count(crawler, "http://a.example/4", "body")
    for number in range(12):
        overruns.count(crawler, f"http://{number}.example/", "seconds")
    lines = told(crawler.stats.get_stats())
    assert lines[0] == "a.example ran over limits: head 3, body 1"
    assert len(lines) == 11 and lines[-1] == "3 more hosts ran over limits"
    assert told({"pages": 1}) == []


def test_the_limits_have_names_of_their_own() -> None:
    ours = [name for name in vars(settings) if name.startswith("LIMIT_")]
    assert ours and not set(ours) & vars(default_settings).keys()
    for words in WORDS.values():
        (name,) = re.findall(r"[A-Z]+_[A-Z_]+", words)
        assert any(known.startswith(name) for known in vars(settings)), words
