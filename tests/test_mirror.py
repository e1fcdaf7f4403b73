"""The mirror does what it says: every other test that crawls or cleans it relies on that."""

from __future__ import annotations

import html
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.article import Verdict
from tests.conftest import HUNG
from tests.mirror import AGGREGATOR, Host, Mirror, PortTaken, Synthetic, default_mirrors, junk, load_all, pages, serve
from tests.mirror.compare import differences, survivors
from tests.mirror.damage import encode, to_kit
from tests.mirror.pages import DEVICES
from tests.mirror.render import LABELS, SLOT, Chrome, article
from tests.mirror.site import STYLES

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def mirrors() -> tuple[Mirror, ...]:
    return default_mirrors()


@pytest.fixture
def hosts() -> Iterator[list[Host]]:
    with serve(default_mirrors()) as hosts:
        yield hosts


def test_at_least_sixteen_articles_each_at_the_same_path_on_three_mirrors(mirrors: tuple[Mirror, ...]) -> None:
    assert len(mirrors) == 3
    assert len(load_all()) >= 16
    for mirror in mirrors:
        assert mirror.paths == mirrors[0].paths
        assert len(set(mirror.paths)) == len(load_all())
        for path in mirror.paths:
            assert mirror.truth(path) is not None
            assert mirror.truth(path) == mirrors[0].truth(f"http://127.0.0.1:1{path}")


def test_each_page_is_its_own_and_the_same_again_with_the_same_seed(mirrors: tuple[Mirror, ...]) -> None:
    again, other = default_mirrors(0), default_mirrors(1)
    for mirror, same, different in zip(mirrors, again, other, strict=True):
        for path in reversed(mirror.paths):
            assert same.resource(path).body == mirror.resource(path).body
            assert different.resource(path).body != mirror.resource(path).body
    for path in mirrors[0].paths:
        assert len({mirror.resource(path).body for mirror in mirrors}) == 3


def test_what_a_page_must_give_is_what_it_shows(mirrors: tuple[Mirror, ...]) -> None:
    for mirror in mirrors:
        for id in mirror.ids:
            for device in DEVICES:
                url = "http://127.0.0.1:8731" + mirror.path(id, device)
                truth, facts, expected = mirror.truth(url), mirror.facts(url), mirror.expected(url)
                assert expected.url == url
                assert expected.title == truth.title
                assert expected.text == truth.text
                assert expected.text == "\n\n".join(
                    text for part in expected.sections for text in (part.heading, *part.paragraphs) if text
                )
                assert [author.name for author in expected.authors] == [author.name for author in truth.authors]
                assert (expected.site_tags == ()) == (facts.form.header == "B")
                assert facts.kind == "injected"


def test_all_layouts_and_all_kinds_of_damage_and_junk_occur(mirrors: tuple[Mirror, ...]) -> None:
    facts = [mirror.facts(mirror.path(id, device)) for mirror in mirrors for id in mirror.ids for device in DEVICES]
    assert {each.form.header for each in facts} == {"A", "B"}
    assert {each.form.labels for each in facts} == set(range(len(LABELS)))
    assert {each.form.lines for each in facts} == {"p", "indent", "br"}
    assert {each.form.headings for each in facts} == {"h", "p"}
    damage = Counter(each.damage for each in facts)
    assert min(damage[kind] for kind in ("none", "annotated", "sheared", "gbk")) >= 5
    assert {form for each in facts for form in each.forms} == {form.__name__ for form in junk.FORMS}


def test_table_sizes_are_those_asked_for(mirrors: tuple[Mirror, ...]) -> None:
    for mirror in mirrors:
        sizes = Counter(len(mirror.facts(path).table) for path in mirror.paths)
        assert set(sizes) == set(mirror.style.sizes)


