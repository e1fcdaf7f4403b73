"""Any list of pages: `scrapy crawl pages -a urls=FILE`, one URL a line; `-` reads standard input."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy.exceptions import CloseSpider

from spiders.article import ArticleSpider
from spiders.crawl.url_lists import NotText, feed, opened_list


class Pages(ArticleSpider):
    name = "pages"
    needs = ("urls=FILE, one URL a line in UTF-8, or urls=- for standard input",)

    def __init__(self, *args: Any, urls: str = "-", **kwargs: Any) -> None:
        super().__init__(*args, urls=urls if urls == "-" else str(Path(urls).absolute()), **kwargs)

    async def start(self) -> AsyncIterator[Any]:
        try:
            with opened_list(self.args["urls"]) as lines:
                feed(self, lines)
        except NotText as error:
            raise CloseSpider(str(error)) from error
        return
        yield  # never reached: it makes this the asynchronous generator that Scrapy expects
