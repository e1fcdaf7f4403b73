"""Open Journal Systems. A journal is a subclass that says where it is:

class Example(Ojs):
    name = "example"
    site = replace(Ojs.site, domains=("journal.example",), start=("https://journal.example/index.php/ex",))
"""

from spiders.article import ArticleSpider
from spiders.site import Site


class Ojs(ArticleSpider):
    site = Site(article=r"/article/view/[\w.-]+$", list=r"/issue/(archive(/\d+)?|current|view/[\w.-]+)$")