def test_damage_is_there_and_only_where_it_is_said_to_be(mirrors: tuple[Mirror, ...]) -> None:
    for mirror in mirrors[:2]:
        for path in mirror.paths:
            facts, text = mirror.facts(path), mirror.resource(path).body.decode()
            paragraphs = [to_kit(paragraph) for paragraph in facts.truth.text.split("\n\n") if len(paragraph) > 60]
            whole = sum(html.escape(paragraph) in text for paragraph in paragraphs)
            if facts.damage == "none":
                assert whole >= len(paragraphs) - 2  # tables, and characters that GBK has not, are printed differently
            else:
                assert whole < len(paragraphs)
                assert all(char + pinyin in text for char, pinyin in facts.table.entries[:1])
            if facts.damage == "annotated":
                bare = text
                for char, pinyin in reversed(facts.table.entries):
                    bare = bare.replace(char + pinyin, char)
                assert sum(html.escape(paragraph) in bare for paragraph in paragraphs) >= len(paragraphs) - 2
    sheared = [path for path in mirrors[0].paths if mirrors[0].facts(path).damage == "sheared"]
    assert any("?" in mirrors[0].resource(path).body.decode() for path in sheared)


def test_raw_gbk_loses_nothing() -> None:
    mirror = default_mirrors()[2]
    claims = set()
    for path in mirror.paths:
        resource, facts = mirror.resource(path), mirror.facts(path)
        claims.add(resource.content_type)
        with pytest.raises(UnicodeDecodeError):
            resource.body.decode("utf-8")
        body = resource.body
        for char, pinyin in reversed(facts.table.entries):
            body = body.replace(char.encode("gbk") + pinyin.encode("gbk"), char.encode("gbk"))
        for paragraph in facts.truth.text.split("\n\n"):
            if "\t" not in paragraph:
                assert encode(to_kit(html.escape(paragraph))) in body
    assert "text/html; charset=utf-8" in claims, "no page lies about its charset"


def test_recorded_junk_is_on_the_page_and_in_no_expected_field(mirrors: tuple[Mirror, ...]) -> None:
    for mirror in mirrors:
        for path in mirror.paths:
            facts = mirror.facts(path)
            body = mirror.resource(path).body.decode("gb18030" if mirror.style.served == "gbk" else "utf-8", "replace")
            shown = html.unescape(html.unescape(body))
            assert facts.junk
            assert not [string for string in facts.junk if string in str(mirror.expected(path))]
            # A pool list has a link around each name, so its pairs are on the page but not next to each other.
            missing = [string for string in facts.junk if string not in shown and "| " not in string]
            assert not missing, (path, missing)


def test_the_measure_passes_the_truth_and_nothing_else(mirrors: tuple[Mirror, ...]) -> None:
    for mirror in mirrors:
        for path in mirror.paths:
            resource, true = mirror.resource(path), mirror.expected(path)
            assert differences(true, resource) == survivors(true, resource) == []
            spoilt = {
                "title": true.title[:2],
                "authors": true.authors[1:],
                "text": true.text.replace("\n\n", f"\n\n{resource.facts.junk[-1]}\n\n", 1),
                "references": true.references[:-1],
                "abstract": true.abstract + "后来添上的一句与原文毫无关系而且比原来的摘要还要长得多的话。" * 20,
                "verdict": Verdict("list"),
                "published": "1999-01-01",
            }
            for name, value in spoilt.items():
                found = differences(replace(true, **{name: value}), resource)
                assert len(found) == 1, (path, name, found)
            assert len(survivors(replace(true, text=spoilt["text"]), resource)) >= 1


@pytest.mark.parametrize("form", junk.FORMS, ids=lambda form: form.__name__)
def test_each_form_of_junk_goes_in_and_leaves_the_rest_alone(form: junk.Form) -> None:
    truth = load_all()[0]
    page = article(truth, pages.layout(0), Chrome("文汇参阅网"))
    for seed in range(20):
        injection = form(random.Random(seed), junk.Place(len(truth.blocks)))
        assert injection.form == form.__name__
        assert junk.fitting(page, [injection]) == (injection,)
        injected = junk.apply(page, [injection], random.Random(seed))
        assert injected != SLOT.sub("", page)
        assert not SLOT.search(injected)
        for paragraph in truth.text.split("\n\n")[1:4]:
            assert html.escape(paragraph) in injected
        assert junk.apply_bytes(page.encode(), [injection], random.Random(seed), "utf-8").decode() == injected


