"""What a crawl asks for: what a page, redirect, sitemap or DNS answer names is of the public net, or not asked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, cast

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.spiderloader import SpiderLoader
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.project import get_project_settings
from scrapy.utils.test import get_crawler
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.endpoints import TCP4ClientEndpoint, UNIXClientEndpoint
from twisted.internet.testing import MemoryReactorClock
from twisted.python.failure import Failure
from twisted.web.client import Agent, HTTPConnectionPool

from outputs import jsonl
from outputs.state.fetched import Link
from spiders.article import ArticleSpider
from spiders.crawl.frontier import Frontier
from spiders.crawl.limits.answers import AnswerLimits
from spiders.crawl.request_errors import RefusedRequest
from spiders.crawl.scrapy_private import GuardedPool
from spiders.crawl.url_lists import feed
from spiders.guard.addresses import BY_NAME, Named, Refused, named_by, refusal_of
from spiders.runs.site_list import obstacle
from spiders.site import Site
from tests.commands.conftest import ARTICLE, Pages
from tests.commands.conftest import web as web
from tests.crawl.runner import Ran, records, scrapy
from tests.guard.conftest import FORMS, Listener

# In memory: the resolver and the connection are stubs.


class Net(MemoryReactorClock):
    """A reactor whose every name leads to these addresses, one list for each time it is asked, the last for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        super().__init__()
        self.answers, self.nameResolver = list(answers), self

    def resolveHostName(self, receiver: Any, name: str, portNumber: int = 0, *_: object, **__: object) -> None:
        receiver.resolutionBegan(None)
        for address in self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, portNumber))
        receiver.resolutionComplete()

    @property
    def connected(self) -> list[str]:
        return [client[0] for client in self.tcpClients]


def agent_of(net: Net, named: Named) -> Agent:
    crawler = cast(Crawler, SimpleNamespace(spider=SimpleNamespace(named=named)))
    limits = AnswerLimits(head_bytes=1, head_lines=1, head_seconds=1.0, framing=1)
    return Agent(net, pool=GuardedPool(net, HTTPConnectionPool(net), crawler, limits))  # type: ignore[no-untyped-call]


def ask(net: Net, url: str, *names: str) -> str:
    """Ask for a URL; why it was refused, ``""`` where a connection was tried."""
    errors: list[Failure] = []
    agent_of(net, named_by(names)).request(b"GET", url.encode()).addErrback(errors.append)
    net.advance(1)
    for error in errors:
        error.trap(Refused)
    return str(errors[0].value) if errors else ""


NOT_PUBLIC = (
    *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "169.254.169.254", "0.0.0.0", "224.0.0.1"),
    *("255.255.255.255", "::1", "::ffff:127.0.0.1", "fe80::1", "fd00::1", "64:ff9b::7f00:1", "2002:7f00:1::"),
)


@pytest.mark.parametrize("address", NOT_PUBLIC)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_connection_is_made_to_where_a_name_leads_out_of_the_public_net(scheme: str, address: str) -> None:
    net = Net([address])
    assert "www.a.example leads to " in ask(net, f"{scheme}://www.a.example/1", "www.a.example", "127.0.0.1")
    assert net.connected == []


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_one_is_made_to_what_is_allowed_among_them(scheme: str) -> None:
    net = Net(["127.0.0.1", "93.184.215.14", "10.0.0.1"])
    assert ask(net, f"{scheme}://www.a.example/") == ""
    assert net.connected == ["93.184.215.14"]


def test_a_name_that_is_bound_anew_is_refused_then() -> None:
    net = Net(["93.184.215.14"], ["127.0.0.1"])
    assert ask(net, "http://www.a.example/") == ""
    assert "leads to 127.0.0.1" in ask(net, "http://www.a.example/")
    assert net.connected == ["93.184.215.14"]


def test_what_a_person_named_is_connected_to() -> None:
    net = Net(["127.0.0.1"])
    assert ask(net, "http://127.0.0.1:8731/1", "127.0.0.1:8731") == ""
    assert ask(net, "http://wiki.lan/1", "wiki.lan") == ""
    assert net.connected == ["127.0.0.1"] * 2
    for url in ("http://127.0.0.1:8732/", "http://www.a.example:8731/"):
        assert ask(net, url, "127.0.0.1:8731")
    assert net.connected == ["127.0.0.1"] * 2


def test_a_proxy_is_not_the_guards_and_what_it_does_not_know_is_not_asked() -> None:
    net = Net(["127.0.0.1"])
    pool = agent_of(net, Named())._pool
    pool.getConnection((b"http", b"a.example", 80), TCP4ClientEndpoint(net, "127.0.0.1", 3128))
    assert net.connected == ["127.0.0.1"]
    with pytest.raises(TypeError, match="cannot be guarded"):
        pool.getConnection((b"http", b"a.example", 80), UNIXClientEndpoint(net, "/run/docker.sock"))
    assert net.unixClients == []


