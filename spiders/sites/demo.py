"""The embedded mirror of `make crawl`: three hijacked domains on this machine, see tests/mirror."""

from spiders.article import ArticleSpider
from spiders.site import Site

HOSTS = tuple(f"127.0.0.1:{port}" for port in (8731, 8732, 8733))


class Demo(ArticleSpider):
    name = "demo"
    site = Site(
        domains=HOSTS,
        start=tuple(f"http://{host}/" for host in HOSTS),
        article=r"/page/\d{4}/\d{4}/\d+\.shtml$",
        list=r"/list/\d+\.html$",
        fold=((r"/news/(\d{4}/\d{4}/\d+)\.html$", r"/page/\1.shtml"),),
        revisit=(0, 0),  # a demonstration is looked at again at once
        scheduled=False,  # its mirror is up during `make crawl` alone
    )
    # These hosts are on our own machine and bear any pace.
    custom_settings = {"AUTOTHROTTLE_ENABLED": False, "DOWNLOAD_DELAY": 0}  # noqa: RUF012, Scrapy's own convention
