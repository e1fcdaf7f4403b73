"""URLs from a list into the frontier, in portions, so that a list of millions is never in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from outputs.state.fetched import Link
from spiders.article import ArticleSpider
from spiders.crawl.components import frontier_of
from spiders.guard.addresses import named_by, refusal_of
from spiders.site import Site


class NotText(ValueError):
    """A list that is no UTF-8: one sentence that names it and says what to do."""


def feed(spider: ArticleSpider, lines: Iterable[str]) -> None:
    """Put every URL of a list into the spider's frontier; a line that is not a URL is named in the log."""
    frontier = frontier_of(spider.crawler)
    lines = iter(lines)
    while portion := list(islice(lines, 1000)):
        links = []
        for line in filter(None, (line.strip() for line in portion)):
            if link := link_of(spider.site, line):
                links.append(link)
            else:
                spider.logger.warning("not a URL: %s", line)
        spider.listed |= named_by(link.url for link in links)
        frontier.add(links)


def link_of(site: Site, line: str) -> Link | None:
    """The page that a line of a list names; None where it is no address.

    >>> link_of(Site(), "http://a.example/1#top")
    Link(url='http://a.example/1', kind='article', host='a.example')
    >>> [link_of(Site(), line) for line in ("http://[bad", "http://a:b/", "http:///1", "a.example/1")]
    [None, None, None, None]
    >>> [link_of(Site(), line) for line in ("http://me@a.example/", "http://a..example/", "http://a.example:22/")]
    [None, None, None]
    """
    try:
        url = site.canonical(line)
        parts = urlsplit(url)
    except ValueError:
        return None
    return None if refusal_of(url, named_by([url])) else Link(url, "article", parts.netloc)


@contextmanager
def opened_list(name: str) -> Iterator[Iterable[str]]:
    """The lines of a list of URLs for a block, ``-`` for standard input's, without a byte order mark.

    Raises NotText where it turns out to be no UTF-8, OSError where it cannot be read.
    """
    try:
        with open(0 if name == "-" else name, encoding="utf-8-sig", closefd=name != "-") as lines:
            yield lines
    except UnicodeDecodeError as error:
        what = "standard input" if name == "-" else name
        raise NotText(f"{what} is not UTF-8: save it so, as with `iconv -f GB18030 -t UTF-8`") from error


def flaw(name: str) -> str:
    """Why a file cannot be read as a list of URLs, in one sentence; ``""`` where it can."""
    if not Path(name).is_file():
        return f"there is no file {name}"
    try:
        with opened_list(name) as lines:
            for _ in lines:
                pass
    except NotText as error:
        return str(error)
    except OSError as error:
        return f"{name} cannot be read: {error.strerror}"
    return ""
