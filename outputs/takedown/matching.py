"""What a takedown covers: a URL, by http or https, or a domain with its subdomains. One rule for all who ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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


class Takedowns:
    """All that was taken down, for who is about to ask for a URL.

    >>> gone = Takedowns(["a.example", "http://b.example/1"])
    >>> [gone.cover(url) for url in ("http://www.a.example/", "https://b.example/1", "http://b.example/2")]
    [True, True, False]
    """

    def __init__(self, what: Iterable[str]) -> None:
        self.names = frozenset(map(_bare, what))

    def cover(self, url: str) -> bool:
        """Whether a canonical URL was taken down, by itself or with its domain."""
        return bool(self.names) and not self.names.isdisjoint(_names(url))


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
