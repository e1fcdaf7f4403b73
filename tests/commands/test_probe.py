"""``scrapy probe``: what it tells of a site is so, and the Site it drafts finds the site's articles."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from scrapy.http import HtmlResponse, Request

from cleaners import Page, clean
from outputs import jsonl
from outputs.explain import Style
from spiders.one_page import fetch, load
from spiders.probe.draft import draft, site_name
from spiders.probe.regions import regions, selector
from spiders.probe.survey import Survey, needs, survey
from spiders.probe.survey_report import describe
from tests.commands.conftest import ARTICLE, Pages, Run
from tests.mirror.server import Host, serve
from tests.mirror.site import AGGREGATOR, Mirror

URL = "https://www.xiangtu.example/page/2014/0312/4001.html"


@pytest.fixture(scope="module")
def mirror() -> Iterator[Host]:
    with serve([Mirror(style=AGGREGATOR)]) as hosts:
        yield hosts[0]


@pytest.fixture(scope="module")
def surveyed(mirror: Host) -> Survey:
    return survey(load(mirror.url + mirror.content.paths[0]), fetch, pause=0.0)


def test_site_is_seen(surveyed: Survey, mirror: Host) -> None:
    assert surveyed.article_form == r"/page/\d{4}/\d{4}/\d+\.shtml$"
    assert surveyed.robots is not None and (surveyed.robots.status, surveyed.robots.allowed) == ("found", True)
    [(address, entries, articles)] = surveyed.sitemaps
    assert (address, entries, articles) == (
        f"{mirror.url}/sitemap.xml",
        len(mirror.content.paths),
        len(mirror.content.paths),
    )
    assert f"{mirror.url}/" in dict(surveyed.lists)
    assert surveyed.paging == (r"/list/\d+\.html$",)
    assert surveyed.regions[0].sentences > 0.8
    assert surveyed.needs == ()


def test_labels_are_seen_as_they_stand() -> None:
    html = "<p>摘　要：图书角的借阅。</p><p>【关键词】图书角；山区</p><p>摘要写得不好的文章很多。</p>"
    found = survey(Page(URL, html.encode()), None)
    assert found.labels == (("abstract", "摘　要：图书角的借阅。"), ("keywords", "【关键词】图书角；山区"))


def test_few_requests_and_only_of_this_host(mirror: Host) -> None:
    mirror.log.clear()
    survey(load(mirror.url + mirror.content.paths[1]), fetch, pause=0.0)
    asked = [hit.path for hit in mirror.log]
    assert len(asked) == len(set(asked)) <= 7
    assert asked[1] == "/robots.txt", "asked before anything else of the site"


def test_what_robots_forbids_is_not_asked(web: tuple[str, Pages]) -> None:
    here, pages = web
    pages["/page/1.html"] = (200, {}, ARTICLE.encode())
    pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /\nCrawl-delay: 3\n")
    asked: list[str] = []

    def watched(url: str) -> Page:
        asked.append(url)
        return fetch(url)

    found = survey(load(f"{here}/page/1.html"), watched, pause=-3.0)
    assert asked == [f"{here}/robots.txt"]
    assert found.robots is not None and not found.robots.allowed
    assert "forbids this page" in describe(found, Style())


@pytest.fixture
def drafted(surveyed: Survey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The draft saved as a module of a package of sites of its own; the module's name."""
    package = tmp_path / "drafted_sites"
    package.mkdir()
    (package / "__init__.py").touch()
    name = site_name(surveyed.page.url)
    (package / f"{name}.py").write_text(draft(surveyed), "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield f"drafted_sites.{name}"
    for module in [m for m in sys.modules if m.startswith("drafted_sites")]:
        del sys.modules[module]


def test_draft_runs_as_it_is_and_finds_every_article(drafted: str, mirror: Host) -> None:
    """Offline: the links of the start and list pages, followed as the spider would, are the mirror's articles."""
    module = importlib.import_module(drafted)
    [kind] = [c for c in vars(module).values() if isinstance(c, type) and c.__module__ == drafted]
    spider = kind()
    todo, articles = list(spider.site.start), set()
    seen = set(todo)
    while todo:
        page = fetch(todo.pop())
        answer = HtmlResponse(page.url, body=page.body, request=Request(page.url, meta={"kind": "list"}))
        for link in spider.links(answer):
            if link.kind == "article":
                articles.add(link.url)
            elif link.url not in seen:
                seen.add(link.url)
                todo.append(link.url)
    assert articles >= {mirror.url + path for path in mirror.content.paths}
    probed, resource = mirror.content.paths[0], mirror.content.resource(mirror.content.paths[0])
    found = clean(fetch(mirror.url + probed), rules=spider.site.rules)
    assert resource is not None
    assert (found.title, found.text) == (resource.facts.expected.title, resource.facts.expected.text)


@pytest.mark.slow
def test_drafted_site_is_crawled(drafted: str, mirror: Host, tmp_path: Path, scrapy: Run) -> None:
    """Saved where Scrapy looks for sites, and run: every article of the host becomes a record."""
    settings = {
        "SPIDER_MODULES": "spiders.sites,drafted_sites",
        "DATA": tmp_path / "data",
        "DOWNLOAD_DELAY": 0,
        "AUTOTHROTTLE_ENABLED": 0,
    }
    options = [option for name, value in settings.items() for option in ("-s", f"{name}={value}")]
    name = drafted.rpartition(".")[2]
    done = scrapy("crawl", name, *options, PYTHONPATH=str(tmp_path))
    assert done.returncode == 0, done.stderr.decode()
    shards = (tmp_path / "data" / name).glob("records*.jsonl")
    urls = [record["url"] for shard in shards for record in jsonl.read(shard)]
    assert sorted(urls) == sorted(mirror.url + path for path in mirror.content.paths)


def test_draft_is_written_as_this_project_writes(surveyed: Survey, tmp_path: Path) -> None:
    path = tmp_path / "site.py"
    path.write_text(draft(surveyed), "utf-8")
    check = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--isolated",
        "--select",
        "E,F,I",
        "--line-length",
        "120",
        str(path),
    ]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0
    assert len(draft(surveyed).splitlines()) <= 20


