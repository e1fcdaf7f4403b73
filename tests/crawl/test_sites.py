"""Every site starts offline, stays short, and knows its own pages from others."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.test import get_crawler

from spiders.article import ArticleSpider
from spiders.site import Site
from spiders.sites.fx361 import Fx361
from spiders.sites.magtech import Magtech
from spiders.sites.ojs import Ojs
from tests.conftest import ROOT

LOADER = SpiderLoader(Settings({"SPIDER_MODULES": ["spiders.sites"]}))
ARGS = {"mirror": {"domains": "a.example, B.example:81"}, "pages": {"urls": "-"}}


@pytest.mark.parametrize("name", [*LOADER.list()])
def test_a_spider_starts_offline(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spider = get_crawler(LOADER.load(name)).spidercls(**ARGS.get(name, {}))
    if name == "pages":
        assert spider.needs and not spider.site.domains
        return
    requests = asyncio.run(collect(spider))
    assert requests, "a site starts somewhere"
    for request in requests:
        assert spider.site.covers(request.url), request.url
        assert request.meta["kind"] in ("list", "sitemap", "article")


async def collect(spider: ArticleSpider) -> list:  # type: ignore[type-arg]
    return [request async for request in spider.start()]


@pytest.mark.parametrize("path", sorted((ROOT / "spiders" / "sites").glob("*.py")), ids=lambda path: path.stem)
def test_a_site_is_what_differs(path: Path) -> None:
    code = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert len(code) <= 20


@pytest.mark.parametrize(
    ("site", "url", "canonical", "kind"),
    [
        (
            Fx361.site,
            "https://m.fx361.com/news/2020/0312/6466437.html",
            "https://www.fx361.com/page/2020/0312/6466437.shtml",
            "article",
        ),
        (
            Fx361.site,
            "http://www.fx361.cc/page/2020/0312/6466437.shtml#a",
            "https://www.fx361.cc/page/2020/0312/6466437.shtml",
            "article",
        ),
        (Fx361.site, "https://www.fx361.com/bk/zsjxk/", "https://www.fx361.com/bk/zsjxk/", "list"),
        (Fx361.site, "https://evil.example/page/2020/0312/6466437.shtml", None, ""),
        (Fx361.site, "https://notfx361.com/page/2020/0312/6466437.shtml", None, ""),
        (replace(Ojs.site, domains=("j.example",)), "https://j.example/index.php/ex/article/view/12", None, "article"),
        (replace(Ojs.site, domains=("j.example",)), "https://j.example/index.php/ex/article/download/12", None, ""),
        (replace(Ojs.site, domains=("j.example",)), "https://j.example/index.php/ex/issue/archive", None, "list"),
        (
            replace(Magtech.site, domains=("m.example",)),
            "http://m.example/CN/10.3969/j.issn.1000.2024.06.001",
            None,
            "article",
        ),
        (
            replace(Magtech.site, domains=("m.example",)),
            "http://m.example/CN/abstract/abstract1.shtml",
            None,
            "article",
        ),
        (Site(domains=("a.example",)), "http://a.example:80/x?b=2&a=1&utm_source=q", "http://a.example/x?a=1&b=2", ""),
        (Site(domains=("127.0.0.1:81",), article="."), "http://127.0.0.1:82/x", None, ""),
    ],
)
def test_a_url_has_one_form_and_one_kind(site: Site, url: str, canonical: str | None, kind: str) -> None:
    assert site.canonical(url) == (canonical or url)
    assert site.kind(site.canonical(url)) == kind
    assert site.canonical(site.canonical(url)) == site.canonical(url)


def test_remote_control_and_telnet_are_off_and_the_agent_says_who_it_is() -> None:
    from scrapy.utils.project import get_project_settings

    settings = get_project_settings()
    assert not settings.getbool("REMOTE_CONTROL_ENABLED") and not settings.getbool("TELNETCONSOLE_ENABLED")
    assert settings.getbool("ROBOTSTXT_OBEY") and "+http" in settings["USER_AGENT"]
