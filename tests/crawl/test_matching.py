"""What a takedown covers is one rule, whoever asks: who removes what is kept, and who is about to ask for more."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outputs.takedown.matching import Takedowns, matches

_hosts = st.lists(st.sampled_from(["a", "b", "ab", "www", "example"]), min_size=1, max_size=4).map(".".join)
_netlocs = st.builds("{}{}{}".format, st.sampled_from(["", "", "", "u@"]), _hosts, st.sampled_from(["", "", ":81"]))
_paths = st.sampled_from(["/", "/1", "/12", "/a/b", "/?x=1", "/1?u=http://a.example/1", "/w/http://a.b"])
_urls = st.builds("{}://{}{}".format, st.sampled_from(["http", "https"]), _netlocs, _paths)
_whats = st.one_of(_urls, _hosts, st.builds("{}:81".format, _hosts))


def by_the_book(what: str, url: str) -> bool:
    """The rule as `scrapy forget` promises it, written once more and in another way."""
    if "://" in what:
        return url.removeprefix("https:").removeprefix("http:") == what.removeprefix("https:").removeprefix("http:")
    parts = urlsplit(url)
    return parts.netloc == what or f".{parts.hostname}".endswith("." + what)


@given(_whats, _urls)
def test_a_takedown_covers_what_it_promises(what: str, url: str) -> None:
    assert matches(what, url) is by_the_book(what, url)


@given(st.lists(_whats, max_size=5), _urls)
def test_a_list_covers_what_one_of_its_entries_covers(whats: list[str], url: str) -> None:
    assert Takedowns(whats).cover(url) is any(matches(what, url) for what in whats)


@given(_urls)
def test_a_url_covers_itself_by_http_and_https_and_nothing_longer(url: str) -> None:
    rest = url.partition("://")[2]
    assert matches(url, f"http://{rest}") and matches(url, f"https://{rest}")
    assert not matches(url, url + "0") and not matches(url + "0", url)


@pytest.mark.parametrize(
    ("what", "url", "covered"),
    [
        ("a.example", "http://a.example/1", True),
        ("a.example", "http://u@a.example/1", True),  # who logs in is on the domain as well
        ("a.example", "http://a.example:81/1", True),
        ("a.example:81", "http://a.example/1", False),
        ("a.example", "http://ba.example/1", False),
        ("a.example", "http://b.example/w/http://a.example", False),
        ("http://b.example/w/http://a.example", "http://a.example/", False),
        ("example", "http://a.example/1", True),
        ("xample", "http://a.example/1", False),
    ],
)
def test_what_a_takedown_covers(what: str, url: str, covered: bool) -> None:
    assert matches(what, url) is Takedowns([what]).cover(url) is covered


def test_an_empty_list_covers_nothing() -> None:
    assert not Takedowns([]).cover("http://a.example/")
