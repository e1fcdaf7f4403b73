"""What ran over a limit: named, counted by host, and told of in the summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Literal
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from outputs.outside.log import logger

log = logger(__name__)

Kind = Literal[
    "head",
    "silence",
    "framing",
    "body",
    "seconds",
    "encodings",
    "robots-bytes",
    "robots-rules",
    "robots-sitemaps",
    "sitemap-bytes",
    "sitemap-entries",
    "sitemap-depth",
    "sitemaps",
]

#: What is said of each kind: of an answer that was not had, and of one whose beginning was used.
WORDS: Mapping[Kind, str] = {
    "head": "the head of its answer is too large, see LIMIT_HEAD_…",
    "silence": "no whole head of an answer within LIMIT_HEAD_SECONDS",
    "framing": "its answer comes in so small chunks that they cost more than LIMIT_FRAMING_BYTES",
    "body": "its answer is larger than DOWNLOAD_MAXSIZE",
    "seconds": "its answer was not at its end within DOWNLOAD_TIMEOUT",
    "encodings": "its answer is compressed more often than LIMIT_ENCODINGS",
    "robots-bytes": "its robots.txt is read up to LIMIT_ROBOTS_BYTES",
    "robots-rules": "its robots.txt is obeyed up to LIMIT_ROBOTS_RULES",
    "robots-sitemaps": "of the sitemaps in its robots.txt LIMIT_ROBOTS_SITEMAPS are taken",
    "sitemap-bytes": "a sitemap is read up to LIMIT_SITEMAP_BYTES",
    "sitemap-entries": "a sitemap is read up to LIMIT_SITEMAP_ENTRIES",
    "sitemap-depth": "sitemaps that name sitemaps are followed down to LIMIT_SITEMAP_DEPTH",
    "sitemaps": "of the sitemaps that its sitemaps name LIMIT_SITEMAPS are taken",
}
#: Scrapy's stats: how often a limit was run over, by kind, and by kind and host.
OVERRUN = "overrun/"
#: Hosts that a summary names, by hand: a screen of them.
HOSTS_TOLD = 10


class Overrun(IgnoreRequest):
    """An answer that ran over a limit, and was given up. To Scrapy it is a request that was ignored.

    >>> str(Overrun("body"))
    'its answer is larger than DOWNLOAD_MAXSIZE'
    """

    def __init__(self, kind: Kind) -> None:
        super().__init__(WORDS[kind])
        self.kind = kind


def count(crawler: Crawler, url: str, kind: Kind) -> None:
    """Count that the host of a URL ran over a limit, and log it the first time."""
    stats, host = crawler.stats, urlsplit(url).netloc
    assert stats is not None  # there are some from the start
    stats.inc_value(OVERRUN + kind)
    stats.inc_value(f"{OVERRUN}{kind}/{host}")
    if stats.get_value(f"{OVERRUN}{kind}/{host}") == 1:
        log.warning("%s: %s (%s)", host, WORDS[kind], url)


def by_host(counts: Iterable[tuple[str, str, int]]) -> dict[str, Counter[str]]:
    """Host → what it did → how often. counts: (host, what it did, how often).

    >>> by_host([("a.example", "head", 3), ("a.example", "head", 1)])
    {'a.example': Counter({'head': 4})}
    """
    hosts: dict[str, Counter[str]] = {}
    for host, what, n in counts:
        hosts.setdefault(host, Counter())[what] += n
    return hosts


def told(stats: Mapping[str, Any]) -> list[str]:
    """What a summary says of them: a sentence for each host, up to ``HOSTS_TOLD``, and one for the others.

    >>> told({"overrun/head": 3, "overrun/head/a.example": 3, "overrun/body/a.example": 1, "pages": 7})
    ['a.example ran over limits: head 3, body 1']
    """
    overruns = ((name.removeprefix(OVERRUN).partition("/"), n) for name, n in stats.items() if name.startswith(OVERRUN))
    hosts = by_host((host, kind, n) for (kind, _, host), n in overruns if host)
    lines = [
        f"{host} ran over limits: {', '.join(f'{kind} {n}' for kind, n in kinds.items())}"
        for host, kinds in list(hosts.items())[:HOSTS_TOLD]
    ]
    if others := len(hosts) - len(lines):
        lines.append(f"{others} more hosts ran over limits")
    return lines
