"""URLs from a list into the frontier, in portions, so that a list of millions is never in memory."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from urllib.parse import urlsplit

from outputs.fetched import Link
from spiders.article import ArticleSpider


def feed(spider: ArticleSpider, lines: Iterable[str]) -> None:
    """Put every URL of a list into the spider's frontier; a line that is none is named in the log."""
    scheduler = spider.crawler.engine.scheduler
    lines = iter(lines)
    while portion := list(islice(lines, 1000)):
        links = []
        for line in filter(None, (line.strip() for line in portion)):
            url = spider.site.canonical(line)
            if urlsplit(url).scheme not in ("http", "https"):
                spider.logger.warning("not a URL: %s", line)
                continue
            links.append(Link(url, "article", urlsplit(url).netloc))
        scheduler.add(links)