# A spider and what it is told.


@pytest.mark.parametrize("domains", ["a..example", "me@a.example", "a.example:22", "a.example, 127.0.0.1:0"])
def test_a_domain_that_cannot_be_asked_is_said_before_the_run(domains: str) -> None:
    loader = SpiderLoader.from_settings(get_project_settings())
    said = obstacle(loader, "mirror", {"domains": domains})
    assert said.startswith("-a domains=") and "\n" not in said


@pytest.mark.parametrize(
    "domains", ["a.com,b.cn", " a.com , ", "127.0.0.1:8731", "[::1]:8731", "localhost", "期刊.中国", "a.com:8080"]
)
def test_a_domain_that_can_be_asked_is_no_obstacle(domains: str) -> None:
    assert obstacle(SpiderLoader.from_settings(get_project_settings()), "mirror", {"domains": domains}) == ""


@pytest.mark.parametrize(
    ("site", "names"),
    [
        (Site(domains=("127.0.0.1:8731", "a.example")), ["127.0.0.1"]),
        (
            Site(domains=("a.example",), start=("http://10.0.0.5/",), sitemaps=("http://10.0.0.6/s.xml",)),
            ["10.0.0.5", "10.0.0.6"],
        ),
        (Site(domains=("a.example",), start=("http://www.a.example/",)), []),
        (Site(), []),
    ],
)
def test_a_site_names_its_domains_and_its_own_pages(site: Site, names: list[str]) -> None:
    spider = ArticleSpider("x")
    spider.site = site
    assert sorted(host for host, _ in spider.named.hosts) == names


def test_a_list_names_its_addresses_for_this_crawl() -> None:
    class Scheduler:
        """A frontier that notes what is added."""

        found = wanted = forgot = spare = give_back = str  # not called
        urls: ClassVar[list[str]] = []

        def add(self, links: Sequence[Link]) -> int:
            self.urls.extend(link.url for link in links)
            return 0

    spider = ArticleSpider("x")
    spider.crawler = cast(Crawler, SimpleNamespace(engine=SimpleNamespace(scheduler=Scheduler())))
    feed(spider, ["http://a.example/1", "http://127.0.0.1:8731/1", "http://127.0.0.1:22/", "http://me@127.0.0.2/"])
    assert Scheduler.urls == ["http://a.example/1", "http://127.0.0.1:8731/1"]
    assert spider.named.hosts == {("127.0.0.1", 8731)} and ArticleSpider("y").named.hosts == set()


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("http://me@a.example/page/1", False),
        ("http://a..a.example/page/1", False),
        ("http://a.example:22/page/1", False),
        ("http://a.example:0/page/1", False),
        ("http://127.0.0.1/page/1", False),
        ("http://a.example/page/1", True),
        ("http://a.example:8080/page/1", True),
        ("http://127.0.0.1:8731/page/1", True),
    ],
)
def test_what_may_not_be_asked_is_not_put_into_the_frontier(url: str, wanted: bool) -> None:
    spider, stats = ArticleSpider("x"), MemoryStatsCollector(get_crawler())
    spider.site = Site(domains=("a.example", "127.0.0.1:8731"))
    queue = SimpleNamespace(takes=lambda host: True)
    crawler = SimpleNamespace(stats=stats)
    frontier = SimpleNamespace(spider=spider, queue=queue, crawler=crawler, forgot=lambda url: False)
    assert Frontier.wanted(cast(Frontier, frontier), Link(url, "article", "a")) is wanted
    assert sum(stats.get_stats().values()) == (0 if wanted else 1)


def failure(error: Exception, redirected: bool) -> Failure:
    meta = {"host": 1, "url": "http://a.example/1", "kind": "article"}
    found = Failure(error)
    found.request = Request("http://127.0.0.1/", meta=meta | ({"redirect_times": 1} if redirected else {}))
    return found


def test_a_redirect_that_is_refused_is_told_from_an_address_that_is() -> None:
    spider, why = ArticleSpider("x"), refusal_of("http://127.0.0.1/")
    assert why
    (led,) = spider.failed(failure(RefusedRequest(why), redirected=True))
    assert (led.outcome, led.final, led.error) == ("failed", "http://127.0.0.1/", f"it leads astray: {why.words}")
    (itself,) = spider.failed(failure(RefusedRequest(why), redirected=False))
    assert (itself.outcome, itself.final, itself.error) == ("failed", "", why.words)
    (other,) = spider.failed(failure(IgnoreRequest("Forbidden"), redirected=True))
    assert (other.outcome, other.error) == ("failed", "Forbidden")


