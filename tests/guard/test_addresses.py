"""Which addresses may be asked for, without asking any: the forms of an address, and what a person named."""

from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from spiders.guard.addresses import (
    NOBODY,
    Kind,
    Named,
    known_as,
    literal,
    named_by,
    refusal_at,
    refusal_of,
    refusal_of_redirect,
    wholly,
)

#: (host, what it is refused as) of addresses that are not the public net's, in every form that resolvers read.
NOT_PUBLIC: tuple[tuple[str, Kind], ...] = (
    ("127.0.0.1", "loopback"),
    ("127.255.255.254", "loopback"),
    ("2130706433", "loopback"),  # the same in one number
    ("0x7f.1", "loopback"),
    ("0x7f000001", "loopback"),
    ("0177.0.0.1", "loopback"),
    ("127.1", "loopback"),
    ("127.0.0.1.", "loopback"),
    ("１２７.０.０.１", "loopback"),  # full-width digits
    ("127。0。0。1", "loopback"),
    ("0.0.0.0", "loopback"),
    ("0", "loopback"),
    ("[::1]", "loopback"),
    ("[::]", "loopback"),
    ("[0:0:0:0:0:0:0:1]", "loopback"),
    ("[::ffff:127.0.0.1]", "loopback"),
    ("[::FFFF:7f00:1]", "loopback"),
    ("[64:ff9b::127.0.0.1]", "loopback"),  # NAT64
    ("localhost", "loopback"),
    ("LocalHost.", "loopback"),
    ("a.localhost", "loopback"),
    ("10.0.0.1", "private"),
    ("172.16.0.1", "private"),
    ("172.31.255.255", "private"),
    ("192.168.1.1", "private"),
    ("100.64.0.1", "private"),  # a carrier's
    ("100.100.100.200", "private"),  # Alibaba's metadata
    ("[::ffff:10.0.0.1]", "private"),
    ("[64:ff9b::a00:1]", "private"),
    ("[fc00::1]", "private"),
    ("[fd00:ec2::254]", "private"),  # Amazon's metadata
    ("[fec0::1]", "private"),
    ("169.254.169.254", "link-local"),
    ("2852039166", "link-local"),
    ("168.63.129.16", "link-local"),  # Azure's metadata
    ("[fe80::1]", "link-local"),
    ("[::ffff:169.254.169.254]", "link-local"),
    ("224.0.0.1", "multicast"),
    ("239.255.255.250", "multicast"),
    ("[ff02::1]", "multicast"),
    ("192.0.0.192", "reserved"),  # Oracle's metadata
    ("198.18.0.1", "reserved"),
    ("240.0.0.1", "reserved"),
    ("255.255.255.255", "reserved"),
    ("[2002:7f00:1::]", "reserved"),  # 6to4 of 127.0.0.1
    ("[2001:0:4136:e378:8000:63bf:3fff:fdd2]", "reserved"),  # Teredo
    ("[64:ff9b:1::7f00:1]", "reserved"),  # NAT64 of a local network
    ("[::127.0.0.1]", "reserved"),  # IPv4-compatible, long gone
    ("[100::1]", "reserved"),
    ("[2001:db8::1]", "reserved"),
    ("[4000::1]", "reserved"),
    ("metadata", "name"),
    ("metadata.google.internal", "name"),
    ("printer.local", "name"),
    ("router.lan", "name"),
    ("nas.home.arpa", "name"),
)

PUBLIC = (
    *(
        "8.8.8.8",
        "1.1.1.1",
        "126.255.255.255",
        "128.0.0.1",
        "9.255.255.255",
        "11.0.0.1",
        "172.15.255.255",
        "172.32.0.1",
    ),
    *("192.167.255.255", "192.169.0.1", "100.63.255.255", "100.128.0.1", "169.253.1.1", "169.255.1.1", "198.17.1.1"),
    *("198.20.0.1", "223.255.255.255", "168.63.129.17", "134744072", "[2400:3200::1]", "[2606:4700:4700::1111]"),
    *("[::ffff:8.8.8.8]", "[64:ff9b::8.8.8.8]", "[2001:4860:4860::8888]", "[2a00:1450::1]", "[3ffe::1]"),
    *("a.example", "www.fx361.com", "127.0.0.1.example", "10.example.com", "localhost.example", "xn--fiqs8s.cn"),
    *("期刊.中国", "a_b.example.com", "a.example.", "0x7f.example", "local.example", "internal.cn", "8.8.8.8."),
)

