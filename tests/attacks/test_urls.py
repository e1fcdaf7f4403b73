"""What a host may queue: traps without end end, and journals come in whole."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from outputs.state.admission.admission import Admission, _waiting
from outputs.state.admission.room import (
    ALIKE,
    ARTICLES,
    BARREN,
    BARREN_ALIKE,
    HOSTS,
    LISTS,
    Counts,
    Room,
    no_room_for_list,
    shape,
)  # fmt: skip
from outputs.state.answers import settle
from outputs.state.database import State
from outputs.state.fetched import Archived, Fetched, Link
from outputs.state.revisit import DAY, seen_again
from outputs.state.urls import add_links, claim
from spiders.article import ArticleSpider
from spiders.crawl.limits.urls import (
    BYTES,
    DEPTH,
    LENGTH,
    LINKS,
    REPEATS,
    PageLinks,
    UrlLimits,
    overgrown,
    room_of,
)
from spiders.site import Site
from tests.commands.conftest import ARTICLE, Pages
from tests.commands.conftest import web as web
from tests.crawl.runner import Ran, records, scrapy, wait_until_due

HOST = "http://a.example"
#: What a page of a journal links to, by its path.
Journal = Callable[[str], list[str]]


def link(path: str) -> Link:
    url = path if path.startswith("http") else HOST + path
    return Link(url, "article" if "/view" in path else "list", urlsplit(url).netloc)


@dataclass
class Crawled:
    """What a crawl of a host has asked for, in order, and left out. etags: that it sent, by path."""

    asked: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    etags: dict[str, str] = field(default_factory=dict)
    most_waiting: int = 0

    def had(self, part: str) -> list[str]:
        return [path for path in self.asked if part in path]


class Nights:
    """Runs over one host without a network, one a day, as frontier and archivist make them."""

    def __init__(self, folder: Path, room: Room) -> None:
        self.state, self.room, self.day = State(folder / "state" / "state.db"), room, 0
        with self.state.transaction() as db:
            db.execute("INSERT INTO sites (name) VALUES ('s')")
            add_links(db, "s", 0, [link("/")], 0.0)

    def run(self, journal: Journal, most: int = 50_000) -> Crawled:
        """Ask for all that is due, at most so many pages."""
        self.day += 1
        now = self.day * 2 * DAY
        run, done = f"r{self.day}", Crawled()
        with self.state.transaction() as db:
            db.execute("INSERT INTO runs (id, started) VALUES (?, ?)", (run, now))
        self.admission = Admission(self.room, run)
        again = seen_again(now, all_due=False)
        while len(done.asked) < most:
            claimed, _ = claim(self.state, 1, now, again, 64)
            if not claimed:
                break
            with self.state.transaction() as db:
                for url in claimed:
                    path = url.url.removeprefix(HOST)
                    done.asked.append(path)
                    done.etags[path] = url.etag
                    when = datetime.fromtimestamp(now, UTC)
                    got = Fetched(
                        "s", 1, url.url, url.kind, "page", when, status=200, headers=(("ETag", "e"),),
                        prior_digest=url.digest, links=tuple(map(link, journal(path))),
                    )  # fmt: skip
                    settle(db, run, Archived(got, "page", "sha1:X", "a.warc.gz", 0))
                    self.admission.settle(db, got)
                done.most_waiting = max(done.most_waiting, self.waiting())
        for (_, why), n in self.admission.refused["s"].items():
            done.left_out[why] += n
        return done

    def waiting(self) -> int:
        return self.state.number("SELECT COUNT(*) FROM urls WHERE digest = ''")


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Callable[[Room], Nights]]:
    made: list[Nights] = []

    def make(room: Room) -> Nights:
        made.append(Nights(tmp_path / str(len(made)), room))
        return made[-1]

    yield make
    for each in made:
        each.state.close()


#: A tenth of what the settings have, so that a test is quick; the rule is the same.
SMALL = Room(articles=500, lists=100, alike=40, barren=60, barren_alike=10, hosts=5)
GOOD = [f"/view?id={n}" for n in range(30)]


def numbered(path: str) -> int:
    """The number at the end of a path; 0 for none."""
    digits = path[len(path.rstrip("0123456789")) :]
    return int(digits or 0)


# Traps: each a journal with thirty good articles, and pages without end that bring nothing.


def calendar(day: str, links: int) -> Journal:
    """A calendar whose every day leads to so many others. day: of a day's address, with its number left out."""

    def page(path: str) -> list[str]:
        return [*(GOOD if path == "/" else ()), *(f"{day}{numbered(path) * links + n + 1}" for n in range(links))]

    return page


