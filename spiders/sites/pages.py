"""Any list of pages: `scrapy crawl pages -a urls=FILE`, one URL a line; `-` reads standard input."""

import sys
from pathlib import Path

from spiders.article import ArticleSpider
from spiders.sources import feed


class Pages(ArticleSpider):
    name = "pages"
    needs = ("urls=FILE, one URL a line, or urls=- for standard input",)

    async def start(self):  # type: ignore[no-untyped-def]
        with sys.stdin if self.urls == "-" else Path(self.urls).open(encoding="utf-8") as lines:
            feed(self, lines)
        return
        yield  # an asynchronous generator, as Scrapy wants it, that has nothing more to say
