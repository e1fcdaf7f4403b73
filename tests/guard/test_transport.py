"""What one page, a probe and an alert ask for: redirects and names that lead to where nobody asked to go.

Only this machine is ever asked. For other addresses the resolver and the connection are stubs, and no connection is
tried.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from spiders.guard.addresses import BY_NAME, named_by
from spiders.one_page import Unreadable, fetch, load
from spiders.one_page import _said_by_name as said_by_name
from spiders.probe.survey import survey
from spiders.runs.alerts import send
from tests.commands.conftest import ARTICLE, Pages, Run
from tests.commands.conftest import scrapy as scrapy
from tests.commands.conftest import web as web
from tests.guard.conftest import FORMS, Listener

Resolver = Callable[..., None]


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a connection was tried to, each of which fails."""
    tried: list[str] = []

    def create_connection(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        tried.append(address[0])
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket, "create_connection", create_connection)
    return tried


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Resolver:
    """Has every name lead to these addresses, one list for each time it is asked, the last for ever."""

    def answers(*lists: list[str]) -> None:
        left = list(lists)

        def getaddrinfo(host: str, port: int, *_: object, **__: object) -> list[object]:
            found = left.pop(0) if len(left) > 1 else left[0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    return answers


def refused(address: str) -> str:
    with pytest.raises(Unreadable) as raised:
        fetch(address)
    return raised.value.why


class TestRedirects:
    @pytest.mark.parametrize("form", FORMS)
    def test_none_leads_to_this_machine(self, web: tuple[str, Pages], listener: Listener, form: str) -> None:
        here, pages = web
        pages["/a"] = (302, {"Location": form.format(port=listener.port)}, b"")
        assert refused(f"{here}/a").startswith("could not be fetched: ")
        assert listener.connections == 0

    def test_none_leads_to_another_service(self, web: tuple[str, Pages], connected: list[str]) -> None:
        for target in ("http://a.example:25/", "ftp://a.example/", "file:///etc/passwd", "http://me@a.example/"):
            assert refusal_after_redirect(web, target).startswith("could not be fetched")
        assert connected == []

    def test_those_within_what_was_named_are_followed(self, web: tuple[str, Pages]) -> None:
        here, pages = web
        pages["/a"] = (302, {"Location": f"{here}/b"}, b"")
        pages["/b"] = (302, {"Location": "/c"}, b"")
        pages["/c"] = (200, {}, ARTICLE.encode())
        assert load(f"{here}/a").url == f"{here}/c"


def refusal_after_redirect(web: tuple[str, Pages], target: str) -> str:
    """Why a page that redirects to a target cannot be had; its own connection is not a stub's."""
    here, pages = web
    pages["/a"] = (302, {"Location": target}, b"")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "create_connection", CREATE_CONNECTION)
        return refused(f"{here}/a")


CREATE_CONNECTION = socket.create_connection


