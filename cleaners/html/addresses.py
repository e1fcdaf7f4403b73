"""An address as a page writes it, made absolute as browsers make it; the parts of one, whatever it is."""

from __future__ import annotations

from urllib.parse import SplitResult, quote, urljoin, urlsplit

from cleaners.patterns import regex

_WIDE = regex(r"[^\x00-\x7f]+")


def absolute(home: str, href: str, charset: str = "utf-8") -> str:
    """An address made absolute, its query in the page's charset; ``""`` where it is malformed.

    The path is left to be written in UTF-8, as it is on every page (WHATWG URL, "percent-encode after encoding").

    >>> absolute("http://a.example/1/", " 2 "), absolute("http://a.example/1/", "http://[")
    ('http://a.example/1/2', '')
    >>> absolute("http://a.example/", "/物流/show.asp?n=物流&p=1#物", "gb18030")
    'http://a.example/物流/show.asp?n=%CE%EF%C1%F7&p=1#物'
    """
    address, sharp, fragment = href.strip().partition("#")
    path, mark, query = address.partition("?")
    query = _WIDE.sub(lambda wide: _in_charset(wide[0], charset), query)
    try:
        return urljoin(home, path + mark + query + sharp + fragment)
    except ValueError:
        return ""


def parts(url: str) -> SplitResult:
    """The parts of an address; what is none is a path alone. An archive, a list or a user may call a page anything.

    >>> parts("http://a.example/1").netloc, parts("http://[")
    ('a.example', SplitResult(scheme='', netloc='', path='http://[', query='', fragment=''))
    """
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", url, "", "")


def _in_charset(text: str, charset: str) -> str:
    """Characters of a query as they are sent; what the charset lacks is sent as a character reference.

    >>> _in_charset("图é", "big5hkscs"), _in_charset("物", "utf-16")
    ('%26%2322270%3B%88m', '%E7%89%A9')
    """
    sent = "utf-8" if charset.startswith("utf") else charset  # no browser sends UTF-16
    return quote(text.encode(sent, "xmlcharrefreplace"), safe="")
