"""What is no address costs nothing but itself, wherever one comes from: an archive, a list, a record, a user."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaners.html.addresses import absolute, parts
from outputs.cluster.job import planned
from outputs.cluster.rank import clean_share
from outputs.corpus.copies import host_of
from spiders.site import Site
from tests.commands.conftest import Run
from tests.commands.warc_files import Answer, write
from tests.conftest import ROOT

#: What urllib, w3lib or httpx refuse, each for another reason.
NO_ADDRESSES = [
    "http://[", "http://[::1/a", "http://]/", "http://a\u2100b.example/", "http://a:b/", "http://a.example:99999/",
    "http:///x", "//", "http://", "", "\x00", "http://\u3010a\u3011.example/", "http://a.example\\@b.example/",
]  # fmt: skip
#: Modules that split an address themselves, and why that raises nothing or is meant to.
THEMSELVES = {
    "cleaners/html/addresses.py": "the owner",
    "outputs/state/whole/restored.py": "addresses that a crawl asked for",
    "outputs/state/admission/room.py": "addresses that a crawl is to ask for",
    "outputs/takedown/matching.py": "what a user names is refused where it is none; Gone.covers takes it for none",
    "spiders/article.py": "after Site.canonical",
    "spiders/crawl/frontier.py": "of a request",
    "spiders/crawl/limits/overruns.py": "of a request",
    "spiders/crawl/limits/urls.py": "of a request, or after Site.canonical",
    "spiders/crawl/politeness.py": "of a request",
    "spiders/crawl/scrapy_private.py": "of a request",
    "spiders/crawl/url_lists.py": "refused in a line",
    "spiders/guard/addresses.py": "refused in a line",
    "spiders/runs/alerts.py": "names no address then",
    "spiders/site.py": "Site.canonical says that it raises",
}


def splitting() -> Iterator[str]:
    """The modules that split or join addresses by urllib."""
    for package in ("cleaners", "outputs", "spiders"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_bytes())):
                if isinstance(node, ast.Name) and node.id in ("urlsplit", "urlparse", "urljoin"):
                    yield path.relative_to(ROOT).as_posix()
                    break


def test_addresses_are_split_by_their_owner_or_with_a_reason() -> None:
    assert set(splitting()) == set(THEMSELVES)


@pytest.mark.parametrize("url", NO_ADDRESSES)
def test_what_is_no_address_has_no_site_and_is_no_link(url: str) -> None:
    site = Site(domains=("good.example",), article="")
    assert not site.covers(url) and site.kind(url) == ""
    assert isinstance(host_of(url), str) and isinstance(parts(url).path, str)
    assert isinstance(absolute(url, url), str) and isinstance(absolute("http://a.example/", url), str)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A page under each of the addresses that a WARC file can hold, and a sound one behind them."""
    said = "<p>图书角是山区小学最容易办成的阅读设施，本文记录了{}所小学的借阅登记，并讨论其管理。</p>"
    body = "<html><title>图书角</title><h1>图书角</h1>" + "".join(map(said.format, range(12)))
    urls = [url for url in NO_ADDRESSES if url.strip("\0")]
    write(tmp_path / "a.warc.gz", [Answer(url, body.encode()) for url in (*urls, "http://good.example/")])
    return tmp_path / "a.warc.gz"


def test_each_page_of_an_archive_has_its_record_whatever_it_is_called(
    scrapy: Run, archive: Path, tmp_path: Path
) -> None:
    """By one machine and by many alike."""
    done = scrapy("clean", str(archive))
    urls = [json.loads(line)["url"] for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(urls) == len(NO_ADDRESSES) - 1 and urls[-1] == "http://good.example/"
    clean_share(planned([archive], tmp_path / "out", "20260102T000000000Z"), 0)
    lines = (line for path in (tmp_path / "out").glob("*/records-*.jsonl") for line in path.read_bytes().splitlines())
    assert [json.loads(line)["url"] for line in lines] == urls


@pytest.mark.parametrize("command", ["clean", "probe"])
@pytest.mark.parametrize("url", ["http://[", "http://a\u2100b.example/"])
def test_a_page_is_read_whatever_it_is_said_to_be_called(scrapy: Run, tmp_path: Path, command: str, url: str) -> None:
    (tmp_path / "page.html").write_text(f"<h1>图书角</h1><p>本文记录了借阅登记。<a href='{url}'>乙</a></p>", "utf-8")
    done = scrapy(command, str(tmp_path / "page.html"), "--url", url)
    assert done.returncode == 0 and not done.stderr, done.stderr[-2000:]
