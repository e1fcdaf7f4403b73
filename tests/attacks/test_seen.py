"""What was seen to go wrong and needs a whole crawl to try: hosts that are none, and texts made to be expensive."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from spiders.one_page import Unreadable, fetch
from tests.attacks.host import attacked, path, whole
from tests.attacks.runs import MEMORY, crawl
from tests.crawl.runner import records
from tests.repair.expensive import expensive

#: Forms of an address that is none, or of another service; each of the host that a person named, on every port.
NO_HOSTS = (
    *("http://me@127.0.0.1:{port}", "http://me:secret@127.0.0.1:{port}", "http://127.0.0.1:22", "http://127.0.0.1:0"),
    *("http://127.0.0.1:3306", "http://a..127.0.0.1:{port}", "http://.127.0.0.1:{port}", "http://[127.0.0.1", "//me@"),
)


@pytest.mark.slow
def test_what_is_no_host_is_none_in_the_frontier(tmp_path: Path) -> None:
    """On a page of links, where a person named the host with every port."""
    with attacked() as host:
        bad = [form.format(port=host.port) + path("x", number) for number, form in enumerate(NO_HOSTS)]
        links = "".join(f'<a href="{each}">文</a>' for each in (*bad, *host.good))
        host.pages = {"/": whole(f"<html><body>{links}".encode())}
        ran = crawl(tmp_path, [host], "-a", f"domains=127.0.0.1:{host.port},127.0.0.1")
        good = [host.url + each for each in host.good]
    assert sorted(record["url"] for record in records(tmp_path)) == sorted(good), ran.out
    with sqlite3.connect(tmp_path / "state" / "state.db") as db:
        hosts = {str(name) for (name,) in db.execute("SELECT name FROM hosts")}
    assert hosts == {f"127.0.0.1:{host.port}", "127.0.0.1"}
    assert not any("/x/" in asked for asked in host.asked)
    assert re.search(r"addresses were refused \(form \d+, port 2\)", ran.out), ran.out


@pytest.mark.parametrize("form", [form for form in NO_HOSTS if form.startswith("http")])
def test_what_is_no_host_is_not_asked_by_clean(form: str) -> None:
    with attacked() as host:
        with pytest.raises(Unreadable) as raised:
            fetch(form.format(port=host.port) + host.good[0])
        assert not host.asked and host.connections == 0
    assert re.search("is no address|is the port of another service", raised.value.why)
    assert "secret" not in raised.value.why


@pytest.mark.slow
def test_a_text_made_to_be_expensive_costs_the_crawl_its_budget_alone(tmp_path: Path) -> None:
    """Its page has a record that says so, or is no article; the good pages beside it are repaired as ever."""
    spent = expensive("a break behind each character", 900)
    page = f"<h1>浅说分词</h1><p>{'分词是第一步，后面的都要靠它。' * 40}</p><p>{spent}</p>"
    with attacked() as host:
        links = "".join(f'<a href="{each}">文</a>' for each in (path("x"), *host.good))
        host.pages = {"/": whole(f"<html><body>{links}".encode()), path("x"): whole(page.encode())}
        ran = crawl(tmp_path, [host])
    found = {record["url"]: record for record in records(tmp_path)}
    assert {host.url + each for each in host.good} <= set(found), ran.out
    quality = found[host.url + path("x")]["quality"]
    assert quality["unread"] >= len(spent) and any("left as they stand" in reason for reason in quality["reasons"])
    assert not any("unread" in found[host.url + each]["quality"] for each in host.good)
    assert ran.memory <= MEMORY and "Traceback" not in ran.out + ran.log, ran.memory >> 20
