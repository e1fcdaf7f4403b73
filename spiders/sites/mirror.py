"""Hijacked domains that copy the aggregator: `scrapy crawl mirror -a domains=a.com,b.cn`."""

from spiders.article import ArticleSpider
from spiders.site import Site


class Mirror(ArticleSpider):
    name = "mirror"
    needs = ("domains=a.com,b.cn",)
    site = Site(
        article=r"/page/\d{4}/\d{4}/\d+\.shtml$",
        list=r"/(list/\d+\.html|bk/[\w-]+/(index\.html)?)$",
        fold=((r"/news/(\d{4}/\d{4}/\d+)\.html$", r"/page/\1.shtml"),),
    )