DAYS = ("/calendar?d=", "/list?year=2011&month=1&day=", "/calendar/1999/", "/list/", "/list/2024-01-")


@pytest.mark.parametrize("links", [1, 30, pytest.param(400, marks=pytest.mark.slow)])
@pytest.mark.parametrize("day", DAYS)
def test_a_calendar_without_end_ends_and_the_articles_beside_it_are_had(
    nights: Callable[[Room], Nights], day: str, links: int
) -> None:
    done = nights(SMALL).run(calendar(day, links))
    assert sorted(done.had("/view")) == sorted(GOOD)
    assert len(done.had(day)) <= SMALL.alike + SMALL.barren_alike + len(GOOD)
    assert done.most_waiting <= SMALL.alike + 2 * len(GOOD) + 1
    assert done.left_out[BARREN_ALIKE] > 0


def test_how_much_a_calendar_links_to_makes_no_difference(nights: Callable[[Room], Nights]) -> None:
    """Ten times the links: no more pages are asked for."""
    few, many = (len(nights(SMALL).run(calendar("/calendar?d=", links)).asked) for links in (20, 200))
    assert few == many


def test_sessions_in_the_addresses_of_lists_end(nights: Callable[[Room], Nights]) -> None:
    rng = random.Random(1)

    def page(path: str) -> list[str]:
        return GOOD + [f"/list?cat={n}&s={rng.getrandbits(60):x}" for n in range(20)]

    done = nights(SMALL).run(page)
    assert sorted(done.had("/view")) == sorted(GOOD)
    assert len(done.had("/list")) <= SMALL.alike + SMALL.barren_alike + len(GOOD)


def test_lists_that_are_called_by_words_without_end_end_too(nights: Callable[[Room], Nights]) -> None:
    """No two are alike, so that the host's own bounds are all there is."""
    words = iter(f"/{''.join(chr(97 + int(digit)) for digit in str(n))}/" for n in range(10**9))
    done = nights(SMALL).run(lambda path: GOOD + [next(words) for _ in range(3)])
    assert sorted(done.had("/view")) == sorted(GOOD)
    assert len(done.asked) <= SMALL.lists + SMALL.barren + 2 * len(GOOD) + 64
    assert done.left_out[BARREN] > 0


def test_articles_without_end_wait_outside(nights: Callable[[Room], Nights]) -> None:
    """Each visit lets one more in: what waits is bounded, whatever is asked for."""

    def page(path: str) -> list[str]:
        return [f"/view?id={numbered(path) * 40 + n + 1}" for n in range(40)]

    done = nights(SMALL).run(page, most=300)
    assert done.most_waiting <= SMALL.articles + 1 and done.left_out[ARTICLES] > 9000


