"""What a takedown covers: a URL, by http or https, or a domain with its subdomains. One rule for all who ask."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit


def matches(what: str, url: str) -> bool:
    """Whether a URL is the one that goes, or on the domain that goes.

    >>> matches("a.example", "http://www.a.example/1"), matches("a.example", "http://ba.example/1")
    (True, False)
    >>> matches("http://a.example/1", "https://a.example/1"), matches("http://a.example/1", "http://a.example/12")
    (True, False)
    >>> matches("a.example:81", "http://a.example:81/1"), matches("a.example:81", "http://a.example/1")
    (True, False)
    """
    return _bare(what) in _names(url)


@dataclass(frozen=True)
class Gone:
    """A takedown, for who looks through files. what: as it was asked for.

    urls: what is of it besides, such as addresses that were redirected to it. digests: of the bodies that went.
    """

    what: str
    urls: frozenset[str] = frozenset()
    digests: frozenset[str] = field(default=frozenset(), repr=False)

    def covers(self, url: str) -> bool:
        """Whether a URL is of it; what is no URL is not."""
        try:
            return url in self.urls or matches(self.what, url)
        except ValueError:
            return False

    def mentioned(self, text: bytes) -> bool:
        """Whether a text says an address of it, by whichever scheme.

        >>> page, domain = Gone("http://a.example/1"), Gone("a.example")
        >>> page.mentioned(b"<GET https://a.example/1>"), domain.mentioned(b"m.a.example:")
        (True, True)
        >>> page.mentioned(b"http://a.example/12"), domain.mentioned(b"ba.example")
        (False, False)
        """
        return bool(self._address.search(text))

    def without_urls(self, text: str) -> str:
        """A text with each URL of it taken out.

        >>> Gone("a.example").without_urls("http://a.example/1: 500; http://b.example/: 404")
        '(removed): 500; http://b.example/: 404'
        """
        return _URL.sub(lambda found: _REMOVED if self.covers(found[0]) else found[0], text)

    @cached_property
    def _address(self) -> re.Pattern[bytes]:
        others = sorted(url for url in self.urls if not matches(self.what, url))
        return re.compile(b"|".join(map(_as_address, (self.what, *others))), re.I)


#: An address in a text ends before what only a sentence or a notation puts behind it: `<GET http://a.example/1>`.
_URL = re.compile(r"""https?://[^\s<>"'()]*[^\s<>"'().,:;]""")
_REMOVED = "(removed)"


def _as_address(what: str) -> bytes:
    """A pattern for a URL or a domain, as a whole: not for a longer URL, nor for another domain that ends like it."""
    bare = _bare(what)
    if bare == what:
        return rb"(?<![\w-])" + re.escape(bare.encode()) + rb"(?![\w-]|\.\w)"
    return re.escape(bare.encode()) + rb"(?![\w/%?=&#-]|\.\w)"


class Takedowns:
    """All that was taken down, for who is about to ask for a URL.

    >>> gone = Takedowns(["a.example", "http://b.example/1"])
    >>> [gone.cover(url) for url in ("http://www.a.example/", "https://b.example/1", "http://b.example/2")]
    [True, True, False]
    """

    def __init__(self, what: Iterable[str]) -> None:
        self.names = frozenset(map(_bare, what))

    def cover(self, url: str) -> bool:
        """Whether a canonical URL was taken down, by itself or with its domain; what is no URL was not."""
        try:
            return bool(self.names) and not self.names.isdisjoint(_names(url))
        except ValueError:
            return False


def _bare(what: str) -> str:
    """A URL without its scheme; a domain stays what it is.

    >>> _bare("http://m.example/w/http://b.example"), _bare("b.example")
    ('//m.example/w/http://b.example', 'b.example')
    """
    _, found, rest = what.partition("://")
    return "//" + rest if found else what


def _names(url: str) -> Iterator[str]:
    """Every name under which a URL can be taken down.

    >>> list(_names("http://www.a.example:81/1"))
    ['//www.a.example:81/1', 'www.a.example:81', 'www.a.example', 'a.example', 'example']
    """
    parts = urlsplit(url)
    yield _bare(url)
    yield parts.netloc
    host = parts.hostname or ""
    while host:
        yield host
        host = host.partition(".")[2]
