"""A sitemap in slices, so that the event loop is never kept for long: unpacked, parsed and cut as it comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]
from scrapy.settings import BaseSettings

from outputs.archive.encodings import PIECE, Undecodable, undone
from outputs.state.fetched import Link
from spiders.crawl.limits.overruns import Kind

#: Bytes unpacked and parsed in one go, at most: 64 kB of the smallest elements take 15 ms (November 2026).
SLICE = PIECE
#: Characters of an address that are kept: what is longer is no address, see LIMIT_URL_LENGTH, and stays too long.
_ADDRESS = 4096
_GZIP = b"\x1f\x8b"
#: Elements under each other, and for each entry that is allowed; by hand: a urlset has 3 under each other and 5 for an
#: entry, with images some more. The smallest cost 2 µs each.
_DEEPEST, _ELEMENTS = 64, 20


@dataclass(frozen=True, slots=True)
class SitemapLimits:
    """The settings ``LIMIT_SITEMAP_…``. bytes: unpacked, of one. entries: of one. depth: indexes under each other.
    sitemaps: that a site's sitemaps may name in a run."""

    bytes: int
    entries: int
    depth: int
    sitemaps: int

    @classmethod
    def of(cls, settings: BaseSettings) -> SitemapLimits:
        """Those of a crawl."""
        return cls(
            bytes=settings.getint("LIMIT_SITEMAP_BYTES"),
            entries=settings.getint("LIMIT_SITEMAP_ENTRIES"),
            depth=settings.getint("LIMIT_SITEMAP_DEPTH"),
            sitemaps=settings.getint("LIMIT_SITEMAPS"),
        )


@dataclass(frozen=True, slots=True)
class Slice:
    """What a slice of a sitemap gave. cut: the limit at which its reading ended, None where it goes on."""

    addresses: Sequence[str]
    cut: Kind | None = None


def slices(body: bytes, limits: SitemapLimits) -> Iterator[Slice]:
    """The addresses of a sitemap, or of the sitemaps of an index, packed or not; a text sitemap has one a line.

    Each slice costs no more than ``SLICE`` bytes do, packed or unpacked. What cannot be unpacked or parsed ends it.

    >>> body = b"<urlset><url><loc>http://a.example/1</loc></url><url><loc> http://a.example/2</loc></url></urlset>"
    >>> [found.addresses for found in slices(body, SitemapLimits(bytes=999, entries=9, depth=1, sitemaps=1))]
    [['http://a.example/1', 'http://a.example/2']]
    >>> list(slices(body, SitemapLimits(bytes=999, entries=1, depth=1, sitemaps=1)))
    [Slice(addresses=['http://a.example/1'], cut='sitemap-entries')]
    """
    entries = size = 0
    reader: _Xml | _Lines | None = None
    for piece in _unpacked(body, limits.bytes):
        size += len(piece)
        over = size > limits.bytes
        reader = reader or (_Xml(limits.entries * _ELEMENTS) if b"<" in piece[:1000] else _Lines())
        found = reader.feed(piece[: len(piece) - max(size - limits.bytes, 0)])
        left = limits.entries - entries
        entries += len(found)
        if len(found) > left or reader.full:
            yield Slice(found[:left], "sitemap-entries")
            return
        yield Slice(found, "sitemap-bytes" if over else None)
        if over or reader.broken:
            return
    if reader and (last := reader.close()[: limits.entries - entries]):
        yield Slice(last)


def _unpacked(body: bytes, most: int) -> Iterator[bytes]:
    """A body in slices, out of gzip where it is packed, at most one of them beyond ``most`` bytes; what follows a
    broken place is left out."""
    if body.startswith(_GZIP):
        with suppress(Undecodable):
            yield from undone([body], ["gzip"], most + SLICE)
    else:
        view = memoryview(body)
        for at in range(0, len(body), SLICE):
            yield bytes(view[at : at + SLICE])


