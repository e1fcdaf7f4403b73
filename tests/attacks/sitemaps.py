"""Sitemaps and a robots.txt that are the attack: entities, what they include, themselves over and over."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import cache

_SET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
#: Nobody may ask for it.
SECRET = "/secret/page/2026/0101/1.shtml"
ARTICLE = "/page/2026/0303/{}.shtml"


def _entities(url: str) -> str:
    """The billion laughs: ten of the one before, nine times."""
    named = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    return f'<!DOCTYPE u [<!ENTITY a "{"/page" * 10}">{named}]>' + _SET.format(f"<url><loc>{url}/&i;</loc></url>")


def _one_entity(url: str) -> str:
    """100 kB, ten thousand times."""
    entry = f"<url><loc>{url}/{'&a;' * 10_000}</loc></url>"
    return f'<!DOCTYPE u [<!ENTITY a "{"a" * 100_000}">]>' + _SET.format(entry)


def _external(system: str) -> Callable[[str], str]:
    def sitemap(url: str) -> str:
        return f'<!DOCTYPE u [<!ENTITY x SYSTEM "{system.format(url=url)}">]>' + _SET.format(
            f"<url><loc>{url}{ARTICLE.format('1')}?&x;</loc></url><url><loc>&x;</loc></url>"
        )

    return sitemap


def _external_dtd(url: str) -> str:
    return f'<!DOCTYPE u [<!ENTITY % x SYSTEM "{url}{SECRET}"> %x;]>' + _SET.format("")


def _included(url: str) -> str:
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="{url}{SECRET}"/>'
    return _SET.format(f"<url><loc>{include}</loc></url>")


def _of_itself(url: str) -> str:
    entry = f"<sitemap><loc>{url}/sitemap-of-itself.xml</loc></sitemap>"
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entry * 1000}</sitemapindex>'


SITEMAPS: dict[str, Callable[[str], str]] = {
    "entities": _entities,
    "one-entity": _one_entity,
    "file": _external("file:///etc/hostname"),
    "of-the-net": _external("{url}" + SECRET),
    "dtd": _external_dtd,
    "included": _included,
    "of-itself": _of_itself,
    "nested": lambda url: "<url>" * 100_000,
    "cut": lambda url: f"<urlset><url><loc>{url}/p",
    "no-xml": lambda url: "<" * 100_000,
}


def sitemap_path(name: str) -> str:
    """Where a sitemap of SITEMAPS is.

    >>> sitemap_path("dtd")
    '/sitemap-dtd.xml'
    """
    return f"/sitemap-{name}.xml"


def robots(url: str, names: list[str]) -> bytes:
    """A robots.txt that names these sitemaps."""
    named = "".join(f"Sitemap: {url}{sitemap_path(name)}\n" for name in names)
    return f"User-agent: *\nAllow: /\n{named}".encode()


def robots_of_many(url: str, rules: int = 300_000, sitemaps: int = 100_000) -> bytes:
    """10 MB of rules and sitemaps, as the issue has it."""
    return b"".join(
        [
            b"User-agent: *\n",
            *(b"Disallow: /a%d*b$\n" % number for number in range(rules)),
            *(b"Sitemap: %b/sitemap-%d.xml\n" % (url.encode(), number) for number in range(sitemaps)),
        ]
    )


@cache
def sitemap_bomb(url: str) -> bytes:
    """600 MB of sitemap as some 2 MB of gzip."""
    entries = "".join(f"<url><loc>{url}{ARTICLE.format(number)}</loc></url>" for number in range(15_000))
    block = gzip.compress(entries.encode(), 9, mtime=0)
    return gzip.compress(b"<?xml version='1.0'?><urlset>", mtime=0) + block * ((600 << 20) // len(entries))
