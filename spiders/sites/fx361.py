"""参考网 fx361, the aggregator whose pages the family copies: desktop /page/….shtml, mobile /news/….html."""

from spiders.article import ArticleSpider
from spiders.site import Site


class Fx361(ArticleSpider):
    name = "fx361"
    site = Site(
        domains=("fx361.com", "fx361.cc"),
        start=("https://www.fx361.com/", "https://www.fx361.cc/"),
        article=r"/page/\d{4}/\d{4}/\d+\.shtml$",
        list=r"//www\.fx361\.c(om|c)/(bk/[\w-]+/(\d+/?)?(index\.html)?|bklist\w*\.html|list\w*\.html)$",
        fold=(
            (
                r"^https?://(?:m|www)\.(fx361\.c(?:om|c))/(?:page|news)/(\d{4}/\d{4}/\d+)\.s?html$",
                r"https://www.\1/page/\2.shtml",
            ),
        ),
    )
