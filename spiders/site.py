"""What a site declares: only what differs from the general case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from cleaners import Rules
from cleaners.html.addresses import parts
from outputs.state.revisit import Bounds

#: Query arguments that name a visit, not a page: ``?utm_source=…``, ``&spm=a2c.1``, ``&PHPSESSID=…``.
_VISIT = re.compile(r"(?i)^(utm_\w+|spm|from_?spm|phpsessid|jsessionid|sessionid|gclid|fbclid)$")
_DEFAULT_PORT = {"http": ":80", "https": ":443"}


#: Nothing is known of the site: the general extraction decides.
GENERAL = Rules()


@dataclass(frozen=True)
class Site:
    """One site, or one platform's journals.

    domains: what belongs to the site, subdomains included; a name with a port (``127.0.0.1:8731``) is that port alone.
    start, sitemaps: asked at every run for their links; sitemaps named in robots.txt are found by themselves.
    article, list: regular expressions searched for in a URL: what is an article, what only leads to articles.
    fold: (pattern, replacement) pairs that turn a page's other addresses (mobile, print) into the one it is known by.
    rules: what cleaning is told. revisit: shortest and longest seconds between two visits to an article.
    budget: pages a run may ask for, 0 for all that are due. scheduled: whether a run of no site in particular is of it.

    >>> site = Site(domains=("a.example",), article=r"/page/", fold=((r"//m\\.(.+)/news/", r"//www.\\1/page/"),))
    >>> site.canonical("http://m.a.example/news/7.html?utm_source=x#top")
    'http://www.a.example/page/7.html'
    >>> site.kind("http://www.a.example/page/7.html"), site.kind("http://b.example/page/7.html")
    ('article', '')
    """

    domains: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    article: str = ""
    list: str = ""
    fold: tuple[tuple[str, str], ...] = ()
    rules: Rules = GENERAL
    revisit: tuple[float, float] = Bounds()
    budget: int = 0
    scheduled: bool = True

    def canonical(self, url: str) -> str:
        """The one form of a URL that the page is known by. Raises ValueError for what is none."""
        split = urlsplit(canonicalize_url(url))
        netloc = split.netloc.removesuffix(_DEFAULT_PORT.get(split.scheme, " "))
        query = "&".join(each for each in split.query.split("&") if not _VISIT.match(each.partition("=")[0]))
        url = urlunsplit((split.scheme, netloc, split.path, query, ""))
        for pattern, replacement in self._fold:
            url = pattern.sub(replacement, url)
        return url

    def kind(self, url: str) -> str:
        """What a canonical URL is to this site: ``article``, ``list``, or ``""`` for nothing of interest."""
        if not self.covers(url):
            return ""
        if self.article and self._article.search(url):
            return "article"
        return "list" if self.list and self._list.search(url) else ""

    def covers(self, url: str) -> bool:
        """Whether a URL belongs to the site; a site without domains covers nothing but what it starts with."""
        asked = parts(url)
        host = asked.hostname or ""
        return asked.scheme in ("http", "https") and any(
            asked.netloc == domain if ":" in domain else host == domain or host.endswith("." + domain)
            for domain in self.domains
        )

    @cached_property
    def _article(self) -> re.Pattern[str]:
        return re.compile(self.article)

    @cached_property
    def _list(self) -> re.Pattern[str]:
        return re.compile(self.list)

    @cached_property
    def _fold(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple((re.compile(pattern), replacement) for pattern, replacement in self.fold)