NO_ADDRESS = (
    *("http://me@a.example/", "http://me:secret@a.example/", "http://@a.example/", "http://a.example@127.0.0.1/"),
    *(
        "http://a.example:0/",
        "http://127.0.0.1:0/",
        "http://a.example:x/",
        "http://a.example:99999/",
        "http://a.example:-1/",
    ),
    *(
        "http://a..example/",
        "http://.a.example/",
        "http://a.example../",
        "http://./",
        "http:///1",
        "http://",
        "http://:80/",
    ),
    *("http://[", "http://[::g]/", "http://[::1/", "http://1.2.3.4.5/", "http://300.300.300.300/", "http://0x/"),
    *("http://a b.example/", "http://127%2e0%2e0%2e1/", "http://a.example\\@b.example/", "http://a\x00.example/"),
    *("http://" + "a" * 64 + ".example/", "http://" + "a." * 130 + "example/"),
    *(
        "ftp://a.example/",
        "file:///etc/passwd",
        "data:text/html,x",
        "gopher://a.example/",
        "//a.example/",
        "a.example/1",
        "",
    ),
)


@pytest.mark.parametrize(("host", "kind"), NOT_PUBLIC)
def test_what_is_not_the_public_net_is_refused(host: str, kind: Kind) -> None:
    for url in (f"http://{host}/", f"https://{host}:8443/page/1.shtml?a=b"):
        refusal = refusal_of(url)
        assert refusal is not None and refusal.kind == kind and "nobody named" in refusal.words
    bare = host.strip("[]")
    if literal(host):  # the same where a name leads there
        refusal = refusal_at("a.example", 80, bare)
        assert refusal is not None and refusal.kind == kind


@pytest.mark.parametrize("host", PUBLIC)
def test_what_is_the_public_net_may_be_asked(host: str) -> None:
    for url in (
        f"http://{host}/",
        f"https://{host}:8443/x",
        f"HTTP://{host}:8080",
        f"http://{host}:/?u=http://127.0.0.1/",
    ):
        assert refusal_of(url) is None, url
    if literal(host):
        assert refusal_at("a.example", 80, host.strip("[]")) is None


@pytest.mark.parametrize("url", NO_ADDRESS)
def test_what_is_no_address_is_refused_whoever_names_it(url: str) -> None:
    for named in (NOBODY, named_by([url]), named_by(["127.0.0.1"]), wholly(url)):
        refusal = refusal_of(url, named)
        assert refusal is not None and refusal.kind == "form", url
        assert refusal.words.isprintable() and "secret" not in refusal.words


@pytest.mark.parametrize(
    "port", [1, 22, 25, 53, 110, 143, 445, 587, 2049, 2375, 3306, 3389, 5432, 5900, 6000, 6379, 6667, 11211]
)
def test_ports_of_other_services_are_refused_whoever_names_them(port: int) -> None:
    for host in ("a.example", "127.0.0.1", "[::1]", "8.8.8.8"):
        url = f"http://{host}:{port}/"
        for named in (NOBODY, named_by([url]), named_by([host])):
            refusal = refusal_of(url, named)
            assert refusal is not None and (refusal.kind, str(port) in refusal.words) == ("port", True)
    assert refusal_at("a.example", port, "8.8.8.8") is not None


@pytest.mark.parametrize(
    "port", [80, 81, 443, 591, 1024, 3000, 5000, 8000, 8080, 8081, 8443, 8731, 8888, 9000, 32768, 65535]
)
def test_ports_of_pages_may_be_asked(port: int) -> None:
    assert refusal_of(f"http://a.example:{port}/") is None
    assert refusal_at("a.example", port, "8.8.8.8") is None


@pytest.mark.parametrize(
    ("named", "url"),
    [
        ("127.0.0.1:8731", "http://127.0.0.1:8731/1"),
        ("127.0.0.1", "http://127.0.0.1:8731/"),
        ("http://127.0.0.1:8731/a", "http://127.0.0.1:8731/b"),
        ("http://127.0.0.1/a", "http://127.0.0.1:80/b"),
        ("https://127.0.0.1/a", "https://127.0.0.1/b"),
        ("http://2130706433:8731/", "http://127.0.0.1:8731/"),
        ("[::1]:8731", "http://[::1]:8731/"),
        ("http://[::1]:8731/", "http://[0::1]:8731/"),
        ("localhost", "http://localhost:8000/"),
        ("LOCALHOST:8000", "http://localhost:8000/"),
        ("wiki.lan", "http://www.wiki.lan/"),
        ("10.0.0.5", "http://10.0.0.5/"),
    ],
)
def test_what_a_person_named_may_be_asked(named: str, url: str) -> None:
    assert refusal_of(url) is not None
    assert refusal_of(url, named_by([named])) is None