def test_regions_prefer_the_tight_one_and_never_the_menu() -> None:
    soup = BeautifulSoup(ARTICLE, "lxml")
    found = regions(soup)
    assert found[0].selector == "div.content"
    assert not any("nav" in region.selector or "footer" in region.selector for region in found)
    assert regions(BeautifulSoup("<div><a href=/>首页</a></div>", "lxml")) == []


def test_selectors_hold_only_their_element() -> None:
    odd = "<div id='1a:b'><p><span class='a b'>x</span></p><p>y</p></div>"
    soup = BeautifulSoup(ARTICLE.replace("</body>", f"{odd}</body>"), "lxml")
    for element in soup.find_all(True):
        assert soup.select(selector(element, soup)) == [element]


def test_links_of_a_gbk_page_are_followed_as_a_browser_would() -> None:
    text = f"<a href='/图/list.asp?n=物流'>物流</a><a href='http://['>坏</a>{ARTICLE}".replace("utf-8", "gbk")
    [example] = [links.example for links in survey(Page(URL, text.encode("gbk")), None).links if "asp" in links.example]
    assert example == "https://www.xiangtu.example/图/list.asp?n=%CE%EF%C1%F7"


def test_file_needs_no_network() -> None:
    found = survey(Page(URL, ARTICLE.encode()), None)
    told = describe(found, Style())
    assert "not asked: this is a file" in told
    assert 'domains=("xiangtu.example",)' in told


def test_page_without_an_address_drafts_nothing() -> None:
    told = describe(survey(Page("file:///tmp/a.html", b"<p>a</p>"), None), Style())
    assert "does not tell what an article's address looks like" in told


@pytest.mark.parametrize(
    ("html", "need"),
    [
        ('<html><body><div id="app"></div><script src="/a.js"></script></body></html>', "a browser"),
        ("<html><body><noscript>You need to enable JavaScript to run this app.</noscript></body></html>", "a browser"),
    ],
)
def test_needs(html: str, need: str) -> None:
    page = Page(URL, html.encode())
    assert [n.split(":")[0] for n in needs(BeautifulSoup(html, "lxml"), clean(page))] == [need]


def test_no_need_where_the_text_is_there() -> None:
    html = ARTICLE.replace("<body>", '<body><noscript>enable javascript</noscript><div id="app"></div>')
    assert list(needs(BeautifulSoup(html, "lxml"), clean(Page(URL, html.encode())))) == []


def test_command(mirror: Host, scrapy: Run) -> None:
    address = mirror.url + mirror.content.paths[0]
    told = scrapy("probe", address)
    assert (told.returncode, told.stderr) == (0, b"")
    text = told.stdout.decode()
    for part in ("charset", "Found without any rules", "Tags", "Where the article may stand", "The site", "Draft"):
        assert part in text
    alone = scrapy("probe", address, "--draft")
    assert alone.stdout.decode() == draft(survey(load(address), partial(fetch), pause=0.0))
    compile(alone.stdout, "draft", "exec")
    [told_of_it] = alone.stderr.decode().splitlines()
    name = site_name(address)
    assert f"spiders/sites/{name}.py" in told_of_it and f"`scrapy crawl {name}`" in told_of_it


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["no-such-file.html"], 1, r"no-such-file.html: no such file"),
        (["http://127.0.0.1:1/"], 1, r"http://127.0.0.1:1/: could not be fetched"),
        ([], 2, "give at least one file"),
        (["a", "b"], 2, "one page at a time"),
    ],
)
def test_command_says_what_is_wrong(args: list[str], code: int, said: str, scrapy: Run) -> None:
    done = scrapy("probe", *args)
    assert done.returncode == code
    assert re.search(said, done.stderr.decode())
    assert b"Traceback" not in done.stderr


def test_draft_for_a_platform_builds_on_its_base() -> None:
    """Every OJS journal has the same addresses: the draft says where this one is, and no more."""
    found = survey(Page("https://journal.example/index.php/jgs/article/view/218", ARTICLE.encode()), None)
    source = draft(found)
    assert "class JournalExample(Ojs):" in source
    assert "article=" not in source and "rules=" not in source
    names: dict[str, object] = {}
    exec(compile(source, "draft", "exec"), names)
    site = names["JournalExample"].site  # type: ignore[attr-defined]
    assert site.kind("https://journal.example/index.php/jgs/article/view/219") == "article"