class _Xml:
    """Reads the addresses out of a sitemap's XML without keeping anything else of it."""

    def __init__(self, most: int) -> None:
        self.target, self.most = _Locations(), most
        # No entity is expanded, no DTD loaded, and nothing is asked of the net.
        self.parser = etree.XMLParser(
            target=self.target, recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        self.broken = False

    def feed(self, piece: bytes) -> list[str]:
        """The addresses that a piece completes."""
        try:
            self.parser.feed(piece)
        except _DAMAGE:
            self.broken = True
        return self.target.taken()

    @property
    def full(self) -> bool:
        """Whether there are more elements than so many."""
        return self.target.elements > self.most

    def close(self) -> list[str]:
        """Those that are left at the end."""
        with suppress(*_DAMAGE):  # it broke off
            self.parser.close()
        return self.target.taken()


class _Broken(Exception):
    """What no sitemap has, and an attack may."""


#: UnicodeDecodeError: lxml's, of text that names a half of a surrogate pair: ``&#xD800;``.
_DAMAGE = (etree.XMLSyntaxError, UnicodeDecodeError, _Broken)


class _Locations:
    """What lxml tells of the elements: ``loc`` of a ``url`` or ``sitemap`` is an address."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.parents: list[str] = []
        self.text: list[str] = []
        self.length = self.elements = 0

    def doctype(self, *_: object) -> None:
        """Entities would follow. lxml asks for the text of each, expanded, whatever it is told of them."""
        raise _Broken

    def start(self, tag: str, attributes: object) -> None:
        """An element begins."""
        self.elements += 1
        if len(self.parents) >= _DEEPEST:
            raise _Broken
        self.parents.append(tag.rpartition("}")[2])
        self.text.clear()
        self.length = 0

    def data(self, text: str) -> None:
        """Some text of it."""
        if self.parents[-1:] == ["loc"] and self.length < _ADDRESS:
            self.text.append(text[:_ADDRESS])
            self.length += len(text)

    def end(self, tag: str) -> None:
        """It ends."""
        if self.parents[-2:] in (["url", "loc"], ["sitemap", "loc"]) and (address := "".join(self.text).strip()):
            self.found.append(address)
        self.parents.pop()

    def close(self) -> None:
        """The document ends."""

    def taken(self) -> list[str]:
        """What was found since the last time."""
        found, self.found = self.found, []
        return found


class _Lines:
    """Reads a text sitemap."""

    broken = full = False

    def __init__(self) -> None:
        self.torn = b""

    def feed(self, piece: bytes) -> list[str]:
        """The addresses of the lines that a piece completes."""
        *lines, torn = piece.split(b"\n")
        if not lines:
            self.torn = (self.torn + torn)[:_ADDRESS]
            return []
        lines[0], self.torn = self.torn + lines[0], torn
        return [address for line in lines if (address := _address(line))]

    def close(self) -> list[str]:
        """The last line."""
        return [address] if (address := _address(self.torn)) else []


def _address(line: bytes) -> str:
    return line.decode("utf-8", "replace").strip()


class SitemapTree:
    """The sitemaps that the sitemaps of a crawl have named: how deep each stands, and how many a host has."""

    def __init__(self, limits: SitemapLimits) -> None:
        self.limits = limits
        self.depths: dict[str, int] = {}
        self.hosts: Counter[str] = Counter()

    def refusal(self, parent: str, sitemap: Link) -> Kind | None:
        """The limit for which a sitemap is not asked for that another one names; None where it may be.

        >>> tree = SitemapTree(SitemapLimits(bytes=1, entries=1, depth=2, sitemaps=2))
        >>> sitemap = lambda url: Link(url, "sitemap", "a.example")
        >>> tree.refusal("/0", sitemap("/1")), tree.refusal("/1", sitemap("/2"))
        (None, None)
        >>> tree.refusal("/2", sitemap("/3")), tree.refusal("/0", sitemap("/4"))
        ('sitemap-depth', 'sitemaps')
        >>> tree.refusal("/2", sitemap("/1"))
        """
        if sitemap.url in self.depths:
            return None
        depth = self.depths.get(parent, 0) + 1
        if depth > self.limits.depth:
            return "sitemap-depth"
        if self.hosts[sitemap.host] >= self.limits.sitemaps:
            return "sitemaps"
        self.depths[sitemap.url] = depth
        self.hosts[sitemap.host] += 1
        return None
