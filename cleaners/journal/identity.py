"""An id that an article keeps on every mirror, in every run, damaged or not."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

from cleaners.chinese.characters import HAN
from cleaners.chinese.scripts import simplified
from cleaners.patterns import regex

if TYPE_CHECKING:
    from cleaners.article import Article

# /page/2016/0411/20471863.shtml on the mirror, /news/2016/0411/20471863.html on mobile: the same article on every
# domain. The family's numbers have seven digits and more; a newspaper's /news/2020/0101/12345.html is its own.
_FAMILY_PATH = regex(r"/(?:page|news)/(\d{4})/(\d{4})/(\d{7,12})\.s?html?$")
TELLING = 6  # letters of a title below which it is no article's alone: 卷首语, 编者按, 征稿启事
_NOT_TEXT = regex(rf"[^0-9a-z{HAN}]")


def article_id(article: Article, body: bytes = b"") -> str:
    """Names an article across mirrors and runs. In the order tried:

    ``doi:10.…``   the DOI, lower case: DOIs are case-insensitive.
    ``path:…``     of a mirror of the family, the path it shares with all others: year, date and number. It survives any
                   damage to the text, so it goes before the text.
    ``text:…``     a hash of title, first author and year, all folded: Traditional to Simplified, width, case, and
                   everything that is neither letter nor digit dropped. Only where title and author are undamaged and
                   the title says something (卷首语 stands in every issue); two articles share it if they share all.
    ``url:…``      a hash of the address without scheme and query's order left as is: the same only on the same site.
    ``text:…``     of a page without an address, as from standard input: a hash of title and text; of one that has
                   neither, of its bytes.

    body: the page's bytes.

    >>> from cleaners.article import Article, Author
    >>> article_id(Article("http://a.example/x", doi="10.5555/ABC"))
    'doi:10.5555/abc'
    >>> a = Article("http://a.example/1", title="做好新形勢下群眾工作", authors=(Author("陳璐"),), year="2013")
    >>> b = Article("http://b.example/2", title="做好新形势下 群众工作", authors=(Author("陈璐"),), year="2013")
    >>> article_id(a) == article_id(b)
    True
    >>> article_id(Article("http://a.example/1", title="卷首语", authors=(Author("本刊"),), year="2013"))[:4]
    'url:'
    >>> article_id(Article("http://b.example/page/2016/0411/20471863.shtml")), article_id(Article("http://b.example/1.html"))
    ('path:2016/0411/20471863', 'url:b4b3f622befb979b')
    >>> article_id(Article("http://paper.example/news/2020/0101/12345.html"))[:4]
    'url:'
    >>> one, other = Article("", title="卷首语", text="春天。"), Article("", title="卷首语", text="秋天。")
    >>> article_id(one) == article_id(other), article_id(Article(""), b"<p>") == article_id(Article(""), b"<br>")
    (False, False)
    """
    if article.doi:
        return f"doi:{article.doi.lower()}"
    if found := _FAMILY_PATH.search(article.url.partition("?")[0]):
        return f"path:{found[1]}/{found[2]}/{found[3]}"
    author = article.authors[0].name if article.authors else ""
    title = _folded(article.title)
    if len(title) >= TELLING and author and "\ufffd" not in article.title + author:
        return "text:" + _hash("\n".join((title, _folded(author), article.year or article.published[:4])))
    if not article.url:
        said = _one_script(article.title + "\n" + article.text).strip()
        return "text:" + (_hash(said) if said else hashlib.sha256(body).hexdigest()[:16])
    address = re.sub(r"^https?://(?:www\.)?", "", article.url.partition("#")[0])
    return "url:" + _hash(address)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _folded(text: str) -> str:
    """Letters and digits alone, Simplified, one width, lower case.

    >>> _folded("《圖書館學》—— Ａ ")
    '图书馆学a'
    """
    return _NOT_TEXT.sub("", _one_script(text))


def _one_script(text: str) -> str:
    return simplified(unicodedata.normalize("NFKC", text)).lower()
