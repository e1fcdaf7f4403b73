"""Any list of pages: `scrapy crawl pages -a urls=FILE`, one URL a line; `-` reads standard input."""

import sys
from pathlib import Path

from spiders.article import ArticleSpider
from spiders.sources import feed


class Pages(ArticleSpider):
    name = "pages"

    async def start(self):  # type: ignore[no-untyped-def]
        if not getattr(self, "urls", ""):
            raise ValueError("name a file of URLs, one a line: -a urls=FILE, or -a urls=- for standard input")
        with sys.stdin if self.urls == "-" else Path(self.urls).open(encoding="utf-8") as lines:
            feed(self, lines)
        return
        yield  # an asynchronous generator, as Scrapy wants it, that has nothing more to say