class TestNames:
    @pytest.mark.parametrize(
        "address",
        [
            *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "169.254.169.254", "0.0.0.0"),
            *("224.0.0.1", "255.255.255.255", "::1", "::ffff:127.0.0.1", "fe80::1", "fd00::1", "64:ff9b::7f00:1"),
        ],
    )
    @pytest.mark.parametrize("scheme", ["http", "https"])
    def test_none_leads_out_of_the_public_net(
        self, resolver: Resolver, connected: list[str], scheme: str, address: str
    ) -> None:
        resolver([address])
        said = refused(f"{scheme}://www.a.example/1")
        assert "www.a.example leads to" in said and "nobody named" in said
        assert connected == []

    def test_what_is_allowed_among_them_is_asked(self, resolver: Resolver, connected: list[str]) -> None:
        resolver(["127.0.0.1", "93.184.215.14", "10.0.0.1", "93.184.215.15", "93.184.215.14"])
        assert refused("http://www.a.example/") == "could not be fetched: [Errno 111] Connection refused"
        assert connected == ["93.184.215.14", "93.184.215.15"]

    def test_one_that_is_bound_anew_is_not_asked_again(self, resolver: Resolver, connected: list[str]) -> None:
        """What was resolved for the check is what is connected to: there is no second answer to be had."""
        resolver(["93.184.215.14"], ["127.0.0.1"])
        refused("http://www.a.example/")
        assert connected == ["93.184.215.14"]
        assert "leads to 127.0.0.1" in refused("http://www.a.example/")
        assert connected == ["93.184.215.14"]

    def test_those_of_a_local_network_are_asked_where_a_person_named_them(
        self, resolver: Resolver, connected: list[str]
    ) -> None:
        resolver(["10.0.0.5"])
        refused("http://wiki.lan/1")
        assert connected == ["10.0.0.5"]
        with pytest.raises(Unreadable, match=r"wiki\.lan is a name of a local network"):
            fetch("http://wiki.lan/1", named=named_by(["http://other.lan/"]))
        assert connected == ["10.0.0.5"]

    def test_what_leads_nowhere_is_said(self, monkeypatch: pytest.MonkeyPatch, connected: list[str]) -> None:
        def getaddrinfo(*_: object, **__: object) -> list[object]:
            raise socket.gaierror(-2, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        assert refused("http://gone.example/") == "could not be fetched: Name or service not known"
        assert connected == []

    def test_the_host_is_told_its_name(self, resolver: Resolver, web: tuple[str, Pages]) -> None:
        """The connection is made to an address; the request and the TLS handshake are for the name."""
        here, pages = web
        pages["/a"] = (200, {}, ARTICLE.encode())
        port = here.rpartition(":")[2]
        resolver(["127.0.0.1"])
        page = fetch(f"http://wiki.lan:{port}/a")
        assert page.url == f"http://wiki.lan:{port}/a" and page.body == ARTICLE.encode()


class TestProxy:
    @pytest.fixture
    def proxied(self, web: tuple[str, Pages], monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Pages]]:
        for name in ("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY", "HTTP_PROXY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("http_proxy", web[0])
        said_by_name.cache_clear()
        yield web
        said_by_name.cache_clear()

    def test_it_is_asked_for_names_and_that_is_said_once(
        self, proxied: tuple[str, Pages], capsys: pytest.CaptureFixture[str]
    ) -> None:
        proxied[1]["http://www.a.example/1"] = (200, {}, ARTICLE.encode())
        for _ in range(2):
            assert fetch("http://www.a.example/1").body == ARTICLE.encode()
        assert capsys.readouterr().err == BY_NAME + "\n"

    @pytest.mark.parametrize("form", FORMS)
    def test_what_a_name_alone_tells_is_refused(self, proxied: tuple[str, Pages], form: str) -> None:
        pages = proxied[1]
        target = form.format(port=8731)
        pages["http://www.a.example/1"] = (302, {"Location": target}, b"")
        pages[target] = (200, {}, ARTICLE.encode())
        assert refused("http://www.a.example/1").startswith("could not be fetched: ")

    def test_one_that_is_no_address_costs_the_page_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("http_proxy", "nonsense://x")
        assert refused("http://www.a.example/1").startswith("could not be fetched: ")


class TestProbe:
    def test_what_robots_and_links_name_is_not_asked(self, web: tuple[str, Pages], listener: Listener) -> None:
        here, pages = web
        there = f"http://127.0.0.1:{listener.port}"
        pages["/robots.txt"] = (200, {}, f"Sitemap: {there}/sitemap.xml\nSitemap: {here}/sitemap.xml\n".encode())
        pages["/a"] = (200, {}, ARTICLE.replace('href="/list/"', f'href="{there}/list/"').encode())
        found = survey(load(f"{here}/a"), partial(fetch, named=named_by([f"{here}/a"])), pause=0.0)
        assert found.robots is not None and found.robots.status == "found"
        assert listener.connections == 0

    @pytest.mark.slow
    def test_the_command_keeps_to_it(self, web: tuple[str, Pages], listener: Listener, scrapy: Run) -> None:
        here, pages = web
        pages["/robots.txt"] = (200, {}, f"Sitemap: http://127.0.0.1:{listener.port}/sitemap.xml\n".encode())
        pages["/a"] = (200, {}, ARTICLE.encode())
        done = scrapy("probe", f"{here}/a")
        assert done.returncode == 0, done.stderr
        pages["/b"] = (302, {"Location": f"http://127.0.0.1:{listener.port}/"}, b"")
        for command in ("probe", "clean"):
            done = scrapy(command, f"{here}/b")
            assert done.returncode == 1 and "which nobody named" in done.stderr.decode(), done.stderr
            assert len(done.stderr.splitlines()) == 1 and not done.stdout
        assert listener.connections == 0


class TestAlerts:
    @pytest.fixture(autouse=True)
    def impatient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("spiders.runs.alerts.WAITS", ())

    def test_it_follows_no_redirect(self, listener: Listener) -> None:
        listener.answer = f"HTTP/1.1 307 Elsewhere\r\nLocation: {listener.url}/b\r\nContent-Length: 0\r\n\r\n".encode()
        undelivered = send({"ALERT_WEBHOOK": f"{listener.url}/secret"}, "subject", "text", {})
        assert undelivered == [f"the alert did not reach 127.0.0.1:{listener.port}: answered 307 Elsewhere"]
        assert listener.connections == 1

    def test_it_goes_where_a_person_named(self, listener: Listener) -> None:
        listener.answer = b"HTTP/1.1 204 No Content\r\n\r\n"
        assert send({"ALERT_FEISHU": f"{listener.url}/secret"}, "subject", "text", {}) == []
        assert listener.connections == 1

    @pytest.mark.parametrize(
        "form", ["http://me:pass@127.0.0.1:{port}/secret", "http://127.0.0.1:0/secret", "http://[secret"]
    )
    def test_what_is_no_address_is_not_asked_and_its_secrets_are_not_told(self, listener: Listener, form: str) -> None:
        (said,) = send({"ALERT_WEBHOOK": form.format(port=listener.port)}, "subject", "text", {})
        assert said.startswith("the alert did not reach ") and "pass" not in said and "secret" not in said
        assert listener.connections == 0

    def test_no_other_service_is_asked(self, connected: list[str]) -> None:
        (said,) = send({"ALERT_WEBHOOK": "http://mail.example:25/secret"}, "subject", "text", {})
        assert said == "the alert did not reach mail.example:25: mail.example:25 is the port of another service"
        assert connected == []
