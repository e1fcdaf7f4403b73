"""Links are asked for as a browser would ask for them, whatever the page's charset."""

from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from cleaners import Page
from spiders import hyperlinks as module
from spiders.article import ArticleSpider
from spiders.hyperlinks import hyperlinks
from spiders.site import Site

TEXT = "物流工程的教学，在这里我们是要从现代企业的发展说起的。" * 20
PAGE = (
    '<base href="/b/"><a href="/show.asp?n=物流">一</a><a href="图/1?p=图#图">二</a><a href="/2?a=1&b=%2F">三</a>'
    + TEXT
)


@pytest.mark.parametrize(
    ("charset", "declared", "first", "second"),
    [
        ("utf-8", "utf-8", "%E7%89%A9%E6%B5%81", "%E5%9B%BE"),
        ("gbk", "gb2312", "%CE%EF%C1%F7", "%CD%BC"),
        ("gbk", "utf-8", "%CE%EF%C1%F7", "%CD%BC"),  # a false declaration
        ("gbk", "", "%CE%EF%C1%F7", "%CD%BC"),
        ("utf-16", "", "%E7%89%A9%E6%B5%81", "%E5%9B%BE"),  # no browser sends UTF-16
    ],
)
def test_a_query_is_in_the_pages_charset_and_a_path_in_utf_8(
    charset: str, declared: str, first: str, second: str
) -> None:
    assert asked(PAGE.encode(charset), declared) == [
        f"http://a.example/show.asp?n={first}",
        f"http://a.example/b/%E5%9B%BE/1?p={second}",
        "http://a.example/2?a=1&b=%2F",
    ]


def asked(body: bytes, declared: str = "") -> list[str]:
    """The URLs a spider takes from a page, in their order."""
    spider = ArticleSpider("x")
    spider.site = Site(domains=("a.example",), article=".")
    headers = {"Content-Type": f"text/html; charset={declared}" if declared else "text/html"}
    request = Request("http://a.example/list/1", meta={"kind": "list"})
    return [link.url for link in spider.links(HtmlResponse(request.url, body=body, headers=headers, request=request))]


def test_what_a_charset_lacks_is_sent_as_a_character_reference() -> None:
    body = (
        '<a href="/s?n=&#22270;">x</a><a href="/s?n=物">y</a>' + "這個學說，我們來為國家的發展對過後說明。" * 20
    ).encode("big5")
    assert asked(body) == ["http://a.example/s?n=%26%2322270%3B", "http://a.example/s?n=%AA%AB"]


def test_the_areas_of_a_map_are_links() -> None:
    body = b'<map><area href="/page/1" alt="x"><area alt="y"></map><a name="z">z</a><a href="/page/2">w</a>'
    assert asked(body) == ["http://a.example/page/1", "http://a.example/page/2"]


def test_a_page_whose_addresses_are_ascii_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Links are read in the event loop, where a crawl has a few milliseconds a page."""
    monkeypatch.setattr(module, "decode", None)
    body = f'<a href="/page/1">{TEXT}</a>'.encode("gbk")
    assert list(hyperlinks(Page("http://a.example/", body))) == ["http://a.example/page/1"]