def test_lists_take_no_room_of_articles_and_articles_none_of_lists(nights: Callable[[Room], Nights]) -> None:
    lists = [f"/{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(300)]
    articles = [f"/view/{n}" for n in range(600)]
    one, other = nights(SMALL), nights(SMALL)
    pages = {"/": lists + articles}, {"/": articles + lists}
    for each, page in zip((one, other), pages, strict=True):
        done = each.run(lambda path, page=page: page.get(path, []), most=1)  # type: ignore[misc]
        assert each.waiting() == SMALL.articles + SMALL.lists
        assert done.left_out == {LISTS: 200, ARTICLES: 100}


def test_hosts_without_end_end(nights: Callable[[Room], Nights]) -> None:
    crawl = nights(SMALL)
    done = crawl.run(lambda path: [f"http://n{n}.a.example/view/1" for n in range(50)] if path == "/" else [])
    assert crawl.state.number("SELECT COUNT(*) FROM hosts") == 1 + SMALL.hosts
    assert done.left_out == {HOSTS: 50 - SMALL.hosts}


def test_sitemaps_without_end_end(nights: Callable[[Room], Nights]) -> None:
    """What a robots.txt names is let in by the same rule as what a page links to."""
    crawl = nights(SMALL)
    admission = Admission(SMALL, "r")
    named = [Link(f"{HOST}/sitemap-{n}.xml", "sitemap", "a.example") for n in range(5000)]
    with crawl.state.transaction() as db:
        assert admission.add_found(db, "s", named, 0.0) == {1}
    assert crawl.waiting() == 1 + SMALL.alike
    assert admission.refused == {"s": {("a.example", ALIKE): 5000 - SMALL.alike}}


# Journals: they come in whole.


@pytest.mark.parametrize(
    ("article", "listed", "number", "room"),
    [
        ("/article/view?file_no=2019{0:06}&flag=1", "/list.php?cat=3&page={0}", 600, SMALL),
        ("/view?id={0}", "/list/{0}.html", 600, SMALL),
        ("/index.php/xb/article/view/{0}", "/index.php/xb/issue/2019/{0}", 600, SMALL),
        pytest.param(
            *("/article/view?file_no=2019{0:06}&flag=1", "/list.php?cat=3&page={0}", 30_000, Room()),
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_journal_of_thirty_thousand_articles_comes_in_whole(
    nights: Callable[[Room], Nights], article: str, listed: str, number: int, room: Room
) -> None:
    """Its lists lead from one to the next, twenty articles on each; each article leads to those beside it."""
    articles = [article.format(n) for n in range(number)]

    def page(path: str) -> list[str]:
        if "/view" in path:
            return articles[:2]
        at = 0 if path == "/" else numbered(path.removesuffix(".html"))
        return [*articles[at * 20 : at * 20 + 20], *([listed.format(at + 1)] if at < number // 20 else [])]

    done = nights(room).run(page)
    assert set(articles) <= set(done.asked) and len(done.asked) == len(set(done.asked))
    assert done.left_out == {}


@pytest.mark.slow
def test_forty_thousand_articles_of_one_sitemap_are_let_in(nights: Callable[[Room], Nights]) -> None:
    crawl = nights(room_of(get_project_settings()))
    done = crawl.run(lambda path: [f"/view?id={n}" for n in range(40_000)] if path == "/" else [], most=1)
    assert crawl.waiting() == 40_000 and done.left_out == {}


def test_years_volumes_and_issues_come_in_whole(nights: Callable[[Room], Nights]) -> None:
    def page(path: str) -> list[str]:
        if path == "/":
            return [f"/list/{year}/" for year in range(1995, 2025)]
        if path.endswith("/"):
            return [f"{path}{issue}.html" for issue in range(1, 7)]
        return [f"/view{path}-{n}" for n in range(3)] if path.startswith("/list") else []

    done = nights(room_of(get_project_settings())).run(page)
    assert len(done.had("/view")) == 30 * 6 * 3 and done.left_out == {}


def test_overviews_of_journals_that_hold_no_article_come_in_whole(nights: Callable[[Room], Nights]) -> None:
    """Pages of journals by number, found page by page; each leads to issues, and those to articles."""

    def page(path: str) -> list[str]:
        number = numbered(path)
        if path == "/" or path.startswith("/journals?page="):
            more = [f"/journals?page={number + 1}"] if number < 30 else []
            return [*(f"/journal/{number * 5 + n}" for n in range(5)), *more]
        if path.startswith("/journal/"):
            return [f"/issues/{number}"]
        return [f"/view/{number}"] if path.startswith("/issues") else []

    done = nights(SMALL).run(page)
    assert len(done.had("/view")) == 31 * 5 and done.left_out == {}


def test_two_calendars_that_lead_to_each_other_end_as_lists_of_the_host(nights: Callable[[Room], Nights]) -> None:
    def page(path: str) -> list[str]:
        other = "/day/" if "month" in path else "/month/"
        return [*(GOOD if path == "/" else ()), f"{other}{numbered(path) + 1}"]

    done = nights(SMALL).run(page)
    assert sorted(done.had("/view")) == sorted(GOOD)
    assert len(done.asked) <= SMALL.barren + 2 * len(GOOD) + 2 and done.left_out[BARREN] > 0


def test_lists_that_bring_something_now_and_then_go_on(nights: Callable[[Room], Nights]) -> None:
    """A new article once in as many lists as may bring nothing."""

    def page(path: str) -> list[str]:
        number = numbered(path)
        new = [f"/view/{number}"] if number % SMALL.barren_alike == 0 else []
        return [*new, f"/list/{number + 1}"] if "view" not in path and number < 500 else []

    done = nights(SMALL).run(page)
    assert len(done.had("/list")) == 500 and done.left_out == {}


def test_a_new_issue_is_had_though_the_lists_before_brought_nothing(nights: Callable[[Room], Nights]) -> None:
    """A sitemap had named all articles; the lists that the first night leaves out come in by and by."""
    articles = [f"/view/{n}" for n in range(200)]
    lists = [f"/list?issue={n}" for n in range(80)]

    def first(path: str) -> list[str]:
        return [*articles, *lists] if path == "/" else [articles[numbered(path)]] if path in lists else []

    crawl = nights(SMALL)
    asked = crawl.run(first).asked
    assert set(articles) <= set(asked) and not set(lists) <= set(asked)

    def later(path: str) -> list[str]:
        return ["/list?issue=99", *first(path)] if path == "/" else ["/view/999"] if "=99" in path else first(path)

    done = crawl.run(later)
    assert "/list?issue=99" in done.asked and "/view/999" in done.asked
    asked += done.asked
    for _ in range(2):
        asked += crawl.run(later).asked
    assert set(lists) <= set(asked)


def test_what_was_left_out_comes_in_when_there_is_room(nights: Callable[[Room], Nights]) -> None:
    """Night by night, and while something is left out the page that holds it is asked for whole."""
    crawl = nights(Room(articles=100))
    articles = [f"/view/{n}" for n in range(250)]
    done = [crawl.run(lambda path: articles if path == "/" else []) for _ in range(4)]
    assert [len(set(night.had("/view"))) for night in done] == [100, 200, 250, 250]
    assert [night.left_out[ARTICLES] for night in done] == [150, 50, 0, 0]
    assert [night.etags["/"] for night in done] == ["", "", "", "e"]


def test_what_is_there_already_is_not_left_out(nights: Callable[[Room], Nights]) -> None:
    """Each page of a full host links to what is known: nothing is counted."""
    crawl = nights(Room(articles=100))
    articles = [f"/view/{n}" for n in range(100)]
    assert crawl.run(lambda path: articles, most=1).left_out == {}
    assert crawl.run(lambda path: articles).left_out == {}


def test_what_a_person_lists_is_never_left_out(nights: Callable[[Room], Nights]) -> None:
    crawl = nights(SMALL)
    with crawl.state.transaction() as db:
        add_links(db, "s", 0, [link(f"/view/{n}") for n in range(2000)], 0.0)
    assert len(crawl.run(lambda path: []).had("/view")) == 2000


# Counts.


@pytest.mark.parametrize("seed", range(5))
def test_the_counts_in_memory_are_those_of_the_state(nights: Callable[[Room], Nights], seed: int) -> None:
    """Whatever comes, a run that was killed and one that goes on know the same."""
    rng = random.Random(seed)

    def page(path: str) -> list[str]:
        kinds = "/view/{}", "/list/{}", "/list?d={}", "/vol/{}/"
        return [rng.choice(kinds).format(rng.randrange(3000)) for _ in range(rng.randrange(20))]

    crawl = nights(SMALL)
    crawl.run(page, most=rng.randrange(64, 1500))
    with crawl.state.transaction() as db:
        kept, stored = crawl.admission._host(db, 1), _waiting(db, 1)
    assert kept.articles == stored.articles and kept.lists.waiting == stored.lists.waiting
    waiting = {name: counts.waiting for name, counts in kept.alike.items() if counts.waiting}
    assert waiting == {name: counts.waiting for name, counts in stored.alike.items()}


def test_what_is_left_out_is_among_the_counts_of_the_run(nights: Callable[[Room], Nights]) -> None:
    crawl = nights(SMALL)
    done = crawl.run(calendar("/calendar?d=", 20))
    rows = crawl.state.rows("SELECT name, n FROM counts WHERE name LIKE 'limits/%'")
    assert {row["name"].removeprefix("limits/"): row["n"] for row in rows} == done.left_out


def test_the_counts_of_a_host_are_read_along_indexes(nights: Callable[[Room], Nights]) -> None:
    crawl, asked = nights(SMALL), list[str]()
    crawl.state.db.set_trace_callback(asked.append)
    with crawl.state.transaction() as db:
        _waiting(db, 1)
    crawl.state.db.set_trace_callback(None)
    plans = [row["detail"] for sql in asked if "SELECT" in sql for row in crawl.state.rows(f"EXPLAIN QUERY PLAN {sql}")]
    assert len([plan for plan in plans if plan.startswith("SEARCH urls USING")]) == 3, plans
    assert not any(plan.startswith("SCAN urls") for plan in plans), plans


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("/list/1.html", "/list/22.html?sort=a", True),
        ("/calendar?d=1", "/calendar?d=2&s=x", True),
        ("/2011/05/1", "/2024/12/31", True),
        ("/list/1.html", "/list/1.htm", False),
        ("/bk/wxjs/", "/bk/jyxk/", False),
        ("/CN/volumn/home.shtml", "/CN/Y2024/V44/I6", False),
    ],
)
def test_which_lists_are_alike(one: str, other: str, alike: bool) -> None:
    assert (shape(HOST + one) == shape(HOST + other)) is alike


@pytest.mark.parametrize("room", [SMALL, Room()])
def test_more_waiting_and_more_barren_never_make_room(room: Room) -> None:
    rng = random.Random(7)
    for _ in range(500):
        host, alike = (Counts(*(rng.randrange(2 * room.lists) for _ in range(3))) for _ in range(2))
        if no_room_for_list(room, host, alike):
            assert no_room_for_list(room, host.more(1), alike)
            assert no_room_for_list(room, host, alike.more(1))
            assert no_room_for_list(room, host, alike._replace(barren=alike.barren + 1))
        else:
            assert not no_room_for_list(room, host, alike.more(-1))
            assert not no_room_for_list(room, host, alike.visited(brought=1))


# One page.


def spider_of(**settings: int) -> ArticleSpider:
    spider = ArticleSpider("x")
    spider.site = Site(domains=("a.example",), article=r"/view", list=r"/(a|b|list)")
    spider.url_limits = UrlLimits(**settings)
    return spider


def taken_of(spider: ArticleSpider, addresses: list[str]) -> tuple[list[str], Counter[tuple[str, str]]]:
    html = "".join(f'<a href="{address}">x</a>' for address in addresses)
    request = Request(f"{HOST}/", meta={"kind": "list"})
    taken = PageLinks(spider.url_limits, request.url)
    found = spider.links(HtmlResponse(request.url, body=html.encode(), request=request), taken)
    return [each.url.removeprefix(HOST) for each in found], taken.left_out


@pytest.mark.parametrize(("number", "most"), [(500, 20), pytest.param(100_000, 10_000, marks=pytest.mark.slow)])
def test_of_a_page_with_a_hundred_thousand_links_so_many_are_looked_at(
    monkeypatch: pytest.MonkeyPatch, number: int, most: int
) -> None:
    spider, looked = spider_of(links=most, bytes=8 << 20), list[str]()
    monkeypatch.setattr(spider, "link", lambda url: looked.append(url))
    _, left_out = taken_of(spider, [f"/view/{n}" for n in range(number)])
    assert len(looked) == most and left_out == {("a.example", LINKS): number - most}


def test_links_are_looked_for_at_the_beginning_of_a_page() -> None:
    paths = [f"/view/{n}" for n in range(100)]
    whole, beginning = taken_of(spider_of(), paths), taken_of(spider_of(bytes=500), paths)
    assert whole == (paths, Counter())
    assert beginning[0] == paths[: len(beginning[0])] != [] and beginning[1] == {("a.example", BYTES): 1}


def test_a_page_with_as_many_links_as_may_be_is_taken_whole() -> None:
    paths = [f"/view/{n}" for n in range(1400)]
    assert taken_of(spider_of(links=1400), paths) == (paths, Counter())


def test_an_address_without_end_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    spider, looked = spider_of(), list[str]()
    monkeypatch.setattr(spider, "link", lambda url: looked.append(url))
    _, left_out = taken_of(spider, ["/view/1", "/view/" + "9" * 10_000, "/view/2"])
    assert looked == [f"{HOST}/view/1", f"{HOST}/view/2"] and left_out == {("a.example", LENGTH): 1}


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-16"])
def test_a_link_that_is_too_long_to_be_read_is_left_out_by_name(charset: str) -> None:
    """The others beside it are read, and what is long and no link is none."""
    tag = '<{} href="/view/9" title="' + "文" * 30_000 + '">'
    html = f'<a href="/view/1">甲</a>{tag.format("a")}乙</a>{tag.format("AREA")}{tag.format("img")}<a href="/view/2">'
    request, spider = Request(f"{HOST}/", meta={"kind": "list"}), spider_of()
    taken = PageLinks(spider.url_limits, request.url)
    answer = HtmlResponse(request.url, body=html.encode(charset), request=request)
    assert [link.url for link in spider.links(answer, taken)] == [f"{HOST}/view/1", f"{HOST}/view/2"]
    assert taken.left_out == {("a.example", LENGTH): 2}


@pytest.mark.parametrize("step", ["a/b/", "a/", "a/1/", "a/b/list/"])
def test_relative_links_that_grow_with_every_click_end(step: str) -> None:
    """Each page leads one step deeper; so do all pages that are reached by it, until the path is a trap's."""
    path, clicks = "/list/", 0
    spider = spider_of()
    while links := taken_of(spider, [path + step])[0]:
        (path,), clicks = links, clicks + 1
        assert clicks < UrlLimits().segments
    assert set(taken_of(spider, [path + step])[1]) & {("a.example", why) for why in (REPEATS, DEPTH)}


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/a/b/a/b/a/b/a/b", REPEATS),
        ("/a/a/a/a", REPEATS),
        ("/zh/list/zh/1/zh/2/zh/x", REPEATS),
        ("/" + "/".join("abcdefghijklmnopq"), DEPTH),
        ("/" + "1/" * 17, DEPTH),
        ("/?q=" + "a" * 2083, LENGTH),
        ("/a/b/a/b/a/b", ""),
        ("/zh/zh/zh/1.html", ""),
        ("/2011/11/11/11/11.html", ""),
        ("/1/1/1/1/1/1", ""),
        ("/CN/10.3969/j.issn.1000-0933.2024.06.001", ""),
        ("/web/20230124052129/http://www.a.gov.cn/xazq/xaxq_xaxq/cggg/zhbggAAAS/202010/t20201016_1320023.html", ""),
        ("/index.php/xb/article/view/xb201903001?a=/a/a/a/a/a", ""),
        ("/" + "/".join("abcdefghijklmnop"), ""),
        ("/view?" + "&".join(f"k{n}={n}" for n in range(100)), ""),
        ("//a///b//", ""),
    ],
)
def test_an_address_that_grows_is_told_from_one_that_is_long(path: str, why: str) -> None:
    assert overgrown(HOST + path, UrlLimits()) == why


def test_the_settings_are_what_the_values_stand_for() -> None:
    settings = get_project_settings()
    assert UrlLimits.of(settings) == UrlLimits() and room_of(settings) == Room()
    assert room_of(Settings(settings.copy_to_dict() | {"LIMIT_WAITING_ALIKE": 7})).alike == 7


# The command, on this machine.


def html(*links: str) -> tuple[int, dict[str, str], bytes]:
    body = "".join(f'<a href="{each}">页</a>' for each in links)
    return 200, {"Content-Type": "text/html; charset=utf-8"}, body.encode()


def page(number: int) -> str:
    return f"/page/2013/0429/{number}.shtml"


def crawl(data: Path, here: str, **settings: int) -> Ran:
    return scrapy(data, "run", "mirror", "-a", f"domains={here.removeprefix('http://')}", **settings)


def article(number: int) -> tuple[int, dict[str, str], bytes]:
    text = ARTICLE.replace("六所小学", f"第{number}县六所小学")
    return 200, {"Content-Type": "text/html; charset=utf-8"}, text.encode()


def test_a_crawl_of_traps_ends_says_so_and_has_the_articles(tmp_path: Path, web: tuple[str, Pages]) -> None:
    """A bomb of links, lists without end, and paths that grow, beside three articles."""
    here, pages = web
    good, growing = [page(n) for n in range(3)], "/x/list/x/list/x/list/x/list/1.html"
    pages["/"] = html(*good, growing, *(f"/list/{n}.html" for n in range(2, 3000)))
    for number in range(2, 40):
        pages[f"/list/{number}.html"] = html(f"/list/{number + 5000}.html")
    for number in range(3):
        pages[good[number]] = article(number)
    ran = crawl(tmp_path, here, LIMIT_PAGE_LINKS=1000, LIMIT_WAITING_ALIKE=30, LIMIT_BARREN_ALIKE=10)
    assert sorted(record["url"] for record in records(tmp_path)) == sorted(here + path for path in good), ran.out
    assert ran.manifest["fetched"] <= 2 + len(good) + 30 + 10 + 64, ran.out
    left_out = {
        name: n for name, n in ran.manifest["by_site"]["mirror"]["counts"].items() if name.startswith("limits/")
    }
    assert left_out.pop("limits/" + LINKS) == 3 + 1 + 2998 - 1000
    assert left_out.pop("limits/" + REPEATS) == 1
    assert set(left_out) <= {f"limits/{why}" for why in (ALIKE, BARREN_ALIKE)} and sum(left_out.values()) >= 950
    assert f"{here.removeprefix('http://')}: " in ran.out and "links left out (" in ran.out, ran.out


@pytest.mark.slow
def test_what_one_run_leaves_out_the_next_has(tmp_path: Path, web: tuple[str, Pages]) -> None:
    here, pages = web
    good = [page(n) for n in range(5)]
    pages["/"] = html(*good)
    for number, path in enumerate(good):
        pages[path] = article(number)
    first = crawl(tmp_path, here, LIMIT_WAITING_ARTICLES=3)
    assert len(records(tmp_path)) == 3 and "(articles waiting 2)" in first.out, first.out
    wait_until_due(tmp_path)
    second = crawl(tmp_path, here, LIMIT_WAITING_ARTICLES=3)
    assert sorted(record["url"] for record in records(tmp_path)) == sorted(here + path for path in good), second.out
    assert "left out" not in second.out


@pytest.mark.slow
def test_a_list_of_a_person_is_asked_for_whole(tmp_path: Path, web: tuple[str, Pages]) -> None:
    here, pages = web
    good = ["/a/a/a/a/a.html", *(page(n) for n in range(4))]
    for number, path in enumerate(good):
        pages[path] = article(number)
    listed = tmp_path / "urls.txt"
    listed.write_text("".join(f"{here}{path}\n" for path in good))
    ran = scrapy(
        tmp_path, "crawl", "pages", "-a", f"urls={listed}",
        LIMIT_WAITING_ARTICLES=1, LIMIT_NEW_HOSTS=0, LIMIT_PAGE_LINKS=1,
    )  # fmt: skip
    assert sorted(record["url"] for record in records(tmp_path)) == sorted(here + path for path in good), ran.out