@pytest.mark.parametrize(
    ("named", "url"),
    [
        ("127.0.0.1:8731", "http://127.0.0.1:8732/"),
        ("http://127.0.0.1/", "http://127.0.0.1:8731/"),
        ("http://127.0.0.1/", "https://127.0.0.1/"),
        ("127.0.0.1", "http://127.0.0.2/"),
        ("127.0.0.1", "http://localhost/"),
        ("localhost", "http://127.0.0.1/"),
        ("127.0.0.1", "http://[::1]/"),
        ("10.0.0.5", "http://10.0.0.6/"),
        ("0.0.1", "http://127.0.0.1/"),  # no domain that it is in
        ("wiki.lan", "http://lan/"),
        ("wiki.lan", "http://evilwiki.lan/"),
        ("a.example", "http://127.0.0.1/"),
        ("8.8.8.8", "http://10.0.0.1/"),
        ("", "http://127.0.0.1/"),
        ("http://[", "http://127.0.0.1/"),
    ],
)
def test_what_stands_beside_it_may_not(named: str, url: str) -> None:
    assert refusal_of(url, named_by([named])) is not None


def test_a_name_that_was_named_does_not_name_what_it_leads_to() -> None:
    named = named_by(["a.example", "http://a.example/", "127.0.0.1:80"])
    for address in ("127.0.0.1", "10.0.0.5", "::1", "169.254.169.254"):
        refusal = refusal_at("a.example", 80, address, named)
        assert refusal is not None and refusal.words.startswith(f"a.example leads to {address}, an address of ")
    assert refusal_at("a.example", 80, "93.184.215.14", named) is None
    assert refusal_at("127.0.0.1", 80, "127.0.0.1", named) is None


def test_a_list_of_millions_of_public_addresses_is_not_kept() -> None:
    assert named_by(f"http://www{n}.a.example/{n}" for n in range(1000)) == NOBODY
    assert Named() == NOBODY | NOBODY
    assert NOBODY | wholly("http://a.example/") == wholly("http://a.example/")


@pytest.mark.parametrize("host", [*PUBLIC, *(host for host, _ in NOT_PUBLIC)])
def test_a_host_is_known_by_one_form_whatever_its_case_and_its_dot(host: str) -> None:
    known = known_as(host)
    assert known_as(known) == known_as(host.upper()) == known
    if "[" not in host:
        assert known_as(host.rstrip(".") + ".") == known


#: By what a Location says, whatever page it stands on.
NOWHERE = (
    *("file:///etc/passwd", "ftp://a.example/1", "data:text/html,secret", "javascript:alert(1)", "about:blank", "x:"),
    *("http://[", "//[", "http://me@a.example/", "http://a..example/", "http://a.example:0/"),
    *("http://a.example:99999/", "http://a.example:no/", "http://%31/", "http://\u2028/"),
)
SOMEWHERE = (
    *(
        "/2",
        "2.shtml",
        "?a=b",
        "//b.example/2",
        "https://b.example/",
        "HTTP://B.EXAMPLE/",
        " /2 ",
        "/文",
        "/%zz",
        "/a:b",
    ),
    *(
        "/%zz",
        "/a:b",
        "http://文.example/1",
        "http://b.example:8080/",
        "/2?to=file:///etc/passwd",
        "#top",
        "/" + "a" * 5000,
    ),
)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_no_page_is_refused(status: int) -> None:
    for location in NOWHERE:
        refusal = refusal_of_redirect(status, "http://a.example/1", location)
        assert refusal is not None and refusal.kind == "form", location
        assert refusal_of_redirect(200, "http://a.example/1", location) is None
    assert refusal_of_redirect(status, "http://a.example/1", "") is None


@pytest.mark.parametrize("location", SOMEWHERE)
def test_a_redirect_to_a_page_is_followed(location: str) -> None:
    """Scrapy makes a request of what was not refused, and raises nothing."""
    assert refusal_of_redirect(302, "http://a.example/1", location) is None
    request = Request("http://a.example/1")
    answer = Response(request.url, status=302, headers={"Location": location.encode()})
    crawler = get_crawler(settings_dict={"LOG_ENABLED": False})
    found = RedirectMiddleware.from_crawler(crawler).process_response(request, answer)
    assert isinstance(found, Request) and refusal_of(found.url) is None