def test_the_crawl_has_no_handler_but_those_of_pages() -> None:
    handlers = get_project_settings().getwithbase("DOWNLOAD_HANDLERS")
    guarded = "spiders.crawl.scrapy_private.GuardedHttp"
    assert {name: handler for name, handler in handlers.items() if handler} == dict.fromkeys(["http", "https"], guarded)


# The command, on this machine.


def crawl(data: Path, here: str, pages: int, *more: str, env: dict[str, str] | None = None) -> Ran:
    """`scrapy run mirror` over one server that a person named, of so many pages, none of which is tried again."""
    domains = here.removeprefix("http://")
    settings = {"PAGES_PER_RUN": pages, "BREAKER_FAILURES": 99}
    return scrapy(data, "run", "mirror", "-a", f"domains={domains}", *more, env=env, **settings)


def page(number: int) -> str:
    return f"/page/2013/0429/{number}.shtml"


def site_of_criminals(pages: Pages, port: int) -> None:
    """A front page that links to a good page, to one that redirects for each form, and to services beside it."""
    there = f"127.0.0.1:{port}"
    links = [*map(page, range(len(FORMS) + 1)), f"http://{there}/page/2013/0429/99.shtml"]
    body = "".join(f'<a href="{link}">页</a>' for link in links)
    pages["/"] = (200, {"Content-Type": "text/html; charset=utf-8"}, body.encode())
    pages[page(0)] = (200, {"Content-Type": "text/html; charset=utf-8"}, ARTICLE.encode())
    for number, form in enumerate(FORMS, 1):
        pages[page(number)] = (302, {"Location": form.format(port=port)}, b"")
    robots = "User-agent: *\nAllow: /\n" + "".join(f"Sitemap: {form.format(port=port)}sitemap.xml\n" for form in FORMS)
    pages["/robots.txt"] = (200, {"Content-Type": "text/plain"}, robots.encode())


def test_a_crawl_asks_nothing_of_this_machine_that_nobody_named(
    tmp_path: Path, web: tuple[str, Pages], listener: Listener
) -> None:
    here, pages = web
    site_of_criminals(pages, listener.port)
    ran = crawl(tmp_path, here, pages=2 + len(FORMS))
    assert listener.connections == 0, listener.asked
    assert [record["url"] for record in records(tmp_path)] == [here + page(0)], ran.out
    path = tmp_path / ran.manifest["failed_urls"]["path"]
    failed = {line["url"]: line["reason"] for line in jsonl.read(path)}
    assert sorted(failed) == sorted(here + page(number) for number in range(1, len(FORMS) + 1))
    assert all(why.startswith("it leads astray: ") for why in failed.values()), json.dumps(failed, indent=1)
    assert "addresses were refused (" in ran.out and "loopback" in ran.out, ran.out
    assert "stopped answering" not in ran.out and "Traceback" not in ran.out, ran.out
    logs = [path.read_text() for path in tmp_path.glob("**/*.log")]
    assert logs and not any("Traceback" in log for log in logs), logs


@pytest.mark.slow
def test_a_robots_txt_that_redirects_there_is_not_followed(
    tmp_path: Path, web: tuple[str, Pages], listener: Listener
) -> None:
    here, pages = web
    site_of_criminals(pages, listener.port)
    pages["/robots.txt"] = (302, {"Location": f"{listener.url}/robots.txt"}, b"")
    ran = crawl(tmp_path, here, pages=1)
    assert listener.connections == 0 and records(tmp_path) == []
    assert "127.0.0.1 is an address of this machine, which nobody named" in ran.out, ran.out


@pytest.mark.slow
def test_a_list_of_urls_names_each_of_them_and_nothing_else(
    tmp_path: Path, web: tuple[str, Pages], listener: Listener
) -> None:
    here, pages = web
    site_of_criminals(pages, listener.port)
    urls = tmp_path / "urls.txt"
    urls.write_text(f"{here}{page(0)}\n{here}{page(1)}\nhttp://127.0.0.1:22/\n")
    ran = scrapy(tmp_path, "crawl", "pages", "-a", f"urls={urls}", PAGES_PER_RUN=2)
    assert [record["url"] for record in records(tmp_path)] == [here + page(0)], ran.out
    assert listener.connections == 0 and "not a URL: http://127.0.0.1:22/" in ran.out


@pytest.mark.slow
def test_behind_a_proxy_a_run_says_once_that_names_alone_are_checked(tmp_path: Path, web: tuple[str, Pages]) -> None:
    here, pages = web
    for path in ("/robots.txt", "/"):
        pages[f"http://www.a.example{path}"] = (200, {}, b"")
    pages["http://www.a.example/"] = (302, {"Location": "http://127.0.0.1:9/"}, b"")
    ran = crawl(tmp_path, "www.a.example", 1, env={"http_proxy": here, "no_proxy": ""})
    assert ran.out.count(BY_NAME) == 1, ran.out