def test_the_aggregator_is_undamaged_and_has_no_junk() -> None:
    mirror = Mirror(style=AGGREGATOR)
    for id in mirror.ids:
        for device in DEVICES:
            facts = mirror.facts(mirror.path(id, device))
            assert (facts.kind, facts.damage, facts.forms, facts.junk) == ("clean", "none", (), ())
            assert html.escape(facts.truth.title) in mirror.resource(mirror.path(id, device)).body.decode()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_random_pages_are_reproducible_and_their_junk_is_recorded(seed: int) -> None:
    one, two = pages.random_page(seed), pages.random_page(seed)
    assert (one.body, one.facts) == (two.body, two.facts)
    assert one.facts.forms
    assert one.facts.damage != "sheared"


def _get(url: str, **headers: str) -> httpx.Response:
    return httpx.get(url, headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_every_article_can_be_found_from_the_lists_and_from_the_sitemap(hosts: list[Host]) -> None:
    for host in hosts:
        named, number = set(), 1
        while (answer := _get(f"{host.url}/list/{number}.html")).status_code == 200:
            named |= {path for path in host.content.paths if path.encode() in answer.content}
            number += 1
        assert named == set(host.content.paths)
        assert number > 2, "one list page only: nothing pages"
        sitemap = _get(f"{host.url}/sitemap.xml").text
        assert all(f"<loc>{host.url}{path}</loc>" in sitemap for path in host.content.paths)
        assert f"{host.url}/sitemap.xml" in _get(f"{host.url}/robots.txt").text
        assert _get(f"{host.url}/").status_code == 200
        assert _get(f"{host.url}/list/0.html").status_code == _get(f"{host.url}/nowhere").status_code == 404


def test_what_is_served_is_what_the_mirror_says(hosts: list[Host]) -> None:
    with httpx.Client() as client:
        for host in hosts:
            for path in host.content.paths:
                answer, resource = client.get(host.url + path), host.content.resource(path)
                assert answer.content == resource.body
                assert answer.headers["content-type"] == resource.content_type
                head = client.head(host.url + path)
                assert (head.content, head.headers["content-length"]) == (b"", str(len(resource.body)))
    assert client.is_closed


def test_conditional_requests_are_answered_304_without_a_body(hosts: list[Host]) -> None:
    url = hosts[0].url + hosts[0].content.paths[0]
    first = _get(url)
    for headers in (
        {"If_None_Match": first.headers["etag"]},
        {"If_None_Match": f'"x", W/{first.headers["etag"]}'},
        {"If_Modified_Since": first.headers["last-modified"]},
    ):
        again = _get(url, **headers)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    # If-None-Match decides where both are sent.
    assert _get(url, If_None_Match='"x"', If_Modified_Since=first.headers["last-modified"]).status_code == 200
    assert _get(url, If_Modified_Since="Mon, 01 Jan 2001 00:00:00 GMT").status_code == 200
    assert _get(url, If_Modified_Since="yesterday").status_code == 200
    assert _get(hosts[0].url + "/", If_None_Match=_get(hosts[0].url + "/").headers["etag"]).status_code == 304


def _bodies(mirror: Mirror) -> dict[str, bytes]:
    paths = [mirror.path(id, device) for id in mirror.ids for device in DEVICES]
    return {path: mirror.resource(path).body for path in paths}


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_change_touches_one_article_only(style) -> None:  # type: ignore[no-untyped-def]
    mirror, id = Mirror(style=style), load_all()[3].id
    before, old = _bodies(mirror), mirror.resource(mirror.path(id))
    new = mirror.change(id)
    after = _bodies(mirror)
    assert {path for path in before if before[path] != after[path]} == {mirror.path(id), mirror.path(id, "mobile")}
    resource = mirror.resource(mirror.path(id))
    assert (resource.etag != old.etag, resource.modified > old.modified) == (True, True)
    assert mirror.expected(mirror.path(id)).text == new.text
    assert len(new.text) > len(old.facts.truth.text)
    assert mirror.change(id).text != new.text


def test_remove_add_and_take_over_touch_what_they_name() -> None:
    truths = load_all()
    mirror = Mirror(truths[:-1])
    fresh = Mirror(truths[:-1])  # never asked for a page before the change
    gone, taken, added = truths[0].id, truths[1].id, truths[-1]
    before = _bodies(mirror)
    for each in (mirror, fresh):
        each.remove(gone)
        each.take_over(taken)
        each.add(added)
    assert mirror.resource(mirror.path(gone)) is None
    assert mirror.resource(mirror.path(gone, "mobile")) is None
    facts = mirror.facts(mirror.path(taken))
    assert (facts.kind, facts.truth) == ("doorway", None)
    assert mirror.expected(mirror.path(taken)) is None
    assert mirror.truth(mirror.path(added.id)) == added
    assert gone not in mirror.ids
    assert set(mirror.paths) == {mirror.path(truth.id) for truth in truths[2:]}
    untouched = {mirror.path(truth.id, device) for truth in truths[2:-1] for device in DEVICES}
    after, other = _bodies(mirror), _bodies(fresh)
    assert all(before[path] == after[path] == other[path] for path in untouched)
    lists = [mirror.resource(f"/list/{number}.html") for number in range(1, 9)]
    assert any(mirror.path(added.id).encode() in page.body for page in lists if page)
    assert not any(mirror.path(gone).encode() in page.body for page in lists if page)
    mirror.remove(truths[2].id, soft=True)
    soft = mirror.resource(mirror.path(truths[2].id))
    assert (soft.status, soft.facts.kind) == (200, "error")
    assert "页面不存在" in soft.body.decode()


def test_a_whole_mirror_can_be_taken_over(hosts: list[Host]) -> None:
    mirror = hosts[0].content
    paths = mirror.paths
    mirror.take_over()
    for path in (*paths, "/"):
        answer = _get(hosts[0].url + path)
        facts = mirror.facts(path)
        assert (answer.status_code, facts.kind) == (200, "doorway")
        assert all(string in html.unescape(answer.text) for string in facts.junk)
    assert len({mirror.resource(path).body for path in paths}) == len(paths)
    assert mirror.paths == ()


def test_a_host_can_fail_and_recover(hosts: list[Host]) -> None:
    host, article = hosts[0], hosts[0].content.paths[0]
    host.fail(429, retry_after=7, times=2, prefix="/page")
    answers = [_get(host.url + article) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert answers[0].headers["retry-after"] == "7"
    host.fail(500)
    assert {_get(host.url + path).status_code for path in (article, "/", "/robots.txt")} == {500}
    assert _get(hosts[1].url + article).status_code == 200
    host.fail(503, retry_after="Fri, 31 Dec 2027 23:59:59 GMT")
    assert _get(host.url).headers["retry-after"] == "Fri, 31 Dec 2027 23:59:59 GMT"
    host.recover()
    assert _get(host.url + article).status_code == 200


def test_a_host_can_die_in_the_middle_of_an_answer_and_come_back(hosts: list[Host]) -> None:
    host = hosts[0]
    host.die_after(3)
    url = host.url + host.content.paths[0]
    with httpx.Client() as client:
        assert [client.get(url).status_code for _ in range(3)] == [200] * 3
        with pytest.raises(httpx.RemoteProtocolError):
            client.get(url)
        with pytest.raises(httpx.ConnectError):
            client.get(url)
    assert _get(hosts[1].url).status_code == 200
    port = host.port
    host.revive()
    assert (host.port, _get(url).status_code) == (port, 200)


def test_requests_are_logged_and_answers_can_be_held_back(hosts: list[Host]) -> None:
    host, path = hosts[0], hosts[0].content.paths[0]
    assert "Crawl-delay" not in _get(host.url + "/robots.txt").text
    host.content.crawl_delay = 2
    assert "Crawl-delay: 2\n" in _get(host.url + "/robots.txt").text
    body = _get(host.url + path, User_Agent="jingkan").content
    host.latency = 0.2
    began = time.monotonic()
    _get(host.url + path, If_None_Match=host.content.resource(path).etag)
    assert time.monotonic() - began >= 0.2
    first, second = host.requests("/page")
    assert (first.method, first.path, first.status, first.sent, first.agent) == ("GET", path, 200, len(body), "jingkan")
    assert (second.status, second.sent) == (304, 0)
    assert first.time < second.time
    assert len(host.log) == 4


def test_one_connection_serves_pipelined_requests_in_order(hosts: list[Host]) -> None:
    paths = hosts[0].content.paths[:3]
    asked = "".join(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n" for path in paths[:2])
    asked += f"GET {paths[2]}?from=list HTTP/1.1\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", hosts[0].port), timeout=HUNG) as connection:
        connection.sendall(asked[:50].encode())
        time.sleep(0.05)
        connection.sendall(asked[50:].encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    positions = [answer.find(hosts[0].content.resource(path).body) for path in paths]
    assert -1 not in positions
    assert positions == sorted(positions)
    assert httpx.post(hosts[0].url).status_code == 405


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(PortTaken, match=f"port {port} .*--ports"), serve(default_mirrors(), (0, port, 0)):
            pass
        run = _command(f"--ports=0,{port},0")
        errors = run.communicate(timeout=HUNG)[1]
        assert run.returncode == 1
        assert errors.count("\n") == 1
        assert f"port {port}" in errors
        assert "Traceback" not in errors


def _command(*arguments: str) -> subprocess.Popen[str]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-m", "tests.mirror", *arguments], cwd=ROOT, text=True, **pipes)


@pytest.mark.parametrize("ending", ["stdin", "terminate"])
def test_the_command_serves_until_killed_or_its_input_closes(ending: str) -> None:
    run = _command("--ports=0,0,0", "--seed=3")
    lines = [run.stdout.readline() for _ in range(3)]
    url, mirror = lines[2].split()[0], default_mirrors(3)[2]
    assert lines[2] == f"{url}  {len(load_all())} articles\n"
    assert _get(url.rstrip("/") + mirror.paths[0]).content == mirror.resource(mirror.paths[0]).body
    if ending == "terminate":
        run.terminate()
    output, errors = run.communicate(timeout=HUNG)
    assert (run.returncode, output, errors) == (0, "", "")


def test_synthetic_pages_are_distinct_and_found_from_the_lists() -> None:
    many = Synthetic(1000)
    bodies = {many.resource(path).body for path in many.paths}
    assert len(bodies) == 1000
    lists = "".join(many.resource(f"/list/{number}.html").body.decode() for number in range(1, 6))
    assert all(path in lists for path in many.paths)
    assert many.resource("/list/6.html") is many.resource(many.path(1000)) is None
    title, paragraphs = many.text(7)
    assert all(part in many.resource(many.path(7)).body.decode() for part in (title, *paragraphs))


@pytest.mark.slow
def test_thousands_of_pages_come_whole_over_one_connection() -> None:
    many = Synthetic(20_000)
    with serve([many]) as hosts, socket.create_connection(("127.0.0.1", hosts[0].port)) as connection:
        reader = connection.makefile("rb")
        for path in many.paths[:6000]:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            length = 0
            while (line := reader.readline()) != b"\r\n":
                length = int(line[16:]) if line.startswith(b"Content-Length: ") else length
            assert length and len(reader.read(length)) == length
