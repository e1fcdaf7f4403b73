"""Journals on Magtech's platform (玛格泰克). A journal is a subclass that says where it is:

class Example(Magtech):
    name = "example"
    site = replace(Magtech.site, domains=("example.ac.cn",), start=("https://www.example.ac.cn/CN/home",))
"""

from spiders.article import ArticleSpider
from spiders.site import Site


class Magtech(ArticleSpider):
    # /CN/10.3969/j.issn.1000-0933.2024.06.001, /CN/abstract/abstract1234.shtml, /CN/Y2024/V44/I6/1713
    site = Site(
        article=r"/CN/(10\.\d{4,}/[^?#]+|abstract/abstract\d+\.shtml|Y\d{4}/V\d+/I\w+/\d+)$",
        list=r"/CN/(volumn/(volumn_\d+|current|home)\.shtml|\d{4}-\d{4}/(home|current)\.shtml|home|archive_by_years|Y\d{4}/V\d+/I\w+)$",
    )
