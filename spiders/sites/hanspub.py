"""汉斯出版社 Hanspub: open-access journals in Chinese, citation_* tags on every article."""

from cleaners import Rules
from spiders.article import ArticleSpider
from spiders.site import Site


class Hanspub(ArticleSpider):
    name = "hanspub"
    site = Site(
        domains=("hanspub.org",),
        start=("https://www.hanspub.org/journal/",),
        article=r"/journal/paperinformation\?paperid=\d+$",
        list=r"/journal/\w+(\.html)?$|/journal/home\?|/journal/(i|articles|issue)\w*\?",
        rules=Rules(drop=(".share", "#footer")),
    )
